"""Seconds that go on while the computer sleeps, where it can tell."""

import time


def now() -> float:
    """For leases: a slip that was fetched before the computer slept is old when it wakes."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def asleep() -> float:
    """How long the computer has slept since it was started; only differences mean anything."""
    return now() - time.monotonic()

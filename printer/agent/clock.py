"""Seconds that go on while the computer sleeps."""

import time

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> float:
    """For leases: a slip that was fetched before the computer slept is old when it wakes."""
    return time.clock_gettime(_CLOCK)


def asleep() -> float:
    """How long the computer has slept since it was started; only differences mean anything."""
    return now() - time.monotonic()

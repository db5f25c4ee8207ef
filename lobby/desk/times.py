"""Times as the staff's pages show them: "4:05", "1:04:05"."""

from datetime import datetime

from flask import Blueprint


def minutes(seconds: float) -> str:
    """So many seconds as minutes and seconds, and hours where there are some."""
    whole = max(0, round(seconds))
    hours, rest, last = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{rest:02}:{last:02}" if hours else f"{rest}:{last:02}"


def elapsed(since: str, until: str, spent: float = 0) -> str:
    """From one ISO instant to another, and `spent` seconds before; the page's since.js goes on counting."""
    return minutes((datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() + spent)


def bring(pages: Blueprint) -> None:
    """Make these known to templates."""
    pages.add_app_template_filter(minutes)
    pages.add_app_template_filter(elapsed)

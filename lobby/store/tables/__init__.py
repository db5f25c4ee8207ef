"""The tables. Importing this package knows them all."""

from lobby.store.tables import (
    appointments,
    audit,
    counts,
    days,
    devices,
    feedback,
    journal,
    leases,
    notices,
    offices,
    simulations,
    slips,
    staff,
    tickets,
    webhooks,
)
from lobby.store.tables.base import Base

__all__ = [
    "Base",
    "appointments",
    "audit",
    "counts",
    "days",
    "devices",
    "feedback",
    "journal",
    "leases",
    "notices",
    "offices",
    "simulations",
    "slips",
    "staff",
    "tickets",
    "webhooks",
]

"""People who work here, and the keys that open doors: sessions, API tokens, device tokens."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base
from lobby.store.types import Choice


class Role(StrEnum):
    """What somebody may do; the rights hang on it."""

    CASEWORKER = "caseworker"
    FRONTDESK = "frontdesk"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"


class KeyKind(StrEnum):
    """What a key is for."""

    SESSION = "session"
    API = "api"
    INVITATION = "invitation"
    SETUP = "setup"
    DEVICE = "device"


class StaffRow(Base):
    """An account. No name, only a log-in. `issuer`, `subject`: the OpenID provider that vouches for it, and whom it means there."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    roles: Mapped[list[str]]
    created_at: Mapped[datetime]
    is_active: Mapped[bool] = mapped_column(default=True)
    issuer: Mapped[str | None] = mapped_column(String(300))
    subject: Mapped[str | None] = mapped_column(String(255))
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_since: Mapped[datetime | None]  # none: shown, but not confirmed yet
    totp_step: Mapped[int | None]
    recovery: Mapped[list[str]] = mapped_column(default=list)


class AttemptRow(Base):
    """How often a log-in was tried in vain. The log-in as a digest, for people type passwords there, too; known or not alike."""

    __tablename__ = "login_attempts"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class StaffOfficeRow(Base):
    """In which offices somebody works."""

    __tablename__ = "staff_offices"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)


class KeyRow(Base):
    """A secret that somebody or some device shows. Only its SHA-256 is kept: the secret has 256 random bits.

    `provider_session`: of a session, how the OpenID provider calls the log-in that it began with.
    """

    __tablename__ = "keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[KeyKind] = mapped_column(Choice(KeyKind))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    provider_session: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(String(80))
    scopes: Mapped[list[str] | None]
    used_at: Mapped[datetime | None]
    idle_until: Mapped[datetime | None]
    proven_at: Mapped[datetime | None]
    browser: Mapped[str | None] = mapped_column(String(40))
    net: Mapped[str | None] = mapped_column(String(50))

"""The settings of a server, read from LOBBY_… once, at start."""

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lobby.clock import Clock, ScaledClock, SystemClock

ROLES = ("caseworker", "frontdesk", "lead", "admin", "auditor")


class BadSetting(Exception):
    """A variable has a value that Lobby cannot use; the text names it."""


LOOPBACK = ("127.0.0.1", "::1", "localhost")
EVERYBODY, NOBODY = "1", "0"
ROLES = ("caseworker", "frontdesk", "lead", "admin", "auditor")
OIDC = ("CLIENT_ID", "CLIENT_SECRET", "ROLES", "ROLES_CLAIM", "OFFICES_CLAIM", "LOGIN_CLAIM", "SCOPES")


@dataclass(frozen=True)
class Oidc:
    """The OpenID provider that vouches for people. `roles`: a value of the roles claim, and the role that it gives here.

    Claims may lie inside others: `realm_access.roles`. `offices_claim`: None where the provider knows nothing of offices.
    """

    issuer: str
    client_id: str
    client_secret: str
    roles: tuple[tuple[str, str], ...]
    roles_claim: str = "roles"
    offices_claim: str | None = None
    login_claim: str = "preferred_username"
    scopes: str = "openid profile"


@dataclass(frozen=True)
class Settings:
    """What the installation decides. What an office may decide is a row in the database instead."""

    data_dir: Path
    database_url: str
    secret_key: str
    bind: str = "127.0.0.1:8000"
    workers: int = 1
    public_url: str | None = None
    redis_url: str | None = None
    trusted_proxies: int = 0
    demo_open: bool = True
    clock: Clock = SystemClock()
    log_format: str = "text"
    websocket: str = "own"
    slip_lease_s: int = 30
    slip_too_old_s: int = 120
    slip_send_on_s: int = 5
    session_hours: int = 12
    session_idle_minutes: int = 60
    totp_roles: frozenset[str] = frozenset()
    speech: str = "off"
    speech_dir: Path | None = None
    speech_cache_mb: int = 64
    speech_keys: tuple[str, ...] = ("F1", "*", "F15", "MediaPlayPause")
    login_failures_per_minute: int = 10
    guessed_tokens_per_minute: int = 60  # unknown tickets' tokens from one address; known ones are never refused for them
    ticket_changes_per_minute: int = 20
    webhook_loopback: bool = False
    nightly_backup: bool = True
    oidc: Oidc | None = None
    local_login: str = EVERYBODY

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read LOBBY_… from `env`. Raises BadSetting, which names the variable."""
        data_dir = Path(env.get("LOBBY_DATA_DIR") or "var").absolute()
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("LOBBY_DATABASE_URL"), data_dir),
            secret_key=env.get("LOBBY_SECRET_KEY") or _kept_secret(data_dir / "secret-key"),
            bind=_bind(env.get("LOBBY_BIND") or cls.bind),
            workers=_number(env, "LOBBY_WORKERS", cls.workers, least=1),
            public_url=(env.get("LOBBY_PUBLIC_URL") or "").rstrip("/") or None,
            redis_url=env.get("LOBBY_REDIS_URL") or None,
            trusted_proxies=_number(env, "LOBBY_TRUSTED_PROXIES", cls.trusted_proxies, least=0),
            demo_open=_switch(env, "LOBBY_DEMO_OPEN", cls.demo_open),
            clock=_clock(env.get("LOBBY_CLOCK")),
            websocket=_one_of(env, "LOBBY_WEBSOCKET", ("own", "simple"), cls.websocket),
            slip_lease_s=_number(env, "LOBBY_SLIP_LEASE", cls.slip_lease_s, least=1),
            slip_too_old_s=_number(env, "LOBBY_SLIP_TOO_OLD", cls.slip_too_old_s, least=1),
            session_idle_minutes=_number(env, "LOBBY_SESSION_IDLE", cls.session_idle_minutes, least=1),
            totp_roles=_roles(env, "LOBBY_TOTP_ROLES"),
            speech=_speech(env),
            speech_dir=Path(env["LOBBY_SPEECH_DIR"]).absolute() if env.get("LOBBY_SPEECH_DIR") else None,
            speech_cache_mb=_number(env, "LOBBY_SPEECH_CACHE", cls.speech_cache_mb, least=1),
            speech_keys=tuple((env.get("LOBBY_SPEECH_KEYS") or " ".join(cls.speech_keys)).split()),
            nightly_backup=_switch(env, "LOBBY_NIGHTLY_BACKUP", cls.nightly_backup),
            webhook_loopback=_switch(env, "LOBBY_WEBHOOK_LOOPBACK", cls.webhook_loopback),
            oidc=_oidc(env),
            local_login=_local_login(env),
            log_format=_one_of(env, "LOBBY_LOG_FORMAT", ("text", "json", "off"), cls.log_format),
        )

    def takes_password_of(self, login: str) -> bool:
        """Whether this account may log in with a password of ours, and not only through the provider."""
        return self.local_login in (EVERYBODY, login)

    @property
    def texts_dir(self) -> Path:
        """Where the installation's own corrections of Lobby's texts are."""
        return self.data_dir / "texts"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def _database_url(url: str | None, data_dir: Path) -> str:
    if not url:
        return f"sqlite:///{data_dir / 'lobby.sqlite'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("LOBBY_DATABASE_URL: use sqlite:///PATH or postgresql://…")
    return url


def _kept_secret(path: Path) -> str:
    """The key made at the first start: sessions outlive a restart only if it stays the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()


def _bind(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadSetting(f"LOBBY_BIND: {value!r} is not HOST:PORT")
    return value


def _number(env: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdigit() or int(value) < least:
        raise BadSetting(f"{name}: {value!r} is not a whole number of at least {least}")
    return int(value)


def _switch(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name) or str(int(default))
    if value not in ("0", "1"):
        raise BadSetting(f"{name}: {value!r} is neither 0 nor 1")
    return value == "1"


def _one_of(env: Mapping[str, str], name: str, values: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value not in values:
        raise BadSetting(f"{name}: {value!r} is none of {', '.join(values)}")
    return value


def _roles(env: Mapping[str, str], name: str) -> frozenset[str]:
    asked = frozenset((env.get(name) or "").split())
    if unknown := asked - set(ROLES):
        raise BadSetting(f"{name}: {min(unknown)!r} is none of {', '.join(ROLES)}")
    return asked


def _speech(env: Mapping[str, str]) -> str:
    """The engine that speaks; without a word about it espeak-ng, where that is installed."""
    engine = _one_of(env, "LOBBY_SPEECH", ("off", "espeak", "piper", "folder"), "espeak" if shutil.which("espeak-ng") else "off")
    if engine in ("piper", "folder") and not (env.get("LOBBY_SPEECH_DIR") and Path(env["LOBBY_SPEECH_DIR"]).is_dir()):
        raise BadSetting(f"LOBBY_SPEECH_DIR: LOBBY_SPEECH={engine} needs a folder of voices or clips")
    return engine


def _clock(value: str | None) -> Clock:
    try:
        return ScaledClock.parse(value) if value else SystemClock()
    except ValueError as error:
        raise BadSetting(f"LOBBY_CLOCK: {value!r} is not START@SPEED: {error}") from error


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    told = {name: env.get(f"LOBBY_OIDC_{name}", "").strip() for name in ("ISSUER", *OIDC)}
    if not any(told.values()):
        return None
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "ROLES"):
        if not told[name]:
            raise BadSetting(f"LOBBY_OIDC_{name}: missing, while another LOBBY_OIDC_… is set")
    if "openid" not in (told["SCOPES"] or Oidc.scopes).split():
        raise BadSetting(f"LOBBY_OIDC_SCOPES: {told['SCOPES']!r} lacks openid")
    return Oidc(
        issuer=_issuer(told["ISSUER"]),
        client_id=told["CLIENT_ID"],
        client_secret=told["CLIENT_SECRET"],
        roles=tuple(_given_role(pair) for pair in told["ROLES"].split(",")),
        roles_claim=told["ROLES_CLAIM"] or Oidc.roles_claim,
        offices_claim=told["OFFICES_CLAIM"] or None,
        login_claim=told["LOGIN_CLAIM"] or Oidc.login_claim,
        scopes=told["SCOPES"] or Oidc.scopes,
    )


def _issuer(url: str) -> str:
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise BadSetting(f"LOBBY_OIDC_ISSUER: {url!r} is not https://…, without a query")
    return url


def _given_role(pair: str) -> tuple[str, str]:
    value, _, role = pair.strip().rpartition("=")
    if not value or role not in ROLES:
        raise BadSetting(f"LOBBY_OIDC_ROLES: {pair!r} is not VALUE=ROLE, with one of {', '.join(ROLES)}")
    return value, role


def _local_login(env: Mapping[str, str]) -> str:
    value = env.get("LOBBY_LOCAL_LOGIN") or EVERYBODY
    if value != EVERYBODY and not env.get("LOBBY_OIDC_ISSUER"):
        raise BadSetting("LOBBY_LOCAL_LOGIN: without LOBBY_OIDC_ISSUER nobody else could log in")
    return value

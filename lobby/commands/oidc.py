"""Accounts of people for whom an OpenID provider vouches: made at their first log-in, their roles and offices set anew at each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, true, update
from sqlalchemy.orm import Session

from lobby.commands import keys
from lobby.commands.keys import UNKNOWN, Terms
from lobby.domain.errors import N_, LobbyError
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.staff import KeyKind, KeyRow, StaffOfficeRow, StaffRow


class NoRole(LobbyError):
    code, status = "no-role", 403
    message = N_("Ihr Konto hat hier noch keine Aufgabe. Bitte wenden Sie sich an Ihre Leitung.")


class NoOffice(NoRole):
    code = "no-office"
    message = N_("Ihr Konto gehört hier noch zu keinem Amt. Bitte wenden Sie sich an Ihre Leitung.")


class Locked(NoRole):
    code = "locked"
    message = N_("Ihr Konto ist hier gesperrt. Bitte wenden Sie sich an Ihre Leitung.")


class LoginTaken(NoRole):
    code = "login-taken"
    message = N_("Den Namen {login} hat hier schon ein anderes Konto. Bitte wenden Sie sich an Ihre Leitung.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the provider knows her: `issuer` and `subject` say who she is, `login` how she is called.

    `offices`: slugs; None where the provider says nothing of them. `session`: its own name for her log-in.
    `has_just_proven`: she typed her password there, or what it asks for, and was not let in by what she did before.
    """

    issuer: str
    subject: str
    login: str
    roles: Sequence[str]
    offices: Sequence[str] | None = None
    session: str | None = None
    has_just_proven: bool = False


def enter(db: Database, person: Person, terms: Terms) -> str:
    """Log somebody in; the new session's secret.

    What her claims no longer give is taken from her account even where she is refused, and her sessions end. An account that is
    not linked to her is never taken over. Raises LoginTaken, Locked, NoRole, NoOffice.
    """
    with db.write() as session:
        row = _account(db, session, person)
        before = row.roles
        row.roles = list(person.roles)
        has_office = _set_offices(session, row, person.offices)
        if before != row.roles:
            audit.note(db, session, "staff.roles", login=row.login, roles=row.roles, before=before)
        refusal = Locked() if not row.is_active else NoRole() if not person.roles else None if has_office else NoOffice()
        if refusal is None:
            audit.note(db, session, "session.begin", login=row.login)
            about = {"provider_session": person.session} | ({} if person.has_just_proven else {"proven_at": None})
            return keys.open_session(db, session, row.id, terms, **about)
        _end(db, session, KeyRow.staff_id == row.id)
        audit.note(db, session, "session.refuse", login=row.login, why=refusal.code)
    raise refusal


def end(db: Database, issuer: str, subject: str | None, provider_session: str | None) -> int:
    """End the sessions that began with this log-in at the provider, or all that its subject has; how many."""
    whose = select(StaffRow.id).where(StaffRow.issuer == issuer, StaffRow.subject == subject if subject else true())
    which = KeyRow.provider_session == provider_session if provider_session else true()
    with db.write() as session:
        ended = _end(db, session, KeyRow.staff_id.in_(whose), which)
        if ended:
            audit.note(db, session, "session.end", subject=subject, sessions=ended)
        return ended


def _end(db: Database, session: Session, *which: ColumnElement[bool]) -> int:
    valid = KeyRow.kind == KeyKind.SESSION, KeyRow.revoked_at.is_(None)
    return session.execute(update(KeyRow).where(*valid, *which).values(revoked_at=db.clock.now(), **UNKNOWN)).rowcount  # type: ignore[attr-defined, no-any-return]


def _account(db: Database, session: Session, person: Person) -> StaffRow:
    """The account that is linked to this person, made where there is none; called as the provider calls her, if nobody else is."""
    linked = session.scalar(select(StaffRow).where(StaffRow.issuer == person.issuer, StaffRow.subject == person.subject))
    is_free = session.scalar(select(StaffRow.id).where(StaffRow.login == person.login)) is None
    if linked is not None:
        linked.login = person.login if is_free else linked.login
        return linked
    if not person.roles:
        raise NoRole()
    if not is_free:
        raise LoginTaken(login=person.login)
    made = StaffRow(login=person.login, roles=[], created_at=db.clock.now(), issuer=person.issuer, subject=person.subject)
    session.add(made)
    session.flush()
    audit.note(db, session, "staff.add", login=made.login, issuer=person.issuer, subject=person.subject)
    return made


def _set_offices(session: Session, row: StaffRow, slugs: Sequence[str] | None) -> bool:
    """Set where somebody works; whether that is anywhere. Where the provider says nothing: as it was, at first the only office."""
    known = reading.office_slugs(session)
    before = set(session.scalars(select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == row.id)))
    only = set(known.values()) if len(known) == 1 else set()
    wanted = before or only if slugs is None else {known[slug] for slug in slugs if slug in known}
    session.execute(delete(StaffOfficeRow).where(StaffOfficeRow.staff_id == row.id, StaffOfficeRow.office_id.not_in(wanted)))
    session.add_all(StaffOfficeRow(staff_id=row.id, office_id=office_id) for office_id in wanted - before)
    return bool(wanted)

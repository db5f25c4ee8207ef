"""The front desk: quick concerns settled on the spot, services whose tickets rest for a while, and leaving the building."""

from collections.abc import Iterator
from contextlib import contextmanager

from lobby.commands.at_desk import roles_of
from lobby.domain.errors import Forbidden, Invalid, UnknownService
from lobby.domain.lifecycle import Verb
from lobby.domain.office import PAUSE_REASONS, Service
from lobby.store.database import Database
from lobby.store.tables.offices import OfficeRow, ServiceRow
from lobby.store.tables.staff import Role
from lobby.store.tx import Tx, transaction

MAY = frozenset({Role.FRONTDESK, Role.LEAD})


def settle(db: Database, office_id: int, staff_id: int, service: str) -> int:
    """A quick concern was settled on the spot, without a ticket; how many of this service were so today.

    Raises Forbidden, UnknownService.
    """
    with _at_front_desk(db, office_id, staff_id) as tx:
        known = _service(tx, service)
        before = tx.so_far().settled.get(known.id, 0)
        tx.record(Verb.SETTLE, service_id=(None, known.id))
        return before + 1


def pause_service(db: Database, office_id: int, staff_id: int, service: str, reason: str | None = None) -> None:
    """Nobody can draw for a service for the time being; who waits already is served. `reason`: a code of PAUSE_REASONS.

    Raises Forbidden, UnknownService, Invalid for another reason.
    """
    if reason is not None and reason not in PAUSE_REASONS:
        raise Invalid({"reason": Invalid.message})
    with _at_front_desk(db, office_id, staff_id) as tx:
        _set_pause(tx, _service(tx, service), is_paused=True, reason=reason)


def resume_service(db: Database, office_id: int, staff_id: int, service: str) -> None:
    """There are tickets for the service again. Raises Forbidden, UnknownService."""
    with _at_front_desk(db, office_id, staff_id) as tx:
        _set_pause(tx, _service(tx, service), is_paused=False, reason=None)


def evacuate(db: Database, office_id: int, staff_id: int) -> None:
    """Everybody leaves the building: every screen says so, draws and calls stop. Again changes nothing. Raises Forbidden."""
    with _at_front_desk(db, office_id, staff_id) as tx:
        if tx.so_far().evacuation is None:
            tx.record(Verb.EVACUATE, evacuation=(None, tx.now))


def all_clear(db: Database, office_id: int, staff_id: int) -> None:
    """The evacuation is over; the line goes on where it stood. Raises Forbidden."""
    with _at_front_desk(db, office_id, staff_id) as tx:
        since = tx.so_far().evacuation
        if since is not None:
            tx.record(Verb.ALL_CLEAR, evacuation=(since, None))


@contextmanager
def _at_front_desk(db: Database, office_id: int, staff_id: int) -> Iterator[Tx]:
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        if not roles_of(tx, staff_id) & MAY:
            raise Forbidden()
        yield tx


def _service(tx: Tx, slug: str) -> Service:
    service = tx.office.service(slug)
    if service is None:
        raise UnknownService({"service": UnknownService.message})
    return service


def _set_pause(tx: Tx, service: Service, is_paused: bool, reason: str | None) -> None:
    """What is so already stays, without a line."""
    if (service.paused, service.pause_reason) == (is_paused, reason):
        return
    row = tx.session.get_one(ServiceRow, service.id)
    row.is_paused, row.pause_reason = is_paused, reason
    tx.session.get_one(OfficeRow, tx.office.id).version += 1
    tx.record(
        Verb.CHANGE_OFFICE,
        service_id=(service.id, service.id),
        is_paused=(service.paused, is_paused),
        pause_reason=(service.pause_reason, reason),
    )

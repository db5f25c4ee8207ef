"""Tickets: drawn by kiosks and the front desk, seen and given up by whoever has the token."""

from datetime import timedelta
from typing import Any

from lobby.boards import ticket as boards
from lobby.boards.view import JSON, View
from lobby.commands import slips, tickets
from lobby.domain.errors import Invalid
from lobby.domain.lifecycle import State
from lobby.web.access import holder, office_id, staff_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.limits import by_token, changes, limiter, ticket_of
from lobby.web.runtime import here

api = blueprint("tickets", "Tickets")


@api.post("/tickets", summary="Draw a ticket", responses={200: models.TicketOut, 201: models.TicketOut})
@checked
def draw(header: models.KeyHeader, body: models.DrawBody) -> Any:
    """The same Idempotency-Key again answers 200 with the same ticket."""
    drawn = drawn_for(body, header.idempotency_key)
    view = here().view_after(office_id(), str(drawn.ticket_id), language="de")
    ticket = view.day.tickets.get(drawn.ticket_id)
    if ticket is None or not drawn.created:
        return shown(office_id(), drawn.ticket_id, inside=True), 201 if drawn.created else 200
    return _keys(view, drawn.token) | boards.as_drawn(view, ticket) | boards.private(view, ticket), 201


@api.post("/tickets/<int:ticket_id>/slip", summary="Print the slip again", responses={200: models.TicketOut})
@checked
def reprint(path: models.TicketPath, body: models.SlipBody) -> Any:
    """The copy says that it is one."""
    here().do(slips.reprint, office_id(), f"staff:{staff_id()}", path.ticket_id, printer_id(body.printer))
    return shown(office_id(), path.ticket_id, inside=True)


@api.get("/tickets/<token>", summary="Look at a ticket", responses={200: models.PublicTicket})
@checked
def look(path: models.TokenPath) -> Any:
    """What whoever has the token may see; 410 when its day is over. An address that tries many unknown tokens gets 429."""
    found_office, ticket_id = ticket_of(path.token)
    return shown(found_office, ticket_id, token=path.token)


@api.post("/tickets/<token>/withdraw", summary="Give a ticket up", responses={200: models.PublicTicket})
@limiter.limit(changes, key_func=by_token)
@checked
def withdraw(path: models.TokenPath) -> Any:
    """Only while it waits. A ticket takes 20 changes a minute."""
    found_office, ticket_id = ticket_of(path.token)
    here().do(tickets.withdraw, path.token)
    return shown(found_office, ticket_id, token=path.token)


@api.post("/tickets/<token>/postpone", summary="Ask for more time", responses={200: models.PublicTicket})
@limiter.limit(changes, key_func=by_token)
@checked
def postpone(path: models.TokenPath, body: models.PostponeBody) -> Any:
    """Not called for so many minutes; then the ticket has its place again. The office decides how often that may be."""
    found_office, ticket_id = ticket_of(path.token)
    here().do(tickets.postpone, path.token, body.minutes)
    return shown(found_office, ticket_id, token=path.token)


def drawn_for(body: models.DrawBody, key: str) -> tickets.Drawn:
    """Draw what the body asks for, as the one whom `guard` admitted."""
    by = holder()
    printer = None if by.device_id else body.printer or tickets.FIRST_PRINTER
    choice = tickets.Choice(body.service, body.language, tuple(body.needs), body.party_size, body.appointment, printer)
    return here().do(tickets.draw, office_id(), choice, key, by.name, by.device_id)


def printer_id(name: str | None) -> int | None:
    """The office's printer of this name. Raises Invalid."""
    if name is None:
        return None
    found = next((printer.id for printer in here().printers(office_id()) if printer.name == name), None)
    if found is None:
        raise Invalid({"printer": Invalid.message})
    return found


def shown(of_office: int, ticket_id: int, token: str | None = None, inside: bool = False) -> JSON:
    """The Ticket of the contract; its public part unless `inside`."""
    runtime = here()
    view = runtime.view(of_office, str(ticket_id), language="de")
    if ticket_id not in view.day.tickets:  # midnight has passed since the command
        view = runtime.view(of_office, str(ticket_id), language="de", on=view.day.date - timedelta(days=1))
    ticket = view.day.tickets[ticket_id]
    told = _keys(view, token or runtime.token(ticket_id)) | boards.public(view, ticket)
    return told | boards.private(view, ticket) if inside else told


def shown_after(of_office: int, ticket_id: int) -> JSON:
    """The whole Ticket after a command of this process. Ranges, which only those in line have, are made beside the loop."""
    view = here().view_after(of_office, str(ticket_id), language="de")
    ticket = view.day.tickets.get(ticket_id)
    if ticket is None or ticket.state is State.WAITING:
        return shown(of_office, ticket_id, inside=True)
    return _keys(view, here().token(ticket_id)) | boards.public(view, ticket) | boards.private(view, ticket)


def _keys(view: View, token: str | None) -> JSON:
    """What opens the ticket's own page."""
    url = here().public_url(view.office)
    return {"token": token, "status_url": url and token and f"{url}/t/{token}"}

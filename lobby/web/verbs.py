"""The desk's verbs: which command each one is, and what it may be told besides."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lobby.commands import calling, serving
from lobby.commands.at_desk import LONGEST_NOTE
from lobby.domain.lifecycle import Verb

ANY_TEXT = r"^[^\x00]*$"  # what every database can hold
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE, pattern=ANY_TEXT)]


def slug(what: str) -> Any:
    """A short name by which an office knows something of its own; the API's document says of what, as the text's format."""
    return Field(min_length=1, max_length=40, json_schema_extra={"format": what})


class Told(BaseModel):
    """What a client sends with a verb: unknown fields and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _named(field: str) -> Any:
    """A field that must be there, in words of a schema."""
    return {"required": [field], "properties": {field: {"type": "string"}}}


class NothingTold(Told):
    """No fields."""


class CallTold(Told):
    """`reason`: `urgent`, `language`, `agreed`, `other`, or a short text, which is gone when the day is over."""

    reason: Words | None = None


class FinishTold(Told):
    """`outcome`: how the visit ended, one of the office's outcomes."""

    outcome: Annotated[str, slug("outcome")] | None = None


class ParkTold(Told):
    """`reason` is gone when the day is over; the desk is reminded after `remind_minutes`."""

    reason: Words | None = None
    remind_minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class TransferTold(Told):
    """Where to: to a service's line, to one counter, or both. `return_to_me`: comes back to one's own counter, which one needs."""

    model_config = Told.model_config | ConfigDict(json_schema_extra={"anyOf": [_named("service"), _named("counter")]})

    service: Annotated[str, slug("service")] | None = None
    counter: Annotated[str, slug("counter")] | None = None
    note: Words | None = None
    return_to_me: bool = False


class NoteTold(Told):
    """A short text; it is gone when the day is over."""

    text: Words


VERBS: dict[str, tuple[Callable[..., int], type[Told]]] = {
    Verb.CALL: (calling.call_this, CallTold),
    Verb.REPEAT_CALL: (calling.repeat_call, NothingTold),
    Verb.START: (serving.start, NothingTold),
    Verb.FINISH: (serving.finish, FinishTold),
    Verb.MISS: (serving.miss, NothingTold),
    Verb.PARK: (serving.park, ParkTold),
    Verb.RESUME: (serving.resume, NothingTold),
    Verb.REQUEUE: (serving.requeue, NothingTold),
    Verb.REINSTATE: (serving.reinstate, NothingTold),
    Verb.TRANSFER: (serving.transfer, TransferTold),
    Verb.WITHDRAW: (serving.withdraw, NothingTold),
    Verb.NOTE: (serving.note, NoteTold),
    Verb.UNDO: (calling.undo, NothingTold),
}
"""Verb → command(db, office id, staff id, ticket id, **told), and the shape of what is told."""


def from_form(told: type[Told], form: dict[str, str]) -> dict[str, Any]:
    """What a page's form says, as a verb is told it: empty fields left out. Raises pydantic's ValidationError."""
    said = {name: form[name].strip() for name in told.model_fields if form.get(name, "").strip()}
    return told.model_validate(said, strict=False).model_dump(exclude_none=True)

"""What-ifs for other programs: begun, followed, stopped. docs/what-if.md says what is asked and what is told."""

from typing import Any

from pydantic import BaseModel, Field

from lobby.boards.view import iso
from lobby.commands import simulations
from lobby.commands.simulations import Simulation
from lobby.commands.whatiffile import Order
from lobby.domain.errors import NotFound
from lobby.i18n import texts
from lobby.web import problems, simulating
from lobby.web.access import office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import here

api = blueprint("whatif", "What if: past days, or a forecast, with something changed")


class WhatIfBody(Order):
    """Past `days` or a `forecast`, what is changed, and a wish for the roster."""


class WhatIfPath(BaseModel):
    simulation_id: models.Id = Field(description="The `id` that beginning it answered.")


class WhatIfProblem(BaseModel):
    title: str
    errors: dict[str, str]


class WhatIfOut(BaseModel):
    id: int
    state: str = Field(description="running, done, failed, stopped, or lost: its process died")
    percent: int
    begun_at: str
    asked: dict[str, Any]
    result: dict[str, Any] | None
    problem: WhatIfProblem | None


@api.post("/insight/what-if", summary="Begin a what-if", responses={202: WhatIfOut})
@checked
def begin(body: WhatIfBody) -> Any:
    """It runs in the background, one at a time for an office."""
    order = Order.model_validate(body.model_dump())
    return _one(simulating.start(here(), office_id(), order)), 202


@api.get("/insight/what-if", summary="The newest what-if", responses={200: WhatIfOut})
@checked
def newest() -> Any:
    """404 where there was none."""
    found = simulations.last(here().db, office_id())
    if found is None:
        raise NotFound()
    return _told(found)


@api.get("/insight/what-if/<int:simulation_id>", summary="How far a what-if is, and its result", responses={200: WhatIfOut})
@checked
def one(path: WhatIfPath) -> Any:
    """The last five of an office are kept."""
    return _one(path.simulation_id)


@api.post("/insight/what-if/<int:simulation_id>/stop", summary="Stop a what-if", responses={200: WhatIfOut})
@checked
def stop(path: WhatIfPath) -> Any:
    """Once more, or when it is over, changes nothing."""
    here().do(simulations.stop, office_id(), path.simulation_id)
    return _one(path.simulation_id)


def _one(simulation_id: int) -> dict[str, Any]:
    return _told(simulations.one(here().db, office_id(), simulation_id))


def _told(found: Simulation) -> dict[str, Any]:
    return {
        "id": found.id,
        "state": found.state,
        "percent": found.percent,
        "begun_at": iso(found.begun_at),
        "asked": found.asked,
        "result": found.result or None,
        "problem": _problem(found),
    }


def _problem(found: Simulation) -> dict[str, Any] | None:
    """In the language of who asks now."""
    if not found.problem:
        return None
    gettext = texts(problems.language()).gettext
    errors = {place: gettext(message) for place, message in found.problem["errors"].items()}
    return {"title": gettext(found.problem["message"], **found.problem["params"]), "errors": errors}

"""What a screen brings along: its pages, and the topics that it can watch."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint

from lobby.boards.view import JSON, View

Builder = Callable[[View], JSON]


@dataclass(frozen=True)
class Topic:
    """A kind of topic: `<office>/<kind>/<key>`, or `<office>/<kind>` where it `has_key` not.

    `template` renders the board to the fragment that the page shows; it gets `board`, and as `board.scene` what `scene`
    tells besides: a board's data are short. Who may watch stands in `web/rights.py`.
    `shows_house`: its view knows printers and appointments; `shows_devices`: devices; `shows_usual`: how such a day usually is.
    """

    kind: str
    board: Builder
    template: str | None = None
    has_key: bool = True
    shows_house: bool = False
    shows_devices: bool = False
    scene: Builder | None = None
    shows_usual: bool = False


@dataclass(frozen=True)
class Screen:
    """One screen: a name, its blueprints (plain or API ones), its topics."""

    name: str
    blueprints: tuple[Blueprint, ...]
    topics: tuple[Topic, ...] = ()

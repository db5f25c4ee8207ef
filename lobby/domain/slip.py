"""What an office decides of its slips (Wartemarken): which blocks, in which order, with which picture and last words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Block = Literal["office", "number", "service", "place", "waiting", "bring", "phone", "call", "help", "footer", "time"]
BLOCKS: tuple[Block, ...] = get_args(Block)
"""The parts of a slip in their usual order.

office: name and logo · place: where to wait · waiting: people ahead and the wait · phone: the QR code · call: how one is called ·
help: whom to ask · footer: the office's own words · time: when it was drawn.
"""


@dataclass(frozen=True, slots=True)
class SlipLayout:
    """How an office's slips look. `logo`: a PNG, printed black and white; `footer`: language → text."""

    blocks: tuple[Block, ...] = BLOCKS
    logo: bytes | None = None
    footer: Mapping[str, str] = field(default_factory=dict)

"""A page in a real browser, watched: what it complained of, whom it asked, and what axe-core finds in it."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page
from programs import leave_out

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Watched:
    """`complaints`: errors on its console. `hosts`: everything it asked, sockets included."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).netloc))

    def violations(self) -> list[str]:
        """What hinders people with disabilities, as far as a program can tell."""
        self.page.evaluate(_axe())
        found = self.page.evaluate(
            "rules => axe.run({exclude: '.ribbon'}, {runOnly: rules})", RULES
        )  # a remark above all landmarks
        return [f"{bad['id']}: {node['html'][:160]} {node['any'][:1]}" for bad in found["violations"] for node in bad["nodes"]]


@cache
def _axe() -> str:
    return AXE.read_text() if AXE.exists() else leave_out("axe-core is not installed")

"""One process and SQLite on a bad morning: 300 tickets a minute, ten desks that call, seventeen displays and 500 phones."""

import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import raw
import started
from figures import Figure, quantile

from lobby.rehearsal.many import Companion, watchable
from lobby.rehearsal.onlookers import Orders

DRAWS, LASTS_S, SOCKETS = 300, 60.0, 545  # of the sockets 500 are phones
WAITING, SETTLES_S = 250, 8.0
EACH_S = 2.0  # from one call of a desk to its next
SERVICES = ("service-point", "residence", "duldung", "benefits")
LIMIT_MS = 100.0


def figures(folder: Path) -> list[Figure]:
    with started.lobby(folder, LOG_FORMAT="off") as server, ExitStack() as closing:
        office = watchable(f"http://{started.HOST}:{server.port}", server.players)
        orders = Orders(f"http://{started.HOST}:{server.port}", 1, SOCKETS, 0, [office])
        crowd = Companion("lobby.rehearsal.onlookers", orders.written(), closing, "crowd")
        while crowd.hear()["open"] < SOCKETS:
            pass
        in_line(server, crowd)
        before, pressed = server.cpu_s(), a_morning(server, crowd)
        used = (server.cpu_s() - before) / LASTS_S
        sleep(4)
        seen = crowd.ask('["report"]')["seen"]
    return told(pressed, seen, used)


def a_morning(server: started.Server, crowd: Companion) -> dict[str, float]:
    """Draw and call for a minute; call → when "next" was pressed. Raises SystemExit where anything is refused."""
    pressed: dict[str, float] = {}
    ends_at = monotonic() + LASTS_S
    desks = [lambda place=place: at_desk(server, place, ends_at, pressed) for place in range(len(server.players.caseworkers))]
    together([lambda: draw(server, crowd, ends_at), *desks])
    return pressed


def in_line(server: started.Server, crowd: Companion) -> None:
    """Those who came before, each with two phones: who comes next brings one, and nobody else's has to change hands."""
    kiosk = raw.Http(started.HOST, server.port, server.players.kiosk)
    for turn in range(WAITING):
        ticket = asked(kiosk, "POST", "/tickets", {"service": SERVICES[turn % len(SERVICES)], "language": "de"}, raw.key())
        crowd.tell(f'["drawn", "{started.OFFICE}", "{ticket["token"]}", "de"]')
    sleep(SETTLES_S)
    while crowd.hear()["open"] < SOCKETS:
        pass


def draw(server: started.Server, crowd: Companion, ends_at: float) -> None:
    kiosk = raw.Http(started.HOST, server.port, server.players.kiosk)
    for turn in range(DRAWS):
        sleep(max(0.0, ends_at - LASTS_S + turn * LASTS_S / DRAWS - monotonic()))
        ticket = asked(kiosk, "POST", "/tickets", {"service": SERVICES[turn % len(SERVICES)], "language": "de"}, raw.key())
        crowd.tell(f'["drawn", "{started.OFFICE}", "{ticket["token"]}", "de"]')


def at_desk(server: started.Server, place: int, ends_at: float, pressed: dict[str, float]) -> None:
    desk = raw.Http(started.HOST, server.port, server.players.caseworkers[place].token)
    counters = asked(desk, "GET", "/desk/counters")
    asked(desk, "PUT", "/desk/session", {"counter": counters[place]["slug"]})
    sleep(place * EACH_S / len(counters))
    while monotonic() < ends_at:
        began = monotonic()
        status, answer = desk.send("POST", "/api/v1/desk/next", {})
        if status == 200:
            pressed[str(answer["ticket"]["call"]["id"])] = began
            for verb in ("start", "finish"):
                sleep(EACH_S / 3)
                asked(desk, "POST", f"/desk/tickets/{answer['ticket']['id']}/{verb}", {})
        elif answer.get("code") != "nobody-waiting":
            raise SystemExit(f"{status}: {answer}")
        sleep(max(0.1, began + EACH_S - monotonic()))


def asked(http: raw.Http, method: str, path: str, body: Any = None, headers: str = "") -> Any:
    status, answer = http.send(method, "/api/v1" + path, body, headers)
    if status not in (200, 201):
        raise SystemExit(f"{path} → {status}: {answer}")
    return answer.get("items", answer) if isinstance(answer, dict) else answer


def together(steps: list[Callable[[], None]]) -> None:
    """All at once. What ends one of them ends the run."""
    failed: list[BaseException] = []

    def caught(step: Callable[[], None]) -> None:
        try:
            step()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=caught, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def told(pressed: dict[str, float], seen: dict[str, Any], used: float) -> list[Figure]:
    shown = seen["on_displays"].get(started.OFFICE, {})
    if missing := [call for call in pressed if call not in shown]:
        print(f"on no display: {missing}", file=sys.stderr)
    took = [(at - pressed[call]) * 1000 for call, instants in shown.items() if call in pressed for at in instants]
    wrong = seen["lost"] + seen["unopened"] + seen["silent"] + seen["older"] + sum(seen["wrong"].values()) + len(missing)
    return [
        Figure(f"{DRAWS} draws and {len(pressed)} calls in a minute: call → display, p50", quantile(took, 0.5), "ms", {}),
        Figure("  p99", quantile(took, 0.99), "ms", {"limit": LIMIT_MS}),
        Figure("  sockets lost, calls not shown, boards wrong", wrong, "", {"limit": 0}),
        Figure("  of a core the server used", used * 100, "%", {}),
    ]

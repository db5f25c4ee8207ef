"""A process of clients for `scale`: told what to send, it says how many answers came, how long that took, and its own CPU."""

import json
import sys
import threading
from collections.abc import Iterator
from time import monotonic, process_time
from typing import Any

import raw

Steps = Iterator[int]  # each step is one answer; its status


def main() -> None:
    """One line in: {port, for_s, clients: [{kind, token, path}]}; one line out."""
    told = json.loads(sys.stdin.readline())
    clients = [KINDS[each["kind"]](told["port"], each["token"], each["path"]) for each in told["clients"]]
    began, used = monotonic(), process_time()
    answers: list[int] = []
    threads = [threading.Thread(target=go_on, args=(client, began + told["for_s"], answers)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bad = [status for status in answers if status not in (200, 201)]
    print(json.dumps({"answers": len(answers), "bad": bad[:5], "took_s": monotonic() - began, "cpu_s": process_time() - used}))


def go_on(client: Steps, until: float, answers: list[int]) -> None:
    for status in client:
        answers.append(status)
        if monotonic() >= until:
            return


def draws(port: int, token: str, path: str) -> Steps:
    """One ticket after the other."""
    services = ("service-point", "residence", "fiktion", "ukraine", "duldung", "address")
    http, turn = raw.Http("127.0.0.1", port, token), 0
    while True:
        yield http.send("POST", path, {"service": services[turn % len(services)], "language": "de"}, raw.key())[0]
        turn += 1


def desk(port: int, token: str, path: str) -> Steps:
    """The next one, begin, finish: as long as somebody waits. `path`: OFFICE/COUNTER."""
    http = raw.Http("127.0.0.1", port, token)
    office, _, counter = path.partition("/")
    http.send("PUT", f"/api/v1/desk/session?office={office}", {"counter": counter})
    while True:
        status, answer = http.send("POST", f"/api/v1/desk/next?office={office}", {})
        if status != 200:
            print(answer, file=sys.stderr)
            return
        yield status
        yield from (serve(http, office, answer["ticket"], verb) for verb in ("start", "finish"))


def serve(http: raw.Http, office: str, ticket: dict[str, Any], verb: str) -> int:
    return http.send("POST", f"/api/v1/desk/tickets/{ticket['id']}/{verb}?office={office}", {})[0]


KINDS = {"draw": draws, "desk": desk}

if __name__ == "__main__":
    main()

"""The server as the agent sees it: jobs, reports, status, over HTTP."""

import json
import re
import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from printer.agent.jobs import Job, Result, State

PATIENCE_S = 10.0
LARGEST = 4_000_000
NUMBER = re.compile(r"[A-Z0-9-]{1,12}")


class Away(Exception):
    """The server cannot be reached, or is not able to answer now. `retry_after_s`: when it said so."""

    def __init__(self, why: str, retry_after_s: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class Refused(Exception):
    """The server understood and said no: to say the same again is of no use."""


class Lobby:
    """The printer's side of Lobby's API. One call at a time and thread; a connection is opened for every call."""

    def __init__(self, server: str, token: str) -> None:
        address = urlsplit(server if "//" in server else f"http://{server}")
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"{server!r} is no address of a server: use http://HOST[:PORT]")
        self._kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        self._host, self._port = address.hostname, address.port
        self._path = address.path.rstrip("/") + "/api/v1/printer"
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, application/octet-stream"}
        self._waiting: HTTPConnection | None = None
        self._is_over = False

    def next_job(self, wait_s: int) -> Job | None:
        """The next slip, if one comes within the wait. The server leases it: report it, or it is offered again."""
        answer, data = self._call("POST", f"/jobs/next?wait={wait_s}", None, PATIENCE_S + wait_s)
        if answer.status == 204:
            return None
        job_id, number = answer.getheader("Lobby-Job", ""), answer.getheader("Lobby-Number", "")
        if not job_id.isdecimal():
            raise Away(f"an answer without a job ({answer.status})")
        return Job(int(job_id), number if NUMBER.fullmatch(number) else "slip", data)

    def report(self, job_id: int, result: Result) -> None:
        """Say what became of a job."""
        self._call("POST", f"/jobs/{job_id}/{result.outcome}", {"reason": result.reason} if result.reason else {})

    def status(self, state: State) -> None:
        """Say how the printer is."""
        self._call("PUT", "/status", {"state": state})

    def hang_up(self) -> None:
        """End a wait for a job that is under way in another thread, and begin none any more."""
        self._is_over = True
        if (waiting := self._waiting) and waiting.sock:
            with suppress(OSError):  # it may have ended by itself
                waiting.sock.shutdown(socket.SHUT_RDWR)

    def _call(self, verb: str, path: str, body: object, patience_s: float = PATIENCE_S) -> tuple[HTTPResponse, bytes]:
        connection = self._kind(self._host, self._port, timeout=PATIENCE_S)
        try:
            connection.connect()
            connection.sock.settimeout(patience_s)
            if body is None:
                self._wait_on(connection)
            headers = self._headers | ({} if body is None else {"Content-Type": "application/json"})
            connection.request(verb, self._path + path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            data = _whole(answer)
        except (OSError, HTTPException) as error:
            raise Away(str(error) or type(error).__name__) from error
        finally:
            connection.close()
        _check(answer)
        return answer, data

    def _wait_on(self, connection: HTTPConnection) -> None:
        self._waiting = connection
        if self._is_over:
            raise Away("the agent ends")


def _whole(answer: HTTPResponse) -> bytes:
    """The body. `read()` with a limit would hand over half a slip without a word when the server dies."""
    if int(answer.getheader("Content-Length") or 0) > LARGEST:
        raise Away("an answer larger than any slip")
    return answer.read()


def _check(answer: HTTPResponse) -> None:
    """Raises Away for what may pass, a wrong token included (it may be set right at the server), else Refused."""
    if 200 <= answer.status < 300:
        return
    wait = answer.getheader("Retry-After", "")
    if answer.status in (401, 403, 408, 429) or answer.status >= 500 or answer.status < 400:
        why = "the server does not accept this token" if answer.status in (401, 403) else f"it answers {answer.status}"
        raise Away(why, float(wait) if wait.isdecimal() else 0.0)
    raise Refused(f"{answer.status} {answer.reason}")

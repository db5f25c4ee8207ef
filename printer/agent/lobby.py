"""The server as the agent sees it: jobs, leases, reports, status, over HTTP. Its troubles are sentences that say what to do."""

import json
import re
import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from urllib.parse import urlsplit

from printer.agent import clock
from printer.agent.build import build
from printer.agent.jobs import LEASE_S, Job, Outcome, Result, State

PATIENCE_S = 10.0
LARGEST = 4_000_000
NUMBER = re.compile(r"[A-Z0-9-]{1,12}")
SECONDS = re.compile(r"\d{1,5}(\.\d{1,3})?")


class Away(Exception):
    """The server cannot be reached, or is not able to answer now. `retry_after_s`: when it said so."""

    def __init__(self, why: str, retry_after_s: float = 0.0) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class WrongToken(Away):
    """It may be set right at the server, so this is no end."""


class NotLobby(Away):
    """Something answers, but not as Lobby does."""


class Refused(Exception):
    """The server understood and said no: to say the same again is of no use."""


class Lobby:
    """The printer's side of Lobby's API. A connection is opened for every call; only one call at a time waits for a job."""

    def __init__(self, server: str, token: str) -> None:
        address = urlsplit(server if "//" in server else f"http://{server}")
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"{server!r} is no address of a server: use http://HOST[:PORT]")
        self._kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        self._host, self._port = address.hostname, address.port
        self._path = address.path.rstrip("/") + "/api/v1/printer"
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, application/octet-stream"}
        self._headers["User-Agent"] = f"lobby-printer/{build()}"
        self._waiting: HTTPConnection | None = None
        self._is_over = False
        self.url = f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"

    def next_job(self, wait_s: int) -> Job | None:
        """The next slip, if one comes within the wait. The server leases it: report it, or it is offered again."""
        slept = clock.asleep()
        answer, data = self._call("POST", f"/jobs/next?wait={wait_s}", None, PATIENCE_S + wait_s)
        if answer.status == 204:
            return None
        job = self._job(answer, data, leased_at=clock.now() - (clock.asleep() - slept))
        if job is None:
            raise self._not_lobby("no whole slip in its answer")
        return job

    def sending(self, job_id: int) -> None:
        """Say that a job is still being printed, which renews its lease."""
        self._call("POST", f"/jobs/{job_id}/sending", {})

    def report(self, job_id: int, result: Result) -> None:
        """Say what became of a job."""
        body: dict[str, object] = {"reason": result.reason} if result.reason else {}
        if result.outcome is Outcome.FAILED and not result.is_touched:
            body["touched"] = False
        self._call("POST", f"/jobs/{job_id}/{result.outcome}", body)

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
            data = self._whole(answer)
        except (OSError, HTTPException) as error:
            raise self._away(error) from error
        finally:
            connection.close()
        self._check(answer, data)
        return answer, data

    def _wait_on(self, connection: HTTPConnection) -> None:
        self._waiting = connection
        if self._is_over:
            raise Away("the agent ends")

    def _whole(self, answer: HTTPResponse) -> bytes:
        """The body. With a limit, `read` is silent about half a slip of a dying server: so only where no length was told."""
        if (answer.length or 0) > LARGEST:
            raise self._not_lobby("an answer larger than any slip")
        return answer.read() if answer.length is not None else answer.read(LARGEST)

    def _job(self, answer: HTTPResponse, data: bytes, leased_at: float) -> Job | None:
        job_id, number = answer.getheader("Lobby-Job", ""), answer.getheader("Lobby-Number", "")
        if not job_id.isdecimal() or _type(answer) not in ("", "application/octet-stream"):
            return None
        lease = answer.getheader("Lobby-Lease", "")
        lease_s = float(lease) if SECONDS.fullmatch(lease) else LEASE_S
        job = Job(int(job_id), number if NUMBER.fullmatch(number) else "slip", data, lease_s, leased_at)
        return job if job.is_whole() else None

    def _check(self, answer: HTTPResponse, data: bytes) -> None:
        """Raises Away for what may pass, Refused for what Lobby does not want. What is not from Lobby says nothing about a slip."""
        status, wait = answer.status, answer.getheader("Retry-After", "")
        if status in (401, 403):
            raise WrongToken(
                "the server does not accept this token: make a new one there with `lobby device add printer NAME`, "
                "and start the agent with it"
            )
        if status in (408, 429) or status >= 500:
            raise Away(f"{self.url} answers {status}", float(wait) if wait.isdecimal() else 0.0)
        if status != 204 and "Lobby-Job" not in answer.headers and not _is_object(data):
            raise self._not_lobby(f"{status} {_type(answer)}".strip())
        if not 200 <= status < 300:
            raise Refused(f"{status} {answer.reason}")

    def _away(self, error: Exception) -> Away:
        why = str(error) or type(error).__name__
        if isinstance(error, ssl.SSLCertVerificationError):
            return NotLobby(f"the certificate of {self.url} is not to be trusted here ({error.verify_message})")
        if isinstance(error, IncompleteRead):
            return Away(f"{self.url} broke off within an answer")
        if isinstance(error, OSError):
            return Away(f"nothing answers at {self.url} ({why}): is --server right, and is the server on?")
        return self._not_lobby(why)

    def _not_lobby(self, why: str) -> NotLobby:
        return NotLobby(f"{self.url} does not answer as Lobby does ({why}): is --server right, and nothing else in between?")


def _type(answer: HTTPResponse) -> str:
    return answer.getheader("Content-Type", "").partition(";")[0].strip().lower()


def _is_object(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False

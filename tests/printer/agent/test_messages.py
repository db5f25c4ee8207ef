"""What the agent says to people: one sentence a trouble, with what to do; and no slip is lost meanwhile."""

import logging
import socket
import threading
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from printers import FakeLobby, fake_lobby, job, network_machine, until

from printer.agent import alone, options
from printer.agent.escpos import Patience
from printer.agent.jobs import Job, Outcome, Result
from printer.agent.lines import network
from printer.agent.lobby import Away, Lobby, NotLobby, Refused, WrongToken
from printer.agent.work import Agent, Pace

PATIENCE = Patience(answer_s=0.15, job_s=1.0, confirm_s=0.5, mute_confirm_s=0.2)
QUICK = Pace(wait_s=1, look_s=5, longest_pause_s=0.1)
PAGE = (200, "text/html; charset=utf-8", b"<html>Please log in</html>")
GARBAGE = [PAGE, (404, "text/html", b"<html>"), (302, "text/html", b""), (200, "application/json", b"[]"), (200, "", b"")]


@pytest.fixture
def lobby() -> Iterator[FakeLobby]:
    with fake_lobby() as running:
        yield running


@contextmanager
def printing(lobby: FakeLobby) -> Iterator[list[bytes]]:
    with network_machine() as machine:
        agent = Agent(Lobby(lobby.url, lobby.token), network("127.0.0.1", machine.port, PATIENCE), QUICK)
        thread = threading.Thread(target=agent.run)
        thread.start()
        try:
            yield machine.slips
        finally:
            agent.stop()
            thread.join(10)


def said(caplog: pytest.LogCaptureFixture, text: str) -> int:
    return sum(text in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_server_that_is_not_lobby_is_said_once_and_loses_nothing(
    lobby: FakeLobby, garbage: tuple[int, str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    lobby.garbage = garbage
    lobby.offers = [(1, "A001", job())]
    with caplog.at_level(logging.INFO, "printer"), printing(lobby) as slips:
        until(lambda: len(lobby.calls) >= 4)
        lobby.garbage = None
        until(lambda: lobby.reports)
        assert len(slips) == 1
    assert said(caplog, "does not answer as Lobby does") == 1
    assert said(caplog, "is --server right") == 1
    assert lobby.outcomes() == [(1, "printed")]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_a_report_counts_as_made_only_when_lobby_took_it(lobby: FakeLobby, garbage: tuple[int, str, bytes]) -> None:
    lobby.garbage = garbage
    with pytest.raises(NotLobby):
        Lobby(lobby.url, lobby.token).report(1, Result(Outcome.PRINTED))


@pytest.mark.parametrize("data", [b"<html>", b"", job()[1:], job()[:-1], job()[:-3], b"\x1b@", b"x" + job()])
def test_bytes_that_are_no_whole_slip_are_neither_printed_nor_reported(
    lobby: FakeLobby, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    lobby.offers = [(1, "A001", data)]
    with printing(lobby) as slips:
        until(lambda: lobby.calls.count("/api/v1/printer/jobs/next") >= 3)
        assert slips == []
    assert lobby.reports == []
    assert said(caplog, "no whole slip in its answer") == 1


@pytest.mark.parametrize("cut", [b"\x1dV\x00", b"\x1dV\x01", b"\x1dV1", b"\x1dVB\x00", b"\x1dVA\x20"])
def test_any_cut_ends_a_slip(cut: bytes) -> None:
    assert Job(1, "A001", job()[:-3] + cut).is_whole()


def test_a_token_that_the_server_does_not_know_is_said_once(lobby: FakeLobby, caplog: pytest.LogCaptureFixture) -> None:
    lobby.offers = [(1, "A001", job())]
    lobby.refuses = 401
    with printing(lobby):
        until(lambda: len(lobby.calls) >= 4)
        lobby.refuses = None
        until(lambda: lobby.reports)
    assert said(caplog, "`lobby device add printer NAME`") == 1


def test_each_trouble_of_one_outage_has_its_own_sentence(lobby: FakeLobby, caplog: pytest.LogCaptureFixture) -> None:
    lobby.refuses = 503
    with printing(lobby):
        until(lambda: lobby.calls.count("/api/v1/printer/jobs/next") >= 2)
        lobby.refuses = 401
        until(lambda: said(caplog, "does not accept this token"))
        lobby.refuses = 503
        until(lambda: lobby.calls.count("/api/v1/printer/jobs/next") >= 8)
    assert said(caplog, "answers 503") == 1


def test_an_address_where_nothing_answers_is_named(lobby: FakeLobby) -> None:
    lobby.close()
    with pytest.raises(Away, match=f"nothing answers at {lobby.url} .*is --server right"):
        Lobby(lobby.url, "t").next_job(0)
    with pytest.raises(Away, match=r"nothing answers at http://no-such-host\.invalid"):
        Lobby("http://no-such-host.invalid", "t").next_job(0)


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", b"\x00" * 70_000])
def test_a_port_of_something_else_is_not_lobby(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_say, args=(server, answer), daemon=True).start()
        with pytest.raises(NotLobby):
            Lobby(f"http://127.0.0.1:{server.getsockname()[1]}", "t").next_job(0)


def _say(server: socket.socket, answer: bytes) -> None:
    line, _ = server.accept()
    with line:
        line.recv(10_000)
        line.sendall(answer)
        line.shutdown(socket.SHUT_WR)
        line.recv(10_000)


def test_no_in_lobbys_own_words_is_a_refusal(lobby: FakeLobby) -> None:
    lobby.refuses = 404
    with pytest.raises(Refused):
        Lobby(lobby.url, lobby.token).report(1, Result(Outcome.PRINTED))
    lobby.refuses = 403
    with pytest.raises(WrongToken):
        Lobby(lobby.url, lobby.token).report(1, Result(Outcome.PRINTED))


def test_a_slip_that_never_touched_paper_says_so(lobby: FakeLobby) -> None:
    server = Lobby(lobby.url, lobby.token)
    server.report(1, Result(Outcome.FAILED, "offline", is_touched=False))
    server.report(2, Result(Outcome.FAILED, "broke-off"))
    server.report(3, Result(Outcome.PRINTED))
    assert [body for _, _, body in lobby.reports] == [{"reason": "offline", "touched": False}, {"reason": "broke-off"}, {}]


def test_a_second_agent_on_this_computer_is_told(caplog: pytest.LogCaptureFixture) -> None:
    first = alone.claim("http://one", "t")
    other = alone.claim("http://two", "t")
    assert first and other
    assert caplog.text == ""
    assert alone.claim("http://one", "t") is None
    assert said(caplog, "another agent on this computer uses the same token") == 1
    first.close()
    again = alone.claim("http://one", "t")
    assert again
    again.close()
    other.close()


def test_a_folder_needs_pillow_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "find_spec", lambda name: None)
    with pytest.raises(ArgumentTypeError, match="python3-pil"):
        options.device("folder:slips")


COMMON = ["--server", "http://lobby", "--device", "network:printer"]


def test_the_token_comes_from_a_file_the_environment_or_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text("from-file\n")
    monkeypatch.setenv(options.VARIABLE, "from-environment")
    assert options.read([*COMMON])[2] == "from-environment"
    assert options.read([*COMMON, "--token-file", str(file)])[2] == "from-file"
    assert options.read([*COMMON, "--token", "t"])[2] == "t"


@pytest.mark.parametrize("token", ["", "two words", "käse", "a\nb"])
def test_what_is_no_token_is_refused_with_a_word(
    token: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(options.VARIABLE, token)
    with pytest.raises(SystemExit):
        options.read(COMMON)
    assert options.VARIABLE in capsys.readouterr().err
    with pytest.raises(SystemExit):
        options.read([*COMMON, "--token", token])
    with pytest.raises(SystemExit):
        options.read([*COMMON, "--token-file", "/no/such/file"])
    assert "cannot be read" in capsys.readouterr().err

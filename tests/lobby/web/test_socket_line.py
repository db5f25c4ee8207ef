"""Whole frames in their order, or the end: whatever a client does with its side of the line."""

import random
import socket as plain

import gevent
import pytest
from gevent import socket

from lobby.web import frames
from lobby.web.line import MOST_WAITING, Line


@pytest.fixture
def ends():
    """Both ends of a connection that holds little by itself."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(plain.SOL_SOCKET, plain.SO_RCVBUF, 4096)
        with socket.socket() as client:
            client.setsockopt(plain.SOL_SOCKET, plain.SO_RCVBUF, 4096)
            client.connect(listening.getsockname())
            ours, _ = listening.accept()
            with ours:
                yield ours, client


@pytest.fixture
def lines():
    """Makes lines, and ends them before their sockets: the loop must never watch a number that is nobody's."""
    made = []

    def line_of(sock, weigh=lambda said: said, **times):
        made.append(Line(sock, 1000, weigh, **times))
        return made[-1]

    yield line_of
    for line in made:
        line.forget()


def masked(content, opcode=frames.TEXT):
    return bytes([0x80 | opcode, 0x80 | len(content)]) + b"\0\0\0\0" + content


def read_all(client, size):
    found = b""
    while len(found) < size and (more := client.recv(65536)):
        found += more
    return found


def is_gone(client):
    try:
        while client.recv(65536):
            pass
    except ConnectionError:
        return True
    return True


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_pauses_reading_comes_back_to_whole_frames_in_order(ends, lines, seed):
    ours, client = ends
    line, chance = lines(ours), random.Random(seed)
    sent, received = b"", b""
    for number in range(300):
        frame = frames.frame(frames.TEXT, f"{number} ".encode() * chance.randrange(1, 700))
        if line._bytes_waiting + len(frame) < MOST_WAITING:
            line.send(frame)
            sent += frame
        if chance.random() < 0.2 and len(received) < len(sent):
            received += client.recv(chance.randrange(1, 30_000))
    line.end()
    sent += frames.frame(frames.CLOSE, frames.closing(1000))
    assert received + read_all(client, len(sent) - len(received)) == sent


def test_who_never_reads_is_dropped_at_a_bound_and_nothing_is_kept(ends, lines):
    ours, client = ends
    line, frame, sent = lines(ours), frames.frame(frames.TEXT, b"x" * 10_000), 0
    while not line._is_over and sent < 10_000_000:
        line.send(frame)
        sent += len(frame)
    assert sent < MOST_WAITING + 500_000  # the bound, and what the system keeps at either end
    assert line.hear() is None
    assert not line._waiting
    line.forget()
    ours.close()
    assert is_gone(client)


def test_who_takes_too_long_for_a_frame_is_dropped(ends, lines):
    ours, client = ends
    line = lines(ours, patience_s=0.2)
    for _ in range(15):
        line.send(frames.frame(frames.TEXT, b"x" * 20_000))
    assert not line._is_over
    assert gevent.with_timeout(5, line.hear) is None
    line.forget()
    ours.close()
    assert is_gone(client)


def test_who_reads_slowly_but_reads_is_not_dropped(ends, lines):
    ours, client = ends
    line, frame = lines(ours, patience_s=1), frames.frame(frames.TEXT, b"x" * 9_000)
    for _ in range(20):
        line.send(frame)
    received = b""
    while len(received) < 20 * len(frame):
        received += client.recv(8_000)
        gevent.sleep(0.06)
    assert received == frame * 20


def test_it_is_told_whenever_a_client_takes_what_waited_and_never_while_it_takes_nothing(ends, lines):
    ours, client = ends
    line, taken = lines(ours), []
    line.took = lambda: taken.append(1)
    frame = frames.frame(frames.TEXT, b"x" * 60_000)
    for _ in range(4):
        line.send(frame)
    gevent.sleep(0.2)
    taken.clear()
    gevent.sleep(0.2)
    assert taken == []
    assert read_all(client, 4 * len(frame)) == 4 * frame
    assert taken


def test_who_does_not_answer_a_goodbye_is_cut_off(ends, lines):
    ours, client = ends
    line = lines(ours, closing_s=0.2)
    line.end()
    line.send(frames.frame(frames.TEXT, b"too late"))
    assert gevent.with_timeout(5, line.hear) is None
    line.forget()
    ours.close()
    assert read_all(client, 4) == b"\x88\x02\x03\xe8"
    assert is_gone(client)


def test_a_goodbye_is_answered_with_its_own_reason(ends, lines):
    ours, client = ends
    line = lines(ours)
    client.sendall(masked(b"\x0b\xb8bye", frames.CLOSE))
    assert gevent.with_timeout(5, line.hear) is None
    assert read_all(client, 4) == b"\x88\x02\x0b\xb8"


def test_pings_are_answered_while_a_word_is_being_thought_about(ends, lines):
    ours, client = ends
    line = lines(ours)
    client.sendall(masked(b"first") + masked(b"there?", frames.PING) + masked(b"second"))
    assert line.hear() == "first"
    assert read_all(client, 8) == frames.frame(frames.PONG, b"there?")
    assert line.hear() == "second"


def test_who_asks_on_without_reading_is_heard_when_the_answers_are_out(ends, lines):
    ours, client = ends
    line = lines(ours)
    client.sendall(masked(b"more") * 2)
    assert line.hear() == "more"
    frame = frames.frame(frames.TEXT, b"x" * 50_000)
    for _ in range(5):
        line.send(frame)
    with pytest.raises(gevent.Timeout):
        gevent.with_timeout(0.1, line.hear)
    assert read_all(client, 5 * len(frame)) == frame * 5
    assert gevent.with_timeout(5, line.hear) == "more"


def test_what_is_no_word_ends_the_conversation_and_says_why(ends, lines):
    def weigh(_):
        raise frames.Violation(frames.NOT_OURS)

    ours, client = ends
    line = lines(ours, weigh)
    client.sendall(masked(b"nonsense") * 3)
    assert gevent.with_timeout(5, line.hear) is None
    assert read_all(client, 4) == frames.frame(frames.CLOSE, frames.closing(1008))


def test_a_client_that_is_gone_is_noticed_and_writing_to_it_hurts_nobody(ends, lines):
    ours, client = ends
    line = lines(ours)
    client.setsockopt(plain.SOL_SOCKET, plain.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    client.close()
    assert gevent.with_timeout(5, line.hear) is None
    for _ in range(3):
        line.send(b"x" * 100)
    line.cut()
    line.forget()
    line.send(b"x")

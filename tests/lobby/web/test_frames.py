"""What a client says is understood however its bytes are cut, and what the standard forbids is noticed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import CloseConnection, Message, Ping

from lobby.web import frames
from lobby.web.frames import BINARY, BROKEN, CLOSE, CONTINUATION, NO_TEXT, PING, PONG, TEXT, TOO_LONG, Reader, Violation

LONGEST = 200
WORDS = some.one_of(some.text(max_size=90), some.binary(max_size=220))
CONTROLS = some.tuples(some.sampled_from((PING, PONG)), some.binary(max_size=125))


def said(content, opcode=TEXT, first=None, mask=b"\x01\x02\x03\x04", size=None):
    """A client's frame. `first`: its first byte; `size`: what it says of its length."""
    size = len(content) if size is None else size
    if size < 126:
        head = bytes([0x80 | size])
    else:
        head = b"\xfe" + size.to_bytes(2, "big") if size < 65536 else b"\xff" + size.to_bytes(8, "big")
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(content))
    return bytes([0x80 | opcode if first is None else first]) + head + mask + masked


def read(pieces, longest=LONGEST):
    """What was understood, and the code of what was wrong, if anything."""
    reader, found = Reader(longest), []
    try:
        for piece in pieces:
            reader.feed(piece)
            while (word := reader.next()) is not None:
                found.append(word)
    except Violation as violation:
        return found, violation.code
    return found, None


def plainly_read(data, longest=LONGEST):
    """The same by the plainest means: all is there at once, a byte at a time."""
    found, kind, parts = [], None, b""
    while len(data) >= 2:
        final, opcode, size, at = data[0] >> 7, data[0] & 15, data[1] & 127, 2
        if is_wrong(data[0], data[1], kind):
            return found, BROKEN
        if size > 125:
            at, least = (4, 126) if size == 126 else (10, 65536)
            size = int.from_bytes(data[2:at], "big") if len(data) >= at else least
            if not least <= size < 2**63:
                return found, BROKEN
        if opcode < 8 and len(data) >= at and len(parts) + size > longest:
            return found, TOO_LONG
        if len(data) < at + 4 + size:
            break
        content = bytes(data[at + 4 + number] ^ data[at + number % 4] for number in range(size))
        data = data[at + 4 + size :]
        if opcode >= 8:
            found.append((opcode, content))
            continue
        kind, parts = opcode or kind, parts + content
        if final and kind == TEXT and not is_text(parts):
            return found, NO_TEXT
        if final:
            found.append((kind, parts.decode() if kind == TEXT else parts))
            kind, parts = None, b""
    return found, None


def is_wrong(first, second, kind):
    opcode = first & 15
    yet = {0: kind is not None, 1: kind is None, 2: kind is None, 8: True, 9: True, 10: True}
    is_control_wrong = opcode >= 8 and (second & 127 > 125 or first < 128)
    return first & 0x70 or second < 128 or not yet.get(opcode, False) or is_control_wrong


def is_text(content):
    return content.decode(errors="ignore").encode() == content


@some.composite
def frames_of_any_kind(draw):
    """Many right frames, some wrong ones, and now and then a byte turned over, left out or put in."""
    data = bytearray()
    for _ in range(draw(some.integers(1, 6))):
        opcode = draw(some.sampled_from((0, 0, 1, 1, 2, 8, 9, 10, 3, 11)))
        first = draw(some.sampled_from((0x80, 0x80, 0x80, 0x00, 0x00, 0xC0, 0x90))) | opcode
        content = draw(some.one_of(some.text(max_size=40).map(str.encode), some.binary(max_size=130)))
        data += said(content, first=first, mask=draw(some.binary(min_size=4, max_size=4)))
    if draw(some.booleans()):
        at = draw(some.integers(0, len(data) - 1))
        data[at : at + draw(some.integers(0, 2))] = draw(some.binary(max_size=2))
    return bytes(data)


def cut(data, places):
    """The same bytes in pieces."""
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in pairwise(ends)]


PLACES = some.lists(some.integers(0, 2000), max_size=12)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(frames_of_any_kind(), PLACES)
def test_any_frames_are_read_as_the_plainest_reader_reads_them(data, places):
    assert read(cut(data, places)) == plainly_read(data)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(some.binary(max_size=400), PLACES)
def test_any_bytes_are_read_as_the_plainest_reader_reads_them(data, places):
    assert read(cut(data, places)) == plainly_read(data)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(some.lists(some.one_of(WORDS, CONTROLS), max_size=6), PLACES, some.data())
def test_what_another_library_sends_in_parts_is_understood(messages, places, data):
    """wsproto writes; control frames come between the parts of a message."""
    client, sent, expected = Connection(ConnectionType.CLIENT), b"", []
    for message in messages:
        if isinstance(message, tuple):
            sent += said(message[1], message[0])
            expected.append((message[0], message[1]))
            continue
        at = data.draw(some.integers(0, len(message)))
        sent += client.send(Message(data=message[:at], message_finished=False))
        if data.draw(some.booleans()):
            sent += client.send(Ping(b"between"))
            expected.append((PING, b"between"))
        sent += client.send(Message(data=message[at:], message_finished=True))
        expected.append((TEXT if isinstance(message, str) else BINARY, message))
    assert read(cut(sent, places), longest=1000) == (expected, None)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70_000])
def test_another_library_understands_our_frames(size):
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(
        frames.frame(TEXT, b"x" * size) + frames.frame(BINARY, b"y" * size) + frames.frame(PING, b"z" * min(size, 125))
    )
    came = {"text": b"", "bytes": b""}
    for event in client.events():
        if isinstance(event, Ping):
            assert len(event.payload) == min(size, 125)
        else:
            came["text" if isinstance(event.data, str) else "bytes"] += (
                event.data.encode() if isinstance(event.data, str) else event.data
            )
    assert came == {"text": b"x" * size, "bytes": b"y" * size}
    client.receive_data(frames.frame(CLOSE, frames.closing(frames.NOT_OURS)))
    assert [(type(event), event.code) for event in client.events()] == [(CloseConnection, 1008)]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_a_message_of_every_form_of_length_is_read(size):
    assert read([said(b"x" * size)], longest=size) == ([(TEXT, "x" * size)], None)
    assert read([said(b"x" * (size + 1))], longest=size) == ([], TOO_LONG)


def test_a_length_alone_tells_that_it_is_too_much():
    assert read([said(b"", size=LONGEST + 1)[:4]]) == ([], TOO_LONG)
    assert read([said(b"x" * 150, first=TEXT), said(b"", CONTINUATION, size=51)[:2]]) == ([], TOO_LONG)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 1005),
        (b"\x03", None),
        *((number.to_bytes(2, "big"), number) for number in (1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999)),
        *((number.to_bytes(2, "big"), None) for number in (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)),
        (b"\x03\xe8" + "Tschüß".encode(), 1000),
        (b"\x03\xe8\xff", None),
    ],
)
def test_the_reason_for_a_goodbye_is_one_that_may_be_given(content, code):
    if code is None:
        with pytest.raises(Violation):
            frames.reason(content)
    else:
        assert frames.reason(content) == code


def test_a_character_may_be_cut_in_two_by_frames_and_only_whole_ones_count():
    first, second = "ü".encode()
    assert read([said(bytes([first]), first=TEXT), said(bytes([second]), CONTINUATION)]) == ([(TEXT, "ü")], None)
    assert read([said(bytes([first]), first=TEXT), said(b"", CONTINUATION)]) == ([], NO_TEXT)
    for wrong in (b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80"):
        assert read([said(wrong)]) == ([], NO_TEXT)

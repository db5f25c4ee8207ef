"""The crowd's frames are those of RFC 6455, whichever way they come in pieces."""

import json

import pytest

from lobby.rehearsal.frames import PING, TEXT, BadFrame, event, frame, taken


def from_server(content: bytes, opcode: int = TEXT) -> bytes:
    """The same frame without a mask, as RFC 6455 has it."""
    size = len(content)
    if size < 126:
        return bytes([0x80 | opcode, size]) + content
    if size < 65536:
        return bytes([0x80 | opcode, 126]) + size.to_bytes(2, "big") + content
    return bytes([0x80 | opcode, 127]) + size.to_bytes(8, "big") + content


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 100_000])
def test_frames_of_every_size_are_read_whole(size: int) -> None:
    received = bytearray(from_server(b"x" * size) + from_server(b"2", PING) + b"\x81")
    assert taken(received) == [(TEXT, b"x" * size), (PING, b"2")]
    assert received == b"\x81"


def test_a_frame_that_comes_byte_by_byte_is_read_once_it_is_whole() -> None:
    received, found = bytearray(), []
    for byte in from_server(b"y" * 300):
        received.append(byte)
        found += taken(received)
    assert found == [(TEXT, b"y" * 300)]
    assert received == b""


@pytest.mark.parametrize("wrong", [b"\x01\x02ab", b"\xc1\x02ab", b"\x81\x82abcdef", b"\x81\x7f" + b"\xff" * 8])
def test_what_a_server_may_not_send_is_said_to_be_wrong(wrong: bytes) -> None:
    with pytest.raises(BadFrame):
        taken(bytearray(wrong))


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536])
def test_what_a_client_sends_is_masked(size: int) -> None:
    sent = frame(b"z" * size)
    assert sent[1] & 0x80
    assert sent.endswith(b"\0\0\0\0" + b"z" * size)


def test_an_event_asks_for_its_answer_by_number() -> None:
    sent = event("watch", "x/ticket/abc", {"language": "uk"}, answer=0)
    said = sent[sent.index(b"420") :]
    assert json.loads(said[3:]) == ["watch", "x/ticket/abc", {"language": "uk"}]

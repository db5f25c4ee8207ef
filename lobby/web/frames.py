"""The frames of RFC 6455 as a server writes and reads them: no extension, so no compression. Plain Python: no socket, no clock."""

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
OPCODES = frozenset((CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG))
FINAL = MASKED = 0x80
RESERVED = 0x70
MOST_OF_CONTROL = 125
"""Bytes that a closing frame, a ping or a pong may hold."""
NORMAL, BROKEN, NO_BINARY, NO_CODE, NO_TEXT, NOT_OURS, TOO_LONG = 1000, 1002, 1003, 1005, 1007, 1008, 1009
"""Why a connection is closed, in the standard's numbers."""
Said = tuple[int, bytes | str]
"""An opcode and what came with it; a text is a str."""


class Violation(Exception):
    """The client said what the standard forbids, or more than we take; `code` tells it why we close."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def frame(opcode: int, content: bytes) -> bytes:
    """One whole frame; a server's frames have no mask."""
    size = len(content)
    if size < 126:
        return bytes((FINAL | opcode, size)) + content
    if size < 65536:
        return bytes((FINAL | opcode, 126)) + size.to_bytes(2, "big") + content
    return bytes((FINAL | opcode, 127)) + size.to_bytes(8, "big") + content


def closing(code: int) -> bytes:
    """The content of a closing frame; none where the other side gave no code."""
    return b"" if code == NO_CODE else code.to_bytes(2, "big")


def reason(content: bytes) -> int:
    """The code of a client's closing frame. Raises Violation."""
    if not content:
        return NO_CODE
    code = int.from_bytes(content[:2], "big")
    if len(content) == 1 or not (1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999):
        raise Violation(BROKEN)
    _text(content[2:])
    return code


class Reader:
    """Makes of a client's bytes, however cut, what it said. A message has at most `longest` bytes, in however many parts."""

    __slots__ = ("_kind", "_longest", "_parts", "_rest")

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._rest = b""
        self._kind = CONTINUATION  # of the message that comes in parts; CONTINUATION: there is none
        self._parts = b""

    def feed(self, data: bytes) -> None:
        self._rest += data

    def next(self) -> Said | None:
        """The next whole message or control frame; None: more bytes are needed. Raises Violation as soon as there is one."""
        while (found := self._frame()) is not None:
            opcode, is_final, content = found
            if opcode >= CLOSE:
                return opcode, content
            self._kind, self._parts = opcode or self._kind, self._parts + content
            if is_final:
                return self._whole()
        return None

    def _whole(self) -> Said:
        kind, content = self._kind, self._parts
        self._kind, self._parts = CONTINUATION, b""
        return kind, _text(content) if kind == TEXT else content

    def _frame(self) -> tuple[int, bool, bytes] | None:
        """The next whole frame: opcode, whether it ends its message, content."""
        rest = self._rest
        if len(rest) < 2:
            return None
        self._check(rest[0], rest[1])
        sized = _size(rest)
        if sized is None:
            return None
        size, start = sized
        opcode = rest[0] & 0x0F
        if opcode < CLOSE and len(self._parts) + size > self._longest:
            raise Violation(TOO_LONG)
        end = start + 4 + size
        if len(rest) < end:
            return None
        self._rest = rest[end:]
        return opcode, rest[0] >= FINAL, _unmasked(rest[start : start + 4], rest[start + 4 : end])

    def _check(self, first: int, second: int) -> None:
        opcode = first & 0x0F
        if first & RESERVED or opcode not in OPCODES or second < MASKED:
            raise Violation(BROKEN)
        if opcode >= CLOSE:
            if first < FINAL or second & 0x7F > MOST_OF_CONTROL:
                raise Violation(BROKEN)
        elif (opcode == CONTINUATION) != (self._kind != CONTINUATION):
            raise Violation(BROKEN)


def _size(head: bytes) -> tuple[int, int] | None:
    """How long the content is, and where its mask begins; None: more bytes are needed. The shortest form is the only one."""
    size = head[1] & 0x7F
    if size < 126:
        return size, 2
    start, least = (4, 126) if size == 126 else (10, 65536)
    if len(head) < start:
        return None
    size = int.from_bytes(head[2:start], "big")
    if not least <= size < 2**63:
        raise Violation(BROKEN)
    return size, start


def _unmasked(mask: bytes, content: bytes) -> bytes:
    size = len(content)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(content, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise Violation(NO_TEXT) from None

"""The command line: which server, which printer."""

import argparse
import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from printer.agent import files, lines, usb
from printer.agent.jobs import Device
from printer.agent.lobby import Lobby

DEVICES = """devices:
  network:HOST[:PORT]   a printer in the network, port 9100; an IPv6 address in [brackets]
  serial:DEV[:BAUD]     a serial port, 115200 baud unless said otherwise
  usb:VID:PID           a USB printer by its two hexadecimal numbers (see lsusb); needs libusb
  file:PATH             a device file as /dev/usb/lp0; prints, but says nothing of paper
  folder:DIR            no printer: a picture and the bytes of every slip, for trying out
"""


VARIABLE = "LOBBY_PRINTER_TOKEN"


def read(arguments: Sequence[str] | None = None) -> tuple[Lobby, Device, str]:
    """What the command line says: the server, the printer, the token. Ends the program where that makes no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m printer",
        description="Prints Lobby's slips on the printer beside this computer.",
        epilog=DEVICES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--server", metavar="URL", required=True, type=_server, help="where Lobby is")
    tokens = parser.add_mutually_exclusive_group()
    tokens.add_argument("--token", metavar="T", type=_token, help="what `lobby device add printer NAME` printed")
    tokens.add_argument("--token-file", metavar="PATH", type=_token_in, help="a file that holds it; others on this computer see T")
    parser.add_argument("--device", required=True, type=device, help="see below")
    chosen = parser.parse_args(arguments)
    token = chosen.token or chosen.token_file or _token_here(parser)
    return Lobby(chosen.server, token), chosen.device, token


def _token(text: str) -> str:
    token = text.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise argparse.ArgumentTypeError("that is no token: it is the last line that `lobby device add printer NAME` printed")
    return token


def _token_here(parser: argparse.ArgumentParser) -> str:
    try:
        return _token(os.environ.get(VARIABLE, ""))
    except argparse.ArgumentTypeError:
        parser.error(f"no token: use --token-file PATH, or the environment's {VARIABLE}, or --token T")


def _token_in(path: str) -> str:
    try:
        return _token(Path(path).read_text("ascii", "replace"))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {error.strerror}") from None


def device(text: str) -> Device:
    """A device by its address. Raises ValueError."""
    kind, _, where = text.partition(":")
    if kind == "folder" and not find_spec("PIL"):
        raise argparse.ArgumentTypeError("folder: draws pictures and needs Pillow: on Debian, apt-get install python3-pil")
    try:
        return KINDS[kind](where)
    except (KeyError, ValueError):
        raise argparse.ArgumentTypeError(f"{text!r} is none of the devices below") from None


def _server(text: str) -> str:
    try:
        Lobby(text, "")
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def _network(where: str) -> Device:
    """HOST, HOST:PORT, [IPV6]:PORT, [IPV6], or a bare IPv6 address."""
    if where.startswith("["):
        host, _, port = where[1:].partition("]")
        port = port.removeprefix(":")
    elif where.count(":") > 1:
        host, port = where, ""
    else:
        host, _, port = where.partition(":")
    _filled(host).encode("idna")  # a label too long raises UnicodeError, which is a ValueError
    return lines.network(host, _within(int(port or 9100), 65535))


def _serial(where: str) -> Device:
    path, _, baud = where.partition(":")
    return lines.serial_port(_filled(path), _within(int(baud or 115200), 4_000_000))


def _usb(where: str) -> Device:
    vendor, product = where.split(":")
    return usb.usb_port(int(vendor, 16), int(product, 16))


def _within(number: int, most: int) -> int:
    if not 0 < number <= most:
        raise ValueError
    return number


def _filled(text: str) -> str:
    if not text:
        raise ValueError
    return text


KINDS: dict[str, Callable[[str], Device]] = {
    "network": _network,
    "serial": _serial,
    "usb": _usb,
    "file": lambda where: files.FilePrinter(Path(_filled(where))),
    "folder": lambda where: files.FolderPrinter(Path(_filled(where))),
}

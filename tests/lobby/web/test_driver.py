"""Which driver serves a WebSocket, and that a broadcast's frame is built once."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import engineio
from engineio.packet import MESSAGE, Packet
from gevent import socket, ssl

from lobby.web import driver, frames

HOUSE = Path(__file__).parents[3]
ASK = "from lobby.web import driver; print(driver.parts('own')['websocket'].__name__)"


def chosen(tmp_path, version=None):
    """The driver that is taken where this version of python-engineio says it is installed, and what was logged."""
    if version:
        told = tmp_path / f"python_engineio-{version}.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: python-engineio\nVersion: {version}\n")
    path = os.pathsep.join((str(tmp_path), str(HOUSE)))
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr


def test_our_driver_works_with_the_pinned_engineio(tmp_path):
    assert f'"python-engineio=={driver.KNOWN}"' in (HOUSE / "pyproject.toml").read_text()
    assert chosen(tmp_path) == ("Driver", "")


def test_with_another_engineio_simple_websocket_serves_and_the_log_says_so(tmp_path):
    name, log = chosen(tmp_path, "99.0")
    assert name == "Listener"
    assert "python-engineio 99.0 does not work with LOBBY_WEBSOCKET=own" in log


def test_simple_is_taken_where_it_is_asked_for():
    assert driver.parts("simple") == {"websocket": driver.Listener}


def test_a_broadcast_is_framed_once():
    packet = Packet(MESSAGE, '2["board",{}]')
    assert driver.framed(packet) is driver.framed(packet)
    assert driver.framed(packet) == frames.frame(frames.TEXT, b'42["board",{}]')


def test_tls_inside_gunicorn_is_refused_and_the_log_says_why(caplog):
    engine = engineio.Server(async_mode="gevent")
    engine._async = engine._async | driver.OWN
    answers = []
    ours, theirs = socket.socketpair()
    with (
        theirs,
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).wrap_socket(ours, server_side=True, do_handshake_on_connect=False) as wrapped,
    ):
        for _ in range(2):
            asked = driver.Driver(engineio.socket.Socket(engine, "sid")._websocket_handler, engine)
            asked({"gunicorn.socket": wrapped}, lambda status, _: answers.append(status))
    assert answers == ["501 Not Implemented"] * 2
    assert [(record.levelno, "TLS" in record.message) for record in caplog.records] == [(logging.ERROR, True)]

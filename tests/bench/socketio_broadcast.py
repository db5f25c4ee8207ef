"""Socket.IO as Lobby serves it, and nothing else: whoever watches gets the same bytes. GET /send?revision=N sends them to all.

Under gunicorn as `socketio_broadcast:app`; BARE_TEXT: the file with the text; LOBBY_WEBSOCKET: own, simple.
"""

import gc
import json
import os
from pathlib import Path

from flask import Flask, request
from flask_socketio import SocketIO, join_room

from lobby.web import driver
from lobby.web.socket import PING_S

app = Flask(__name__)
sockets = SocketIO(
    app,
    async_mode="gevent",
    transports=["websocket"],
    ping_interval=PING_S,
    ping_timeout=PING_S,
    serve_client=False,
    async_handlers=False,
)
sockets.server.eio._async = sockets.server.eio._async | driver.parts(os.environ["LOBBY_WEBSOCKET"])
board = json.loads(Path(os.environ["BARE_TEXT"]).read_text())


@sockets.on("watch")
def watch(*_):
    join_room("all")
    return {}


@app.get("/send")
def send():
    sockets.emit("board", board | {"revision": int(request.args["revision"])}, to="all")
    return {}


gc.collect()
gc.freeze()

"""The rival of a driver: the `websockets` library alone. GET /watch joins; GET /send?revision=N sends the same bytes to all.

websockets_broadcast.py PORT FILE       FILE: the text
"""

import asyncio
import http
import re
import resource
import sys
from pathlib import Path

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.http11 import Request, Response

TEXT = Path(sys.argv[2]).read_text()
watchers: set[ServerConnection] = set()


def answer(connection: ServerConnection, request: Request) -> Response | None:
    if not request.path.startswith("/send"):
        return None
    revision = request.path.partition("revision=")[2]
    broadcast(watchers, '42["board",' + re.sub(r'"revision":\d+', f'"revision":{revision}', TEXT) + "]")
    return connection.respond(http.HTTPStatus.OK, "{}")


async def watch(connection: ServerConnection) -> None:
    watchers.add(connection)
    await connection.wait_closed()
    watchers.discard(connection)


async def main() -> None:
    async with serve(watch, "127.0.0.1", int(sys.argv[1]), compression=None, process_request=answer, backlog=2048):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    asyncio.run(main())

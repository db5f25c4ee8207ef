"""Whether the other end of a request still listens: a long wait must not end in an answer to nobody."""

import os
import socket as standard
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from gevent.monkey import get_original

real_socket: type[standard.socket] = get_original("socket", "socket")


def is_there(environ: Mapping[str, Any]) -> bool:
    """Look at the connection without waiting and without taking anything from it. True where the server does not tell."""
    line = environ.get("gunicorn.socket")
    if line is None:
        return True
    with closing(real_socket(fileno=os.dup(line.fileno()))) as same:
        try:
            return same.recv(1, standard.MSG_PEEK | standard.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

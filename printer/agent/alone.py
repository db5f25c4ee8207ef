"""One token, one agent: a second one on this computer notices the first."""

import logging
import socket
from hashlib import sha256

log = logging.getLogger("printer")


def claim(url: str, token: str) -> socket.socket | None:
    """Keep what is returned. The name is free again when this process ends, however it ends; only Linux has such names."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    claimed = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claimed.bind("\0lobby-printer-" + sha256(f"{url} {token}".encode()).hexdigest())
    except OSError:
        claimed.close()
        log.warning(
            "another agent on this computer uses the same token: stop one, or give it a token of its own. Slips go to either."
        )
        return None
    return claimed

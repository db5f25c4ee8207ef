"""Asking another server: only so long, only so much, and nowhere else than where it was said to be."""

from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

CONNECT_S, ANSWER_S, LARGEST = 3.05, 5.0, 256 * 1024
Session = TypeVar("Session", bound=requests.Session)


def careful(session: Session) -> Session:
    """The same session; what is asked through it raises requests.RequestException rather than go on without end."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Careful())
    return session


class _Careful(HTTPAdapter):
    """Waits only so long, reads only so much, and goes nowhere else than it was sent."""

    def send(self, request: requests.PreparedRequest, *_: Any, **how: Any) -> requests.Response:
        answer = super().send(request, **how | {"stream": True, "timeout": (CONNECT_S, ANSWER_S)})
        if answer.is_redirect:
            answer.close()
            raise requests.TooManyRedirects("redirects are not followed")
        with answer:
            answer._content = _short(answer)
        return answer


def _short(answer: requests.Response) -> bytes:
    try:
        body = bytes(answer.raw.read(LARGEST + 1, decode_content=True))
    except HTTPError as error:
        raise requests.ConnectionError(error) from error
    if len(body) > LARGEST:
        raise requests.ConnectionError(f"more than {LARGEST} bytes")
    return body

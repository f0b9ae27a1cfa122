"""A browser without a script, for many clients at once: cookies, forms, connections that are kept."""

from __future__ import annotations

import http.client
import io
import random
import re
import time
import urllib.parse
import uuid
from dataclasses import dataclass

_FIELDS = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|key|seen|asked|next)" value="([^"]*)"')
_WAIT = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back. ``status`` 0: nothing did (the connection broke); ``seconds`` until the last byte."""

    status: int
    location: str
    text: str
    seconds: float

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of the page's form."""
        return dict(_FIELDS.findall(self.text))


def _picture() -> bytes:
    """A small picture, each another one, so that each is a file of its own."""
    from PIL import Image

    stream = io.BytesIO()
    Image.frombytes("RGB", (8, 8), random.randbytes(8 * 8 * 3)).save(stream, "PNG")
    return stream.getvalue()


class Browser:
    """One person at one window."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Fetch a page; redirections are not followed."""
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], photos: tuple[str, ...] = ()) -> Answer:
        """Send a form; with ``photos`` (names of file inputs), a picture in each."""
        if not photos:
            body = urllib.parse.urlencode(fields).encode()
            return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        mark = uuid.uuid4().hex
        pieces = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for name in photos:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{mark[:6]}.png"\r\n'
            pieces += [head.encode(), b"Content-Type: image/png\r\n\r\n", _picture(), b"\r\n"]
        body = b"".join([*pieces, f"--{mark}--\r\n".encode()])
        return self._send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def sign_in(self, username: str, password: str) -> Answer:
        """The answer to name and password: 302 where they were accepted."""
        page = self.get("/workbench/sign-in/")
        return self.post("/workbench/sign-in/", page.fields | {"username": username, "password": password})

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = headers | ({"Cookie": cookies} if cookies else {})
        for fresh in (False, True):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_WAIT)
                fresh = True
            try:
                self._connection.request(method, path, body, given)
                answer = self._connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException):
                self.close()
                # A connection that lay idle may have been closed from the other side; reading may be asked twice.
                if fresh or method != "GET":
                    return Answer(0, "", "", time.perf_counter() - began)
                continue
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _equals, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.headers.get("Location", ""), text, time.perf_counter() - began)
        raise AssertionError

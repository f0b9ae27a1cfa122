"""What is too large is refused before anything of it is kept: neither memory nor disk is filled by it.

Django writes the body of a request to a temporary file before a view sees the request. So the length that a request
announces is looked at here, in front of it. A body that is too large is read and thrown away, because browsers show no
answer before they have sent all; then the request goes on without it, marked, and is answered in words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.http import HttpRequest

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

_MARK = "fazhi.too_large"


def too_large(request: HttpRequest) -> bool:
    """Whether the body of a request was thrown away for its size."""
    return _MARK in getattr(request, "scope", {})


class BodyLimit:
    """An ASGI application in front of another that lets no body of more than ``limit`` bytes through."""

    def __init__(self, application: Callable[[Scope, Receive, Send], Awaitable[None]], limit: int) -> None:
        self.application = application
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            length = _announced(scope)
            if length is None:
                receive = self._counted(receive)
            elif length > self.limit:
                await _throw_away(receive)
                scope = {**scope, _MARK: length, "headers": _emptied(scope["headers"])}
                receive = _nothing_then(receive)
        await self.application(scope, receive, send)

    def _counted(self, receive: Receive) -> Receive:
        """A body of no announced length, cut off as if its sender had gone where it becomes too long."""
        passed = 0

        async def counted() -> Mapping[str, Any]:
            nonlocal passed
            message = await receive()
            passed += len(message.get("body", b""))
            return {"type": "http.disconnect"} if passed > self.limit else message

        return counted


def _announced(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _emptied(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, b"0" if name == b"content-length" else value) for name, value in headers]


async def _throw_away(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


def _nothing_then(receive: Receive) -> Receive:
    """An empty body, and after it what really comes: whether the sender is still there."""
    told = False

    async def nothing() -> Mapping[str, Any]:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return nothing

"""What may be said of a failure in a log or a table: its kind and its place, never its text, which may hold a name."""

from __future__ import annotations

import traceback

from django.db import connection


def kind(error: BaseException) -> str:
    """``HTTPError 503``, ``FazhiError bad_webhook``, ``KeyError``."""
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, (int, str)) else type(error).__name__


def place(error: BaseException) -> str:
    """The file and line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


def database_gone() -> bool:
    """Whether this thread has lost its connection, so that whatever is tried next would fail too."""
    return connection.connection is None or connection.connection.closed

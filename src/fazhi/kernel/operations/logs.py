"""What the platform writes about itself: for people to read, or a line of JSON each for machines that gather it.

A line of JSON has the time (UTC), the level, the logger, what happened, and of a request its number, which is also in
the answer's header ``X-Request-ID``. Of an error it has the kind and the places, never the text, which may hold a name.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import traceback
from contextvars import ContextVar

from django.db import InterfaceError, OperationalError

from fazhi.kernel.outbox.failures import kind, place

request_number: ContextVar[str] = ContextVar("request_number", default="")

_OURS = ("request", "method", "route", "status", "milliseconds", "user")


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """See the module."""
        line: dict[str, object] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if request_number.get():
            line["request"] = request_number.get()
        line |= {name: vars(record)[name] for name in _OURS if name in vars(record) and name != "request"}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            line |= {"error": kind(error), "trace": [f"{each.filename}:{each.lineno} {each.name}" for each in frames]}
        return json.dumps(line, ensure_ascii=False)


class DatabaseTrouble(logging.Filter):
    """A page that could not be made because the database was away is one line: where it happened says nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, and leave the trace out of such a one."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, (OperationalError, InterfaceError)):
            record.exc_info = None
            record.msg, record.args = "%s (%s at %s)", (record.getMessage(), kind(error), place(error))
        return True

"""Errors that a user caused or can mend. Everything else is a defect and shows a traceback."""

from __future__ import annotations

from typing import Any


class FazhiError(Exception):
    """What went wrong, in words a user understands, with what would be right.

    ``code`` is a stable machine-readable name (``unknown_period``), ``details`` goes into ``--json`` output, and
    ``exit_code`` is what the command line returns (2: the request was wrong, 1: the data were found wanting).
    """

    code = "error"
    exit_code = 2

    def __init__(self, message: str, *, code: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.details = details

"""The secret with which sessions are signed: from the environment, or made once and kept under ``FAZHI_HOME``."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

from fazhi.home import home

_FILE = "secret_key"


def secret_key() -> str:
    """``FAZHI_SECRET_KEY``, else the content of ``FAZHI_HOME/secret_key``, which is made on first use."""
    given = os.environ.get("FAZHI_SECRET_KEY")
    if given:
        return given
    path = home() / _FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        # Linked and not renamed: of two processes that start at once the second takes the key of the first.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text("ascii").strip()

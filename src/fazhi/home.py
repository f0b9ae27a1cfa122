"""Where state lies: the embedded database, keys, attachments, indexes. Never in the package."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """``FAZHI_HOME``, else ``.fazhi`` in the working directory. The folder may not be there yet."""
    return Path(os.environ.get("FAZHI_HOME") or ".fazhi")

"""The name under which a file is shown and given back: whatever its sender called it, one safe line."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120

# Not allowed in the names of files on Windows, where most of them are opened again.
_RESERVED = re.compile('[<>:"|?*]')


def display_name(name: str) -> str:
    """The last part of a path, at most 120 characters, its extension kept; "" where nothing is left.

    Without control characters, without those that turn the direction of writing and let exe.jpg read as gpj.exe, and
    without dots or spaces at either end.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    shown = _RESERVED.sub("_", " ".join(shown.split())).strip(". ")
    extension = PurePosixPath(shown).suffix
    if len(shown) <= LONGEST or len(extension) >= LONGEST:
        return shown[:LONGEST]
    return shown[: LONGEST - len(extension)].rstrip(". ") + extension


def extension_of(shown: str) -> str:
    """The extension of a shown name in small letters (".jpg"); "" without one."""
    return PurePosixPath(shown).suffix.lower()

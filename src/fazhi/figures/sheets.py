"""Files as read: sheets of cells with what people see around them, before anybody knows which ledger it is."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError

_SURROGATE = re.compile("[\ud800-\udfff]")


class UnreadableFile(FazhiError):
    """A file that cannot be opened as what its name says."""

    code = "unreadable_file"
    exit_code = 1


@dataclass(frozen=True)
class Sheet:
    """One table of a file: ``rows[0]`` stands in row ``first_row`` as Excel counts. A csv or Parquet file has one.

    ``merged`` holds (top, left, bottom, right) of each merged range, ``hidden_rows`` the rows that a filter or a person
    has hidden, both counted from 0 and the ends included. ``from_1904``: days count from 1904 as on an old Macintosh.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    first_row: int = 1
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False
    from_1904: bool = False


@dataclass(frozen=True)
class LedgerFile:
    """A file as read: its sheets that hold anything, and the remark on its explaining sheet ("" where it has none)."""

    path: Path
    sheets: tuple[Sheet, ...]
    remark: str = ""

    @property
    def name(self) -> str:
        """The file's name as text."""
        return file_name(self.path)


def file_name(path: Path) -> str:
    """The name of a file as text: one that is no UTF-8 (from an archive made on Chinese Windows) is read as GB18030."""
    return os.fsencode(path.name).decode("gb18030", "replace") if _SURROGATE.search(path.name) else path.name


def unreadable(path: Path, message: str) -> UnreadableFile:
    """The error of a file that cannot be opened; ``{name}`` in the message becomes its name."""
    return UnreadableFile(message.format(name=file_name(path)), file=file_name(path))

"""What a ledger (台账) is: a flat, typed table with a stable schema and Chinese headings.

A ledger is declared once, in the ``ledger.py`` of its domain. From the declaration come the empty Excel template, the
reader, the dry run, the table that figures are counted on, and later the database view ``ledger_<name>``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Type = Literal["text", "integer", "decimal", "money", "date", "boolean"]
"""Cell types. ``money`` is yuan with two places, ``decimal`` has four places, ``date`` is a calendar day."""

Personal = Literal["name", "id_number", "phone", "address"]
"""Kinds of personal data; each has a way of being masked (see :mod:`fazhi.figures.masking`)."""

TYPE_NAMES: dict[Type, str] = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数字",
    "money": "金额（元）",
    "date": "日期",
    "boolean": "是/否",
}

SOURCE_COLUMNS = ("source_file", "source_sheet", "source_row")
"""Every loaded row knows where it came from: file name, sheet name, row number as Excel shows it."""


_NAME = re.compile(r"[a-z][a-z0-9_]{0,55}")  # PostgreSQL cuts names at 63 bytes, "ledger_" in front included
_NOT_IN_TITLES = set("[]:*?/\\<>|\"'")  # a title is also a file name and the name of a sheet


class DeclarationError(Exception):
    """A ledger, figure, invariant or template contradicts itself: a defect of the declaration, not of the data."""


def normal_heading(text: str) -> str:
    """A heading as it is compared: without white space, and 金额(元) the same as 金额（元）."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its English name in code, its Chinese heading in the file, and what may stand in a cell."""

    name: str
    heading: str
    type: Type = "text"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    unit: str = ""
    personal: Personal | None = None
    note: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings under which the column is recognised."""
        return (self.heading, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A ledger: ``name`` in code and in the database, ``title`` as the bureau calls it.

    ``key`` names the columns that make a row unique, all of them required; ``date`` the column by which a row belongs
    to a period, if the ledger has one (used to say how many rows lie outside the period of a report). Raises
    :class:`DeclarationError` where the declaration contradicts itself.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    date: str | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for fault in self._faults():
            raise DeclarationError(f"ledger {self.name}: {fault}")

    def _faults(self) -> Iterator[str]:
        names = [column.name for column in self.columns]
        for name in (self.name, *names):
            if not _NAME.fullmatch(name) or name in SOURCE_COLUMNS:
                yield f"{name!r} cannot be the name of a table or column"
        for title in self.titles:
            if not title.strip() or _NOT_IN_TITLES & set(title):
                yield f"{title!r} cannot be the name of a file and a sheet"
        if len(set(names)) != len(names):
            yield "a column name occurs twice"
        headings = [normal_heading(heading) for column in self.columns for heading in (*column.headings, column.name)]
        if "" in headings or len(set(headings)) != len(headings):
            yield "a heading or alias is empty or occurs twice"
        wanted = (*self.key, *((self.date,) if self.date else ()))
        unknown = [name for name in wanted if name not in names]
        if unknown or not self.key:
            yield f"key or date names no column: {unknown or 'empty key'}"
        if any(not self.by_name[name].required for name in self.key):
            yield "a column of the key is not required"
        if self.date and self.by_name[self.date].type != "date":
            yield f"{self.date} is not a date"
        for column in self.columns:
            if (column.choices or column.personal) and column.type != "text":
                yield f"{column.name} has choices or personal data but is not text"

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by English name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """Columns by heading, alias or English name, each as :func:`normal_heading` makes it."""
        return {
            normal_heading(heading): column for column in self.columns for heading in (*column.headings, column.name)
        }

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles under which a file of this ledger is recognised, the English name included."""
        return (self.title, *self.aliases, self.name)

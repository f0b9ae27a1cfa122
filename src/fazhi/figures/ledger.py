"""What a ledger (台账) is: a flat, typed table with a stable schema and Chinese headings.

A ledger is declared once, in the ``ledger.py`` of its domain. From the declaration come the empty Excel template, the
reader, the dry run, the table that figures are counted on, and later the database view ``ledger_<name>``.
"""

from __future__ import annotations

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


class DeclarationError(Exception):
    """A ledger, figure, invariant or template contradicts itself: a defect of the declaration, not of the data."""


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

    ``key`` names the columns that make a row unique; ``date`` the column by which a row belongs to a period, if the
    ledger has one (used to say how many rows lie outside the period of a report).
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    date: str | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise DeclarationError(f"ledger {self.name}: a column name occurs twice")
        headings = [heading for column in self.columns for heading in column.headings]
        if len(set(headings)) != len(headings):
            raise DeclarationError(f"ledger {self.name}: a heading or alias occurs twice")
        wanted = (*self.key, *((self.date,) if self.date else ()))
        unknown = [name for name in wanted if name not in names]
        if unknown or not self.key:
            raise DeclarationError(f"ledger {self.name}: key or date names no column: {unknown or 'empty key'}")
        for column in self.columns:
            if column.choices and column.type != "text":
                raise DeclarationError(f"ledger {self.name}: {column.name} has choices but is not text")

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by English name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """Columns by heading or alias."""
        return {heading: column for column in self.columns for heading in column.headings}

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles under which a file of this ledger is recognised, the English name included."""
        return (self.title, *self.aliases, self.name)

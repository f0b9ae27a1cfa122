"""A slice of a figure: only the rows with a certain word in a column, or a date of theirs between two days.

In addresses a slice is written ``department:区水务局`` or ``registered_on:2020-01-01..2020-03-31``; either day may be
left out. What a slice says is added to the figure's condition, so that value, definition, query and rows stay one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.engine import Engine
from fazhi.figures.figure import Figure
from fazhi.figures.ledger import Ledger
from fazhi.i18n import _

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

_TO = ".."


@dataclass(frozen=True)
class Slice:
    """``column`` equals ``word``, or lies between ``since`` and ``until`` (both included)."""

    column: str
    word: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def text(self) -> str:
        """As it stands in an address."""
        if self.word:
            return f"{self.column}:{self.word}"
        return f"{self.column}:{self.since or ''}{_TO}{self.until or ''}"

    def label(self, ledger: Ledger) -> str:
        """What it leaves, in words."""
        heading = ledger.by_name[self.column].heading
        if self.word:
            return f"{heading}：{self.word}"
        if self.since is None:
            return _("{heading}不晚于{day}").format(heading=heading, day=self.until)
        if self.until is None:
            return _("{heading}不早于{day}").format(heading=heading, day=self.since)
        return _("{heading}在{since}至{until}").format(heading=heading, since=self.since, until=self.until)

    def condition(self, table: Table) -> BooleanValue:
        """The rows that it leaves."""
        column = table[self.column]
        if self.word:
            return column == self.word
        parts = []
        if self.since is not None:
            parts.append(column >= self.since)
        if self.until is not None:
            parts.append(column <= self.until)
        return parts[0] if len(parts) == 1 else parts[0] & parts[1]

    def of(self, figure: Figure) -> Figure:
        """The figure that counts only what the slice leaves."""

        def where(table: Table) -> BooleanValue:
            own = self.condition(table)
            return own if figure.where is None else figure.where(table) & own

        return replace(figure, where=where)


def parse(text: str, ledger: Ledger) -> Slice:
    """Read a slice of an address. Raises :class:`FazhiError` where the ledger cannot be sliced so."""
    name, _colon, rest = text.partition(":")
    column = ledger.by_name.get(name)
    if column is not None and rest and column.personal is None:
        if column.type == "text":
            return Slice(name, word=rest[:200])
        first, between, last = rest.partition(_TO)
        if column.type == "date" and between and (first or last):
            try:
                return Slice(
                    name,
                    since=dt.date.fromisoformat(first) if first else None,
                    until=dt.date.fromisoformat(last) if last else None,
                )
            except ValueError:
                pass
    raise FazhiError(_("这个地址里的筛选条件不对，请从页面上的链接打开。"), code="bad_slice")


def sliced(engine: Engine, figure: Figure, part: Slice) -> Engine:
    """An engine on the same ledgers that counts the figure under its own id, but only what the slice leaves."""
    catalogue: Catalogue = replace(engine.catalogue, figures={**engine.catalogue.figures, figure.id: part.of(figure)})
    return Engine(catalogue, engine.backend, engine.present)

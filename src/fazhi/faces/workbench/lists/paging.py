"""Pages of a list of a million rows, without counting a million rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

COUNTED = 1000
"""Up to so many rows are counted; beyond, a list says “1000+”."""

SIZES = (30, 50, 100, 200)
_DEEPEST = 10_000


@dataclass(frozen=True)
class Page:
    """A page of a list. ``total`` is right up to :data:`COUNTED`; ``more`` says that there are more than that."""

    rows: Sequence[Any]
    number: int
    size: int
    total: int
    more: bool
    has_next: bool

    @property
    def count(self) -> str:
        """How many rows the list has, as it is shown."""
        return f"{COUNTED}+" if self.more else str(self.total)

    @property
    def pages(self) -> int:
        """How many pages there are; 0 where nobody counted them."""
        return 0 if self.more else max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of its first row in the list, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of its last row in the list."""
        return self.first + len(self.rows) - 1


def counted(found: QuerySet[Any]) -> tuple[int, bool]:
    """How many rows there are, at most :data:`COUNTED`, and whether there are more."""
    return capped(found.order_by().values("pk")[: COUNTED + 1].count())


def capped(number: int) -> tuple[int, bool]:
    """A number of rows that was counted up to one more than :data:`COUNTED`, and whether there are more than that."""
    return min(number, COUNTED), number > COUNTED


def shown(number: int, more: bool) -> str:
    """A count as it stands on a tab."""
    return f"{number}+" if more else str(number)


def reach(number: str | None, size: str | None) -> int | None:
    """How many rows a page needs from the first on, or None where nobody knows: beyond the first page."""
    length, wanted = _asked(number, size)
    return length + 1 if wanted <= 1 else None


def _asked(number: str | None, size: str | None) -> tuple[int, int]:
    """Rows a page, and the page."""
    length = int(size) if size and size in map(str, SIZES) else SIZES[0]
    return length, int(number) if number and number.isdecimal() and len(number) < 10 else 1


def page(
    found: QuerySet[Any],
    number: str | None,
    size: str | None,
    known: tuple[int, bool] | None = None,
    *,
    at_once: bool = False,
) -> Page:
    """The page that an address asks for. For what cannot be (page 0, page nine million) the nearest that there is.

    ``known``: what :func:`counted` has said already. ``at_once``: rows come sorted from an index and each costs a look
    at others, so they are gone through once, to count them and to find the first.
    """
    length, wanted = _asked(number, size)
    if at_once and wanted <= 1:
        keys = list(found.values_list("pk", flat=True)[: COUNTED + 1])
        shown = found.model._default_manager.in_bulk(keys[:length])
        rows = [shown[key] for key in keys[:length] if key in shown]
        return Page(rows, 1, length, *capped(len(keys)), len(keys) > length)
    if wanted <= 1:
        rows = list(found[: length + 1])
        # A list that ends on its first page is counted by having been read.
        total, more = (len(rows), False) if len(rows) <= length else known or counted(found)
        return Page(rows[:length], 1, length, total, more, len(rows) > length)
    total, more = known or counted(found)
    deepest = _DEEPEST // length if more else max(1, -(-total // length))
    rows = []
    for at in (min(wanted, deepest), max(1, total // length)):
        start = (at - 1) * length
        rows, wanted = list(found[start : start + length + 1]), at
        if rows:
            break
    return Page(rows[:length], wanted, length, total, more, len(rows) > length and wanted < deepest)

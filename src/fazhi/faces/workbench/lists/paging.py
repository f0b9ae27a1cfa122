"""Pages of a list of a million rows, without counting a million rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from fazhi.kernel.matters.words import plain

COUNTED = 1000
"""Up to so many rows are counted; beyond, a list says “1000+”."""

LOOKED_AT = (200, 1000)
"""So many rows of a list are looked at for words before an index is asked; the more only where words are common."""

_COMMON = 0.03
"""Words that stand in fewer of the first rows are soon found by the index."""

SIZES = (30, 50, 100, 200)
_DEEPEST = 10_000


@dataclass(frozen=True)
class Page:
    """A page of a list. ``total`` is how many rows are known of; ``more`` says that there are more than that."""

    rows: Sequence[Any]
    number: int
    size: int
    total: int
    more: bool
    has_next: bool

    @property
    def count(self) -> str:
        """How many rows the list has, as it is shown."""
        return shown(self.total, self.more)

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
    among: tuple[QuerySet[Any], str] | None = None,
) -> Page:
    """The page that an address asks for. For what cannot be (page 0, page nine million) the nearest that there is.

    ``known``: what :func:`counted` has said already. ``at_once``: rows come sorted from an index and each costs a look
    at others, so they are gone through once, to count them and to find the first. ``among``: the list without the
    words that it asks for, sorted as it is, and these words; see :func:`held`.
    """
    length, wanted = _asked(number, size)
    if at_once and wanted <= 1:
        keys, counted_so = _swept(found, length)
        return Page(of_keys(found, keys), 1, length, *capped(counted_so), counted_so > length)
    start = (max(wanted, 1) - 1) * length
    if among is not None and (hits := held(*among, start, length)) is not None:
        keys, number_of, more = hits
        return Page(of_keys(found, keys), max(wanted, 1), length, number_of, more, number_of > start + length)
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


def held(listed: QuerySet[Any], words: str, start: int, length: int) -> tuple[list[int], int, bool] | None:
    """Of the first matters of a list the keys of some that hold words, how many do, and whether the list goes on.

    None where the list goes on and too few of them do: then an index finds the others. It does not find words that
    stand everywhere, for it begins with every matter in which they do.
    """
    given = plain(words).split()
    wanted = " AND ".join(["strpos(kernel_plain(number || ' ' || title), %s) > 0"] * len(given))
    for most in LOOKED_AT:
        try:
            looked_at, values = listed.values("pk", "number", "title")[:most].query.sql_with_params()
        except EmptyResultSet:
            return [], 0, False
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH looked_at AS MATERIALIZED ({looked_at})"  # noqa: S608
                f" SELECT (array_agg(pk))[{start + 1}:{start + length}], count(*), (SELECT count(*) FROM looked_at)"
                f" FROM looked_at WHERE {wanted}",
                [*values, *given],
            )
            keys, number, rows = cursor.fetchone()
        more = rows == most
        if not more or number > start + length:
            return keys or [], number, more
        if number < most * _COMMON:
            break
    return None


def of_keys(found: QuerySet[Any], keys: Sequence[int]) -> list[Any]:
    """The rows with these keys, in this order."""
    rows = found.model._default_manager.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _swept(found: QuerySet[Any], length: int) -> tuple[list[int], int]:
    """The keys of the first rows, and how many there are, up to one more than :data:`COUNTED`."""
    try:
        rows, values = found.values("pk")[: COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (array_agg(pk))[:{length}], count(*) FROM ({rows}) AS found", values)  # noqa: S608
        keys, number = cursor.fetchone()
    return keys or [], number

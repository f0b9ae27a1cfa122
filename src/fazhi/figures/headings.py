"""Where the headings of a sheet stand and which columns of the ledger they are.

Headings are looked for below title rows, in one row or in several with groups above (受理 over 日期). What a heading
adds in brackets is understood where it is harmless (必填, 年月日) or a unit (万元). A heading that is only near a known
one is a :class:`Proposal` for people to confirm, never taken by itself.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from fazhi.figures.cells import Around, Unreadable, is_empty, read_cell
from fazhi.figures.ledger import SOURCE_COLUMNS, Column, Ledger, normal_heading
from fazhi.figures.sheets import Sheet
from fazhi.figures.titles import SCALES

_SEARCHED = 60  # rows from the top in which headings are looked for
_DEEPEST = 3  # rows that headings may take
_LONGEST = 60  # characters of a heading that are compared; longer ones are sentences
NEAR = 0.6
"""From here on the words of a heading are near to those of a column."""

ASKED = 0.5
"""A heading nearer than this to a column that is otherwise missing must be answered before anything is read."""

_WITHOUT_BRACKETS = 0.9  # what a heading adds in brackets may change its meaning, but it is near
_SAMPLE = 200
_MARKS = "*★☆▲:"
_BRACKETS = re.compile(r"(.+)\((.*)\)")
_HARMLESS = re.compile(
    r"必填项?|选填项?|下拉选择|年月日|年[-./]月[-./]日|yyyy[-/.年]?mm[-/.月]?dd日?|(?:19|20)\d\d年度?|格式.*|例?如.*|.*不填|.*填写.*|请.*",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})[.、](?=\D)")
_LISTED = re.compile(r"[/、,;|]")
_SAME = (
    ("时间", "日期"),
    ("案号", "编号"),
    ("号码", "编号"),
    ("名字", "姓名"),
    ("手机", "电话"),
    ("联系方式", "联系电话"),
)


@dataclass(frozen=True)
class Placed:
    """A column of the ledger at a position of the sheet, from 0.

    ``scale`` is what its heading says of bare numbers (万元: 10000, 元: 1), None where it says nothing.
    """

    position: int
    column: Column
    scale: int | None = None

    def around(self, around: Around) -> Around:
        """What stands around the cells of this column: the heading's unit goes before the title's."""
        told = around.scale if self.column.type == "money" else 1
        return replace(around, scale=told if self.scale is None else self.scale)


@dataclass(frozen=True)
class Headings:
    """The rows of a sheet that are its headings, from 0, the ends included, and what they say.

    ``texts`` has the heading of each position as people see it, "" where there is none, ``readings`` how it may be read
    with the groups above it; ``ignored`` are positions of which the clerk has confirmed that they are no column of the
    ledger.
    """

    first: int
    last: int
    placed: tuple[Placed, ...]
    texts: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    ignored: frozenset[int] = frozenset()

    @property
    def by_position(self) -> dict[int, Placed]:
        """The columns by the position they stand at."""
        return {placed.position: placed for placed in self.placed}

    @property
    def twice(self) -> tuple[str, ...]:
        """The headings as they stand of columns that occur more than once, the first of each left out."""
        seen: set[str] = set()
        again = []
        for placed in self.placed:
            if placed.column.name in seen:
                again.append(self.texts[placed.position])
            seen.add(placed.column.name)
        return tuple(again)

    def missing(self, ledger: Ledger) -> list[Column]:
        """Columns of the ledger that no heading is."""
        there = {placed.column.name for placed in self.placed}
        return [column for column in ledger.columns if column.name not in there]

    def unknown(self) -> Iterator[int]:
        """Positions with a heading that is no column of the ledger, nor where a row of an export came from."""
        placed = self.by_position
        for position, text in enumerate(self.texts):
            if text and position not in placed and position not in self.ignored and text not in SOURCE_COLUMNS:
                yield position


@dataclass(frozen=True)
class Proposal:
    """A heading that may be a column; ``confidence`` from 0 to 1 weighs its words and what stands below it."""

    heading: str
    column: Column
    confidence: float


def find_headings(ledger: Ledger, sheet: Sheet, confirmed: Mapping[str, str]) -> Headings | None:
    """The headings of ``sheet``, as those rows that name the most columns of the ledger; None where none is named.

    ``confirmed`` maps headings, as :func:`normal_heading` makes them, to column names, or to "" where it is none.
    """
    best = None
    last = min(len(sheet.rows), _SEARCHED)
    for depth in range(1, _DEEPEST + 1):
        for row in range(last - depth + 1):
            found = headings_at(ledger, sheet, row, depth, confirmed)
            if found is not None and (best is None or _worth(found, sheet) > _worth(best, sheet)):
                best = found
    return best


def _worth(headings: Headings, sheet: Sheet) -> tuple[int, bool]:
    """How many columns are named; and whether a merged heading holds all the rows together, which no title does."""
    depth = headings.last - headings.first
    joined = depth > 0 and any((top, bottom) == (headings.first, headings.last) for top, _l, bottom, _r in sheet.merged)
    return len({placed.column.name for placed in headings.placed}), joined


def headings_at(ledger: Ledger, sheet: Sheet, row: int, depth: int, confirmed: Mapping[str, str]) -> Headings | None:
    """The headings in ``depth`` rows from ``row``; None where no column is named there."""
    lines = _spread(sheet, row, depth)
    placed, texts, readings, ignored = [], [], [], set()
    for position in range(max(map(len, lines), default=0)):
        stack = list(dict.fromkeys(text for line in lines if (text := line[position] if position < len(line) else "")))
        texts.append("".join(stack))
        readings.append(tuple(dict.fromkeys(_readings(stack))))
        for text in readings[-1]:
            found = known(ledger, text, confirmed)
            if found is not None:
                placed.append(Placed(position, *found))
                break
            if confirmed.get(text) == "":
                ignored.add(position)
    if not placed:
        return None
    return Headings(row, row + depth - 1, tuple(placed), tuple(texts), tuple(readings), frozenset(ignored))


def _spread(sheet: Sheet, first: int, depth: int) -> list[list[str]]:
    """The heading rows as text, each merged heading at every position it covers, groups written once spread too."""
    rows = [list(sheet.rows[first + n]) for n in range(depth)]
    lines = [[_shown(cell) for cell in row] for row in rows]
    if depth == 1:
        return lines
    for top, left, bottom, right in sheet.merged:
        if first <= top <= bottom < first + depth:
            text = lines[top - first][left] if left < len(lines[top - first]) else ""
            for line in lines[top - first : bottom - first + 1]:
                line.extend("" for _ in range(right + 1 - len(line)))
                line[left : right + 1] = [text] * (right + 1 - left)
    for upper, lower in pairwise(lines):
        group = ""
        for position, text in enumerate(upper):
            below = lower[position] if position < len(lower) else ""
            group = text or (group if below else "")
            upper[position] = group
    return lines


def _shown(cell: Any) -> str:
    return "" if is_empty(cell) else "".join(str(cell).split())


def _readings(stack: Sequence[str]) -> Iterator[str]:
    """How a heading under its groups may be read: with them before it, behind it, or by itself."""
    if stack:
        yield normal_heading("".join(stack))
        yield normal_heading("".join(reversed(stack)))
        yield normal_heading(stack[-1])


def known(ledger: Ledger, heading: str, confirmed: Mapping[str, str]) -> tuple[Column, int | None] | None:
    """The column that a normal heading is for certain, and what it says of bare numbers (see :class:`Placed`)."""
    column = ledger.by_heading.get(heading)
    if column is not None:
        return column, None
    if confirmed.get(heading):
        return ledger.by_name[confirmed[heading]], _scale(heading)
    bare = _ORDINAL.sub("", heading.strip(_MARKS), count=1)
    match = _BRACKETS.fullmatch(bare)
    if match is None:
        column = ledger.by_heading.get(bare)
        return None if column is None else (column, None)
    column = ledger.by_heading.get(match[1].strip(_MARKS))
    if column is None:
        return None
    inside = match[2].removeprefix("单位").lstrip(":")
    if column.type == "money" and inside in SCALES:
        return column, SCALES[inside]
    # An enumeration says what may stand there; of a person it may ask for more than the column holds (姓名、电话).
    listed = column.type == "text" and column.personal is None and _LISTED.search(inside)
    if _HARMLESS.fullmatch(inside) or inside == column.unit or listed:
        return column, None
    return None


def _scale(heading: str) -> int | None:
    match = _BRACKETS.fullmatch(heading)
    return SCALES.get(match[2].removeprefix("单位").lstrip(":")) if match else None


def propose(ledger: Ledger, sheet: Sheet, headings: Headings) -> list[Proposal]:
    """For each unknown heading the nearest column that no other heading is, best first; each column once."""
    free = headings.missing(ledger)
    scored = []
    for position in headings.unknown():
        heading = headings.texts[position]
        for column in free:
            words = max(nearness(reading, column) for reading in headings.readings[position])
            if words >= NEAR:
                fit = _fit(column, sheet, headings.last + 1, position)
                scored.append(Proposal(heading, column, round(words * (0.5 + 0.5 * fit), 2)))
    chosen: dict[str, Proposal] = {}
    for proposal in sorted(scored, key=lambda p: -p.confidence):
        taken = {other.column.name for other in chosen.values()}
        if proposal.heading not in chosen and proposal.column.name not in taken and proposal.confidence >= NEAR / 2:
            chosen[proposal.heading] = proposal
    return list(chosen.values())


def nearness(heading: str, column: Column) -> float:
    """How near the words of a heading are to those of a column, from 0 to 1."""
    text = _plain(heading)
    match = _BRACKETS.fullmatch(text)
    return max(
        max(_ratio(text, _plain(other)), _WITHOUT_BRACKETS * _ratio(match[1], _plain(other)) if match else 0)
        for other in column.headings
    )


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _plain(heading: str) -> str:
    text = normal_heading(heading)[:_LONGEST].strip(_MARKS)
    for written, meant in _SAME:
        text = text.replace(written, meant)
    return text


def _fit(column: Column, sheet: Sheet, first: int, position: int) -> float:
    """The share of the cells below a heading that the column could read; 0 where there are none."""
    good = filled = 0
    for number in range(first, min(len(sheet.rows), first + _SAMPLE)):
        row = sheet.rows[number]
        if position < len(row) and not is_empty(row[position]):
            filled += 1
            try:
                read_cell(column, row[position])
            except Unreadable:
                continue
            good += 1
    return good / filled if filled else 0.0

"""The rows of one sheet: which are records, which stand beside them, what cannot be read and why.

Each row that holds anything is a title, a heading, a total or a note, or it is found, and then read or rejected.
Columns are read one after the other, each different cell once; only rows that fail are looked at one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fazhi.figures.cells import Around, Unreadable, is_empty, read_cell, shown
from fazhi.figures.headings import Headings, Placed, headings_at
from fazhi.figures.ledger import Ledger, normal_heading
from fazhi.figures.lost import Lost
from fazhi.figures.sheets import Sheet
from fazhi.i18n import _

Kind = Literal["title", "heading", "total", "note", "empty", "apart"]

_TOTAL = re.compile(r"(?:.{0,8}(?:合计|小计|总计|共计|累计)|(?:合计|总计|共计).{1,20}):?")
_NUMBER_LIKE = re.compile(r"[\d.,%+\-—/]+\D{0,3}")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填表人|填表单位|制表人|制表|填报人|填报单位|审核人|审核|复核人|负责人|单位负责人|统计人|统计负责人|联系人|联系电话|"
    r"填表日期|填报日期|填报时间|填表时间|制表日期|制表时间|制表单位|打印日期|报送单位|报送人|分管领导|主管领导|经办人|审批人)\d?:.*"
    r"|.*\((?:盖章|公章|签章|签字|签名)\):?.*|\(?以下(?:空白|无正文)\)?",
    re.DOTALL,
)
_RUNNING = ("序号", "顺序号", "行号", "No", "NO", "no.", "No.")
_NOTE_CELLS = 6
_TITLE_CELLS = 2
_MISSING = object()

Fault = tuple[str, str]
"""What is wrong with a row: the heading of the cell ("" for the row), and why."""


@dataclass
class Block:
    """Records of a sheet under one set of headings: row numbers from 0, values by column, faults by place in ``rows``.

    ``doubts`` are of rows whose cells can be read, but not for certain; a person may confirm them. ``lines`` has the
    rows in which something merged from above was filled in.
    """

    headings: Headings
    around: Around
    rows: list[int]
    values: dict[str, list[Any]]
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    doubts: dict[int, list[Fault]] = field(default_factory=dict)
    lines: dict[int, Sequence[Any]] = field(default_factory=dict)


@dataclass
class Parts:
    """A sheet taken apart: blocks of records, rows above the headings that look like records, what stands beside."""

    blocks: list[Block] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    beside: list[tuple[Kind, int]] = field(default_factory=list)


def below_titles(sheet: Sheet) -> list[int]:
    """The filled rows below what must be titles and headings although no heading is known: words without a number."""
    filled = filled_rows(sheet)
    for at, number in enumerate(filled):
        row = sheet.rows[number]
        if not _is_title(row) and any(not _is_word(cell) for cell in row if not is_empty(cell)):
            return filled[at:]
    # Nothing but words: the first row may be headings, any further one may be a record.
    return filled[1:]


def _is_word(cell: Any) -> bool:
    return isinstance(cell, str) and not isinstance(cell, Lost) and not any(map(str.isdigit, cell))


def filled_rows(sheet: Sheet) -> list[int]:
    """The rows of a sheet that hold anything, from 0."""
    return [number for number, row in enumerate(sheet.rows) if not all(map(is_empty, row))]


def take_apart(ledger: Ledger, sheet: Sheet, headings: Headings, around: Around, confirmed: Mapping[str, str]) -> Parts:
    """Read all rows of a sheet whose headings are known. A day without a year is read by ``around``."""
    parts = Parts()
    filled = filled_rows(sheet)
    needed = [placed.position for placed in headings.placed if placed.column.required]
    for number in filled[: bisect_left(filled, headings.first)]:
        if all(not is_empty(_at(sheet.rows[number], position)) for position in needed):
            parts.above.append(number)
        else:
            parts.beside.append(("title", number))
    start = bisect_right(filled, headings.last)
    parts.beside += [("heading", number) for number in filled[bisect_left(filled, headings.first) : start]]
    body = filled[start:]
    for found, rows in _blocks(ledger, sheet, headings, body, confirmed, parts):
        parts.blocks.append(read_block(ledger, sheet, found, rows, around, parts))
    parts.beside.sort(key=lambda item: item[1])
    return parts


def _at(row: Sequence[Any], position: int) -> Any:
    return row[position] if position < len(row) else None


# --- headings that come again ----------------------------------------------------------------------------------------


def _blocks(
    ledger: Ledger, sheet: Sheet, headings: Headings, body: list[int], confirmed: Mapping[str, str], parts: Parts
) -> Iterator[tuple[Headings, list[int]]]:
    """Cut the rows where headings come again: on a new page the same ones, or those of a second table below."""
    rows: list[int] = []
    words = {text for column in ledger.columns for text in (*column.headings, column.name)} | set(headings.texts) - {""}
    first = min(headings.placed, key=lambda placed: placed.position).position
    skip_to = 0
    for number in body:
        if number < skip_to:
            parts.beside.append(("heading", number))
            continue
        cell = _at(sheet.rows[number], first)
        again = None
        if isinstance(cell, str) and (cell in words or "".join(cell.split()) in words):
            again = _headings_again(ledger, sheet, headings, number, confirmed)
        if again is None:
            rows.append(number)
            continue
        while rows and _is_title(sheet.rows[rows[-1]]):
            parts.beside.append(("title", rows.pop()))
        yield headings, rows
        headings, rows = again, []
        parts.beside.append(("heading", number))
        skip_to = again.last + 1
    yield headings, rows


def _headings_again(
    ledger: Ledger, sheet: Sheet, headings: Headings, number: int, confirmed: Mapping[str, str]
) -> Headings | None:
    depth = headings.last - headings.first + 1
    required = {column.name for column in ledger.columns if column.required}
    for deep in dict.fromkeys((depth, 1)):
        if number + deep <= len(sheet.rows):
            found = headings_at(ledger, sheet, number, deep, confirmed)
            if found is not None and not found.twice and required <= {placed.column.name for placed in found.placed}:
                return found
    return None


def _is_title(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not is_empty(cell)]
    return len(filled) <= _TITLE_CELLS and all(isinstance(cell, str) for cell in filled)


# --- one block -------------------------------------------------------------------------------------------------------


def read_block(
    ledger: Ledger, sheet: Sheet, headings: Headings, rows: list[int], around: Around, parts: Parts
) -> Block:
    """Read ``rows`` of a sheet, all of them filled, under one set of headings; what is no record goes to ``parts``."""
    cells = {number: sheet.rows[number] for number in rows}
    totals, doubtful_totals = _totals(cells)
    parts.beside += [("total", number) for number in totals]
    rows = [number for number in rows if number not in totals]
    doubts_by_row = _spread_merged(sheet, headings, rows, cells)
    for number in doubtful_totals:
        doubts_by_row[number].append(("", _("像是合计行，又像一条记录")))
    lines = [cells[number] for number in rows]
    values: dict[str, list[Any]] = {}
    faults: dict[int, list[Fault]] = defaultdict(list)
    for placed in headings.placed:
        values[placed.column.name], bad = read_column(placed, lines, placed.around(around))
        for at, message in bad.items():
            faults[at].append((placed.column.heading, message))
    width = len(headings.texts)
    for at, line in enumerate(lines):
        if len(line) > width and not all(map(is_empty, line[width:])):
            message = _("这一行有{n}格，表头只有{m}栏，可能多了分隔符").format(n=len(line), m=width)
            faults.pop(at, None)
            doubts_by_row[rows[at]] = [("", message)]
    kinds: dict[int, Kind] = {}
    for at in sorted(faults):
        # A note may go on below in one cell: its second line, the day of signing.
        more = kinds.get(at - 1) == "note" and sum(not is_empty(cell) for cell in lines[at]) == 1
        kind = _kind(sheet, headings, rows[at]) or ("note" if more else None)
        if kind:
            kinds[at] = kind
    if kinds:
        parts.beside += [(kind, rows[at]) for at, kind in kinds.items()]
        rows, values, faults = _without(set(kinds), rows, values, faults)
    index = {number: at for at, number in enumerate(rows)}
    doubts = {index[number]: found for number, found in doubts_by_row.items() if number in index}
    changed = {number: cells[number] for number in rows if cells[number] is not sheet.rows[number]}
    return Block(headings, around, rows, values, dict(faults), doubts, changed)


def _without(
    gone: set[int], rows: list[int], values: dict[str, list[Any]], faults: dict[int, list[Fault]]
) -> tuple[list[int], dict[str, list[Any]], dict[int, list[Fault]]]:
    kept = [at for at in range(len(rows)) if at not in gone]
    moved = {old: new for new, old in enumerate(kept)}
    return (
        [rows[at] for at in kept],
        {name: [column[at] for at in kept] for name, column in values.items()},
        {moved[at]: found for at, found in faults.items() if at in moved},
    )


def read_column(placed: Placed, lines: Sequence[Sequence[Any]], around: Around) -> tuple[list[Any], dict[int, str]]:
    """The values of a column over all lines, and what is wrong with those that cannot be read, by place."""
    column, position = placed.column, placed.position
    values: list[Any] = []
    bad: dict[int, str] = {}
    # Cells of a ledger repeat (street, result, day), and True == 1 == 1.0 must stay apart.
    texts: dict[Any, Any] = {}
    others: dict[tuple[type, Any], Any] = {}
    for at, line in enumerate(lines):
        cell = line[position] if position < len(line) else None
        value = texts.get(cell, _MISSING) if cell.__class__ is str else others.get((cell.__class__, cell), _MISSING)
        if value is _MISSING:
            try:
                value = read_cell(column, cell, around)
            except Unreadable as reason:
                value = reason
            if cell.__class__ is str:
                texts[cell] = value
            else:
                others[cell.__class__, cell] = value
        if value.__class__ is Unreadable:
            bad[at] = str(value)
            value = None
        values.append(value)
    return values, bad


# --- what stands beside ----------------------------------------------------------------------------------------------


def _totals(cells: Mapping[int, Sequence[Any]]) -> tuple[set[int], list[int]]:
    """Rows that are a total for certain: one word and numbers; and rows that begin like one but hold more."""
    certain, doubtful = set(), []
    for number, row in cells.items():
        filled = (cell for cell in row if not is_empty(cell))
        first = next(filled, None)
        if not isinstance(first, str) or "计" not in first or not _TOTAL.fullmatch(normal_heading(first)):
            continue
        if all(_is_number_like(cell) for cell in filled):
            certain.add(number)
        else:
            doubtful.append(number)
    return certain, doubtful


def _is_number_like(cell: Any) -> bool:
    if isinstance(cell, bool):
        return False
    if isinstance(cell, str) and not isinstance(cell, Lost):
        return _NUMBER_LIKE.fullmatch(normal_heading(cell)) is not None
    return isinstance(cell, Lost | int | float)


def _kind(sheet: Sheet, headings: Headings, number: int) -> Kind | None:
    """What a row that cannot be read is, where it is no record for certain."""
    row = sheet.rows[number]
    filled = [position for position, cell in enumerate(row) if not is_empty(cell)]
    if _is_note(row) or _is_numbering(row):
        return "note"
    if all(_is_running(headings, position) and _is_number_like(row[position]) for position in filled):
        return "empty"
    if len(filled) == 1 and any(
        top == bottom == number and left == filled[0] and right - left + 1 > len(headings.texts) / 2
        for top, left, bottom, right in sheet.merged
    ):
        return "title"
    return None


def _is_running(headings: Headings, position: int) -> bool:
    return position < len(headings.texts) and headings.texts[position] in _RUNNING


def _is_note(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not is_empty(cell)]
    first = filled[0]
    return isinstance(first, str) and len(filled) <= _NOTE_CELLS and _NOTE.fullmatch(normal_heading(first)) is not None


def _is_numbering(row: Sequence[Any]) -> bool:
    """Whether the row numbers the columns under the headings: 1 2 3 …, （1）（2）…, 栏次 1 2 …"""
    filled = [
        normal_heading(str(int(c) if isinstance(c, float) and c.is_integer() else c)) for c in row if not is_empty(c)
    ]
    numbers = [text.strip("()") for text in filled if text not in ("栏次", "甲", "乙", "丙")]
    return len(numbers) > 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


# --- merged cells ----------------------------------------------------------------------------------------------------


def _spread_merged(
    sheet: Sheet, headings: Headings, rows: list[int], cells: dict[int, Sequence[Any]]
) -> dict[int, list[Fault]]:
    """Let each row of a vertically merged cell have what stands in it; what cannot be shared for certain is a doubt.

    A text, day or yes/no over several rows is said of each of them. A number is not: it may be the sum of them.
    """
    doubts: dict[int, list[Fault]] = defaultdict(list)
    for top, left, bottom, right in sheet.merged:
        covered = rows[bisect_left(rows, max(top, headings.last + 1)) : bisect_right(rows, bottom)]
        named = [placed for placed in headings.placed if left <= placed.position <= right]
        cell = _at(sheet.rows[top], left) if top < len(sheet.rows) else None
        if not covered or not named or is_empty(cell):
            continue
        if len(named) > 1 or named[0].position != left:
            for number in covered:
                message = _("与旁边的栏合并成了一格，分不清“{text}”是哪一栏的内容").format(text=shown(cell))
                doubts[number].append((named[0].column.heading, message))
        elif len(covered) > 1 or covered[0] != top:
            if named[0].column.type in ("integer", "decimal", "money"):
                message = _("与上下行合并成了一格（第{first}至{last}行共写“{text}”），每行各是多少不能确定").format(
                    first=top + sheet.first_row, last=bottom + sheet.first_row, text=shown(cell)
                )
                for number in covered:
                    doubts[number].append((named[0].column.heading, message))
            else:
                for number in covered:
                    _fill(cells, number, left, cell)
    return doubts


def _fill(cells: dict[int, Sequence[Any]], number: int, position: int, cell: Any) -> None:
    row = list(cells[number])
    row.extend(None for _ in range(position + 1 - len(row)))
    row[position] = cell
    cells[number] = row

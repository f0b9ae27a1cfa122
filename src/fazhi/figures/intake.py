"""Taking in one ledger: sheet by sheet into typed columns, with corrections fed back and the rest put aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fazhi.figures.apart import complete, left_alone, stands_apart
from fazhi.figures.cells import NOTHING_AROUND, Around, Unreadable, is_empty, read_cell
from fazhi.figures.headings import ASKED, Headings, Placed, Proposal, find_headings, headings_at, propose
from fazhi.figures.ledger import Column, Ledger
from fazhi.figures.lost import Lost
from fazhi.figures.mapping import Mapping as ConfirmedHeadings
from fazhi.figures.parquet import IN_MEMORY, ParquetRows, Scan, Sparse, Stored, scan
from fazhi.figures.problems import Place, Problem, Severity
from fazhi.figures.readers import MAPPING_FILE
from fazhi.figures.rejected import Aside, Correction, Corrections, code_of, is_untouched
from fazhi.figures.rows import Block, Fault, Parts, below_titles, filled_rows, read_block, take_apart
from fazhi.figures.sheets import Sheet
from fazhi.figures.titles import SCALES, scale_of, year_of
from fazhi.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

Judge = Callable[[Sequence[Mapping[str, Any]], Sequence[Place]], Sequence[Sequence[Fault]]]
"""What else is wrong with rows whose cells can all be read, by heading and in words: asked of many rows at a time, and
of a mended row anew."""

_NUMBERED = re.compile(r"第\d+栏")
_NAMED = 8  # hidden rows named in a message; of more only the number


class Intake:
    """What has been taken in of one ledger so far. ``found`` = rows of :meth:`table` + rejected among ``asides``."""

    def __init__(
        self,
        ledger: Ledger,
        file: str,
        mapping: ConfirmedHeadings,
        corrections: Corrections,
        judge: Judge | None = None,
    ) -> None:
        self.ledger = ledger
        self.file = file
        self.problems: list[Problem] = []
        self.asides: list[Aside] = []
        self.proposals: list[Proposal] = []
        self.beside: list[tuple[str, str, int]] = []
        self.found = 0
        self.corrected = 0
        self.usable = False
        self._confirmed = mapping.of(ledger)
        self._corrections = corrections
        self._judge = judge
        self._keys: dict[tuple[Any, ...], Place] = {}
        self._tables: list[pa.Table] = []
        self._scan: Scan | None = None

    def table(self) -> pa.Table | Stored:
        """The rows read, in the order of their source; those of a long Parquet file stay where they are."""
        import pyarrow as pa

        from fazhi.figures.engine import loaded_schema

        table = pa.concat_tables([loaded_schema(self.ledger).empty_table(), *self._tables])
        if self._scan is None:
            return table
        stored = self._scan.stored(table)
        if stored.num_rows > IN_MEMORY:
            return stored
        return stored.to_arrow().cast(table.schema).sort_by("source_row")

    def take(self, sheets: Sequence[Sheet]) -> None:
        """Take in the sheets of a file. One that shows nothing of the ledger beside others that do is only named."""
        found = [
            None if isinstance(sheet.rows, ParquetRows) else find_headings(self.ledger, sheet, self._confirmed)
            for sheet in sheets
        ]
        known = complete(self.ledger, found)
        for sheet, headings in zip(sheets, found, strict=True):
            if isinstance(sheet.rows, ParquetRows):
                self._take_parquet(sheet, sheet.rows)
            elif known and stands_apart(self.ledger, sheet, headings, known):
                self._leave(sheet)
            else:
                self._take(sheet, headings)

    def _leave(self, sheet: Sheet) -> None:
        rows = filled_rows(sheet)
        self.beside += [("apart", sheet.name, number + sheet.first_row) for number in rows]
        self._warn(sheet, left_alone(sheet))

    def _take(self, sheet: Sheet, headings: Headings | None) -> None:
        fault = self._understand(sheet, headings)
        if headings is None or fault:
            self._refuse(sheet, headings, fault)
            return
        self.usable = True
        titles = [cell for row in sheet.rows[: headings.first] for cell in row if isinstance(cell, str)]
        year, until = year_of([[*titles, sheet.name], headings.texts, [Path(self.file).stem]]) or (None, None)
        around = Around(year, until, sheet.from_1904, scale_of(titles))
        self._say_scales(sheet, headings, around)
        parts = take_apart(self.ledger, sheet, headings, around, self._confirmed)
        self.beside += [(kind, sheet.name, number + sheet.first_row) for kind, number in parts.beside]
        for number in parts.above:
            above = Block(headings, around, [number], {column.name: [None] for column in self.ledger.columns})
            above.doubts[0] = [("", _("在表头上面，没有当作记录"))]
            self._take_block(sheet, above)
        for block in parts.blocks:
            self._take_block(sheet, block)
        self._say_hidden(sheet, [number for block in parts.blocks for number in block.rows])
        self._say_uncalculated(sheet)

    def _take_parquet(self, sheet: Sheet, rows: ParquetRows) -> None:
        headings = headings_at(self.ledger, sheet, 0, 1, self._confirmed)
        if self._understand(sheet, headings) or headings is None:
            self.found += rows.length
            return
        self.usable = True
        self._scan = scan(self.ledger, rows, headings, self.file, sheet.name, partial(self._keys_of, headings))
        self.found += self._scan.plain
        odd = {number + 1: row for number, row in self._scan.odd.items()}
        filled = [number for number, row in odd.items() if not all(map(is_empty, row))]
        sparse = replace(sheet, rows=Sparse(odd, len(rows)))
        parts = Parts()
        self._take_block(sparse, read_block(self.ledger, sparse, headings, filled, NOTHING_AROUND, parts))
        self.beside += [(kind, sheet.name, number + sheet.first_row) for kind, number in parts.beside]
        if self._scan.beyond:
            self.found += self._scan.beyond
            message = _("另有{n}行不能直接读入，没有逐行去看，也没有列出；请先改正已列出的").format(n=self._scan.beyond)
            self.problems.append(Problem(self.file, message, sheet.name, ledger=self.ledger.name))

    def _keys_of(self, headings: Headings, rows: Mapping[int, Sequence[Any]]) -> pa.Table:
        """The keys that rows have when they are read, and those that mended rows have."""
        import pyarrow as pa

        from fazhi.figures.engine import loaded_schema

        placed = {placed.column.name: placed for placed in headings.placed}
        keys: set[tuple[Any, ...]] = set()
        for cells in rows.values():
            keys.add(
                tuple(_read_or_none(placed[part].column, cells[placed[part].position]) for part in self.ledger.key)
            )
        for correction in self._corrections.all:
            columns = (self.ledger.by_name[part] for part in self.ledger.key)
            keys.add(tuple(_read_or_none(column, correction.cells.get(column.heading)) for column in columns))
        schema = pa.schema([loaded_schema(self.ledger).field(part) for part in self.ledger.key])
        whole = [key for key in keys if None not in key]
        return pa.table([[key[n] for key in whole] for n in range(len(schema))], schema=schema)

    def _place(self, sheet: Sheet, number: int) -> Place:
        return Place(self.file, sheet.name, number + sheet.first_row, self.ledger.name)

    # --- headings ----------------------------------------------------------------------------------------------------

    def _understand(self, sheet: Sheet, headings: Headings | None) -> str:
        """Report what is to be said of the headings; returns why the sheet cannot be read, "" where it can."""

        def report(message: str, severity: Severity, column: str = "") -> str:
            row = sheet.first_row + (headings.last if headings else 0)
            self.problems.append(
                Problem(self.file, message, sheet.name, row, column, severity, ledger=self.ledger.name)
            )
            return message

        if headings is None:
            needed = "、".join(column.heading for column in self.ledger.columns if column.required)
            return report(_("没有认出表头，缺少必填栏：{missing}").format(missing=needed), "error")
        for heading in headings.twice:
            return report(_("这一栏出现了两次，只能有一栏"), "error", heading)
        for position, cells in _without_heading(sheet, headings) if not isinstance(sheet.rows, ParquetRows) else ():
            report(
                _("第{n}栏没有表头，其中{k}格内容没有读取，第一处在第{row}行").format(
                    n=position + 1, k=len(cells), row=sheet.first_row + cells[0]
                ),
                "warning",
            )
        proposals = propose(self.ledger, sheet, headings)
        self.proposals += [p for p in proposals if p not in self.proposals]
        near = {proposal.heading: proposal for proposal in proposals}
        open_questions: list[str] = []
        for position in headings.unknown():
            heading = headings.texts[position]
            asked = near.get(heading)
            if asked is not None and asked.confidence > ASKED and not asked.column.required:
                open_questions.append(report(_is_it(asked), "error", heading))
            else:
                report(self._unknown(heading, asked), "warning", heading)
        missing = headings.missing(self.ledger)
        required = [column.heading for column in missing if column.required]
        if required:
            return report(_("缺少必填栏：{missing}").format(missing="、".join(required)), "error")
        if open_questions:
            return open_questions[0]
        if missing:
            absent = "、".join(column.heading for column in missing)
            report(_("没有这些选填栏，当作全是空白：{absent}").format(absent=absent), "warning")
        return ""

    def _unknown(self, heading: str, proposal: Proposal | None) -> str:
        if proposal is not None:
            return _(
                "台账里没有这一栏，未读取，是不是“{column}”？（把握{confidence:.0%}，用 fazhi ledgers map 确认后才读）"
            ).format(column=proposal.column.heading, confidence=proposal.confidence)
        import difflib

        from fazhi.figures.ledger import normal_heading

        near = difflib.get_close_matches(normal_heading(heading)[:60], list(self.ledger.by_heading), n=1, cutoff=0.6)
        hint = _("，是不是“{near}”？").format(near=near[0]) if near else ""
        return _("台账里没有这一栏，未读取{hint}").format(hint=hint)

    def _refuse(self, sheet: Sheet, headings: Headings | None, fault: str) -> None:
        """Put all rows of a sheet aside whose headings are not understood."""
        filled = filled_rows(sheet)
        body = [number for number in filled if number > headings.last] if headings else below_titles(sheet)
        above = filled[: len(filled) - len(body)]
        self.beside += [("title", sheet.name, number + sheet.first_row) for number in above]
        self.found += len(body)
        for number in body:
            cells = _cells(sheet.rows[number], headings)
            code = code_of(cells)
            self.asides.append(Aside(self._place(sheet, number), cells, code, (fault,)))

    # --- rows --------------------------------------------------------------------------------------------------------

    def _take_block(self, sheet: Sheet, block: Block) -> None:
        self.found += len(block.rows)
        keys = list(zip(*(block.values[part] for part in self.ledger.key), strict=True))
        kept = []
        judged = self._judged(sheet, block)
        for at, number in enumerate(block.rows):
            faults, doubts = block.faults.get(at) or judged.get(at, []), block.doubts.get(at, [])
            if not faults and not doubts:
                repeated = self._repeated(keys[at], self._place(sheet, number))
                faults = [repeated] if repeated else []
            if faults or doubts:
                mended = self._put_aside(sheet, block, number, faults, doubts)
                if mended is None:
                    continue
                for name, value in mended.items():
                    block.values.setdefault(name, [None] * len(block.rows))[at] = value
            kept.append(at)
        if kept:
            self._tables.append(self._typed(sheet, block, kept))

    def _judged(self, sheet: Sheet, block: Block) -> dict[int, list[Fault]]:
        """What is wrong beyond the cells with rows whose cells can all be read, by their place in the block."""
        if self._judge is None:
            return {}
        whole = [at for at in range(len(block.rows)) if at not in block.faults and at not in block.doubts]
        names = [column.name for column in self.ledger.columns]
        columns = [block.values.get(name) or [None] * len(block.rows) for name in names]
        rows = [dict(zip(names, (column[at] for column in columns), strict=True)) for at in whole]
        places = [self._place(sheet, block.rows[at]) for at in whole]
        return {at: list(found) for at, found in zip(whole, self._judge(rows, places), strict=True) if found}

    def _repeated(self, key: tuple[Any, ...], place: Place) -> Fault | None:
        """Note a key; where it was there before, the fault that it is."""
        first = self._keys.setdefault(key, place)
        if first is place:
            return None
        shown = " ".join(str(part) for part in key)
        headings = "、".join(self.ledger.by_name[part].heading for part in self.ledger.key)
        if first.sheet == place.sheet:
            return headings, _("“{key}”与第{row}行重复").format(key=shown, row=first.row)
        return headings, _("“{key}”与工作表“{sheet}”第{row}行重复").format(key=shown, sheet=first.sheet, row=first.row)

    def _put_aside(
        self, sheet: Sheet, block: Block, number: int, faults: list[Fault], doubts: list[Fault]
    ) -> dict[str, Any] | None:
        """Put a row aside, unless a correction makes it readable: then its values by column name."""
        place = self._place(sheet, number)
        cells = _cells(block.lines.get(number, sheet.rows[number]), block.headings)
        code = code_of(cells)
        faults = [*faults, *doubts]
        correction = self._corrections.take(place, code)
        if correction is not None and not correction.touched:
            correction = None
        if correction is not None:
            values, faults = self._mend(block, cells, correction, doubts, place)
            if not faults:
                self.corrected += 1
                self.asides.append(Aside(place, cells, code, (), correction))
                return values
        faults = _together(faults)
        for heading, message in faults:
            self.problems.append(place.problem(message, heading))
        reasons = tuple(f"“{heading}”{message}" if heading else message for heading, message in faults)
        self.asides.append(Aside(place, cells, code, reasons, correction))
        return None

    def _mend(
        self, block: Block, cells: Mapping[str, Any], correction: Correction, doubts: list[Fault], place: Place
    ) -> tuple[dict[str, Any], list[Fault]]:
        """Read a row as it stands in rejected.xlsx; a cell that nobody touched counts as it was."""
        there = {placed.column.name: placed for placed in block.headings.placed}
        values: dict[str, Any] = {}
        faults = [doubt for doubt in doubts if not _is_settled(doubt, cells, correction)]
        for column in self.ledger.columns:
            written, original = correction.cells.get(column.heading), cells.get(column.heading)
            cell = original if is_untouched(original, written) else written
            placed = there.get(column.name, Placed(0, column))
            try:
                values[column.name] = read_cell(column, cell, placed.around(block.around))
            except Unreadable as reason:
                faults.append((column.heading, str(reason)))
        if not faults and self._judge is not None:
            faults += self._judge([values], [place])[0]
        if not faults:
            repeated = self._repeated(tuple(values[part] for part in self.ledger.key), place)
            faults += [repeated] if repeated else []
        return values, faults

    def _typed(self, sheet: Sheet, block: Block, kept: list[int]) -> pa.Table:
        import pyarrow as pa

        from fazhi.figures.engine import loaded_schema

        whole = len(kept) == len(block.rows)
        arrays = []
        for field in loaded_schema(self.ledger):
            values = block.values.get(field.name)
            if field.name == "source_row":
                arrays.append(pa.array([block.rows[at] + sheet.first_row for at in kept], field.type))
            elif field.name in ("source_file", "source_sheet"):
                text = self.file if field.name == "source_file" else sheet.name
                arrays.append(pa.repeat(pa.scalar(text, field.type), len(kept)))
            elif values is None:
                arrays.append(pa.nulls(len(kept), field.type))
            else:
                arrays.append(pa.array(values if whole else [values[at] for at in kept], field.type))
        return pa.table(arrays, schema=loaded_schema(self.ledger))

    # --- what a reader should know -----------------------------------------------------------------------------------

    def _warn(self, sheet: Sheet, message: str, column: str = "") -> None:
        self.problems.append(Problem(self.file, message, sheet.name, None, column, "warning", self.ledger.name))

    def _say_scales(self, sheet: Sheet, headings: Headings, around: Around) -> None:
        for placed in headings.placed:
            scale = placed.around(around).scale
            if scale != 1:
                unit = next(unit for unit, yuan in SCALES.items() if yuan == scale)
                message = _("表里写明单位是{unit}，没有另写单位的数都乘以{scale:,}").format(unit=unit, scale=scale)
                self._warn(sheet, message, placed.column.heading)

    def _say_hidden(self, sheet: Sheet, records: list[int]) -> None:
        if sheet.hidden and records:
            self._warn(sheet, _("工作表是隐藏的，其中{n}行也读了").format(n=len(records)))
        hidden = [number + sheet.first_row for number in records if number in sheet.hidden_rows]
        if hidden:
            shown = "、".join(map(str, hidden[:_NAMED])) + (" …" if len(hidden) > _NAMED else "")
            self._warn(sheet, _("有{n}行是隐藏或筛选掉的，也读了：第{rows}行").format(n=len(hidden), rows=shown))

    def _say_uncalculated(self, sheet: Sheet) -> None:
        """Say it once where every row fails because the file was saved without the values of its formulas."""
        rows = [aside for aside in self.asides if aside.place.sheet == sheet.name]
        read = any(table["source_sheet"][0].as_py() == sheet.name for table in self._tables)
        if rows and not read and all(_is_uncalculated(aside) for aside in rows):
            message = _(
                "每一行都有没有算出值的公式：这个文件是由软件直接生成的。请用 Excel 或 WPS 打开，保存一次，再检查"
            )
            self.problems.append(Problem(self.file, message, sheet.name, ledger=self.ledger.name))


def _read_or_none(column: Column, cell: Any) -> Any:
    try:
        return read_cell(column, cell)
    except Unreadable:
        return None


def _is_it(proposal: Proposal) -> str:
    """An open question: to go on without an answer would count the column as empty."""
    return _(
        "这一栏是不是“{column}”（把握{confidence:.0%}）？没有确认以前不读这张表："
        "用 fazhi ledgers map 确认；不是的，在“{file}”里写明"
    ).format(column=proposal.column.heading, confidence=proposal.confidence, file=MAPPING_FILE)


def _is_uncalculated(aside: Aside) -> bool:
    return any(isinstance(cell, Lost) and not cell for cell in aside.cells.values())


def _without_heading(sheet: Sheet, headings: Headings) -> Iterator[tuple[int, list[int]]]:
    """Positions among the headings without one, with the rows below that hold something there."""
    for position, text in enumerate(headings.texts):
        if not text:
            rows = range(headings.last + 1, len(sheet.rows))
            cells = [n for n in rows if position < len(sheet.rows[n]) and not is_empty(sheet.rows[n][position])]
            if cells:
                yield position, cells


def _together(faults: list[Fault]) -> list[Fault]:
    """Faults of one row with what is the same of several columns said once."""
    headings: dict[str, list[str]] = {}
    for heading, message in faults:
        headings.setdefault(message, []).append(heading)
    return [("、".join(filter(None, dict.fromkeys(named))), message) for message, named in headings.items()]


def _is_settled(doubt: Fault, cells: Mapping[str, Any], correction: Correction) -> bool:
    """Whether a person has answered a doubt: by saying so, by mending the cell, or by emptying what was too much."""
    heading, _message = doubt
    if correction.accepted:
        return True
    if heading:
        return not is_untouched(cells.get(heading), correction.cells.get(heading))
    return all(is_empty(correction.cells.get(name)) for name in cells if _NUMBERED.fullmatch(name))


def _cells(row: Sequence[Any], headings: Headings | None) -> dict[str, Any]:
    """The cells of a row as they are, by the heading of their column: the ledger's where it is one of the ledger."""
    placed = headings.by_position if headings else {}
    texts = headings.texts if headings else ()
    cells: dict[str, Any] = {}
    for position, cell in enumerate(row):
        column = placed.get(position)
        if column is None and is_empty(cell):
            continue
        numbered = f"第{position + 1}栏"
        heading = column.column.heading if column else (texts[position] if position < len(texts) else "") or numbered
        cells[heading if heading not in cells else f"{heading}（{numbered}）"] = cell
    return cells

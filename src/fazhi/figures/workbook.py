"""Writing ledgers as Excel workbooks: empty templates for clerks, and filled ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from fazhi.figures.ledger import SOURCE_COLUMNS, TYPE_NAMES, Column, Ledger

GUIDE_SHEET = "说明"
GUIDE_HEADINGS, GUIDE_ROW = ("栏目", "怎么填"), 3
"""The sheet with notes for people; readers pass it over."""

SYNTHETIC = "合成演示数据"
"""How the remark of a demonstration ledger begins; a report built on such a ledger says so."""

_TEMPLATE_ROWS = 2000  # drop-downs and formats reach this far down in an empty template
# "@" keeps Excel from turning an identity number into a number of 15 digits and 001 into 1.
_FORMATS = {"text": "@", "date": "yyyy-mm-dd", "integer": "0", "money": "#,##0.00"}
_SHEET_NAME = 31  # characters that Excel allows
_CELL_TEXT = 32_767
_DIGITS = 15  # that a number in Excel keeps
_WIDTH = {"date": 13, "integer": 10, "decimal": 12, "money": 14, "boolean": 12}


def write_template(path: Path, ledger: Ledger) -> None:
    """Write an empty workbook of ``ledger``: headings, drop-downs, notes on each heading, and a sheet that explains."""
    _write(
        path,
        ledger,
        (),
        f"《{ledger.title}》空白模板。请从第2行起逐行填写，一行一条记录，不要合并单元格。",
        _TEMPLATE_ROWS,
    )


def write_ledger(path: Path, ledger: Ledger, rows: Iterable[Mapping[str, Any]], remark: str) -> None:
    """Write ``rows`` (column name → Python value) as a workbook of ``ledger``; ``remark`` opens the guide sheet.

    The same rows give the same bytes. Text stays text: what begins with = is no formula. Raises :class:`ValueError`
    where a row names a column that the ledger lacks, or a text is longer than a cell holds.
    """
    _write(path, ledger, rows, remark, 0)


def _write(path: Path, ledger: Ledger, rows: Iterable[Mapping[str, Any]], remark: str, empty_rows: int) -> None:
    import xlsxwriter

    # A fixed creation date keeps the bytes the same from run to run.
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        book.set_properties({"title": ledger.title, "comments": remark, "created": dt.datetime(2020, 1, 1)})  # noqa: DTZ001
        look = {"bold": True, "bg_color": "#e3eef8", "border": 1, "text_wrap": True, "valign": "top"}
        heading = book.add_format(look)
        required = book.add_format({**look, "font_color": "#8c1d18"})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        sheet = book.add_worksheet(ledger.title[:_SHEET_NAME])
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(ledger.columns):
            sheet.write_string(0, index, column.heading, required if column.required else heading)
            sheet.set_column(index, index, _WIDTH.get(column.type, 18), formats.get(column.type))
            if empty_rows:
                sheet.write_comment(0, index, _explain(column), {"x_scale": 1.4})
                _validate(sheet, index, column, empty_rows)
        last = 0
        known = {*ledger.by_name, *SOURCE_COLUMNS}
        for last, row in enumerate(rows, start=1):
            if not row.keys() <= known:
                raise ValueError(f"ledger {ledger.name} has no column {sorted(row.keys() - known)}")
            for index, column in enumerate(ledger.columns):
                _write_cell(sheet, last, index, row.get(column.name), formats.get(column.type))
        sheet.autofilter(0, 0, max(last, 1), len(ledger.columns) - 1)
        _guide(book, ledger, remark, heading)


def _write_cell(sheet: Any, row: int, index: int, value: Any, cell_format: Any) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, index, "是" if value else "否", cell_format)
        case dt.date():
            sheet.write_datetime(row, index, dt.datetime(value.year, value.month, value.day), cell_format)  # noqa: DTZ001
        case str() if len(value) > _CELL_TEXT:
            raise ValueError(f"row {row}: a text of {len(value)} characters does not fit into a cell")
        case str():
            sheet.write_string(row, index, value, cell_format)
        case Decimal() | int() if len(Decimal(value).as_tuple().digits) > _DIGITS:
            sheet.write_string(row, index, str(value))
        case _:
            sheet.write_number(row, index, value, cell_format)


def _validate(sheet: Any, index: int, column: Column, empty_rows: int) -> None:
    choices = ("是", "否") if column.type == "boolean" else column.choices
    if choices:
        sheet.data_validation(
            1, index, empty_rows, index, {"validate": "list", "source": list(choices), "error_title": "请从列表中选择"}
        )
    elif column.type == "date":
        sheet.data_validation(
            1,
            index,
            empty_rows,
            index,
            {
                "validate": "date",
                "criteria": "between",
                "minimum": dt.date(1949, 10, 1),
                "maximum": dt.date(2099, 12, 31),
                "error_title": "请填日期",
                "error_message": "日期写成 2020-06-30 的样子。",
            },
        )
    elif column.type in ("integer", "decimal", "money"):
        sheet.data_validation(
            1,
            index,
            empty_rows,
            index,
            {
                "validate": "integer" if column.type == "integer" else "decimal",
                "criteria": ">=",
                "value": 0,
                "error_title": "请填数字",
                "error_message": "只填数字，不要带单位。",
            },
        )


def _explain(column: Column) -> str:
    parts = ["必填" if column.required else "选填", TYPE_NAMES[column.type]]
    if column.unit:
        parts.append(f"单位：{column.unit}")
    if column.choices:
        parts.append("可填：" + "、".join(column.choices))
    if column.aliases:
        parts.append("也认得：" + "、".join(column.aliases))
    if column.personal:
        parts.append("个人信息，展示时遮盖")
    if column.note:
        parts.append(column.note)
    return "；".join(parts)


def _guide(book: Any, ledger: Ledger, remark: str, heading: Any) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, remark)
    if ledger.note:
        sheet.write_string(1, 0, ledger.note)
    for index, text in enumerate(GUIDE_HEADINGS):
        sheet.write_string(GUIDE_ROW, index, text, heading)
    for row, column in enumerate(ledger.columns, start=GUIDE_ROW + 1):
        sheet.write_string(row, 0, column.heading)
        sheet.write_string(row, 1, _explain(column))

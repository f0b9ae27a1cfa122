"""Ledgers as clerks keep them, written cell by cell for the tests."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.figures.catalogue import Catalogue, build
from fazhi.figures.load import Loaded, load

CATALOGUE: Catalogue = build(["fazhi.domains.mediation", "fazhi.domains.education"])
SHORT = [
    "案件编号",
    "调解组织编号",
    "纠纷类型",
    "受理日期",
    "办结日期",
    "调解结果",
    "涉及人数",
    "涉及金额",
    "是否司法确认",
]
"""Some headings of the ledger of disputes, in an order of their own."""


def case(number: object, **cells: object) -> list[object]:
    """A case under :data:`SHORT`; cells by heading."""
    usual: dict[str, object] = {
        "案件编号": number,
        "调解组织编号": "TJ1",
        "纠纷类型": "邻里",
        "受理日期": "2020-03-02",
        "办结日期": "2020-03-20",
        "调解结果": "调解成功",
        "涉及人数": 2,
        "涉及金额": 1000,
        "是否司法确认": "否",
    }
    return [(usual | cells)[heading] for heading in SHORT]


def workbook(folder: Path, name: str = DISPUTES.title, **sheets: Sequence[Sequence[object]]) -> openpyxl.Workbook:
    """A workbook of one sheet for each keyword; save it with :func:`save`."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / f"{name}.xlsx")
    return book


def first(book: openpyxl.Workbook) -> Worksheet:
    """The first sheet of a workbook."""
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def save(book: openpyxl.Workbook, folder: Path, name: str = DISPUTES.title) -> None:
    """Write a workbook again after changing it."""
    book.save(folder / f"{name}.xlsx")


def write_csv(folder: Path, rows: Sequence[Sequence[object]], encoding: str, name: str = DISPUTES.title) -> None:
    """A csv file in an encoding."""
    with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(rows)


def read(folder: Path) -> Loaded:
    """All that is read from the folder; read + rejected = found is checked for each ledger."""
    loaded = load(folder, CATALOGUE)
    for item in loaded.all.values():
        assert item.found == item.read + item.rejected
        assert item.rejected == sum(bool(aside.reasons) for aside in item.asides)
        assert item.corrected == sum(not aside.reasons for aside in item.asides)
    return loaded


def rows(loaded: Loaded, *names: str, ledger: str = "disputes") -> list[tuple[Any, ...]]:
    """The rows read, of some columns."""
    return [tuple(row[name] for name in names) for row in loaded.ledgers[ledger].table.to_pylist()]


def tally(loaded: Loaded, ledger: str = "disputes") -> tuple[int, int, int]:
    """Found, read, rejected."""
    item = loaded.all[ledger]
    return item.found, item.read, item.rejected


def said(loaded: Loaded) -> list[str]:
    """Errors only, with row and heading."""
    return [f"{problem.row} {problem.column}：{problem.message}" for problem in loaded.errors]

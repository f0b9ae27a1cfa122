"""Workbooks that are written: templates for clerks and filled ledgers, read back as they were written."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.figures.catalogue import Catalogue, build
from fazhi.figures.ledger import Column, Ledger
from fazhi.figures.load import load
from fazhi.figures.workbook import GUIDE_SHEET, SYNTHETIC, write_ledger, write_template

ROW: dict[str, Any] = {
    "number": "罗调〔2020〕1号",
    "organization": "TJ001",
    "category": "邻里",
    "people": 2,
    "amount": Decimal("1234.50"),
    "accepted_on": dt.date(2020, 2, 29),
    "result": "调解成功",
    "confirmed": True,
}


@pytest.fixture
def catalogue() -> Catalogue:
    return build(["fazhi.domains.mediation"])


def test_what_is_written_is_read_back(tmp_path: Path, catalogue: Catalogue) -> None:
    write_ledger(tmp_path / "人民调解案件台账.xlsx", DISPUTES, [ROW], f"{SYNTHETIC}，仅供试用。")
    loaded = load(tmp_path, catalogue)
    assert loaded.problems == []
    (row,) = loaded.tables["disputes"].to_pylist()
    assert {name: row[name] for name in ROW} == ROW
    assert row["concluded_on"] is None
    assert (row["source_file"], row["source_sheet"], row["source_row"]) == (
        "人民调解案件台账.xlsx",
        "人民调解案件台账",
        2,
    )
    assert loaded.ledgers["disputes"].synthetic


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "{=1}", "http://x.example", "007"])
def test_text_stays_text(tmp_path: Path, catalogue: Catalogue, text: str) -> None:
    path = tmp_path / "人民调解案件台账.xlsx"
    write_ledger(path, DISPUTES, [ROW | {"number": text}], "")
    cell = openpyxl.load_workbook(path).worksheets[0]["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    assert load(tmp_path, catalogue).tables["disputes"]["number"].to_pylist() == [text]


def test_money_beyond_fifteen_digits_loses_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    amounts = [Decimal("999999999999999.99"), Decimal("9999999999999.99"), Decimal("0.01")]
    rows = [ROW | {"number": str(n), "amount": amount} for n, amount in enumerate(amounts)]
    write_ledger(tmp_path / "人民调解案件台账.xlsx", DISPUTES, rows, "")
    assert load(tmp_path, catalogue).tables["disputes"]["amount"].to_pylist() == amounts


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    write_ledger(tmp_path / "a.xlsx", DISPUTES, [ROW], "x")
    write_ledger(tmp_path / "b.xlsx", DISPUTES, [ROW], "x")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:  # no clock in it, or the next minute would give others
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", parts.read("docProps/core.xml"))) == {b"2020-01-01T"}


def test_a_misspelt_column_is_no_silence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="resutl"):
        write_ledger(tmp_path / "a.xlsx", DISPUTES, [{"resutl": "调解成功"}], "")


def test_a_text_too_long_for_a_cell_is_no_silence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32768"):
        write_ledger(tmp_path / "a.xlsx", DISPUTES, [ROW | {"number": "x" * 32_768}], "")


def test_a_template_is_filled_in_and_read_back(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "人民调解案件台账.xlsx"
    write_template(path, DISPUTES)
    assert load(tmp_path, catalogue).tables["disputes"].num_rows == 0
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [column.heading for column in DISPUTES.columns]
    filled = {"案件编号": "1", "调解组织编号": "T", "纠纷类型": "邻里", "受理日期": dt.date(2020, 1, 1), "涉及人数": 3}
    for heading, value in filled.items():
        sheet.cell(2, headings.index(heading) + 1, value)
    book.save(path)
    loaded = load(tmp_path, catalogue)
    assert loaded.problems == []
    assert loaded.tables["disputes"].select(["number", "people", "accepted_on"]).to_pylist() == [
        {"number": "1", "people": 3, "accepted_on": dt.date(2020, 1, 1)}
    ]


def test_a_template_explains_and_offers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(path, DISPUTES)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    position = headings.index("调解结果") + 1
    offered = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered[sheet.cell(2, position).coordinate] == '"调解成功,调解未成功,撤回申请"'
    comment = sheet.cell(1, position).comment
    assert comment is not None
    assert "可填：调解成功、调解未成功、撤回申请" in comment.text
    explained = [row[0] for row in book[GUIDE_SHEET].iter_rows(min_row=5, max_col=1, values_only=True)]
    assert explained == headings


def test_an_identity_number_typed_into_a_template_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_template(path, DISPUTES)
    columns = openpyxl.load_workbook(path).worksheets[0].column_dimensions
    assert columns["A"].number_format == "@"  # Excel keeps what is typed into text cells as typed


def test_a_long_title_is_cut_to_what_a_sheet_may_be_called(tmp_path: Path) -> None:
    title = "关于进一步加强和规范全区基层人民调解组织与人民调解员队伍建设管理情况台账"
    ledger = Ledger(name="x", title=title, key=("n",), columns=(Column(name="n", heading="编号", required=True),))
    write_template(tmp_path / "a.xlsx", ledger)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == title[:31]

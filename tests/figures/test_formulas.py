"""Formulas of the .xls of 1997 that nobody has calculated."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from messy import SHORT, case, read, said, tally

from fazhi.domains.mediation.ledger import DISPUTES

xlwt = pytest.importorskip("xlwt", reason="writing .xls of 1997 needs xlwt")
_BLANK = bytes((3, 0, 0, 0, 0, 0, 0xFF, 0xFF))


def write(folder: Path, results: list[float | None], flags: int = 0) -> None:
    """A row for each result, None where its formula was not calculated; xlwt itself never calculates one."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for number, line in enumerate([SHORT, *(case(f"A{n}") for n in range(len(results)))]):
        for index, cell in enumerate(line):
            sheet.write(number, index, xlwt.Formula("1+1") if number and SHORT[index] == "涉及金额" else cell)
    path = folder / f"{DISPUTES.title}.xls"
    book.save(str(path))
    before, *parts = path.read_bytes().split(_BLANK)
    assert len(parts) == len(results)
    for result, part in zip(results, parts, strict=True):
        before += (_BLANK if result is None else struct.pack("<d", result)) + struct.pack("<H", flags) + part[2:]
    path.write_bytes(before)


def test_where_no_formula_has_a_value_none_is_read_as_empty(tmp_path: Path) -> None:
    write(tmp_path, [None, None])
    loaded = read(tmp_path)
    assert tally(loaded) == (2, 0, 2)
    assert any("保存一次" in message for message in said(loaded))


def test_a_blank_result_among_others_is_a_result(tmp_path: Path) -> None:
    write(tmp_path, [2.0, None])
    assert tally(read(tmp_path)) == (2, 2, 0)


def test_a_formula_that_waits_to_be_calculated_is_not_nought(tmp_path: Path) -> None:
    write(tmp_path, [0.0, 5.0], flags=2)
    loaded = read(tmp_path)
    assert (tally(loaded), "公式没有算出的值" in said(loaded)[0]) == ((2, 1, 1), True)

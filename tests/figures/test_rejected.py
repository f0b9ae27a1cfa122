"""rejected.xlsx: rows put aside as they were, mended there, fed back, and the same on every further run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from messy import CATALOGUE, SHORT, case, first, read, rows, said, save, tally, workbook, write_csv

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.figures.load import Loaded
from fazhi.figures.rejected import ACCEPT, code_of, write_rejected
from fazhi.figures.sheets import UnreadableFile

FILE = f"{DISPUTES.title}.xlsx"


def put_aside(folder: Path) -> tuple[Loaded, int]:
    loaded = read(folder)
    return loaded, write_rejected(folder / "rejected.xlsx", loaded.asides, loaded.stale, CATALOGUE)


def table(folder: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(folder / "rejected.xlsx")[DISPUTES.title]
    headings, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]


def mend(folder: Path, row: int, **cells: object) -> None:
    """Change cells of a data row (from 0) of rejected.xlsx as a person does in Excel."""
    book = openpyxl.load_workbook(folder / "rejected.xlsx")
    sheet = book[DISPUTES.title]
    headings = [cell.value for cell in sheet[1]]
    for heading, value in cells.items():
        sheet.cell(row + 2, headings.index(heading) + 1).value = value  # type: ignore[union-attr, assignment]
    book.save(folder / "rejected.xlsx")


def test_a_rejected_row_is_there_as_it_was_with_reason_and_place(tmp_path: Path) -> None:
    day, amount = dt.datetime(2020, 3, 2, 10, 30), 1234.5  # noqa: DTZ001
    bad = case("A2", 受理日期="去年", 办结日期=day, 涉及人数="很多", 涉及金额=amount)
    workbook(tmp_path, 台账=[SHORT, case("A1"), bad])
    loaded, written = put_aside(tmp_path)
    (row,) = table(tmp_path)
    assert (written, tally(loaded)) == (1, (2, 1, 1))
    assert row["原因"] == "“受理日期”“去年”不是日期，应写成 2020-06-30 的样子；“涉及人数”“很多”不是数字"
    assert (row["来源文件"], row["来源工作表"], row["来源行"]) == (FILE, "台账", 3)
    assert [row[heading] for heading in SHORT] == bad
    assert row["街道"] is None


def test_what_is_mended_is_read_in_its_old_place_and_stays_so(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期="去年"), case("A2"), case("A3", 涉及人数="很多")])
    put_aside(tmp_path)
    before = read(tmp_path)
    assert tally(before) == (3, 1, 2)
    mend(tmp_path, 0, 受理日期="2020-01-05")
    loaded, written = put_aside(tmp_path)
    assert (tally(loaded), written) == ((3, 2, 1), 2)
    assert loaded.ledgers["disputes"].corrected == 1
    assert rows(loaded, "number", "accepted_on", "source_row") == [
        ("A1", dt.date(2020, 1, 5), 2),
        ("A2", dt.date(2020, 3, 2), 3),
    ]
    assert [row["原因"].startswith("已更正") for row in table(tmp_path)] == [True, False]
    kept = (tmp_path / "rejected.xlsx").read_bytes()
    again, _written = put_aside(tmp_path)
    assert (again.ledgers["disputes"].table, kept) == (
        loaded.ledgers["disputes"].table,
        (tmp_path / "rejected.xlsx").read_bytes(),
    )


def test_a_wrong_correction_is_said_and_kept_for_the_next_try(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期="去年")])
    put_aside(tmp_path)
    mend(tmp_path, 0, 受理日期="前年")
    loaded, _written = put_aside(tmp_path)
    assert said(loaded) == ["2 受理日期：“前年”不是日期，应写成 2020-06-30 的样子"]
    assert table(tmp_path)[0]["受理日期"] == "前年"


def test_a_row_nobody_touched_stays_rejected_whatever_a_workbook_made_of_it(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1", 纠纷类型="=1+1"), case("A2", 涉及人数=Decimal("1.5"))])
    headings = ["培训编号", "培训主题", "培训形式", "培训日期", "参加人次"]
    write_csv(tmp_path, [headings, ["P1", "甲\x00乙", "线上", "2020-01-01", "1"]], "utf-8", "人民调解培训台账")
    save(book, tmp_path)
    loaded, written = put_aside(tmp_path)
    assert (written, tally(loaded), tally(loaded, "mediation_trainings")) == (3, (2, 0, 2), (1, 0, 1))
    again, _written = put_aside(tmp_path)
    assert (said(again), tally(again)) == (said(loaded), (2, 0, 2))


def test_a_control_character_taken_out_by_hand_is_a_correction(tmp_path: Path) -> None:
    write_csv(tmp_path, [SHORT, case("A1", 纠纷类型="邻\x00里")], "utf-8")
    put_aside(tmp_path)
    mend(tmp_path, 0, 纠纷类型="邻里")
    assert rows(read(tmp_path), "category") == [("邻里",)]


def test_rows_are_recognised_by_what_stands_in_them_not_by_their_number(tmp_path: Path) -> None:
    bad = [case("A1", 受理日期="去年"), case("A2", 受理日期="前年")]
    workbook(tmp_path, 台账=[SHORT, *bad])
    put_aside(tmp_path)
    mend(tmp_path, 1, 受理日期="2020-02-02")
    workbook(tmp_path, 台账=[SHORT, case("A0"), case("A00"), bad[1], bad[0]])
    loaded = read(tmp_path)
    assert rows(loaded, "number", "accepted_on") == [
        ("A0", dt.date(2020, 3, 2)),
        ("A00", dt.date(2020, 3, 2)),
        ("A2", dt.date(2020, 2, 2)),
    ]


def test_a_correction_whose_row_is_gone_is_said_and_not_lost(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期="去年"), case("A2", 受理日期="前年")])
    put_aside(tmp_path)
    mend(tmp_path, 0, 受理日期="2020-01-05")
    workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期="2020-01-06")])
    loaded, written = put_aside(tmp_path)
    assert rows(loaded, "number", "accepted_on") == [("A1", dt.date(2020, 1, 6))]
    assert [p.severity for p in loaded.problems if "更正没有采用" in p.message] == ["warning"]
    assert (written, table(tmp_path)[0]["受理日期"]) == (1, "2020-01-05")


def test_two_identical_rows_are_mended_one_by_one(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1"), case("A1"), case("A1")])
    put_aside(tmp_path)
    mend(tmp_path, 1, 案件编号="A3")
    loaded = read(tmp_path)
    assert tally(loaded) == (3, 2, 1)
    assert rows(loaded, "number", "source_row") == [("A1", 2), ("A3", 4)]


def test_a_correction_that_repeats_a_key_is_rejected(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1"), case(None)])
    put_aside(tmp_path)
    mend(tmp_path, 0, 案件编号="A1")
    assert said(read(tmp_path)) == ["3 案件编号：“A1”与第2行重复"]


def test_doubts_are_settled_by_mending_the_cell_or_by_saying_so(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1", 涉及金额=9000), case("A2", 涉及金额=None), case("街道合计")])
    first(book).merge_cells("H2:H3")
    save(book, tmp_path)
    put_aside(tmp_path)
    mend(tmp_path, 0, 处理=ACCEPT)
    mend(tmp_path, 1, 涉及人数=7)
    mend(tmp_path, 2, 处理=ACCEPT)
    loaded = read(tmp_path)
    assert [(p.row, p.column) for p in loaded.errors] == [(3, "涉及金额")]
    mend(tmp_path, 1, 涉及金额=1)
    assert rows(read(tmp_path), "number", "amount", "people") == [
        ("A1", Decimal(9000), 2),
        ("A2", Decimal(1), 7),
        ("街道合计", Decimal(1000), 2),
    ]


def test_a_text_merged_down_is_in_the_rejected_row(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1", 纠纷类型="物业"), case("A2", 纠纷类型=None, 受理日期="去年")])
    first(book).merge_cells("C2:C3")
    save(book, tmp_path)
    put_aside(tmp_path)
    mend(tmp_path, 0, 受理日期="2020-01-01")
    assert rows(read(tmp_path), "number", "category") == [("A1", "物业"), ("A2", "物业")]


def test_one_cell_too_many_is_mended_by_emptying_it(tmp_path: Path) -> None:
    write_csv(tmp_path, [SHORT, [*case("A1", 纠纷类型="邻里", 受理日期="相邻权"), "否"]], "utf-8")
    put_aside(tmp_path)
    mend(tmp_path, 0, 受理日期="2020-03-02")
    assert "这一行有10格" in said(read(tmp_path))[0]
    mend(tmp_path, 0, 第10栏=None)
    assert tally(read(tmp_path)) == (1, 1, 0)


def test_sheets_that_cannot_be_read_are_put_aside_whole(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1")], 续=[["接上表"], case("A2"), case("A3")])
    loaded, written = put_aside(tmp_path)
    assert (written, tally(loaded)) == (2, (3, 1, 2))
    assert [(row["第1栏"], row["第3栏"]) for row in table(tmp_path)] == [("A2", "邻里"), ("A3", "邻里")]
    assert all("没有认出表头" in row["原因"] for row in table(tmp_path))


def test_nothing_put_aside_leaves_no_file(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期="去年")])
    put_aside(tmp_path)
    workbook(tmp_path, 台账=[SHORT, case("A1")])
    _loaded, written = put_aside(tmp_path)
    assert (written, sorted(path.name for path in tmp_path.iterdir())) == (0, [FILE])


def test_a_damaged_file_of_corrections_stops_everything_before_it_is_overwritten(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1")])
    (tmp_path / "rejected.xlsx").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(UnreadableFile, match=r"rejected\.xlsx"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"甲": 1}, {"甲": 1.0}, True),
        ({"甲": "1"}, {"甲": 1}, False),
        ({"甲": 1, "乙": None}, {"乙": "", "甲": 1}, True),
        ({"甲": True}, {"甲": 1}, False),
        ({"甲": "a\r\nb"}, {"甲": "a\nb"}, True),
        ({"甲": "a"}, {"乙": "a"}, False),
    ],
)
def test_what_makes_two_rows_the_same(one: dict[str, object], other: dict[str, object], same: bool) -> None:
    assert (code_of(one) == code_of(other)) is same

"""Folders of ledgers: every problem at once, by file, sheet, row and column; read + rejected = found, always."""

from __future__ import annotations

import csv
import datetime as dt
import os
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.domains.mediation.ledger import DISPUTES, TRAININGS
from fazhi.figures.catalogue import Catalogue, build
from fazhi.figures.engine import Engine
from fazhi.figures.load import Loaded, TwoFiles, load
from fazhi.figures.period import Period

CATALOGUE: Catalogue = build(["fazhi.domains.mediation", "fazhi.domains.corrections"])
HEADINGS = [column.heading for column in TRAININGS.columns]
GOOD = ["P1", "房屋租赁纠纷调解", "线上", "2020-04-09", "120"]
NAME = "人民调解培训台账"


def write_csv(folder: Path, rows: Sequence[Sequence[object]], name: str = NAME) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def write_xlsx(folder: Path, sheets: dict[str, Sequence[Sequence[object]]], name: str = NAME) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(folder / f"{name}.xlsx")


def tally(loaded: Loaded, name: str = "mediation_trainings") -> tuple[int, int, int]:
    item = loaded.ledgers[name]
    return item.found, item.read, item.rejected


def said(loaded: Loaded) -> list[str]:
    return [str(problem) for problem in loaded.problems]


def test_every_problem_at_once_with_its_place(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        GOOD,
        ["P2", "", "网上", "去年", "很多"],
        [],
        ["P1", "重复", "现场", "2020-05-01", "5"],
        ["P3", "好", "现场", "2020年5月1日", "５"],
    ]
    write_xlsx(tmp_path, {"上半年": rows})
    loaded = load(tmp_path, CATALOGUE)
    place = f"“{NAME}.xlsx” 工作表“上半年”"
    assert said(loaded) == [
        f"{place} 第3行 “培训主题”栏：必填，却是空的",
        f"{place} 第3行 “培训形式”栏：“网上”不在可填范围内，可填：线上、现场",
        f"{place} 第3行 “培训日期”栏：“去年”不是日期，应写成 2020-06-30 的样子",
        f"{place} 第3行 “参加人次”栏：“很多”不是数字",
        f"{place} 第5行 “培训编号”栏：“P1”与第2行重复",
    ]
    assert tally(loaded) == (4, 2, 2)
    assert loaded.tables["mediation_trainings"]["source_row"].to_pylist() == [2, 6]
    assert loaded.tables["mediation_trainings"]["attendance"].to_pylist() == [120, 5]


def test_repeated_keys_across_sheets_name_the_sheet(tmp_path: Path) -> None:
    write_xlsx(tmp_path, {"一季度": [HEADINGS, GOOD], "二季度": [HEADINGS, GOOD]})
    loaded = load(tmp_path, CATALOGUE)
    assert said(loaded) == [f"“{NAME}.xlsx” 工作表“二季度” 第2行 “培训编号”栏：“P1”与工作表“一季度”第2行重复"]
    assert tally(loaded) == (2, 1, 1)


def test_a_sheet_of_records_without_headings_costs_its_rows_and_no_others(tmp_path: Path) -> None:
    write_xlsx(tmp_path, {"台账": [HEADINGS, GOOD], "续": [GOOD, GOOD]})
    loaded = load(tmp_path, CATALOGUE)
    assert [problem.sheet for problem in loaded.errors] == ["续"]
    assert "缺少必填栏：培训编号、培训主题" in loaded.errors[0].message
    assert tally(loaded) == (3, 1, 2)


def test_a_sheet_that_shows_nothing_of_a_ledger_is_named_and_costs_nothing(tmp_path: Path) -> None:
    summary = [["2020年汇总"], ["培训形式", "场次", "人次"], ["线上", 3, 120], ["合计", 3, 120]]
    write_xlsx(tmp_path, {"台账": [HEADINGS, GOOD], "汇总": summary, "说明": [["请逐行填写"], ["每月5日前报送"]]})
    loaded = load(tmp_path, CATALOGUE)
    assert (tally(loaded), loaded.errors) == ((1, 1, 0), [])
    assert [(p.sheet, "没有读取" in p.message) for p in loaded.problems] == [("汇总", True), ("说明", True)]
    assert sum(kind == "apart" for kind, _sheet, _row in loaded.all["mediation_trainings"].beside) == 6


@pytest.mark.parametrize("sheet", [["编号", "主题", "形式", "日期", "人次"], [HEADINGS[0], "x", "y"]])
def test_a_sheet_that_speaks_for_the_ledger_is_a_fault_and_is_not_left_out(tmp_path: Path, sheet: list[object]) -> None:
    write_xlsx(tmp_path, {"台账": [HEADINGS, GOOD], "二月": [sheet, ["P7", "法", "线上", "2020-02-01", 3]]})
    loaded = load(tmp_path, CATALOGUE)
    assert (tally(loaded), [p.sheet for p in loaded.errors]) == ((2, 1, 1), ["二月"])


def test_a_cover_beside_two_ledgers_is_named_and_is_no_error(tmp_path: Path) -> None:
    members = [
        ["调解员编号", "姓名", "所在调解组织编号", "专兼职", "聘任日期"],
        ["1", "张三", "T1", "专职", "2019-01-01"],
    ]
    sheets = {"封面": [["2020年台账汇编"]], "人民调解培训台账": [HEADINGS, GOOD], "人民调解员台账": members}
    write_xlsx(tmp_path, sheets, "汇编")
    loaded = load(tmp_path, CATALOGUE)
    assert (tally(loaded), loaded.ledgers["mediators"].read, loaded.errors) == ((1, 1, 0), 1, [])
    assert [problem.sheet for problem in loaded.problems if "没有台账的表头" in problem.message] == ["封面"]


def test_a_heading_row_alone_is_a_ledger_of_nought_and_not_a_missing_one(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS])
    loaded = load(tmp_path, CATALOGUE)
    assert (tally(loaded), loaded.problems) == ((0, 0, 0), [])
    value = Engine.from_tables(CATALOGUE, loaded.tables).value("mediation.training_attendance", Period.parse("2020H1"))
    assert str(value) == "0人次"


def test_a_missing_required_column_leaves_the_ledger_unknown(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS[:-1], GOOD[:-1]])
    loaded = load(tmp_path, CATALOGUE)
    assert loaded.ledgers == {}
    assert "缺少必填栏：参加人次" in said(loaded)[0]
    value = Engine.from_tables(CATALOGUE, loaded.tables).value("mediation.training_attendance", Period.parse("2020H1"))
    assert str(value) == "缺台账《人民调解培训台账》"


def test_a_missing_optional_column_is_said(tmp_path: Path) -> None:
    required = [column.heading for column in DISPUTES.columns if column.required]
    write_csv(tmp_path, [required, ["1", "T", "邻里", "2020-01-01"]], DISPUTES.title)
    loaded = load(tmp_path, CATALOGUE)
    assert loaded.errors == []
    assert "办结日期" in said(loaded)[0]
    assert "当作全是空白" in said(loaded)[0]
    assert tally(loaded, "disputes") == (1, 1, 0)


def test_an_unknown_column_is_a_warning_with_a_guess(tmp_path: Path) -> None:
    write_csv(tmp_path, [[*HEADINGS, "参加人数次", "备注"], [*GOOD, "1", "x"]])
    loaded = load(tmp_path, CATALOGUE)
    assert loaded.errors == []
    assert [problem.column for problem in loaded.problems] == ["参加人数次", "备注"]
    assert "是不是“参加人次”？" in loaded.problems[0].message
    assert tally(loaded) == (1, 1, 0)


def test_cells_without_a_heading_are_not_dropped_in_silence(tmp_path: Path) -> None:
    write_xlsx(tmp_path, {"台账": [HEADINGS, [*GOOD, None, "调解员张三"], ["P2", *GOOD[1:], None, "李四"]]})
    loaded = load(tmp_path, CATALOGUE)
    assert said(loaded) == [f"“{NAME}.xlsx” 工作表“台账” 第1行：第7栏没有表头，其中2格内容没有读取，第一处在第2行"]


@pytest.mark.parametrize("again", ["培训编号", "培 训 编 号", "code"])
def test_a_heading_twice_is_an_error(tmp_path: Path, again: str) -> None:
    write_csv(tmp_path, [[*HEADINGS, again], [*GOOD, "P9"]])
    loaded = load(tmp_path, CATALOGUE)
    assert loaded.ledgers == {}
    assert "出现了两次" in said(loaded)[0]


def test_ragged_rows_of_a_csv(tmp_path: Path) -> None:
    rows = [HEADINGS, [*GOOD, ""], ["P2", "甲,乙", "线上", "2020-01-01", "1", "2"], ["P3", "短"]]
    write_csv(tmp_path, rows)
    loaded = load(tmp_path, CATALOGUE)
    assert tally(loaded) == (3, 1, 2)
    assert "第3行：这一行有6格，表头只有5栏" in said(loaded)[0]
    assert all("第4行" in text for text in said(loaded)[1:])


def test_headings_by_alias_width_and_white_space(tmp_path: Path) -> None:
    write_csv(tmp_path, [["培训编号", " 培训\n主题", "培训形式", "培训\u3000日期", "收看人次"], GOOD])
    assert (load(tmp_path, CATALOGUE).problems, tally(load(tmp_path, CATALOGUE))) == ([], (1, 1, 0))


def test_error_values_and_uncalculated_formulas_are_not_taken_for_empty(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / f"{DISPUTES.title}.xlsx")
    for title in ("甲&乙", "丙"):
        sheet = book.add_worksheet(title)
        headings = [column.heading for column in DISPUTES.columns]
        sheet.write_row(0, 0, headings)
        for n, (formula, value) in enumerate((("=NA()", "#N/A"), ("=DATE(2020,6,30)", 44012)), start=1):
            sheet.write_row(n, 0, [f"{title}{n}", "T", None, "邻里"])
            sheet.write(n, headings.index("受理日期"), "2020-01-01")
            sheet.write_formula(
                n, headings.index("办结日期"), formula, book.add_format({"num_format": "yyyy-mm-dd"}), value
            )
    book.close()
    loaded = load(tmp_path, CATALOGUE)
    assert [(p.sheet, p.row, p.column, p.message) for p in loaded.errors] == [
        (title, 2, "办结日期", "是错误值“#N/A”，请改正公式或直接填写") for title in ("甲&乙", "丙")
    ]
    table = loaded.tables["disputes"]
    assert table["concluded_on"].to_pylist() == [dt.date(2020, 6, 30)] * 2
    assert tally(loaded, "disputes") == (4, 2, 2)


def test_a_formula_that_was_never_calculated(tmp_path: Path) -> None:
    write_xlsx(tmp_path, {"台账": [HEADINGS, GOOD, ["P2", *GOOD[1:-1], "=SUM(E2:E2)"], ["=1", *GOOD[1:]]]})
    loaded = load(tmp_path, CATALOGUE)
    assert [(p.row, p.column) for p in loaded.errors] == [(3, "参加人次"), (4, "培训编号")]
    assert "公式没有算出的值" in loaded.errors[0].message
    assert tally(loaded) == (3, 1, 2)


# --- which ledger a file is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [NAME, "mediation_trainings", " 人民调解 培训台账", "2020年培训（最终版）"])
def test_a_ledger_is_known_by_its_name_or_its_headings(tmp_path: Path, name: str) -> None:
    write_csv(tmp_path, [HEADINGS, GOOD], name)
    assert list(load(tmp_path, CATALOGUE).ledgers) == ["mediation_trainings"]


def test_an_unknown_file_is_an_error_with_a_guess(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS, GOOD])
    write_csv(tmp_path, [["甲", "乙"], ["1", "2"]], "人民调解案台账")
    loaded = load(tmp_path, CATALOGUE)
    (problem,) = loaded.errors
    assert problem.file == "人民调解案台账.csv"
    assert "是不是：人民调解案件台账" in problem.message
    assert tally(loaded) == (1, 1, 0)


def test_two_files_for_one_ledger_are_for_the_clerk_to_decide(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS, GOOD])
    write_xlsx(tmp_path, {"1": [HEADINGS, GOOD]}, "培训 - 副本")
    with pytest.raises(TwoFiles) as refusal:
        load(tmp_path, CATALOGUE)
    assert refusal.value.details["ledgers"] == {"mediation_trainings": [f"{NAME}.csv", "培训 - 副本.xlsx"]}
    assert "《人民调解培训台账》" in refusal.value.message


def test_an_unreadable_file_is_a_problem_among_others(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS, GOOD])
    (tmp_path / "人民调解案件台账.xlsx").write_bytes(b"PK\x03\x04nothing")
    (tmp_path / "备忘.docx").write_bytes(b"x")
    (tmp_path / "旧台账").mkdir()
    loaded = load(tmp_path, CATALOGUE)
    (error,) = loaded.errors
    assert (error.file, error.ledger) == ("人民调解案件台账.xlsx", "disputes")
    assert [(p.file, p.severity) for p in loaded.problems if p is not error] == [
        ("备忘.docx", "warning"),
        ("旧台账", "warning"),
    ]
    assert tally(loaded) == (1, 1, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know only names that are text")
def test_a_file_name_from_chinese_windows(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS, GOOD], "x")
    try:
        os.rename(tmp_path / "x.csv", os.fsencode(tmp_path) + b"/" + f"{NAME}.csv".encode("gb18030"))
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    loaded = load(tmp_path, CATALOGUE)
    assert loaded.problems == []
    assert loaded.ledgers["mediation_trainings"].file == f"{NAME}.csv"


# --- kinds of files --------------------------------------------------------------------------------------------------


def test_the_same_ledger_from_every_kind_of_file(tmp_path: Path) -> None:
    typed = ["P1", "房屋租赁纠纷调解", "线上", dt.date(2020, 4, 9), 120]
    tables = []
    for kind in ("csv", "xlsx", "parquet", "text"):
        folder = tmp_path / kind
        folder.mkdir()
        if kind == "csv":
            write_csv(folder, [HEADINGS, GOOD])
        elif kind == "xlsx":
            write_xlsx(folder, {"台账": [HEADINGS, typed]})
        else:
            cells: list[Any] = typed if kind == "parquet" else GOOD
            table = pa.table({heading: [cell] for heading, cell in zip(HEADINGS, cells, strict=True)})
            pq.write_table(table, folder / f"{NAME}.parquet")
        loaded = load(folder, CATALOGUE)
        assert loaded.problems == []
        tables.append(loaded.tables["mediation_trainings"].drop_columns(["source_file", "source_sheet"]).to_pylist())
    assert tables[0] == tables[1] == tables[2] == tables[3]
    assert tables[0][0]["held_on"] == dt.date(2020, 4, 9)


def test_a_nul_byte_costs_its_row_only(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS, GOOD, ["P2", "甲\x00乙", "线上", "2020-01-01", "1"]])
    loaded = load(tmp_path, CATALOGUE)
    assert "第3行 “培训主题”栏：含有看不见的控制字符" in said(loaded)[0]
    assert tally(loaded) == (2, 1, 1)


# --- what is said of what was loaded ---------------------------------------------------------------------------------


def test_rows_dated_after_the_period_are_counted_apart(tmp_path: Path) -> None:
    days = ["2020-06-30", "2020-07-01", "2020-12-31", "2019-01-01"]
    write_csv(tmp_path, [HEADINGS, *([f"P{n}", "甲", "线上", day, "1"] for n, day in enumerate(days))])
    ledger = load(tmp_path, CATALOGUE).ledgers["mediation_trainings"]
    assert [ledger.outside(Period.parse(text)) for text in ("2020H1", "2020", "2018")] == [2, 0, 4]


def test_empty_dates_lie_outside_no_period(tmp_path: Path) -> None:
    headings = [column.heading for column in DISPUTES.columns]
    row = {"案件编号": "1", "调解组织编号": "T", "纠纷类型": "邻里", "受理日期": "2020-07-01", "涉及金额": "0.10"}
    write_csv(tmp_path, [headings, [row.get(heading, "") for heading in headings]], DISPUTES.title)
    loaded = load(tmp_path, CATALOGUE)
    assert loaded.ledgers["disputes"].outside(Period.parse("2020H1")) == 0
    assert loaded.tables["disputes"]["amount"].to_pylist() == [Decimal("0.10")]


def test_progress_names_each_file_and_ends_full(tmp_path: Path) -> None:
    write_csv(tmp_path, [HEADINGS])
    steps: list[tuple[str, int, int]] = []
    load(tmp_path, CATALOGUE, lambda *step: steps.append(step))
    assert steps == [(f"{NAME}.csv", 0, 1), ("", 1, 1)]


CELL = st.one_of(
    st.sampled_from(["", "P1", "线上", "2020-01-01", "5", " ", "=1+1", "\ufeff", "网上", "−3", "１"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, max_size=8), max_size=8))
def test_read_and_rejected_are_what_was_found(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_csv(folder, [HEADINGS, *rows])
    loaded = load(folder, CATALOGUE)
    with (folder / f"{NAME}.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    filled = sum(any(cell.strip().strip("\u200b\u200c\u200d\u2060\ufeff").strip() for cell in line) for line in lines)
    found, read, rejected = tally(loaded)
    assert found == read + rejected == filled
    assert rejected == len({problem.row for problem in loaded.errors})

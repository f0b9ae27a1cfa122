"""Sheets as clerks keep them: what is certain is read, anything else put aside with the reason, and all is counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from messy import (
    CATALOGUE,
    SHORT,
    case,
    first,
    read,
    rows,
    said,
    save,
    tally,
    workbook,
    write_csv,
)
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fazhi.domains.mediation.ledger import DISPUTES

DAY = dt.date(2020, 6, 30)


def test_titles_above_totals_and_notes_below_are_no_records(tmp_path: Path) -> None:
    book = workbook(
        tmp_path,
        台账=[
            ["2020年上半年人民调解案件台账"],
            ["填报单位：罗湖区司法局", None, None, "填报日期：2020年7月1日"],
            SHORT,
            case("A1"),
            [],
            case("A2"),
            ["小  计", None, None, None, None, None, 4, "2,000元"],
            case("A3"),
            ["合计", None, None, None, None, None, 6, 3000],
            ["注：本表由各街道填报。"],
            ["填表人：张三", None, None, "审核人：李四"],
        ],
    )
    first(book).merge_cells("A1:I1")
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((3, 3, 0), [])
    assert rows(loaded, "number", "source_row") == [("A1", 4), ("A2", 6), ("A3", 8)]
    assert [(kind, row) for kind, _sheet, row in loaded.ledgers["disputes"].beside] == [
        ("title", 1), ("title", 2), ("heading", 3), ("total", 7), ("total", 9), ("note", 10), ("note", 11),
    ]  # fmt: skip


def test_notes_may_go_on_in_further_lines_and_end_with_a_day(tmp_path: Path) -> None:
    notes = [["备注：1.数据由街道填报"], ["2.口径以区局为准"], ["填表人：张三"], [*[None] * 7, "2020年7月1日"]]
    workbook(tmp_path, 台账=[SHORT, case("A1"), *notes, case("A2"), ["只有一格"]])
    loaded = read(tmp_path)
    assert (tally(loaded), [p.row for p in loaded.errors]) == ((3, 2, 1), [8])


def test_what_is_wrong_with_several_cells_of_a_row_alike_is_said_once(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, [None, None, None, None, "2020-03-20"]])
    assert said(read(tmp_path)) == ["2 案件编号、调解组织编号、纠纷类型、受理日期：必填，却是空的"]


def test_a_row_that_is_a_total_or_a_record_is_put_aside(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1"), case("罗湖街道合计")])
    loaded = read(tmp_path)
    assert tally(loaded) == (2, 1, 1)
    assert said(loaded) == ["3 ：像是合计行，又像一条记录"]


def test_a_case_whose_text_speaks_of_totals_is_a_case(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1", 纠纷类型="合计价款纠纷"), case("A2", 纠纷类型="小计")])
    assert tally(read(tmp_path)) == (2, 2, 0)


def test_headings_in_two_rows_with_merged_groups(tmp_path: Path) -> None:
    upper = ["案件编号", "调解组织编号", "纠纷类型", "日期", None, "调解结果", "涉及", None, "是否司法确认"]
    lower = [None, None, None, "受理", "办结", None, "人数", "金额", None]
    book = workbook(tmp_path, 台账=[["2020年台账"], upper, lower, case("A1"), case("A2", 办结日期="6月30日")])
    for cells in ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:H2", "I2:I3"):
        first(book).merge_cells(cells)
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((2, 2, 0), [])
    assert rows(loaded, "accepted_on", "concluded_on", "people", "amount") == [
        (dt.date(2020, 3, 2), dt.date(2020, 3, 20), 2, Decimal("1000.00")),
        (dt.date(2020, 3, 2), DAY, 2, Decimal("1000.00")),
    ]


def test_groups_above_whole_headings_and_a_row_of_column_numbers(tmp_path: Path) -> None:
    groups = ["基本情况", None, None, "办理情况", None, None, None, None, "确认"]
    numbers = [f"（{n}）" for n in range(1, len(SHORT) + 1)]
    workbook(tmp_path, 台账=[groups, SHORT, numbers, case("A1")])
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((1, 1, 0), [])
    assert ("note", "台账", 3) in loaded.ledgers["disputes"].beside


def test_headings_with_marks_and_harmless_brackets(tmp_path: Path) -> None:
    headings = ["*案件编号", "调解组织编号（必填）", "纠纷类型★", "受理日期（年月日）", "办结\n日期", "调解结果：",
                "涉及人数（人）", "涉及金额(万元)", "是否司法确认（是/否）"]  # fmt: skip
    workbook(tmp_path, 台账=[[*headings[:-1], "是否司法确认"], case("A1", 涉及金额=1.2), case("A2", 涉及金额="5000元")])
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((2, 2, 0), [])
    assert rows(loaded, "amount", "people") == [(Decimal("12000.00"), 2), (Decimal("5000.00"), 2)]
    assert any("都乘以10,000" in problem.message for problem in loaded.problems)


@pytest.mark.parametrize(("heading", "amount"), [("涉及金额", 20000), ("涉及金额（元）", 2)])
def test_the_unit_in_the_title_gives_way_to_that_of_the_heading(tmp_path: Path, heading: str, amount: int) -> None:
    headings = [heading if text == "涉及金额" else text for text in SHORT]
    workbook(tmp_path, 台账=[["人民调解台账", None, None, "单位：万元"], headings, case("A1", 涉及金额=2)])
    assert rows(read(tmp_path), "amount", "people") == [(Decimal(amount), 2)]


def test_headings_with_ordinals_examples_and_a_year(tmp_path: Path) -> None:
    headings = ["1.案件编号", "二、调解组织编号", "纠纷类型（邻里、物业等）", "受理日期（2020年）",
                "办结日期（未办结的不填）", "调解结果（成功/未成功）", "涉及人数（请填数字）", "7.涉及金额（元）",
                "是否司法确认"]  # fmt: skip
    workbook(tmp_path, 台账=[headings, case("A1", 受理日期="3月2日"), case("A2", 办结日期="无")])
    loaded = read(tmp_path)
    assert (tally(loaded), loaded.problems[1:]) == ((2, 2, 0), [])
    assert rows(loaded, "accepted_on", "concluded_on") == [
        (dt.date(2020, 3, 2), dt.date(2020, 3, 20)),
        (dt.date(2020, 3, 2), None),
    ]


@pytest.mark.parametrize("heading", ["申请人（姓名、电话）", "申请人（身份证号）"])
def test_a_heading_that_asks_for_more_of_a_person_is_not_taken(tmp_path: Path, heading: str) -> None:
    workbook(tmp_path, 台账=[[*SHORT, heading], [*case("A1"), "张三 13800138000"]])
    loaded = read(tmp_path)
    assert (tally(loaded), "是不是“申请人”" in said(loaded)[0]) == ((1, 0, 1), True)
    assert [p.heading for _ledger, p in loaded.proposals] == [heading]


def test_lines_numbered_in_advance_sections_and_seals_are_no_records(tmp_path: Path) -> None:
    def line(number: object, cells: list[object]) -> list[object]:
        return [number, *cells]

    book = workbook(
        tmp_path,
        台账=[
            line("序号", list(SHORT)),
            ["一、桂园街道"],
            line(1, case("A1")),
            ["二、南湖街道"],
            line(2, case("A2")),
            line(3, []),
            line(4, [None, " "]),
            ["单位（盖章）："],
            ["以下空白"],
        ],
        填表说明=[["请逐行填写"], ["不要合并"]],
    )
    first(book).merge_cells("A2:J2")
    first(book).merge_cells("A4:J4")
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((2, 2, 0), [])
    assert [kind for kind, _sheet, _row in loaded.ledgers["disputes"].beside] == [
        "heading", "title", "title", "empty", "empty", "note", "note", "apart", "apart",
    ]  # fmt: skip


def test_a_heading_that_adds_a_meaning_is_not_taken_for_the_column(tmp_path: Path) -> None:
    headings = [text.replace("涉及人数", "涉及人数（户）") for text in SHORT]
    workbook(tmp_path, 台账=[headings, case("A1")])
    loaded = read(tmp_path)
    assert (tally(loaded), [problem.column for problem in loaded.errors]) == ((1, 0, 1), ["涉及人数（户）"])
    assert "没有确认以前不读这张表" in loaded.errors[0].message


def test_texts_merged_down_are_said_of_each_row_and_numbers_are_not(tmp_path: Path) -> None:
    book = workbook(
        tmp_path,
        台账=[
            SHORT,
            case("A1", 纠纷类型="物业"), case("A2", 纠纷类型=None), case("A3", 纠纷类型=None),
            case("A4", 涉及金额=9000), case("A5", 涉及金额=None), case("A6"),
        ],
    )  # fmt: skip
    first(book).merge_cells("C2:C4")
    first(book).merge_cells("H5:H6")
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert tally(loaded) == (6, 4, 2)
    assert rows(loaded, "number", "category") == [("A1", "物业"), ("A2", "物业"), ("A3", "物业"), ("A6", "邻里")]
    assert [(p.row, p.column) for p in loaded.errors] == [(5, "涉及金额"), (6, "涉及金额")]
    assert "第5至6行共写“9000”" in loaded.errors[0].message


def test_a_record_of_two_rows_all_merged_is_one_record(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1"), [], case("A2")])
    for letter in "ABCDEFGHI":
        first(book).merge_cells(f"{letter}2:{letter}3")
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((2, 2, 0), [])
    assert rows(loaded, "number", "amount") == [("A1", Decimal(1000)), ("A2", Decimal(1000))]


def test_cells_merged_across_columns_are_not_certain(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期="2020-01-05", 办结日期=None), case("A2")])
    first(book).merge_cells("D2:E2")
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert tally(loaded) == (2, 1, 1)
    assert "分不清" in said(loaded)[0]


def test_all_sheets_are_read_and_so_is_what_is_hidden(tmp_path: Path) -> None:
    book = workbook(tmp_path, 一季度=[SHORT, case("A1"), case("A2")], 二季度=[SHORT[::-1], case("A3")[::-1]])
    first(book).row_dimensions[3].hidden = True
    book.worksheets[1].sheet_state = "hidden"
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert rows(loaded, "number", "source_sheet") == [("A1", "一季度"), ("A2", "一季度"), ("A3", "二季度")]
    assert [(p.severity, p.sheet) for p in loaded.problems if "隐藏" in p.message] == [
        ("warning", "一季度"),
        ("warning", "二季度"),
    ]
    assert any("第3行" in problem.message for problem in loaded.problems)


def test_a_sheet_of_another_ledger_in_the_same_workbook(tmp_path: Path) -> None:
    training = ["培训编号", "培训主题", "培训形式", "培训日期", "参加人次"]
    workbook(
        tmp_path,
        "2020年人民调解工作",
        案件=[["人民调解案件台账"], SHORT, case("A1")],
        培训=[training, ["P1", "x", "线上", "2020-01-01", "120人次"]],
    )
    loaded = read(tmp_path)
    assert (tally(loaded), tally(loaded, "mediation_trainings")) == ((1, 1, 0), (1, 1, 0))
    assert loaded.errors == []


def test_headings_repeated_on_each_page_and_a_second_table_below(tmp_path: Path) -> None:
    turned = [SHORT[0], *SHORT[:0:-1]]
    workbook(
        tmp_path,
        台账=[
            ["2019年人民调解台账"],
            SHORT,
            case("A1"),
            SHORT,
            case("A2"),
            ["下半年"],
            turned,
            [*case("A3")[:1], *case("A3")[:0:-1]],
        ],
    )
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((3, 3, 0), [])
    assert rows(loaded, "number", "category", "people") == [("A1", "邻里", 2), ("A2", "邻里", 2), ("A3", "邻里", 2)]
    assert [row for kind, _sheet, row in loaded.ledgers["disputes"].beside if kind == "heading"] == [2, 4, 7]


def test_records_above_the_headings_are_found_and_rejected(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[case("A0"), SHORT, case("A1")])
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((2, 1, 1), ["1 ：在表头上面，没有当作记录"])


@pytest.mark.parametrize(
    "cell",
    ["2020-06-30", "2020.6.30", "2020/6/30", "2020年6月30日", "20200630", 20200630, "6月30日", 44012, "44012", DAY,
     "２０２０年６月３０日", " 2020-06-30 ", "二〇二〇年六月三十日", dt.datetime(2020, 6, 30, 9, 15)],  # noqa: DTZ001
)  # fmt: skip
def test_a_day_in_every_form(tmp_path: Path, cell: object) -> None:
    workbook(tmp_path, 台账=[["2020年上半年人民调解案件台账"], SHORT, case("A1", 办结日期=cell)])
    loaded = read(tmp_path)
    assert said(loaded) == []
    assert rows(loaded, "concluded_on") == [(DAY,)]


@pytest.mark.parametrize(
    ("title", "name", "sheet", "day", "year"),
    [
        ("2020年上半年台账", DISPUTES.title, "台账", "6月30日", 2020),
        ("台账（截至2020年6月30日）", DISPUTES.title, "2020年", "6月30日", 2020),
        ("台账", f"{DISPUTES.title}2020年", "台账", "6月30日", 2020),
        ("2020年度台账", f"{DISPUTES.title}2021", "台账", "12月31日", 2020),
        ("二〇二〇年上半年台账", DISPUTES.title, "台账", "6月30日", 2020),
        ("2020年上半年台账", DISPUTES.title, "台账", "12月31日", None),
        ("2019—2020年台账", DISPUTES.title, "台账", "6月30日", None),
        ("台账", DISPUTES.title, "台账", "6月30日", None),
        ("罗司〔2020〕5号附件", DISPUTES.title, "台账", "6月30日", None),
        ("2020年上半年台账", DISPUTES.title, "台账", "6.30", 2020),
        ("2020年上半年台账", DISPUTES.title, "台账", "06/30", 2020),
        ("2020年上半年台账", DISPUTES.title, "台账", "6.3", None),
        ("台账", DISPUTES.title, "台账", "6.30", None),
    ],
)
def test_a_day_under_a_year(tmp_path: Path, title: str, name: str, sheet: str, day: str, year: int | None) -> None:
    workbook(tmp_path, name, **{sheet: [[title], SHORT, case("A1", 办结日期=day)]})
    loaded = read(tmp_path)
    if year is None:
        assert (tally(loaded), [p.column for p in loaded.errors]) == ((1, 0, 1), ["办结日期"])
    else:
        (concluded,) = rows(loaded, "concluded_on")
        assert concluded[0].year == year


def test_numbers_of_days_in_a_workbook_of_an_old_macintosh(tmp_path: Path) -> None:
    book = workbook(tmp_path, 台账=[SHORT, case("A1", 受理日期=None, 办结日期=42550)])
    book.epoch = CALENDAR_MAC_1904
    first(book)["D2"] = DAY
    save(book, tmp_path)
    assert rows(read(tmp_path), "accepted_on", "concluded_on") == [(DAY, DAY)]


def test_cells_of_many_hands(tmp_path: Path) -> None:
    given = [
        case("罗调１号", 涉及人数="３人", 涉及金额="1.2万元", 是否司法确认="√", 调解结果="调解 成功"),
        case(" 罗调2号 ", 涉及人数="3", 涉及金额="￥1,200.50", 是否司法确认="×", 办结日期="/"),
        case("罗调3号", 涉及人数=3.0, 涉及金额="800元", 是否司法确认="是", 调解结果="—"),
    ]
    workbook(tmp_path, 台账=[SHORT, *given])
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((3, 3, 0), [])
    assert rows(loaded, "number", "people", "amount", "confirmed", "result", "concluded_on") == [
        ("罗调1号", 3, Decimal("12000.00"), True, "调解成功", dt.date(2020, 3, 20)),
        ("罗调2号", 3, Decimal("1200.50"), False, "调解成功", None),
        ("罗调3号", 3, Decimal("800.00"), True, None, dt.date(2020, 3, 20)),
    ]


def test_a_number_written_in_full_width_is_the_same_number(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("罗调12号"), case("罗调１２号")])
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((2, 1, 1), ["3 案件编号：“罗调12号”与第2行重复"])


def test_names_written_apart(tmp_path: Path) -> None:
    headings = ["调解员编号", "姓名", "所在调解组织编号", "专兼职", "联系电话", "聘任日期"]
    workbook(tmp_path, "人民调解员台账", 花名册=[headings, ["1", "张　三", "T", "专职", "138 0013 8000", "2019-01-01"]])
    assert rows(read(tmp_path), "name", "phone", ledger="mediators") == [("张三", "13800138000")]


def test_excel_of_1997(tmp_path: Path) -> None:
    xlwt = pytest.importorskip("xlwt", reason="writing .xls of 1997 needs xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write_merge(0, 0, 0, 8, "2020年人民调解案件台账")
    for index, heading in enumerate(SHORT):
        sheet.write(1, index, heading)
    for number, line in enumerate((case("A1", 办结日期="6月30日"), case("A2", 办结日期=44012), case("A3")), start=2):
        for index, cell in enumerate(line):
            sheet.write(number, index, cell)
    sheet.row(3).hidden = True
    book.save(str(tmp_path / f"{DISPUTES.title}.xls"))
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((3, 3, 0), [])
    assert rows(loaded, "concluded_on") == [(DAY,), (DAY,), (dt.date(2020, 3, 20),)]
    assert any("第4行" in problem.message for problem in loaded.problems)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_csv_as_excel_of_china_writes_it(tmp_path: Path, encoding: str) -> None:
    lines = [
        ["2020年人民调解案件台账"],
        [],
        SHORT,
        case("A1", 办结日期="6月30日"),
        [""] * 9,
        ["合计", *[""] * 5, 2, 1000],
    ]
    write_csv(tmp_path, lines, encoding)
    loaded = read(tmp_path)
    assert (tally(loaded), said(loaded)) == ((1, 1, 0), [])
    assert rows(loaded, "concluded_on", "source_row") == [(DAY, 4)]


@pytest.mark.parametrize("delimiter", ["\t", ";", "，"])
def test_csv_with_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    lines = [SHORT, case("A1")]
    text = "\n".join(delimiter.join(map(str, line)) for line in lines)
    (tmp_path / f"{DISPUTES.title}.csv").write_text(text, "utf-8")
    assert tally(read(tmp_path)) == (1, 1, 0)


def test_a_year_column_with_its_unit(tmp_path: Path) -> None:
    ledger = CATALOGUE.ledgers["law_exams"]
    headings = [column.heading for column in ledger.columns]
    good = {"text": "甲", "integer": 5, "date": "2020-01-01"}
    cells = [column.choices[0] if column.choices else good[column.type] for column in ledger.columns]
    cells[[column.name for column in ledger.columns].index("year")] = "2020年"
    workbook(tmp_path, ledger.title, 台账=[headings, cells])
    assert rows(read(tmp_path), "year", ledger="law_exams") == [(2020,)]


def test_the_book_is_read_as_excel_shows_it_and_not_changed(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1"), case("A1")])
    path = tmp_path / f"{DISPUTES.title}.xlsx"
    before = path.read_bytes()
    read(tmp_path)
    assert path.read_bytes() == before
    assert openpyxl.load_workbook(path).worksheets[0].max_row == 3

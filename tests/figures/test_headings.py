"""Headings: where they stand, what is certain, what is only near, and what the clerk confirms once."""

from __future__ import annotations

from pathlib import Path

import pytest
from messy import CATALOGUE, SHORT, case, first, read, rows, said, save, tally, workbook

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.errors import FazhiError
from fazhi.figures.load import Loaded
from fazhi.figures.mapping import add_proposals
from fazhi.figures.readers import MAPPING_FILE

NEAR = ["案件号" if heading == "案件编号" else "结案时间" if heading == "办结日期" else heading for heading in SHORT]


def confirm(folder: Path, loaded: Loaded) -> None:
    add_proposals(folder, loaded.proposals)
    path = folder / MAPPING_FILE
    path.write_text(path.read_text("utf-8").replace("confirmed = false", "confirmed = true"), "utf-8")


def test_near_headings_are_proposed_and_read_only_when_confirmed(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[NEAR, case("A1"), case("A2", 办结日期=None)])
    loaded = read(tmp_path)
    assert (tally(loaded), list(loaded.ledgers)) == ((2, 0, 2), [])
    assert [message for message in said(loaded) if "必填" in message] == ["1 ：缺少必填栏：案件编号"]
    assert ["1 结案时间" in message for message in said(loaded)] == [True, False]
    proposed = {p.heading: (p.column.heading, p.confidence) for _ledger, p in loaded.proposals}
    assert {heading: column for heading, (column, _confidence) in proposed.items()} == {
        "案件号": "案件编号",
        "结案时间": "办结日期",
    }
    assert all(0.5 < confidence <= 1 for _column, confidence in proposed.values())
    add_proposals(tmp_path, loaded.proposals)
    assert tally(read(tmp_path)) == (2, 0, 2)
    confirm(tmp_path, loaded)
    again = read(tmp_path)
    assert (tally(again), said(again), again.proposals) == ((2, 2, 0), [], [])
    assert [row[0] for row in rows(again, "number")] == ["A1", "A2"]
    assert rows(again, "concluded_on")[0][0] is not None


def test_what_stands_below_a_heading_weighs_in_its_confidence(tmp_path: Path) -> None:
    def confidence(below: object) -> float:
        workbook(tmp_path, 台账=[NEAR, case("A1", 办结日期=below)])
        return next(p.confidence for _ledger, p in read(tmp_path).proposals if p.heading == "结案时间")

    assert confidence("2020-03-01") > confidence("张三")


def test_the_mapping_file_is_the_clerks_and_is_only_added_to(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[NEAR, case("A1")])
    path = tmp_path / MAPPING_FILE
    path.write_text(
        '# 我的备注\n[[heading]]\nledger = "disputes"\nheading = "案件号"\ncolumn = "number"\nconfirmed = true\n',
        "utf-8",
    )
    loaded = read(tmp_path)
    assert [p.heading for _ledger, p in loaded.proposals] == ["结案时间"]
    assert len(add_proposals(tmp_path, loaded.proposals)) == 1
    assert add_proposals(tmp_path, loaded.proposals) == []
    text = path.read_text("utf-8")
    assert "# 我的备注" in text
    assert text.count("[[heading]]") == 2
    assert len(add_proposals(tmp_path, loaded.proposals, confirmed=True)) == 1
    assert rows(read(tmp_path), "number")[0] == ("A1",)
    assert read(tmp_path).proposals == []


def test_a_heading_confirmed_to_be_no_column_is_passed_over_quietly(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[[*SHORT, "备注"], [*case("A1"), "x"]])
    assert [p.column for p in read(tmp_path).problems if p.column] == ["备注"]
    (tmp_path / MAPPING_FILE).write_text(
        f'[[heading]]\nledger = "{DISPUTES.title}"\nheading = "备 注"\ncolumn = ""\nconfirmed = true\n', "utf-8"
    )
    assert [p.column for p in read(tmp_path).problems if p.column] == []


def test_a_sheet_and_a_file_told_by_the_clerk(tmp_path: Path) -> None:
    workbook(tmp_path, "调解", 台账=[SHORT, case("A1")], 汇总=[["合计", 3]])
    (tmp_path / MAPPING_FILE).write_text(
        '[[sheet]]\nfile = "调解.xlsx"\nsheet = "汇总"\n\n[[file]]\nfile = "调解.xlsx"\nledger = "disputes"\n', "utf-8"
    )
    assert (tally(read(tmp_path)), said(read(tmp_path))) == ((1, 1, 0), [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[heading", "读不懂"),
        ('[[heading]]\nledger = "无此台账"\nheading = "a"\ncolumn = "b"\n', "无此台账"),
        ('[[heading]]\nledger = "disputes"\nheading = "a"\ncolumn = "无此栏"\n', "没有“无此栏”这一栏"),
        ('[[heading]]\nledger = "disputes"\n', "缺少 'heading'"),
        ("heading = 3\n", "写法不对"),
        ('[[colour]]\nx = "y"\n', "没有 [[colour]] 这一项"),
    ],
)
def test_a_mapping_file_that_says_nonsense_is_an_error(tmp_path: Path, text: str, says: str) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1")])
    (tmp_path / MAPPING_FILE).write_text(text, "utf-8")
    with pytest.raises(FazhiError) as refusal:
        read(tmp_path)
    assert (refusal.value.code, says in refusal.value.message) == ("bad_mapping", True)


def test_no_mapping_file_is_written_where_nothing_is_proposed(tmp_path: Path) -> None:
    assert add_proposals(tmp_path, []) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("罗湖区2020年上半年人民调解案件台账（定稿）", "表"),
        ("调解", "罗湖区2020年上半年人民调解案件台账"),
        ("人民调解案件 台账", "表"),
    ],
)
def test_a_ledger_is_known_by_a_title_within_names_and_titles(tmp_path: Path, name: str, title: str) -> None:
    workbook(tmp_path, name, 表=[[title], [*SHORT, "经办人"], [*case("A1"), "x"]])
    loaded = read(tmp_path)
    assert (tally(loaded), CATALOGUE.ledgers["disputes"]) == ((1, 1, 0), loaded.ledgers["disputes"].ledger)


def test_headings_under_groups_are_proposed_as_they_read_together(tmp_path: Path) -> None:
    upper = ["序号", *SHORT[:3], "时间", None, *SHORT[5:]]
    lower = [None, *[None] * 3, "受理", "办结", *[None] * 4]
    book = workbook(tmp_path, 台账=[["台账"], upper, lower, [1, *case("A1")], [2]])
    for letter in "ABCDGHIJ":
        first(book).merge_cells(f"{letter}2:{letter}3")
    first(book).merge_cells("E2:F2")
    save(book, tmp_path)
    loaded = read(tmp_path)
    assert {p.heading: (p.column.heading, p.confidence) for _ledger, p in loaded.proposals} == {
        "时间受理": ("受理日期", 1.0),
        "时间办结": ("办结日期", 1.0),
    }
    confirm(tmp_path, loaded)
    again = read(tmp_path)
    assert (tally(again), said(again)) == ((1, 1, 0), [])
    assert again.ledgers["disputes"].beside[-1] == ("empty", "台账", 5)


def test_an_unknown_file_is_told_of_the_ledger_with_the_most_headings(tmp_path: Path) -> None:
    workbook(tmp_path, "登记", 台账=[NEAR, case("A1")])
    assert said(read(tmp_path)) == [
        "None ：认不出是哪本台账。请把文件名改成台账名称（fazhi ledgers list 列出全部）。是不是：人民调解案件台账？"
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('heading = "案件号"\ncolumn = "案件编"', "没有“案件编”这一栏"),
        ('heading = 5\ncolumn = "案件编号"', "heading 要写成带引号的文字"),
        ('heading = "案件号"\ncolumn = "案件编号"\nconfirmed = "true"', "只能写 true 或 false，不加引号"),
        ('heading = "案件号"\ncolumn = 案件编号', "第4行第10个字附近不合 TOML 的写法"),
    ],
)
def test_wrong_edits_of_the_mapping_file_are_said_in_words_of_the_clerk(tmp_path: Path, line: str, says: str) -> None:
    workbook(tmp_path, 台账=[NEAR, case("A1")])
    (tmp_path / MAPPING_FILE).write_text(f'[[heading]]\nledger = "{DISPUTES.title}"\n{line}\n', "utf-8")
    with pytest.raises(FazhiError) as refusal:
        read(tmp_path)
    assert says in refusal.value.message
    assert "。。" not in refusal.value.message


def test_what_the_mapping_file_leaves_out_is_named_and_so_is_what_it_does_not_find(tmp_path: Path) -> None:
    workbook(tmp_path, 台账=[SHORT, case("A1")], 旧=[SHORT, case("A2")])
    name = f"{DISPUTES.title}.xlsx"
    skipped = [(name, "旧"), (name, "无"), ("没有.xlsx", "x")]
    entries = "".join(f'[[sheet]]\nfile = "{file}"\nsheet = "{sheet}"\n' for file, sheet in skipped)
    (tmp_path / MAPPING_FILE).write_text(entries, "utf-8")
    loaded = read(tmp_path)
    assert (tally(loaded), loaded.errors) == ((1, 1, 0), [])
    assert [(p.file, p.sheet, p.message) for p in loaded.problems if "选填栏" not in p.message] == [
        (name, "旧", f"按“{MAPPING_FILE}”没有读取（2行）"),
        (MAPPING_FILE, "", f"“{name}”里没有工作表“无”"),
        (MAPPING_FILE, "", "里面写的文件“没有.xlsx”不在这个文件夹里"),
    ]

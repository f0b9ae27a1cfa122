"""``fazhi ledgers``: list, template, check."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from fazhi.figures.catalogue import installed

Fazhi = Callable[..., Any]  # see conftest.py


def test_list(fazhi: Fazhi) -> None:
    answer = fazhi("ledgers", "list")
    assert answer.code == 0
    assert "人民调解案件台账" in answer.out
    listed = {ledger["name"]: ledger for ledger in json.loads(fazhi("ledgers", "list", "--json").out)}
    assert listed.keys() == installed().ledgers.keys()
    applicant = next(c for c in listed["disputes"]["columns"] if c["name"] == "applicant")
    assert (applicant["heading"], applicant["personal"]) == ("申请人", "name")


def test_templates_are_written_once_and_never_over_a_file(fazhi: Fazhi, tmp_path: Path) -> None:
    folder = tmp_path / "新 [模板]"
    first = fazhi("ledgers", "template", folder, "disputes", "人民调解案件台账", "人民调解员台账")
    assert (first.code, first.out.strip()) == (0, f"已写出 2 个空白模板：{folder}")
    assert sorted(path.name for path in folder.iterdir()) == ["人民调解员台账.xlsx", "人民调解案件台账.xlsx"]
    mine = folder / "人民调解案件台账.xlsx"
    mine.write_bytes(b"mine")
    second = fazhi("ledgers", "template", folder, "disputes")
    assert second.out.splitlines() == [f"已写出 0 个空白模板：{folder}", "已有而未动的：人民调解案件台账.xlsx"]
    assert mine.read_bytes() == b"mine"


def test_all_templates_fill_a_folder_that_checks_clean(fazhi: Fazhi, tmp_path: Path) -> None:
    assert fazhi("ledgers", "template", tmp_path / "t").code == 0
    answer = fazhi("ledgers", "check", tmp_path / "t", "--json")
    report = json.loads(answer.out)
    assert (answer.code, report["problems"], report["missing"]) == (0, [], [])
    assert {item["name"]: item["found"] for item in report["ledgers"]} == dict.fromkeys(installed().ledgers, 0)


def test_a_template_of_no_ledger_and_to_no_folder(fazhi: Fazhi, tmp_path: Path) -> None:
    unknown = fazhi("ledgers", "template", tmp_path, "人民调解案台账")
    assert unknown.code == 2
    assert "相近的有：人民调解案件台账" in unknown.err
    (tmp_path / "file").write_text("x")
    nowhere = fazhi("ledgers", "template", tmp_path / "file", "disputes")
    assert nowhere.code == 2
    assert "不能建立文件夹" in nowhere.err
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_check_of_good_ledgers(fazhi: Fazhi, ledgers: Path) -> None:
    answer = fazhi("ledgers", "check", ledgers)
    assert answer.code == 0
    assert "没有错误。" in answer.out
    assert "没有提供的台账：" in answer.out
    (line,) = [line for line in answer.out.splitlines() if "人民调解案件台账.xlsx" in line]
    assert [cell.strip() for cell in line.split("│")[3:6]] == ["5", "5", "0"]


def test_check_of_a_bad_row(fazhi: Fazhi, ledgers: Path) -> None:
    path = ledgers / "人民调解培训台账.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["P2", "主题", "网上", "去年", "[bold]"])
    book.save(path)
    before = path.read_bytes()
    answer = fazhi("ledgers", "check", ledgers)
    assert answer.code == 1
    assert "第3行 “参加人次”栏：“[bold]”不是数字" in answer.out
    assert "共 3 处错误" in answer.out
    assert path.read_bytes() == before
    as_json = fazhi("ledgers", "check", ledgers, "--json")
    report = json.loads(as_json.out)
    assert as_json.code == 1
    assert [(p["row"], p["column"]) for p in report["problems"]] == [(3, "培训形式"), (3, "培训日期"), (3, "参加人次")]
    item = next(item for item in report["ledgers"] if item["name"] == "mediation_trainings")
    assert (item["found"], item["read"], item["rejected"], item["synthetic"]) == (2, 1, 1, False)
    assert "corrections" in report["missing"]


def test_check_where_nothing_can_be_checked(fazhi: Fazhi, tmp_path: Path, ledgers: Path) -> None:
    (tmp_path / "empty").mkdir()
    (ledgers / "disputes.csv").write_text("案件编号\n", "utf-8")
    for folder, code in ((tmp_path / "empty", "empty_folder"), (tmp_path / "no", "no_folder"), (ledgers, "two_files")):
        plain, as_json = fazhi("ledgers", "check", folder), fazhi("ledgers", "check", folder, "--json")
        assert plain.code == as_json.code == 2
        assert plain.err.startswith("错误：")
        assert json.loads(as_json.out)["error"]["code"] == code


def attendance(fazhi: Fazhi, ledgers: Path) -> int:
    figure = ("figures", "show", "mediation.training_attendance", "--period", "2020H1")
    return int(json.loads(fazhi(*figure, "--ledgers", ledgers, "--json").out)[0]["value"])


def test_rejected_rows_are_written_mended_and_fed_back(fazhi: Fazhi, ledgers: Path, tmp_path: Path) -> None:
    path = ledgers / "人民调解培训台账.xlsx"
    before = attendance(fazhi, ledgers)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].append(["P2", "主题", "线上", "去年", 5])
    book.save(path)
    answer = fazhi("ledgers", "check", ledgers)
    assert "《人民调解培训台账》：共有 2 行 ＝ 读入 1 ＋ 未读入 1" in answer.out
    aside = ledgers / "rejected.xlsx"
    assert str(aside) in answer.out
    book = openpyxl.load_workbook(aside)
    sheet = book["人民调解培训台账"]
    heading = next(cell.column for cell in sheet[1] if cell.value == "培训日期")
    sheet.cell(2, heading).value = "2020-06-01"
    book.save(aside)
    mended = fazhi("ledgers", "check", ledgers)
    assert mended.code == 0
    assert "《人民调解培训台账》：共有 2 行 ＝ 读入 2 ＋ 未读入 0；读入的有 1 行按更正读入" in mended.out
    assert attendance(fazhi, ledgers) == before + 5
    elsewhere = fazhi("ledgers", "check", ledgers, "--rejected", tmp_path / "other.xlsx", "--json")
    report = json.loads(elsewhere.out)
    assert (elsewhere.code, report["rejected"]) == (1, str(tmp_path / "other.xlsx"))


def test_headings_are_mapped_once(fazhi: Fazhi, ledgers: Path) -> None:
    path = ledgers / "人民调解培训台账.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        if cell.value == "培训日期":
            cell.value = "培训时间"
    book.save(path)
    assert fazhi("ledgers", "check", ledgers).code == 1
    listed = fazhi("ledgers", "map", ledgers)
    assert (listed.code, "培训时间" in listed.out, "待确认" in listed.out) == (0, True, True)
    assert fazhi("ledgers", "check", ledgers).code == 1
    confirmed = fazhi("ledgers", "map", ledgers, "--yes")
    assert "已确认 1 个表头" in confirmed.out
    assert fazhi("ledgers", "check", ledgers).code == 0
    assert "没有需要确认的表头" in fazhi("ledgers", "map", ledgers).out
    assert json.loads(fazhi("ledgers", "map", ledgers, "--json").out) == []

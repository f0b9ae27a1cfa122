"""An import walked in a real browser, on a desk and on a phone: files up, a question, a mended row, stored; axe."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect
from serving import LOOKS, Windows, faults, server, shoot

from fazhi.kernel.models import User
from jobs_cast import office

HEADINGS = ["培训编号", "培训主题", "培训形式", "培训日期"]


@dataclass
class Office:
    """A server with a worker of jobs, and somebody who may import."""

    address: str
    statistician: User


@pytest.fixture(scope="module")
def served(database: None) -> Iterator[Office]:
    people = office()
    with server(jobs=True) as address:
        yield Office(address, people.statistician)


@pytest.fixture(params=LOOKS.values(), ids=LOOKS.keys())
def page(request: pytest.FixtureRequest, page_of: Windows, served: Office) -> Page:
    return page_of(served.statistician, *request.param)


def workbook(path: Path, attendance: str = "参加的人次") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEADINGS, attendance])
    sheet.append(["P1", "甲", "线上", "2020-03-02", 30])
    sheet.append(["P2", "=1+1 不是公式", "现场", "三月底", 40])
    sheet.cell(3, 2).data_type = "s"
    book.save(path)
    return path


def mended(path: Path) -> Path:
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    column = [cell.value for cell in sheet[1]].index("培训日期") + 1
    sheet.cell(2, column).value = "2020-03-31"
    book.save(path)
    return path


def looks(page: Page, name: str) -> None:
    shoot(page, f"import-{name}")
    assert faults(page) == []


def test_an_import_from_the_file_to_the_ledger(page: Page, tmp_path: Path) -> None:
    page.goto("/workbench/ledgers/")
    looks(page, "ledgers")
    page.locator("#main").get_by_role("link", name="导入台账").click()
    looks(page, "new")
    page.get_by_label("台账文件").set_input_files(workbook(tmp_path / "人民调解培训台账.xlsx"))
    page.get_by_role("button", name="上传并检查").click()
    # The page polls by itself and shows what was found when the check is done.
    question = page.get_by_label("“参加的人次”是哪一栏")
    expect(question).to_be_visible(timeout=60_000)
    looks(page, "question")
    question.select_option(label="参加人次")
    page.get_by_role("button", name="记下并重新检查").click()
    expect(page.get_by_text("“三月底”不是日期").first).to_be_visible(timeout=60_000)
    looks(page, "found")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 rejected.xlsx").click()
    rejected = tmp_path / "rejected.xlsx"
    download.value.save_as(rejected)
    page.get_by_label("改好的 rejected.xlsx").set_input_files(mended(rejected))
    page.get_by_role("button", name="上传更正").click()
    expect(page.get_by_text("行按更正")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible(timeout=60_000)
    looks(page, "done")
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, topic, attendance FROM ledger_mediation_trainings ORDER BY code")
        assert cursor.fetchall() == [("P1", "甲", 30), ("P2", "=1+1 不是公式", 40)]
    page.get_by_role("link", name="看台账").click()
    page.get_by_role("button", name=re.compile("导出.*人民调解培训台账")).click()
    link = page.get_by_role("link", name="下载")
    expect(link).to_be_visible(timeout=60_000)
    looks(page, "exported")
    with page.expect_download() as exported:
        link.click()
    exported.value.save_as(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[3]][:2] == ["P2", "=1+1 不是公式"]
    assert sheet.cell(3, 2).data_type == "s"


def test_it_works_without_a_script(page_of: Windows, served: Office, tmp_path: Path) -> None:
    page = page_of(served.statistician, java_script_enabled=False)
    # Another heading than that about which the first import was told.
    asked = "参加了的人次"
    page.goto("/workbench/imports/new/")
    page.get_by_label("台账文件").set_input_files(workbook(tmp_path / "人民调解培训台账.xlsx", asked))
    page.get_by_role("button", name="上传并检查").click()
    for _turn in range(120):
        if page.get_by_text("是哪一栏").count():
            break
        time.sleep(0.5)
        page.reload()
    assert page.get_by_text(f"“{asked}”是哪一栏").is_visible()

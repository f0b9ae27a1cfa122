"""An import walked in a real browser, on a desk and on a phone: files up, a question, a mended row, stored; axe."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect

from fazhi.kernel.models import User
from jobs_cast import office

HEADINGS = ["培训编号", "培训主题", "培训形式", "培训日期", "参加的人次"]
_SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def beside_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps a loop running in this thread, which Django takes for a view that forgot to await."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def served(beside_a_loop: None, fresh_platform: str) -> Iterator[tuple[str, User]]:
    """A server and a worker of jobs, and somebody who may import."""
    people = office()
    environment = os.environ | {"PYTHONPATH": str(_SOURCE)}
    with ExitStack() as stack, socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        for command in (["fazhi.faces.web", str(listening.fileno())], ["fazhi", "worker", "--jobs"]):
            process = subprocess.Popen([sys.executable, "-m", *command], pass_fds=[listening.fileno()], env=environment)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)
        for _attempt in range(150):
            try:
                urllib.request.urlopen(f"{address}/workbench/sign-in/", timeout=10)
                break
            except OSError:
                time.sleep(0.2)
        yield address, people.statistician


@pytest.fixture(params=[("light", 1280, 900), ("dark", 390, 844)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, served: tuple[str, User]) -> Iterator[Page]:
    scheme, width, height = request.param
    address, user = served
    client = Client()
    client.force_login(user)
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    shown.on("pageerror", lambda error: said.append(str(error)))
    yield shown
    context.close()
    # A violation of the content security policy would be among these.
    assert said == []


@pytest.fixture
def sound(page: Page) -> Callable[[], None]:
    """Says whether axe finds nothing on the page as it is, and nothing runs out of it."""
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    source = Path(axe.AXE_FILE_PATH).read_text("utf-8")

    def look() -> None:
        page.evaluate(source)
        found = page.evaluate("axe.run()")["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    return look


def workbook(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
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


def test_an_import_from_the_file_to_the_ledger(page: Page, sound: Callable[[], None], tmp_path: Path) -> None:
    page.goto("/workbench/ledgers/")
    sound()
    page.locator("#main").get_by_role("link", name="导入台账").click()
    sound()
    page.get_by_label("台账文件").set_input_files(workbook(tmp_path / "人民调解培训台账.xlsx"))
    page.get_by_role("button", name="上传并检查").click()
    # The page polls by itself and shows what was found when the check is done.
    question = page.get_by_label("“参加的人次”是哪一栏")
    expect(question).to_be_visible(timeout=60_000)
    sound()
    question.select_option(label="参加人次")
    page.get_by_role("button", name="记下并重新检查").click()
    expect(page.get_by_text("“三月底”不是日期").first).to_be_visible(timeout=60_000)
    sound()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 rejected.xlsx").click()
    rejected = tmp_path / "rejected.xlsx"
    download.value.save_as(rejected)
    page.get_by_label("改好的 rejected.xlsx").set_input_files(mended(rejected))
    page.get_by_role("button", name="上传更正").click()
    expect(page.get_by_text("行按更正")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="已导入")).to_be_visible(timeout=60_000)
    sound()
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, topic, attendance FROM ledger_mediation_trainings ORDER BY code")
        assert cursor.fetchall() == [("P1", "甲", 30), ("P2", "=1+1 不是公式", 40)]
    page.get_by_role("link", name="看台账").click()
    page.get_by_role("button", name=re.compile("导出.*人民调解培训台账")).click()
    link = page.get_by_role("link", name="下载")
    expect(link).to_be_visible(timeout=60_000)
    sound()
    with page.expect_download() as exported:
        link.click()
    exported.value.save_as(tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[3]][:2] == ["P2", "=1+1 不是公式"]
    assert sheet.cell(3, 2).data_type == "s"


def test_it_works_without_a_script(browser: Browser, served: tuple[str, User], tmp_path: Path) -> None:
    address, user = served
    client = Client()
    client.force_login(user)
    context = browser.new_context(base_url=address, java_script_enabled=False)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": address}])
    page = context.new_page()
    page.goto("/workbench/imports/new/")
    page.get_by_label("台账文件").set_input_files(workbook(tmp_path / "人民调解培训台账.xlsx"))
    page.get_by_role("button", name="上传并检查").click()
    for _turn in range(120):
        if page.get_by_text("是哪一栏").count():
            break
        time.sleep(0.5)
        page.reload()
    assert page.get_by_text("“参加的人次”是哪一栏").is_visible()
    context.close()

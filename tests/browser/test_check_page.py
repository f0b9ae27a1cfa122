"""The page of a check in a real browser: from a number to its verdict and back, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.document import Document
from fazhi.figures.check.judge import check
from fazhi.figures.check.page import render
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period

TEXT = (
    "三、法律援助\n上半年受理法律援助案件448宗，提供咨询服务4129人次。机关食堂采购大米30袋。\n"
    "累计接收社区矫正对象2156人，解除矫正1868人，在册290人，无脱管、漏管情形。\n"
) * 12


@pytest.fixture(scope="module")
def address(catalogue: Catalogue, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("核对") / "稿-核对.html"
    path.write_text(render(check(Document("稿.txt", TEXT), catalogue, engine, Period.parse("2020H1"))), "utf-8")
    return path.as_uri()


@pytest.fixture(params=[("light", 1280, 900), ("dark", 360, 740)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    scheme, width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    shown = context.new_page()
    said: list[str] = []
    shown.on("console", lambda message: said.append(message.text))
    shown.goto(address)
    yield shown
    context.close()
    assert said == []  # a violation of the content security policy would be among these


def test_a_number_leads_to_its_verdict_and_back(page: Page) -> None:
    page.get_by_role("link", name="448宗").first.click()
    verdict = page.locator("tr:target")
    assert "484宗" in verdict.inner_text()
    assert verdict.is_visible()
    verdict.get_by_role("link", name="448宗").click()
    assert page.locator("a.mark:target").is_visible()


def test_nothing_runs_out_of_the_page(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_finds_nothing(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    page.evaluate(Path(axe.AXE_FILE_PATH).read_text("utf-8"))
    assert [(found["id"], found["nodes"][0]["html"]) for found in page.evaluate("axe.run()")["violations"]] == []

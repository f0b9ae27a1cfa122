"""Reports and dashboard in a real browser: a click opens the panel, charts are drawn, a text is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from serving import Windows, faults, server, shoot

from report_database import Reported, reported

CHECKED = "2020年上半年，全区人民调解组织成功化解矛盾纠纷6516件，受理法律援助案件480宗。<script>alert(1)</script>"


@dataclass
class Served:
    """A server over the demonstration's ledgers."""

    address: str
    bureau: Reported


@pytest.fixture(scope="module")
def served(
    django_db_setup: str,
    postgres: str,
    django_db_blocker: Any,
    demo_rows: dict[str, list[dict[str, Any]]],
    beside_a_loop: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    beside_a_loop.setenv("FAZHI_HOME", str(tmp_path_factory.mktemp("home")))
    with reported(postgres, django_db_blocker, demo_rows) as bureau, server() as address:
        yield Served(address, bureau)


def test_what_a_check_found_is_whole(served: Served, page_of: Windows) -> None:
    page = page_of(served.bureau.keeper, "dark", 390)
    page.goto("/workbench/check/")
    page.get_by_label("文稿说的是哪一期").fill("2020H1")
    page.get_by_label("粘贴文字").fill(CHECKED)
    page.get_by_role("button", name="核对", exact=True).click()
    page.locator("#outcome").wait_for()
    shoot(page, "check-outcome")
    assert faults(page) == []


def test_a_figure_opens_beside_the_report_and_leads_on(served: Served, page_of: Windows) -> None:
    page = page_of(served.bureau.keeper)
    page.goto("/workbench/reports/2020H1/")
    page.get_by_role("link", name="96.3%").click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("heading", name="人民调解成功率").wait_for()
    panel.get_by_role("link", name="成功化解矛盾纠纷").click()
    panel.get_by_text("《人民调解案件台账》中的 6,516 条").wait_for()
    panel.get_by_role("link", name="下一页").click()
    panel.get_by_text("第 2 页，共 131 页").wait_for()
    assert page.url.endswith("/workbench/reports/2020H1/")
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.textContent") == "96.3%"


def test_without_a_script_a_figure_is_a_page_and_the_tables_stand(served: Served, page_of: Windows) -> None:
    page = page_of(served.bureau.keeper, java_script_enabled=False)
    page.goto("/workbench/reports/2020H1/")
    page.get_by_role("link", name="96.3%").click()
    assert page.get_by_role("heading", level=1).inner_text() == "人民调解成功率"
    page.goto("/workbench/dashboard/")
    assert page.locator("details table").first.is_visible()
    assert not page.locator(".chart").first.is_visible()


def test_the_charts_are_drawn_and_their_tables_folded(served: Served, page_of: Windows) -> None:
    page = page_of(served.bureau.keeper)
    page.goto("/workbench/dashboard/")
    page.locator(".chart svg").first.wait_for()
    assert page.locator(".chart svg").count() == page.locator(".chart").count() > 5
    assert not page.locator("details[data-folds] table").first.is_visible()


def test_the_large_screen_holds_all_charts_at_once(served: Served, page_of: Windows) -> None:
    page = page_of(served.bureau.keeper, width=1920)
    for width, height in ((1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/workbench/dashboard/screen/")
        page.locator(".chart svg").first.wait_for()
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
        size = page.evaluate("document.querySelector('.rp-board h2').getBoundingClientRect().height")
        assert size >= height / 60

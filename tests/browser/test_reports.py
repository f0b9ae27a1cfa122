"""Reports and dashboard in a real browser: axe, no overflow, the policy kept, a click opens the panel."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from fazhi.kernel.models import User
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
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_HOME", str(tmp_path_factory.mktemp("home")))
        # Playwright keeps a loop running in this thread, which Django takes for a view that forgot to await.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with reported(postgres, django_db_blocker, demo_rows) as bureau, _server() as address:
            yield Served(address, bureau)


@contextmanager
def _server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        source = Path(__file__).parents[2] / "src"
        process = subprocess.Popen(
            [sys.executable, "-m", "fazhi.faces.web", str(listening.fileno())],
            pass_fds=[listening.fileno()],
            env=os.environ | {"PYTHONPATH": str(source)},
        )
        try:
            for _attempt in range(100):
                try:
                    urllib.request.urlopen(f"{address}/workbench/sign-in/", timeout=10)
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def page_of(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    contexts, said = [], []

    def make(user: User, scheme: str = "light", width: int = 1280, **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            base_url=served.address,
            **more,
        )
        contexts.append(context)
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": served.address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if "violat" in message.text else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == []  # a violation of the policy or an error of a script


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    served: Served, page_of: Callable[..., Page], scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    script = Path(axe.AXE_FILE_PATH).read_text("utf-8")
    shots = os.environ.get("SHOTS")
    page = page_of(served.bureau.keeper, scheme, width)
    for number, path in enumerate(
        (
            "/workbench/reports/",
            "/workbench/reports/2020H1/",
            "/workbench/figures/corrections.on_register/2020H1/",
            "/workbench/figures/mediation.success_rate/2020H1/",
            "/workbench/reports/2020H1/breaches/corrections.register/",
            "/workbench/compare/?p=2019H1&p=2020H1",
            "/workbench/check/",
            "/workbench/dashboard/",
            "/workbench/dashboard/screen/",
        )
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        if path.endswith("check/"):
            page.get_by_label("文稿说的是哪一期").fill("2020H1")
            page.get_by_label("粘贴文字").fill(CHECKED)
            page.get_by_role("button", name="核对", exact=True).click()
            page.locator("#outcome").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        found = page.evaluate(f"{script}; axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
        if shots:
            page.screenshot(path=f"{shots}/reports-{number:02}-{width}.png", full_page=True)


def test_a_figure_opens_beside_the_report_and_leads_on(served: Served, page_of: Callable[..., Page]) -> None:
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


def test_without_a_script_a_figure_is_a_page_and_the_tables_stand(served: Served, page_of: Callable[..., Page]) -> None:
    page = page_of(served.bureau.keeper, java_script_enabled=False)
    page.goto("/workbench/reports/2020H1/")
    page.get_by_role("link", name="96.3%").click()
    assert page.get_by_role("heading", level=1).inner_text() == "人民调解成功率"
    page.goto("/workbench/dashboard/")
    assert page.locator("details table").first.is_visible()
    assert not page.locator(".chart").first.is_visible()


def test_the_charts_are_drawn_and_their_tables_folded(served: Served, page_of: Callable[..., Page]) -> None:
    page = page_of(served.bureau.keeper)
    page.goto("/workbench/dashboard/")
    page.locator(".chart svg").first.wait_for()
    assert page.locator(".chart svg").count() == page.locator(".chart").count() > 5
    assert not page.locator("details[data-folds] table").first.is_visible()


def test_the_large_screen_holds_all_charts_at_once(served: Served, page_of: Callable[..., Page]) -> None:
    page = page_of(served.bureau.keeper, width=1920)
    for width, height in ((1920, 1080), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/workbench/dashboard/screen/")
        page.locator(".chart svg").first.wait_for()
        assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
        size = page.evaluate("document.querySelector('.rp-board h2').getBoundingClientRect().height")
        assert size >= height / 60

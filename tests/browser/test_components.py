"""All components on one page in a real browser, light and dark, wide and narrow; the shell walked with keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from test_workbench import Platform, beside_a_loop, page_of, served

__all__ = ["beside_a_loop", "page_of", "served"]

WIDTHS = (1280, 390)
# Sent over the wire for a page that nothing of is known yet, without its charts: the budget of a page's weight.
KILOBYTES = 140


@pytest.fixture(autouse=True)
def components_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_COMPONENTS", "1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_clean(
    served: Platform,
    page_of: Callable[..., Page],
    scheme: str,
) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    script = Path(axe.AXE_FILE_PATH).read_text("utf-8")
    for width in WIDTHS:
        page = page_of(served.people.lead, scheme, width)
        page.goto("/workbench/components/")
        expect(page.locator(".chart svg")).to_have_count(5)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
        if shots := os.environ.get("SHOTS"):
            page.screenshot(path=f"{shots}/components-{scheme}-{width}.png", full_page=True)
        for opened in ("", "document.querySelectorAll('details').forEach(one => one.open = true)", "side.showModal()"):
            page.evaluate(opened)
            found = page.evaluate(f"{script}; axe.run()")["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], (width, opened)


def test_the_menu_is_reached_with_the_keyboard_alone(
    served: Platform,
    page_of: Callable[..., Page],
) -> None:
    page = page_of(served.people.lead, width=390)
    page.goto("/workbench/notices/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu.get_by_role("link", name="全部事项")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.textContent") != "全部事项":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("全部事项")


def test_without_a_script_the_menu_opens_all_the_same(served: Platform, page_of: Callable[..., Page]) -> None:
    page = page_of(served.people.lead, width=390)
    page.context.route("**/*.js", lambda route: route.abort())
    page.goto("/workbench/components/")
    page.get_by_text("菜单", exact=True).click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="全部事项").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("全部事项")


def test_light_and_dark_and_the_language_are_remembered(
    served: Platform,
    page_of: Callable[..., Page],
) -> None:
    page = page_of(served.people.lead, "light")
    page.goto("/workbench/components/")
    page.locator(".account summary").click()
    page.get_by_role("button", name="深色").click()
    dark = "rgb(16, 32, 46)"
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.goto("/workbench/matters/")
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.locator(".account summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "/workbench/matters/" in page.url
    page.goto("/workbench/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_side_panel_and_a_second_look(served: Platform, page_of: Callable[..., Page]) -> None:
    page = page_of(served.people.lead)
    page.goto("/workbench/components/")
    page.get_by_role("button", name="打开侧栏").click()
    expect(page.get_by_role("dialog", name="侧栏")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="打开侧栏")).to_be_focused()
    page.get_by_role("button", name="撤回").click()
    sure = page.get_by_role("dialog", name="确定要“撤回”吗？")
    sure.get_by_role("button", name="再看看").click()
    expect(sure).to_be_hidden()


def test_a_lost_connection_is_said_and_a_lost_session_leads_to_signing_in(
    served: Platform,
    page_of: Callable[..., Page],
) -> None:
    page = page_of(served.people.lead)
    page.goto("/workbench/matters/")
    page.route("**/workbench/matters/**", lambda route: route.abort())
    find = page.get_by_role("main").get_by_role("button", name="查找")
    find.click()
    expect(page.get_by_role("status")).to_contain_text("没有连上服务器")
    page.unroute("**/workbench/matters/**")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    find.click()
    expect(page.get_by_label("账号")).to_be_visible()


def test_a_page_stays_light(served: Platform, page_of: Callable[..., Page], capsys: pytest.CaptureFixture[str]) -> None:
    page = page_of(served.people.lead)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, addresses = {}, {}
    session.on("Network.responseReceived", lambda each: addresses.update({each["requestId"]: each["response"]["url"]}))
    session.on("Network.loadingFinished", lambda each: sizes.update({each["requestId"]: each["encodedDataLength"]}))
    page.goto("/workbench/matters/", wait_until="networkidle")
    kilobytes = sum(sizes.values()) / 1024
    with capsys.disabled():
        for request, size in sizes.items():
            print(f"\n{size / 1024:7.1f} kB  {addresses.get(request, '')}", end="")
        print(f"\n{kilobytes:7.1f} kB  in all")
    assert kilobytes < KILOBYTES

"""All components on one page in a real browser, light and dark, wide and narrow; the shell walked with keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import expect
from serving import Platform, Windows, faults, shoot

WIDTHS = (1280, 390)
# Sent over the wire for a page that nothing of is known yet, without its charts: the budget of a page's weight.
KILOBYTES = 140


@pytest.fixture(scope="module", autouse=True)
def components_are_shown() -> Iterator[None]:
    """Before the server starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_COMPONENTS", "1")
        yield


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_clean(
    served: Platform,
    page_of: Windows,
    scheme: str,
) -> None:
    for width in WIDTHS:
        page = page_of(served.people.lead, scheme, width)
        page.goto("/workbench/components/")
        expect(page.locator(".chart svg")).to_have_count(5)
        shoot(page, f"components-{scheme}")
        for opened in ("", "document.querySelectorAll('details').forEach(one => one.open = true)", "side.showModal()"):
            page.evaluate(opened)
            assert faults(page) == [], (width, opened)


def test_the_menu_is_reached_with_the_keyboard_alone(
    served: Platform,
    page_of: Windows,
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


def test_without_a_script_the_menu_opens_all_the_same(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.lead, width=390)
    page.context.route("**/*.js", lambda route: route.abort())
    page.goto("/workbench/components/")
    page.get_by_text("菜单", exact=True).click()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="全部事项").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("全部事项")


def test_light_and_dark_and_the_language_are_remembered(
    served: Platform,
    page_of: Windows,
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


def test_a_side_panel_and_a_second_look(served: Platform, page_of: Windows) -> None:
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


def test_a_long_list_is_narrowed_and_what_is_chosen_stands_above_it(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.lead)
    page.goto("/workbench/components/")
    partners = page.get_by_role("group", name="协办单位")
    find, chosen = partners.get_by_role("searchbox"), partners.get_by_role("list").first
    assert partners.get_by_role("checkbox").first.get_attribute("value") == "D006"
    expect(chosen).to_have_text("翠竹街道 移除")
    find.fill("水务")
    expect(partners.get_by_role("checkbox")).to_have_count(1)
    expect(partners.get_by_role("status")).to_have_text("找到 1 个")
    find.press("Enter")
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    find.press("Escape")
    expect(partners.get_by_role("checkbox")).to_have_count(12)
    chosen.get_by_role("button", name="翠竹街道").click()
    expect(chosen).to_have_text("区水务局 移除")
    expect(partners.get_by_role("checkbox", name="翠竹街道")).not_to_be_checked()


def test_a_long_selection_is_narrowed_by_typing(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.lead)
    page.goto("/workbench/components/")
    lead = page.get_by_label("主办单位")
    assert lead.locator("optgroup").first.get_attribute("label") == "建议"
    find = page.locator("[data-narrows=id_lead] input")
    find.fill("商务")
    expect(lead.locator("option")).to_have_text(["请选择", "区商务局"])
    find.press("Enter")
    find.fill("")
    expect(lead.locator("option")).to_have_count(13)
    assert lead.input_value() == "D007"


def test_a_lost_connection_is_said_and_a_lost_session_leads_to_signing_in(
    served: Platform,
    page_of: Windows,
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


def test_a_page_stays_light(served: Platform, page_of: Windows, capsys: pytest.CaptureFixture[str]) -> None:
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

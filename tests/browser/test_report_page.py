"""The report page as a reader meets it: clicks, keys, a phone, the dark, hostile cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sample_report import HOSTILE, PERIOD, RESIDENT, engine, report

from fazhi.figures.report.dossier import collect
from fazhi.figures.report.html import write_html

Trouble = list[str]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample report as a file, in a folder with a space and Chinese in its name."""
    path = tmp_path_factory.mktemp("工作 报告") / "报告 2020.html"
    counted = engine()
    built = report(counted)
    write_html(built, collect(counted, PERIOD, built), path)
    return path.as_uri()


def _open(browser: Browser, address: str, width: int, height: int, *, dark: bool = False) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    trouble: Trouble = []
    page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("request", lambda request: trouble.append(request.url) if request.url.startswith("http") else None)
    page.goto(address)
    yield page
    # A violation of the content security policy appears on the console too.
    assert trouble == []
    assert page.evaluate("window.pwned") is None
    context.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    yield from _open(browser, address, 1280, 900)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    yield from _open(browser, address, 360, 740)


@pytest.fixture
def dark(browser: Browser, address: str) -> Iterator[Page]:
    yield from _open(browser, address, 1280, 900, dark=True)


def figure(page: Page, figure_id: str) -> Locator:
    return page.locator(f'#report .body [data-figure="{figure_id}"]').first


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog")


def rows(page: Page) -> Locator:
    return page.locator("#panel .records tbody tr")


def test_a_click_opens_the_dossier_and_focus_moves_in(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    expect(panel(page)).to_be_visible()
    expect(page.locator("#panel-title")).to_have_text("成功化解矛盾纠纷")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#panel .large")).to_have_text("6,516")
    expect(panel(page)).to_contain_text("比2019年上半年增加616件，增长10.4%")
    expect(panel(page)).to_contain_text("调解结果为“调解成功”的记录数")
    assert page.url.endswith("#figure=mediation.resolved")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_opens_and_escape_gives_the_focus_back(page: Page, key: str) -> None:
    button = figure(page, "corrections.received")
    button.focus()
    page.keyboard.press(key)
    expect(panel(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(button).to_be_focused()
    assert "#figure" not in page.url


def test_the_panel_leaves_the_report_readable_and_follows_the_next_click(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    figure(page, "mediation.organizations").click()
    expect(page.locator("#panel-title")).to_have_text("人民调解组织")
    page.get_by_role("button", name="关闭").click()
    expect(figure(page, "mediation.organizations")).to_be_focused()


def test_arrow_keys_walk_through_the_figures_of_the_text(page: Page) -> None:
    figure(page, "reconsideration.accepted").click()
    expect(page.get_by_role("button", name="上一个指标")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-title")).to_have_text("上期结转行政复议案件")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel-title")).to_have_text("受理行政复议案件")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(figure(page, "reconsideration.carried_over")).to_be_focused()


def test_a_rate_shows_its_parts_and_back_returns(page: Page) -> None:
    figure(page, "reconsideration.correction_rate").click()
    expect(page.locator("#panel .arithmetic")).to_have_text("4÷23×100%＝17.39%")
    page.locator("#panel .parts button").first.click()
    expect(page.locator("#panel-title")).to_have_text("纠错的行政复议案件")
    expect(rows(page)).to_have_count(4)
    page.go_back()
    expect(page.locator("#panel-title")).to_have_text("行政复议纠错率")
    page.go_back()
    expect(panel(page)).to_be_hidden()


def test_an_address_opens_its_figure(browser: Browser, address: str) -> None:
    for page in _open(browser, f"{address}#figure=corrections.on_register", 1280, 900):
        expect(page.locator("#panel-title")).to_have_text("在册社区矫正对象")
        page.keyboard.press("Escape")
        page.evaluate("location.hash = '#figure=no.such'")
        expect(panel(page)).to_be_hidden()


def test_rows_come_fifty_a_page(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    expect(rows(page)).to_have_count(50)
    expect(page.locator("#panel .range")).to_have_text("第1–50条，共6,516条")
    expect(page.get_by_role("button", name="上一页")).to_be_disabled()
    page.get_by_role("button", name="下一页").click()
    expect(page.locator("#panel .range")).to_have_text("第51–100条，共6,516条")


def test_filtering_keeps_rows_with_all_words(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    page.get_by_label("筛选记录").fill("笋岗 2020-03")
    expect(page.locator("#panel .range")).to_contain_text("从6,516条中筛出")
    for text in rows(page).all_inner_texts():
        assert "笋岗街道" in text
        assert "2020-03" in text
    page.get_by_label("筛选记录").fill("没有这样的记录")
    expect(page.locator("#panel .range")).to_contain_text("没有符合的记录")
    page.get_by_label("筛选记录").fill("")
    expect(page.locator("#panel .range")).to_have_text("第1–50条，共6,516条")


def test_escape_clears_the_filter_before_it_closes(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    page.get_by_label("筛选记录").fill("笋岗")
    page.keyboard.press("Escape")
    expect(page.locator("#panel .range")).to_have_text("第1–50条，共6,516条")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()


def test_columns_sort_by_value_both_ways(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    head = page.locator("#panel .records thead th", has_text="涉及金额")
    column = head.evaluate("cell => cell.cellIndex + 1")
    cells = page.locator(f"#panel .records tbody td:nth-child({column})")
    for order, first in (("ascending", min), ("descending", max)):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", order)
        amounts = [float(text.replace(",", "")) for text in cells.all_inner_texts()]
        assert amounts[0] == first(amounts)
        assert amounts == sorted(amounts, reverse=order == "descending")


def test_rows_are_masked_and_say_so(page: Page) -> None:
    figure(page, "corrections.on_register").click()
    expect(panel(page)).to_contain_text("姓名、身份证号")
    expect(panel(page)).to_contain_text("已遮蔽")
    page.get_by_label("筛选记录").fill("JZ02158")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("欧***")
    page.get_by_label("筛选记录").fill(RESIDENT)
    expect(rows(page)).to_have_count(0)
    assert RESIDENT not in page.content()


def test_hostile_cells_are_shown_as_text(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    page.get_by_label("筛选记录").fill("window.pwned")
    assert any(HOSTILE.split("&")[0] in text for text in rows(page).locator("td").all_inner_texts())
    assert page.evaluate("document.images.length") == 0


def test_what_does_not_add_up_leads_to_its_note(page: Page) -> None:
    figure(page, "corrections.on_register").click()
    expect(page.locator("#panel .caution")).to_contain_text("对不上")
    page.locator("#panel .caution a").click()
    expect(panel(page)).to_be_hidden()
    expect(page.locator("#note-1")).to_be_in_viewport()
    expect(page.locator("#note-1")).to_contain_text("JZ02157")


def test_missing_data_explain_themselves(page: Page) -> None:
    figure(page, "mediation.training_attendance").click()
    expect(panel(page)).to_contain_text("缺台账《人民调解培训台账》")
    expect(rows(page)).to_have_count(0)


def test_search_jumps_to_a_figure_by_keyboard(page: Page) -> None:
    page.get_by_role("combobox", name="查找指标").fill("调解 组织")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_have_text("人民调解组织")
    page.get_by_role("combobox", name="查找指标").fill("查无此数")
    expect(page.get_by_text("没有这个指标")).to_be_visible()


def test_the_definition_can_be_copied(page: Page) -> None:
    figure(page, "mediation.resolved").click()
    page.locator("#panel .copy").click()
    expect(page.locator("#panel .copied")).not_to_be_empty()


def test_a_phone_shows_a_sheet_and_never_scrolls_sideways(phone: Page) -> None:
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not phone.evaluate(wide)
    figure(phone, "mediation.resolved").click()
    expect(panel(phone)).to_be_visible()
    box = panel(phone).bounding_box()
    assert box is not None
    assert (box["x"], round(box["y"] + box["height"]), box["width"]) == (0, 740, 360)
    assert not phone.evaluate(wide)
    phone.mouse.click(180, 20)
    expect(panel(phone)).to_be_hidden()


def test_paper_has_no_controls_but_the_table_of_figures(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".guide")).to_be_hidden()
    assert figure(page, "mediation.resolved").evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".overview")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".fold").get_attribute("open") is None


@pytest.mark.parametrize("where", ["page", "phone", "dark"])
def test_axe_finds_nothing(where: str, request: pytest.FixtureRequest) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    shown: Page = request.getfixturevalue(where)
    shown.evaluate("document.querySelector('.fold').open = true")
    # Run beside the page, not by a script element: the page's policy would refuse that.
    shown.evaluate(Path(axe.AXE_FILE_PATH).read_text("utf-8"))
    for opened in (None, "corrections.on_register", "mediation.training_attendance", "reconsideration.correction_rate"):
        if opened:
            shown.evaluate("id => { location.hash = `#figure=${id}`; }", opened)
            expect(panel(shown)).to_be_visible()
        found = shown.evaluate("axe.run()")["violations"]
        assert [(v["id"], [node["html"][:200] for node in v["nodes"][:3]]) for v in found] == []

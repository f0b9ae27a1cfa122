"""One matter through all hands in a real browser, on a desk and on a phone: by its pages alone, every one looked at."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from test_workbench import Platform, beside_a_loop, page_of, served

from coordination_walk import LEAD, PARTNER, STREET
from fazhi.kernel.models import Matter, User
from workbench_forms import large_photo

__all__ = ["beside_a_loop", "page_of", "served"]

TITLE = "老围九街路口"


@dataclass
class Walker:
    """Somebody at a screen. Whatever page is come to is looked at: no overflow, nothing that axe finds."""

    page: Page
    axe: str
    shots: str
    seen: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        page = self.page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        found = page.evaluate(f"{self.axe}; axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], name
        self.seen.append(name)
        if self.shots:
            page.screenshot(path=f"{self.shots}/{len(self.seen):02}-{name}.png", full_page=True)

    def opens_from_the_queue(self) -> None:
        self.page.goto("/workbench/")
        self.look("queue")
        self.page.get_by_role("link", name=TITLE).first.click()
        self.look("matter")

    def begins(self, label: str) -> None:
        self.page.locator(".next").get_by_role("link", name=label, exact=True).click()
        self.look(label)

    def sends(self, label: str) -> None:
        form = self.page.locator("form[data-form]")
        form.get_by_role("button", name=label, exact=True).click()
        self.page.get_by_text("办好了").wait_for()
        self.look(f"{label}-done")

    def uploads(self, label: str, name: str) -> None:
        file = large_photo(name=name)
        payload = FilePayload(name=name, mimeType="image/jpeg", buffer=file.read())
        self.page.get_by_label(label).set_input_files(payload)
        self.page.get_by_text(f"{name} ").first.wait_for()

    def marks(self, points: str, target: str) -> None:
        self.page.get_by_label("被评价单位").select_option(label=target)
        rows = self.page.locator(".marks input[data-full]")
        for number in range(rows.count()):
            rows.nth(number).fill(points)


LOOKS = {"phone": ("dark", 390), **({"desk": ("light", 1280)} if os.environ.get("FAZHI_LONG_TESTS") else {})}


@pytest.mark.parametrize(("scheme", "width"), LOOKS.values(), ids=LOOKS.keys())
def test_a_matter_goes_through_all_hands(
    served: Platform,
    page_of: Callable[..., Page],
    scheme: str,
    width: int,
) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core is not installed in the environment")
    script, seen = Path(axe.AXE_FILE_PATH).read_text("utf-8"), list[str]()
    shots = os.environ.get("SHOTS", "")
    if shots:
        shots = f"{shots}/{width}"
        Path(shots).mkdir(parents=True, exist_ok=True)

    def at(user: User) -> Walker:
        return Walker(page_of(user, scheme, width), script, shots, seen)

    people = served.people
    street, dispatcher, lead, partner = map(at, (people.street, people.dispatcher, people.lead, people.partner))

    street.page.goto("/workbench/")
    street.page.locator("main a[href*='/matters/new/coordination/']").first.click()
    street.look("register")
    form = street.page
    form.get_by_label("执法领域").select_option(label="市容管理")
    form.get_by_label("来源").select_option("street")
    form.get_by_label("紧急程度").select_option("ordinary")
    form.get_by_label("所在社区").select_option(index=1)
    form.get_by_label("具体地点").fill(TITLE)
    form.get_by_label("情况说明").fill("共享单车堆放，堵住了人行道。")
    street.uploads("现场照片", "现场.jpg")
    street.look("register-filled")
    street.page.locator("form[data-form]").get_by_role("button", name="登记", exact=True).click()
    # Matters nearby are open already: shown once, with what was written and uploaded still there.
    expect(street.page.get_by_text("相似的事项")).to_be_visible()
    expect(street.page.locator("[data-kept]")).to_contain_text("现场.jpg")
    street.look("similar")
    street.sends("仍要登记")

    dispatcher.opens_from_the_queue()
    dispatcher.begins("分拨")
    dispatcher.page.get_by_label("主办单位").select_option(label=LEAD)
    dispatcher.page.get_by_role("checkbox", name=PARTNER).check()
    dispatcher.sends("分拨")

    lead.opens_from_the_queue()
    lead.begins("签收")
    lead.sends("签收")
    for again in (False, True):
        partner.page.goto(lead.page.url)
        for label in ("协办签收", "完成协办"):
            offered = partner.page.locator(".next").get_by_role("link", name=label, exact=True)
            if offered.count():
                partner.begins(label)
                if label == "完成协办":
                    partner.page.get_by_label("协办情况").fill("已配合清理现场")
                partner.sends(label)
        lead.page.reload()
        lead.begins("报告结果")
        lead.page.get_by_label("办理结果").fill("已清理并划线")
        lead.uploads("处置证据", f"整改后{again + 1}.jpg")
        lead.sends("报告结果")
        street.page.goto(lead.page.url)
        if not again:
            street.begins("核验不通过")
            street.page.get_by_label("存在问题").fill("第二天又堆起来了")
            street.sends("核验不通过")
    street.begins("核验通过")
    street.sends("核验通过")
    for walker, target in ((street, LEAD), (street, PARTNER), (lead, STREET), (partner, STREET)):
        walker.page.goto(lead.page.url)
        walker.begins("个案评价")
        walker.marks("24", target)
        expect(walker.page.locator("[data-total]")).to_have_text("96.00")
        walker.sends("个案评价")
    expect(partner.page.locator(".state").first).to_contain_text("已办结")
    expect(partner.page.get_by_role("heading", name=f"{STREET}评{LEAD}")).to_be_visible()
    pictures = partner.page.locator(".thumb img")
    expect(pictures).to_have_count(3)
    for number in range(3):
        pictures.nth(number).scroll_into_view_if_needed()
        partner.page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=pictures.nth(number).element_handle()
        )
    partner.page.get_by_role("link", name="打印案卷").click()
    partner.look("paper")
    assert Matter.objects.get(title__contains=TITLE).state == "closed"

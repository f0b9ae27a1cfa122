"""One matter through all hands in a real browser, on a phone and on a desk: by its pages alone, every one looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from serving import LOOKS, Platform, Windows
from walking import Walker

from coordination_walk import LEAD, PARTNER, STREET
from fazhi.kernel.models import Matter, User

TITLE = "老围九街路口"


@pytest.mark.parametrize(("scheme", "width"), LOOKS.values(), ids=LOOKS.keys())
def test_a_matter_goes_through_all_hands(
    served: Platform,
    page_of: Windows,
    scheme: str,
    width: int,
) -> None:
    seen: list[str] = []

    def at(user: User) -> Walker:
        return Walker(page_of(user, scheme, width), TITLE, seen)

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
    street.looks_closely("register-filled")
    street.page.locator("form[data-form]").get_by_role("button", name="登记", exact=True).click()
    # Matters nearby are open already: shown once, with what was written and uploaded still there.
    expect(street.page.get_by_text("相似的事项")).to_be_visible()
    expect(street.page.locator("[data-kept]")).to_contain_text("现场.jpg")
    street.looks_closely("similar")
    street.sends("仍要登记")

    dispatcher.opens_from_the_queue()
    dispatcher.begins("分拨")
    dispatcher.page.get_by_label("主办单位").select_option(label=LEAD)
    # Looked up with the keyboard alone.
    find = dispatcher.page.get_by_role("group", name="协办单位").get_by_role("searchbox")
    find.fill(PARTNER[:4])
    find.press("Enter")
    expect(dispatcher.page.get_by_role("list", name="已选：协办单位")).to_contain_text(PARTNER)
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
        walker.begins("作出个案评价")
        walker.marks("24", target)
        expect(walker.page.locator("[data-total]")).to_have_text("96.00")
        walker.sends("作出个案评价")
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
    assert Matter.objects.filter(title__contains=TITLE).latest("pk").state == "closed"

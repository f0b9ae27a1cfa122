"""The workbench in a real browser: errors lead to fields, lists are walked with keys, weighty steps are confirmed."""

from __future__ import annotations

from django.conf import settings
from playwright.sync_api import expect
from serving import Platform, Windows


def test_the_errors_lead_to_the_fields(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.street)
    page.goto("/workbench/matters/new/coordination/")
    page.get_by_label("情况说明").fill("短")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name="具体地点").click()
    assert page.evaluate("document.activeElement.name") == "place"
    assert page.get_by_label("情况说明").input_value() == "短"


def test_the_queue_is_walked_with_keys(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.dispatcher)
    page.goto("/workbench/matters/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("j")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    # Waits for the page that opens: the list has a heading too.
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_weighty_step_is_confirmed(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.street)
    page.goto(f"/workbench/matters/{served.registered.uuid}/do/withdraw/")
    page.get_by_label("撤回理由").fill("重复登记，已并入另一件")
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("button", name="再看看").click()
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    page.get_by_text("已办理“撤回”").wait_for()


def test_a_weighty_step_is_confirmed_without_a_script_too(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.street, java_script_enabled=False)
    page.goto(f"/workbench/matters/{served.registered.uuid}/do/withdraw/")
    page.get_by_label("撤回理由").fill("重复登记，已并入另一件")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("确定要“撤回”吗？")
    expect(page.get_by_role("definition")).to_have_text("重复登记，已并入另一件")
    page.get_by_role("link", name="再看看").click()
    assert page.get_by_label("撤回理由").input_value() == "重复登记，已并入另一件"
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("main").get_by_role("button", name="撤回").click()
    page.get_by_text("已办理“撤回”").wait_for()


def test_a_session_that_ends_loses_nothing_typed(served: Platform, page_of: Windows) -> None:
    street = served.people.street
    street.set_password("a long password 1")
    street.save()
    page = page_of(street)
    page.goto("/workbench/matters/new/coordination/")
    page.get_by_label("情况说明").fill("写了很久的情况说明")
    page.get_by_label("来源").select_option("hotline")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="登记").click()
    page.get_by_label("账号").fill(street.username)
    page.get_by_label("密码").fill("a long password 1")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_label("情况说明").input_value() == "写了很久的情况说明"
    assert page.get_by_label("来源").input_value() == "hotline"

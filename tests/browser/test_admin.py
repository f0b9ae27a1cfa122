"""The pages of administrators in a real browser: a change in two steps, a password shown once, a preview that holds."""

from __future__ import annotations

import pytest
from serving import Platform, Windows, faults

from administration import administrators
from coordination_walk import LEAD, seat, unit
from fazhi.kernel.models import User


@pytest.fixture(scope="module")
def admins(district: Platform) -> tuple[User, User, User]:
    made = administrators()
    seat("zhuban2", LEAD)
    return made


def test_a_seat_is_ended_in_two_steps_and_stands_in_the_log(
    served: Platform,
    admins: tuple[User, User, User],
    page_of: Windows,
) -> None:
    page = page_of(admins[0], width=390)
    page.goto(f"/workbench/admin/people/{served.people.lead.uuid}/")
    page.get_by_role("link", name="免去").click()
    page.get_by_role("button", name="先看看会改动什么").click()
    page.get_by_role("link", name="理由：请填写。").click()
    assert page.evaluate("document.activeElement.name") == "reason"
    assert faults(page) == []
    page.get_by_label("理由").fill("工作调动")
    page.get_by_role("button", name="先看看会改动什么").click()
    page.get_by_text("现在起不再任").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="确认：免去").click()
    page.get_by_text("不再任").first.wait_for()
    page.goto("/workbench/admin/changes/?subject=membership")
    assert faults(page) == []
    row = page.locator("tr").filter(has_text="工作调动")
    assert LEAD in row.inner_text()
    assert admins[0].name in row.inner_text()


def test_an_account_is_made_and_its_password_shown(
    served: Platform,
    admins: tuple[User, User, User],
    page_of: Windows,
) -> None:
    page = page_of(admins[2], width=390)
    page.goto(f"/workbench/admin/units/{unit(LEAD).uuid}/")
    page.get_by_role("link", name="新增人员").click()
    page.get_by_label("账号", exact=True).fill("xinren")
    page.get_by_label("姓名").fill("新人")
    page.get_by_label("岗位", exact=True).select_option("handler")
    page.get_by_label("理由").fill("新入职")
    page.get_by_role("button", name="建立账号").click()
    page.get_by_text("密码只显示这一次").wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="已告诉本人").click()
    page.get_by_text("还没有改过初始密码").wait_for()


def test_a_preview_holds_only_for_what_was_typed(
    served: Platform,
    admins: tuple[User, User, User],
    page_of: Windows,
) -> None:
    page = page_of(admins[0])
    page.goto("/workbench/admin/rules/coordination.handling_ordinary/set/")
    page.get_by_label("期限（个工作日）").fill("12")
    page.get_by_label("依据的文件").fill("罗综执〔2026〕9号")
    page.get_by_label("理由").fill("按新文件")
    page.get_by_label("也用于正在计的期限").check()
    page.get_by_role("button", name="先看看会改动什么").click()
    page.get_by_text("1 个的到期日会变动").wait_for()
    page.get_by_label("期限（个工作日）").fill("11")
    page.get_by_role("button", name="确认：修改").click()
    # Something else was typed after the preview: it is shown again and nothing is changed yet.
    page.get_by_role("button", name="确认：修改").click()
    page.get_by_text("正在后台重新计算期限").wait_for()
    page.get_by_text("起 11 个工作日").first.wait_for()

"""Forms of a matter with their script: saved as one types, uploaded at once, refused at once, told what others did."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Route, expect
from serving import Platform, Windows

from coordination_walk import LEAD, STREET, handling, unit
from fazhi.faces.workbench.models import Draft
from fazhi.kernel.matters.perform import perform
from workbench_forms import large_photo

LIMIT = 50 * 1024 * 1024


def test_what_is_typed_is_saved_without_a_click_and_found_on_another_machine(
    served: Platform, page_of: Windows
) -> None:
    lead = served.people.lead
    page = page_of(lead)
    page.goto(f"/workbench/matters/{served.handled.uuid}/do/progress/")
    page.get_by_label("进展").fill("已约谈三家企业")
    expect(page.locator("[data-status]")).to_contain_text("已自动保存")
    other = page_of(lead, width=390)
    other.goto(page.url)
    expect(other.get_by_text("继续上次没写完的")).to_be_visible()
    assert other.get_by_label("进展").input_value() == "已约谈三家企业"
    other.get_by_role("button", name="放弃草稿").click()
    assert other.get_by_label("进展").input_value() == ""
    assert not Draft.objects.filter(matter=served.handled).exists()


def test_a_second_window_is_told_and_saves_nothing_over_the_first(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.lead)
    page.goto(f"/workbench/matters/{served.handled.uuid}/do/progress/")
    second = page.context.new_page()
    second.goto(page.url)
    page.get_by_label("进展").fill("第一个窗口")
    expect(page.locator("[data-status]")).to_contain_text("已自动保存")
    second.get_by_label("进展").fill("第二个窗口")
    expect(second.locator("[data-status]")).to_contain_text("您在另一个窗口里也写了这一项")
    page.get_by_label("进展").fill("第一个窗口接着写")
    expect(page.locator("[data-status]")).to_contain_text("已自动保存")
    page.wait_for_timeout(2000)
    page.reload()
    assert page.get_by_label("进展").input_value() == "第一个窗口接着写"


def test_files_go_up_at_once_and_wrong_ones_are_refused_at_once(
    served: Platform, page_of: Windows, tmp_path: Path
) -> None:
    page = page_of(served.people.lead)
    page.goto(f"/workbench/matters/{handling(served.people).uuid}/do/report/")
    field = page.get_by_label("处置证据")
    field.set_input_files(
        [
            FilePayload(name="整改后.jpg", mimeType="image/jpeg", buffer=large_photo().read()),
            FilePayload(name="程序.png", mimeType="image/png", buffer=b"MZ" + bytes(200)),
        ]
    )
    expect(page.locator("[data-kept] li")).to_have_count(1)
    expect(page.locator("[data-refused]")).to_contain_text("“程序.png”是程序，不能接收。")
    huge = tmp_path / "录像.pdf"
    with huge.open("wb") as file:
        file.truncate(4 * LIMIT)
    field.set_input_files(huge)
    expect(page.locator("[data-refused]")).to_have_text("“录像.pdf”超过 50.0 MB，没有上传。请压缩或者拆分。")
    page.locator("[data-remove]").click()
    expect(page.locator("[data-kept] li")).to_have_count(0)
    expect(field).to_be_focused()


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "refused"])
def test_sending_waits_for_files_that_are_going_up(served: Platform, page_of: Windows, taken: bool) -> None:
    page = page_of(served.people.lead)
    page.goto(f"/workbench/matters/{handling(served.people).uuid}/do/report/")
    page.get_by_label("办理结果").fill("已清理并划线")
    on_the_way: list[Route] = []

    def hold(route: Route) -> None:
        on_the_way.append(route)

    page.route("**/draft/", hold)
    content = large_photo().read() if taken else b"MZ" + bytes(200)
    page.get_by_label("处置证据").set_input_files(FilePayload(name="整改后.jpg", mimeType="image/jpeg", buffer=content))
    page.locator("form[data-form]").get_by_role("button", name="报告结果", exact=True).click()
    expect(page.locator("[data-status]")).to_have_text("文件还在上传，传完就提交。")
    on_the_way[0].continue_()
    if taken:
        expect(page.get_by_text("办好了")).to_be_visible()
    else:
        expect(page.locator("[data-refused]")).to_contain_text("不能接收")
        assert page.get_by_label("办理结果").input_value() == "已清理并划线"


def test_a_weighty_step_shows_what_was_written_before_it_is_done(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.street)
    page.goto(f"/workbench/matters/{served.registered.uuid}/do/withdraw/")
    page.get_by_label("撤回理由").fill("重复登记，已并入另一件")
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("[data-status]")).to_contain_text("已自动保存")
    page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("重复登记，已并入另一件")
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    page.get_by_text("已办理“撤回”").wait_for()
    assert not Draft.objects.filter(matter=served.registered).exists()


def test_marks_are_added_up_and_changed_with_arrow_keys(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.street)
    page.goto(f"/workbench/matters/{served.scored.uuid}/do/score/")
    rows = page.locator(".marks input[data-full]")
    expect(page.locator("[data-missing]")).to_have_text(f"还有 {rows.count()} 项没有评分")
    rows.first.press("ArrowDown")
    assert rows.first.input_value() == "25"
    rows.first.press("ArrowDown")
    assert rows.first.input_value() == "24.5"
    expect(page.locator("[data-total]")).to_have_text("24.50")


def test_a_page_says_that_somebody_else_was_here_and_leaves_the_focus(served: Platform, page_of: Windows) -> None:
    page, matter = page_of(served.people.lead), handling(served.people)
    page.goto(f"/workbench/matters/{matter.uuid}/do/report/")
    page.get_by_label("办理结果").focus()
    perform(matter, "press", served.people.dispatcher, {"demand": "请尽快处理好"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-fresh]")).to_contain_text("办理了“督办”")
    expect(page.get_by_label("办理结果")).to_be_focused()


def test_going_back_after_sending_does_not_do_it_twice(served: Platform, page_of: Windows) -> None:
    page = page_of(served.people.lead)
    path = f"/workbench/matters/{served.handled.uuid}/do/progress/"
    page.goto(path)
    page.get_by_label("进展").fill("只写一次")
    page.get_by_role("button", name="登记进展").dblclick()
    page.get_by_text("已办理“登记进展”").wait_for()
    page.go_back()
    assert served.handled.events.filter(kind="progress").count() == 1
    expect(page.get_by_text("继续上次没写完的")).to_have_count(0)


def test_an_objection_is_raised_and_decided_on_the_page(served: Platform, page_of: Windows) -> None:
    people, matter = served.people, served.scored
    given = dict.fromkeys(("response", "cooperation", "lawfulness", "result"), "20")
    remarks = {f"{item}.remark": "到场晚了半天" for item in given}
    perform(matter, "score", people.street, {"target": unit(LEAD).code, "marks": given | remarks})
    perform(matter, "score", people.lead, {"target": unit(STREET).code, "marks": given | remarks})
    lead, overseer = page_of(people.lead), page_of(people.overseer, width=390)
    lead.goto(f"/workbench/matters/{matter.uuid}/")
    lead.get_by_role("link", name="提出异议").click()
    lead.get_by_label("异议理由").fill("当天上午就到了现场，有签到")
    lead.get_by_role("button", name="提出异议").click()
    expect(lead.get_by_text("等督查单位处理").first).to_be_visible()
    overseer.goto(lead.url)
    overseer.get_by_role("link", name="处理异议").click()
    overseer.get_by_label("异议成立").check()
    overseer.locator("input[name^='mark.']").first.fill("24")
    overseer.get_by_label("处理意见").fill("签到记录属实")
    overseer.get_by_role("button", name="作出处理").click()
    expect(overseer.get_by_text("异议成立，已更正")).to_be_visible()
    expect(overseer.locator("del").first).to_be_visible()

"""The page of a matter: whose turn it is, pictures, other matters beside it, parties, marks objected to, its file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from coordination_walk import (
    LEAD,
    OTHER,
    PARTNER,
    STREET,
    Cast,
    cast,
    handling,
    picture,
    registered,
    scoring,
    seat,
    unit,
)
from fazhi.kernel.evaluation.rounds import visible_sheets
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Objection, Relation, Unmasking
from fazhi.kernel.parties.registering import join, register
from workbench_forms import address, at, large_photo, marks, photo, send

pytestmark = pytest.mark.usefixtures("platform")
ID_NUMBER = "990000197001010018"


@pytest.fixture
def people() -> Cast:
    return cast()


def card(html: str) -> str:
    """The card that says what to do next."""
    found = re.search(r'<section class="card next".*?</section>', html, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", found[0])


def scored(people: Cast) -> Matter:
    """A matter on which both sides have given their marks."""
    matter = scoring(people)
    given = dict.fromkeys(("response", "cooperation", "lawfulness", "result"), "20")
    remarks = {f"{item}.remark": "还可以更快" for item in given}
    perform(
        matter, "score", people.street, {"target": unit(LEAD).code, "marks": given | remarks, "remarks": "总体尚可"}
    )
    perform(matter, "score", people.lead, {"target": unit(STREET).code, "marks": given | remarks})
    return matter


def test_what_is_expected_stands_first_with_what_it_needs(people: Cast) -> None:
    matter = handling(people)
    shown = card(at(people.lead).get(address(matter)).content.decode())
    report = re.search(r'<li><a class="btn btn-primary"[^>]*>报告结果</a>.*?</li>', shown)
    assert report is not None
    assert "要填：办理结果" in report[0]
    assert "要附：处置证据（至少 1 份）" in report[0]


def test_what_can_neither_be_done_nor_is_waited_for_is_folded_away(people: Cast) -> None:
    shown = card(at(people.lead).get(address(handling(people))).content.decode())
    buttons, folded = shown.split('<details class="aside">')
    assert "撤回延期申请" not in buttons
    assert "撤回延期申请：现在没有等待审批的延期申请。" in folded


def test_what_nobody_waits_for_stands_behind(people: Cast) -> None:
    matter = registered(people)
    perform(matter, "dispatch", people.dispatcher, {"lead": unit(LEAD), "partners": []})
    shown = card(at(people.lead).get(address(matter)).content.decode())
    before, behind = shown.split("需要时还可以办")
    assert ">签收</a>" in before
    assert ">退回</a>" not in before
    assert ">退回</a>" in behind


def test_whose_turn_it_is_is_said_to_everybody_else(people: Cast) -> None:
    matter = handling(people)
    shown = card(at(people.street).get(address(matter)).content.decode())
    assert "现在不用您办" in shown
    assert f"<strong>{LEAD}</strong>（主办单位经办人）办理“报告结果”" in shown
    assert re.search(r"办理期限：还剩 \d+ 个工作日", shown)


def test_the_units_are_shown_with_who_acts_for_them(people: Cast) -> None:
    matter = handling(people, PARTNER)
    html = at(people.street).get(address(matter)).content.decode()
    units = html[html.index('id="units"') :]
    assert people.lead.name in units
    assert people.partner.name in units


def test_a_matter_is_taken_and_handed_on_from_its_page(people: Cast) -> None:
    matter, colleague = handling(people), seat("tongban", LEAD)
    client = at(people.lead)

    def press(do: str, **more: str) -> str:
        form = re.search(r'<form class="handing".*?</form>', client.get(address(matter)).content.decode(), re.DOTALL)
        assert form is not None
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
        assert "1 件办好了" in client.post("/workbench/matters/bulk/", fields | {"do": do} | more).content.decode()
        return client.get(address(matter)).content.decode()

    page = press("take")
    assert f"经办人：{people.lead.name}" in page
    assert "由我经办" not in page
    assert "经办人变更" in page
    assert people.street.name not in page[page.index('<form class="handing"') :].split("</form>")[0]
    assert f"经办人：{colleague.name}" in press("hand", to=str(colleague.pk))
    assert "经办人：" not in press("give_back")


def test_who_holds_no_place_in_a_matter_and_whoever_comes_too_late_takes_nothing(people: Cast) -> None:
    matter = registered(people)
    assert 'class="handing"' in at(people.street).get(address(matter)).content.decode()
    perform(matter, "withdraw", people.street, {"reason": "重复登记"})
    assert 'class="handing"' not in at(people.street).get(address(matter)).content.decode()


def test_photographs_are_small_pictures_made_anew(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    send(lead, address(matter, "report"), {"result": "已清理并划线", "evidence": [large_photo()]})
    html = lead.get(address(matter)).content.decode()
    source = re.search(r'<img src="([^"]+)"', html)
    assert source is not None
    answer = at(people.street).get(source[1])
    assert answer.headers["Content-Type"] == "image/webp"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with Image.open(BytesIO(answer.content)) as small:
        assert small.size == (320, 213)
        assert not small.getexif()
    assert at(people.stranger).get(source[1]).status_code == 404
    assert lead.get(source[1].replace("/small/", "/enormous/")).status_code == 404


def test_a_matter_is_linked_shown_on_both_sides_and_unlinked(people: Cast) -> None:
    one, other = handling(people), handling(people, place="老围二街")
    lead = at(people.lead)
    page = send(
        lead, f"{address(one)}relate/", {"other": other.number, "kind": "follows", "reason": "同一批单车移过去的"}
    )
    assert "已与" in page.content.decode()
    assert other.title in page.content.decode()
    back = lead.get(address(other)).content.decode()
    assert one.title in back
    assert "引起了它" in back
    assert "同一批单车移过去的" in back
    relation = Relation.objects.get()
    page = send(lead, f"{address(one)}relate/{relation.pk}/", {"reason": "后来查明不是一回事"})
    assert "没有关联的事项" in page.content.decode()
    assert [one.kind for one in other.events.order_by("-sequence")[:2]] == ["unrelated", "related"]
    assert not verify().damages


def test_a_link_names_no_matter_to_those_who_may_not_see_it(people: Cast) -> None:
    one, other = handling(people), registered(people, place="老围二街")
    perform(other, "dispatch", people.dispatcher, {"lead": unit(OTHER)})
    send(
        at(people.dispatcher), f"{address(one)}relate/", {"other": other.number, "kind": "same", "reason": "同一个问题"}
    )
    html = at(people.lead).get(address(one)).content.decode()
    assert "有 1 件关联的事项不归您查看" in html
    assert "一件不归您查看的事项" in html
    assert other.number not in html
    assert other.number in at(people.stranger).get(address(other)).content.decode()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"other": "罗协〔2026〕999号", "kind": "same", "reason": "同一个问题"}, "没有这件事项，或者您无权查看"),
        ({"other": "self", "kind": "same", "reason": "同一个问题"}, "一件事项不能和自己关联"),
        ({"other": "", "kind": "", "reason": ""}, "有 3 处需要改正"),
    ],
)
def test_a_link_that_cannot_be_is_refused_in_words(people: Cast, answers: dict[str, str], said: str) -> None:
    matter = handling(people)
    if answers["other"] == "self":
        answers = answers | {"other": matter.number}
    page = send(at(people.lead), f"{address(matter)}relate/", answers)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Relation.objects.exists()


def test_two_matters_are_linked_once(people: Cast) -> None:
    one, other = handling(people), handling(people, place="老围二街")
    lead = at(people.lead)
    send(lead, f"{address(one)}relate/", {"other": other.number, "kind": "same", "reason": "同一个问题"})
    page = send(lead, f"{address(other)}relate/", {"other": one.number, "kind": "other", "reason": "再关联一次"})
    assert "已经关联过了" in page.content.decode()
    assert Relation.objects.count() == 1


def test_a_party_is_masked_and_shown_whole_only_with_a_reason(people: Cast) -> None:
    matter = handling(people)
    party = register("演示张三", id_number=ID_NUMBER, phone="19900001234", fictitious=True)
    join(matter, party, "举报人")
    lead = at(people.lead)
    html = lead.get(address(matter)).content.decode()
    assert "举报人" in html
    assert ID_NUMBER not in html
    path = f"{address(matter)}parties/{party.uuid}/phone/"
    assert "19900001234" not in lead.get(path).content.decode()
    assert "19900001234" not in send(lead, path, {"reason": ""}).content.decode()
    shown = send(lead, path, {"reason": "电话核实现场情况"})
    assert "19900001234" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    logged = Unmasking.objects.get()
    assert (logged.user, logged.field, logged.reason) == (people.lead, "phone", "电话核实现场情况")
    assert at(people.stranger).get(path).status_code == 404
    assert "19900001234" not in lead.get(f"{address(matter)}paper/").content.decode()


def test_marks_are_read_by_item_once_both_sides_are_done(people: Cast) -> None:
    html = at(people.lead).get(address(scored(people))).content.decode()
    assert f"{STREET}评{LEAD}" in html
    assert "还可以更快" in html
    assert "总体尚可" in html


def test_the_unit_that_was_scored_objects_and_the_overseer_corrects(people: Cast) -> None:
    matter = scored(people)
    sheet = visible_sheets(matter, [unit(LEAD)]).get(target=unit(LEAD))
    path = f"{address(matter)}sheets/{sheet.uuid}"
    assert at(people.street).get(f"{path}/object/").status_code == 404
    assert at(people.overseer).get(f"{path}/decide/").status_code == 404
    lead, overseer = at(people.lead), at(people.overseer)
    page = send(lead, f"{path}/object/", {"reason": "我们当天就到了现场"})
    assert "等督查单位处理" in page.content.decode()
    assert lead.get(f"{path}/decide/").status_code == 404
    form = overseer.get(f"{path}/decide/").content.decode()
    values = dict(re.findall(r'name="(mark\.[a-z]+)" value="([^"]+)"', form))
    item = next(iter(values))
    answers = values | {"decision": "upheld", "reason": "签到记录属实，予以更正"}
    assert "至少要更正一项" in send(overseer, f"{path}/decide/", answers).content.decode()
    page = send(overseer, f"{path}/decide/", answers | {item: "99"})
    assert page.status_code == 422
    send(overseer, f"{path}/decide/", answers | {item: "24"})
    html = lead.get(address(matter)).content.decode()
    assert "异议成立，已更正" in html
    assert re.search(r"<del>20[.0]*</del> → 24", html)
    assert "签到记录属实，予以更正" in html
    assert Objection.objects.get().upheld is True


def test_an_objection_that_is_refused_leaves_the_marks(people: Cast) -> None:
    matter = scored(people)
    sheet = visible_sheets(matter, [unit(LEAD)]).get(target=unit(LEAD))
    path = f"{address(matter)}sheets/{sheet.uuid}"
    send(at(people.lead), f"{path}/object/", {"reason": "我们当天就到了现场"})
    send(at(people.overseer), f"{path}/decide/", {"decision": "refused", "reason": "没有证据支持"})
    html = at(people.lead).get(address(matter)).content.decode()
    assert "异议不成立，维持评分" in html
    before = sheet.total
    sheet.refresh_from_db()
    assert sheet.total == before


def test_the_file_is_printed_with_a_list_of_materials(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    send(lead, address(matter, "report"), {"result": "已清理并划线", "evidence": [photo()]})
    html = lead.get(f"{address(matter)}paper/").content.decode()
    assert "材料目录" in html
    assert "整改后.png" in html
    assert "已清理并划线" in html
    assert at(people.stranger).get(f"{address(matter)}paper/").status_code == 404


def test_the_folder_holds_an_index_and_the_materials(people: Cast) -> None:
    matter, lead = handling(people), at(people.lead)
    perform(matter, "progress", people.lead, {"note": "=1+1"}, files={"photos": [picture("一.png"), picture("一.png")]})
    answer = lead.get(f"{address(matter)}dossier/")
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as folder:  # type: ignore[attr-defined]
        assert folder.testzip() is None
        assert folder.namelist() == ["目录.html", "材料/001-一.png", "材料/002-一.png"]
        assert folder.read("材料/002-一.png") == picture().getvalue()
        index = folder.read("目录.html").decode()
    assert matter.number in index
    assert 'href="材料/001-一.png"' in index
    assert "<script" not in index
    assert at(people.stranger).get(f"{address(matter)}dossier/").status_code == 404


def test_a_page_learns_that_somebody_else_was_here(people: Cast) -> None:
    matter, street = handling(people), at(people.street)
    html = street.get(address(matter)).content.decode()
    asked = re.search(r'data-fresh="([^"]+)"', html)
    assert asked is not None
    assert street.get(asked[1]).status_code == 204
    perform(matter, "progress", people.lead, {"note": "已到现场"})
    told = street.get(asked[1]).json()
    assert told["text"].startswith(f"有新进展：{LEAD}于")
    assert told["text"].endswith("办理了“登记进展”。")
    assert at(people.stranger).get(asked[1]).status_code == 404


def test_the_chart_is_downloaded_for_other_tools(people: Cast) -> None:
    matter = handling(people)
    answer = at(people.street).get(f"{address(matter)}chart/")
    assert b"<bpmn:definitions" in answer.content or b"definitions" in answer.content[:400]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_busy_matter_costs_no_more_queries_than_a_quiet_one(
    people: Cast, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    matter, client = handling(people, PARTNER), at(people.lead)
    seat("zhuban-er", LEAD)
    for number in range(8):
        perform(matter, "progress", people.lead, {"note": f"第 {number} 次巡查"}, files={"photos": [picture()]})
        other = handling(people, place=f"老围{number}街")
        send(client, f"{address(matter)}relate/", {"other": other.number, "kind": "other", "reason": "同一条街"})
        join(matter, register(f"演示{number}号", phone=f"1990000{number:04}"), "反映人")
    with django_assert_max_num_queries(45):
        html = client.get(address(matter)).content.decode()
    assert "第 7 次巡查" in html
    assert html.count("其他关联") > 8


def test_the_marks_form_says_its_full_and_steps(people: Cast) -> None:
    matter = scoring(people)
    html = at(people.street).get(address(matter, "score")).content.decode()
    assert html.count("data-full=") == len(marks())

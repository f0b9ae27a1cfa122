"""The workbench through its pages: a matter walked by posting forms, refusals in words, nothing inline, few queries."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coordination_walk import LEAD, PARTNER, STREET, Cast, cast, handling, picture, registered, reported, scoring, seat
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import erase_text
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter
from fazhi.kernel.outbox.delivery import deliver
from fazhi.kernel.outbox.notices import unread
from workbench_forms import address, at, carried, code, hidden, marks, photo, registration, send

pytestmark = pytest.mark.usefixtures("platform")
PASSWORD = "四个字的密码 1234"
SCRIPT = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


@pytest.fixture
def people() -> Cast:
    return cast()


def test_signing_in_says_nothing_about_which_part_is_wrong(people: Cast) -> None:
    people.street.set_password(PASSWORD)
    people.street.save()
    client = Client()
    assert client.get("/workbench/").headers["Location"] == "/workbench/sign-in/?next=/workbench/"
    answers = [
        client.post("/workbench/sign-in/", {"username": name, "password": "不对的密码"}).content.decode()
        for name in (people.street.username, "没有这个人")
    ]
    for html in answers:
        assert "账号或密码不对" in html
    good = client.post("/workbench/sign-in/", {"username": people.street.username, "password": PASSWORD}, follow=True)
    assert "待办" in good.content.decode()
    assert client.get("/workbench/sign-out/").status_code == 405
    assert client.post("/workbench/sign-out/").headers["Location"] == "/workbench/sign-in/"


def test_a_matter_walked_from_registration_to_its_end(people: Cast) -> None:
    street, lead = at(people.street), at(people.lead)
    page = send(street, "/workbench/matters/new/coordination/", registration())
    assert "已登记，编号 罗协〔" in page.content.decode()
    matter = Matter.objects.get()
    dispatcher = at(people.dispatcher)
    assert matter.title in dispatcher.get("/workbench/").content.decode()
    send(dispatcher, address(matter, "dispatch"), {"lead": code(LEAD), "partners": [code(PARTNER)]})
    assert matter.title in lead.get("/workbench/").content.decode()
    send(lead, address(matter, "sign"), {})
    assert matter.title not in dispatcher.get("/workbench/").content.decode()
    waits = lead.get(address(matter)).content.decode()
    assert re.search(r"<button[^>]*disabled[^>]*>报告结果</button>\s*<span[^>]*>协办单位还没有完成：", waits)
    partner = at(people.partner)
    send(partner, address(matter, "sign_part"), {})
    send(partner, address(matter, "finish_part"), {"result": "已配合清理", "photos": [photo()]})
    page = send(lead, address(matter, "report"), {"result": "已清理并划线", "evidence": [photo()]})
    assert "已办理“报告结果”" in page.content.decode()
    page = send(street, address(matter, "confirm"), {})
    assert "待评价" in page.content.decode()
    sheet = street.get(address(matter, "score")).content.decode()
    assert all(f'name="{name}"' in sheet for name in marks())
    wrong = send(street, address(matter, "score"), {"target": code(LEAD)} | marks("26")).content.decode()
    assert 'value="26"' in wrong
    assert 'href="#id_marks_response"' in wrong
    assert 'id="id_marks_response"' in wrong
    send(street, address(matter, "score"), {"target": code(LEAD), "remarks": "很好"} | marks())
    send(street, address(matter, "score"), {"target": code(PARTNER)} | marks())
    assert "很好" not in lead.get(address(matter)).content.decode()
    send(lead, address(matter, "score"), {"target": code(STREET)} | marks())
    page = send(partner, address(matter, "score"), {"target": code(STREET)} | marks("25"))
    assert "已办结" in page.content.decode()
    closed = lead.get(address(matter)).content.decode()
    assert "很好" in closed
    assert "100.00" in closed


def test_an_awkward_way_through_the_committee_and_back_once(people: Cast) -> None:
    matter = registered(people)
    dispatcher, committee, street, lead = map(at, (people.dispatcher, people.committee, people.street, people.lead))
    send(dispatcher, address(matter, "refer"), {"reason": "两个部门都说不是自己的"})
    page = committee.get(address(matter, "rule")).content.decode()
    assert "data-weighty" in page
    asked = send(committee, address(matter, "rule"), {"lead": code(LEAD), "reason": "依权责清单属于你局"})
    assert "确定要“裁定”吗？" in asked.content.decode()
    assert f"<dd>{LEAD}</dd>" in asked.content.decode()
    matter.refresh_from_db()
    assert matter.state == "disputed"
    page = committee.post(address(matter, "rule"), carried(asked.content.decode()), follow=True)
    assert "已办理“裁定”" in page.content.decode()
    send(lead, address(matter, "ask_for_time"), {"amount": "３", "reason": "需要请第三方检测"})
    assert matter.title in dispatcher.get("/workbench/").content.decode()
    send(dispatcher, address(matter, "grant_time"), {})
    page = lead.get(address(matter)).content.decode()
    assert "同意延期 3" in page
    send(lead, address(matter, "report"), {"result": "已清理并划线", "evidence": [photo()]})
    send(street, address(matter, "fail"), {"reason": "又堆起来了，没有解决"})
    matter.refresh_from_db()
    assert matter.state == "reworking"


def test_wrong_answers_are_named_and_what_was_typed_stays(people: Cast) -> None:
    page = send(at(people.street), "/workbench/matters/new/coordination/", registration(description="短", source=""))
    html = page.content.decode()
    assert page.status_code == 422
    assert "有 2 处需要改正" in html
    assert 'href="#id_description"' in html
    assert "老围一街路口" in html
    assert not Matter.objects.exists()


def test_what_the_action_itself_refuses_is_said_in_words(people: Cast) -> None:
    page = send(at(people.street), "/workbench/matters/new/coordination/", registration(field=""))
    assert page.status_code == 422
    assert "请选痛点难点问题，或者选执法领域。" in page.content.decode()


def test_a_disguised_file_is_refused_in_words(people: Cast) -> None:
    matter = handling(people)
    file = SimpleUploadedFile("整改后.png", b"MZ" + bytes(200))
    page = send(at(people.lead), address(matter, "report"), {"result": "已清理并划线", "evidence": [file]})
    assert page.status_code == 422
    assert "已清理并划线" in page.content.decode()
    assert 'href="#id_evidence">处置证据：“整改后.png”是程序，不能接收。' in page.content.decode()


def test_a_page_that_is_stale_keeps_what_was_typed(people: Cast) -> None:
    matter = handling(people)
    lead = at(people.lead)
    old = hidden(lead.get(address(matter, "progress")).content.decode())
    perform(matter, "press", people.dispatcher, {"demand": "请尽快处理好"})
    page = lead.post(address(matter, "progress"), old | {"note": "已约谈企业"})
    html = page.content.decode()
    assert page.status_code == 409
    assert "督办" in html
    assert "已约谈企业" in html
    again = lead.post(address(matter, "progress"), hidden(html) | {"note": "已约谈企业"}, follow=True)
    assert "已办理“登记进展”" in again.content.decode()


def test_a_double_click_is_done_once(people: Cast) -> None:
    street = at(people.street)
    given = hidden(street.get("/workbench/matters/new/coordination/").content.decode()) | registration()
    first = street.post("/workbench/matters/new/coordination/", given)
    second = street.post("/workbench/matters/new/coordination/", given | {"asked": "1"})
    assert first.headers["Location"] == second.headers["Location"]
    assert Matter.objects.count() == 1


def test_a_similar_open_matter_is_offered_before_a_duplicate(people: Cast) -> None:
    matter = registered(people)
    street, path = at(people.street), "/workbench/matters/new/coordination/"
    page = send(street, path, registration())
    html = page.content.decode()
    assert "附近有 1 件相似的事项" in html
    assert matter.number in html
    assert Matter.objects.count() == 1
    street.post(path, hidden(html) | registration())
    assert Matter.objects.count() == 2


def test_what_is_not_theirs_is_not_there_and_is_logged(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    matter, stranger = reported(people), at(people.stranger)
    file = matter.materials.get().attachment.uuid
    with caplog.at_level(logging.WARNING, "fazhi.access"):
        pages = [stranger.get(address(matter) + tail) for tail in ("", "do/confirm/", f"files/{file}/")]
    assert [page.status_code for page in pages] == [404] * 3
    assert [record.name for record in caplog.records].count("fazhi.access") == 3
    other = uuid.uuid4()
    nowhere = stranger.get(f"/workbench/matters/{other}/")
    bare = re.compile(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"')
    there, not_there = pages[0].content.decode(), nowhere.content.decode().replace(str(other), str(matter.uuid))
    assert bare.sub("", not_there) == bare.sub("", there)
    assert stranger.get(address(matter, "nothing_such")).status_code == 404


def test_another_role_is_told_whose_it_is(people: Cast) -> None:
    matter = handling(people)
    page = at(people.street).get(address(matter, "report"))
    assert page.status_code == 403
    assert "“报告结果”应由主办单位经办人办理" in page.content.decode()
    page = at(people.street).post(address(matter, "report"), {"result": "替他们写的结果"})
    assert page.status_code == 403
    matter.refresh_from_db()
    assert matter.state == "handling"
    assert at(people.street).get(address(matter, "confirm")).status_code == 409


def test_who_sits_in_several_units_chooses_one(people: Cast) -> None:
    matter = handling(people, PARTNER)
    seat(people.lead.username, PARTNER)
    lead = at(people.lead)
    page = send(lead, address(matter, "progress"), {"note": "已到现场"})
    assert page.status_code == 409
    assert "请选择代表哪个单位办理" in page.content.decode()
    page = send(lead, address(matter, "progress"), {"note": "已到现场", "unit": code(PARTNER)})
    assert matter.events.get(kind="progress").organization.name == PARTNER  # type: ignore[union-attr]


def test_a_file_comes_as_a_download_and_is_logged(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    matter = reported(people)
    file = matter.materials.get().attachment
    with caplog.at_level(logging.INFO, "fazhi.access"):
        page = at(people.street).get(address(matter) + f"files/{file.uuid}/")
    assert b"".join(page.streaming_content) == picture().getvalue()  # type: ignore[arg-type]
    assert page.headers["Content-Type"] == "image/png"
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert str(file.uuid) in caplog.text


def test_script_in_any_text_is_shown_as_text(people: Cast) -> None:
    street = at(people.street)
    send(street, "/workbench/matters/new/coordination/", registration(place=SCRIPT, description=SCRIPT))
    matter = Matter.objects.get()
    send(at(people.dispatcher), address(matter, "dispatch"), {"lead": code(LEAD), "instruction": SCRIPT})
    lead = at(people.lead)
    send(lead, address(matter, "sign"), {})
    wrong = send(lead, address(matter, "report"), {"result": SCRIPT})
    pages = [wrong] + [
        street.get(path)
        for path in ("/workbench/", "/workbench/matters/", address(matter), f"/workbench/matters/?q={SCRIPT}")
    ]
    pages.append(at(people.dispatcher).get("/workbench/notices/"))
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert "&lt;script&gt;" in pages[3].content.decode()


def test_an_erased_text_says_so(people: Cast) -> None:
    matter = registered(people)
    first = matter.events.get(sequence=1)
    erase_text(first, by=None, because="当事人申请删除个人信息", at=now())
    html = at(people.street).get(address(matter)).content.decode()
    assert "当事人申请删除个人信息" in html
    assert "堵住了人行道" not in html


def test_notices_are_listed_counted_and_marked_read(people: Cast) -> None:
    matter = registered(people)
    deliver()
    dispatcher = at(people.dispatcher)
    html = dispatcher.get("/workbench/notices/").content.decode()
    assert matter.number in html
    assert "条未读" in html
    dispatcher.post("/workbench/notices/read/")
    assert not unread(people.dispatcher).exists()
    assert "条未读" not in dispatcher.get("/workbench/notices/").content.decode()


def test_every_page_is_under_the_policy_and_has_nothing_inline(people: Cast) -> None:
    matter = scoring(people)
    street = at(people.street)
    paths = (
        "/workbench/",
        "/workbench/matters/",
        "/workbench/matters/new/coordination/",
        "/workbench/notices/",
        "/workbench/pages/pain-points/",
        "/workbench/sign-in/",
        "/workbench/no/such/page/",
        address(matter),
        address(matter, "score"),
    )
    for path in paths:
        page = (Client() if "sign-in" in path else street).get(path)
        html = page.content.decode()
        assert "script-src 'self'" in page.headers["Content-Security-Policy"], path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html), path
        assert '<html lang="zh-CN">' in html, path
        assert html.count("<h1") == 1, path
        assert 'href="#main"' in html, path


def test_a_form_without_its_token_is_refused_in_words(people: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.street)
    page = client.post("/workbench/notices/read/")
    assert page.status_code == 403
    assert "页面已过期" in page.content.decode()


def test_a_list_costs_the_same_for_one_and_for_many(
    people: Cast, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = at(people.overseer)
    for _number in range(6):
        handling(people)
    with django_assert_max_num_queries(16):
        page = client.get("/workbench/matters/")
    assert page.content.decode().count("老围一街路口") == 6


def test_a_long_history_costs_no_more_than_a_short_one(
    people: Cast, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    matter, client = handling(people), at(people.lead)
    for number in range(12):
        perform(matter, "progress", people.lead, {"note": f"第 {number} 次巡查"}, files={"photos": [picture()]})
    with django_assert_max_num_queries(38):
        html = client.get(address(matter)).content.decode()
    assert "第 11 次巡查" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [("?q=老围", True), ("?q=没有的", False), ("?state=closed", False), ("?is=late", False), ("?page=99", True)],
)
def test_a_list_is_narrowed_by_its_address(people: Cast, query: str, shown: bool) -> None:
    matter = registered(people)
    html = at(people.street).get(f"/workbench/matters/{query}").content.decode()
    assert (matter.number in html) is shown
    assert ("没有符合条件的事项" in html) is not shown

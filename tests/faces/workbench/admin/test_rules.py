"""Rules from their day on, for running deadlines where that is meant; parameters checked; the calendar; rubrics."""

from __future__ import annotations

import datetime as dt
import re
import threading
from decimal import Decimal
from typing import Any

import pytest

from administration import administrators, at, hidden, send
from coordination_walk import Cast, cast, handling, reported, scoring
from fazhi.errors import FazhiError
from fazhi.kernel.clock import local_day, standing_at, today
from fazhi.kernel.evaluation.rubrics import in_force, pinned
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.matters.deadlines import calendar, rule_of
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import CalendarDay, Change, Deadline, Matter, Round, User
from fazhi.kernel.own.rules import rule_on

pytestmark = pytest.mark.usefixtures("platform")
RULE = "coordination.handling_ordinary"
PAGE = f"/workbench/admin/rules/{RULE}/"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def admin(people: Cast) -> User:
    return administrators()[0]


def day(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def running(matter: Matter) -> Deadline:
    return Deadline.objects.get(matter=matter, rule=RULE, met_on=None)


def asked(n: int, since: dt.date, **more: Any) -> dict[str, Any]:
    return {"n": n, "extension": 5, "since": str(since), "document": "罗综执〔2026〕3号", "reason": "按新方案"} | more


def test_a_rule_holds_from_its_day_and_not_before(people: Cast, admin: User) -> None:
    rows = Change.objects.count()
    answer = send(at(admin), f"{PAGE}set/", asked(7, day(10)))
    assert "罗综执〔2026〕3号" in answer.content.decode()
    assert Change.objects.count() == rows + 1
    assert rule_on(RULE, day(9)).period.n == 15
    found = rule_on(RULE, day(10))
    assert (found.period.n, found.period.extension and found.period.extension.n) == (7, 5)
    assert (found.start, found.basis_text, found.checked) == (day(10), "罗综执〔2026〕3号", True)
    change = Change.objects.order_by("-sequence")[0]
    assert (change.subject, change.key, change.before, change.after["value"]["n"]) == ("rule", RULE, {}, 7)


def test_matters_before_and_after_run_by_their_own_version(people: Cast, admin: User) -> None:
    before = handling(people)
    send(at(admin), f"{PAGE}set/", asked(7, day(3)))
    assert rule_of(running(before)).period.n == 15
    with standing_at(day(3)):
        after = handling(people)
    assert rule_of(running(after)).period.n == 7
    assert running(after).rule_from == day(3)
    assert rule_of(running(before)).period.n == 15


def test_running_deadlines_move_only_where_it_is_meant(people: Cast, admin: User) -> None:
    matter = handling(people)
    old = running(matter).due
    send(at(admin), f"{PAGE}set/", asked(9, day(-1)))
    assert running(matter).due == old
    answer = send(at(admin), f"{PAGE}set/", asked(8, day(0), running="on"))
    assert "正在后台重新计算期限" in answer.content.decode()
    assert running(matter).due == old
    assert run_one("w", threading.Event())
    assert "1 个期限的到期日有变动" in at(admin).get("/workbench/jobs/").content.decode()
    moved = running(matter)
    assert moved.due is not None
    assert old is not None
    assert moved.due < old
    assert moved.changes.get().old == old
    assert matter.events.order_by("-sequence")[0].kind == "due_changed"
    assert Change.objects.order_by("-sequence")[0].after["running"] is True


def test_what_has_begun_is_not_written_over(people: Cast, admin: User) -> None:
    client = at(admin)
    send(client, f"{PAGE}set/", asked(9, day(0)))
    for since in (day(0), day(-3)):
        answer = send(client, f"{PAGE}set/", asked(4, since))
        assert answer.status_code == 422
        assert "不能改写过去" in answer.content.decode()
    assert rule_on(RULE, day(0)).period.n == 9
    answer = send(client, f"{PAGE}set/", asked(4, day(5), running="on"))
    assert "不能现在就用于正在计的期限" in answer.content.decode()
    for n, said in ((0, "不能小于 1"), ("十", "应是整数")):
        assert said in send(client, f"{PAGE}set/", asked(n, day(5))).content.decode()  # type: ignore[arg-type]


def test_back_to_what_stood_before(people: Cast, admin: User) -> None:
    send(at(admin), f"{PAGE}set/", asked(9, day(0)))
    send(at(admin), f"{PAGE}unset/", {"since": str(day(4)), "document": "罗综执〔2026〕8号", "reason": "废止"})
    assert [rule_on(RULE, day(number)).period.n for number in (0, 3, 4)] == [9, 9, 15]


def test_what_the_law_fixes_is_not_the_districts_to_set(admin: User) -> None:
    client = at(admin)
    assert client.get("/workbench/admin/rules/court_fees.property/set/").status_code == 404
    answers = {
        "low": "10", "high": "500", "since": str(day(1)), "document": "文", "reason": "试",
    }  # fmt: skip
    answer = send(client, "/workbench/admin/rules/court_fees.divorce_base/set/", answers)
    assert answer.status_code == 422
    assert "超出法律规定的幅度" in answer.content.decode()


def test_a_parameter_is_checked_and_that_can_be_taken_back(people: Cast, admin: User) -> None:
    client, address = at(admin), f"{PAGE}check/2020-01-01/"
    assert not rule_on(RULE, today()).checked
    rows = Change.objects.count()
    send(client, address, {"document": "罗综执〔2020〕1号原件"})
    assert rule_on(RULE, today()).checked
    html = client.get(PAGE).content.decode()
    assert "罗综执〔2020〕1号原件" in html
    assert admin.name in html
    waiting = client.get("/workbench/admin/rules/?pending=1").content.decode()
    assert RULE not in waiting
    assert "coordination.sign" in waiting
    send(client, f"{address}?undo", {"document": "核对有误"})
    assert not rule_on(RULE, today()).checked
    assert Change.objects.count() == rows + 2
    assert [change.after["checked"] for change in Change.objects.filter(subject="parameter")] == [False, True]


def test_a_holiday_is_entered_after_a_look_at_what_moves(people: Cast, admin: User) -> None:
    matter = handling(people)
    old = running(matter).due
    assert old is not None
    client, address = at(admin), "/workbench/admin/calendar/day/"
    answers = {"day": str(old), "kind": "off", "document": "市政府通知（演示）", "reason": "台风"}
    page = client.post(address, hidden(client.get(address).content.decode()) | answers).content.decode()
    assert matter.number in page
    assert re.search(r"[1-9]\d* 个的到期日会变动", page)
    assert not CalendarDay.objects.exists()
    rows = Change.objects.count()
    send(client, address, answers)
    assert Change.objects.count() == rows + 1
    assert not calendar().works(old)
    assert run_one("w", threading.Event())
    assert running(matter).due != old
    change = Change.objects.order_by("-sequence")[0]
    assert (change.subject, change.key, change.before) == ("calendar", str(old), {})
    assert change.after == {"works": False, "document": "市政府通知（演示）"}
    assert "市政府通知（演示）" in client.get(f"/workbench/admin/calendar/?year={old.year}").content.decode()
    back = {"day": str(old), "kind": "country", "document": "通知作废", "reason": "更正"}
    send(client, address, back)
    assert run_one("w", threading.Event())
    assert running(matter).due == old
    again = send(client, address, back)
    assert "没有登记过" in again.content.decode()


def rubric_form(client: Any, since: dt.date) -> dict[str, Any]:
    html = client.get("/workbench/admin/rubrics/coordination.case/new/").content.decode()
    typed = dict(re.findall(r'name="(item\d+-(?:id|label|full|step|guidance|remark_below))" value="([^"]*)"', html))
    return hidden(html) | typed | {
        "label": "个案评价表", "since": str(since), "document": "罗综执〔2026〕5号", "reason": "调整",
    }  # fmt: skip


def test_a_rubric_gets_a_version_from_a_day_on(people: Cast, admin: User) -> None:
    client, rows = at(admin), Change.objects.count()
    answers = rubric_form(client, day(2)) | {
        "item0-full": "30", "item1-label": "", "item4-label": "群众满意", "item4-full": "20",
    }  # fmt: skip
    page = send(client, "/workbench/admin/rubrics/coordination.case/new/", answers)
    assert "已有新版本" in page.content.decode()
    assert Change.objects.count() == rows + 1
    assert in_force("coordination.case", day(1)).version == "2020"
    found = in_force("coordination.case", day(2))
    assert [(item.label, item.full) for item in found.items] == [
        ("响应及时", Decimal(30)), ("依法规范", Decimal(25)), ("处理效果", Decimal(25)), ("群众满意", Decimal(20)),
    ]  # fmt: skip
    assert found.full == 100
    assert found.checked
    assert [item.id for item in found.items][:3] == ["response", "lawfulness", "result"]


def test_everything_wrong_with_a_rubric_is_said_at_once(admin: User) -> None:
    client = at(admin)
    answers = rubric_form(client, day(-1)) | {"item0-full": "很多", "item1-full": "25.3", "item2-remark_below": "200"}
    answer = send(client, "/workbench/admin/rubrics/coordination.case/new/", answers)
    html = answer.content.decode()
    assert answer.status_code == 422
    for said in ("不能早于今天", "应是大于 0 的数，现为“很多”", "应是步长 0.5 的倍数", "应在 0 至 100% 之间"):
        assert said in html
    assert 'value="很多"' in html
    assert in_force("coordination.case", day(30)).version == "2020"


def test_a_round_keeps_the_version_it_was_opened_with(people: Cast, admin: User) -> None:
    matter = scoring(people)
    opened = Round.objects.get(matter=matter, closed_at=None)
    client = at(admin)
    answers = rubric_form(client, today()) | {"item0-full": "10", "item1-full": "40"}
    send(client, "/workbench/admin/rubrics/coordination.case/new/", answers)
    assert in_force("coordination.case", today()).version != opened.rubric_version
    sheet = at(people.street).get(f"/workbench/matters/{matter.uuid}/do/score/").content.decode()
    assert "/ 25" in sheet
    assert "/ 40" not in sheet
    target = matter.assignments.get(place="lead", until=None).organization
    marks = {item.id: "25" for item in pinned("coordination.case", opened.rubric_version).items}
    perform(matter, "score", people.street, {"target": target.code, "marks": marks})
    assert opened.sheets.get(target=target).total == 100
    later = reported(people)
    with standing_at(day(0)):
        perform(later, "confirm", people.street)
    assert Round.objects.get(matter=later, closed_at=None).rubric_version == today().isoformat()


def test_a_version_is_never_changed(people: Cast, admin: User) -> None:
    client = at(admin)
    send(client, "/workbench/admin/rubrics/coordination.case/new/", rubric_form(client, day(1)))
    send(client, "/workbench/admin/rubrics/coordination.case/new/", rubric_form(client, day(1)) | {"label": "新名"})
    assert pinned("coordination.case", str(day(1))).label == "个案评价表"
    assert in_force("coordination.case", day(1)).label == "新名"
    with pytest.raises(FazhiError):
        pinned("coordination.case", "没有的")
    assert local_day(Change.objects.order_by("-sequence")[0].at) == today()

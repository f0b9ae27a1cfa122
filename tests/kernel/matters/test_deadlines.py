"""Clocks follow a matter by working days, stand still, are extended, and are reckoned again for a new holiday."""

from __future__ import annotations

import datetime as dt

import pytest

from coordination_walk import LEAD, Cast, cast, dispatch, picture, registered, unit
from fazhi.domains.coordination.procedure import Coordination
from fazhi.errors import FazhiError
from fazhi.kernel.clock import standing_at
from fazhi.kernel.events.sealing import verify
from fazhi.kernel.matters.deadlines import change_calendar, recompute
from fazhi.kernel.matters.errors import NotNow
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Deadline, Matter

D = dt.date


@pytest.fixture
def people(platform: None) -> Cast:
    return cast()


def walked(people: Cast, day: dt.date, urgency: str = "ordinary") -> Matter:
    """A matter that was registered, dispatched and signed for on one day."""
    with standing_at(day):
        matter = registered(people, urgency=urgency)
        dispatch(people, matter)
        perform(matter, "sign", people.lead)
    return matter


def clock(matter: Matter, name: str = "time_to_handle") -> Deadline:
    return matter.deadlines.get(clock=name, met_on=None)


@pytest.mark.parametrize(
    ("urgency", "start", "due"),
    [
        # 15 working days from Monday, 1 June 2020: 25 and 26 June were the Dragon Boat Festival, 28 June was worked.
        ("ordinary", D(2020, 6, 1), D(2020, 6, 22)),
        ("ordinary", D(2020, 6, 8), D(2020, 6, 30)),
        ("urgent", D(2020, 6, 24), D(2020, 6, 30)),
        ("hard", D(2020, 6, 1), D(2020, 7, 14)),
    ],
)
def test_the_clock_of_handling_runs_by_urgency_in_working_days(
    people: Cast, urgency: str, start: dt.date, due: dt.date
) -> None:
    assert clock(walked(people, start, urgency)).due == due


def test_clocks_are_met_by_going_on(people: Cast) -> None:
    with standing_at(D(2020, 6, 1)):
        matter = registered(people)
    assert clock(matter, "dispatching").due == D(2020, 6, 2)
    with standing_at(D(2020, 6, 4)):
        dispatch(people, matter)
    met = matter.deadlines.get(clock="dispatching")
    assert (met.met_on, met.overdue_days) == (D(2020, 6, 4), 2)


def test_a_clock_stands_still_where_its_declaration_says_so(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    handling = Coordination.time_to_handle
    monkeypatch.setattr(handling, "runs_in", Coordination.at_work)
    monkeypatch.setattr(handling, "pauses_in", (Coordination.reported,))
    matter = walked(people, D(2020, 6, 1))
    with standing_at(D(2020, 6, 3)):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    assert clock(matter).due is None
    with standing_at(D(2020, 6, 8)):
        perform(matter, "fail", people.street, {"reason": "又堆满了车"})
    deadline = clock(matter)
    # 4 and 5 June stood still (6 and 7 were a weekend): two working days more than 22 June.
    assert deadline.due == D(2020, 6, 24)
    assert [(stop.start, stop.end) for stop in deadline.suspensions.all()] == [(D(2020, 6, 4), D(2020, 6, 7))]
    assert [(each.old, each.new) for each in deadline.changes.all()] == [
        (D(2020, 6, 22), None),
        (None, D(2020, 6, 24)),
    ]


def test_more_time_is_asked_for_and_granted(people: Cast) -> None:
    matter = walked(people, D(2020, 6, 1))
    with standing_at(D(2020, 6, 10)):
        perform(matter, "ask_for_time", people.lead, {"amount": 5, "reason": "需要专家论证"})
        with pytest.raises(NotNow, match="等待审批"):
            perform(matter, "ask_for_time", people.lead, {"amount": 1, "reason": "再要一天"})
        with pytest.raises(NotNow, match="等待审批"):
            perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
        perform(matter, "grant_time", people.dispatcher)
    deadline = clock(matter)
    assert deadline.due == D(2020, 6, 30)
    assert deadline.changes.get().reason == "同意延期 5 个工作日"
    assert deadline.extensions.get().decided_by == people.dispatcher


def test_more_than_the_rule_allows_is_not_even_asked_for(people: Cast) -> None:
    matter = walked(people, D(2020, 6, 1))
    with standing_at(D(2020, 6, 2)), pytest.raises(FazhiError, match="最多可以延长 10 个工作日"):
        perform(matter, "ask_for_time", people.lead, {"amount": 11, "reason": "工程量很大"})
    assert matter.events.filter(kind="ask_for_time").count() == 0


def test_refused_time_moves_nothing(people: Cast) -> None:
    matter = walked(people, D(2020, 6, 1))
    with standing_at(D(2020, 6, 2)):
        perform(matter, "ask_for_time", people.lead, {"amount": 5, "reason": "需要专家论证"})
    perform(matter, "refuse_time", people.dispatcher, {"opinion": "理由不足"})
    assert clock(matter).due == D(2020, 6, 22)
    with pytest.raises(NotNow, match="没有等待审批"):
        perform(matter, "grant_time", people.dispatcher)


def test_a_holiday_announced_late_moves_running_deadlines_and_keeps_the_old_day(people: Cast) -> None:
    running, other = walked(people, D(2020, 6, 1)), walked(people, D(2020, 6, 17))
    with standing_at(D(2020, 6, 18)):
        moved = change_calendar(D(2020, 6, 19), works=False, document="市政府通知（演示）")
    assert {each.matter for each in moved} == {running, other}
    deadline = clock(running)
    assert deadline.due == D(2020, 6, 23)
    change = deadline.changes.get()
    assert (change.old, change.new) == (D(2020, 6, 22), D(2020, 6, 23))
    assert "2020-06-19改为休息日（市政府通知（演示））" in change.reason
    event = running.events.get(kind="due_changed")
    assert event.data == {"clock": "time_to_handle", "old": "2020-06-22", "new": "2020-06-23"}
    assert verify().damages == ()
    assert recompute("again") == []


def test_a_holiday_needs_its_document(people: Cast) -> None:
    with pytest.raises(FazhiError, match="依据的文件"):
        change_calendar(D(2020, 6, 19), works=False, document=" ")


def test_what_is_over_is_not_reckoned_again(people: Cast) -> None:
    matter = walked(people, D(2020, 6, 1))
    with standing_at(D(2020, 6, 5)):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
        perform(matter, "confirm", people.street)
    met = matter.deadlines.get(clock="time_to_handle")
    change_calendar(D(2020, 6, 4), works=False, document="演示通知")
    met.refresh_from_db()
    assert met.met_on == D(2020, 6, 5)
    assert met.changes.filter(reason__contains="演示通知").count() == 0


def test_reminders_stand_at_shares_of_the_period(people: Cast) -> None:
    deadline = clock(walked(people, D(2020, 6, 1)))
    found = dict(deadline.reminders.values_list("percent", "on"))
    # 15 working days: the 8th is half of it, the 12th four fifths, and on the day after the 15th it has run out.
    assert found == {50: D(2020, 6, 11), 80: D(2020, 6, 17), 100: D(2020, 6, 23)}


def test_a_district_can_set_its_own_length(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from fazhi.kernel.district import current
    from fazhi.kernel.matters import deadlines
    from fazhi.kernel.own import rules as own_rules

    own = {
        "coordination.handling_ordinary": {
            "value": {"n": 7, "unit": "working_day", "trigger": "签收之日"},
            "document": "罗综执〔2020〕3号",
        }
    }
    district = replace(current(), rules=own)
    monkeypatch.setattr(own_rules, "current", lambda: district)
    matter = walked(people, D(2020, 6, 1))
    deadline = clock(matter)
    assert deadline.due == D(2020, 6, 10)
    assert deadlines.rule_of(deadline).basis_text == "罗综执〔2020〕3号"
    assert unit(LEAD).exists_on(D(2020, 6, 1))

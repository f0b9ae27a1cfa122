"""The awkward ways of an enforcement matter: parts sent back, partners changed, requests taken back, late checks."""

from __future__ import annotations

import datetime as dt

import pytest

from coordination_walk import (
    LEAD,
    OTHER,
    PARTNER,
    STREET,
    Cast,
    cast,
    dispatch,
    handling,
    picture,
    registered,
    reported,
    unit,
)
from fazhi.domains.coordination.models import CoordinationMatter, Part
from fazhi.errors import FazhiError
from fazhi.kernel.clock import SHANGHAI, standing_at, today
from fazhi.kernel.matters.errors import Forbidden, NotNow
from fazhi.kernel.matters.perform import open_matter, options, perform
from fazhi.kernel.matters.succession import dissolve, hand_over
from fazhi.kernel.models import Assignment, Extension, Matter, Notice, Sheet, User
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox.delivery import deliver

pytestmark = pytest.mark.usefixtures("platform")
MORNING = dt.datetime(2020, 6, 1, 9, tzinfo=SHANGHAI)


@pytest.fixture
def people() -> Cast:
    return cast()


def offered(matter: Matter, user: User) -> set[str]:
    return {each.transition.name for each in options(matter, user) if not each.hindrance}


def held(matter: Matter, place: str) -> set[str]:
    return set(matter.assignments.filter(place=place, until=None).values_list("organization__name", flat=True))


def report(matter: Matter, user: User) -> None:
    perform(matter, "report", user, {"result": "已清理并划线"}, files={"evidence": [picture()]})


def test_an_inspector_registers_and_the_unit_goes_on(people: Cast) -> None:
    street = registered(people)
    community = street.coordination.community  # type: ignore[attr-defined]
    answers = {
        "field": "市容管理",
        "source": "inspector",
        "urgency": "urgent",
        "community": community.code,
        "place": "地铁口",
        "description": "乱摆卖占道，行人绕行。",
    }
    matter = open_matter("coordination", people.inspector, answers)
    assert held(matter, "reporter") == {STREET}
    assert offered(matter, people.inspector) == set()
    assert "withdraw" in offered(matter, people.street)


def test_a_partner_sends_its_part_back_once(people: Cast) -> None:
    matter = handling(people, PARTNER)
    assert {"sign_part", "return_part"} <= offered(matter, people.partner)
    perform(matter, "return_part", people.partner, {"reason": "不属本单位职责"})
    assert (held(matter, "partners"), Part.objects.count()) == (set(), 0)
    # The lead unit no longer waits for it.
    assert "report" in offered(matter, people.lead)
    again = {"partners": [unit(PARTNER)], "reason": "按职责清单应由你单位配合"}
    perform(matter, "change_partners", people.dispatcher, again)
    with pytest.raises(NotNow, match="退回过一次"):
        perform(matter, "return_part", people.partner, {"reason": "还是不属于"})
    perform(matter, "sign_part", people.partner)
    with pytest.raises(NotNow, match="已于"):
        perform(matter, "return_part", people.partner, {"reason": "签了又想退"})


def test_partners_change_and_what_was_finished_stays(people: Cast) -> None:
    matter = handling(people, PARTNER)
    perform(matter, "sign_part", people.partner)
    perform(matter, "finish_part", people.partner, {"result": "已配合清理"})
    both = {"partners": [unit(PARTNER), unit(OTHER)], "reason": "涉及排水口"}
    perform(matter, "change_partners", people.dispatcher, both)
    assert held(matter, "partners") == {PARTNER, OTHER}
    with pytest.raises(NotNow, match=f"还没有完成：{OTHER}"):
        report(matter, people.lead)
    perform(matter, "change_partners", people.dispatcher, {"partners": [unit(PARTNER)], "reason": "经勘查不涉及"})
    report(matter, people.lead)
    assert matter.state == "reported"


def test_the_lead_unit_is_not_its_own_partner(people: Cast) -> None:
    matter = handling(people, PARTNER)
    with pytest.raises(FazhiError, match="已是主办单位"):
        perform(matter, "change_partners", people.dispatcher, {"partners": [unit(LEAD)], "reason": "选错了"})
    assert held(matter, "partners") == {PARTNER}


def test_a_request_for_time_is_taken_back(people: Cast) -> None:
    matter = handling(people)
    perform(matter, "ask_for_time", people.lead, {"amount": 5, "reason": "需要专业检测"})
    assert "report" not in offered(matter, people.lead)
    perform(matter, "withdraw_request", people.lead)
    assert list(Extension.objects.values_list("granted", "withdrawn")) == [(False, True)]
    assert "report" in offered(matter, people.lead)
    with pytest.raises(NotNow, match="没有等待审批"):
        perform(matter, "grant_time", people.dispatcher)
    perform(matter, "ask_for_time", people.lead, {"amount": 5, "reason": "检测单位改期"})
    perform(matter, "grant_time", people.dispatcher)


def test_verification_that_is_late_passes_to_the_office(people: Cast) -> None:
    with standing_at(MORNING):
        matter = reported(people)
    with standing_at(MORNING + dt.timedelta(days=3, hours=8)):
        tick()
        matter.refresh_from_db()
        assert matter.state == "reported"  # Thursday 4 June is the third working day
    with standing_at(MORNING + dt.timedelta(days=4)):
        tick()
        matter.refresh_from_db()
        assert matter.state == "passed_on"
        deliver()
        assert Notice.objects.filter(user=people.dispatcher, matter=matter).exists()
        assert offered(matter, people.street) == set()
        perform(matter, "confirm_instead", people.dispatcher, {"note": "已到现场看过"})
    assert matter.state == "scoring"


def test_whoever_passes_it_on_can_send_it_back_once_as_well(people: Cast) -> None:
    with standing_at(MORNING):
        matter = reported(people)
    with standing_at(MORNING + dt.timedelta(days=7)):
        tick()
        perform(matter, "fail_instead", people.dispatcher, {"reason": "仍有车辆堆放"})
        report(matter, people.lead)
        with pytest.raises(NotNow, match="退回重办过一次"):
            perform(matter, "fail", people.street, {"reason": "还是有车辆"})


def test_nobody_verifies_or_scores_their_own_work(people: Cast) -> None:
    matter = registered(people)
    perform(matter, "dispatch", people.dispatcher, {"lead": unit(STREET)})
    perform(matter, "sign", people.street)
    report(matter, people.street)
    assert matter.state == "passed_on"
    with pytest.raises((Forbidden, FazhiError)):
        perform(matter, "confirm", people.street)
    perform(matter, "confirm_instead", people.dispatcher, {"note": "已到现场看过"})
    # One unit did it all: there is nobody to score, and nothing to wait for.
    assert (matter.state, Sheet.objects.count(), matter.closed_on is not None) == ("closed", 0, True)


def test_a_partner_of_its_own_street_is_still_scored(people: Cast) -> None:
    matter = registered(people)
    perform(matter, "dispatch", people.dispatcher, {"lead": unit(STREET), "partners": [unit(PARTNER)]})
    perform(matter, "sign", people.street)
    perform(matter, "sign_part", people.partner)
    perform(matter, "finish_part", people.partner, {"result": "已配合清理"})
    report(matter, people.street)
    perform(matter, "confirm_instead", people.dispatcher, {"note": "已到现场看过"})
    assert matter.state == "scoring"
    pairs = set(Sheet.objects.values_list("scorer__name", "target__name"))
    assert pairs == {(STREET, PARTNER), (PARTNER, STREET)}


def test_what_a_dissolved_partner_signed_goes_on_with_its_successor(people: Cast) -> None:
    matter = handling(people, PARTNER)
    perform(matter, "sign_part", people.partner)
    dissolve(unit(PARTNER), today(), unit(OTHER))
    assert [each.pk for each in hand_over(unit(PARTNER))] == [matter.pk]
    perform(matter, "finish_part", people.stranger, {"result": "已接手并配合清理"})
    report(matter, people.lead)
    assert matter.state == "reported"


def test_a_successor_writes_the_sheets_of_the_unit_it_follows(people: Cast) -> None:
    matter = reported(people)
    perform(matter, "confirm", people.street)
    dissolve(unit(LEAD), today(), unit(OTHER))
    list(hand_over(unit(LEAD)))
    full = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}
    perform(matter, "score", people.stranger, {"target": unit(STREET).code, "marks": full})
    perform(matter, "score", people.street, {"target": unit(OTHER).code, "marks": full})
    assert matter.state == "closed"


def test_the_third_return_counts_every_unit_and_the_ruling_binds(people: Cast) -> None:
    matter = registered(people)
    for _round in range(3):
        dispatch(people, matter)
        perform(matter, "send_back", people.lead, {"reason": "不属于本单位职责"})
    perform(matter, "rule", people.committee, {"lead": unit(LEAD), "reason": "按权责清单属城管职责"})
    assert matter.state == "handling"
    assert "send_back" not in offered(matter, people.lead)


def test_a_partner_merged_into_the_lead_unit_holds_nothing_up(people: Cast) -> None:
    matter = handling(people, PARTNER)
    dissolve(unit(PARTNER), today(), unit(LEAD))
    list(hand_over(unit(PARTNER)))
    perform(matter, "sign_part", people.lead)
    perform(matter, "finish_part", people.lead, {"result": "已由本单位一并处理"})
    report(matter, people.lead)
    perform(matter, "confirm", people.street)
    assert set(Sheet.objects.values_list("scorer__name", "target__name")) == {(STREET, LEAD), (LEAD, STREET)}


def test_a_partner_merged_into_another_that_had_finished(people: Cast) -> None:
    matter = handling(people, PARTNER, OTHER)
    perform(matter, "sign_part", people.stranger)
    perform(matter, "finish_part", people.stranger, {"result": "排水口已疏通"})
    dissolve(unit(PARTNER), today(), unit(OTHER))
    list(hand_over(unit(PARTNER)))
    with pytest.raises(NotNow, match=f"还没有完成：{PARTNER}"):
        report(matter, people.lead)
    perform(matter, "sign_part", people.stranger)
    perform(matter, "finish_part", people.stranger, {"result": "接手部分也已完成"})
    report(matter, people.lead)
    assert matter.state == "reported"


def test_what_the_committee_rules_binds_those_who_help_too(people: Cast) -> None:
    matter = registered(people)
    perform(matter, "refer", people.dispatcher, {"reason": "两个部门意见不一致"})
    names = {"lead": unit(LEAD), "partners": [unit(PARTNER)], "reason": "按权责清单"}
    perform(matter, "rule", people.committee, names)
    with pytest.raises(NotNow, match="已经裁定"):
        perform(matter, "return_part", people.partner, {"reason": "不属本单位职责"})
    with pytest.raises(NotNow, match="已经裁定"):
        perform(matter, "change_partners", people.dispatcher, {"partners": [], "reason": "不需要协办"})
    assert held(matter, "partners") == {PARTNER}


def test_a_helping_unit_need_not_wait_for_the_lead_unit(people: Cast) -> None:
    matter = registered(people)
    dispatch(people, matter, PARTNER)
    assert {"sign_part", "return_part"} <= offered(matter, people.partner)
    perform(matter, "sign_part", people.partner)
    assert Part.objects.get().signed_on is not None


def test_a_unit_that_came_to_lead_what_it_registered_does_not_verify_it(people: Cast) -> None:
    with standing_at(MORNING):
        matter = reported(people)
        Assignment.objects.filter(matter=matter, place="lead").update(until=MORNING)
        Assignment.objects.create(matter=matter, place="lead", organization=unit(STREET), since=MORNING)
    with pytest.raises(NotNow, match="不能自己核验"):
        perform(matter, "confirm", people.street)
    with standing_at(MORNING + dt.timedelta(days=7)):
        tick()
        perform(matter, "confirm_instead", people.dispatcher, {"note": "已到现场看过"})
    assert matter.state == "closed"


def test_no_time_is_asked_for_once_it_has_run_out(people: Cast) -> None:
    with standing_at(MORNING):
        matter = handling(people, urgency="urgent")
    with standing_at(MORNING + dt.timedelta(days=7)), pytest.raises(NotNow, match="2020年6月4日届满"):
        perform(matter, "ask_for_time", people.lead, {"amount": 2, "reason": "需要专业检测"})


def test_what_did_not_pass_is_reopened_and_not_late_as_well(people: Cast) -> None:
    with standing_at(MORNING):
        matter = handling(people, urgency="urgent")
    with standing_at(MORNING + dt.timedelta(days=3)):
        report(matter, people.lead)
    with standing_at(MORNING + dt.timedelta(days=4)):
        perform(matter, "fail", people.street, {"reason": "仍有车辆堆放"})
        report(matter, people.lead)
    record = CoordinationMatter.objects.get(matter=matter)
    assert (record.on_time, record.reopenings, record.due_on) == (True, 1, dt.date(2020, 6, 4))


def test_who_returned_it_is_kept_and_the_day_of_the_first_dispatch(people: Cast) -> None:
    with standing_at(MORNING):
        matter = registered(people)
        dispatch(people, matter)
        perform(matter, "send_back", people.lead, {"reason": "不属于本单位职责"})
    with standing_at(MORNING + dt.timedelta(days=30)):
        perform(matter, "dispatch", people.dispatcher, {"lead": unit(OTHER)})
    record = CoordinationMatter.objects.get(matter=matter)
    assert (record.returned_by, record.dispatched_on) == (LEAD, MORNING.date())

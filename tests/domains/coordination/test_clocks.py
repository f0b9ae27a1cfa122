"""How long each step may take, by category and urgency; who is reminded, on which day and in which words."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from coordination_walk import LEAD, OTHER, PARTNER, Cast, cast, dispatch, picture, registered, unit
from fazhi.domains.coordination.models import CoordinationMatter
from fazhi.domains.coordination.procedure import Coordination
from fazhi.errors import FazhiError
from fazhi.kernel.clock import SHANGHAI, standing_at
from fazhi.kernel.matters.deadlines import change_calendar
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Deadline, Event, Matter, Notice, User
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox.delivery import deliver
from fazhi.kernel.procedures.checking import faults
from fazhi.kernel.procedures.explain import explain
from fazhi.kernel.procedures.registry import values

pytestmark = pytest.mark.usefixtures("platform")
D = dt.date


@pytest.fixture
def people() -> Cast:
    return cast()


def at(day: dt.date, hour: int = 10) -> standing_at:
    return standing_at(dt.datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI))


def signed(people: Cast, day: dt.date, *partners: str, **more: str) -> Matter:
    """Registered, dispatched and signed for by the lead unit on one day."""
    with at(day):
        matter = registered(people, **more)
        dispatch(people, matter, *partners)
        perform(matter, "sign", people.lead)
    return matter


def running(matter: Matter, clock: str) -> Deadline:
    return matter.deadlines.get(clock=clock, met_on=None)


def told_on(day: dt.date, matter: Matter, user: User) -> list[str]:
    """What the reminders of a morning say to somebody, without the number and the title."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with at(day, 8):
        tick()
        deliver()
    matter.refresh_from_db()
    found = Notice.objects.filter(user=user, matter=matter, message__topic="kernel.reminder").exclude(pk__in=before)
    return [one.text.removeprefix(f"{matter.number}：").partition("。")[0] for one in found]


# ── by category ──


@pytest.mark.parametrize(
    ("field", "urgency", "rule", "due"),
    [
        # From Monday, 1 June 2020; 25 and 26 June were the Dragon Boat Festival, 28 June was worked.
        ("市容管理", "ordinary", "coordination.handling_ordinary", D(2020, 6, 22)),
        ("消防安全", "ordinary", "coordination.handling_fire_ordinary", D(2020, 6, 15)),
        ("规划土地", "ordinary", "coordination.handling_land_ordinary", D(2020, 6, 30)),
        # Urgent is urgent in every category.
        ("消防安全", "urgent", "coordination.handling_urgent", D(2020, 6, 4)),
        ("规划土地", "urgent", "coordination.handling_urgent", D(2020, 6, 4)),
    ],
)
def test_the_time_to_handle_goes_by_category_and_urgency(
    people: Cast, field: str, urgency: str, rule: str, due: dt.date
) -> None:
    deadline = running(signed(people, D(2020, 6, 1), field=field, urgency=urgency), "time_to_handle")
    assert (deadline.rule, deadline.due) == (rule, due)


def test_explain_says_every_length_with_its_basis_and_that_nobody_checked_it() -> None:
    clocks = explain(Coordination, D(2026, 6, 1), values=values(Coordination))[3].lines
    handling = [line.strip() for line in clocks if line.strip().startswith("办理（")]
    assert len(handling) == 7
    assert any("办理（消防安全，一般事项）：10个工作日" in line for line in handling)
    assert all("综合监督考核方案" in line and "待核" in line for line in handling)


def test_a_category_that_no_column_gives_is_a_fault_of_the_declaration() -> None:
    assert any("category" in fault for fault in faults(Coordination, {"urgency": ("ordinary",)}))


# ── reminders ──


def test_an_urgent_matter_has_a_notice_on_each_of_its_days(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1), urgency="urgent")
    days = [D(2020, 6, day) for day in range(1, 7)]
    assert [told_on(day, matter, people.lead) for day in days] == [
        [],
        [],
        ["办理期限已过 50%，2020年6月4日到期"],
        ["办理期限今天（2020年6月4日）到期"],
        ["办理期限已于2020年6月4日届满，现已超期"],
        [],
    ]


def test_of_an_ordinary_matter_half_four_fifths_and_the_end_are_told(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1))
    told = {
        day: text for number in range(1, 31) if (text := told_on(day := D(2020, 6, number), matter, people.lead_head))
    }
    # The head is told from four fifths on; the last day is the 22nd, so it has run out on the 23rd.
    assert told == {
        D(2020, 6, 17): ["办理期限已过 80%，2020年6月22日到期"],
        D(2020, 6, 23): ["办理期限已于2020年6月22日届满，现已超期"],
    }
    assert Notice.objects.filter(user=people.overseer, matter=matter, urgent=True).count() == 1


def test_signing_reminds_on_its_one_day_and_when_it_is_over(people: Cast) -> None:
    with at(D(2020, 6, 1)):
        matter = registered(people)
        dispatch(people, matter)
    assert told_on(D(2020, 6, 1), matter, people.lead) == []
    assert told_on(D(2020, 6, 2), matter, people.lead) == ["签收期限今天（2020年6月2日）到期"]
    assert told_on(D(2020, 6, 3), matter, people.lead_head) == ["签收期限已于2020年6月2日届满，现已超期"]


def test_verification_reminds_and_then_passes_on(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1))
    with at(D(2020, 6, 1), 16):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    assert told_on(D(2020, 6, 3), matter, people.street) == ["核验期限已过 50%，2020年6月4日到期"]
    assert told_on(D(2020, 6, 4), matter, people.street) == ["核验期限今天（2020年6月4日）到期"]
    assert told_on(D(2020, 6, 5), matter, people.street) == []
    assert matter.state == "passed_on"


def test_every_mark_of_every_clock_falls_on_a_day_of_its_own(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1), PARTNER, urgency="urgent")
    for deadline in Deadline.objects.filter(matter=matter):
        marks = list(deadline.reminders.order_by("percent").values_list("on", flat=True))
        assert all(one < other for one, other in pairwise(marks)), deadline.clock


# ── helping units ──


def test_a_helping_unit_has_one_working_day_to_sign_and_is_reminded_alone(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1), PARTNER, OTHER)
    assert running(matter, "signing_part").due == D(2020, 6, 2)
    with at(D(2020, 6, 1), 15):
        perform(matter, "sign_part", people.stranger)
    assert told_on(D(2020, 6, 2), matter, people.partner) == ["协办签收期限今天（2020年6月2日）到期"]
    assert not Notice.objects.filter(user=people.stranger, text__contains="协办签收期限今天").exists()
    assert told_on(D(2020, 6, 3), matter, people.dispatcher) == ["协办签收期限已于2020年6月2日届满，现已超期"]
    with at(D(2020, 6, 3), 11):
        perform(matter, "sign_part", people.partner)
    met = matter.deadlines.get(clock="signing_part")
    assert (met.met_on, met.overdue_days) == (D(2020, 6, 3), 1)


def test_a_unit_that_comes_to_help_later_has_its_own_day(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1))
    assert not matter.deadlines.filter(clock="signing_part").exists()
    with at(D(2020, 6, 8)):
        perform(matter, "change_partners", people.dispatcher, {"partners": [unit(PARTNER)], "reason": "涉及排水口"})
    assert running(matter, "signing_part").due == D(2020, 6, 9)
    with at(D(2020, 6, 8), 15):
        perform(matter, "return_part", people.partner, {"reason": "不属本单位职责"})
    assert not matter.deadlines.filter(clock="signing_part", met_on=None).exists()


# ── handling again ──


def failed(people: Cast, urgency: str = "ordinary") -> Matter:
    """Signed on Monday, reported on Wednesday, sent back on the Monday after."""
    matter = signed(people, D(2020, 6, 1), urgency=urgency)
    with at(D(2020, 6, 3)):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    with at(D(2020, 6, 8)):
        perform(matter, "fail", people.street, {"reason": "又堆满了车"})
    return matter


@pytest.mark.parametrize(("urgency", "due"), [("ordinary", D(2020, 6, 15)), ("urgent", D(2020, 6, 10))])
def test_handling_again_has_a_period_of_its_own(people: Cast, urgency: str, due: dt.date) -> None:
    matter = failed(people, urgency)
    assert matter.state == "reworking"
    assert [each.clock for each in matter.deadlines.filter(met_on=None)] == ["time_to_rework"]
    assert running(matter, "time_to_rework").due == due
    assert matter.deadlines.get(clock="time_to_handle").met_on == D(2020, 6, 3)
    with at(D(2020, 6, 9)), pytest.raises(FazhiError, match="要在“办理中”时办理"):
        perform(matter, "ask_for_time", people.lead, {"amount": 2, "reason": "需要专业检测"})


def test_both_reports_are_kept_and_the_first_says_whether_it_was_in_time(people: Cast) -> None:
    matter = failed(people)
    with at(D(2020, 6, 17)):
        perform(matter, "report", people.lead, {"result": "已加装隔离桩"}, files={"evidence": [picture()]})
    record = CoordinationMatter.objects.get(matter=matter)
    assert (record.first_reported_on, record.due_on, record.on_time) == (D(2020, 6, 3), D(2020, 6, 22), True)
    assert (record.reported_on, record.rework_due_on) == (D(2020, 6, 17), D(2020, 6, 15))
    # Two working days to the first report, and seven after it was sent back.
    assert record.handling_days == 9


def test_a_holiday_announced_after_the_report_changes_none_of_what_was_reckoned(people: Cast) -> None:
    matter = signed(people, D(2020, 6, 1), urgency="urgent")
    with at(D(2020, 6, 4)):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    kept = "due_on", "first_reported_on", "on_time", "handling_days"
    before = CoordinationMatter.objects.values_list(*kept).get(matter=matter)
    with at(D(2020, 6, 4), 17):
        change_calendar(D(2020, 6, 3), False, "罗府办〔2020〕9号")
    assert before == (D(2020, 6, 4), D(2020, 6, 4), True, 3)
    assert CoordinationMatter.objects.values_list(*kept).get(matter=matter) == before
    assert not Event.objects.filter(matter=matter, kind="due_changed").exists()


def test_the_committee_comes_in_with_the_third_return_or_a_dispute(people: Cast) -> None:
    matter = registered(people)
    for _round in range(2):
        dispatch(people, matter)
        perform(matter, "send_back", people.lead, {"reason": "不属于本单位职责"})
        deliver()
    assert not matter.assignments.filter(place="committee").exists()
    assert not Notice.objects.filter(user=people.committee).exists()
    dispatch(people, matter)
    perform(matter, "send_back", people.lead, {"reason": "不属于本单位职责"})
    deliver()
    assert matter.assignments.filter(place="committee", until=None).count() == 1
    assert Notice.objects.filter(user=people.committee, matter=matter).count() == 1
    perform(matter, "rule", people.committee, {"lead": unit(LEAD), "reason": "按权责清单属城管职责"})
    assert matter.state == "handling"

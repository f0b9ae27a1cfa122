"""Deadlines: the examples of the fact sheet, stops, extensions, missing years, and what is refused."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.law.calendar import Calendar
from fazhi.law.errors import BadInput, NoSuchParameter, NotInForce
from fazhi.law.inputs import Interval
from fazhi.law.parameters.values import Allowance, Period
from fazhi.law.periods import Tail, compute
from fazhi.law.periods.tools import clock, clocks
from fazhi.law.tools import find

DAY = timedelta(days=1)


def due(rule: str, trigger: str, **more: object) -> str:
    return clock(rule).run({"from": trigger, **more}).answer.key


@pytest.mark.parametrize(
    ("rule", "trigger", "expected"),
    [
        ("reconsideration.apply", "2020-08-05", "2020-10-09"),
        ("admin_litigation.appeal_judgment", "2020-09-20", "2020-10-09"),
        ("civil_litigation.appeal_judgment", "2020-09-20", "2020-10-09"),
        ("civil_litigation.appeal_ruling", "2020-06-15", "2020-06-28"),
        ("admin_litigation.sue", "2020-08-31", "2021-03-01"),
        ("reconsideration.review", "2020-01-22", "2020-02-06"),
        ("reconsideration.review", "2020-04-28", "2020-05-08"),
        ("reconsideration.send_copy", "2024-02-08", "2024-02-23"),
        ("reconsideration.answer", "2024-02-08", "2024-02-28"),
        ("reconsideration.decide", "2020-02-03", "2020-04-03"),
        ("admin_litigation.answer", "2020-09-21", "2020-10-09"),
        ("legal_aid.decide", "2022-01-04", "2022-01-11"),
        ("legal_aid.assign", "2022-01-11", "2022-01-14"),
        ("legal_aid.decide", "2020-06-01", "2020-06-10"),
        ("legal_aid.objection_review", "2022-09-29", "2022-10-08"),
        ("mediation.confirm_apply", "2020-06-01", "2020-07-01"),
        ("mediation.confirm_apply", "2020-07-10", "2020-08-10"),
        ("correction.report", "2020-07-06", "2020-07-16"),
        ("correction.notify", "2020-07-06", "2020-07-13"),
        ("correction.locator", "2020-07-10", "2020-10-10"),
        ("correction.travel_permit", "2020-08-01", "2021-02-01"),
        ("documents.review_earliest", "2020-06-10", "2020-06-17"),
        ("documents.review", "2020-06-10", "2020-07-02"),
        ("documents.review_earliest", "2026-02-10", "2026-02-24"),
        ("documents.review", "2026-02-10", "2026-03-09"),
        ("criminal_litigation.appeal_judgment", "2020-09-24", "2020-10-09"),
        ("penalty.hearing_notice", "2026-10-12", "2026-09-24"),
        ("arbitration_fees.set_aside", "2025-12-01", "2026-06-01"),
        ("arbitration_fees.set_aside", "2026-03-02", "2026-06-02"),
    ],
)
def test_due(rule: str, trigger: str, expected: str) -> None:
    assert due(rule, trigger) == expected


def test_the_locator_is_extended_three_months_again_and_again() -> None:
    assert due("correction.locator", "2020-07-10", extend=[3]) == "2021-01-10"
    assert due("correction.locator", "2020-07-10", extend=[3, 3]) == "2021-04-10"
    with pytest.raises(BadInput, match="最多可以延长 3"):
        due("correction.locator", "2020-07-10", extend=[4])


def test_the_decision_is_extended_by_thirty_days_at_most() -> None:
    assert due("reconsideration.decide", "2024-03-01", extend=[30]) == "2024-05-30"
    with pytest.raises(BadInput, match="行政复议机构负责人"):
        due("reconsideration.decide", "2024-03-01", extend=[20, 20])


def test_the_simplified_procedure_knows_no_extension() -> None:
    with pytest.raises(BadInput, match="没有“extend”"):
        due("reconsideration.decide_simplified", "2024-03-01", extend=[10])
    with pytest.raises(BadInput, match="没有可以延长"):
        compute(Period(30, "day"), date(2024, 3, 1), extensions=[10])


def test_who_approves_changed_with_the_law() -> None:
    old, new = (
        clock("reconsideration.decide").run({"from": day, "extend": [30]}) for day in ("2020-03-02", "2024-03-01")
    )
    assert any("行政复议机关负责人" in step.formula for step in old.steps)
    assert any("行政复议机构负责人" in step.formula for step in new.steps)


def test_which_law_governs_can_be_chosen() -> None:
    tool = clock("reconsideration.answer")
    assert tool.run({"from": "2023-12-28"}).answer.key == "2024-01-08"  # ten days, the 7th is a Sunday
    assert tool.run({"from": "2023-12-28"}, on="2024-01-01").answer.key == "2024-01-12"  # ten working days


def test_a_stop_moves_the_end_by_its_days() -> None:
    assert due("reconsideration.apply", "2020-01-15") == "2020-03-16"  # day 60 is Sunday 15 March
    assert due("reconsideration.apply", "2020-01-15", suspend=["2020-01-23..2020-03-22"]) == "2020-05-14"


def test_a_second_stop_is_met_by_the_days_that_the_first_added() -> None:
    period = Period(10, "day")
    stops = [Interval(date(2024, 1, 5), date(2024, 1, 9)), Interval(date(2024, 1, 14), date(2024, 1, 15))]
    assert compute(period, date(2024, 1, 1), stops=stops).day == date(2024, 1, 18)


def test_overlapping_stops_count_once_and_stops_outside_count_nothing() -> None:
    period = Period(10, "day")
    overlapping = [Interval(date(2024, 1, 3), date(2024, 1, 6)), Interval(date(2024, 1, 5), date(2024, 1, 8))]
    assert compute(period, date(2024, 1, 1), stops=overlapping).day == date(2024, 1, 17)
    outside = [Interval(date(2023, 12, 1), date(2023, 12, 31)), Interval(date(2024, 2, 1), date(2024, 2, 9))]
    assert compute(period, date(2024, 1, 1), stops=outside).day == date(2024, 1, 11)


def test_a_stop_of_working_days_takes_out_working_days() -> None:
    period = Period(5, "working_day")
    assert compute(period, date(2024, 3, 1), stops=[Interval(date(2024, 3, 4), date(2024, 3, 5))]).day == date(
        2024, 3, 12
    )


def test_a_stop_without_an_end_leaves_the_deadline_open() -> None:
    result = clock("reconsideration.decide").run({"from": "2024-03-01", "suspend": ["2024-03-10.."]})
    assert result.answer.low is None
    assert result.answer.text == "尚不能确定"
    assert compute(Period(10, "day"), date(2024, 3, 1), stops=[Interval(date(2024, 4, 1), None)]).day == date(
        2024, 3, 11
    )


def test_limitation_stops_only_in_its_last_six_months() -> None:
    period = Period(3, "year", suspension="tail")
    tail = Tail(6, 6)
    start = date(2021, 3, 1)
    early = [Interval(date(2022, 1, 1), date(2022, 6, 30))]
    assert compute(period, start, stops=early, tail=tail).day == date(2024, 3, 1)
    late = [Interval(date(2023, 12, 1), date(2024, 1, 31))]
    assert compute(period, start, stops=late, tail=tail).day == date(2024, 7, 31)


def test_hours_need_a_time_of_day() -> None:
    result = clock("correction.arrest_decide").run({"from": "2024-03-01 09:30"})
    assert result.answer.low == datetime(2024, 3, 3, 9, 30)  # noqa: DTZ001
    with pytest.raises(BadInput, match="时刻"):
        clock("correction.arrest_decide").run({"from": "2024-03-01"})


def test_backward_periods() -> None:
    assert due("correction.leave_apply", "2024-03-10") == "2024-03-07"
    assert due("documents.remind", "2025-08-31") == "2025-02-28"


def test_a_missing_year_gives_the_range_in_which_the_end_lies() -> None:
    result = clock("reconsideration.review").run({"from": "2026-12-29"})
    assert result.answer.value is None
    assert isinstance(result.answer.low, date)
    assert isinstance(result.answer.high, date)
    assert result.answer.low < result.answer.high
    assert any("尚未公布" in text for text in result.warnings)


def test_a_missing_year_far_from_festivals_gives_one_day_and_says_so() -> None:
    result = clock("reconsideration.decide").run({"from": "2026-12-29"})
    assert result.answer.key == "2027-03-01"  # day 60 is Saturday 27 February
    assert any("尚未公布" in text for text in result.warnings)


def test_the_announced_calendar_closes_the_range() -> None:
    tool = clock("reconsideration.review")
    calendar = Calendar(off=[date(2027, 1, 1)], known_years=[2027])
    assert tool.run({"from": "2026-12-29"}, calendar=calendar).answer.key == "2027-01-06"


def test_before_the_first_version() -> None:
    with pytest.raises(NotInForce, match="2018-01-01"):
        due("reconsideration.decide", "2010-03-01")


def test_bad_requests_say_what_would_be_right() -> None:
    with pytest.raises(BadInput, match="2020-06-30"):
        due("reconsideration.apply", "去年夏天")
    with pytest.raises(BadInput, match="不是日历上"):
        due("reconsideration.apply", "2023-02-29")
    with pytest.raises(BadInput, match="早于开始"):
        due("reconsideration.apply", "2024-01-01", suspend=["2024-02-02..2024-02-01"])
    with pytest.raises(NoSuchParameter):
        clock("reconsideration.nothing")
    with pytest.raises(NoSuchParameter, match="不是期限"):
        clock("court_fees.property")


def test_every_clock_runs_and_states_its_basis() -> None:
    for found in clocks():
        version = found.versions[-1]
        day = max(version.start, date(2024, 3, 5))
        day = min(day, version.end or day)
        result = clock(found.id).run({"from": f"{day} 10:00"}, on=day)
        assert result.answer.low is not None, found.id
        assert result.basis or all(rule.check == "P" for rule in result.rules), found.id


dates = st.dates(date(2004, 1, 1), date(2024, 6, 1))
units = st.sampled_from(["day", "working_day", "month"])


@settings(max_examples=150, deadline=None)
@given(dates, st.integers(1, 60))
def test_working_days_as_a_plain_loop_counts_them(start: date, n: int) -> None:
    day, left = start, n
    while left:
        day += DAY
        left -= chinese_calendar.is_workday(day)
    assert compute(Period(n, "working_day"), start).day == day


@settings(max_examples=150, deadline=None)
@given(dates, st.integers(1, 60), units, st.integers(0, 120))
def test_a_new_holiday_never_brings_a_deadline_forward(start: date, n: int, unit: str, offset: int) -> None:
    period = Period(n, unit, roll=unit != "working_day", counting="counting.civil" if unit != "working_day" else "")
    before, after = compute(period, start), compute(period, start, calendar=Calendar(off=[start + offset * DAY]))
    assert before.earliest is not None and before.latest is not None  # noqa: PT018
    assert after.earliest is not None and after.latest is not None  # noqa: PT018
    assert after.earliest >= before.earliest
    assert after.latest >= before.latest


@settings(max_examples=200, deadline=None)
@given(dates, st.integers(1, 24), units, st.integers(1, 40), st.integers(1, 60))
def test_stopping_n_days_never_moves_the_end_by_less(start: date, n: int, unit: str, offset: int, length: int) -> None:
    period = Period(n, unit)
    free = compute(period, start)
    assert free.nominal is not None
    first = min(start + offset * DAY, free.nominal)
    stop = Interval(first, first + (length - 1) * DAY)
    held = compute(period, start, stops=[stop])
    assert held.nominal is not None
    if unit == "working_day":
        lost = sum(chinese_calendar.is_workday(first + k * DAY) for k in range(length))
        passed = sum(
            chinese_calendar.is_workday(free.nominal + (k + 1) * DAY) for k in range((held.nominal - free.nominal).days)
        )
        assert passed >= lost
    else:
        assert held.nominal - free.nominal >= length * DAY


@settings(max_examples=100, deadline=None)
@given(dates, st.integers(1, 30), st.integers(1, 30))
def test_an_extension_never_shortens(start: date, n: int, more: int) -> None:
    period = Period(n, "day", extension=Allowance(30, "day", "某人"))
    free, longer = compute(period, start).day, compute(period, start, extensions=[more]).day
    assert free is not None
    assert longer == free + more * DAY


@settings(max_examples=150, deadline=None)
@given(st.dates(date(2008, 1, 1), date(2026, 9, 1)), st.integers(1, 40))
def test_the_range_of_a_missing_year_holds_what_the_announced_calendar_gives(start: date, n: int) -> None:
    class Unannounced(Calendar):
        def works(self, day: date) -> bool | None:
            from fazhi.law.calendar import unannounced

            return unannounced(day)

    if abs((start - date(2015, 9, 4)).days) < 70:  # the one-off holiday of 2015
        return
    period = Period(n, "working_day")
    truth, bounds = compute(period, start).day, compute(period, start, calendar=Unannounced())
    assert truth is not None
    assert bounds.earliest is not None
    assert bounds.latest is not None
    assert bounds.earliest <= truth <= bounds.latest


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"known": "2020-05-01"}, "2023-05-04"),
        ({"known": "2015-10-02"}, "2018-10-08"),
        ({"known": "2015-09-01"}, "2017-09-01"),
        ({"known": "2020-12-31", "kind": "instalments"}, "2024-01-02"),
        ({"known": "2020-07-01", "harm": "2000-06-01"}, "2020-06-01"),
        ({"known": "2021-03-01", "suspend": ["2023-12-01..2024-01-31"]}, "2024-07-31"),
        ({"known": "2020-05-06", "interrupted": ["2022-05-06"]}, "2025-05-06"),
        ({"known": "2017-03-01", "kind": "short"}, "2020-03-02"),
        ({"known": "2015-03-02", "kind": "short"}, "2016-03-02"),
        ({"known": "2021-05-06", "kind": "minor_abuse", "born": "2010-06-01"}, "2031-06-02"),
    ],
)
def test_limitation(inputs: dict[str, object], expected: str) -> None:
    result = find("limitation").run(inputs)
    low = result.answer.low if expected == "2031-06-02" else result.answer.key
    assert str(low) == expected


def test_limitation_says_what_needs_saying() -> None:
    tool = find("limitation")
    assert tool.run({"known": "2020-01-01", "kind": "excluded"}, on="2024-01-01").answer.text == "不适用诉讼时效"
    assert any(
        "不发生中断" in text for text in tool.run({"known": "2018-01-02", "interrupted": ["2023-01-01"]}).warnings
    )
    with pytest.raises(BadInput, match="早于权利受到损害"):
        tool.run({"known": "2020-01-01", "harm": "2021-01-01"})
    with pytest.raises(BadInput, match="born"):
        tool.run({"known": "2020-01-01", "kind": "minor_abuse"})
    with pytest.raises(NotInForce, match="1987-01-01"):
        tool.run({"known": "1980-01-01"})

"""Periods as people type them, their edges, and what they are compared with."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.figures.period import Period, UnknownPeriod

H1 = Period(date(2020, 1, 1), date(2020, 6, 30), "half")
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2020H1",
        "2020h1",
        " 2020 H1 ",
        "２０２０Ｈ１",
        "2020-H1",
        "2020年上半年",
        "2020上半年",
        "2020 年\t上半年",
        "2020年1-6月",
        "2020年1月—6月",
        "2020年1至6月",
        "2020-01-01/2020-06-30",
        "2020-01-01..2020-06-30",
        "2020-1-1 - 2020-6-30",
        "2020.1.1至2020.6.30",
        "2020/01/01~2020/06/30",
        "2020年1月1日到2020年6月30日",
        "2020年1月1日至6月30日",
        "２０２０－０１－０１／２０２０－０６－３０",
        "20200101-20200630",
    ],
)
def test_the_first_half_of_2020_in_every_form(text: str) -> None:
    assert Period.parse(text) == H1


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31), "year"),
        ("2020年度", date(2020, 1, 1), date(2020, 12, 31), "year"),
        ("2020下半年", date(2020, 7, 1), date(2020, 12, 31), "half"),
        ("2020Q2", date(2020, 4, 1), date(2020, 6, 30), "quarter"),
        ("2020年第二季度", date(2020, 4, 1), date(2020, 6, 30), "quarter"),
        ("2020年4季度", date(2020, 10, 1), date(2020, 12, 31), "quarter"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28), "month"),
        ("202006", date(2020, 6, 1), date(2020, 6, 30), "month"),
        ("2020年6月份", date(2020, 6, 1), date(2020, 6, 30), "month"),
        ("2020-02-29/2020-02-29", date(2020, 2, 29), date(2020, 2, 29), "dates"),
        ("2020-01-15/2020-03-14", date(2020, 1, 15), date(2020, 3, 14), "dates"),
    ],
)
def test_other_periods(text: str, start: date, end: date, kind: str) -> None:
    period = Period.parse(text)
    assert (period.start, period.end, period.kind) == (start, end, kind)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "认不出期间"),
        ("上半年", "认不出期间"),
        ("2020H3", "认不出期间"),
        ("2020Q0", "认不出期间"),
        ("20H1", "认不出期间"),
        ("2020H1; drop", "认不出期间"),
        ("2020-13", "日历上没有"),
        ("2020-00", "日历上没有"),
        ("2019-02-29/2019-03-01", "日历上没有"),
        ("0000", "日历上没有"),
        ("2020-06-30/2020-01-01", "结束日早于开始日"),
        ("2020年6月至1月", "结束日早于开始日"),
        ("1900", "1949年至2099年"),
        ("9999", "1949年至2099年"),
    ],
)
def test_what_is_no_period_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(UnknownPeriod) as refusal:
        Period.parse(text)
    assert says in refusal.value.message
    assert refusal.value.exit_code == 2


def test_a_pasted_novel_is_refused_without_repeating_it() -> None:
    with pytest.raises(UnknownPeriod) as refusal:
        Period.parse("2020年" * 100_000)
    assert len(refusal.value.message) < 200


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_is_refused(text: str) -> None:
    try:
        period = Period.parse(text)
    except UnknownPeriod:
        return
    assert period.start <= period.end


@given(DAYS, st.integers(0, 1000))
def test_the_code_names_the_period_again(start: date, days: int) -> None:
    end = min(start + timedelta(days=days), date(2099, 12, 31))
    for period in (Period.between(start, end), Period.between(start, end).previous()):
        if period.start.year >= 1949:
            assert Period.parse(period.code) == period


@given(DAYS.filter(lambda day: day.year > 1955), st.integers(0, 800))
def test_the_period_before_ends_the_day_before_and_is_as_long(start: date, days: int) -> None:
    period = Period.between(start, start + timedelta(days=days))
    before = period.previous()
    assert before.end == start - timedelta(days=1)
    whole = start.day == 1 and (period.end + timedelta(days=1)).day == 1
    assert len(before.months()) == len(period.months()) if whole else before.end - before.start == period.end - start


@pytest.mark.parametrize(
    ("period", "previous", "year_before"),
    [
        ("2020H1", "2019H2", "2019H1"),
        ("2020H2", "2020H1", "2019H2"),
        ("2020Q1", "2019Q4", "2019Q1"),
        ("2020", "2019", "2019"),
        ("2020-03", "2020-02", "2019-03"),
        ("2020-02", "2020-01", "2019-02"),
        ("2020-02-29/2020-03-01", "2020-02-27/2020-02-28", "2019-02-28/2019-03-01"),
        ("2020年1-2月", "2019年11-12月", "2019年1-2月"),
        ("2021年1-2月", "2020年11-12月", "2020年1-2月"),
        ("2020年1-5月", "2019年8-12月", "2019年1-5月"),
        ("2019-07-01/2020-06-30", "2018-07-01/2019-06-30", "2018-07-01/2019-06-30"),
        ("2021-02-01/2021-02-27", "2021-01-05/2021-01-31", "2020-02-01/2020-02-27"),
    ],
)
def test_what_a_period_is_compared_with(period: str, previous: str, year_before: str) -> None:
    assert Period.parse(period).previous() == Period.parse(previous)
    assert Period.parse(period).year_before() == Period.parse(year_before)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2020", "2020年"),
        ("2020H2", "2020年下半年"),
        ("2020Q3", "2020年第三季度"),
        ("2020-06", "2020年6月"),
        ("2020-01-05..2020-03-09", "2020年1月5日至2020年3月9日"),
    ],
)
def test_the_label_is_what_a_report_writes(code: str, label: str) -> None:
    assert Period.parse(code).label == label


@given(DAYS, st.integers(0, 500))
def test_the_months_cover_the_period_without_gap(start: date, days: int) -> None:
    period = Period.between(start, min(start + timedelta(days=days), date(2099, 12, 31)))
    months = period.months()
    assert months[0].start == period.start
    assert months[-1].end == period.end
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(months))

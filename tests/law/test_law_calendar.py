"""Working days: the announced years exactly, the others between bounds that the announced years prove."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from fazhi.law.calendar import (
    Calendar,
    festivals,
    read_overrides,
    standard,
    statutory_holidays,
    unannounced,
)
from fazhi.law.errors import BadData, NoCalendar

DAY = timedelta(days=1)
# A one-off national day off with its make-up day, which no pattern foretells.
ONE_OFF = {date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)}


def days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * DAY for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("year", "workdays"), [(2020, 249), (2021, 250), (2024, 251), (2025, 248), (2026, 248)])
def test_workdays_of_a_year(year: int, workdays: int) -> None:
    assert sum(standard().works(day) is True for day in days(year)) == workdays


def test_make_up_days_of_2020_and_2026() -> None:
    for text in ("2020-01-19", "2020-06-28", "2020-10-10", "2026-01-04", "2026-02-28", "2026-10-10"):
        day = date.fromisoformat(text)
        assert day.weekday() > 4
        assert standard().works(day) is True


def test_agrees_with_the_source_on_every_announced_day() -> None:
    for year in range(2004, 2027):
        for day in days(year):
            assert standard().works(day) is chinese_calendar.is_workday(day)


def test_the_bounds_for_anunannounced_year_hold_for_every_announced_one() -> None:
    for year in range(2008, 2027):
        for day in days(year):
            guess = unannounced(day)
            if day not in ONE_OFF:
                assert guess in (None, chinese_calendar.is_workday(day)), day


def test_2027_is_not_guessed() -> None:
    calendar = standard()
    assert calendar.works(date(2027, 10, 1)) is False  # statutory
    assert calendar.works(date(2027, 2, 4)) is None  # near the Spring Festival
    assert calendar.works(date(2027, 3, 17)) is True  # an ordinary Wednesday
    assert not calendar.known(date(2027, 3, 17))


def test_years_without_even_festivals_are_refused() -> None:
    for year in (1990, 2100):
        with pytest.raises(NoCalendar, match=str(year)):
            standard().works(date(year, 5, 20))


def test_overrides_make_a_year_known() -> None:
    calendar = Calendar(off=[date(2027, 2, 5)], work=[date(2027, 2, 14)], known_years=[2027])
    assert calendar.works(date(2027, 2, 5)) is False
    assert calendar.works(date(2027, 2, 14)) is True
    assert calendar.works(date(2027, 2, 4)) is True


def test_the_override_table_reads_spans_and_single_days() -> None:
    raw = {
        "years": {2027: {"off": [[date(2027, 1, 1), date(2027, 1, 3)]], "work": [date(2027, 2, 14)]}},
        "days": [{"day": date(2026, 12, 31), "off": True}],
    }
    read = read_overrides(raw, "表")
    assert read["years"] == {2027}
    assert read["off"] == {date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3), date(2026, 12, 31)}
    assert read["work"] == {date(2027, 2, 14)}


@pytest.mark.parametrize(
    "raw", [None, {}, {"years": {2027: {"off": [[date(2027, 1, 3), date(2027, 1, 1)]], "work": []}}, "days": []}]
)
def test_a_wrong_override_table_is_refused(raw: object) -> None:
    with pytest.raises(BadData, match="补充表"):
        read_overrides(raw, "表")


def test_statutory_holidays_by_year() -> None:
    assert len(statutory_holidays(2024)) == 11
    assert len(statutory_holidays(2025)) == 13
    assert date(2024, 5, 2) not in statutory_holidays(2024)
    assert date(2025, 5, 2) in statutory_holidays(2025)
    assert date(2025, 1, 28) in statutory_holidays(2025)  # New Year's eve


def test_festivals_lie_in_the_days_off_of_the_announced_years() -> None:
    for year in range(2008, 2027):
        for day in festivals()[year].values():
            assert not chinese_calendar.is_workday(day)

"""The invented people and days of the demonstration district."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from fazhi.kernel.district import load
from fazhi.kernel.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return World(load("luohu"))


def test_two_worlds_are_the_same(world: World) -> None:
    other = World(load("luohu"))
    assert other.lawyers == world.lawyers
    assert other.staff == world.staff
    assert other.days(other.rng("x"), 50, date(2020, 1, 1), date(2020, 6, 30)) == world.days(
        world.rng("x"), 50, date(2020, 1, 1), date(2020, 6, 30)
    )


def test_domains_draw_from_generators_of_their_own(world: World) -> None:
    assert world.rng("mediation").random() != world.rng("corrections").random()


def test_working_days_know_the_calendar_of_2020(world: World) -> None:
    days = world.working_days(date(2020, 1, 20), date(2020, 2, 9))
    # 19 January (a Sunday) was worked in lieu; the Spring Festival ran to 2 February.
    assert days == [date(2020, 1, day) for day in (20, 21, 22, 23)] + [date(2020, 2, day) for day in (3, 4, 5, 6, 7)]
    assert date(2020, 6, 28) in world.working_days(date(2020, 6, 24), date(2020, 6, 30))


@pytest.mark.parametrize(
    ("start", "shift", "expected"),
    [
        (date(2020, 1, 22), 5, date(2020, 2, 6)),
        (date(2020, 4, 28), 5, date(2020, 5, 8)),
        (date(2020, 2, 3), -1, date(2020, 1, 23)),
    ],
)
def test_shifting_by_working_days(world: World, start: date, shift: int, expected: date) -> None:
    assert world.shift(start, shift) == expected


def test_days_are_in_order_and_few_in_february_2020(world: World) -> None:
    days = world.days(world.rng("days"), 5000, date(2020, 1, 1), date(2020, 6, 30))
    assert days == sorted(days)
    months = Counter(day.month for day in days)
    assert min(months, key=lambda month: months[month]) == 2


def test_each_community_has_one_counsel(world: World) -> None:
    assert set(world.counsel) == {community.name for community in world.district.communities}
    assert len({lawyer.licence for lawyer in world.counsel.values()}) == len(world.counsel)


def test_the_service_group_is_led_by_party_members(world: World) -> None:
    assert len({lawyer.licence for lawyer in world.service_group}) == 69
    assert sum(lawyer.party_member for lawyer in world.service_group) > 69 / 2


def test_companies_say_that_they_are_invented(world: World) -> None:
    rng = world.rng("companies")
    assert all("（演示）" in name for name in (world.company(rng), world.shop(rng), world.firms[0].name))


def test_numbers_count_by_year(world: World) -> None:
    numbers = world.numbering("调")
    drawn = [numbers.next(day) for day in (date(2019, 12, 30), date(2019, 12, 31), date(2020, 1, 2))]
    assert drawn == ["罗调〔2019〕1号", "罗调〔2019〕2号", "罗调〔2020〕1号"]

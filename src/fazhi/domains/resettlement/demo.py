"""Resettlement in the demonstration district: people stay on the list for five years; 699 are on it on CUTOFF."""

from __future__ import annotations

from datetime import date, timedelta

from fazhi.kernel.world import CUTOFF, HALVES, Row, World

# People put on the list in each half-year from the first half of 2014 to the second half of 2020.
_NEW = (60, 62, 64, 66, 69, 70, 72, 73, 74, 75, 76, 77, 79, 80)
_FIRST_YEAR = 2014
_LEFT_EARLY = 32  # moved away or died before the five years were over, from 2019 to CUTOFF
_FIVE_YEARS = timedelta(5 * 365 + 2)
_PLACEMENTS = ("自主就业", "自主就业", "灵活就业", "企业安置", "家庭扶养", "低保救助")


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of people on the list."""
    rng = world.rng("resettlement")
    listed: list[date] = []
    for half, count in enumerate(_NEW):
        year, second = _FIRST_YEAR + half // 2, half % 2
        start, end = (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))
        listed += world.days(rng, count, start, end)
    lasting = [place for place, day in enumerate(listed) if date(2015, 7, 1) <= day < HALVES[0][0]]
    early = set(rng.sample(lasting, _LEFT_EARLY))
    rows: list[Row] = []
    for place, day in enumerate(listed):
        removed = world.day(rng, HALVES[0][0], CUTOFF) if place in early else day + _FIVE_YEARS
        person = world.person(rng, (1955, 1995))
        community = world.community(rng)
        from_prison = rng.random() < 0.72
        rows.append(
            {
                "number": f"AB{place + 1:05}",
                "name": person.name,
                "id_number": person.id_number,
                "source": "刑满释放" if from_prison else "解除社区矫正",
                "prison": rng.choice(world.district.prisons) if from_prison else None,
                "street": community.street,
                "address": world.address(rng, community),
                "released_on": world.shift(day, -rng.randint(0, 8)),
                "registered_on": day,
                "removed_on": removed if removed <= HALVES[3][1] else None,
                "key_person": rng.random() < 0.07,
                "unverified": rng.random() < 0.01,
                "placement": rng.choice(_PLACEMENTS),
                "tutor": world.name(rng),
            }
        )
    return {"resettlement": rows}

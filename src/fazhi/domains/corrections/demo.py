"""Community correction in the demonstration district, from 2011 on: intake and release count from the beginning.

On CUTOFF 2,156 were received and 1,868 released; those transferred in, 41, are as many as were transferred out or
terminated. Two people stand on the register without any record of how they came onto it, so 290 are on it, not 288: the
irregularity that the report must show.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from fazhi.kernel.world import CUTOFF, HALVES, Row, World

_BEGINNING = date(2011, 3, 1)
_RECEIVED, _TRANSFERRED_IN, _UNRECORDED = 2156, 41, 2
_EXITS = {"解除矫正": 1868, "迁出": 32, "收监执行": 3, "撤销缓刑": 3, "撤销假释": 1, "死亡": 2}  # all by CUTOFF
_RECEIVED_LATER, _LEAVING_LATER = 112, 121  # in the second half of 2020

_UNRECORDED_ON = (date(2020, 3, 18), date(2020, 5, 14))
_CRIMES = (
    "危险驾驶罪",
    "盗窃罪",
    "诈骗罪",
    "故意伤害罪",
    "交通肇事罪",
    "非法经营罪",
    "开设赌场罪",
    "寻衅滋事罪",
    "信用卡诈骗罪",
)
_TERMS = (6, 6, 8, 9, 10, 12, 12, 15, 18, 18, 24, 24, 30, 36)  # months


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of people under correction."""
    rng = world.rng("corrections")
    entries = [(day, "received_on") for day in world.days(rng, _RECEIVED, _BEGINNING, CUTOFF)]
    entries += [(day, "transferred_in_on") for day in world.days(rng, _TRANSFERRED_IN, _BEGINNING, CUTOFF)]
    entries.sort()
    people = [(day, how, _expiry(world, rng, day)) for day, how in entries]
    leaving = _leaving(world, rng, people)
    entries += [(day, "") for day in _UNRECORDED_ON]
    people += [(day, "", world.day(rng, date(2021, 1, 4), date(2021, 6, 30))) for day in _UNRECORDED_ON]
    later = [(day, "received_on", _expiry(world, rng, day)) for day in world.days(rng, _RECEIVED_LATER, *HALVES[3])]
    rows: list[Row] = []
    for number, (day, how, expiry) in enumerate(people + later, 1):
        exit_reason, left = leaving.get(number - 1, (None, None))
        rows.append(_row(world, rng, f"SJ{number:05}", day, how, expiry, exit_reason, left))
    rows.sort(key=lambda row: (str(row["registered_on"]), str(row["number"])))
    return {"corrections": rows}


def _expiry(world: World, rng: Random, day: date) -> date:
    return world.shift(day, rng.choice(_TERMS) * 21 + rng.randrange(-8, 9))


def _leaving(world: World, rng: Random, people: list[tuple[date, str, date]]) -> dict[int, tuple[str, date]]:
    """Who has left, why and when: those whose term ends first, as many as the exits say; their terms end by CUTOFF."""
    by_expiry = sorted(range(len(people)), key=lambda place: (people[place][2], place))
    gone = sum(_EXITS.values())
    reasons = [reason for reason, count in _EXITS.items() for _n in range(count)]
    rng.shuffle(reasons)
    leaving = {}
    last_days = world.working_days(CUTOFF - timedelta(75), CUTOFF)
    for place, reason in zip(by_expiry[:gone], reasons, strict=True):
        entered, _how, expiry = people[place]
        if expiry > CUTOFF:
            expiry = rng.choice(last_days)
        if reason != "解除矫正":
            expiry = max(world.shift(entered, 5), world.shift(expiry, -rng.randrange(10, 80)))
        people[place] = (entered, _how, people[place][2] if reason != "解除矫正" else expiry)
        leaving[place] = (reason, expiry)
    second_half = world.days(rng, _LEAVING_LATER, *HALVES[3])
    for place, day in zip(by_expiry[gone : gone + _LEAVING_LATER], second_half, strict=True):
        people[place] = (people[place][0], people[place][1], day)
        leaving[place] = ("解除矫正", day)
    for place in by_expiry[gone + _LEAVING_LATER :]:
        entered, how, expiry = people[place]
        if expiry <= HALVES[3][1]:
            people[place] = (entered, how, world.shift(HALVES[3][1], rng.randrange(5, 120)))
    return leaving


def _row(
    world: World, rng: Random, number: str, day: date, how: str, expiry: date, reason: str | None, left: date | None
) -> Row:
    person = world.person(rng, (1955, 1992))
    community = world.community(rng)
    kind = rng.choices(("缓刑", "假释", "暂予监外执行", "管制"), cum_weights=(90, 96, 99, 100))[0]
    if reason == "撤销缓刑":
        kind = "缓刑"
    elif reason == "撤销假释":
        kind = "假释"
    authority = rng.choice(world.district.prisons if kind == "假释" else world.district.courts)
    row: Row = {
        "number": number,
        "name": person.name,
        "id_number": person.id_number,
        "sex": person.sex,
        "kind": kind,
        "crime": rng.choice(_CRIMES),
        "authority": authority,
        "office": f"{community.street.removesuffix('街道')}司法所",
        "address": world.address(rng, community),
        "registered_on": day,
        "expires_on": expiry,
        "left_on": left,
        "exit": reason,
        "located": rng.random() < 0.62,
    }
    if how:
        row[how] = day
    return row

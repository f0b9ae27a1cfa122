"""Reconsideration in the demonstration district: carried over, new and concluded cases fit together."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from fazhi.domains.reconsideration.ledger import CORRECTED
from fazhi.kernel.world import HALVES, Row, World

# Carried over, new, concluded, and of these corrected, by half-year.
_FLOW = ((3, 24, 22, 3), (5, 27, 28, 4), (4, 21, 23, 4), (2, 30, 27, 4))

_RESPONDENTS = (
    "区人力资源局",
    "区城市管理和综合执法局",
    "区住房建设局",
    "区卫生健康局",
    "街道办事处",
    "区教育局",
    "区应急管理局",
)
_SUBJECTS = ("行政处罚", "行政处罚", "政府信息公开", "不履行法定职责", "行政确认", "行政强制", "举报投诉处理")
_OTHERWISE = ("维持", "维持", "维持", "驳回", "终止", "调解")


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of reconsideration cases."""
    rng = world.rng("reconsideration")
    cases: list[tuple[date, date | None, str | None]] = []
    waiting: list[date] = [world.day(rng, date(2018, 11, 20), date(2018, 12, 28)) for _n in range(_FLOW[0][0])]
    for (start, end), (carried, new, concluded, corrected) in zip(HALVES, _FLOW, strict=True):
        assert len(waiting) == carried
        left = carried + new - concluded
        fresh = world.days(rng, new - left, start, end - timedelta(30))
        closed = [(day, _decided(world, rng, max(day, start), end)) for day in waiting + fresh]
        outcomes = [rng.choice(CORRECTED[:4]) for _n in range(corrected)]
        outcomes += [rng.choice(_OTHERWISE) for _n in range(concluded - corrected)]
        rng.shuffle(outcomes)
        cases += [(accepted, day, outcome) for (accepted, day), outcome in zip(closed, outcomes, strict=True)]
        waiting = world.days(rng, left, end - timedelta(40), end)
    cases += [(day, None, None) for day in waiting]
    cases.sort(key=lambda case: case[0])
    numbers = world.numbering("府行复")
    rows: list[Row] = [
        {
            "number": numbers.next(accepted),
            "applicant": world.name(rng),
            "respondent": _respondent(world, rng),
            "subject": rng.choice(_SUBJECTS),
            "received_on": world.shift(accepted, -rng.randint(1, 5)),
            "accepted_on": accepted,
            "concluded_on": concluded,
            "outcome": outcome,
        }
        for accepted, concluded, outcome in cases
    ]
    return {"reconsideration_cases": rows}


def _decided(world: World, rng: Random, earliest: date, end: date) -> date:
    """A day within the sixty days that the law of 2017 gives, and within the half-year."""
    return world.day(rng, earliest + timedelta(14), min(earliest + timedelta(58), end))


def _respondent(world: World, rng: Random) -> str:
    respondent = rng.choice(_RESPONDENTS)
    return f"{rng.choice(world.district.streets).name}办事处" if respondent == "街道办事处" else respondent

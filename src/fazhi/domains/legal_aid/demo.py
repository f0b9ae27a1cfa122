"""Legal aid in the demonstration district: cases, and hearings that experts evaluated from 2020 on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from fazhi.kernel.world import HALVES, Row, World

# Cases accepted in 2018 are there because they were concluded in 2019.
_HALVES = ((date(2018, 1, 1), date(2018, 6, 30)), (date(2018, 7, 1), date(2018, 12, 31)), *HALVES)
# Criminal, civil, administrative cases accepted in each of these half-years.
_ACCEPTED = ((249, 150, 8), (262, 158, 9), (268, 161, 8), (284, 174, 10), (301, 172, 11), (315, 186, 11))
_HEARINGS = (0, 0, 27, 34)
_EXPERTS_A_HEARING = 3
_KINDS = ("刑事", "民事", "行政")
_MATTERS = {
    "刑事": ("盗窃罪", "诈骗罪", "故意伤害罪", "寻衅滋事罪", "危险驾驶罪", "贩卖毒品罪", "掩饰、隐瞒犯罪所得罪"),
    "民事": ("劳动争议", "劳动报酬", "工伤赔偿", "交通事故赔偿", "抚养费", "赡养费", "离婚"),
    "行政": ("不服行政处罚", "工伤认定", "社会保险待遇"),
}
_GROUPS = {"农民工": 37, "其他": 28, "妇女": 12, "未成年人": 9, "老年人": 8, "残疾人": 4, "军人军属": 1, "少数民族": 1}
_STAGES = {
    "刑事": ("侦查", "审查起诉", "一审", "一审", "二审"),
    "民事": ("仲裁", "一审", "一审", "二审", "执行"),
    "行政": ("一审", "二审"),
}
_EXPERTS = 18


def ledgers(world: World) -> dict[str, list[Row]]:
    """Cases and evaluations."""
    rng = world.rng("legal aid")
    cases = _cases(world, rng)
    return {"legal_aid_cases": cases, "legal_aid_evaluations": _evaluations(world, rng, cases)}


def _cases(world: World, rng: Random) -> list[Row]:
    groups, shares = list(_GROUPS), list(accumulate(_GROUPS.values()))
    lawyers = rng.sample(world.lawyers, 140)
    numbers = world.numbering("援字")
    rows: list[Row] = []
    for (start, end), counts in zip(_HALVES, _ACCEPTED, strict=True):
        kinds = [kind for kind, count in zip(_KINDS, counts, strict=True) for _n in range(count)]
        rng.shuffle(kinds)
        for accepted, kind in zip(world.days(rng, len(kinds), start, end), kinds, strict=True):
            person = world.person(rng, (1945, 2003))
            lawyer = rng.choice(lawyers)
            concluded = world.shift(accepted, rng.randint(25, 150))
            done = concluded <= HALVES[-1][1]
            money = done and kind == "民事" and rng.random() < 0.75
            rows.append(
                {
                    "number": numbers.next(accepted),
                    "kind": kind,
                    "matter": rng.choice(_MATTERS[kind]),
                    "channel": rng.choice(("通知辩护", "通知辩护", "申请")) if kind == "刑事" else "申请",
                    "stage": rng.choice(_STAGES[kind]),
                    "recipient": person.name,
                    "id_number": person.id_number,
                    "group": rng.choices(groups, cum_weights=shares)[0],
                    "street": world.community(rng).street,
                    "lawyer": lawyer.person.name,
                    "firm": lawyer.firm,
                    "applied_on": world.shift(accepted, -rng.randint(0, 6)),
                    "accepted_on": accepted,
                    "assigned_on": world.shift(accepted, rng.randint(0, 3)),
                    "concluded_on": concluded if done else None,
                    "recovered": rng.randrange(20, 1500) * 100 if money else None,
                }
            )
    return rows


def _evaluations(world: World, rng: Random, cases: list[Row]) -> list[Row]:
    names: dict[str, None] = {}
    while len(names) < _EXPERTS:
        names[world.name(rng)] = None
    experts = list(names)
    rows: list[Row] = []
    for (start, end), hearings in zip(HALVES, _HEARINGS, strict=True):
        if not hearings:
            continue
        # The reform began in spring; a case is heard some weeks after it was accepted.
        days = world.days(rng, hearings, max(start, date(2020, 4, 20)), end)
        criminal = [case for case in cases if case["kind"] == "刑事" and _between(case, days[0])]
        for day, case in zip(days, rng.sample(criminal, hearings), strict=True):
            hearing = f"TS{len(rows) // _EXPERTS_A_HEARING + 1:04}"
            for expert in rng.sample(experts, _EXPERTS_A_HEARING):
                rows.append(
                    {
                        "hearing": hearing,
                        "case": case["number"],
                        "hearing_on": day,
                        "lawyer": case["lawyer"],
                        "expert": expert,
                        "hearing_score": Decimal(rng.randrange(700, 970)) / 10,
                        "file_score": Decimal(rng.randrange(720, 980)) / 10,
                    }
                )
    return rows


def _between(case: Row, first_hearing: date) -> bool:
    accepted = case["accepted_on"]
    assert isinstance(accepted, date)
    return first_hearing - timedelta(120) <= accepted <= first_hearing - timedelta(15)

"""Mediation in the demonstration district: organisations, mediators, disputes, trainings."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from fazhi.kernel.world import CUTOFF, HALVES, Row, World

if TYPE_CHECKING:
    from fazhi.kernel.demo_platform import People

_RESOLVED = (5620, 5943, 6516, 6671)
_UNRESOLVED = (253, 261, 250, 241)
_WITHDRAWN = (44, 47, 38, 41)
_OPEN_AT_THE_END = 63
APPLIED_AFTER = 2  # working days from the agreement to the application for its confirmation
_MEDIATORS = 1038  # in office on CUTOFF

_CATEGORIES = {
    "邻里": 17,
    "物业": 15,
    "劳动争议": 15,
    "合同": 12,
    "房屋租赁": 11,
    "婚姻家庭继承": 9,
    "消费": 7,
    "损害赔偿": 5,
    "道路交通": 4,
    "医患": 2,
    "生产经营": 2,
    "其他": 1,
}
_MONEY = {"劳动争议", "合同", "房屋租赁", "消费", "损害赔偿", "道路交通", "医患", "生产经营"}
_ENTERPRISES = 48
_PROFESSIONAL = (
    "医疗纠纷",
    "道路交通事故",
    "劳动争议",
    "物业管理",
    "消费纠纷",
    "婚姻家庭",
    "旅游纠纷",
    "知识产权",
    "金融纠纷",
    "房屋租赁",
    "建筑工程",
    "校园纠纷",
)


def ledgers(world: World) -> dict[str, list[Row]]:
    """The four ledgers of mediation."""
    rng = world.rng("mediation")
    organizations = _organizations(world, rng)
    return {
        "mediation_organizations": organizations,
        "mediators": _mediators(world, rng, organizations),
        "disputes": _disputes(world, rng, organizations),
        "mediation_trainings": _trainings(world, rng),
    }


def platform(world: World, people: People) -> None:
    """Organisations, mediators and the disputes of the last days of 2020 and of today, on the platform."""
    from fazhi.domains.mediation import demo_platform

    demo_platform.load(world, people)


def _organizations(world: World, rng: Random) -> list[Row]:
    """169 organisations on CUTOFF: 14 property rooms that cover all streets, two new professional ones."""
    district = world.district
    short = district.name.removesuffix("区")
    rows: list[Row] = []

    def found(name: str, kind: str, street: str, day: date, community: str = "", dissolved: date | None = None) -> None:
        rows.append(
            {
                "code": f"TJ{len(rows) + 1:03}",
                "name": name,
                "kind": kind,
                "street": street,
                "community": community or None,
                "established_on": day,
                "dissolved_on": dissolved,
            }
        )

    for street in district.streets:
        found(f"{street.name}人民调解委员会", "街道", street.name, date(2011, 1, rng.randint(4, 28)))
    for community in district.communities:
        day = date(rng.randint(2011, 2016), rng.randint(1, 12), rng.randint(1, 28))
        found(f"{community.name}人民调解委员会", "社区", community.street, day, community.name)
    for _n in range(_ENTERPRISES):
        day = date(rng.randint(2012, 2018), rng.randint(1, 12), rng.randint(1, 28))
        found(f"{world.company(rng)}人民调解委员会", "企事业单位", world.community(rng).street, day)
    for _n in range(2):
        closed = world.day(rng, date(2019, 3, 1), date(2019, 11, 30))
        where = world.community(rng).street
        found(f"{world.company(rng)}人民调解委员会", "企事业单位", where, date(2014, 5, 6), dissolved=closed)
    for field in _PROFESSIONAL:
        day = date(rng.randint(2013, 2018), rng.randint(1, 12), rng.randint(1, 28))
        found(f"{district.name}{field}人民调解委员会", "行业性专业性", world.community(rng).street, day)
    found(f"{district.name}珠宝行业人民调解委员会", "行业性专业性", world.community(rng).street, date(2020, 5, 20))
    found(f"{short}商事调解中心", "商事", world.community(rng).street, date(2020, 4, 28))
    for n in range(14):
        street = district.streets[n % len(district.streets)]
        community = rng.choice(street.communities)
        day = world.day(rng, date(2019, 10, 8), date(2020, 6, 19))
        found(f"{community.name}小区物业调解室（演示{n + 1}）", "小区物业", street.name, day, community.name)
    for n in range(14, 17):
        street = rng.choice(district.streets)
        community = rng.choice(street.communities)
        day = world.day(rng, date(2020, 7, 6), date(2020, 11, 30))
        found(f"{community.name}小区物业调解室（演示{n + 1}）", "小区物业", street.name, day, community.name)
    return rows


def _mediators(world: World, rng: Random, organizations: list[Row]) -> list[Row]:
    """Each organisation has three to nine mediators in office on CUTOFF; some have taken a predecessor's place."""
    rows: list[Row] = []

    def appoint(organization: Row, day: date, left: date | None = None) -> None:
        rows.append(
            {
                "code": f"TJY{len(rows) + 1:04}",
                "name": world.name(rng),
                "organization": organization["code"],
                "employment": "专职" if rng.random() < 0.18 else "兼职",
                "phone": world.phone(rng),
                "appointed_on": day,
                "left_on": left,
            }
        )

    standing = [o for o in organizations if _established(o) <= CUTOFF and o["dissolved_on"] is None]
    sizes = [rng.randint(4, 8) for _organization in standing]
    while (gap := _MEDIATORS - sum(sizes)) != 0:
        place = rng.randrange(len(sizes))
        if 3 <= sizes[place] + (step := 1 if gap > 0 else -1) <= 9:
            sizes[place] += step
    for organization, size in zip(standing, sizes, strict=True):
        established = _established(organization)
        for _n in range(size):
            if established >= date(2018, 1, 1):
                appoint(organization, established)
            elif rng.random() < 0.1:
                day = world.day(rng, HALVES[0][0], CUTOFF)
                appoint(organization, date(2017, 1, rng.randint(3, 26)), world.shift(day, -rng.randint(3, 15)))
                appoint(organization, day)
            else:
                appoint(organization, date(rng.randint(2016, 2018), rng.randint(1, 12), rng.randint(1, 28)))
    for organization in organizations:
        if _established(organization) > CUTOFF:
            for _n in range(rng.randint(3, 5)):
                appoint(organization, _established(organization))
    return rows


def _disputes(world: World, rng: Random, organizations: list[Row]) -> list[Row]:
    by_age = sorted((o for o in organizations if o["dissolved_on"] is None), key=_established)
    ages = [_established(o) for o in by_age]
    weight = {"街道": 14, "社区": 9, "企事业单位": 2, "行业性专业性": 12, "商事": 20, "小区物业": 6}
    cumulative = list(accumulate(weight[str(o["kind"])] for o in by_age))
    categories, shares = list(_CATEGORIES), list(accumulate(_CATEGORIES.values()))
    cases: list[tuple[date, date | None, str | None]] = []
    for (start, end), resolved, unresolved, withdrawn in zip(HALVES, _RESOLVED, _UNRESOLVED, _WITHDRAWN, strict=True):
        results = ["调解成功"] * resolved + ["调解未成功"] * unresolved + ["撤回申请"] * withdrawn
        rng.shuffle(results)
        for concluded, result in zip(world.days(rng, len(results), start, end), results, strict=True):
            cases.append((world.shift(concluded, -rng.choice((0, 0, 1, 2, 3, 5, 8, 12, 18))), concluded, result))
    last_day = HALVES[-1][1]
    cases += [(day, None, None) for day in world.days(rng, _OPEN_AT_THE_END, last_day - timedelta(40), last_day)]
    cases.sort(key=lambda case: (case[0], case[1] or last_day))
    numbers = world.numbering("调")
    rows: list[Row] = []
    for accepted, closed, outcome in cases:
        eligible = bisect_right(ages, accepted)
        organization = rng.choices(by_age[:eligible], cum_weights=cumulative[:eligible])[0]
        category = rng.choices(categories, cum_weights=shares)[0]
        rows.append(
            {
                "number": numbers.next(accepted),
                "organization": organization["code"],
                "street": organization["street"],
                "category": category,
                "source": rng.choice(("当事人申请", "当事人申请", "主动介入", "委托移送")),
                "applicant": world.name(rng),
                "respondent": world.name(rng),
                "people": rng.choice((2, 2, 2, 2, 3, 3, 4, 6, 9)),
                "amount": rng.randrange(5, 900) * 100 if category in _MONEY and rng.random() < 0.8 else None,
                "accepted_on": accepted,
                "concluded_on": closed,
                "result": outcome,
                "agreement": rng.choice(("书面", "口头", "口头")) if outcome == "调解成功" else None,
                "confirmed": rng.random() < 0.04 if outcome == "调解成功" else None,
                "performance": "已履行" if outcome == "调解成功" else None,
                "duration_days": (closed - accepted).days if closed else None,
            }
        )
        if closed is not None and rows[-1]["confirmed"]:
            rows[-1]["applied_on"] = world.shift(closed, APPLIED_AFTER)
    return rows


def _trainings(world: World, rng: Random) -> list[Row]:
    held = [
        ("人民调解员业务培训", "现场", date(2019, 4, 18), 236),
        ("婚姻家庭纠纷调解技巧培训", "现场", date(2019, 6, 13), 182),
        ("调解文书制作线上辅导", "线上", date(2019, 9, 24), 468),
        ("新任人民调解员岗前培训", "现场", date(2019, 11, 21), 97),
        ("疫情期间房屋租赁纠纷调解培训讲座", "线上", date(2020, 4, 16), 1580),
        ("物业纠纷调解实务培训", "现场", date(2020, 6, 11), 64),
        ("民法典与人民调解线上讲座", "线上", date(2020, 9, 17), 1206),
        ("商事调解实务培训", "现场", date(2020, 11, 12), 118),
    ]
    return [
        {"code": f"PX{n:02}", "topic": topic, "form": form, "held_on": day, "attendance": attendance}
        for n, (topic, form, day, attendance) in enumerate(held, 1)
    ]


def _established(organization: Row) -> date:
    day = organization["established_on"]
    assert isinstance(day, date)
    return day

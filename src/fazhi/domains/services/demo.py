"""Service activities in the demonstration district."""

from __future__ import annotations

from datetime import date
from random import Random

from fazhi.kernel.world import HALVES, Lawyer, Row, World

_GROUP, _COUNSEL = "法律服务团", "社区法律顾问"
_GROUP_BEGAN = date(2020, 2, 17)
_ENTERPRISES = (73, 39)  # served by the group in each half of 2020

# Provider and kind → the sum of the column 数量 in each half-year.
_COUNTS = {
    (_COUNSEL, "法律宣讲"): (112, 118, 125, 131),
    (_COUNSEL, "参与调解"): (24, 27, 29, 31),
    (_COUNSEL, "法律意见"): (6, 7, 8, 7),
    (_COUNSEL, "其他法律事务"): (13, 14, 16, 15),
    (_GROUP, "法律宣讲"): (0, 0, 31, 18),
    (_GROUP, "参与调解"): (0, 0, 19, 11),
    (_GROUP, "法律意见"): (0, 0, 108, 52),
    (_GROUP, "发放法律指引"): (0, 0, 41, 24),
}
_TOPICS = {
    "法律宣讲": (
        "复工复产劳动用工风险",
        "合同履行与不可抗力",
        "商铺租赁纠纷处理",
        "民法典新规解读",
        "防范非法集资",
        "物业管理与业主权利",
    ),
    "参与调解": ("租金减免争议", "劳动报酬争议", "邻里噪声争议", "物业服务争议", "合同解除争议"),
    "法律意见": (
        "劳动合同变更的法律意见",
        "租赁合同履行的法律意见",
        "采购合同违约责任的法律意见",
        "股权转让的法律意见",
    ),
    "发放法律指引": ("企业复工复产法律指引", "不可抗力法律指引"),
    "其他法律事务": ("协助起草居民公约", "协助审查社区采购合同", "协助处理历史遗留问题", "参加社区议事会"),
}
_SINGLE = ("法律宣讲", "参与调解", "其他法律事务")


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of service activities."""
    rng = world.rng("services")
    activities: list[tuple[date, str, str, int, int]] = []
    for (provider, kind), sums in _COUNTS.items():
        for half, total in enumerate(sums):
            if total:
                start, end = HALVES[half]
                parts = _parts(rng, kind, total)
                days = world.days(rng, len(parts), max(start, _GROUP_BEGAN) if provider == _GROUP else start, end)
                activities += [(day, provider, kind, part, half) for day, part in zip(days, parts, strict=True)]
    activities.sort(key=lambda activity: activity[0])
    clients = {half + 2: _companies(world, rng, count) for half, count in enumerate(_ENTERPRISES)}
    served = dict.fromkeys(clients, 0)
    rows: list[Row] = []
    for number, (day, provider, kind, quantity, half) in enumerate(activities, 1):
        community = world.community(rng)
        enterprise = None
        if provider == _GROUP:
            lawyer: Lawyer = rng.choice(world.service_group)
            # Every client is served once in turn before chance decides, so that all of them occur.
            names = clients[half]
            enterprise = names[served[half]] if served[half] < len(names) else rng.choice(names)
            served[half] += 1
        else:
            lawyer = world.counsel[community.name]
        online = day.year == 2020 and day.month < 5 and rng.random() < 0.75
        rows.append(
            {
                "number": f"FW{number:05}",
                "provider": provider,
                "kind": kind,
                "served_on": day,
                "mode": "线上" if online else "线下",
                "street": community.street,
                "community": community.name,
                "enterprise": enterprise,
                "lawyer": lawyer.person.name,
                "firm": lawyer.firm,
                "topic": rng.choice(_TOPICS[kind]),
                "quantity": quantity,
            }
        )
    return {"services": rows}


def _parts(rng: Random, kind: str, total: int) -> list[int]:
    """How a total is spread over rows: an event is a row; opinions and guides come a few at a time."""
    parts: list[int] = []
    while total:
        parts.append(
            1 if kind in _SINGLE else min(total, rng.choice((1, 1, 2, 3) if kind == "法律意见" else (2, 3, 5)))
        )
        total -= parts[-1]
    return parts


def _companies(world: World, rng: Random, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[world.company(rng)] = None
    return list(names)

"""Enforcement coordination in the demonstration district: hard problems of spring 2020, matters from May on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fazhi.kernel.world import HALVES, Row, World

_PAIN_POINTS = (
    ("共享单车乱停放整治", "市容管理"),
    ("占道经营反复回潮", "市容管理"),
    ("餐饮油烟扰民", "生态环境"),
    ("夜间施工噪声", "生态环境"),
    ("违法建设快速处置", "规划土地"),
    ("建筑垃圾偷倒", "市容管理"),
    ("户外广告设施管理", "市容管理"),
    ("电动自行车违规充电", "消防安全"),
    ("群租房安全隐患", "消防安全"),
    ("无证餐饮经营", "市场监管"),
    ("非法营运车辆聚集", "交通运输"),
    ("地下管线施工破坏", "建设工程"),
    ("犬只管理执法", "市容管理"),
    ("排水管网错接乱排", "水务"),
    ("物业小区公共部位占用", "物业管理"),
)
# Field → a word of the name of the unit that leads.
_LEADS = {
    "市容管理": "城市管理",
    "生态环境": "生态环境",
    "规划土地": "城市更新",
    "消防安全": "应急管理",
    "市场监管": "市场监管",
    "交通运输": "交通运输",
    "建设工程": "住房建设",
    "水务": "水务",
    "物业管理": "住房建设",
}
_BEGAN = date(2020, 5, 11)
_MATTERS = ((_BEGAN, HALVES[2][1], 26), (*HALVES[3], 214))


def ledgers(world: World) -> dict[str, list[Row]]:
    """Hard problems and matters."""
    rng = world.rng("coordination")
    raised = world.days(rng, len(_PAIN_POINTS), date(2020, 3, 16), date(2020, 5, 29))
    points: list[Row] = [
        {
            "number": f"TD{number:02}",
            "title": title,
            "field": field,
            "lead": world.unit(_LEADS[field]),
            "partners": "各街道、相关部门",
            "raised_on": day,
            "measures": f"明确{title}的责任部门、办理流程和办理时限",
            "settled_on": world.shift(day, rng.randint(20, 45)) if rng.random() < 0.6 else None,
        }
        for number, ((title, field), day) in enumerate(zip(_PAIN_POINTS, raised, strict=True), 1)
    ]
    matters: list[Row] = []
    for start, end, count in _MATTERS:
        for day in world.days(rng, count, start, end):
            title, field = rng.choice(_PAIN_POINTS)
            community = world.community(rng)
            settled = world.shift(day, rng.randint(3, 20))
            done = settled <= HALVES[3][1]
            scored = done and rng.random() < 0.92
            matters.append(
                {
                    "number": f"XT{len(matters) + 1:05}",
                    "title": f"{community.name}{title}",
                    "field": field,
                    "street": community.street,
                    "department": world.unit(_LEADS[field]),
                    "registered_on": day,
                    "dispatched_on": world.shift(day, rng.randint(0, 1)),
                    "settled_on": settled if done else None,
                    "street_score": Decimal(rng.randrange(75, 101)) if scored else None,
                    "department_score": Decimal(rng.randrange(75, 101)) if scored else None,
                }
            )
    return {"pain_points": points, "coordination_matters": matters}

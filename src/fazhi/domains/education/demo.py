"""Legal training and the yearly law exam in the demonstration district."""

from __future__ import annotations

from datetime import date
from random import Random

from fazhi.kernel.world import HALVES, Row, World

_CIVIL_CODE_ON = date(2020, 6, 18)
_MAIN_HALL = 112
_BRANCH_HALLS = (31, 27, 22, 26, 25, 24, 19, 17, 30, 19)  # with the main hall 352
_SESSIONS = (9, 12, 6, 13)
_TOPICS = (
    ("宪法学习辅导", "宪法", "专题讲座", "国家工作人员"),
    ("行政执法实务培训", "行政执法", "专题培训", "行政执法人员"),
    ("依法行政专题讲座", "依法行政", "专题讲座", "领导干部"),
    ("青少年法治教育课", "未成年人保护", "专题讲座", "青少年"),
    ("企业合规讲座", "企业合规", "专题讲座", "企业人员"),
    ("社区居民法治讲堂", "物业管理", "专题讲座", "社区居民"),
)
_EXAMS = (date(2019, 11, 20), date(2020, 11, 18))


def ledgers(world: World) -> dict[str, list[Row]]:
    """Trainings and exams."""
    rng = world.rng("education")
    return {"legal_trainings": _trainings(world, rng), "law_exams": _exams(world, rng)}


def _trainings(world: World, rng: Random) -> list[Row]:
    held: list[Row] = []
    for (start, end), count in zip(HALVES, _SESSIONS, strict=True):
        for day in world.days(rng, count, start, end):
            topic, theme, kind, audience = rng.choice(_TOPICS)
            held.append(
                {
                    "topic": topic,
                    "theme": theme,
                    "kind": kind,
                    "audience": audience,
                    "venue": "主会场",
                    "host": world.district.bureau,
                    "held_on": day,
                    "attendance": rng.randint(40, 180),
                }
            )
    held.append(
        {
            "topic": "区委理论学习中心组民法典专题学习",
            "theme": "民法典",
            "kind": "中心组学习",
            "audience": "领导干部",
            "venue": "主会场",
            "host": "区委办公室",
            "held_on": date(2020, 6, 12),
            "attendance": 36,
        }
    )
    halls = [("主会场", world.district.bureau, _MAIN_HALL)]
    halls += [
        ("分会场", f"{street.name}办事处", count)
        for street, count in zip(world.district.streets, _BRANCH_HALLS, strict=False)
    ]
    held += [
        {
            "topic": "全区领导干部民法典专题法治培训班",
            "theme": "民法典",
            "kind": "专题培训",
            "audience": "领导干部",
            "venue": venue,
            "host": host,
            "held_on": _CIVIL_CODE_ON,
            "attendance": count,
        }
        for venue, host, count in halls
    ]
    held.sort(key=lambda row: str(row["held_on"]))
    return [{"number": f"XF{n:04}", **row} for n, row in enumerate(held, 1)]


def _exams(world: World, rng: Random) -> list[Row]:
    units = [unit.name for unit in world.district.of_kind("工作部门")]
    units += [f"{street.name}办事处" for street in world.district.streets]
    rows: list[Row] = []
    for day in _EXAMS:
        for unit in units:
            due = rng.randint(18, 140)
            exempt = rng.choice((0, 0, 0, 1, 2))
            taken = due - exempt - rng.choice((0, 0, 0, 1, 1, 2))
            passed = taken - rng.choice((0, 0, 0, 0, 1))
            rows.append(
                {
                    "year": day.year,
                    "unit": unit,
                    "held_on": day,
                    "due": due,
                    "exempt": exempt,
                    "taken": taken,
                    "passed": passed,
                    "excellent": passed * rng.randint(55, 85) // 100,
                }
            )
    return rows

"""Leaders' reports in the demonstration district: the first round was held in spring 2020."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.world import Row, World

_UNITS, _REPORTS = 33, 146
_ROUND = (date(2020, 1, 6), date(2020, 4, 30))
_LEADERSHIP = {"区委": 10, "区政府": 8}  # reports of the district's own leadership
_PROBLEMS = ("学法深度不够", "执法规范化有待加强", "普法形式较单一", "合法性审查意识不强", "应诉能力有待提高")
_STEPS = ("健全学法制度", "落实行政执法公示制度", "丰富普法形式", "严格执行合法性审查程序", "落实负责人出庭应诉")


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of reports."""
    rng = world.rng("law reports")
    units = [unit.name for unit in world.district.of_kind("区级机关")]
    departments = [unit.name for unit in world.district.of_kind("工作部门")][: _UNITS - len(units)]
    sizes = dict.fromkeys(departments, 4)
    remaining = _REPORTS - sum(_LEADERSHIP.values()) - sum(sizes.values())
    for unit in rng.sample(departments, remaining):
        sizes[unit] += 1
    entries: list[Row] = []
    for unit, size in (_LEADERSHIP | sizes).items():
        day = world.day(rng, *_ROUND)
        for place in range(size):
            entries.append(
                {
                    "year": 2019,
                    "name": world.name(rng),
                    "unit": unit,
                    "level": "区委区政府" if unit in _LEADERSHIP else "工作部门",
                    "role": "其他班子成员" if place else "主要负责人",
                    "form": "书面述法" if place else rng.choice(("会议述法", "会议述法", "专题述法")),
                    "reported_on": day,
                    "grade": rng.choice(("优秀", "优秀", "良好", "良好", "合格")),
                    "problems": rng.choice(_PROBLEMS),
                    "next_steps": rng.choice(_STEPS),
                }
            )
    entries.sort(key=lambda row: str(row["reported_on"]))
    return {"law_reports": [{"number": f"SF2019-{n:03}", **row} for n, row in enumerate(entries, 1)]}

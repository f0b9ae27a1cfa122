"""Deployments in the demonstration district."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.world import Row, World

_SENT_DOWN = 31
_TASKS = ("卡口值守", "入户排查", "居家隔离服务", "防疫宣传", "复工复产指导")


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of deployments."""
    rng = world.rng("deployments")
    *sent, seedling, first, second = rng.sample(world.staff, _SENT_DOWN + 3)
    days = world.days(rng, _SENT_DOWN, date(2020, 1, 31), date(2020, 2, 28))
    entries: list[Row] = []
    for employee, day in zip(sent, days, strict=True):
        community = world.community(rng)
        entries.append(
            {
                "name": employee.person.name,
                "section": employee.section,
                "kind": "下沉社区",
                "street": community.street,
                "destination": community.name,
                "task": rng.choice(_TASKS),
                "started_on": day,
                "ended_on": world.shift(day, rng.randint(30, 60)),
            }
        )
    entries.append(
        {
            "name": seedling.person.name,
            "section": seedling.section,
            "kind": "墩苗计划",
            "destination": world.company(rng),
            "task": "帮助重点企业做好疫情防控和复工复产",
            "started_on": date(2020, 3, 2),
            "ended_on": date(2020, 8, 31),
        }
    )
    for employee in (first, second):
        community = world.community(rng)
        entries.append(
            {
                "name": employee.person.name,
                "section": employee.section,
                "kind": "驻点帮扶",
                "street": community.street,
                "destination": community.name,
                "task": "社区法治建设指导",
                "started_on": world.day(rng, date(2020, 9, 1), date(2020, 10, 30)),
            }
        )
    entries.sort(key=lambda row: str(row["started_on"]))
    return {"deployments": [{"number": f"XC{n:03}", **row} for n, row in enumerate(entries, 1)]}

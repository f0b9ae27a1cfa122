"""Firms and lawyers of the demonstration district, and the voluntary service group of spring 2020."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.world import HALVES, Row, World

_GROUP_FORMED = (date(2020, 2, 10), date(2020, 3, 13))
_NEW_LAWYERS = (33, 36, 29, 41)  # licensed in each half-year
_LEAVING = 48  # gave up practice in 2019


def ledgers(world: World) -> dict[str, list[Row]]:
    """Firms and lawyers."""
    rng = world.rng("profession")
    firms: list[Row] = [
        {
            "licence": firm.licence,
            "name": firm.name,
            "form": rng.choice(("普通合伙", "普通合伙", "普通合伙", "特殊的普通合伙", "个人", "分所")),
            "street": firm.street,
            "party_branch": rng.random() < 0.7,
            "established_on": date(rng.randint(1995, 2017), rng.randint(1, 12), rng.randint(1, 28)),
        }
        for firm in world.firms
    ]
    joined = dict(
        zip(
            (lawyer.licence for lawyer in world.service_group),
            world.days(rng, len(world.service_group), *_GROUP_FORMED),
            strict=True,
        )
    )
    lawyers: list[Row] = [
        {
            "licence": lawyer.licence,
            "name": lawyer.person.name,
            "sex": lawyer.person.sex,
            "firm": lawyer.firm,
            "kind": rng.choice(("专职",) * 12 + ("兼职",)),
            "party_member": lawyer.party_member,
            "phone": lawyer.person.phone,
            "licensed_on": lawyer.licensed_on,
            "group_joined_on": joined.get(lawyer.licence),
        }
        for lawyer in world.lawyers
    ]
    new = [day for half, count in zip(HALVES, _NEW_LAWYERS, strict=True) for day in world.days(rng, count, *half)]
    gone = world.days(rng, _LEAVING, HALVES[0][0], HALVES[1][1])
    careers: list[tuple[date, date | None]] = [(day, None) for day in new]
    careers += [(date(rng.randint(2005, 2016), rng.randint(1, 12), rng.randint(1, 28)), day) for day in gone]
    for licensed_on, left_on in careers:
        person = world.person(rng, (1962, 1980) if left_on else (1985, 1997))
        lawyers.append(
            {
                "licence": f"DEMO-LS-{len(lawyers) + 1:05}",
                "name": person.name,
                "sex": person.sex,
                "firm": rng.choice(world.firms).name,
                "kind": "专职",
                "party_member": rng.random() < 0.25,
                "phone": person.phone,
                "licensed_on": licensed_on,
                "left_on": left_on,
            }
        )
    return {"law_firms": firms, "lawyers": lawyers}

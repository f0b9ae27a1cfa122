"""Which organisations a district has, and the codes they are known by. Free of Django, for ledgers use it too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fazhi.kernel.district import District

LISTED_ON = dt.date(2018, 1, 1)


@dataclass(frozen=True)
class Listed:
    """An organisation of the district's file, with the code it is known by."""

    code: str
    name: str
    kind: str
    system: str = ""
    parent: str = ""


def listed(district: District) -> list[Listed]:
    """Every organisation of the district: units, streets, communities, sections, hotlines, committees."""
    found = [
        Listed(f"D{number:03}", unit.name, unit.kind, unit.system) for number, unit in enumerate(district.units, 1)
    ]
    bureau = next((each.code for each in found if each.name == f"区{district.bureau[-3:]}"), "")
    for number, street in enumerate(district.streets, 1):
        found.append(Listed(f"J{number:02}", street.name, "街道", "街道"))
        found += [
            Listed(f"J{number:02}-{order:02}", community.name, "社区", parent=f"J{number:02}")
            for order, community in enumerate(street.communities, 1)
        ]
    for prefix, kind, names, parent in (
        ("K", "内设机构", district.sections, bureau),
        ("R", "热线", district.hotlines, ""),
        ("W", "议事协调机构", district.committees, ""),
    ):
        found += [Listed(f"{prefix}{number:02}", name, kind, parent=parent) for number, name in enumerate(names, 1)]
    return found

"""Administrative litigation in the demonstration district."""

from __future__ import annotations

from datetime import date

from fazhi.domains.litigation.ledger import LOST
from fazhi.kernel.world import HALVES, Row, World

# Cases received in the second half of 2018 are there because they were concluded in 2019.
_HALVES = ((date(2018, 7, 1), date(2018, 12, 31)), *HALVES)
_GOVERNMENT = (22, 24, 31, 29, 33)  # received for the district government in each of these half-years
_BUREAU = (3, 4, 5, 3, 6)
_SUBJECTS = ("行政复议决定", "征收补偿", "政府信息公开", "行政处罚", "不履行法定职责")
_WON = ("驳回诉讼请求", "驳回诉讼请求", "驳回诉讼请求", "驳回起诉", "原告撤诉")
_OWN = "区司法局"


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of cases."""
    rng = world.rng("litigation")
    received: list[tuple[date, str]] = []
    for (start, end), government, bureau in zip(_HALVES, _GOVERNMENT, _BUREAU, strict=True):
        received += [(day, "区政府") for day in world.days(rng, government, start, end)]
        received += [(day, _OWN) for day in world.days(rng, bureau, start, end)]
    received.sort(key=lambda entry: entry[0])
    rows: list[Row] = []
    for number, (day, client) in enumerate(received, 1):
        heard = world.shift(day, rng.randint(30, 70))
        concluded = world.shift(heard, rng.randint(10, 40))
        lost = rng.random() < 0.06
        is_heard, is_concluded = heard <= HALVES[-1][1], concluded <= HALVES[-1][1]
        rows.append(
            {
                "number": f"（{day.year}）粤演示行初{number}号",
                "court": rng.choice(world.district.courts),
                "plaintiff": world.name(rng),
                "client": client,
                "subject": rng.choice(_SUBJECTS),
                "instance": rng.choice(("一审", "一审", "一审", "二审")),
                "received_on": day,
                "heard_on": heard if is_heard else None,
                "head_appeared": rng.random() < 0.93 if is_heard else None,
                "concluded_on": concluded if is_concluded else None,
                "outcome": rng.choice(LOST if lost else _WON) if is_concluded else None,
            }
        )
    return {"litigation_cases": rows}

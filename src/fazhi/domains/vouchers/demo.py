"""Vouchers in the demonstration district: a scheme that began in March 2020."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from fazhi.kernel.world import CUTOFF, HALVES, Lawyer, Row, World

_BEGAN = date(2020, 3, 9)
_FIRMS, _LAWYERS = 48, 306
_ISSUED, _BENEFICIARIES = 490, 66  # by CUTOFF
_ISSUED_LATER, _BENEFICIARIES_LATER = 212, 31  # in the second half of 2020
_KINDS = ("微型企业", "微型企业", "小型企业", "个体工商户", "个体工商户")


def ledgers(world: World) -> dict[str, list[Row]]:
    """Vouchers, and the lawyers who accept them."""
    rng = world.rng("vouchers")
    by_firm: dict[str, list[Lawyer]] = defaultdict(list)
    for lawyer in world.lawyers:
        by_firm[lawyer.firm].append(lawyer)
    firms = sorted(rng.sample(sorted(by_firm), _FIRMS))
    taking_part = [by_firm[firm][0] for firm in firms]
    others = [lawyer for firm in firms for lawyer in by_firm[firm][1:]]
    taking_part += rng.sample(others, _LAWYERS - _FIRMS)
    joined = world.days(rng, _LAWYERS, _BEGAN, date(2020, 4, 30))
    providers: list[Row] = [
        {
            "licence": lawyer.licence,
            "name": lawyer.person.name,
            "firm": lawyer.firm,
            "phone": lawyer.person.phone,
            "joined_on": day,
        }
        for lawyer, day in zip(taking_part, joined, strict=True)
    ]
    vouchers: list[Row] = []
    for count, subjects, start, end in (
        (_ISSUED, _BENEFICIARIES, _BEGAN, CUTOFF),
        (_ISSUED_LATER, _BENEFICIARIES_LATER, *HALVES[3]),
    ):
        beneficiaries = []
        for _n in range(subjects):
            kind = rng.choice(_KINDS)
            business = kind == "个体工商户"
            name = world.shop(rng) if business else world.company(rng)
            code = world.credit_code(rng, "92" if business else "91")
            beneficiaries.append((name, kind, code, world.community(rng).street, world.day(rng, start, end)))
        holders = list(range(subjects)) + [rng.randrange(subjects) for _n in range(count - subjects)]
        for place in sorted(holders, key=lambda place: (beneficiaries[place][4], place)):
            name, kind, code, street, issued = beneficiaries[place]
            used = world.shift(issued, rng.randint(3, 40)) if rng.random() < 0.42 else None
            if used is not None and used > HALVES[3][1]:
                used = None
            redeemed = world.shift(used, rng.randint(10, 30)) if used is not None and rng.random() < 0.8 else None
            vouchers.append(
                {
                    "code": f"FQ{issued.year}{len(vouchers) + 1:05}",
                    "batch": f"{issued.year}年第{1 if issued <= date(2020, 4, 30) else 2 if issued <= CUTOFF else 3}批",
                    "beneficiary": name,
                    "kind": kind,
                    "credit_code": code,
                    "street": street,
                    "face_value": world.district.parameter("voucher_face_value"),
                    "issued_on": issued,
                    "valid_until": issued + timedelta(365),
                    "firm": rng.choice(firms) if used is not None else None,
                    "contract": f"DEMO-HT-{rng.randrange(10**6):06}" if used is not None else None,
                    "used_on": used,
                    "redeemed_on": redeemed,
                }
            )
    return {"vouchers": vouchers, "voucher_lawyers": providers}

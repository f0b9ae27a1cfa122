"""Parties that a transition asked for: registered, and given their role in the matter."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.kernel.models import Matter, MatterParty, Party, User
from fazhi.kernel.parties.given import Given
from fazhi.kernel.parties.registering import join, register
from fazhi.kernel.procedures import Ask


def enlist(matter: Matter, ask: Ask, given: Iterable[Given], *, by: User | None) -> list[MatterParty]:
    """Each party, followed by those who represent it, in the order of the form. Inside the transaction of the step.

    Raises what :func:`fazhi.kernel.parties.registering.register` raises.
    """
    found: list[MatterParty] = []
    for one in given:
        principal = join(matter, _registered(one, matter, by), ask.part)
        found.append(principal)
        for other in one.representatives:
            found.append(join(matter, _registered(other, matter, by), other.standing, represents=principal))
    return found


def _registered(one: Given, matter: Matter, by: User | None) -> Party:
    return register(
        one.name,
        kind=one.kind,
        document=one.number.document if one.number else "",
        id_number=one.number.text if one.number else "",
        phone=one.phone,
        address=one.address,
        birth=one.birth,
        # The number was let through when it was read.
        fictitious=True,
        right=one.right,
        by=by,
        matter=matter,
    )

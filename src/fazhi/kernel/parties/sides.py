"""Nobody stands on both sides of a matter, nor represents one side and is, or represents, the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fazhi.i18n import _
from fazhi.kernel.models import Matter, MatterParty
from fazhi.kernel.parties.given import marks_of
from fazhi.kernel.procedures import Ask, Transition
from fazhi.kernel.procedures.registry import pinned

Marks = frozenset[tuple[object, ...]]


def both_sides(transition: Transition, matter: Matter | None, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name of the question and message, for each party that is on the other side too.

    ``answers``: the cleaned ones; the other side may stand in them or be on record.
    """
    asks = [ask for ask in transition.asks if ask.of_parties]
    declared = asks
    if matter is not None:
        procedure = pinned(matter.procedure, matter.version)
        declared = [ask for each in procedure.transitions().values() for ask in each.asks if ask.of_parties]
    for ask in asks:
        others = {one.part for one in declared if one.opposes == ask.part} | ({ask.opposes} if ask.opposes else set())
        if not others:
            continue
        # Within one form the side is said once, where the declaration says that it opposes the other.
        asked = [one for one in asks if one.part in others and ask.opposes == one.part]
        there = _given(asked, answers) | _recorded(matter, others)
        for number, party in enumerate(answers.get(ask.name) or (), 1):
            for person in party.people:
                if person.marks & there:
                    yield (
                        ask.name,
                        _("第{n}人（或其代理人）同时在{role}一方，同一人不能在两方，也不能代理两方。").format(
                            n=number, role="、".join(_(other) for other in sorted(others))
                        ),
                    )
                    break


def _given(asks: list[Ask], answers: Mapping[str, Any]) -> Marks:
    return frozenset(
        mark
        for ask in asks
        for party in answers.get(ask.name) or ()
        for person in party.people
        for mark in person.marks
    )


def _recorded(matter: Matter | None, roles: set[str]) -> Marks:
    if matter is None:
        return frozenset()
    principals = MatterParty.objects.filter(matter=matter, role__in=roles)
    there = MatterParty.objects.filter(matter=matter).select_related("party")
    found = there.filter(pk__in=principals) | there.filter(represents__in=principals)
    return frozenset(mark for one in found for mark in marks_of(one.party))

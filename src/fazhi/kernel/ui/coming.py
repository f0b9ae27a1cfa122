"""What comes next in a matter: what an action needs, and, where it is not the viewer's turn, whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.matters.access import Chair
from fazhi.kernel.matters.perform import declared
from fazhi.kernel.matters.step import Step
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.procedures import Transition


@dataclass(frozen=True)
class Awaited:
    """Something that a matter waits for: the action, in which seat, and the units that hold it."""

    transition: Transition
    seat: str
    units: tuple[str, ...]


def needs(transition: Transition) -> list[tuple[str, str]]:
    """What has to be at hand for an action: its questions and materials in words, each with a heading."""
    asked = [
        _(one.label) if one.required else _("{label}（可不填）").format(label=_(one.label)) for one in transition.asks
    ]
    files = [
        _("{label}（至少 {n} 份）").format(label=_(one.label), n=one.at_least)
        if one.at_least
        else _("{label}（可不附）").format(label=_(one.label))
        for one in transition.takes
    ]
    return [(heading, "、".join(lines)) for heading, lines in ((_("要填"), asked), (_("要附"), files)) if lines]


def awaited(matter: Matter, record: models.Model | None, held: Mapping[str, Sequence[Organization]]) -> list[Awaited]:
    """What the matter waits for, in the order of the declaration; what is optional or hindered does not count.

    ``record``: the row of the domain's own table; ``held``: the units by the places that they hold now.
    """
    procedure, moment = declared(matter), now()
    state, found = procedure.states()[matter.state], []
    for each in procedure.transitions().values():
        if each.optional or state not in each.sources:
            continue
        for seat in each.seats:
            able = []
            for unit in held.get(seat.place.name, ()):
                step = Step(procedure, each, matter, None, Chair(unit, seat.role.id), {}, moment, record)
                if each.unless is None or not each.unless(step):
                    able.append(unit.name)
            if able:
                found.append(Awaited(each, seat.label, tuple(able)))
    return found

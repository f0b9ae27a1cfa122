"""The lines of a list, made for all matters of a page in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Prefetch, prefetch_related_objects

from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.models import Assignment, Deadline, Matter
from fazhi.kernel.procedures.registry import pinned
from fazhi.kernel.ui.due import Left, left
from fazhi.law.calendar import Calendar


@dataclass(frozen=True)
class Row:
    """A line of a list. ``units`` have the matter in hand; ``handler`` is who of them has taken it."""

    matter: Matter
    kind: str
    state: str
    units: str
    handler: str
    due: Left | None


def rows(matters: Iterable[Matter], days: Calendar) -> list[Row]:
    """The lines for some matters."""
    shown = list(matters)
    prefetch_related_objects(
        shown,
        Prefetch("assignments", Assignment.objects.filter(live=True).select_related("organization", "handler")),
        Prefetch("deadlines", Deadline.objects.filter(met_on__isnull=True).order_by(F("due").asc(nulls_last=True))),
    )
    day, made = today(), []
    for matter in shown:
        running = next(iter(matter.deadlines.all()), None)
        procedure = pinned(matter.procedure, matter.version)
        in_hand = _in_hand(matter)
        made.append(
            Row(
                matter,
                _(procedure.label),
                _(procedure.states()[matter.state].label),
                "、".join(dict.fromkeys(one.organization.name for one in in_hand)),
                "、".join(dict.fromkeys(one.handler.name for one in in_hand if one.handler)),
                left(running, days, day) if running else None,
            )
        )
    return made


def _in_hand(matter: Matter) -> list[Assignment]:
    """The places that can lead the matter on in its state, in the order of the declaration."""
    procedure = pinned(matter.procedure, matter.version)
    state = procedure.states()[matter.state]
    leading = [
        seat.place.name
        for each in procedure.transitions().values()
        if state in each.sources and each.targets and not each.optional
        for seat in each.seats
    ]
    held = list(matter.assignments.all())
    return [one for place in dict.fromkeys(leading) for one in held if one.place == place]

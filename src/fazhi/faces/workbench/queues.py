"""Which matters wait for somebody: one SQL predicate, made from the declarations and the seats of the user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects

from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.matters.access import visible
from fazhi.kernel.matters.deadlines import calendar
from fazhi.kernel.models import Assignment, Deadline, Extension, Matter, Membership, User
from fazhi.kernel.procedures import Place, Procedure
from fazhi.kernel.procedures.registry import everything, versions
from fazhi.kernel.ui.due import Left, left


@dataclass(frozen=True)
class Row:
    """A line of a list."""

    matter: Matter
    units: str
    due: Left | None


def waiting(user: User) -> QuerySet[Matter]:
    """The matters that wait for this user: a step that leads on is theirs, or a part that only their unit can do.

    What can be done at any time (a note on progress) does not make a matter wait. A step that keeps the state and is
    tied to a condition counts for units of the matter; for a unit that the district names for all matters it counts
    where a request for more time is pending.
    """
    found = Q(pk__in=())
    seats = list(user.seats())
    for newest in everything():
        for procedure in versions(newest.id):
            found |= _waiting_under(procedure, seats)
    return visible(user).filter(found)


def _waiting_under(procedure: type[Procedure], seats: list[Membership]) -> Q:
    found = Q(pk__in=())
    pending = Exists(Extension.objects.filter(deadline__matter=OuterRef("pk"), granted__isnull=True))
    states: dict[tuple[str, Place, bool], set[str]] = {}
    for each in procedure.transitions().values():
        for seat in each.seats:
            if each.targets or each.unless is not None:
                kind = (seat.role.id, seat.place, not each.targets and bool(seat.place.post))
                states.setdefault(kind, set()).update(state.name for state in each.sources)
    for (role, place, only_pending), names in states.items():
        units = [seat.organization_id for seat in seats if seat.role == role]
        if not units or not names:
            continue
        held = Exists(
            Assignment.objects.filter(
                matter=OuterRef("pk"), place=place.name, organization__in=units, until__isnull=True
            )
        )
        condition: Q = Q(held, procedure=procedure.id, version=procedure.version(), state__in=sorted(names))
        if only_pending:
            condition &= Q(pending)
        found |= condition
    return found


def with_due(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Sorted by what hurts most: the day on which the first of its running clocks ends, then the oldest."""
    running = Deadline.objects.filter(matter=OuterRef("pk"), met_on__isnull=True).order_by("due").values("due")[:1]
    return matters.annotate(next_due=Subquery(running)).order_by(
        F("next_due").asc(nulls_last=True), F("closed_on").desc(nulls_first=True), "-pk"
    )


def narrowed(matters: QuerySet[Matter], user: User, wanted: Any) -> QuerySet[Matter]:
    """By what a list's address asks for: ``type``, ``state``, ``unit=mine``, ``late=1``, ``q`` (number or title)."""
    if kind := wanted.get("type"):
        matters = matters.filter(procedure=kind)
    if state := wanted.get("state"):
        matters = matters.filter(state=state)
    if wanted.get("unit") == "mine":
        mine = user.seats().values("organization")
        matters = matters.filter(
            Exists(Assignment.objects.filter(matter=OuterRef("pk"), organization__in=mine, until__isnull=True))
        )
    if wanted.get("late"):
        matters = matters.filter(
            Exists(Deadline.objects.filter(matter=OuterRef("pk"), met_on__isnull=True, due__lt=today()))
        )
    if text := str(wanted.get("q") or "").replace("\x00", "").strip():
        matters = matters.filter(Q(number__icontains=text) | Q(title__icontains=text))
    return matters


def rows(matters: Iterable[Matter]) -> list[Row]:
    """The lines for some matters, in a fixed number of queries."""
    shown = list(matters)
    prefetch_related_objects(
        shown,
        Prefetch("assignments", Assignment.objects.filter(until__isnull=True).select_related("organization")),
        Prefetch("deadlines", Deadline.objects.filter(met_on__isnull=True).order_by(F("due").asc(nulls_last=True))),
    )
    days, day = calendar(), today()
    made = []
    for matter in shown:
        running = next(iter(matter.deadlines.all()), None)
        made.append(Row(matter, _acting(matter), left(running, days, day) if running else None))
    return made


def _acting(matter: Matter) -> str:
    """The units that have the matter in hand: those of the places that can lead it on, else those that opened it."""
    held: dict[str, list[str]] = {}
    for assignment in matter.assignments.all():
        held.setdefault(assignment.place, []).append(assignment.organization.name)
    procedure = next((one for one in versions(matter.procedure) if one.version() == matter.version), None)
    if procedure is None:
        return ""
    state = procedure.states()[matter.state]
    leading = [
        seat.place.name
        for each in procedure.transitions().values()
        if state in each.sources and each.targets
        for seat in each.seats
    ]
    names = [name for place in dict.fromkeys(leading) for name in held.get(place, ())]
    return "、".join(dict.fromkeys(names))


def chips(user: User, matters: QuerySet[Matter]) -> list[tuple[str, str, str]]:
    """State chips of a list: value, label, kind of matter; of what there is, in the order of the declaration."""
    there = set(matters.order_by().values_list("procedure", "state").distinct())
    return [
        (state.name, _(state.label), procedure.id)
        for procedure in everything()
        for state in procedure.states().values()
        if (procedure.id, state.name) in there
    ]

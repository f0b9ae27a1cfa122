"""What a domain's action gets: the matter under its lock, who acts, what was answered; and what it may do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from fazhi.kernel.clock import local_day
from fazhi.kernel.matters.access import Chair
from fazhi.kernel.models import Assignment, Matter, Organization, User
from fazhi.kernel.procedures import Place, Procedure, State, Transition


@dataclass
class Step:
    """One transition under way, inside its database transaction.

    ``record`` is the row of the domain's own table; an opening action makes it. ``actor`` and ``chair`` are empty where
    the platform acts. ``data`` is added to what the event keeps: keys, dates and numbers only. ``moved``: places
    changed hands.
    """

    procedure: type[Procedure]
    transition: Transition
    matter: Matter
    actor: User | None
    chair: Chair | None
    answers: dict[str, Any]
    at: dt.datetime
    record: models.Model | None = None
    data: dict[str, Any] = field(default_factory=dict)
    messages: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    moved: bool = False

    @property
    def day(self) -> dt.date:
        """The day on which it is done."""
        return local_day(self.at)

    @property
    def unit(self) -> Organization:
        """The unit for which the actor acts."""
        assert self.chair is not None
        return self.chair.organization

    def holders(self, place: Place) -> list[Organization]:
        """The units that hold a place now."""
        return holders(self.matter, place)

    def holder(self, place: Place) -> Organization | None:
        """The unit that holds a place that only one can hold."""
        return next(iter(self.holders(place)), None)

    def assign(self, place: Place, units: Organization | Iterable[Organization]) -> None:
        """Let these units and no others hold a place from now on."""
        self.moved = True
        wanted = {unit.pk for unit in ([units] if isinstance(units, Organization) else units)}
        present = self.matter.assignments.filter(place=place.name, until__isnull=True)
        present.exclude(organization__in=wanted).update(until=self.at)
        there = set(present.values_list("organization", flat=True))
        Assignment.objects.bulk_create(
            Assignment(matter=self.matter, place=place.name, organization_id=pk, since=self.at)
            for pk in sorted(wanted - there)
        )

    def publish(self, topic: str, **data: Any) -> None:
        """Tell other parts of the platform, after commit."""
        self.messages.append((topic, data))


def holders(matter: Matter, place: Place) -> list[Organization]:
    """The units that hold a place in a matter now, in the order of their codes."""
    held = matter.assignments.filter(place=place.name, until__isnull=True)
    return list(Organization.objects.filter(pk__in=held.values("organization")).order_by("code"))


def all_holders(matter: Matter) -> dict[str, list[int]]:
    """The keys of the units that hold places in a matter now, by the place: what an event that moved them keeps."""
    found: dict[str, list[int]] = {}
    held = matter.assignments.filter(until__isnull=True).order_by("place", "organization_id")
    for place, organization in held.values_list("place", "organization_id"):
        found.setdefault(place, []).append(organization)
    return found


def chosen(step: Step) -> State:
    """Where a transition leads, by its declaration."""
    transition = step.transition
    if transition.chooses is not None:
        target = transition.chooses(step)
        assert target in transition.targets, (transition, target)
        return target
    if transition.targets:
        return transition.targets[0]
    return step.procedure.states()[step.matter.state]

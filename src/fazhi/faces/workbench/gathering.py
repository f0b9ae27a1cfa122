"""What the pages of a matter show, gathered once for the screen, for paper and for the folder that is downloaded."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from fazhi.faces.workbench.models import Draft
from fazhi.i18n import _
from fazhi.kernel.attachments import previews
from fazhi.kernel.clock import now, today
from fazhi.kernel.matters.access import overseen_from, visible_from
from fazhi.kernel.matters.deadlines import calendar, rule_of
from fazhi.kernel.matters.perform import Option, declared, options
from fazhi.kernel.matters.relations import related
from fazhi.kernel.models import (
    Assignment,
    DueChange,
    Extension,
    Matter,
    MatterParty,
    Membership,
    Organization,
    Suspension,
    User,
)
from fazhi.kernel.models.organizations import current
from fazhi.kernel.parties.showing import Masked, masked
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.coming import Awaited, awaited, needs
from fazhi.kernel.ui.due import bar, left
from fazhi.kernel.ui.scored import scored
from fazhi.kernel.ui.story import Told, particulars, timeline
from fazhi.kernel.ui.there import of_each, there


@dataclass(frozen=True)
class Holder:
    """A unit in its place, with the people who act for it there and who of them has the matter in hand.

    ``until``: it gave the place up on that day.
    """

    place: str
    unit: Organization
    people: tuple[str, ...]
    until: Any = None
    handler: str = ""


@dataclass(frozen=True)
class Shown:
    """A party as it is shown: its role, whom it represents, and what is masked of it."""

    row: MatterParty
    masked: Masked
    represents: str


class Gathered:
    """Reads what is shown of one matter to one person."""

    def __init__(self, matter: Matter, user: User) -> None:
        self.matter, self.user = matter, user
        self.procedure = declared(matter)
        self.state = self.procedure.states()[matter.state]

    @cached_property
    def units(self) -> list[Organization]:
        """The units in which the viewer sits."""
        return list({seat.organization_id: seat.organization for seat in extras.seats(self.user)}.values())

    @cached_property
    def overseer(self) -> bool:
        """Whether the viewer oversees all matters of this kind."""
        return self.procedure.id in overseen_from(extras.seats(self.user))

    @cached_property
    def seen(self) -> models.QuerySet[Matter]:
        """All matters that the viewer may know of."""
        return visible_from(extras.seats(self.user))

    @cached_property
    def present(self) -> frozenset[str]:
        """Which kinds of thing the matter has."""
        return there(self.matter)

    @cached_property
    def record(self) -> models.Model | None:
        """The row of the domain's own table, with what the particulars name of others; kept by the matter as well."""
        model = apps.get_model(self.procedure.record)
        columns = {column.name: column for column in model._meta.fields}
        asked = [columns[ask.name] for ask in self.procedure.opening().asks if ask.name in columns]
        named = [column.name for column in asked if column.is_relation]
        found: models.Model | None = model._default_manager.select_related(*named).filter(matter=self.matter).first()
        columns["matter"].remote_field.set_cached_value(self.matter, found)
        return found

    @cached_property
    def assignments(self) -> list[Assignment]:
        """The places of the matter, those given up among them."""
        return list(self.matter.assignments.select_related("organization", "handler").order_by("until", "pk"))

    @property
    def may_relate(self) -> bool:
        """As :func:`fazhi.kernel.matters.relations.may_relate`, of what was read already."""
        mine = {unit.pk for unit in self.units}
        acts = any(one.until is None and one.organization_id in mine for one in self.assignments)
        return acts or (self.overseer and not self.matter.confidential)

    @cached_property
    def clocks(self) -> list[dict[str, Any]]:
        """The clocks, running ones first, each with its bar, rule, changes and extensions."""
        days, day, shown = calendar(), today(), []
        stops = self._by_clock("suspensions", Suspension)
        changes, extensions = self._by_clock("changes", DueChange), self._by_clock("extensions", Extension)
        for one in sorted(self.matter.deadlines.all(), key=lambda each: (each.met_on is not None, -each.pk)):
            clock = self.procedure.clocks().get(one.clock)
            shown.append(
                {
                    "label": _(clock.label) if clock else one.clock,
                    "deadline": one,
                    "left": left(one, days, day),
                    "bar": bar(one, stops.get(one.pk, ()), day),
                    "rule": rule_of(one),
                    "stops": stops.get(one.pk, ()),
                    "changes": changes.get(one.pk, ()),
                    "extensions": extensions.get(one.pk, ()),
                }
            )
        return shown

    def _by_clock(self, name: str, model: type[models.Model]) -> dict[int, list[Any]]:
        """Rows that belong to the clocks, by the key of the clock."""
        rows = model._default_manager.filter(deadline__matter=self.matter)
        return of_each(name, rows, "deadline_id", self.present)

    def everything(self) -> dict[str, Any]:
        """What stands on the screen and on paper."""
        mine = {unit.pk for unit in self.units}
        told = timeline(self.procedure, self.matter, mine, among=self.seen, present=self.present)
        facts = particulars(self.procedure, self.record, told[-1].event if told else None)
        if told:
            # What stands in the particulars is not said again.
            told[-1] = replace(told[-1], answers=tuple(one for one in told[-1].answers if one not in facts))
        beside, hidden = related(self.matter, self.seen) if "relations" in self.present else ([], 0)
        return {
            "matter": self.matter,
            "procedure": self.procedure,
            "state": self.state,
            "flags": [_(word) for column, word in self.procedure.flags.items() if getattr(self.record, column, None)],
            "particulars": facts,
            "holders": self._holders(),
            "parties": self._parties(),
            "materials": self._materials(told),
            "clocks": self.clocks,
            "timeline": told,
            "sheets": scored(self.matter, self.units, overseer=self.overseer) if "rounds" in self.present else [],
            "may_decide": self.overseer,
            "related": beside,
            "hidden_relations": hidden,
            "may_relate": self.may_relate,
            "viewer": self.user,
            "printed_at": now(),
        }

    def next_steps(self) -> dict[str, Any]:
        """What can be done now, and, where nothing waits for the viewer, for whom it waits."""
        held = [(one.place, one.organization_id) for one in self.assignments if one.until is None]
        offered = options(self.matter, self.user, extras.seats(self.user), self.record, held)
        free = [one for one in offered if not one.hindrance]
        drafts = {
            one.transition: one for one in Draft.objects.filter(user=self.user, matter=self.matter, version__gt=0)
        }
        expected = [self._step(one, drafts) for one in free if not one.transition.optional]
        return {
            "expected": expected,
            "optional": [self._step(one, drafts) for one in free if one.transition.optional],
            "hindered": [one for one in offered if one.hindrance and not one.transition.optional],
            # Nobody waits for them and they cannot be done: they stand folded away.
            "aside": [one for one in offered if one.hindrance and one.transition.optional],
            "awaited": [] if expected or self.state.ends else self._awaited(),
            "running": [one for one in self.clocks if one["left"].level != "met"],
            "handing": self._handing(),
        }

    def _awaited(self) -> list[Awaited]:
        held: dict[str, list[Organization]] = {}
        for one in self.assignments:
            if one.until is None:
                held.setdefault(one.place, []).append(one.organization)
        return awaited(self.matter, self.record, held)

    @staticmethod
    def _step(option: Option, drafts: dict[str, Draft]) -> dict[str, Any]:
        units = sorted({chair.organization.name for chair in option.chairs})
        return {
            "transition": option.transition,
            "needs": needs(option.transition),
            "units": units if len(units) > 1 else [],
            "draft": drafts.get(option.transition.name),
        }

    def _holders(self) -> list[Holder]:
        held, procedure, people = self.assignments, self.procedure, self.people
        roles: dict[str, set[str]] = {}
        for each in procedure.transitions().values():
            for seat in each.seats:
                roles.setdefault(seat.place.name, set()).add(seat.role.id)
        order = {name: number for number, name in enumerate(procedure.places())}
        return [
            Holder(
                _(procedure.places()[one.place].label),
                one.organization,
                tuple(
                    name
                    for role, name, _pk in people.get(one.organization_id, ())
                    if one.until is None and role in roles.get(one.place, ())
                ),
                one.until,
                one.handler.name if one.handler and one.live else "",
            )
            for one in sorted(held, key=lambda one: (one.until is not None, order.get(one.place, 0)))
            if one.place in order
        ]

    @cached_property
    def people(self) -> dict[int, list[tuple[str, str, int]]]:
        """Role, name and key of those who sit today in the units that hold a place."""
        found: dict[int, list[tuple[str, str, int]]] = {}
        units = [one.organization_id for one in self.assignments if one.until is None]
        seats = Membership.objects.filter(current(today()), organization__in=units, user__is_active=True)
        for unit, role, name, pk in seats.order_by("user").values_list("organization", "role", "user__name", "user"):
            found.setdefault(unit, []).append((role, name, pk))
        return found

    def _handing(self) -> dict[str, Any] | None:
        """Who of the viewer's units can have the matter in hand; nothing where none of these units holds a place."""
        mine = {unit.pk for unit in self.units}
        held = [one for one in self.assignments if one.live and one.organization_id in mine]
        if not held:
            return None
        names = {pk: name for one in held for _role, name, pk in self.people.get(one.organization_id, ())}
        names.pop(self.user.pk, None)
        return {
            "key": uuid.uuid4().hex,
            "taken": all(one.handler_id == self.user.pk for one in held),
            "given": any(one.handler_id is not None for one in held),
            "colleagues": sorted(names.items(), key=lambda one: (one[1], one[0])),
        }

    def _parties(self) -> list[Shown]:
        if "parties" not in self.present:
            return []
        rows = self.matter.parties.select_related("party", "represents__party").order_by("pk")
        return [Shown(row, masked(row.party), self._represented(row)) for row in rows]

    @staticmethod
    def _represented(row: MatterParty) -> str:
        return masked(row.represents.party).name if row.represents else ""

    def _materials(self, told: list[Told]) -> list[dict[str, Any]]:
        """The files by kind of material in the order of the declaration, each with the event that brought it."""
        labels = {name: _(one.label) for name, one in self.procedure.materials().items()}
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in labels}
        for one in reversed(told):
            for file in one.files:
                found.setdefault(file.material, []).append(
                    {
                        "file": file.attachment,
                        "told": one,
                        "pictured": file.attachment.media_type in previews.SHOWN,
                    }
                )
        for number, row in enumerate((row for files in found.values() for row in files), 1):
            row["number"] = number
        return [{"label": labels.get(name, name), "files": files} for name, files in found.items() if files]

"""Matters as the API shows them: in a list, alone, and with what can be done."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from fazhi.faces.api.asking import asker
from fazhi.faces.api.declared import body_schema
from fazhi.faces.workbench.gathering import Gathered
from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.matters.deadlines import calendar
from fazhi.kernel.matters.perform import Option, options
from fazhi.kernel.matters.relations import related
from fazhi.kernel.models import Assignment, Matter, Organization
from fazhi.kernel.procedures.registry import pinned
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.due import left
from fazhi.kernel.ui.story import particulars

ROOT = "/api/v1"


def with_units(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """The matters with the places that are held in them, in one more query."""
    held = Assignment.objects.filter(until=None).select_related("organization", "handler").order_by("pk")
    return matters.prefetch_related(Prefetch("assignments", held, to_attr="held"))


def brief(matter: Matter) -> dict[str, Any]:
    """A matter in a list, out of :func:`with_units`."""
    procedure = pinned(matter.procedure, matter.version)
    places = procedure.places()
    held: Iterable[Assignment] = matter.held  # type: ignore[attr-defined]
    return {
        "id": matter.uuid,
        "number": matter.number,
        "type": matter.procedure,
        "type_label": _(procedure.label),
        "title": matter.title,
        "state": matter.state,
        "state_label": _(procedure.states()[matter.state].label),
        "opened_on": matter.opened_on,
        "closed_on": matter.closed_on,
        "next_due": matter.next_due,
        "confidential": matter.confidential,
        "sequence": matter.sequence,
        "units": [
            {
                "place": one.place,
                "label": _(places[one.place].label) if one.place in places else one.place,
                "unit": unit(one.organization),
                "handler": one.handler.name if one.handler and one.live else "",
            }
            for one in held
        ],
    }


def unit(organization: Organization) -> dict[str, str]:
    """An organisation by its code."""
    return {"code": organization.code, "name": organization.name}


def whole(request: HttpRequest, key: uuid.UUID) -> dict[str, Any]:
    """A matter that was found to be theirs to see, with everything that its page tells."""
    user = asker(request)
    matter = with_units(Matter.objects.filter(uuid=key)).get()
    gathered = Gathered(matter, user)
    first = matter.events.select_related("text").order_by("sequence").first()
    beside, hidden = related(matter, gathered.seen)
    facts = particulars(gathered.procedure, gathered.record, first)
    offered = options(matter, user, extras.seats(user), gathered.record)
    return brief(matter) | {
        "version": matter.version,
        "particulars": [{"label": label, "value": value} for label, value in facts],
        "clocks": _clocks(gathered),
        "actions": [_action(matter, one) for one in offered],
        "related": [
            {"label": _(one.label), "id": one.matter.uuid, "number": one.matter.number, "title": one.matter.title}
            for one in beside
        ],
        "hidden_relations": hidden,
    }


def _clocks(gathered: Gathered) -> list[dict[str, Any]]:
    days, day, known = calendar(), today(), gathered.procedure.clocks()
    found = []
    for one in gathered.matter.deadlines.order_by("pk"):
        standing = left(one, days, day)
        found.append(
            {
                "clock": one.clock,
                "label": _(known[one.clock].label) if one.clock in known else one.clock,
                "rule": one.rule,
                "started_at": one.started_at,
                "due": one.due,
                "met_on": one.met_on,
                "level": standing.level,
                "text": standing.text,
            }
        )
    return found


def _action(matter: Matter, option: Option) -> dict[str, Any]:
    each = option.transition
    units = {chair.organization.pk: chair.organization for chair in option.chairs}
    return {
        "name": each.name,
        "label": _(each.label),
        "help": _(each.help) if each.help else "",
        "possible": not option.hindrance,
        "hindrance": option.hindrance,
        "optional": each.optional,
        "units": [unit(one) for one in units.values()],
        "href": f"{ROOT}/{matter.procedure}/{matter.uuid}/{each.name}",
        "body": body_schema(each, matter, live=True),
    }

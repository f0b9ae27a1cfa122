"""What a matter's page tells: its particulars and its timeline, in the words of its declaration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from fazhi.i18n import _, later
from fazhi.kernel.evaluation.rounds import open_rounds
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.succession import SUCCEEDED
from fazhi.kernel.models import Event, MaterialFile, Matter, Organization
from fazhi.kernel.procedures import Ask, Procedure, Transition

_OWN = {"due_changed": later("期限重新计算"), "reminded": later("期限提醒"), SUCCEEDED: later("单位变更")}


@dataclass(frozen=True)
class Told:
    """An event as it is shown: what was done, by whom and what was said, each with its label."""

    event: Event
    label: str
    who: str
    state: str
    answers: tuple[tuple[str, str], ...]
    files: tuple[MaterialFile, ...]
    erased: str


def particulars(procedure: type[Procedure], record: models.Model | None, first: Event | None) -> list[tuple[str, str]]:
    """The questions that opened a matter with what its record says now, or what was written then."""
    found = []
    texts = said(first) if first is not None else {}
    for ask in procedure.opening().asks:
        value = _of_record(record, ask) or texts.get(ask.name, "")
        if value:
            found.append((_(ask.label), value))
    return found


def _of_record(record: models.Model | None, ask: Ask) -> str:
    if record is None or not hasattr(record, ask.name):
        return ""
    display = getattr(record, f"get_{ask.name}_display", None)
    if display is not None:
        return _(str(display()))
    value = getattr(record, ask.name)
    return "" if value is None else str(value)


def timeline(procedure: type[Procedure], matter: Matter, seen_by: set[int]) -> list[Told]:
    """All events of a matter, the newest first, in a bounded number of queries.

    ``seen_by``: the keys of the viewer's units. What came with the marks of another unit is told after the round.
    """
    events = list(
        matter.events.select_related("actor", "organization", "text")
        .prefetch_related("materials__attachment")
        .order_by("-sequence")
    )
    transitions, states = procedure.transitions(), procedure.states()
    units, told = _units(transitions, events), []
    scoring = open_rounds(matter).exists()
    for event in events:
        each = transitions.get(event.kind)
        marks = each is not None and any(ask.kind == "marks" for ask in each.asks)
        hidden = scoring and marks and event.organization_id not in seen_by
        told.append(_told(event, each, states, units, hidden=hidden))
    return told


def _units(transitions: dict[str, Transition], events: Iterable[Event]) -> dict[int, str]:
    wanted: set[int] = set()
    for event in events:
        each = transitions.get(event.kind)
        for ask in each.asks if each else ():
            if ask.kind in ("unit", "units"):
                value = event.data.get(ask.name) or []
                wanted.update(value if isinstance(value, list) else [value])
    return dict(Organization.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _told(
    event: Event, each: Transition | None, states: dict[str, Any], units: dict[int, str], *, hidden: bool
) -> Told:
    texts, answers = said(event), []
    for ask in each.asks if each and not hidden else ():
        value = texts.get(ask.name) or _shown(ask, event.data.get(ask.name), units)
        if value:
            answers.append((_(ask.label), value))
    if each is None and "new" in event.data:
        answers.append((_("到期日"), f"{_day(event.data.get('old'))} → {_day(event.data['new'])}"))
    erased = ""
    if event.text is not None and event.text.erased_at is not None:
        erased = event.text.erased_because
    moved = event.from_state != event.to_state
    return Told(
        event,
        _(each.label) if each else _(_OWN.get(event.kind, event.kind)),
        event.organization.name if event.organization else _("系统"),
        _(states[event.to_state].label) if moved and event.to_state in states else "",
        tuple(answers),
        tuple(event.materials.all()),
        erased,
    )


def _day(text: str | None) -> str:
    return dt.date.fromisoformat(text).strftime("%Y-%m-%d") if text else _("暂停计时")


def _shown(ask: Ask, value: Any, units: dict[int, str]) -> str:
    if value in (None, "", []):
        return ""
    if ask.kind in ("unit", "units"):
        return "、".join(units.get(pk, "") for pk in (value if isinstance(value, list) else [value]))
    if ask.kind in ("choice", "choices"):
        # What a function offers are names out of the records: those stand in the particulars.
        labels = {} if callable(ask.choices) else {one: _(label) for one, label in ask.choices}
        return "、".join(labels[one] for one in (value if isinstance(value, list) else [value]) if one in labels)
    if ask.kind == "yes_no":
        return _("是") if value else _("否")
    return str(value)

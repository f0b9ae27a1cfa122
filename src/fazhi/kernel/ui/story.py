"""What a matter's page tells: its particulars and its timeline, in the words of its declaration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from fazhi.i18n import _, later
from fazhi.kernel.clock import day_text
from fazhi.kernel.evaluation.rounds import CORRECTED, DECIDED, OBJECTED, open_rounds
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.erasing import ERASED
from fazhi.kernel.matters.handling import HANDED
from fazhi.kernel.matters.past_rows import IMPORTED
from fazhi.kernel.matters.relations import BACK, KINDS, RELATED, UNRELATED
from fazhi.kernel.matters.succession import SUCCEEDED
from fazhi.kernel.models import Event, MaterialFile, Matter, Organization
from fazhi.kernel.parties.showing import names as masked_names
from fazhi.kernel.procedures import Ask, Procedure, Transition
from fazhi.kernel.ui.there import ALL, of_each

_DUE_CHANGED, _REMINDED = "due_changed", "reminded"
_OWN = {
    _DUE_CHANGED: later("期限重新计算"),
    _REMINDED: later("期限提醒"),
    SUCCEEDED: later("单位变更"),
    CORRECTED: later("更正评分"),
    OBJECTED: later("对评分提出异议"),
    DECIDED: later("处理评分异议"),
    ERASED: later("清除文字"),
    HANDED: later("经办人变更"),
    RELATED: later("关联事项"),
    UNRELATED: later("取消关联"),
    IMPORTED: later("从旧台账导入"),
}

Answers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """An event as it is shown: what was done, by whom and what was said, each with its label.

    ``state``: where it led, if anywhere. ``own``: it is the platform's own and leads nowhere, so it stands back.
    """

    event: Event
    label: str
    who: str
    state: str
    answers: Answers
    files: tuple[MaterialFile, ...]
    erased: str
    own: bool = False


@dataclass(frozen=True)
class _Names:
    """What the keys in events stand for."""

    procedure: type[Procedure]
    units: Mapping[int, str]
    matters: Mapping[int, str]
    parties: Mapping[int, str]


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
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)


def timeline(
    procedure: type[Procedure],
    matter: Matter,
    seen_by: set[int],
    *,
    among: models.QuerySet[Matter] | None = None,
    present: Collection[str] = ALL,
) -> list[Told]:
    """All events of a matter, the newest first, in a bounded number of queries.

    ``seen_by``: the keys of the viewer's units. What came with the marks of another unit is told after the round.
    ``among``: the matters that the reader may know of; no other is named.
    ``present``: what :func:`fazhi.kernel.ui.there.there` found.
    """
    events = list(matter.events.select_related("actor", "organization", "text").order_by("-sequence"))
    files = of_each("materials", matter.materials.select_related("attachment").order_by("pk"), "event_id", present)
    transitions = procedure.transitions()
    names = _Names(procedure, _units(transitions, events), _matters(events, among), _parties(transitions, events))
    scoring, told = "rounds" in present and open_rounds(matter).exists(), []
    for event in events:
        each = transitions.get(event.kind)
        marks = event.kind in (CORRECTED, OBJECTED, DECIDED) or (
            each is not None and any(ask.kind == "marks" for ask in each.asks)
        )
        hidden = scoring and marks and event.organization_id not in seen_by
        told.append(_told(event, each, names, tuple(files.get(event.pk, ())), hidden=hidden))
    return told


def _units(transitions: dict[str, Transition], events: Iterable[Event]) -> dict[int, str]:
    wanted: set[int] = set()
    for event in events:
        each = transitions.get(event.kind)
        names = [ask.name for ask in each.asks if ask.kind in ("unit", "units")] if each else []
        for name in ("from", "to") if event.kind == SUCCEEDED else names:
            value = event.data.get(name) or []
            wanted.update(value if isinstance(value, list) else [value])
    return dict(Organization.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _parties(transitions: dict[str, Transition], events: Iterable[Event]) -> dict[int, str]:
    named = {name: [ask.name for ask in each.asks if ask.of_parties] for name, each in transitions.items()}
    keys = {key for event in events for name in named.get(event.kind, ()) for key in event.data.get(name, ())}
    return masked_names(keys) if keys else {}


def _matters(events: Iterable[Event], among: models.QuerySet[Matter] | None) -> dict[int, str]:
    wanted = {event.data["other"] for event in events if event.kind in (RELATED, UNRELATED)}
    if not wanted or among is None:
        return {}
    found = among.filter(pk__in=wanted)
    return {pk: f"{number} {title}" for pk, number, title in found.values_list("pk", "number", "title")}


def _told(
    event: Event, each: Transition | None, names: _Names, files: tuple[MaterialFile, ...], *, hidden: bool
) -> Told:
    answers: Answers = ()
    if not hidden:
        answers = _asked(event, each, names) if each else tuple(_of_platform(event, names))
    erased = ""
    if event.text is not None and event.text.erased_at is not None:
        erased = event.text.erased_because
    states, moved = names.procedure.states(), event.from_state != event.to_state
    who = event.organization.name if event.organization else "" if event.actor else _("系统")
    return Told(
        event,
        _(each.label) if each else _(_OWN.get(event.kind, event.kind)),
        who,
        _(states[event.to_state].label) if moved and event.to_state in states else "",
        answers,
        files,
        erased,
        own=each is None and event.actor is None,
    )


def _asked(event: Event, each: Transition, names: _Names) -> Answers:
    texts = said(event)
    shown = (
        (
            ask,
            texts.get(ask.name)
            or _shown(ask, event.data.get(ask.name), names.parties if ask.of_parties else names.units),
        )
        for ask in each.asks
    )
    return tuple((_(ask.label), value) for ask, value in shown if value)


def _of_platform(event: Event, names: _Names) -> Iterable[tuple[str, str]]:
    """What the kernel's own events say, in words."""
    data, texts = event.data, said(event)
    match event.kind:
        case kind if kind == _DUE_CHANGED:
            yield _clock(names.procedure, data), f"{_day(data.get('old'))} → {_day(data.get('new'))}"
        case kind if kind == _REMINDED:
            text = _("已到期") if data.get("percent") == 100 else _("已过 {n}%").format(n=data.get("percent"))
            yield _clock(names.procedure, data), _("{how}，到期日 {day}").format(how=text, day=_day(data.get("due")))
        case kind if kind == IMPORTED:
            yield _("旧台账"), _("第{n}行").format(n=data.get("sheet_row", ""))
        case kind if kind == SUCCEEDED:
            places = names.procedure.places()
            held = "、".join(_(places[name].label) for name in data.get("places", ()) if name in places)
            yield held, f"{names.units.get(data.get('from'), '')} → {names.units.get(data.get('to'), '')}"
        case kind if kind == CORRECTED:
            yield _("更正后的得分"), str(data.get("total", ""))
        case kind if kind == DECIDED:
            yield _("处理结果"), _("成立，评分已更正") if data.get("upheld") else _("不成立，评分不变")
        case kind if kind in (RELATED, UNRELATED):
            label = (KINDS if data.get("source") else BACK).get(data.get("kind", ""), "")
            yield _(label), names.matters.get(data.get("other"), _("一件不归您查看的事项"))
    if reason := texts.get("reason"):
        yield _("理由"), reason


def _clock(procedure: type[Procedure], data: Mapping[str, Any]) -> str:
    clock = procedure.clocks().get(data.get("clock", ""))
    return _(clock.label) if clock else _("到期日")


def _day(text: str | None) -> str:
    return day_text(dt.date.fromisoformat(text)) if text else _("暂停计时")


def _shown(ask: Ask, value: Any, names: Mapping[int, str]) -> str:
    if value in (None, "", []):
        return ""
    if ask.kind in ("unit", "units") or ask.of_parties:
        return "、".join(names.get(pk, "") for pk in (value if isinstance(value, list) else [value]))
    if ask.kind in ("choice", "choices"):
        # What a function offers are names out of the records: those stand in the particulars.
        labels = {} if callable(ask.choices) else {one: _(label) for one, label in ask.choices}
        return "、".join(labels[one] for one in (value if isinstance(value, list) else [value]) if one in labels)
    if ask.kind == "yes_no":
        return _("是") if value else _("否")
    if ask.kind == "date":
        return _day(value)
    return str(value)

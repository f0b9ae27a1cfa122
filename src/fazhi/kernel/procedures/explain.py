"""What a procedure says, in words that a head of department can follow; and who may do what in which state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.procedures.declaration import RUN_OUT, Ask, Clock, Procedure, Transition
from fazhi.kernel.procedures.rules import Rule, possible, rule
from fazhi.law.periods import unit_text


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


def explain(
    procedure: type[Procedure],
    on: dt.date,
    *,
    values: Mapping[str, tuple[str, ...]] | None = None,
    local: Mapping[str, Any] | None = None,
) -> list[Section]:
    """All that is declared, with the clocks as they stand on a day.

    ``values``: the values of the columns that clocks' rules name; ``local``: the district's own rules.
    """
    return [
        Section(_(procedure.label), tuple(_head(procedure))),
        Section(_("谁"), tuple(_places(procedure))),
        Section(_("状态"), tuple(_states(procedure))),
        Section(_("期限"), tuple(_clocks(procedure, on, values or {}, local))),
        Section(_("办理"), tuple(line for each in procedure.transitions().values() for line in _transition(each))),
    ]


def _head(procedure: type[Procedure]) -> Iterator[str]:
    yield _("类型 {id}，{since} 起适用").format(id=procedure.id, since=procedure.since)
    yield _("编号：{example}").format(example=f"×{procedure.word}〔{procedure.since.year}〕1号")
    yield _("依据：{basis}").format(basis=procedure.basis)


def _places(procedure: type[Procedure]) -> Iterator[str]:
    for name, place in procedure.places().items():
        who = (
            _("由区县指定（{post}）").format(post=place.post) if place.post else "、".join(place.kinds) or _("任何机构")
        )
        more = _("，可以有几个") if place.many else ""
        if place.joins:
            more += _("，到{states}时才参与").format(states="、".join(_(state.label) for state in place.joins))
        yield f"{_(place.label)}（{name}）：{who}{more}"


def _states(procedure: type[Procedure]) -> Iterator[str]:
    for name, state in procedure.states().items():
        ways = [_(each.label) for each in procedure.transitions().values() if state in each.sources]
        ending = _("终点") if state.ends else _("可以：{ways}").format(ways="、".join(ways))
        yield f"{_(state.label)}（{name}）：{ending}"


def _clocks(
    procedure: type[Procedure], on: dt.date, values: Mapping[str, tuple[str, ...]], local: Mapping[str, Any] | None
) -> Iterator[str]:
    for name, clock in procedure.clocks().items():
        running = "、".join(_(state.label) for state in clock.runs_in)
        line = _("{clock}（{name}）：在{states}时计时").format(clock=_(clock.label), name=name, states=running)
        if clock.waits_for is not None:
            line += _("，所等的单位都办了就停")
        if clock.pauses_in:
            line += _("，{states}时暂停").format(states="、".join(_(state.label) for state in clock.pauses_in))
        yield line
        for text in lengths(clock, on, values, local):
            yield f"  {text}"
        for percent, seats in sorted(clock.reminds.items()):
            text = _("届满后提醒{seats}") if percent == RUN_OUT else _("到 {percent}% 提醒{seats}")
            yield "  " + text.format(percent=percent, seats="、".join(seat.label for seat in seats))


def lengths(
    clock: Clock, on: dt.date, values: Mapping[str, tuple[str, ...]], local: Mapping[str, Any] | None = None
) -> list[str]:
    """How long a clock runs, one line for each rule it may run by, with the basis and 待核 where nobody checked it."""
    found = []
    for identifier in possible(clock, values, on):
        try:
            found.append(length(rule(identifier, on, local)))
        except FazhiError as error:
            found.append(f"{identifier}：{error.message}")
    return found


def length(found: Rule) -> str:
    """A rule in a line: 办理（一般事项）15个工作日，可以延长10个工作日（…）."""
    text = f"{found.title}：{found.period.n}{unit_text(found.period.unit)}"
    extension = found.period.extension
    if extension is not None:
        text += _("，经{approver}同意可以延长 {n}{unit}").format(
            approver=extension.approver, n=extension.n, unit=unit_text(extension.unit)
        )
    return text + f"（{found.basis_text}{'' if found.checked else _('，待核')}）"


def _transition(each: Transition) -> Iterator[str]:
    at = "、".join(_(state.label) for state in each.sources) or _("新登记")
    to = _("或").join(_(state.label) for state in each.targets) or _("状态不变")
    by = "、".join(_(one.label) if one not in each.seats else one.label for one in each.by)
    yield f"{_(each.label)}（{each.name}）：{at} → {to}；{_('由')}{by}"
    if each.asks:
        asked = [f"{_(ask.label)}（{ask.name}）" + ("" if ask.required else _("（可不填）")) for ask in each.asks]
        yield "  " + _("填写：{asked}").format(asked="、".join(asked))
    yield from (f"  {_parties(ask)}" for ask in each.asks if ask.of_parties)
    for material in each.takes:
        least = _("至少 {n} 份").format(n=material.at_least) if material.at_least else _("可不附")
        yield "  " + _("附：{material}（{least}）").format(material=_(material.label), least=least)
    if each.after is not None:
        yield "  " + _("{clock}届满时由系统办理").format(clock=_(each.after.label))
    if each.tells:
        yield "  " + _("告知：{seats}").format(seats="、".join(seat.label for seat in each.tells))
    if each.help:
        yield "  " + _(each.help)


def _parties(ask: Ask) -> str:
    said = [_("{part}：个人或者单位").format(part=_(ask.part))]
    if ask.identified:
        said.append(_("要有证件号码"))
    if ask.guarded:
        said.append(_("未成年的要有法定代理人"))
    if ask.opposes:
        said.append(_("与{other}不能是同一人").format(other=_(ask.opposes)))
    if ask.kind == "parties" and ask.maximum is not None:
        said.append(_("至多{n}人").format(n=ask.maximum))
    return "，".join(said)


def matrix(procedure: type[Procedure]) -> list[tuple[str, str, str]]:
    """Every allowed combination: the seat (or 系统), the name of the state, the name of the transition.

    What opens a matter is done in no state: its name is empty.
    """
    return [
        (by.label, state.name if state else "", name)
        for name, each in procedure.transitions().items()
        for state in each.sources or (None,)
        for by in each.by
    ]


def markdown(sections: list[Section]) -> str:
    """The same as a document."""
    parts = []
    for level, section in enumerate(sections):
        parts.append(f"{'#' if level == 0 else '##'} {section.title}\n")
        parts += [f"{'  ' if line.startswith('  ') else ''}- {line.strip()}" for line in section.lines]
        parts.append("")
    return "\n".join(parts)

"""What is wrong with a declaration. Checked at start, so that a mistake stops the platform and not a case.

Each fault names the procedure and the object and says what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import get_args

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.ledger import KINDS, MORE_KINDS
from fazhi.kernel.procedures.declaration import Ask, Clock, Kind, Procedure, System, Transition
from fazhi.kernel.procedures.rules import columns, possible, rule

_ID = re.compile(r"[a-z][a-z_]*")
KEPT_BY_EVENTS = frozenset({"digest", "files", "holders", "personal_data", "record", "sheet"})
"""What the kernel itself puts into an event, beside the answers."""
_LONGEST_ROLE = 40


def faults(procedure: type[Procedure], values: dict[str, tuple[str, ...]] | None = None) -> list[str]:
    """All faults of a declaration, in words. ``values``: the values a column may have that a clock's rule names."""
    found = [*_head(procedure), *_labels(procedure)]
    if found:
        return found
    return [*_places(procedure), *_states(procedure), *_transitions(procedure), *_clocks(procedure, values or {})]


def _head(procedure: type[Procedure]) -> Iterator[str]:
    if not _ID.fullmatch(procedure.id):
        yield _("{class_}：缺少 id（小写英文字母）").format(class_=procedure.__name__)
    if not isinstance(getattr(procedure, "since", None), date):
        yield _("{class_}：缺少 since（自哪一天起适用）").format(class_=procedure.__name__)
    for attribute, meaning in (
        ("label", _("事项名称")),
        ("word", _("编号用字")),
        ("basis", _("依据")),
        ("record", _("业务表")),
    ):
        if not getattr(procedure, attribute):
            yield _("{class_}：缺少 {attribute}（{meaning}）").format(
                class_=procedure.__name__, attribute=attribute, meaning=meaning
            )
    openings = [each.name for each in procedure.transitions().values() if not each.sources]
    if len(openings) != 1:
        yield _("{class_}：应恰有一个开启事项的办理动作（opens），现有 {n} 个：{names}").format(
            class_=procedure.__name__, n=len(openings), names="、".join(openings) or _("无")
        )


def _labels(procedure: type[Procedure]) -> Iterator[str]:
    for kind in (
        procedure.places(),
        procedure.states(),
        procedure.clocks(),
        procedure.materials(),
        procedure.transitions(),
    ):
        seen: dict[str, str] = {}
        for name, item in kind.items():
            if not item.label.strip():
                yield _("{procedure}：{item} 没有名称").format(procedure=procedure.id, item=item)
            elif item.label in seen:
                yield _("{procedure}：{one} 与 {other} 同名“{label}”").format(
                    procedure=procedure.id, one=seen[item.label], other=name, label=item.label
                )
            seen[item.label] = name
    for transition in procedure.transitions().values():
        names = [ask.name for ask in transition.asks] + [material.name for material in transition.takes]
        for name in {name for name in names if names.count(name) > 1}:
            yield _("{where}：“{name}”问了两次（问题和材料不能同名）").format(
                where=_at(procedure, transition), name=name
            )
        for name in sorted(KEPT_BY_EVENTS.intersection(names)):
            yield _("{where}：“{name}”是记录自己用的名字，请换一个").format(where=_at(procedure, transition), name=name)
        for ask in transition.asks:
            if not ask.label.strip():
                yield _("{where}：问题 {name} 没有名称").format(where=_at(procedure, transition), name=ask.name)


def _places(procedure: type[Procedure]) -> Iterator[str]:
    filled = {ask.place for each in procedure.transitions().values() for ask in each.asks}
    filled |= {seat.place for seat in procedure.opening().seats}
    for name, place in procedure.places().items():
        if unknown := set(place.kinds) - {*KINDS, *MORE_KINDS}:
            yield _("{procedure}：位置 {name}“{label}”的机构类别“{kinds}”不存在，可用：{known}").format(
                procedure=procedure.id,
                name=name,
                label=place.label,
                kinds="、".join(sorted(unknown)),
                known="、".join((*KINDS, *MORE_KINDS)),
            )
        for state in place.joins:
            if state not in procedure.states().values() or not place.post:
                yield _("{procedure}：位置 {name}“{label}”的 joins 应是本程序的状态，并且要有 post").format(
                    procedure=procedure.id, name=name, label=place.label
                )
        if not place.post and place not in filled:
            yield _("{procedure}：位置 {name}“{label}”没有谁来占：用 post 指定，或者用 Ask(place=…) 问").format(
                procedure=procedure.id, name=name, label=place.label
            )


def _states(procedure: type[Procedure]) -> Iterator[str]:
    states = procedure.states()
    reached = set(procedure.opening().targets)
    while True:
        further = {
            target
            for each in procedure.transitions().values()
            if reached & set(each.sources)
            for target in each.targets
        }
        if further <= reached:
            break
        reached |= further
    for name, state in states.items():
        if state not in reached:
            yield _("{procedure}：状态 {name}“{label}”到不了").format(
                procedure=procedure.id, name=name, label=state.label
            )
    leaving = {source for each in procedure.transitions().values() if each.targets for source in each.sources}
    for name, state in states.items():
        if state.ends and state in leaving:
            yield _("{procedure}：状态 {name}“{label}”是终点，却还能离开").format(
                procedure=procedure.id, name=name, label=state.label
            )
        if not state.ends and state not in leaving:
            yield _("{procedure}：状态 {name}“{label}”不是终点，却没有办法离开").format(
                procedure=procedure.id, name=name, label=state.label
            )


def _transitions(procedure: type[Procedure]) -> Iterator[str]:
    states, places = set(procedure.states().values()), set(procedure.places().values())
    clocks, materials = set(procedure.clocks().values()), set(procedure.materials().values())
    for each in procedure.transitions().values():
        where = _at(procedure, each)
        if not each.by:
            yield _("{where}：没有写由谁办理").format(where=where)
        for state in (*each.sources, *each.targets):
            if state not in states:
                yield _("{where}：状态“{label}”不属于这个程序").format(where=where, label=state.label)
        for seat in (*each.seats, *each.tells):
            if seat.place not in places:
                yield _("{where}：位置“{label}”不属于这个程序").format(where=where, label=seat.place.label)
        for ask in each.asks:
            if ask.place is not None and ask.place not in places:
                yield _("{where}：位置“{label}”不属于这个程序").format(where=where, label=ask.place.label)
            if ask.kind not in get_args(Kind):
                yield _("{where}：“{label}”的 kind 应为 {known} 之一").format(
                    where=where, label=ask.label, known="、".join(get_args(Kind))
                )
            yield from (f"{where}：{fault}" for fault in _parties(procedure, ask))
            if ask.kind in ("choice", "choices") and not ask.choices:
                yield _("{where}：“{label}”是选择题，却没有选项").format(where=where, label=ask.label)
        for material in each.takes:
            if material not in materials:
                yield _("{where}：材料“{label}”不属于这个程序").format(where=where, label=material.label)
        if len(each.targets) > 1 and each.chooses is None:
            yield _("{where}：去向不止一个，要用 chooses 写明怎样决定").format(where=where)
        if len(each.targets) < 2 and each.chooses is not None:
            yield _("{where}：去向只有一个，不必写 chooses").format(where=where)
        timed = any(isinstance(by, System) for by in each.by)
        if timed != (each.after is not None):
            yield _("{where}：由系统办理的，要用 after 写明哪一个期限届满；反之亦然").format(where=where)
        if timed and (each.asks or each.takes):
            yield _("{where}：由系统办理的，不能再要人填写").format(where=where)
        if each.after is not None and (each.after not in clocks or not set(each.sources) <= set(each.after.runs_in)):
            yield _("{where}：期限“{label}”在这些状态里并不运行").format(where=where, label=each.after.label)


def _parties(procedure: type[Procedure], ask: Ask) -> Iterator[str]:
    if not ask.of_parties:
        if ask.role or ask.opposes or ask.identified or ask.guarded:
            yield _("“{label}”不问当事人，不能写 role、opposes、identified、guarded").format(label=ask.label)
        return
    if len(ask.part) > _LONGEST_ROLE:
        yield _("“{label}”的 role 不能超过{n}个字").format(label=ask.label, n=_LONGEST_ROLE)
    asked = {each.part for one in procedure.transitions().values() for each in one.asks if each.of_parties}
    if ask.opposes and (ask.opposes not in asked or ask.opposes == ask.part):
        yield _("“{label}”的 opposes 应是另一方的 role，现为“{opposes}”，有：{known}").format(
            label=ask.label, opposes=ask.opposes, known="、".join(sorted(asked - {ask.part})) or _("无")
        )
    if ask.kind == "party" and (ask.minimum is not None or ask.maximum is not None):
        yield _("“{label}”只问一个当事人，不能写 minimum、maximum；问几个的用 kind=parties").format(label=ask.label)


def _clocks(procedure: type[Procedure], values: dict[str, tuple[str, ...]]) -> Iterator[str]:
    states, places = set(procedure.states().values()), set(procedure.places().values())
    for clock in procedure.clocks().values():
        where = _("{procedure} 的期限 {name}“{label}”").format(
            procedure=procedure.id, name=clock.name, label=clock.label
        )
        for state in (*clock.runs_in, *clock.pauses_in):
            if state not in states:
                yield _("{where}：状态“{label}”不属于这个程序").format(where=where, label=state.label)
            elif state.ends:
                yield _("{where}：在终点状态“{label}”里计时没有意义").format(where=where, label=state.label)
        if not clock.runs_in:
            yield _("{where}：没有写在哪些状态里计时").format(where=where)
        for mark, seats in clock.reminds.items():
            if not 0 < mark <= 100:
                yield _("{where}：提醒应在期限的 1% 至 100% 之间，现为 {mark}").format(where=where, mark=mark)
            yield from (
                _("{where}：位置“{label}”不属于这个程序").format(where=where, label=seat.place.label)
                for seat in seats
                if seat.place not in places
            )
        yield from (f"{where}：{fault}" for fault in _rules(procedure, clock, values))


def _rules(procedure: type[Procedure], clock: Clock, values: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for column in columns(clock):
        if column not in values:
            yield _("规则里的 {column} 不是业务表的选择列").format(column=column)
            return
    for identifier in possible(clock, values, procedure.since):
        try:
            found = rule(identifier, procedure.since)
        except FazhiError as error:
            yield _("规则 {id}：{error}").format(id=identifier, error=error.message)
            continue
        if not found.basis:
            yield _("规则 {id} 没有依据").format(id=identifier)


def _at(procedure: type[Procedure], transition: Transition) -> str:
    return _("{procedure} 的“{label}”（{name}）").format(
        procedure=procedure.id, label=transition.label, name=transition.name
    )

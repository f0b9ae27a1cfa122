"""Which matters wait for somebody: one SQL predicate, made from the declarations and the seats of the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from fazhi.i18n import later
from fazhi.kernel.clock import today
from fazhi.kernel.matters.access import opening_from, overseen_from, visible_from
from fazhi.kernel.matters.deadlines import calendar
from fazhi.kernel.models import Matter, Membership, User
from fazhi.kernel.procedures import Procedure, Seat, Transition
from fazhi.kernel.procedures.registry import everything, in_force, versions
from fazhi.kernel.ui.extras import seats
from fazhi.law.calendar import Calendar

SOON = 3
"""A matter is due soon if it is due within so many working days."""

_DAY = dt.timedelta(days=1)

_STEP, _REQUEST, _MARKS = "step", "request", "marks"
_CONDITIONS = {
    _STEP: "",
    _REQUEST: " AND EXISTS (SELECT FROM kernel_extension e JOIN kernel_deadline d ON d.id = e.deadline_id"
    " WHERE d.matter_id = held.matter_id AND e.granted IS NULL)",
    _MARKS: " AND EXISTS (SELECT FROM kernel_sheet s JOIN kernel_round r ON r.id = s.round_id"
    " WHERE r.matter_id = held.matter_id AND r.closed_at IS NULL AND s.scorer_id = held.organization_id"
    " AND s.submitted_at IS NULL)",
}
"""What a place that is held depends on beside the state of its matter."""


@dataclass(frozen=True)
class _Way:
    """Places held by some units from which a step is expected in some states of matters of a procedure's version."""

    procedure: str
    version: str
    place: str
    condition: str
    units: tuple[int, ...]


class _Held(Func):
    """A place is held in an open matter from which a step is expected in its present state.

    Put together as text: the same built of the ORM's expressions takes longer than the database needs to answer.
    """

    output_field = BooleanField()

    def __init__(self, ways: Mapping[_Way, Collection[str]]) -> None:
        super().__init__(F("pk"), F("procedure"), F("version"), F("state"))
        self.ways = ways

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **_more: Any) -> Any:
        """The condition on the columns of whatever the matter's table is called in the statement, and its values."""
        key, procedure, version, state = (compiler.compile(one)[0] for one in self.get_source_expressions())
        branches, values = [], []
        for way, states in self.ways.items():
            branches.append(
                f"({procedure} = %s AND {version} = %s AND {state} = ANY(%s) AND held.place = %s"
                f" AND held.organization_id = ANY(%s){_CONDITIONS[way.condition]})"
            )
            values += [way.procedure, way.version, sorted(states), way.place, list(way.units)]
        if not branches:
            return "false", []
        found = f"SELECT FROM kernel_assignment held WHERE held.matter_id = {key} AND held.live"
        return f"EXISTS ({found} AND ({' OR '.join(branches)}))", values


class Desk:
    """Where somebody sits and what lies there; their seats and the calendar are read once."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.seats: list[Membership] = seats(user)
        self.units = sorted({seat.organization_id for seat in self.seats})
        self.overseen = overseen_from(self.seats)
        self._expected = _expected(tuple(each for newest in everything() for each in versions(newest.id)))

    @cached_property
    def days(self) -> Calendar:
        """The calendar as it stands now."""
        return calendar()

    @cached_property
    def soon(self) -> dt.date:
        """The last day that is soon: so many working days from today."""
        day, left = today(), SOON
        while left:
            day += _DAY
            left -= self.days.worked(day, unsure=True)
        return day

    def openable(self) -> list[type[Procedure]]:
        """The types of matter that they may open today."""
        found = [in_force(one.id, today()) for one in everything() if one.since <= today()]
        return [one for one in found if opening_from(self.seats, one.opening())]

    def visible(self) -> QuerySet[Matter]:
        """All that may be seen."""
        return visible_from(self.seats)

    def mine(self) -> QuerySet[Matter]:
        """What waits for this user: a step that leads on is theirs, or a part that only their unit can do."""
        return self._waiting(lambda seat, each: seat.role.id == each.role)

    def of_unit(self) -> QuerySet[Matter]:
        """What waits for a unit of theirs, whoever of it is to do it."""
        return self._waiting(lambda _seat, _each: True)

    def to_score(self) -> QuerySet[Matter]:
        """Matters for which a unit of theirs has still to hand in a sheet, and they may do it."""
        return self._waiting(lambda seat, each: seat.role.id == each.role, only=_MARKS)

    def due_soon(self) -> QuerySet[Matter]:
        """What their unit has in hand, or they oversee, and is due soon."""
        return self._watched().filter(next_due__range=(today(), self.soon))

    def overdue(self) -> QuerySet[Matter]:
        """What their unit has in hand, or they oversee, and is late."""
        return self._watched().filter(next_due__lt=today())

    def _watched(self) -> QuerySet[Matter]:
        if not self.overseen:
            return self.of_unit()
        held = self._held(lambda _seat, _each: True)
        return self.visible().filter(Q(procedure__in=self.overseen) | Q(held))

    def _waiting(self, sits: Callable[[Seat, Membership], bool], only: str = "") -> QuerySet[Matter]:
        # Whoever's unit holds a place in a matter may know of it: the predicate of what is visible adds nothing here.
        return Matter.objects.filter(self._held(sits, only))

    def _held(self, sits: Callable[[Seat, Membership], bool], only: str = "") -> _Held:
        ways: dict[_Way, set[str]] = {}
        for (procedure, seat, condition), states in self._expected.items():
            units = tuple(sorted({each.organization_id for each in self.seats if sits(seat, each)}))
            if units and only in ("", condition):
                way = _Way(procedure.id, procedure.version(), seat.place.name, condition, units)
                ways.setdefault(way, set()).update(states)
        return _Held(ways)


@lru_cache(maxsize=4)
def _expected(procedures: tuple[type[Procedure], ...]) -> dict[tuple[type[Procedure], Seat, str], set[str]]:
    """From which seats, under which condition, a step is expected, and in which states.

    What can be done at any time (a note on progress) and what is optional makes no matter wait. A step that keeps the
    state and is tied to a condition counts for units of the matter; for a unit that the district names for all matters
    it counts where a request for more time is pending. A sheet of marks counts until it is in.
    """
    found: dict[tuple[type[Procedure], Seat, str], set[str]] = {}
    for procedure in procedures:
        for each in procedure.transitions().values():
            if each.optional or not (each.targets or each.unless):
                continue
            for seat in each.seats:
                key = (procedure, seat, _condition(each, seat))
                found.setdefault(key, set()).update(state.name for state in each.sources)
    return found


def _condition(each: Transition, seat: Seat) -> str:
    if any(ask.kind == "marks" for ask in each.asks):
        return _MARKS
    return _REQUEST if seat.place.post and not each.targets else _STEP


@dataclass(frozen=True)
class Tab:
    """A part of the queue: its name in addresses, its words, what lies in it, and what is said where nothing does."""

    name: str
    label: str
    found: Callable[[Desk], QuerySet[Matter]]
    about: str
    empty: str


TABS = (
    Tab(
        "mine",
        later("我的"),
        Desk.mine,
        later("轮到您办理的事项，最急的在前。"),
        later("现在没有等您办理的事项。轮到您签收、办理、核验或者评价时，事项会出现在这里，您也会收到通知。"),
    ),
    Tab(
        "unit",
        later("本单位"),
        Desk.of_unit,
        later("轮到您的单位办理的事项，不论由谁经办。"),
        later("现在没有等您的单位办理的事项。"),
    ),
    Tab(
        "soon",
        later("快到期"),
        Desk.due_soon,
        later("您的单位要办的和您督查的事项中，三个工作日之内到期的。"),
        later("三个工作日之内没有事项到期。"),
    ),
    Tab(
        "late",
        later("已超期"),
        Desk.overdue,
        later("您的单位要办的和您督查的事项中，过了期限还没有办的。"),
        later("没有超期的事项。"),
    ),
    Tab(
        "score",
        later("待我评分"),
        Desk.to_score,
        later("等您代表本单位评分的事项；双方都评完之前，看不到对方的评分。"),
        later("现在没有等您评分的事项。"),
    ),
)


def waiting(user: User) -> QuerySet[Matter]:
    """What waits for somebody."""
    return Desk(user).mine()


def by_urgency(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Sorted by what hurts most: the day on which the first of its running clocks ends, then the newest."""
    return matters.order_by(F("next_due").asc(nulls_last=True), F("closed_on").desc(nulls_first=True), "-pk")

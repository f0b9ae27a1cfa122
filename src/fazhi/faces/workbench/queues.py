"""Which matters wait for somebody: one SQL predicate, made from the declarations and the seats of the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
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
"""What a place that is held depends on beside the stage of its matter."""


@dataclass(frozen=True)
class _Way:
    """A place held by some units, from which a step is expected in some stages under a condition.

    A stage is procedure, version and state, as :class:`Assignment` has it. ``due``: the first and the last day on which
    it may be due.
    """

    place: str
    condition: str
    units: tuple[int, ...]
    stages: tuple[str, ...]
    due: tuple[dt.date, dt.date] | None = None

    @property
    def among(self) -> str:
        """The condition on the units and the stages of a place."""
        units = ", ".join(map(str, self.units))
        return f"held.organization_id IN ({units}) AND held.stage IN ({_quoted(self.stages)})"

    def sql(self, more: str = "") -> str:
        """The places as a statement that one index answers alone; ``more``: further columns of it.

        What stands in it are names of the declarations, keys of units and days: nothing that anybody typed.
        """
        due = f" AND held.due BETWEEN '{self.due[0]}' AND '{self.due[1]}'" if self.due else ""
        return (
            f"SELECT held.matter_id, held.due{more} FROM kernel_assignment held WHERE held.live"  # noqa: S608
            f" AND held.place = {_quoted([self.place])} AND {self.among}{due}{_CONDITIONS[self.condition]}"
        )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join("'" + name.replace("'", "''").replace("%", "%%") + "'" for name in names)


class _Held(Func):
    """A place is held in an open matter from which a step is expected in its present stage.

    Put together as text: the same built of the ORM's expressions takes longer than the database needs to answer. It
    asks for columns of the place alone, so that the database begins with a unit's few places, not with all matters.
    ``first``: only so many of the most urgent.
    """

    output_field = BooleanField()

    def __init__(self, ways: Iterable[_Way], first: int | None = None) -> None:
        super().__init__(F("pk"))
        self.ways, self.first = tuple(ways), first

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **_more: Any) -> Any:
        """The condition on the key of whatever the matter's table is called in the statement."""
        if not self.ways:
            return "false", []
        key = compiler.compile(self.get_source_expressions()[0])[0]
        places = " UNION ALL ".join(way.sql() for way in self.ways)
        last = (
            ""
            if self.first is None
            # As by_urgency sorts: what is held in an open matter is not closed.
            else f" GROUP BY matter_id, due ORDER BY due NULLS LAST, matter_id DESC LIMIT {self.first}"
        )
        return f"{key} IN (SELECT matter_id FROM ({places}) AS places{last})", []  # noqa: S608


class _Ours(Func):
    """The matter is among ``ours``, the places that :meth:`Desk.counts` has read."""

    output_field = BooleanField()

    def __init__(self) -> None:
        super().__init__(F("pk"))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **_more: Any) -> Any:
        """See :class:`_Held`."""
        return f"{compiler.compile(self.get_source_expressions()[0])[0]} IN (SELECT matter_id FROM ours)", []  # noqa: S608


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

    def mine(self, first: int | None = None) -> QuerySet[Matter]:
        """What waits for this user: a step that leads on is theirs, or a part that only their unit can do."""
        return self._waiting(self._ways(_sits), first)

    def of_unit(self, first: int | None = None) -> QuerySet[Matter]:
        """What waits for a unit of theirs, whoever of it is to do it."""
        return self._waiting(self._ways(_works), first)

    def to_score(self, first: int | None = None) -> QuerySet[Matter]:
        """Matters for which a unit of theirs has still to hand in a sheet, and they may do it."""
        return self._waiting(self._ways(_sits, only=_MARKS), first)

    def due_soon(self, first: int | None = None) -> QuerySet[Matter]:
        """What their unit has in hand, or they oversee, and is due soon."""
        return self._watched(today(), self.soon, first)

    def overdue(self, first: int | None = None) -> QuerySet[Matter]:
        """What their unit has in hand, or they oversee, and is late."""
        return self._watched(dt.date.min, today() - _DAY, first)

    def counts(self, most: int) -> dict[str, int]:
        """How many lie in each part of the queue, counted up to ``most``, in one statement.

        The places of the user's units are read once; whose step it is stands beside each.
        """
        mine = self._ways(_sits)
        places = [way.sql(_beside(way, mine)) for way in self._ways(_works)]
        ours = " UNION ALL ".join(places or ["SELECT 0 AS matter_id, NULL::date AS due, false, false WHERE false"])
        spans = {"soon": (today(), self.soon), "late": (dt.date.min, today() - _DAY)}
        conditions = {"mine": "mine", "unit": "true", "score": "mine AND marks"}
        for name, (start, end) in spans.items():
            conditions[name] = f"due BETWEEN '{start}' AND '{end}'"
        parts: dict[str, str] = {}
        values: list[Any] = []
        for name in (tab.name for tab in TABS):
            parts[name] = f"SELECT DISTINCT matter_id FROM ours WHERE {conditions[name]} LIMIT {most}"  # noqa: S608
            if name in spans and self.overseen:
                found = self._overseen(*spans[name], _Ours()).order_by().values("pk")[:most]
                parts[name], given = found.query.sql_with_params()
                values += given
        counted = ", ".join(f"(SELECT count(*) FROM ({part}) AS found)" for part in parts.values())  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"WITH ours(matter_id, due, mine, marks) AS MATERIALIZED ({ours}) SELECT {counted}", values)
            return dict(zip(parts, cursor.fetchone(), strict=True))

    def _watched(self, start: dt.date, end: dt.date, first: int | None) -> QuerySet[Matter]:
        ways = [replace(way, due=(start, end)) for way in self._ways(_works)]
        if not self.overseen:
            return self._waiting(ways, first)
        return self._overseen(start, end, _Held(ways))

    def _overseen(self, start: dt.date, end: dt.date, held: Func) -> QuerySet[Matter]:
        return self.visible().filter(Q(procedure__in=self.overseen) | Q(held), next_due__range=(start, end))

    def _waiting(self, ways: list[_Way], first: int | None) -> QuerySet[Matter]:
        # Whoever's unit holds a place in a matter may know of it: the predicate of what is visible adds nothing here.
        return Matter.objects.filter(_Held(ways, first))

    def _ways(self, sits: Callable[[Seat, Membership], bool], only: str = "") -> list[_Way]:
        ways: dict[tuple[str, str, tuple[int, ...]], set[str]] = {}
        for (procedure, seat, condition), states in self._expected.items():
            units = tuple(sorted({each.organization_id for each in self.seats if sits(seat, each)}))
            if units and only in ("", condition):
                stages = ways.setdefault((seat.place.name, condition, units), set())
                stages.update(f"{procedure.id} {procedure.version()} {state}" for state in states)
        return [_Way(*way, tuple(sorted(stages))) for way, stages in ways.items()]


def _beside(way: _Way, mine: Iterable[_Way]) -> str:
    """Two columns beside places: whether the step is the user's own, and whether it is to give marks."""
    same = [f"({one.among})" for one in mine if (one.place, one.condition) == (way.place, way.condition)]
    return f", {' OR '.join(same) or 'false'}, {str(way.condition == _MARKS).lower()}"


def _sits(seat: Seat, each: Membership) -> bool:
    return seat.role.id == each.role


def _works(_seat: Seat, _each: Membership) -> bool:
    return True


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
    """A part of the queue: its name in addresses, its words, what lies in it, and what is said where nothing does.

    ``found`` takes the desk and, where no more is to be shown, how many of the most urgent.
    """

    name: str
    label: str
    found: Callable[..., QuerySet[Matter]]
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

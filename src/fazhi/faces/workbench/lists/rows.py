"""The lines of a list, made for all matters of a page in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import reverse

from fazhi.i18n import _
from fazhi.kernel.clock import day_text, today
from fazhi.kernel.models import Deadline, Matter
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.registry import everything, pinned
from fazhi.kernel.ui.due import Left, left
from fazhi.law.calendar import Calendar

_BESIDE = """
SELECT shown.id, held.places, running.rule, running.rule_from, running.due, running.latest, running.assumed,
       array_remove(ARRAY[{flags}]::text[], NULL)
FROM unnest(%s::bigint[]) AS shown(id)
LEFT JOIN LATERAL (
    SELECT array_agg(ARRAY[a.place, o.name, u.name] ORDER BY a.id) AS places
    FROM kernel_assignment a JOIN kernel_organization o ON o.id = a.organization_id
    LEFT JOIN kernel_user u ON u.id = a.handler_id WHERE a.matter_id = shown.id AND a.live
) AS held ON true
LEFT JOIN LATERAL (
    SELECT rule, rule_from, due, latest, assumed FROM kernel_deadline d
    WHERE d.matter_id = shown.id AND d.met_on IS NULL ORDER BY d.due NULLS LAST, d.id LIMIT 1
) AS running ON true
"""
"""The live places of matters, each with its unit and who has it in hand, the running clock that ends first, the flags.

Not by the ORM: as objects with their relations these rows take longer to build than to read.
"""


@dataclass(frozen=True)
class Row:
    """A line of a list. ``units`` have the matter in hand; ``handler`` is who of them has taken it.

    ``opened`` and ``ended``: when it was registered and that it is closed, in words; ``pick``: what its box chooses;
    ``flags``: the words that its procedure lets it bear (督办).
    """

    matter: Matter
    address: str
    pick: str
    kind: str
    state: str
    units: str
    handler: str
    opened: str
    ended: str
    due: Left | None
    flags: tuple[str, ...] = ()


def rows(matters: Iterable[Matter], days: Calendar) -> list[Row]:
    """The lines for some matters."""
    shown, beside = list(matters), {}
    if shown:
        with connection.cursor() as cursor:
            cursor.execute(_beside(tuple(everything())), [[matter.pk for matter in shown]])
            beside = {pk: (places or (), clock, flags) for pk, places, *clock, flags in cursor}
    day, made = today(), []
    pick, closed = _("选择{number}"), _("{day}办结")
    reckoned: dict[tuple[Any, ...], Left] = {}
    for matter in shown:
        places, clock, flags = beside[matter.pk]
        procedure = pinned(matter.procedure, matter.version)
        leading = _leading((procedure, matter.state))
        in_hand = [held for place in leading for held in places if held[0] == place]
        due = None
        if clock[0] is not None:
            key = tuple(clock)
            due = reckoned.get(key)
            if due is None:
                rule, rule_from, ends, latest, assumed = clock
                running = Deadline(rule=rule, rule_from=rule_from, due=ends, latest=latest, assumed=assumed)
                due = reckoned[key] = left(running, days, day)
        made.append(
            Row(
                matter,
                reverse("matter", args=[matter.uuid]),
                pick.format(number=matter.number),
                _(procedure.label),
                _(procedure.states()[matter.state].label),
                "、".join(dict.fromkeys(unit for _place, unit, _handler in in_hand)),
                "、".join(dict.fromkeys(handler for _place, _unit, handler in in_hand if handler)),
                day_text(matter.opened_on, day),
                closed.format(day=day_text(matter.closed_on, day)) if matter.closed_on else "",
                due,
                tuple(_(procedure.flags[name]) for name in flags),
            )
        )
    return made


@cache
def _beside(procedures: tuple[type[Procedure], ...]) -> str:
    """The statement, with a column's name where a flag of one of these procedures is filled."""
    flags = []
    for procedure in procedures:
        table = apps.get_model(procedure.record)
        key, name = (connection.ops.quote_name(one) for one in (table._meta.pk.column, table._meta.db_table))
        for flag in procedure.flags:
            column = connection.ops.quote_name(table._meta.get_field(flag).column)
            filled = f"r.{key} = shown.id AND r.{column} IS NOT NULL"
            flags.append(f"(SELECT '{flag}' FROM {name} r WHERE {filled})")  # noqa: S608  names of declared columns
    return _BESIDE.format(flags=", ".join(flags))


@cache
def _leading(asked: tuple[type[Procedure], str]) -> tuple[str, ...]:
    """The places that can lead a matter of a type on in a state, in the order of the declaration."""
    procedure, name = asked
    state = procedure.states()[name]
    return tuple(
        dict.fromkeys(
            seat.place.name
            for each in procedure.transitions().values()
            if state in each.sources and each.targets and not each.optional
            for seat in each.seats
        )
    )

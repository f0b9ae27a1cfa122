"""A unit is dissolved (撤销) and another takes over (承接): its places in open matters pass, each on the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import models, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.administration.reach import platform_unit
from fazhi.kernel.changes import log
from fazhi.kernel.clock import now, today
from fazhi.kernel.evaluation.rounds import pass_on
from fazhi.kernel.events.chain import append
from fazhi.kernel.matters.access import fits
from fazhi.kernel.matters.step import all_holders
from fazhi.kernel.models import Assignment, Matter, Organization, User
from fazhi.kernel.procedures.registry import pinned

SUCCEEDED = "unit_succeeded"
"""The event of a matter in which a place has passed. Its ``data``: ``places``, ``from`` and ``to`` (keys of units)."""


class CannotSucceed(FazhiError):
    """The unit cannot be dissolved so; nothing was changed."""

    code = "cannot_succeed"


def dissolve(
    unit: Organization,
    on: dt.date,
    successor: Organization,
    *,
    by: User | None = None,
    reason: str = "",
    document: str = "",
) -> None:
    """Let ``on`` be the last day of a unit, and ``successor`` follow it; its sections and communities go along.

    What it has open passes by :func:`hand_over`. The same again is no error. Raises :class:`CannotSucceed`.
    """
    with transaction.atomic():
        log.lock()
        locked = {
            each.pk: each
            for each in Organization.objects.select_for_update().filter(pk__in=(unit.pk, successor.pk)).order_by("pk")
        }
        unit, successor = locked[unit.pk], locked[successor.pk]
        if (unit.until, unit.successor_id) == (on, successor.pk):
            return
        check(unit, on, successor)
        unit.until, unit.successor = on, successor
        unit.save(update_fields=["until", "successor"])
        below = unit.children.filter(until__isnull=True)
        codes = list(below.values_list("code", flat=True))
        below.update(parent=successor)
        log.record(
            "unit",
            "close",
            by=by,
            organization=unit,
            before={"until": None, "successor": ""},
            after={"until": on.isoformat(), "successor": successor.code, "children": codes},
            reason=reason,
            document=document,
        )


def check(unit: Organization, on: dt.date, successor: Organization) -> None:
    """Whether a unit can be dissolved so. Raises :class:`CannotSucceed`."""
    if unit.until is not None:
        raise CannotSucceed(
            _("{unit}已于 {day} 撤销，由{other}承接。").format(
                unit=unit.name, day=unit.until, other=unit.successor.name if unit.successor else _("无")
            )
        )
    if successor.pk == unit.pk:
        raise CannotSucceed(_("承接单位不能是被撤销的单位自己。"))
    above = successor.parent
    while above is not None and above.pk != unit.pk:
        above = above.parent
    if above is not None:
        raise CannotSucceed(
            _("{other}是{unit}的下级，不能承接。请先把它移到别处。").format(other=successor.name, unit=unit.name)
        )
    if not successor.exists_on(today()):
        raise CannotSucceed(_("{unit}已经撤销或尚未成立，不能承接。").format(unit=successor.name))
    if not unit.since <= on <= today():
        raise CannotSucceed(
            _("最后一天应在 {since}（成立）和今天之间，现为 {day}；将来的撤销请到那一天再办。").format(
                since=unit.since, day=on
            )
        )
    if unit.name == platform_unit():
        raise CannotSucceed(
            _("{unit}管理本平台，不能撤销。请先在区县配置 [posts] 里改由别的单位管理。").format(unit=unit.name)
        )
    for procedure, version, name in sorted(
        set(held(unit).values_list("matter__procedure", "matter__version", "place"))
    ):
        place = pinned(procedure, version).places()[name]
        if not fits(successor, place):
            raise CannotSucceed(
                _(
                    "{unit}有未办结的“{procedure}”，在其中是{place}，而{successor}不能做{place}。请先改区县配置或另选单位。"
                ).format(
                    unit=unit.name,
                    procedure=_(pinned(procedure, version).label),
                    place=_(place.label),
                    successor=successor.name,
                )
            )


def hand_over(unit: Organization, *, by: User | None = None) -> Iterator[Matter]:
    """Pass what a dissolved unit still holds in open matters to its successor; gives each matter when it is done.

    Each matter in a transaction of its own, under its lock: what was done before an interruption stays done, and again
    does the rest. A successor that is dissolved itself passes to the one that follows it.
    """
    successor = unit.successor
    while successor is not None and successor.successor is not None:
        successor = successor.successor
    if successor is None:
        raise CannotSucceed(_("{unit}没有承接单位。").format(unit=unit.name))
    for pk in sorted(set(held(unit).values_list("matter_id", flat=True))):
        with transaction.atomic():
            matter = Matter.objects.select_for_update().get(pk=pk)
            if _pass(matter, unit, successor, by):
                yield matter


def _pass(matter: Matter, unit: Organization, successor: Organization, by: User | None) -> bool:
    passing = matter.assignments.filter(organization=unit, until__isnull=True)
    places = sorted(passing.values_list("place", flat=True))
    if not places or matter.closed_on is not None:
        return False
    moment = now()
    passing.update(until=moment)
    there = matter.assignments.filter(organization=successor, until__isnull=True).values_list("place", flat=True)
    Assignment.objects.bulk_create(
        Assignment(matter=matter, place=place, organization=successor, since=moment)
        for place in sorted(set(places) - set(there))
    )
    pass_on(matter, unit, successor)
    append(
        matter,
        SUCCEEDED,
        at=moment,
        to_state=matter.state,
        actor=by,
        data={"places": places, "from": unit.pk, "to": successor.pk, "holders": all_holders(matter)},
    )
    return True


def held(unit: Organization) -> models.QuerySet[Assignment]:
    """The places that a unit has in open matters."""
    return Assignment.objects.filter(organization=unit, until__isnull=True, matter__closed_on__isnull=True)

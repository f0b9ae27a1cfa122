"""The district's organisations put into the database, from its file; may be repeated, and changes what has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from fazhi.kernel.changes import log
from fazhi.kernel.district import District, current
from fazhi.kernel.models import Organization, User
from fazhi.kernel.register import LISTED_ON, Listed, listed

FIELDS = ("name", "kind", "system", "parent")


@dataclass(frozen=True)
class Difference:
    """A unit that stands otherwise in the file: field → what is here and what stands there (a parent by its code)."""

    unit: Organization
    fields: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Plan:
    """What bringing the file into the database would do."""

    new: tuple[Listed, ...]
    changed: tuple[Difference, ...]


def plan(district: District | None = None) -> Plan:
    """What the district's file has that is not here, and what is here otherwise."""
    there = {each.code: each for each in Organization.objects.select_related("parent")}
    new, changed = [], []
    for each in listed(district or current()):
        unit = there.get(each.code)
        if unit is None:
            new.append(each)
            continue
        wanted, held = _of_file(each), described(unit)
        fields = {name: (held[name], wanted[name]) for name in FIELDS if held[name] != wanted[name]}
        if fields:
            changed.append(Difference(unit, fields))
    return Plan(tuple(new), tuple(changed))


def described(unit: Organization) -> dict[str, str]:
    """What the file could say otherwise of a unit; its parent by code."""
    return {
        "name": unit.name,
        "kind": unit.kind,
        "system": unit.system,
        "parent": unit.parent.code if unit.parent else "",
    }


def _of_file(each: Listed) -> dict[str, str]:
    return {"name": each.name, "kind": each.kind, "system": each.system, "parent": each.parent}


def populate(
    district: District | None = None, *, since: dt.date = LISTED_ON, by: User | None = None, reason: str = ""
) -> int:
    """Bring the organisations of the district into the database; returns how many are new.

    What the file no longer names is left alone: to dissolve a unit is a decision with a day and a successor.
    """
    with transaction.atomic():
        log.lock()
        wanted = plan(district)
        for each in wanted.new:
            Organization.objects.create(
                code=each.code,
                name=each.name,
                kind=each.kind,
                system=each.system,
                parent=Organization.objects.filter(code=each.parent).first() if each.parent else None,
                since=since,
            )
        if wanted.new:
            log.record(
                "unit",
                "fill",
                by=by,
                after={"since": since.isoformat(), "codes": [each.code for each in wanted.new]},
                reason=reason,
            )
        for one in wanted.changed:
            values = {name: after for name, (_before, after) in one.fields.items()}
            parent = values.pop("parent", None)
            if parent is not None:
                one.unit.parent = Organization.objects.filter(code=parent).first()
            for name, value in values.items():
                setattr(one.unit, name, value)
            one.unit.save(update_fields=list(one.fields))
            log.record(
                "unit",
                "from_file",
                by=by,
                organization=one.unit,
                before={name: before for name, (before, _after) in one.fields.items()},
                after={name: after for name, (_before, after) in one.fields.items()},
                reason=reason,
            )
    return len(wanted.new)

"""The district's organisations put into the database, from its file; may be repeated, and changes what has changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from fazhi.kernel.district import District, current
from fazhi.kernel.models import Organization
from fazhi.kernel.register import LISTED_ON, listed


def populate(district: District | None = None, *, since: dt.date = LISTED_ON) -> int:
    """Bring the organisations of the district into the database; returns how many are new.

    What the file no longer names is left alone: to dissolve a unit is a decision with a day and a successor.
    """
    new = 0
    with transaction.atomic():
        there = {each.code: each for each in Organization.objects.select_for_update()}
        for each in listed(district or current()):
            wanted = {
                "name": each.name,
                "kind": each.kind,
                "system": each.system,
                "parent": there.get(each.parent),
            }
            if each.code not in there:
                there[each.code] = Organization.objects.create(code=each.code, since=since, **wanted)
                new += 1
            elif any(getattr(there[each.code], name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(there[each.code], name, value)
                there[each.code].save(update_fields=list(wanted))
    return new

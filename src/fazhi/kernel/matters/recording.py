"""A business's own row of a matter, held to the record: each event keeps the columns that its step changed.

What the events say together is what the row must hold, so a row that somebody changed past the platform is found out
(:func:`damages`). Free text is left out: it may have to be erased, and the events keep it apart.
"""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from fazhi.i18n import _
from fazhi.kernel.procedures import Procedure

_KEPT = (
    models.BooleanField,
    models.DateField,  # and with it DateTimeField
    models.DecimalField,
    models.ForeignKey,  # and with it OneToOneField
    models.IntegerField,
    models.UUIDField,
)

Standing = dict[str, Any]
"""The columns of one row by name, as JSON has them; rows of its parts as lists under the name of the relation."""


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a business's table that events keep: all but its key and free text."""
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key
        and (isinstance(field, _KEPT) or (isinstance(field, models.CharField) and field.choices is not None))
    )


def standing(procedure: type[Procedure], matters: Iterable[int]) -> dict[int, Standing]:
    """How the rows of some matters (by their keys) stand in the database; one without a row is left out."""
    keys = list(matters)
    model: type[models.Model] = apps.get_model(procedure.record)
    names = columns(model)
    found = {
        pk: dict(zip(names, map(_plain, values), strict=True))
        for pk, *values in model._default_manager.filter(pk__in=keys).values_list("pk", *names)
    }
    for part in procedure.parts:
        relation = model._meta.get_field(part)
        assert isinstance(relation, models.ManyToOneRel)
        owner = relation.field.attname
        table: type[models.Model] = relation.related_model
        own = [name for name in columns(table) if name != owner]
        for row in found.values():
            row[part] = []
        for pk, *values in (
            table._default_manager.filter(**{f"{owner}__in": keys}).order_by("pk").values_list(owner, *own)
        ):
            found[pk][part].append(dict(zip(own, map(_plain, values), strict=True)))
    return found


def as_written(procedure: type[Procedure], record: models.Model) -> Standing:
    """How a new row without parts will stand once it is written."""
    found = {name: _plain(_exact(record, name)) for name in columns(type(record))}
    return found | {part: [] for part in procedure.parts}


def _exact(record: models.Model, name: str) -> Any:
    """A value as the database gives it back: decimals with all their places."""
    value = getattr(record, name)
    if not isinstance(value, decimal.Decimal):
        return value
    field = record._meta.get_field(name)
    assert isinstance(field, models.DecimalField)
    return value.quantize(decimal.Decimal(1).scaleb(-field.decimal_places))


def changed(before: Standing, after: Standing) -> Standing:
    """What of a row is other than before: what an event keeps."""
    return {name: value for name, value in after.items() if name not in before or before[name] != value}


def damages(procedure: type[Procedure], said: Mapping[int, Standing]) -> Iterator[tuple[int, str]]:
    """Which rows are not as their events say, by the key of the matter, in words."""
    there = standing(procedure, said)
    for pk, expected in said.items():
        row = there.get(pk)
        if row is None:
            yield pk, _("业务记录不见了")
            continue
        # A column that a later version has taken away is said nothing of.
        wrong = [name for name, value in expected.items() if name in row and row[name] != value]
        if wrong:
            yield pk, _("业务记录（{columns}）与办理记录不符").format(columns="、".join(wrong))


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, decimal.Decimal | uuid.UUID) else value

"""Values that the database makes itself."""

from __future__ import annotations

from django.db import models


class UUIDv7(models.Func):
    """A UUID that grows with time, made by PostgreSQL 18, so that keys in addresses stay in order and say no count."""

    function = "uuidv7"
    template = "%(function)s()"
    output_field = models.UUIDField()


def uuid_key() -> models.UUIDField:  # type: ignore[type-arg]
    """The key by which a row is named in addresses and in the API."""
    return models.UUIDField(unique=True, editable=False, db_default=UUIDv7())

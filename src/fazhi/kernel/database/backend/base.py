"""Django's connection to PostgreSQL, opened as the application or, for migrations, as the owner of the schema.

The address is found when the first connection is opened: a command that needs no database starts none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from psycopg.conninfo import conninfo_to_dict

from fazhi.kernel.database import server

_owner = False


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the owner of the schema inside the block: for migrations, and for nothing else."""
    from django.db import connections

    global _owner
    before, _owner = _owner, True
    connections.close_all()
    try:
        yield
    finally:
        _owner = before
        connections.close_all()


class DatabaseWrapper(base.DatabaseWrapper):
    """See the module."""

    def get_connection_params(self) -> dict[str, Any]:
        given = conninfo_to_dict(server.url(owner=_owner))
        # Django shows the name in its messages; where to connect is the address's alone.
        self.settings_dict["NAME"] = given["dbname"]
        params: dict[str, Any] = super().get_connection_params()
        return params | given

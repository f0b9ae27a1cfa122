"""The schema brought up to date by its owner, and the application's rights on it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fazhi.kernel.database.server import APPLICATION, ensure_role

if TYPE_CHECKING:
    from psycopg import Connection

_GUARDS = ("0002_guards", "0003_sheets", "0004_accounts", "0005_changes")
"""The migrations that say which tables are only added to."""


def migrate() -> list[str]:
    """Apply what migrations are missing, as the owner, make the views and the tables of ledgers, and give the
    application its rights.

    Returns the names of the migrations.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from fazhi.figures.catalogue import installed
    from fazhi.kernel.database.backend.base import as_owner
    from fazhi.kernel.database.ledgers import prepare
    from fazhi.kernel.database.server import connect
    from fazhi.kernel.database.views import create

    with as_owner():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        call_command("migrate", interactive=False, verbosity=0)
    with connect() as owner:
        create(owner)
        prepare(owner, installed().ledgers.values())
        grant(owner)
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def pending() -> bool:
    """Whether some migration has not been applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def grant(owner: Connection) -> None:
    """Let the application work with every table, and only add to those that are kept for good. May be repeated."""
    ensure_role(owner)
    events, sheets, accounts, changes = (import_module(f"fazhi.kernel.migrations.{name}") for name in _GUARDS)
    added_to = (*events.APPEND_ONLY, *sheets.APPEND_ONLY, *accounts.APPEND_ONLY, *changes.APPEND_ONLY)
    kept = ("kernel_eventtext", *sheets.NOT_DELETED)
    owner.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION}")
    owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
    owner.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
    owner.execute(f"REVOKE UPDATE, DELETE ON {', '.join(added_to)} FROM {APPLICATION}")
    owner.execute(f"REVOKE DELETE ON {', '.join(kept)} FROM {APPLICATION}")

"""Migrations that would break the version before them while it still runs: the rule of docs/deploy.md, looked after.

    python tools/downtime.py

What is only added passes: a table, a column that may be empty or has a default in the database, an index. What takes
away or narrows must say since which version nothing uses it any more: ``takes_away = "0.3"`` in the migration's class.
Constraints, and what runs Python or SQL, are for the reviewer to judge.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")

# The newest migration of each app when the rule began; those up to it were made before anybody used the platform.
BEFORE = {
    "kernel": "0009_speed",
    "coordination": "0003_supervised",
    "mediation": "0003_past",
    "workbench": "0003_reports",
}
MARK = "takes_away"


def breaches(migration: object) -> list[str]:
    """What in a migration the version before it cannot work with, in words; nothing where it says that none uses it."""
    if getattr(migration, MARK, ""):
        return []
    made = {each.name_lower for each in _walk(migration) if type(each).__name__ == "CreateModel"}
    return [found for each in _walk(migration) if (found := _breach(each, made))]


def _walk(migration: object) -> list[object]:
    found = []
    for each in migration.operations:
        found.append(each)
        if type(each).__name__ == "SeparateDatabaseAndState":
            found[-1:] = each.database_operations
    return found


def _breach(operation: object, made: set[str]) -> str:
    from django.db.migrations import operations as of
    from django.db.models import NOT_PROVIDED

    if getattr(operation, "model_name_lower", "") in made:
        return ""
    says = operation.describe()
    if isinstance(operation, of.AddField):
        field = operation.field
        if field.many_to_many or field.null or field.db_default is not NOT_PROVIDED:
            return ""
        return f"{says}: neither null=True nor db_default, so the old version cannot add rows"
    if isinstance(operation, (of.RemoveField, of.DeleteModel, of.RenameField, of.RenameModel, of.AlterModelTable)):
        return f"{says}: the old version still uses it"
    if isinstance(operation, of.AlterField) and not operation.field.null:
        return f"{says}: look whether what the old version writes still fits, and say so"
    return ""


def main() -> int:
    """Print what breaks the rule; 1 where something does."""
    import django
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    failed = 0
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        ours = type(migration).__module__.startswith("fazhi.")
        if not ours or name <= BEFORE.get(app, "") or migration.initial:
            continue
        for breach in breaches(migration):
            failed = 1
            print(f"{app}.{name}: {breach}", file=sys.stderr)
    if failed:
        print(f"See docs/deploy.md, “The rule of migrations”; {MARK} says since when nothing uses it.", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())

"""Which migrations the version before them can live with, and that those of the platform are such."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from downtime import breaches, main


def migration(*operations: Any, **more: Any) -> migrations.Migration:
    return type("Migration", (migrations.Migration,), {"operations": list(operations), **more})("0002_next", "app")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Boat", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("boat", "name", models.CharField(max_length=9, null=True)),
        migrations.AddField("boat", "sails", models.IntegerField(db_default=0)),
        migrations.AddField("boat", "crew", models.ManyToManyField("app.Person")),
        migrations.AddIndex("boat", models.Index(fields=["name"], name="boat_name")),
        migrations.AlterField("boat", "name", models.CharField(max_length=20, null=True)),
    ],
)
def test_what_only_adds_passes(operation: Any) -> None:
    assert breaches(migration(operation)) == []


@pytest.mark.parametrize(
    "operation",
    [
        # Django gives old rows the default and forgets it: an old program's INSERT, without the column, then fails.
        migrations.AddField("boat", "sails", models.IntegerField(default=0)),
        migrations.RemoveField("boat", "name"),
        migrations.RenameField("boat", "name", "title"),
        migrations.DeleteModel("Boat"),
        migrations.RenameModel("Boat", "Ship"),
        migrations.AlterField("boat", "name", models.CharField(max_length=9)),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("boat", "name")]),
    ],
)
def test_what_the_old_version_would_miss_is_named(operation: Any) -> None:
    [breach] = breaches(migration(operation))
    assert "oat" in breach
    assert breaches(migration(operation, takes_away="0.3")) == []


def test_a_table_made_in_the_same_migration_is_nobodys_yet() -> None:
    table = migrations.CreateModel("Boat", [("id", models.BigAutoField(primary_key=True))])
    field = migrations.AddField("boat", "sails", models.IntegerField(default=0))
    assert breaches(migration(table, field)) == []


def test_the_platforms_own_keep_the_rule() -> None:
    assert main() == 0

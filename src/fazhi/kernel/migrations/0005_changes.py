"""The log of changes and what a district decides of its own: tables that are only added to, guarded like events."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = ("kernel_change", "kernel_ownrule", "kernel_ownrubric", "kernel_parametercheck")

NEXT_CHANGE = """
CREATE FUNCTION kernel_next_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    SELECT sequence, hash INTO last FROM kernel_change ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1
        OR NEW.previous <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
    THEN
        RAISE EXCEPTION 'change % does not follow the last one', NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER next_change BEFORE INSERT ON kernel_change FOR EACH ROW EXECUTE FUNCTION kernel_next_change();
"""


def _append_only(table: str) -> str:
    return f"""
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


def _key() -> tuple[str, "models.Field[Any, Any]"]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _user(related_name: str = "+", *, optional: bool = False) -> "models.Field[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        django.db.models.deletion.PROTECT,
        related_name=related_name,
        null=optional,
        blank=optional,
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0004_accounts")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Change",
            fields=[
                _key(),
                ("sequence", models.PositiveIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("subject", models.CharField(max_length=20)),
                ("action", models.CharField(max_length=40)),
                ("key", models.CharField(blank=True, max_length=120)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("previous", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("actor", _user("changes_made", optional=True)),
                (
                    "organization",
                    models.ForeignKey(
                        "kernel.organization",
                        django.db.models.deletion.PROTECT,
                        related_name="changes",
                        null=True,
                        blank=True,
                    ),
                ),
                ("user", _user("changes_of", optional=True)),
            ],
            options={
                "ordering": ["-sequence"],
                "indexes": [
                    models.Index(fields=["subject", "-sequence"], name="change_by_subject"),
                    models.Index(fields=["subject", "key"], name="change_by_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnRubric",
            fields=[
                _key(),
                ("rubric", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=30)),
                ("since", models.DateField()),
                ("content", models.JSONField()),
                ("document", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("added_by", _user()),
            ],
            options={
                "ordering": ["rubric", "since", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("rubric", "version"), name="own_rubric_version"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnRule",
            fields=[
                _key(),
                ("parameter", models.CharField(max_length=120)),
                ("since", models.DateField()),
                ("value", models.JSONField(null=True)),
                ("document", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("added_by", _user()),
            ],
            options={
                "ordering": ["parameter", "since", "id"],
                "indexes": [models.Index(fields=["parameter", "since"], name="own_rule")],
            },
        ),
        migrations.CreateModel(
            name="ParameterCheck",
            fields=[
                _key(),
                ("parameter", models.CharField(max_length=120)),
                ("version", models.CharField(max_length=60)),
                ("checked", models.BooleanField()),
                ("document", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("by", _user()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["parameter", "version"], name="parameter_check")],
            },
        ),
        migrations.RunSQL(NEXT_CHANGE),
        migrations.RunSQL("".join(_append_only(table) for table in APPEND_ONLY)),
    ]

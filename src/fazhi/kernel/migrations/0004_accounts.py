"""Accounts: sessions with an owner, second factors, what happened to them; and to-dos told to the office system."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fazhi.kernel.models.fields

APPEND_ONLY = ("kernel_signinevent",)

GUARD = """
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON kernel_signinevent
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON kernel_signinevent FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""

# Django's own table of sessions, which knew no owners. Whoever was signed in signs in again.
NO_MORE = "DROP TABLE IF EXISTS django_session"


def _key() -> tuple[str, "models.Field[Any, Any]"]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(target: str, related_name: str, **more: Any) -> "models.Field[Any, Any]":
    return models.ForeignKey(
        target, related_name=related_name, **({"on_delete": django.db.models.deletion.CASCADE} | more)
    )


def _optional(related_name: str, **more: Any) -> "models.Field[Any, Any]":
    return _to(settings.AUTH_USER_MODEL, related_name, blank=True, null=True, **more)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0003_sheets")]
    operations: ClassVar = [
        migrations.AddField("user", "must_change_password", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("address", models.CharField(blank=True, max_length=45)),
                ("agent", models.CharField(blank=True, max_length=60)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("user", _optional("sessions")),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="second_factor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("last_step", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                _key(),
                ("index", models.BinaryField(max_length=32)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("user", _to(settings.AUTH_USER_MODEL, "recovery_codes")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "index"), name="recovery_code_once")],
            },
        ),
        migrations.CreateModel(
            name="SignInEvent",
            fields=[
                _key(),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("name_index", models.BinaryField(max_length=32)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("agent", models.CharField(blank=True, max_length=60)),
                ("by", _optional("+", on_delete=django.db.models.deletion.PROTECT)),
                ("user", _optional("sign_in_events", on_delete=django.db.models.deletion.PROTECT)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["name_index", "-id"], name="sign_in_by_name"),
                    models.Index(fields=["user", "-id"], name="sign_in_by_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Todo",
            fields=[
                _key(),
                (
                    "uuid",
                    models.UUIDField(db_default=fazhi.kernel.models.fields.UUIDv7(), editable=False, unique=True),
                ),
                ("state", models.CharField(max_length=40)),
                ("due", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("matter", _to("kernel.matter", "todos")),
                ("organization", _to("kernel.organization", "+", on_delete=django.db.models.deletion.PROTECT)),
                ("user", _to(settings.AUTH_USER_MODEL, "todos")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)), fields=("matter", "user"), name="todo_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARD),
        migrations.RunSQL(NO_MORE),
    ]

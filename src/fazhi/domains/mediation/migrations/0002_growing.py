"""Templates of the agreement, warnings of disputes that grow, subsidies; templates and decisions are only added to."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = ("mediation_agreementtemplate", "mediation_subsidydecision")


def _append_only(table: str) -> str:
    return f"""
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("mediation", "0001_initial"), ("kernel", "0009_speed")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="AgreementTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SubsidyList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("submitted_at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organization"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "organization__code", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SubsidyItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("parts", models.JSONField()),
                ("rule_from", models.DateField()),
                ("returned", models.BooleanField(default=False)),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subsidies", to="mediation.dispute"
                    ),
                ),
                (
                    "mediator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="subsidies", to="mediation.mediator"
                    ),
                ),
                (
                    "subsidies",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="mediation.subsidylist"
                    ),
                ),
            ],
            options={
                "ordering": ["dispute_id"],
            },
        ),
        migrations.CreateModel(
            name="SubsidyDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subsidies",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="mediation.subsidylist"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisputeWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "dispute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="warnings", to="mediation.dispute"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("dispute", "rule"), name="warned_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="subsidylist",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="subsidy_month_by_its_first_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidyitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned", False)), fields=("dispute",), name="dispute_subsidised_once"
            ),
        ),
        migrations.RunSQL("".join(_append_only(table) for table in APPEND_ONLY)),
    ]

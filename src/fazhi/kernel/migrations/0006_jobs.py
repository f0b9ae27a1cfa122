"""Work that goes on in the background, and imports of ledgers."""

from importlib import import_module
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fazhi.kernel.models.fields

_guards = import_module("fazhi.kernel.migrations.0002_guards")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0005_changes")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(db_default=fazhi.kernel.models.fields.UUIDv7(), editable=False, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("data", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "排队中"),
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("failed", "没有办成"),
                            ("cancelled", "已取消"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("stop_asked", models.BooleanField(default=False)),
                ("worker", models.CharField(blank=True, max_length=60)),
                ("beat_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("result", models.JSONField(default=dict)),
                ("file", models.CharField(blank=True, max_length=200)),
                ("file_size", models.PositiveBigIntegerField(default=0)),
                ("kept_until", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="JobDownload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="downloads", to="kernel.job"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LedgerImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(db_default=fazhi.kernel.models.fields.UUIDv7(), editable=False, unique=True)),
                ("made_at", models.DateTimeField()),
                ("files", models.JSONField(default=list)),
                ("answers", models.JSONField(default=dict)),
                ("seen", models.CharField(blank=True, max_length=64)),
                ("stored_at", models.DateTimeField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "check_job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.job"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "store_job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.job"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ConfirmedHeading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger", models.CharField(max_length=60)),
                ("heading", models.CharField(max_length=200)),
                ("column", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ledger", "heading"), name="heading_once")],
            },
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["owner", "-id"], name="job_by_owner"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])), fields=["id"], name="job_unfinished"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("file", ""), _negated=True), fields=["kept_until"], name="job_with_file"
            ),
        ),
        migrations.RunSQL(_guards._append_only("kernel_jobdownload")),
    ]

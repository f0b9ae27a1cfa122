"""Drafts of forms."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fazhi.kernel.models.fields


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workbench", "0001_views"), ("kernel", "0002_guards")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure", models.CharField(max_length=40)),
                ("transition", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField(default=0)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("content", models.BinaryField(default=bytes)),
                ("saved_at", models.DateTimeField()),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="kernel.matter",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["saved_at"], name="draft_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "procedure", "matter", "transition"), name="draft_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uuid",
                    models.UUIDField(db_default=fazhi.kernel.models.fields.UUIDv7(), editable=False, unique=True),
                ),
                ("material", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=150)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="workbench.draft"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
    ]

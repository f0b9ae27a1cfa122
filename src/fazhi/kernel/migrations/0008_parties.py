"""Parties: the kind of their document, addresses, changes of name; one who represents several people of a matter."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0007_search")]
    operations: ClassVar = [
        migrations.AddField("party", "document", models.CharField(blank=True, max_length=20, default=""), False),
        migrations.AddField("party", "address", models.BinaryField(default=bytes)),
        # Until now nothing else was taken than identity cards and credit codes.
        migrations.RunSQL(
            "UPDATE kernel_party SET document = CASE kind WHEN 'person' THEN 'id_card' ELSE 'credit_code' END"
            " WHERE id_number <> ''::bytea",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("matterparty", "matter_party_once"),
        migrations.AddConstraint(
            "matterparty",
            models.UniqueConstraint(
                fields=["matter", "party", "role", "represents"], nulls_distinct=False, name="matter_party_once"
            ),
        ),
        migrations.CreateModel(
            name="NameChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old", models.CharField(max_length=120)),
                ("new", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="kernel.matter",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="name_changes", to="kernel.party"
                    ),
                ),
            ],
        ),
    ]

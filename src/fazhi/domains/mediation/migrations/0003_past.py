"""Disputes of old ledgers, which often say neither source nor community nor how many people."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("mediation", "0002_growing")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="dispute",
            name="community",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organization"
            ),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[("applied", "当事人申请"), ("found", "主动介入"), ("transferred", "委托移送")],
                max_length=20,
            ),
        ),
        migrations.AlterField(model_name="dispute", name="people", field=models.PositiveIntegerField(null=True)),
    ]

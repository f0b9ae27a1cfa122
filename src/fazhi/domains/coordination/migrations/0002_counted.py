"""Columns that are counted: returns, extensions, time. What was done before is counted from the record."""

from typing import ClassVar

from django.db import migrations, models

# On time and working days are not reckoned afterwards: the calendar of those days stands in no table.
FROM_THE_RECORD = """
UPDATE coordination_coordinationmatter c SET
    returns = (SELECT count(*) FROM kernel_event e WHERE e.matter_id = c.matter_id AND e.kind = 'send_back'),
    extensions = (SELECT count(*) FROM kernel_event e WHERE e.matter_id = c.matter_id AND e.kind = 'grant_time'),
    reopenings = (SELECT count(*) FROM kernel_event e WHERE e.matter_id = c.matter_id AND e.kind = 'fail'),
    reported_on = (SELECT max(e.at AT TIME ZONE 'Asia/Shanghai')::date FROM kernel_event e
                   WHERE e.matter_id = c.matter_id AND e.kind = 'report')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("coordination", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField("coordinationmatter", "returns", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "coordinationmatter", "returned_by", models.CharField(blank=True, default="", max_length=300)
        ),
        migrations.AddField("coordinationmatter", "extensions", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("coordinationmatter", "due_on", models.DateField(blank=True, null=True)),
        migrations.AddField("coordinationmatter", "reported_on", models.DateField(blank=True, null=True)),
        migrations.AddField("coordinationmatter", "on_time", models.BooleanField(blank=True, null=True)),
        migrations.AddField(
            "coordinationmatter", "handling_days", models.PositiveSmallIntegerField(blank=True, null=True)
        ),
        migrations.AddField("coordinationmatter", "reopenings", models.PositiveSmallIntegerField(default=0)),
        migrations.RunSQL(FROM_THE_RECORD, migrations.RunSQL.noop),
    ]

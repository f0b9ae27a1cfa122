"""Supervision and the first report have columns. What was done before is counted from the record."""

from typing import ClassVar

from django.db import migrations, models

FROM_THE_RECORD = """
UPDATE coordination_coordinationmatter c SET
    supervisions = (SELECT count(*) FROM kernel_event e WHERE e.matter_id = c.matter_id AND e.kind = 'press'),
    supervised_on = (SELECT min(e.at AT TIME ZONE 'Asia/Shanghai')::date FROM kernel_event e
                     WHERE e.matter_id = c.matter_id AND e.kind = 'press'),
    first_reported_on = (SELECT min(e.at AT TIME ZONE 'Asia/Shanghai')::date FROM kernel_event e
                         WHERE e.matter_id = c.matter_id AND e.kind = 'report')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("coordination", "0002_counted")]
    operations: ClassVar = [
        migrations.AddField("coordinationmatter", "supervisions", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("coordinationmatter", "supervised_on", models.DateField(blank=True, null=True)),
        migrations.AddField("coordinationmatter", "first_reported_on", models.DateField(blank=True, null=True)),
        migrations.AddField("coordinationmatter", "rework_due_on", models.DateField(blank=True, null=True)),
        migrations.RunSQL(FROM_THE_RECORD, migrations.RunSQL.noop),
    ]

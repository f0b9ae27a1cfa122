"""Reports that were issued, which nobody changes or removes."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fazhi.kernel.models.fields

GUARD = """
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON workbench_issuedreport
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse();
CREATE TRIGGER append_only BEFORE TRUNCATE ON workbench_issuedreport
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workbench", "0002_drafts"), ("kernel", "0002_guards")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="IssuedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "uuid",
                    models.UUIDField(db_default=fazhi.kernel.models.fields.UUIDv7(), editable=False, unique=True),
                ),
                ("period", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=200)),
                ("signed_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("data", models.JSONField()),
                ("document", models.BinaryField()),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-issued_at", "-pk"]},
        ),
        migrations.RunSQL(GUARD),
    ]

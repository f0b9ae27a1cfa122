"""Reports that were issued, kept as they were."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.kernel.models import User
from fazhi.kernel.models.fields import uuid_key


class IssuedReport(models.Model):
    """A report as it was issued: the database lets nobody change or remove it.

    ``data`` is the report as docs/report-json.md describes it, ``document`` the .docx. Neither has rows of a ledger.
    """

    uuid = uuid_key()
    period = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    signed_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="issued_reports")
    data = models.JSONField()
    document = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-issued_at", "-pk"]

"""Views of lists that somebody has saved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fazhi.kernel.models import Organization, User
from fazhi.kernel.models.fields import uuid_key


class SavedView(models.Model):
    """What somebody asks of the list of matters again and again, under a name; shared with a unit if one is named."""

    uuid = uuid_key()
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True)
    unit = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name")]


class DefaultView(models.Model):
    """The view with which somebody's list of matters opens: one of their own, or one that is shared with them."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="default_view")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

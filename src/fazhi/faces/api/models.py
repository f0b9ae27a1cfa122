"""What the API keeps: tokens, files sent ahead, keys of writes, addresses of calendars, hooks. No secret as it is."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fazhi.kernel.models import User
from fazhi.kernel.models.fields import uuid_key


class Token(models.Model):
    """A right to act as somebody, within some scopes and until a day. ``digest`` is SM3 of the secret, told once.

    ``window`` is the minute in which ``used`` requests were counted. Times here are real ones, as of sessions.
    """

    uuid = uuid_key()
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    scopes = ArrayField(models.CharField(max_length=40))
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=45, blank=True)
    window = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    requests = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def holds(self, moment: dt.datetime) -> bool:
        """Whether it lets anybody in."""
        return self.revoked_at is None and moment < self.expires_at and self.user.is_active


class Upload(models.Model):
    """A file sent ahead of the action that takes it. The content lies in the store under its hash."""

    uuid = uuid_key()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sent_at = models.DateTimeField()


class Write(models.Model):
    """A key under which somebody wrote, and SHA-256 of what was asked under it: again it has to be the same."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    asked = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="api_write_once")]
        indexes: ClassVar = [models.Index(fields=["at"], name="api_write_by_time")]


class CalendarFeed(models.Model):
    """The secret address at which somebody's deadlines can be read by a calendar. ``digest`` is SM3 of the secret."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="calendar_feed")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)


class Hook(models.Model):
    """An address that is told of what happens to the matters that its owner may see.

    ``topics`` are patterns (``mediation.*``). ``secret`` is encrypted: it signs what is sent.
    """

    uuid = uuid_key()
    user = models.ForeignKey(User, models.CASCADE, related_name="hooks")
    url = models.CharField(max_length=500)
    topics = ArrayField(models.CharField(max_length=100))
    secret = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

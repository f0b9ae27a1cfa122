"""What is to be told after a transaction has ended well: to other parts of the platform, and to people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fazhi.kernel.models.fields import uuid_key
from fazhi.kernel.models.matters import Matter
from fazhi.kernel.models.organizations import Organization, User


class Message(models.Model):
    """Something happened (``boats.close``); written with it in one transaction, delivered after commit."""

    topic = models.CharField(max_length=100)
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, related_name="messages")
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    # Null once every subscriber has had it.
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="message_waiting")]


class Delivery(models.Model):
    """A subscriber has had a message. Written with what the subscriber wrote, so that it happens once."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "subscriber"], name="delivery_once")]


class Notice(models.Model):
    """Something a person is told in the platform, and by which channels it went out besides."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, blank=True, related_name="notices")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="notices")
    text = models.CharField(max_length=300)
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "user"], condition=Q(message__isnull=False), name="notice_once")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-id"], name="notice_by_user")]


class Todo(models.Model):
    """A matter that waits for a person, as the office system (区协同办公系统) of the district is told of it.

    Kept only where there is one. ``version`` grows with each change, so that what arrives late is known as late.
    """

    uuid = uuid_key()
    matter = models.ForeignKey(Matter, models.CASCADE, related_name="todos")
    user = models.ForeignKey(User, models.CASCADE, related_name="todos")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    due = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "user"], condition=Q(done_at=None), name="todo_once")
        ]

"""Organisations, the people who act for them, and what these are licensed to do."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from fazhi.kernel.clock import today
from fazhi.kernel.ledger import KINDS, MORE_KINDS, SYSTEMS
from fazhi.kernel.models.fields import uuid_key


def current(on: dt.date, prefix: str = "") -> Q:
    """What is valid on a day: ``since`` has come and ``until`` (a last day, included) has not passed."""
    until = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": on})
    return Q(**{f"{prefix}since__lte": on}) & until


class Organization(models.Model):
    """An organisation (机构): a unit of the tree of the district, a section, a firm, a committee.

    One that is dissolved keeps its row: ``until`` is its last day and ``successor`` takes over what is open.
    """

    uuid = uuid_key()
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in (*KINDS, *MORE_KINDS)])
    system = models.CharField(max_length=20, blank=True, choices=[(system, system) for system in SYSTEMS])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="organization_span"
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="organization_not_its_own_parent"),
            models.UniqueConstraint(fields=["name"], condition=Q(until__isnull=True), name="organization_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: dt.date) -> bool:
        """Whether it is founded and not dissolved on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, name: str, password: str | None = None, **more: Any) -> User:
        """An account; without a password nobody can sign in to it."""
        user = self.model(username=username, name=name, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their memberships alone."""

    uuid = uuid_key()
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    # The password was given out by somebody else: the first thing its owner does is to choose another.
    must_change_password = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def seats(self, on: dt.date | None = None) -> models.QuerySet[Membership]:
        """The memberships that are valid on a day (today), in units that exist; none of an account that is closed."""
        if not self.is_active:
            return Membership.objects.none()
        day = on or today()
        valid = self.memberships.filter(current(day), current(day, "organization__"))
        return valid.select_related("organization")


class Membership(models.Model):
    """A role (经办人, 负责人, …) of a person in an organisation, from a day to a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_span"),
            models.UniqueConstraint(
                fields=["user", "organization", "role"], condition=Q(until__isnull=True), name="membership_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "role"], name="membership_by_unit")]


class Credential(models.Model):
    """What somebody is licensed or appointed to do: a lawyer's licence (律师执业证), a mediator's appointment."""

    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="credentials")
    holder = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="credentials")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="credential_span"),
            models.UniqueConstraint(fields=["kind", "number"], name="credential_number"),
        ]

    def valid_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

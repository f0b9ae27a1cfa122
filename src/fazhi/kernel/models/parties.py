"""Persons and organisations that a matter is about. Numbers and phones are encrypted and found by a blind index."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fazhi.kernel.models.fields import uuid_key
from fazhi.kernel.models.matters import Matter
from fazhi.kernel.models.organizations import User


class Party(models.Model):
    """A person or organisation (当事人). What identifies it is never stored in the clear; see ``kernel.secrets``."""

    uuid = uuid_key()
    kind = models.CharField(max_length=12, choices=[("person", "个人"), ("organization", "单位")])
    name = models.CharField(max_length=120)
    # Which paper the number is of; see ``kernel.parties.documents``.
    document = models.CharField(max_length=20, blank=True)
    id_number = models.BinaryField(default=bytes)
    id_index = models.BinaryField(max_length=32, default=bytes)
    phone = models.BinaryField(default=bytes)
    phone_index = models.BinaryField(max_length=32, default=bytes)
    address = models.BinaryField(default=bytes)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id_index"], condition=~Q(id_index=b""), name="party_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["phone_index"], name="party_by_phone")]


class MatterParty(models.Model):
    """What a party is in a matter (申请人, 举报人), or as what it represents whom (法定代理人)."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parties")
    party = models.ForeignKey(Party, models.PROTECT, related_name="matters")
    role = models.CharField(max_length=40)
    represents = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="represented_by")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "party", "role", "represents"], nulls_distinct=False, name="matter_party_once"
            )
        ]


class NameChange(models.Model):
    """A party goes by another name than before: what was recorded, what is, and who said so in which matter."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="name_changes")
    old = models.CharField(max_length=120)
    new = models.CharField(max_length=120)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()


class Unmasking(models.Model):
    """Somebody saw a number or phone in the clear: who, whose, what, when, and why."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="unmaskings")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="unmaskings")
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

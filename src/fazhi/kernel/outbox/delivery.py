"""Messages delivered: every subscriber gets each of its messages, and what it writes is written once.

A message is taken with its row locked, so that several workers share the work; a subscriber's writes and its receipt
are one transaction. A subscriber that fails is tried again later, longer and longer, and holds up nobody else.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from fazhi.kernel.clock import now
from fazhi.kernel.models import Delivery, Message
from fazhi.kernel.outbox.failures import database_gone, kind, place
from fazhi.kernel.outbox.subscribers import hearing

CHANNEL = "fazhi_outbox"
"""What PostgreSQL notifies workers by."""

ATTEMPTS = 12
_FIRST, _LONGEST = dt.timedelta(seconds=5), dt.timedelta(hours=6)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivered:
    """What a run did: messages that every subscriber has now, and messages that somebody could not take."""

    done: int
    failed: int


def deliver(limit: int = 1000, *, which: Q | None = None) -> Delivered:
    """Deliver what waits, at most ``limit`` messages of those that ``which`` names, or of all.

    Safe to run in several processes, and to be killed.
    """
    done = failed = 0
    for _turn in range(limit):
        outcome = _one(which or Q())
        if outcome is None:
            break
        done, failed = done + outcome, failed + (not outcome)
    return Delivered(done, failed)


def _one(which: Q) -> bool | None:
    """Deliver one message; None where none waits."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(which, _due())
            .order_by("due_at", "id")
            .first()
        )
        if message is None:
            return None
        errors = []
        had = set(message.deliveries.values_list("subscriber", flat=True))
        for subscriber in hearing(message.topic):
            if subscriber.name in had:
                continue
            try:
                with transaction.atomic():
                    subscriber.function(message)
                    Delivery.objects.create(message=message, subscriber=subscriber.name, at=now())
            except Exception as error:
                if database_gone():
                    raise
                # Whatever a subscriber does wrong must not keep a message from the others.
                errors.append(f"{subscriber.name}: {kind(error)}")
                log.warning(
                    "subscriber failed subscriber=%s message=%s error=%s at=%s",
                    subscriber.name,
                    message.pk,
                    kind(error),
                    place(error),
                )
        message.attempts += 1
        message.error = "; ".join(errors)[:300]
        message.due_at = _again(message.attempts) if errors else None
        message.save(update_fields=["attempts", "error", "due_at"])
    return not errors


def _due() -> Q:
    """What is to be delivered now. Whose moment lies further ahead than any wait was set by a clock that ran ahead."""
    moment = now()
    ahead = Q(attempts=0) | Q(attempts__lt=ATTEMPTS, due_at__gt=moment + _LONGEST)
    return Q(due_at__isnull=False) & (Q(due_at__lte=moment) | ahead)


def _again(attempts: int) -> dt.datetime:
    """When to try again. After the last attempt a year passes: by then somebody has looked (``fazhi outbox``)."""
    if attempts >= ATTEMPTS:
        return now() + dt.timedelta(days=365)
    return now() + min(_FIRST * (1 << (attempts - 1)), _LONGEST)


def stuck() -> list[Message]:
    """The messages that somebody could not take, the oldest first."""
    return list(Message.objects.filter(due_at__isnull=False).exclude(error="").order_by("id"))


def retry(messages: list[Message]) -> int:
    """Let messages be tried again at once; how many."""
    keys = [message.pk for message in messages]
    return Message.objects.filter(pk__in=keys, due_at__isnull=False).update(due_at=now(), attempts=0)

"""Put into the outbox, in the transaction of what it tells of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from fazhi.kernel.matters.step import Step
from fazhi.kernel.models import Event, Matter, Message
from fazhi.kernel.outbox.delivery import CHANNEL


def post(step: Step, event: Event) -> None:
    """One message of the transition itself (``boats.close``) and those the domain's action asked for."""
    usual = {"event": event.pk, "state": event.to_state}
    told = [(f"{step.procedure.id}.{step.transition.name}", {}), *step.messages]
    Message.objects.bulk_create(
        Message(topic=topic, matter=step.matter, data=usual | data, made_at=step.at, due_at=step.at)
        for topic, data in told
    )
    _wake()


def put(topic: str, matter: Matter | None, data: dict[str, Any], at: dt.datetime) -> Message:
    """A message of the kernel's own. The caller has a transaction open."""
    message = Message.objects.create(topic=topic, matter=matter, data=data, made_at=at, due_at=at)
    _wake()
    return message


def _wake() -> None:
    """Wake the workers when, and only if, this transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])

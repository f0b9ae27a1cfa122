"""Put into the outbox, in the transaction of what it tells of."""

from __future__ import annotations

from fazhi.kernel.matters.step import Step
from fazhi.kernel.models import Event, Message


def post(step: Step, event: Event) -> None:
    """One message of the transition itself (``boats.close``) and those the domain's action asked for."""
    usual = {"event": event.pk, "state": event.to_state}
    told = [(f"{step.procedure.id}.{step.transition.name}", {}), *step.messages]
    Message.objects.bulk_create(
        Message(topic=topic, matter=step.matter, data=usual | data, made_at=step.at, due_at=step.at)
        for topic, data in told
    )

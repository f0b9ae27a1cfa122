"""One chain of hashes a matter: each event's hash covers all it says and the hash before it (SM3, GB/T 32905)."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from django.db import connection

from fazhi.kernel.models import Event, EventText, Matter, Organization, User

GENESIS = bytes(32)
SEALING = 0x5EA1
"""The advisory lock that events share and a seal has to itself."""

_SALT = 16


def append(
    matter: Matter,
    kind: str,
    *,
    at: dt.datetime,
    to_state: str,
    actor: User | None = None,
    organization: Organization | None = None,
    role: str = "",
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
    key: str = "",
) -> Event:
    """Add an event and move the matter to ``to_state``. The caller holds the lock on the matter's row.

    ``texts`` are the free texts of it, by the name of the question; they go into a row that can be erased.
    """
    share_with_sealing()
    said = {name: text for name, text in (texts or {}).items() if text}
    text = (
        EventText.objects.create(text=json.dumps(said, ensure_ascii=False), salt=secrets.token_bytes(_SALT))
        if said
        else None
    )
    event = Event(
        matter=matter,
        sequence=matter.sequence + 1,
        at=at.astimezone(dt.UTC),
        kind=kind,
        actor=actor,
        organization=organization,
        role=role,
        from_state=matter.state if matter.sequence else "",
        to_state=to_state,
        data=dict(data or {}),
        text=text,
        text_hash=salted(text) if text else b"",
        key=key,
        previous=bytes(matter.head) or GENESIS,
    )
    event.hash = digest(event, matter.uuid)
    event.save(force_insert=True)
    matter.sequence, matter.head, matter.state = event.sequence, event.hash, to_state
    matter.save(update_fields=["sequence", "head", "state", "closed_on"])
    return event


def share_with_sealing() -> None:
    """Wait while a seal is being made. Taken before the event's key is, so that no lower key is committed later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SEALING])


def salted(text: EventText) -> bytes:
    """The salted hash of a free text that its event keeps."""
    mac = hmac.HMAC(bytes(text.salt), hashes.SM3())
    mac.update(text.text.encode())
    return mac.finalize()


def digest(event: Event, matter: uuid.UUID) -> bytes:
    """The hash of all that an event says, in a form that does not depend on how the database stores it."""
    content = {
        "matter": str(matter),
        "sequence": event.sequence,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "kind": event.kind,
        "actor": event.actor_id,
        "organization": event.organization_id,
        "role": event.role,
        "from": event.from_state,
        "to": event.to_state,
        "data": event.data,
        "key": event.key,
        "text": bytes(event.text_hash).hex(),
        "previous": bytes(event.previous).hex(),
    }
    return sm3(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def sm3(content: bytes) -> bytes:
    """SM3 of some bytes: 32 bytes."""
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(content)
    return hasher.finalize()


def erase_text(event: Event, *, by: User | None, because: str, at: dt.datetime) -> None:
    """Erase the free text of an event and its salt, with a reason. The chain verifies as before."""
    if event.text is None:
        return
    EventText.objects.filter(pk=event.text.pk).update(
        text="", salt=b"", erased_at=at, erased_by=by, erased_because=because
    )


def said(event: Event) -> dict[str, str]:
    """The free texts of an event by the name of the question; none where there were none or they were erased."""
    if event.text is None or not event.text.text:
        return {}
    return dict(json.loads(event.text.text))

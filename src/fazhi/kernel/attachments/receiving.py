"""A file from outside becomes an attachment: looked at, stored under its hash, and written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from fazhi.kernel.models import Attachment, User
from fazhi.kernel.procedures import Material


def receive(file: Any, material: Material, sender: User | None, at: dt.datetime) -> Attachment:
    """Check and store one file (anything with ``read``, ``seek`` and ``name``).

    The content is stored before the transaction ends; what is stored and then not needed hurts nobody, because it lies
    under its own hash. Raises what :func:`inspect` raises, in words, for a wrong type or size.
    """
    from fazhi.kernel.attachments.inspect import inspect
    from fazhi.kernel.attachments.storage import store

    found = inspect(file, file.name, limit=settings.ATTACHMENT_LIMIT, allowed=material.types)
    file.seek(0)
    store().put(file, found.sha256)
    return Attachment.objects.create(
        sha256=found.sha256,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        received_at=at,
        received_from=sender,
    )

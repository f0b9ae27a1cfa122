"""Writing the log of changes, and verifying it: one chain of hashes over all rows (SM3, as for events)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import GENESIS, sm3
from fazhi.kernel.models import Change, Organization, User

LOCK = 0xC4A6
"""The advisory lock that whoever changes something holds until the end of the transaction."""

REASON, DOCUMENT = 300, 200
_BATCH = 1000


class StaleForm(FazhiError):
    """What is to be changed was changed by somebody after the form was opened."""

    code = "stale_form"


def lock() -> None:
    """Let nobody else change anything until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def record(
    subject: str,
    action: str,
    *,
    by: User | None,
    user: User | None = None,
    organization: Organization | None = None,
    key: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    document: str = "",
) -> Change:
    """Write down a change, in the transaction that makes it; ``before`` and ``after`` are plain JSON values.

    ``by`` is None for the command line. Raises :class:`FazhiError` for a reason or document that is too long.
    """
    for text, most, label in ((reason, REASON, _("理由")), (document, DOCUMENT, _("文件"))):
        if len(text) > most:
            raise FazhiError(_("{label}最多 {n} 个字。").format(label=label, n=most), code="too_long")
    with transaction.atomic():
        lock()
        last = Change.objects.order_by("-sequence").first()
        change = Change(
            sequence=last.sequence + 1 if last else 1,
            at=now().astimezone(dt.UTC),
            actor=by,
            subject=subject,
            action=action,
            user=user,
            organization=organization,
            key=key,
            before=dict(before or {}),
            after=dict(after or {}),
            reason=reason.strip(),
            document=document.strip(),
            previous=bytes(last.hash) if last else GENESIS,
        )
        change.hash = digest(change)
        change.save(force_insert=True)
    return change


def digest(change: Change) -> bytes:
    """The hash of all that a row says and of the hash before it."""
    content = {
        "sequence": change.sequence,
        "at": change.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": change.actor_id,
        "subject": change.subject,
        "action": change.action,
        "user": change.user_id,
        "organization": change.organization_id,
        "key": change.key,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "document": change.document,
        "previous": bytes(change.previous).hex(),
    }
    return sm3(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def newest(**about: Any) -> int:
    """The number of the newest change of something (``subject``, ``key``, ``user``, ``organization``); 0 for none."""
    last = Change.objects.filter(**about).order_by("-sequence").values_list("sequence", flat=True).first()
    return last or 0


def unchanged(seen: str, **about: Any) -> None:
    """Whether a form was opened after the newest change of what it is about. Raises :class:`StaleForm`.

    Asked under :func:`lock`.
    """
    if seen != str(newest(**about)):
        raise StaleForm(_("您打开这一页以后，这一项已经有人改过（也可能是您自己重复提交）。没有再改，请看现在的情况。"))


def damages() -> Iterator[str]:
    """What in the log is not as it was written, in words; rows cut off at the end show by :func:`head` alone."""
    before: Change | None = None
    for change in Change.objects.order_by("sequence").iterator(_BATCH):
        where = _("变更记录第 {n} 条").format(n=change.sequence)
        expected = before.sequence + 1 if before else 1
        if change.sequence != expected:
            yield _("{where}：前面缺 {n} 条").format(where=where, n=change.sequence - expected)
        elif bytes(change.previous) != (bytes(before.hash) if before else GENESIS):
            yield _("{where}：与上一条接不上").format(where=where)
        if digest(change) != bytes(change.hash):
            yield _("{where}：内容被改动").format(where=where)
        before = change


def head() -> tuple[int, str]:
    """How many rows there are, and the hash (hex) of the newest; empty for none."""
    last = Change.objects.order_by("-sequence").first()
    return (last.sequence, bytes(last.hash).hex()) if last else (0, "")

"""Sheets held to the record: the event that handed one in keeps a salted digest of all that was in it.

The database refuses changes of a sheet (migration ``0003_sheets``); whoever may disable its triggers is found out here.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from django.db import connection

from fazhi.i18n import _
from fazhi.kernel.models import Sheet

_SALT = 16


def new_salt() -> bytes:
    """What keeps a digest from telling the few marks that are possible before the round is closed."""
    return secrets.token_bytes(_SALT)


def recorded(sheet: Sheet) -> dict[str, Any]:
    """What the event that hands a sheet in keeps of it."""
    return {"sheet": sheet.pk, "digest": digest(sheet).hex()}


def digest(sheet: Sheet) -> bytes:
    """The salted hash of a sheet as it was handed in: who, about whom, on which rubric, each mark, the remarks.

    What was corrected since is taken back first, so the digest stays the same for good.
    """
    old: dict[str, str] = {}
    total = sheet.total
    for correction in sheet.corrections.all():
        if not old:
            total = correction.old_total
        old.setdefault(correction.item, correction.old)
    content = {
        "sheet": str(sheet.uuid),
        "scorer": sheet.scorer_id,
        "target": sheet.target_id,
        "rubric": sheet.round.rubric,
        "version": sheet.round.rubric_version,
        "by": sheet.submitted_by_id,
        "total": f"{total:.2f}",
        "remarks": sheet.remarks,
        "marks": sorted([mark.item, old.get(mark.item, mark.value), mark.remark] for mark in sheet.marks.all()),
    }
    mac = hmac.HMAC(bytes(sheet.salt), hashes.SM3())
    mac.update(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return mac.finalize()


def damages(events: Sequence[tuple[str, int, Mapping[str, Any]]]) -> Iterator[tuple[str, int, str]]:
    """What is wrong with the sheets that some events (number of the matter, sequence, data) handed in.

    An event from before sheets had digests is passed over; that it has none is itself in the chain.
    """
    kept = {data["sheet"]: (number, sequence, data["digest"]) for number, sequence, data in events if "digest" in data}
    sheets = Sheet.objects.filter(pk__in=kept).select_related("round").prefetch_related("marks", "corrections")
    there = {sheet.pk: sheet for sheet in sheets}
    for pk, (number, sequence, expected) in kept.items():
        sheet = there.get(pk)
        if sheet is None:
            yield number, sequence, _("交来的评分表不见了")
        elif sheet.total is None or digest(sheet).hex() != expected:
            yield number, sequence, _("交来的评分表被改动")
        else:
            newest = {one.item: one.new for one in sheet.corrections.all()}
            if any(mark.value != newest.get(mark.item, mark.value) for mark in sheet.marks.all()):
                yield number, sequence, _("评分表与更正记录不符")


_UNRECORDED = """
SELECT m.number, count(*) FROM kernel_sheet s
JOIN kernel_round r ON r.id = s.round_id JOIN kernel_matter m ON m.id = r.matter_id
WHERE s.submitted_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM kernel_event e WHERE e.matter_id = r.matter_id AND (e.data ->> 'sheet')::bigint = s.id)
GROUP BY m.number ORDER BY m.number
"""


def unrecorded() -> list[tuple[str, int]]:
    """Matters with sheets that no event handed in, and how many."""
    with connection.cursor() as cursor:
        cursor.execute(_UNRECORDED)
        return [(number, count) for number, count in cursor.fetchall()]

"""Free text that must not stay (personal data): erased from the record, and wherever it was copied to.

The event keeps the salted hash of what was said, so its chain verifies as before.
"""

from __future__ import annotations

from django.db import models, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.administration.reach import reach
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import append, erase_text, said
from fazhi.kernel.matters.errors import Forbidden
from fazhi.kernel.matters.perform import record_of
from fazhi.kernel.models import Event, Matter, Notice, User

ERASED = "text_erased"
"""The event of a matter in which the text of another was erased. Its ``data``: ``erased`` (the other's number)."""

_LEAST = 2  # what is shorter than this stands in many words by chance


def erase(matter: Matter, sequence: int, *, by: User, because: str) -> list[str]:
    """Erase the free text of an event of a matter, and what of it stands in the title, the record and notices.

    Returns where it stood besides the event, in words. Raises :class:`Forbidden` for all but system administrators and
    :class:`FazhiError` where there is no such text.
    """
    if not reach(by).whole:
        raise Forbidden(_("只有系统管理员可以清除文字。"))
    if not because.strip():
        raise FazhiError(_("请写明清除的理由。"), code="no_reason")
    with transaction.atomic():
        locked = Matter.objects.select_for_update().get(pk=matter.pk)
        event = locked.events.select_related("text").filter(sequence=sequence).first()
        if event is None or event.text is None or event.text.erased_at is not None:
            raise FazhiError(_("第 {n} 条记录没有可清除的文字。").format(n=sequence), code="no_text")
        texts = sorted((text for text in said(event).values() if len(text) >= _LEAST), key=len, reverse=True)
        moment = now()
        erase_text(event, by=by, because=because, at=moment)
        places = _elsewhere(locked, event, texts)
        append(locked, ERASED, at=moment, to_state=locked.state, actor=by, data={"erased": sequence})
    matter.refresh_from_db()
    return places


def _elsewhere(matter: Matter, event: Event, texts: list[str]) -> list[str]:
    found = []
    blank = _("（已清除）")

    def without(content: str) -> str:
        for text in texts:
            content = content.replace(text, blank)
        return content

    if without(matter.title) != matter.title:
        matter.title = without(matter.title)[:200]
        matter.save(update_fields=["title"])
        found.append(_("标题"))
    record = record_of(matter)
    if record is not None:
        fields = [
            f for f in record._meta.fields if isinstance(f, models.CharField | models.TextField) and not f.choices
        ]
        changed = [f.name for f in fields if without(getattr(record, f.name)) != getattr(record, f.name)]
        for name in changed:
            setattr(record, name, without(getattr(record, name)))
        if changed:
            record.save(update_fields=changed)
            found.append(_("业务记录"))
    notices = [one for one in Notice.objects.filter(matter=matter) if without(one.text) != one.text]
    for one in notices:
        one.text = without(one.text)
        one.save(update_fields=["text"])
    if notices:
        found.append(_("通知 {n} 条").format(n=len(notices)))
    return found

"""Whether every attachment that the database knows of is still in the store, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Min, Sum

from fazhi.i18n import _
from fazhi.kernel.attachments.storage import store
from fazhi.kernel.models import Attachment

Progress = Callable[[int, int], None]


def damages(progress: Progress) -> Iterator[str]:
    """In words, each content that is missing or changed. ``progress``: bytes looked at, bytes in all."""
    place, contents = store(), Attachment.objects.values("sha256").annotate(one=Min("pk"), size=Min("size"))
    total, done = contents.aggregate(total=Sum("size"))["total"] or 0, 0
    for content in contents.order_by("sha256").iterator():
        sha256 = content["sha256"]
        if not place.verify(sha256):
            name = Attachment.objects.get(pk=content["one"]).name
            there = _("内容被改动") if place.exists(sha256) else _("内容不在存储里")
            numbers = Attachment.objects.filter(sha256=sha256, uses__isnull=False).order_by("uses__matter__number")
            where = "、".join(numbers.values_list("uses__matter__number", flat=True).distinct())
            yield _("{where}的附件“{name}”：{what}").format(where=where or _("尚未用到"), name=name, what=there)
        done += content["size"]
        progress(done, total)

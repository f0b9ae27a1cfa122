"""A matter as one folder (案卷): an index that any browser opens, and the materials as they were received."""

from __future__ import annotations

import logging
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from fazhi.faces.workbench import streaming
from fazhi.faces.workbench.asking import matter_of, signed_in
from fazhi.faces.workbench.gathering import Gathered
from fazhi.i18n import _
from fazhi.kernel.attachments.names import display_name
from fazhi.kernel.attachments.storage import NoContent, store

_log = logging.getLogger("fazhi.access")
_CHUNK = 256 * 1024


class _Sink:
    """Takes what the archive writes and gives it on; it cannot be sought in, so the archive is made for a stream."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        taken = bytes(self.written)
        self.written.clear()
        return taken


@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The folder as a .zip, written while it is sent. Who fetched it is logged."""
    matter = matter_of(request, key)
    context = Gathered(matter, signed_in(request)).everything()
    for group in context["materials"]:
        for one in group["files"]:
            one["place"] = f"{_('材料')}/{one['number']:03}-{display_name(one['file'].name)}"
    index = render_to_string("workbench/dossier.html", context, request)
    if request.method == "GET":
        _log.info("user %s fetched the dossier of matter %s", signed_in(request).pk, matter.uuid)
    name = display_name(f"{matter.number} {_('案卷')}.zip")
    return streaming.download(request, _written(index, context["materials"]), name, "application/zip")


def _written(index: str, materials: list[dict[str, Any]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        archive.writestr(f"{_('目录')}.html", index)
        for group in materials:
            for one in group["files"]:
                yield from _copied(archive, sink, one["file"].sha256, one["place"])
    yield sink.take()


def _copied(archive: zipfile.ZipFile, sink: _Sink, sha256: str, place: str) -> Iterator[bytes]:
    try:
        content = store().open(sha256)
    except NoContent as missing:
        archive.writestr(f"{place}.txt", missing.message)
        return
    # Photographs and office files are packed already.
    with content, archive.open(place, "w", force_zip64=True) as target:
        while chunk := content.read(_CHUNK):
            target.write(chunk)
            yield sink.take()

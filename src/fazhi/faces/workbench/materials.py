"""The files of a matter: fetched, looked at as small pictures, and all of it together as a folder to be kept."""

from __future__ import annotations

import logging
import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fazhi.faces.workbench import streaming
from fazhi.faces.workbench.asking import matter_of, signed_in
from fazhi.kernel.attachments import previews
from fazhi.kernel.attachments.storage import NoContent, store
from fazhi.kernel.models import Attachment, MaterialFile

_log = logging.getLogger("fazhi.access")

SIZES = {"small": 320, "large": 1600}


@require_safe
def download(request: HttpRequest, key: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    """A file of a matter that may be seen, always as a download; who fetched what is logged."""
    attachment = _of_matter(request, key, file)
    try:
        content = store().open(attachment.sha256)
    except NoContent as missing:
        return render(request, "workbench/problem.html", {"problem": str(missing)}, status=500)
    _fetched(request, key, attachment)
    pieces = streaming.of_file(content)
    return streaming.download(request, pieces, attachment.name, attachment.media_type, attachment.size)


@require_safe
def picture(request: HttpRequest, key: uuid.UUID, file: uuid.UUID, size: str) -> HttpResponse:
    """A picture of an image of a matter, made anew from its pixels; the large one is logged as the file itself is."""
    attachment = _of_matter(request, key, file)
    if size not in SIZES or attachment.media_type not in previews.SHOWN:
        raise Http404
    try:
        with store().open(attachment.sha256) as content:
            made = previews.preview(content, SIZES[size])
    except (NoContent, previews.NoPreview):
        raise Http404 from None
    if size == "large":
        _fetched(request, key, attachment)
    response = HttpResponse(made, content_type=previews.MEDIA_TYPE)
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; sandbox"
    response["Cache-Control"] = "private, max-age=600"
    return response


def _of_matter(request: HttpRequest, key: uuid.UUID, file: uuid.UUID) -> Attachment:
    uses = MaterialFile.objects.select_related("attachment")
    return get_object_or_404(uses, matter=matter_of(request, key), attachment__uuid=file).attachment


def _fetched(request: HttpRequest, key: uuid.UUID, attachment: Attachment) -> None:
    if request.method == "GET":
        _log.info("user %s fetched attachment %s of matter %s", signed_in(request).pk, attachment.uuid, key)

"""Files: those of a matter, fetched; those for an action, sent ahead of it and looked at as all files are."""

from __future__ import annotations

import uuid
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import now as real_now
from ninja import File, Router, Status
from ninja.files import UploadedFile

from fazhi.faces.api.asking import asker, matter_of, note
from fazhi.faces.api.models import Upload
from fazhi.faces.api.routing import operation
from fazhi.faces.api.scopes import FILES, READ, WRITE
from fazhi.faces.api.shapes import FileOut, UploadOut
from fazhi.faces.api.shown import ROOT
from fazhi.faces.workbench import streaming
from fazhi.i18n import _
from fazhi.kernel.attachments.inspect import ALL_TYPES, inspect
from fazhi.kernel.attachments.storage import store
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.matters.perform import declared
from fazhi.kernel.models import MaterialFile

router = Router(tags=["materials"])

_FILE: Any = File(...)  # type: ignore[type-arg]


@operation(
    router, "GET", "/matters/{uuid:matter}/materials", READ, "list_materials", "事项的材料", response=list[FileOut]
)
def materials(request: HttpRequest, matter: uuid.UUID) -> list[dict[str, Any]]:
    found = matter_of(request, matter)
    labels = {name: _(one.label) for name, one in declared(found).materials().items()}
    return [
        {
            "id": one.attachment.uuid,
            "material": one.material,
            "label": labels.get(one.material, one.material),
            "name": one.attachment.name,
            "media_type": one.attachment.media_type,
            "size": one.attachment.size,
            "sha256": one.attachment.sha256,
            "href": f"{ROOT}/matters/{found.uuid}/materials/{one.attachment.uuid}",
        }
        for one in found.materials.select_related("attachment").order_by("pk")
    ]


@operation(
    router,
    "GET",
    "/matters/{uuid:matter}/materials/{uuid:file}",
    FILES,
    "download_material",
    "下载一份材料；下载会留下记录",
    response={200: None},
    extra={
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            },
            "default": {"$ref": "#/components/responses/Problem"},
        }
    },
)
def download(request: HttpRequest, matter: uuid.UUID, file: uuid.UUID) -> HttpResponseBase:
    found = matter_of(request, matter)
    use = MaterialFile.objects.select_related("attachment").filter(matter=found, attachment__uuid=file).first()
    if use is None:
        raise NotFound(_("没有这份材料，或者您无权查看。"))
    one = use.attachment
    content = store().open(one.sha256)
    note(request, "fetched attachment %s of matter %s", one.uuid, found.uuid)
    return streaming.download(request, streaming.of_file(content), one.name, one.media_type, one.size)


@operation(
    router,
    "POST",
    "/uploads",
    WRITE,
    "upload",
    "上传一个文件，供随后的办理使用；一天内有效",
    response={201: UploadOut},
)
def upload(request: HttpRequest, file: UploadedFile = _FILE) -> Status[dict[str, Any]]:
    content = cast(BinaryIO, file)
    found = inspect(content, file.name or "", limit=settings.ATTACHMENT_LIMIT, allowed=ALL_TYPES)
    file.seek(0)
    store().put(content, found.sha256)
    kept = Upload.objects.create(
        user=asker(request),
        sha256=found.sha256,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sent_at=real_now(),
    )
    kept.refresh_from_db()
    return Status(
        201,
        {
            "id": kept.uuid,
            "name": kept.name,
            "media_type": kept.media_type,
            "size": kept.size,
            "sha256": kept.sha256,
        },
    )

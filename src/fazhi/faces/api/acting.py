"""Actions: a matter opened, a transition made; one operation each, made from the declaration."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from typing import Any

from django.core.files import File
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from fazhi.errors import FazhiError
from fazhi.faces.api import shown
from fazhi.faces.api.asking import asker, body, matter_of
from fazhi.faces.api.declared import body_schema, transitions
from fazhi.faces.api.models import Upload
from fazhi.faces.api.routing import json_body, operation, parameter
from fazhi.faces.api.scopes import WRITE
from fazhi.faces.api.shapes import DoneOut, MatterOut
from fazhi.faces.api.writing import HEADER, LONGEST, once
from fazhi.i18n import _
from fazhi.kernel.attachments.storage import store
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.matters.perform import open_matter, perform
from fazhi.kernel.models import Organization
from fazhi.kernel.procedures import Procedure, Transition
from fazhi.kernel.procedures.registry import everything

router = Router(tags=["actions"])

_MOST_FILES = 100
_LARGEST = 2**31 - 1


def register() -> None:
    """Make the operations of every type of matter."""
    for procedure in everything():
        _register_opening(procedure)
        for each in transitions(procedure).values():
            _register_transition(procedure, each)


def _described(transition: Transition) -> dict[str, Any]:
    key = parameter(
        HEADER,
        "header",
        {"type": "string", "minLength": 1, "maxLength": LONGEST},
        _("自己生成的标识；重发同一请求时用同一个，只办一次"),
        required=True,
    )
    return {"parameters": [key], **json_body(body_schema(transition))}


def _register_opening(procedure: type[Procedure]) -> None:
    opening = procedure.opening()

    @operation(
        router,
        "POST",
        f"/{procedure.id}",
        WRITE,
        f"open_{procedure.id}",
        f"{_(procedure.label)}：{_(opening.label)}",
        response={201: MatterOut},
        extra=_described(opening),
    )
    def open_one(request: HttpRequest, response: HttpResponse) -> Status[dict[str, Any]]:
        given = _given(request)
        with ExitStack() as stack, once(request) as key:
            matter = open_matter(
                procedure.id,
                asker(request),
                given["answers"],
                files=_files(request, stack, given["files"]),
                unit=_unit(given["unit"]),
                key=key,
            )
        response["Location"] = f"{shown.ROOT}/matters/{matter.uuid}"
        return Status(201, shown.whole(request, matter.uuid))


def _register_transition(procedure: type[Procedure], each: Transition) -> None:
    @operation(
        router,
        "POST",
        f"/{procedure.id}/{{uuid:matter}}/{each.name}",
        WRITE,
        f"{procedure.id}_{each.name}",
        f"{_(procedure.label)}：{_(each.label)}",
        response=DoneOut,
        description=_("由{seats}办理。").format(seats="、".join(seat.label for seat in each.seats))
        + (_(each.help) if each.help else ""),
        extra=_described(each),
    )
    def do(request: HttpRequest, matter: uuid.UUID) -> dict[str, Any]:
        found = matter_of(request, matter)
        if found.procedure != procedure.id:
            raise NotFound(_("没有这件事项，或者您无权查看。请核对编号。"))
        given = _given(request)
        seen = given["seen"]
        if not isinstance(seen, int) or isinstance(seen, bool) or not 1 <= seen <= _LARGEST:
            raise FazhiError(_("请在 seen 里写您看到的事项的 sequence（整数）。"), code="bad_answers")
        with ExitStack() as stack, once(request) as key:
            event = perform(
                found,
                each.name,
                asker(request),
                given["answers"],
                files=_files(request, stack, given["files"]),
                unit=_unit(given["unit"]),
                key=key,
                seen=seen,
            )
        # Whoever moved it on may have moved it out of their own sight: they are told what they have seen made.
        return {"sequence": event.sequence, "matter": shown.whole(request, found.uuid)}


def _given(request: HttpRequest) -> dict[str, Any]:
    given = body(request)
    unknown = sorted(set(given) - {"seen", "unit", "answers", "files"})
    if unknown:
        raise FazhiError(_("没有这一项，有：{known}。").format(known="seen、unit、answers、files"), code="bad_answers")
    for name in ("answers", "files"):
        if not isinstance(given.setdefault(name, {}), dict):
            raise FazhiError(_("{name} 应是一个对象。").format(name=name), code="bad_answers")
    return {"seen": None, "unit": ""} | given


def _unit(code: Any) -> Organization | None:
    if code in ("", None):
        return None
    found = Organization.objects.filter(code=code).first() if isinstance(code, str) and "\x00" not in code else None
    if found is None:
        raise FazhiError(_("unit 应是一个机构的代码。"), code="unknown_unit")
    return found


def _files(request: HttpRequest, stack: ExitStack, given: dict[str, Any]) -> dict[str, list[File[bytes]]]:
    """The files that were sent ahead, opened as the kernel takes them."""
    found: dict[str, list[File[bytes]]] = {}
    for name, keys in given.items():
        if not isinstance(keys, list) or len(keys) > _MOST_FILES:
            raise FazhiError(_("files 的每一项应是上传返回的 id 的列表。"), code="bad_answers")
        for key in keys:
            upload = _upload(request, key)
            content = stack.enter_context(store().open(upload.sha256))
            found.setdefault(name, []).append(File(content, name=upload.name))
    return found


def _upload(request: HttpRequest, key: Any) -> Upload:
    try:
        found = Upload.objects.filter(user=asker(request), uuid=uuid.UUID(key)).first()
    except (ValueError, TypeError, AttributeError):
        found = None
    if found is None:
        raise FazhiError(
            _("没有这个上传的文件，或者已经过期：{key}。").format(key=str(key)[:40]), code="no_such_upload"
        )
    return found

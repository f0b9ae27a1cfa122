"""Saving what is being written: by the script of the page as one types and uploads, or by a button without it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from fazhi.errors import FazhiError
from fazhi.faces.uploads import too_large
from fazhi.faces.workbench import doing, drafting
from fazhi.faces.workbench.acting import keep_files
from fazhi.faces.workbench.asking import KEY, posted
from fazhi.faces.workbench.doing import Doing
from fazhi.i18n import _
from fazhi.kernel.clock import SHANGHAI


@require_POST
def opening_draft(request: HttpRequest, procedure: str) -> HttpResponse:
    """Save, upload into or discard the draft of the opening of a matter."""
    return _save(request, doing.opening(request, procedure))


@require_POST
def draft(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Save, upload into or discard the draft of a transition of a matter."""
    return _save(request, doing.transition(request, key, name))


def _save(request: HttpRequest, what: Doing) -> HttpResponse:
    by_script = request.headers.get("X-Draft") == "1"
    act = request.POST.get("draft", "save")
    if act == "discard":
        found = what.place.find()
        if found is not None:
            drafting.discard(found)
        messages.info(request, _("草稿已经放弃，没有提交任何内容。"))
        return redirect(what.address)
    problem = _refusal(request, what)
    if problem is None:
        try:
            problem = _keep(request, what, act, by_script=by_script)
        except FazhiError as found_wrong:
            problem = found_wrong
    if by_script:
        return _told_to_script(request, what, problem)
    if problem is None:
        messages.info(request, _("已存为草稿，{n} 天内可以回来接着写。").format(n=drafting.kept_days()))
    else:
        messages.error(request, problem.message)
    return redirect(what.address)


def _refusal(request: HttpRequest, what: Doing) -> FazhiError | None:
    if too_large(request):
        return FazhiError(_("文件太大，没有上传。"), code="too_large")
    if not what.chairs:
        return FazhiError(_("现在不由您办理，没有存为草稿。"), code="forbidden")
    return None


def _keep(request: HttpRequest, what: Doing, act: str, *, by_script: bool) -> FazhiError | None:
    answers, files = posted(what.transition, request)
    refused = keep_files(what, files)
    if gone := request.POST.get("remove"):
        drafting.remove_file(what.place.find(), gone)
    if act == "save":
        version = request.POST.get("version", "")
        drafting.save(
            what.place,
            dict(answers.lists()),
            request.POST.get("unit", ""),
            version=int(version) if by_script and version.isdecimal() and len(version) < 9 else None,
            key=request.POST.get("key", "")[:KEY] if by_script else "",
        )
    lines = [line for found in refused.values() for line in found]
    return FazhiError("　".join(lines), code="bad_file") if lines else None


def _told_to_script(request: HttpRequest, what: Doing, problem: FazhiError | None) -> HttpResponse:
    found = what.place.find()
    material = next((one for one in what.transition.takes if one.name == request.POST.get("material")), None)
    answer = {"version": found.version if found else 0, "problem": problem.message if problem else ""}
    if problem is not None:
        answer["code"] = problem.code
    if found is not None:
        answer["said"] = _("已自动保存 {time}").format(time=f"{found.saved_at.astimezone(SHANGHAI):%H:%M}")
    if material is not None:
        files = drafting.files(found).getlist(material.name)
        answer["files"] = render_to_string("workbench/kept.html", {"files": files, "doing": what}, request)
    status = 200 if problem is None else 409 if problem.code == "draft_elsewhere" else 422
    return JsonResponse(answer, status=status)

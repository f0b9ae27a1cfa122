"""The agreement of a dispute to fill in and download; the template of it to replace."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.domains.mediation import agreement
from fazhi.domains.mediation.models import AgreementTemplate
from fazhi.domains.mediation.procedure import Mediation
from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.matters.access import Seating, find, overseen_from, oversees
from fazhi.kernel.models import Matter, User
from fazhi.kernel.ui import extras

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ONE, _TEMPLATES = "mediation_agreement", "mediation_agreement_templates"
_STATES = (Mediation.mediating.name, Mediation.agreed.name)
_MOST = 5000


class AgreementForm(forms.Form):
    """What is written into the agreement."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        labels = {
            "facts": _("纠纷的主要事实、争议事项"),
            "liability": _("各方当事人的责任"),
            "content": _("协议内容"),
            "manner": _("履行方式和期限"),
        }
        for name in agreement.TEXTS:
            self.fields[name] = forms.CharField(
                label=labels[name],
                required=False,
                max_length=_MOST,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"max_length": _("最多 {n} 个字。").format(n=_MOST)},
            )


class TemplateForm(forms.Form):
    """Another template."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        wrong = {"required": _("请选择文件。"), "empty": _("文件是空的。"), "missing": _("请选择文件。")}
        self.fields["file"] = forms.FileField(
            label=_("Word 模板（.docx）"),
            widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
            error_messages=wrong,
        )


def register() -> None:
    """Give these pages their places."""
    extras.add_page(extras.Page("mediation-agreements/<uuid:key>/", _ONE, write))
    extras.add_page(
        extras.Page("mediation-agreement-templates/", _TEMPLATES, templates, later("调解协议书模板"), who=_guides)
    )
    extras.add_page(
        extras.Page("mediation-agreement-templates/<int:number>/", "mediation_agreement_template", download)
    )
    extras.beside(Mediation.id, "", offered)


def offered(request: HttpRequest, matter: Matter) -> extras.Panel | None:
    """The way to the agreement, for who mediates, while there is one to write."""
    assert isinstance(request.user, User)
    if matter.state not in _STATES or not _writes(request.user, matter):
        return None
    return extras.Panel("mediation/agreement_offered.html", {"matter": matter})


def _writes(user: User, matter: Matter) -> bool:
    return bool(Seating(user, matter).chairs((Mediation.clerk, Mediation.head, Mediation.mediator)))


def _guides(user: User) -> bool:
    return Mediation.id in overseen_from(extras.seats(user))


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the record has of it to go over; sent off, the document."""
    user = request.user
    assert isinstance(user, User)
    try:
        matter = find(key, user)
    except FazhiError:
        raise Http404 from None
    if matter.procedure != Mediation.id or matter.state not in _STATES or not _writes(user, matter):
        raise Http404
    form = AgreementForm(request.POST) if request.method == "POST" else AgreementForm(initial=agreement.texts(matter))
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            return _attached(
                agreement.written(matter, form.cleaned_data, by=user), _("{n}调解协议书.docx").format(n=matter.number)
            )
        except FazhiError as refused:
            problem = refused.message
    context = {"matter": matter, "form": form, "problem": problem}
    return render(request, "mediation/agreement.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """All templates there were, the newest first; another one to upload."""
    user = request.user
    assert isinstance(user, User)
    if not oversees(user, Mediation):
        raise Http404
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if form.is_bound and form.is_valid():
        try:
            made = agreement.replace(form.cleaned_data["file"], by=user)
        except FazhiError as refused:
            form.add_error("file", refused.message)
        else:
            messages.success(request, _("已换用模板“{name}”，此后生成的协议书都用它。").format(name=made.name))
            return redirect(_TEMPLATES)
    context = {
        "form": form,
        "versions": AgreementTemplate.objects.defer("content").select_related("added_by"),
        "placeholders": [
            ("{{" + name + "}}", _(label), name in agreement.NEEDED) for name, label in agreement.PLACEHOLDERS.items()
        ],
    }
    return render(request, "mediation/agreement_templates.html", context, status=422 if form.is_bound else 200)


@require_safe
def download(request: HttpRequest, number: int) -> HttpResponse:
    """A template, 0 being the one that comes with the platform."""
    assert isinstance(request.user, User)
    if not oversees(request.user, Mediation):
        raise Http404
    if number == 0:
        return _attached(agreement.default(), _("人民调解协议书（模板）.docx"))
    found = get_object_or_404(AgreementTemplate, pk=number)
    return _attached(bytes(found.content), found.name)


def _attached(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        content,
        content_type=_DOCX,
        headers={"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store"},
    )

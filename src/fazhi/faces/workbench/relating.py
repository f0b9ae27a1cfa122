"""Linking a matter with another, and undoing it: each with a reason that both matters keep."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import faults, matter_of, signed_in
from fazhi.i18n import _
from fazhi.kernel.matters.access import find, visible
from fazhi.kernel.matters.errors import BadAnswers, NotFound
from fazhi.kernel.matters.relations import KINDS, may_relate, relate, related, unrelate
from fazhi.kernel.models import Matter


class ReasonForm(forms.Form):
    """A reason for what is done, which stays on the record."""

    def __init__(self, *given: object, label: str, help_text: str = "", shortest: int = 4, longest: int = 200) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.fields["reason"] = forms.CharField(
            label=label,
            help_text=help_text,
            min_length=shortest,
            max_length=longest,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("请写明理由。")},
        )


class RelationForm(ReasonForm):
    """The other matter by its number, what it is to this one, and why."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given, label=_("理由"), help_text=_("会写进两件事项的办理经过。"))
        self.fields["other"] = forms.CharField(
            label=_("另一件事项的编号"),
            max_length=40,
            help_text=_("如 罗协〔2026〕12号，可以从它的页面复制。"),
            error_messages={"required": _("请填写编号。")},
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("那件事项是"),
            choices=[(value, _(label)) for value, label in KINDS.items()],
            widget=forms.RadioSelect,
            error_messages={"required": _("请选择是什么关联。")},
        )
        self.order_fields(["other", "kind", "reason"])


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Link the matter with another one that is visible to the same person."""
    user, matter = signed_in(request), matter_of(request, key)
    if not may_relate(user, matter):
        raise Http404
    form = RelationForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            other = find(given["other"].strip(), user)
            relate(matter, other, given["kind"], given["reason"], by=user)
        except NotFound as missing:
            form.add_error("other", missing.message)
        except BadAnswers as wrong:
            for name, lines in wrong.answers.items():
                form.add_error(name, lines)
        except FazhiError as refused:
            problem = refused.message
        else:
            messages.success(request, _("已与 {number} 关联。").format(number=other.number))
            return redirect("matter", key=matter.uuid)
    return small(request, matter, form, _("关联事项"), _("关联"), problem=problem)


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, key: uuid.UUID, relation: int) -> HttpResponse:
    """Undo a link."""
    user, matter = signed_in(request), matter_of(request, key)
    found = next((one for one in related(matter, visible(user))[0] if one.relation.pk == relation), None)
    if found is None or not may_relate(user, matter):
        raise Http404
    form = ReasonForm(request.POST or None, label=_("理由"), help_text=_("会写进两件事项的办理经过。"))
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            unrelate(found.relation, form.cleaned_data["reason"], by=user)
        except FazhiError as refused:
            problem = refused.message
        else:
            messages.success(request, _("已取消与 {number} 的关联。").format(number=found.matter.number))
            return redirect("matter", key=matter.uuid)
    lead = _("取消后，{number} {title} 不再列在这件事项旁边。").format(
        number=found.matter.number, title=found.matter.title
    )
    return small(request, matter, form, _("取消关联"), _("取消关联"), lead=lead, problem=problem)


def small(
    request: HttpRequest,
    matter: Matter,
    form: forms.Form,
    title: str,
    button: str,
    *,
    lead: str = "",
    problem: str = "",
    **more: object,
) -> HttpResponse:
    """A page with a short form about a matter: what it is for, what is wrong, one button, the way back."""
    wrong = faults(form) if form.is_bound else []
    context = {
        "matter": matter,
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "problem": problem,
        "faults": wrong,
        **more,
    }
    status = 422 if wrong else 409 if problem else 200
    return render(request, "workbench/small.html", context, status=status)

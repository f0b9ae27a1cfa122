"""Objections to marks: raised by the unit that was scored, decided by those who oversee the procedure."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import matter_of, signed_in
from fazhi.faces.workbench.gathering import Gathered
from fazhi.faces.workbench.relating import ReasonForm, small
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.evaluation import rounds
from fazhi.kernel.evaluation.rubric import BadMarks
from fazhi.kernel.models import Matter
from fazhi.kernel.ui.scored import Scored, scored

_LONGEST = 2000
_UPHELD, _REFUSED = "upheld", "refused"


class DecisionForm(ReasonForm):
    """Upheld or not, the new marks where it is, and the opinion."""

    def __init__(self, *given: object, sheet: Scored) -> None:
        super().__init__(*given, label=_("处理意见"), help_text=_("提出异议的单位会看到。"), longest=_LONGEST)
        self.sheet = sheet
        self.fields["decision"] = forms.ChoiceField(
            label=_("处理结果"),
            choices=[(_UPHELD, _("异议成立，更正评分")), (_REFUSED, _("异议不成立，维持评分"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("请选择处理结果。")},
        )
        for line in sheet.lines:
            self.fields[f"mark.{line.item}"] = forms.CharField(
                label=_("{item}（满分 {full}）").format(item=line.label, full=line.full),
                required=False,
                max_length=20,
                initial=line.value,
                help_text=_("原评 {value}。成立的，改成更正后的分数。").format(value=line.value),
            )
        self.order_fields(["decision", *(f"mark.{line.item}" for line in sheet.lines), "reason"])

    def clean(self) -> dict[str, Any]:
        """Who upholds an objection changes a mark, and who does not changes none."""
        given = super().clean() or {}
        changed = self.corrections()
        if given.get("decision") == _UPHELD and not changed:
            self.add_error("decision", _("异议成立的，至少要更正一项评分。"))
        if given.get("decision") == _REFUSED and changed:
            self.add_error("decision", _("评分改动过。不成立的，请改回原评的分数。"))
        return given

    def corrections(self) -> dict[str, str]:
        """The marks that were changed, by item."""
        given = {line.item: str(self.cleaned_data.get(f"mark.{line.item}") or "").strip() for line in self.sheet.lines}
        return {line.item: given[line.item] for line in self.sheet.lines if given[line.item] not in ("", line.value)}


@require_http_methods(["GET", "HEAD", "POST"])
def raise_objection(request: HttpRequest, key: uuid.UUID, sheet: uuid.UUID) -> HttpResponse:
    """The unit that was scored objects to a sheet."""
    user, matter = signed_in(request), matter_of(request, key)
    found = _sheet(matter, request, sheet)
    if not found.may_object:
        raise Http404
    form = ReasonForm(
        request.POST or None,
        label=_("异议理由"),
        help_text=_("写明哪一项、为什么不符合实际。督查单位处理后，结果会显示在评价里。"),
        shortest=5,
        longest=_LONGEST,
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                Matter.objects.select_for_update().get(pk=matter.pk)
                rounds.object_to(found.sheet, form.cleaned_data["reason"], by=user, at=now())
        except FazhiError as refused:
            problem = refused.message
        else:
            messages.success(request, _("异议已经提出，等督查单位处理。"))
            return redirect("matter", key=matter.uuid)
    lead = _lead(found)
    return small(request, matter, form, _("对评分提出异议"), _("提出异议"), lead=lead, problem=problem, scored=found)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: uuid.UUID, sheet: uuid.UUID) -> HttpResponse:
    """Those who oversee decide the objection that waits."""
    user, matter = signed_in(request), matter_of(request, key)
    found = _sheet(matter, request, sheet)
    if found.pending is None or not Gathered(matter, user).overseer:
        raise Http404
    form = DecisionForm(request.POST or None, sheet=found)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                Matter.objects.select_for_update().get(pk=matter.pk)
                opinion, corrections = form.cleaned_data["reason"], form.corrections()
                rounds.decide_objection(
                    found.pending, by=user, at=now(), opinion=opinion, corrections=corrections or None
                )
        except BadMarks as wrong:
            for item, message in wrong.items.items():
                form.add_error(f"mark.{item}", message)
        except FazhiError as refused:
            problem = refused.message
        else:
            messages.success(request, _("异议已经处理。"))
            return redirect("matter", key=matter.uuid)
    lead = _lead(found)
    return small(request, matter, form, _("处理评分异议"), _("作出处理"), lead=lead, problem=problem, scored=found)


def _sheet(matter: Matter, request: HttpRequest, key: uuid.UUID) -> Scored:
    gathered = Gathered(matter, signed_in(request))
    sheets = scored(matter, gathered.units, overseer=gathered.overseer)
    found = next((one for one in sheets if one.sheet.uuid == key), None)
    if found is None:
        raise Http404
    return found


def _lead(found: Scored) -> str:
    return _("{scorer}对{target}的评价：{total} 分").format(
        scorer=found.sheet.scorer.name, target=found.sheet.target.name, total=found.sheet.total
    )

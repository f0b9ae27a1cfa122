"""The pages of the yearly assessment: sheets to fill in, who is missing, objections, the result."""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.domains.coordination import assessment
from fazhi.domains.coordination.actions import CASE
from fazhi.domains.coordination.assessment import YEAR
from fazhi.domains.coordination.pages import concerned
from fazhi.errors import FazhiError
from fazhi.i18n import _, later
from fazhi.kernel.clock import now, today
from fazhi.kernel.evaluation import rounds
from fazhi.kernel.evaluation.fields import REMARK, MarksField
from fazhi.kernel.evaluation.rubrics import pinned
from fazhi.kernel.models import Assessment, Objection, Round, Sheet, User
from fazhi.kernel.ui import extras

_LONG = 2000


def register() -> None:
    """Give the pages their addresses."""
    extras.add_page(extras.Page("assessments/", "assessments", years, later("年度考核"), who=concerned))
    for address, name, view in (
        ("assessments/open/", "open_assessment", open_year),
        ("assessments/<int:year>/", "assessment", year_page),
        ("assessments/<int:year>/export/", "export_assessment", export),
        ("assessments/<int:year>/do/<slug:verb>/", "assessment_do", do),
        ("assessments/sheets/<uuid:key>/", "assessment_sheet", sheet),
        ("assessments/sheets/<uuid:key>/object/", "object_to_sheet", object_to),
        ("assessments/objections/<int:key>/", "objection", decide),
    ):
        extras.add_page(extras.Page(address, name, view))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class _Form(forms.Form):
    """Labels are put into words when the form is shown."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.label = _(str(field.label))


class OpenForm(_Form):
    """Which year, and until when sheets are taken."""

    year = forms.IntegerField(label=later("年度"), min_value=2000, max_value=2100)
    closes_on = forms.DateField(label=later("截止日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_closes_on(self) -> dt.date:
        """A day that has not passed."""
        day: dt.date = self.cleaned_data["closes_on"]
        if day < today():
            raise forms.ValidationError(_("截止日期不能早于今天。"))
        return day


class SheetForm(forms.Form):
    """The sheet of a rubric, and what is said besides."""

    def __init__(self, opened: Round, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["marks"] = MarksField(pinned(opened.rubric, opened.rubric_version), label=_("评分"))
        area = forms.Textarea(attrs={"rows": 3})
        self.fields["remarks"] = forms.CharField(label=_("评语"), required=False, max_length=_LONG, widget=area)


class ReasonForm(_Form):
    """Why a unit disagrees."""

    reason = forms.CharField(
        label=later("异议理由"), min_length=5, max_length=_LONG, widget=forms.Textarea(attrs={"rows": 4})
    )


class DecisionForm(_Form):
    """What is decided, and the marks as they should be."""

    opinion = forms.CharField(
        label=later("处理意见"), min_length=2, max_length=_LONG, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, opened: Round, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["marks"] = MarksField(
            pinned(opened.rubric, opened.rubric_version), label=_("更正后的评分（不改的照原样）")
        )


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """All years that were opened, and for those who run it the opening of another."""
    return _years(request, OpenForm(initial={"year": today().year}))


def _years(request: HttpRequest, form: OpenForm, problem: str = "") -> HttpResponse:
    opened = Round.objects.filter(rubric=YEAR).annotate(
        expected=Count("sheets"), handed_in=Count("sheets", filter=Q(sheets__submitted_at__isnull=False))
    )
    rows = [(each, assessment.published(each.year)) for each in opened.order_by("-year") if each.year]
    overseer = assessment.is_overseer(_user(request))
    context = {"rows": rows, "form": form if overseer else None, "problem": problem}
    return render(request, "coordination/assessments.html", context, status=422 if problem or form.errors else 200)


@require_POST
def open_year(request: HttpRequest) -> HttpResponse:
    """Open the comprehensive evaluation of a year."""
    if not assessment.is_overseer(_user(request)):
        raise Http404
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _years(request, form)
    year, closes_on = form.cleaned_data["year"], form.cleaned_data["closes_on"]
    try:
        opened = assessment.open_year(year, by=_user(request), closes_on=closes_on)
    except FazhiError as problem:
        return _years(request, form, str(problem))
    messages.success(request, _("已开启，{n} 份评分表待填。").format(n=opened.sheets.count()))
    return redirect("assessment", year=year)


@require_safe
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """Everything of a year that somebody may see."""
    opened = get_object_or_404(Round, rubric=YEAR, year=year)
    return _year(request, opened)


def _year(request: HttpRequest, opened: Round, problem: str = "", status: int = 200) -> HttpResponse:
    user, year = _user(request), opened.year
    assert year is not None
    overseer, mine = assessment.is_overseer(user), list(assessment.speaks_for(user))
    sheets = opened.sheets.select_related("scorer", "target")
    seen = rounds.visible_sheets_of_year(opened, mine, overseer=overseer)
    public = assessment.published(year)
    newest = Assessment.objects.filter(kind=YEAR, year=year).first() if overseer else None
    shown = newest if overseer and newest is not None else public
    rule = assessment.rules(year)
    context: dict[str, Any] = {
        "opened": opened,
        "overseer": overseer,
        "problem": problem,
        "expected": sheets.count(),
        "handed_in": sheets.filter(submitted_at__isnull=False).count(),
        "wanting": sheets.filter(submitted_at=None).count(),
        "to_fill": sheets.filter(scorer__in=mine, submitted_at=None) if opened.closed_at is None else (),
        "given": seen.filter(scorer__in=mine),
        "got": seen.filter(target__in=mine).prefetch_related("objections"),
        "missing": _missing(opened) if overseer else (),
        "objections": _objections(opened) if overseer else (),
        "assessment": shown,
        "public": public,
        "groups": _groups(shown) if shown else (),
        "rule": rule,
    }
    return render(request, "coordination/assessment.html", context, status=status)


def _missing(opened: Round) -> list[tuple[str, int]]:
    """The units that have not handed in all of their sheets, and how many are wanting."""
    wanting = opened.sheets.filter(submitted_at=None).values_list("scorer__name")
    return list(wanting.annotate(n=Count("id")).order_by("-n", "scorer__name"))


def _objections(opened: Round) -> Any:
    found = Objection.objects.filter(
        Q(sheet__round=opened) | Q(sheet__round__rubric=CASE, sheet__round__opened_at__year=opened.year)
    )
    return found.select_related("sheet__scorer", "sheet__target", "sheet__round__matter").order_by("upheld", "-id")


def _groups(shown: Assessment) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for result in shown.results.select_related("organization"):
        groups.setdefault(result.group, []).append(result)
    return list(groups.items())


@require_POST
def do(request: HttpRequest, year: int, verb: str) -> HttpResponse:
    """Close, reckon or publish. The same again is harmless."""
    user = _user(request)
    if not assessment.is_overseer(user):
        raise Http404
    opened = get_object_or_404(Round, rubric=YEAR, year=year)
    verbs: dict[str, tuple[Callable[[], object], str]] = {
        "close": (
            lambda: assessment.close_year(opened, by=user, early=True),
            _("互评已结束，各单位现在看得到对本单位的评分。"),
        ),
        "reckon": (lambda: assessment.reckon(year, by=user), _("已计算，公布以前只有您看得到。")),
        "publish": (lambda: _publish(request, user), _("已公布，各单位都看得到。")),
    }
    if verb not in verbs:
        raise Http404
    act, done = verbs[verb]
    try:
        act()
    except FazhiError as problem:
        return _year(request, opened, str(problem), 409)
    messages.success(request, done)
    return redirect("assessment", year=year)


def _publish(request: HttpRequest, user: User) -> None:
    key = request.POST.get("assessment", "")
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    assessment.publish(get_object_or_404(Assessment, pk=int(key), kind=YEAR), by=user)


@require_safe
def export(request: HttpRequest, year: int) -> HttpResponse:
    """The published result as a table, for the rule-of-law index."""
    public = assessment.published(year)
    if public is None:
        raise Http404
    rows = assessment.export(public, by=_user(request))
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="assessment-{year}.csv"'
    writer = csv.DictWriter(response, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    return response


def _found(request: HttpRequest, key: uuid.UUID) -> Sheet:
    """A sheet of a year that somebody may see or fill in; any other is not there."""
    user = _user(request)
    mine = list(assessment.speaks_for(user))
    found = get_object_or_404(Sheet.objects.select_related("round", "scorer", "target"), uuid=key, round__rubric=YEAR)
    if found.scorer in mine and found.submitted_at is None:
        return found
    seen = rounds.visible_sheets_of_year(found.round, mine, overseer=assessment.is_overseer(user))
    return get_object_or_404(seen.select_related("round"), pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One sheet: to be filled in, or as it was handed in."""
    found = _found(request, key)
    if found.submitted_at is not None:
        if request.method == "POST":
            messages.info(request, _("这份评分已经提交过，没有重复提交。"))
            return redirect("assessment_sheet", key=key)
        return _filled(request, found, ReasonForm())
    form = SheetForm(found.round, request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            assessment.submit(
                found.round,
                found.scorer,
                found.target,
                form.cleaned_data["marks"],
                remarks=form.cleaned_data["remarks"],
                by=_user(request),
            )
        except FazhiError as refused:
            problem = str(refused)
        else:
            messages.success(request, _("已提交对{target}的评分。").format(target=found.target.name))
            return redirect("assessment", year=found.round.year)
    context = {"sheet": found, "form": form, "problem": problem, "faults": _faults(form)}
    return render(request, "coordination/assessment_sheet.html", context, status=422 if form.errors or problem else 200)


def _faults(form: forms.Form) -> list[tuple[str, str, str]]:
    return [
        (str(form[name].id_for_label or form[name].auto_id), str(form[name].label), str(message))
        for name, wrong in form.errors.items()
        if name in form.fields
        for message in wrong
    ]


def _filled(request: HttpRequest, found: Sheet, form: ReasonForm, problem: str = "") -> HttpResponse:
    rubric = pinned(found.round.rubric, found.round.rubric_version)
    items = {item.id: item for item in rubric.items}
    mine = assessment.speaks_for(_user(request)).filter(pk=found.target_id).exists()
    can_object = mine and found.round.closed_at is not None and not found.objections.filter(upheld=None).exists()
    context = {
        "sheet": found,
        "marks": [(items.get(mark.item), mark) for mark in found.marks.all()],
        "full": rubric.full,
        "objections": found.objections.order_by("-id"),
        "corrections": [(items.get(one.item), one) for one in found.corrections.select_related("by")],
        "form": form if can_object else None,
        "problem": problem,
    }
    status = 422 if problem or form.errors else 200
    return render(request, "coordination/assessment_filled.html", context, status=status)


@require_POST
def object_to(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The unit that was scored disagrees."""
    found, form = _found(request, key), ReasonForm(request.POST)
    if found.submitted_at is None:
        raise Http404
    if not form.is_valid():
        return _filled(request, found, form)
    try:
        rounds.object_to(found, form.cleaned_data["reason"], by=_user(request), at=now())
    except FazhiError as problem:
        return _filled(request, found, form, str(problem))
    messages.success(request, _("已提出异议，处理结果会写在这一页。"))
    return redirect("assessment_sheet", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Those who run the assessment decide an objection, with corrected marks or without."""
    user = _user(request)
    if not assessment.is_overseer(user):
        raise Http404
    found = get_object_or_404(
        Objection.objects.select_related("sheet__round__matter", "sheet__scorer", "sheet__target"),
        pk=key,
        sheet__round__rubric__in=(CASE, YEAR),
    )
    marks = {mark.item: mark for mark in found.sheet.marks.all()}
    now_there = {name: mark.value for name, mark in marks.items()}
    now_there |= {f"{name}{REMARK}": mark.remark for name, mark in marks.items()}
    posted = request.POST if request.method == "POST" else None
    form = DecisionForm(found.sheet.round, posted, initial={"marks": now_there})
    problem = ""
    if posted is not None and form.is_valid():
        changed = {
            each.item: each.value for each in form.cleaned_data["marks"].items if each.value != marks[each.item].value
        }
        try:
            made = assessment.decide(found, by=user, opinion=form.cleaned_data["opinion"], corrections=changed)
        except FazhiError as refused:
            problem = str(refused)
        else:
            messages.success(request, _("异议成立，评分已更正。") if made else _("异议不成立，评分不变。"))
            return redirect("assessment", year=found.sheet.round.year or found.sheet.round.opened_at.year)
    context = {"objection": found, "form": form, "problem": problem, "faults": _faults(form)}
    return render(request, "coordination/objection.html", context, status=422 if form.errors or problem else 200)

"""Pages of rubrics (评分表): all versions, one version, and a new one of the district's own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench.admin.asking import (
    Changing,
    Day,
    Form,
    Preview,
    change,
    document_field,
    not_theirs,
    reason_field,
    system_administrator,
)
from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.evaluation.rubric import Item, Rubric
from fazhi.kernel.evaluation.rubrics import in_force, names, pinned, versions
from fazhi.kernel.models import Change, Round
from fazhi.kernel.own.rubrics import ITEMS, BadOwnRubric, add_version, draft

_BLANK = 3


@require_safe
def rubrics(request: HttpRequest) -> HttpResponse:
    """Every rubric with its versions and how many rounds are pinned to each."""
    system_administrator(request)
    day = today()
    used = {(one["rubric"], one["rubric_version"]): one["n"] for one in _used()}
    shown = []
    for name in names():
        found = versions(name)
        current = _in_force(name)
        shown.append(
            (
                found[-1],
                [
                    (each, current is not None and each.version == current.version, each.in_force_from > day,
                     used.get((name, each.version), 0))
                    for each in reversed(found)
                ],
            )
        )  # fmt: skip
    return render(request, "workbench/admin/rubrics.html", {"rubrics": shown})


def _used() -> Any:
    from django.db.models import Count

    return Round.objects.values("rubric", "rubric_version").annotate(n=Count("pk"))


def _in_force(name: str) -> Rubric | None:
    try:
        return in_force(name, today())
    except FazhiError:
        return None


@require_safe
def rubric(request: HttpRequest, identifier: str, version: str) -> HttpResponse:
    """One version: its items with full marks and guidance, basis and check."""
    system_administrator(request)
    try:
        found = pinned(identifier, version)
    except FazhiError:
        raise not_theirs(request) from None
    current = _in_force(identifier)
    context = {
        "rubric": found,
        "is_current": current is not None and current.version == found.version,
        "coming": found.in_force_from > today(),
        "rounds": Round.objects.filter(rubric=identifier, rubric_version=version).count(),
        "items": [(item, _percent(item.remark_below)) for item in found.items],
        "changes": Change.objects.filter(subject="rubric", key=identifier).count(),
    }
    return render(request, "workbench/admin/rubric.html", context)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}" if share else ""


class _Head(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            label=forms.CharField(label=_("名称"), max_length=60),
            since=Day(label=_("从哪一天起适用"), help_text=_("已经开始的评价按原来的版本，不受影响。")),
            document=document_field(),
            reason=reason_field(),
        )


class _Line(Form):
    """One item as it is typed; an empty name takes the line away."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            id=forms.CharField(widget=forms.HiddenInput, required=False, max_length=40),
            label=forms.CharField(label=_("评分项"), required=False, max_length=40),
            full=forms.CharField(label=_("满分"), required=False, max_length=8),
            step=forms.CharField(label=_("步长"), required=False, max_length=8),
            guidance=forms.CharField(label=_("怎么评"), required=False, max_length=200),
            remark_below=forms.CharField(label=_("低于多少 % 要写理由"), required=False, max_length=6),
            may_not_apply=forms.BooleanField(label=_("可以不适用"), required=False),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, identifier: str) -> HttpResponse:
    """A version of the district's own, beginning with the items of the newest one."""
    by = system_administrator(request).user
    if identifier not in names():
        raise not_theirs(request)
    before = versions(identifier)[-1]
    lines = _lines(request, before)
    form = _Head(request.POST or None, initial={"label": before.label})

    def made(given: dict[str, Any]) -> Rubric:
        wrong = [line for line in lines if not line.is_valid()]
        if wrong:
            raise BadOwnRubric({"items": _("有的评分项写得太长，见下面标出的地方。")})
        typed = [line for line in lines if line.cleaned_data["label"]]
        try:
            return draft(before, given["label"], [_entry(line) for line in typed], given["since"], given["document"])
        except FazhiError as problem:
            # Faults name the lines that were filled in by number; here they go to the line itself.
            faults = {}
            for name, message in problem.details["faults"].items():
                if name.startswith("items."):
                    _items, number, column = name.split(".")
                    typed[int(number)].add_error(column, message)
                    faults[name] = _("第 {n} 项“{label}”：{message}").format(
                        n=lines.index(typed[int(number)]) + 1,
                        label=typed[int(number)].cleaned_data.get("label") or "—",
                        message=message,
                    )
                else:
                    faults[name] = message
            problem.details["faults"] = faults
            raise

    def preview(given: dict[str, Any]) -> Preview:
        rubric = made(given)
        head = _("{label}，自 {day} 起适用，满分 {full} 分（原来 {old} 分）。").format(
            label=rubric.label, day=rubric.in_force_from, full=rubric.full, old=before.full
        )
        return Preview((head, *_differences(before, rubric)), *_table(rubric))

    def act(given: dict[str, Any]) -> str:
        rubric = add_version(before, made(given), by=by, reason=given["reason"])
        return _("“{label}”已有新版本 {version}。").format(label=rubric.label, version=rubric.version)

    changing = Changing(
        form,
        _("新版本：{label}").format(label=before.label),
        reverse("admin_rubrics"),
        _("定下新版本"),
        act,
        {"subject": "rubric", "key": identifier},
        preview,
        lead=_("各项满分之和就是评分表的满分。名称留空的行不算；定下以后不能改，只能再出新版本。"),
        weighty=True,
        template="workbench/admin/rubric_new.html",
        more={"lines": lines},
    )
    return change(request, changing)


def _lines(request: HttpRequest, before: Rubric) -> list[_Line]:
    if request.method == "POST":
        count = min(int(text), ITEMS) if (text := request.POST.get("lines", "")).isdecimal() and len(text) < 4 else 0
        return [_Line(request.POST, prefix=f"item{number}") for number in range(count)]
    shown = [_Line(prefix=f"item{number}", initial=_initial(item)) for number, item in enumerate(before.items)]
    blank = min(_BLANK, ITEMS - len(shown))
    return shown + [_Line(prefix=f"item{len(shown) + number}", initial={"step": "0.5"}) for number in range(blank)]


def _initial(item: Item) -> Mapping[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "full": item.full,
        "step": item.step,
        "guidance": item.guidance,
        "remark_below": _percent(item.remark_below),
        "may_not_apply": item.may_not_apply,
    }


def _entry(line: _Line) -> dict[str, Any]:
    given = dict(line.cleaned_data)
    # What is no number stays as it was typed, for the message about it.
    with suppress(InvalidOperation):
        given["remark_below"] = str(Decimal(given["remark_below"] or 0) / 100)
    return given


def _table(rubric: Rubric) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    headings = (_("评分项"), _("满分"), _("步长"), _("怎么评"), _("低于多少 % 要写理由"), _("可以不适用"))
    rows = tuple(
        (
            item.label,
            f"{item.full:f}",
            f"{item.step:f}",
            item.guidance or "—",
            _percent(item.remark_below) or "—",
            _("是") if item.may_not_apply else _("否"),
        )
        for item in rubric.items
    )
    return headings, rows


def _differences(before: Rubric, after: Rubric) -> list[str]:
    old, new = {item.id: item for item in before.items}, {item.id: item for item in after.items}
    said = []
    if added := [item.label for item in after.items if item.id not in old]:
        said.append(_("新增：{items}。").format(items="、".join(added)))
    if gone := [item.label for item in before.items if item.id not in new]:
        said.append(_("不再有：{items}。").format(items="、".join(gone)))
    if changed := [item.label for item in after.items if item.id in old and item != old[item.id]]:
        said.append(_("有改动：{items}。").format(items="、".join(changed)))
    return said or [_("各项与原来相同。")]

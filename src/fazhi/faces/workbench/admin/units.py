"""Pages of units (机构): the tree, one unit, and what changes it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.faces.workbench.admin.asking import (
    Changing,
    Day,
    Form,
    Preview,
    administrator,
    change,
    document_field,
    not_theirs,
    reason_field,
    system_administrator,
)
from fazhi.faces.workbench.admin.people import role_label
from fazhi.i18n import _, later
from fazhi.kernel.administration import units
from fazhi.kernel.administration.reach import Reach
from fazhi.kernel.clock import today
from fazhi.kernel.district import current as district
from fazhi.kernel.ledger import KINDS, MORE_KINDS, SYSTEMS
from fazhi.kernel.matters import succession
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.models.organizations import current
from fazhi.kernel.populate import plan, populate
from fazhi.kernel.register import LISTED_ON
from fazhi.kernel.templatetags.ui import kind_label

_SHOWN = 200
_FIELDS = {"name": later("名称"), "kind": later("类别"), "system": later("所属系统"), "parent": later("上级")}


@dataclass(frozen=True)
class Row:
    """A unit in the tree, ``depth`` steps below one of its tops."""

    unit: Organization
    depth: int
    people: int

    @property
    def indent(self) -> str:
        """What stands before its name."""
        return "　" * (self.depth - 1) + "└ " if self.depth else ""


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """The units as a tree; narrowed by name or code, kind, and with those that are dissolved."""
    mine = administrator(request)
    text, kind = request.GET.get("q", "").replace("\x00", "").strip(), request.GET.get("kind", "")
    everything = bool(request.GET.get("all"))
    day = today()
    found = mine.organizations().annotate(
        sitting=Count(
            "memberships__user",
            filter=current(day, "memberships__") & Q(memberships__user__is_active=True),
            distinct=True,
        )
    )
    if not everything:
        found = found.filter(current(day))
    kinds = sorted({unit.kind for unit in found}, key=[*KINDS, *MORE_KINDS].index)
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(code__icontains=text))
    context = {
        "rows": _ordered(list(found)),
        "kinds": kinds,
        "wanted": {"q": text, "kind": kind, "all": everything},
        "whole": mine.whole,
        "narrowed": bool(text or kind),
    }
    return render(request, "workbench/admin/units.html", context)


def _ordered(found: list[Organization]) -> list[Row]:
    """Each unit after the one above it, where that is among them."""
    keys = {unit.pk for unit in found}
    below: dict[int | None, list[Organization]] = {}
    for unit in sorted(found, key=lambda each: each.code):
        below.setdefault(unit.parent_id if unit.parent_id in keys else None, []).append(unit)
    rows: list[Row] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in below.get(parent, ()):
            rows.append(Row(unit, depth, unit.sitting))  # type: ignore[attr-defined]
            walk(unit.pk, depth + 1)

    walk(None, 0)
    return rows


def unit_of(request: HttpRequest, key: uuid.UUID) -> tuple[Reach, Organization]:
    """The unit at an address, and what whoever is signed in administers; 404 where it is not theirs."""
    mine = administrator(request)
    found = mine.organizations().select_related("parent", "successor").filter(uuid=key).first()
    if found is None:
        raise not_theirs(request)
    return mine, found


@require_safe
def unit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One unit: what it is, who sits in it, what it holds."""
    mine, found = unit_of(request, key)
    day = today()
    lasting = found.memberships.filter(Q(until=None) | Q(until__gte=day)).select_related("user")
    seats = [(seat, role_label(seat.role)) for seat in lasting.order_by("role", "user__name")]
    context = {
        "unit": found,
        "exists": found.exists_on(day),
        "whole": mine.whole,
        "seats": seats,
        "credentials": found.credentials.order_by("-since"),
        "children": found.children.filter(Q(until=None) | Q(until__gte=day)).order_by("code"),
        "former": units.former_names(found),
        "in_hand": _in_hand(found).count(),
        "posts": [post for post, holder in district().posts.items() if holder == found.name],
        "changes": mine.changes().filter(organization=found).count(),
    }
    return render(request, "workbench/admin/unit.html", context)


def _in_hand(found: Organization) -> Any:
    return Matter.objects.filter(pk__in=succession.held(found).values("matter"))


def _pairs(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("", _("请选择")), *((name, name) for name in names)]


def _unit_choice(
    label: str, *, required: bool, without: Organization | None = None, **more: Any
) -> forms.ModelChoiceField[Organization]:
    found = Organization.objects.filter(current(today())).order_by("code")
    return forms.ModelChoiceField(
        label=label,
        queryset=found.exclude(pk=without.pk) if without else found,
        to_field_name="code",
        required=required,
        empty_label=_("请选择") if required else _("没有"),
        error_messages={"invalid_choice": _("请从列出的里面选。")},
        **more,
    )


class _NewUnit(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            code=forms.CharField(label=_("代码"), max_length=30, help_text=_("字母、数字和 -，以后不改。")),
            name=forms.CharField(label=_("名称"), max_length=units.NAME),
            kind=forms.ChoiceField(label=_("类别"), choices=_pairs((*KINDS, *MORE_KINDS))),
            system=forms.ChoiceField(label=_("所属系统"), choices=_pairs(SYSTEMS), required=False),
            parent=_unit_choice(_("上级"), required=False),
            since=Day(label=_("从哪一天起"), initial=today()),
            reason=reason_field(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Found a unit."""
    by = system_administrator(request).user

    def act(given: dict[str, Any]) -> str:
        made = units.add(
            given["code"],
            given["name"],
            given["kind"],
            given["since"],
            system=given["system"],
            parent=given["parent"],
            by=by,
            reason=given["reason"],
        )
        return _("已设立{unit}。").format(unit=made.name)

    form = _NewUnit(request.POST or None)
    return change(request, Changing(form, _("设立机构"), reverse("admin_units"), _("设立机构"), act))


class _Rename(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            name=forms.CharField(label=_("新名称"), max_length=units.NAME),
            document=document_field(required=False),
            reason=reason_field(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give a unit another name."""
    by = system_administrator(request).user
    found = unit_of(request, key)[1]

    def act(given: dict[str, Any]) -> str:
        units.rename(found, given["name"], by=by, reason=given["reason"], document=given["document"])
        return _("已改名为{unit}。").format(unit=given["name"])

    form = _Rename(request.POST or None, initial={"name": found.name})
    title = _("{unit}改名").format(unit=found.name)
    about = {"organization": found}
    return change(request, Changing(form, title, reverse("admin_unit", args=[key]), _("改名"), act, about))


class _Move(Form):
    def __init__(self, *args: Any, unit: Organization, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            parent=_unit_choice(_("新的上级"), required=False, without=unit),
            document=document_field(required=False),
            reason=reason_field(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put a unit under another one."""
    by = system_administrator(request).user
    found = unit_of(request, key)[1]

    def act(given: dict[str, Any]) -> str:
        units.move(found, given["parent"], by=by, reason=given["reason"], document=given["document"])
        return _("{unit}已移动。").format(unit=found.name)

    form = _Move(request.POST or None, unit=found, initial={"parent": found.parent.code if found.parent else ""})
    title = _("把{unit}移到别的上级之下").format(unit=found.name)
    lead = _("上级决定单位管理员管得到哪些机构；事项和期限不受影响。")
    about = {"organization": found}
    return change(request, Changing(form, title, reverse("admin_unit", args=[key]), _("移动"), act, about, lead=lead))


class _Close(Form):
    def __init__(self, *args: Any, unit: Organization, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            on=Day(label=_("存在的最后一天"), initial=today(), help_text=_("不能晚于今天；将来的撤销请到那一天再办。")),
            successor=_unit_choice(_("承接单位"), required=True, without=unit),
            document=document_field(),
            reason=reason_field(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Dissolve a unit: shows first which matters go where, then does it."""
    by = system_administrator(request).user
    found = unit_of(request, key)[1]

    def preview(given: dict[str, Any]) -> Preview:
        if (found.until, found.successor) != (given["on"], given["successor"]):
            succession.check(found, given["on"], given["successor"])
        return _closing(found, given["successor"])

    def act(given: dict[str, Any]) -> str:
        succession.dissolve(
            found, given["on"], given["successor"], by=by, reason=given["reason"], document=given["document"]
        )
        return _("{unit}已撤销，由{other}承接。").format(unit=found.name, other=given["successor"].name)

    def after(given: dict[str, Any]) -> str:
        del given
        gone = Organization.objects.get(pk=found.pk)
        passed = sum(1 for _matter in succession.hand_over(gone, by=by))
        return _("{n} 件未办结事项已转给承接单位。").format(n=passed)

    # One that was dissolved and still holds matters was interrupted: it goes on where it stopped.
    form = _Close(
        request.POST or None,
        unit=found,
        initial={"on": found.until, "successor": found.successor} if found.until else None,
    )
    changing = Changing(
        form,
        _("撤销{unit}").format(unit=found.name),
        reverse("admin_unit", args=[key]),
        _("撤销"),
        act,
        {"organization": found},
        preview,
        after,
        _("撤销以后不能恢复。未办结的事项全部转给承接单位，每件都有记录；下级机构改归承接单位。"),
        weighty=True,
    )
    return change(request, changing)


def _closing(found: Organization, successor: Organization) -> Preview:
    day = today()
    people = found.memberships.filter(current(day), user__is_active=True).values("user").distinct().count()
    children = list(found.children.filter(until=None).order_by("code").values_list("name", flat=True))
    matters = _in_hand(found).order_by("pk")
    number = matters.count()
    lines = [
        _("{n} 件未办结事项从{unit}转给{other}。").format(n=number, unit=found.name, other=successor.name),
        _("原单位任职的 {n} 人自次日起不再有这里的岗位，需要的请在承接单位重新任职。").format(n=people),
    ]
    if children:
        lines.append(_("下级机构改归{other}：{names}。").format(other=successor.name, names="、".join(children)))
    if number > _SHOWN:
        lines.append(_("下面列出前 {n} 件。").format(n=_SHOWN))
    # By number and kind alone: who administers units need not know what the matters are about.
    rows = tuple((matter.number, kind_label(matter), successor.name) for matter in matters[:_SHOWN])
    return Preview(tuple(lines), (_("编号"), _("类型"), _("转给")), rows)


class _Fill(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(reason=reason_field())


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """Bring in what the district's file has and the platform has not, or has otherwise."""
    by = system_administrator(request).user
    wanted = plan()
    names = {each.code: each.name for each in wanted.new}
    rows = [(each.code, each.name, _("新设"), each.kind) for each in wanted.new[:_SHOWN]]
    for one in wanted.changed:
        for name, (before, after) in one.fields.items():
            said = f"{_(_FIELDS[name])}：{before or '—'} → {after or '—'}"
            rows.append((one.unit.code, one.unit.name, _("改动"), said))

    def preview(given: dict[str, Any]) -> Preview:
        del given
        line = _("新设 {new} 个机构，改动 {changed} 个。配置里没有的机构不受影响。").format(
            new=len(names), changed=len(wanted.changed)
        )
        return Preview((line,), (_("代码"), _("名称"), _("改动"), _("内容")), tuple(rows))

    def act(given: dict[str, Any]) -> str:
        made = populate(since=LISTED_ON, by=by, reason=given["reason"])
        return _("已从区县配置装入：新设 {new} 个，改动 {changed} 个。").format(new=made, changed=len(wanted.changed))

    lead = (
        _("区县配置（{district}）与平台现有的机构：要新设 {new} 个，有 {changed} 个不同。").format(
            district=district().name, new=len(names), changed=len(wanted.changed)
        )
        if names or wanted.changed
        else _("区县配置里的机构都已在平台上，没有要装入的。")
    )
    form = _Fill(request.POST or None)
    back = reverse("admin_units")
    changing = Changing(
        form, _("从区县配置装入机构"), back, _("装入"), act, {"subject": "unit"}, preview, lead=lead, weighty=True
    )
    return change(request, changing)

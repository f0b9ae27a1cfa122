"""Saved views of the list of matters: one's own, or shared with a unit; made, renamed, set as default, deleted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.lists.filters import asked
from fazhi.faces.workbench.models import DefaultView, SavedView
from fazhi.faces.workbench.queues import Desk
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.models import Organization

_MOST = 30
_NAME, _QUERY = 40, 2000


@dataclass(frozen=True)
class View:
    """A view as a page shows it. ``own``: may be changed; ``shared``: the unit with which it is shared."""

    key: uuid.UUID
    name: str
    query: str
    own: bool
    default: bool
    shared: str
    owner: str

    @property
    def address(self) -> str:
        """The list as the view has it. All that is asked stands in it, so that anybody can open it."""
        return f"{reverse('matters')}?{self.query}{'&' if self.query else ''}view={self.key}"


def views_of(desk: Desk) -> list[View]:
    """The views that somebody has, and those shared with a unit of theirs."""
    first = Exists(DefaultView.objects.filter(user=desk.user, view=OuterRef("pk")))
    seen = SavedView.objects.filter(Q(owner=desk.user) | Q(unit__in=desk.units)).annotate(first=first)
    found = seen.select_related("unit", "owner")
    return [
        View(
            one.uuid,
            one.name,
            one.query,
            one.owner_id == desk.user.pk,
            one.first,
            one.unit.name if one.unit else "",
            one.owner.name,
        )
        for one in found
    ]


def units_of(desk: Desk) -> list[Organization]:
    """The units with which somebody can share a view."""
    return list({seat.organization_id: seat.organization for seat in desk.seats}.values())


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save what a list asks (``query``) under a ``name``; ``unit``: the code of a unit to share it with."""
    desk = Desk(signed_in(request))
    query = _cleaned(desk, request.POST.get("query", ""))
    try:
        view = SavedView(owner=desk.user, name=_name(request), query=query, unit=_unit(desk, request), made_at=now())
        if SavedView.objects.filter(owner=desk.user).count() >= _MOST:
            raise FazhiError(_("最多保存 {n} 个视图，请先删除不用的。").format(n=_MOST))
        _save(view)
    except FazhiError as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('matters')}?{query or 'view='}")
    messages.success(request, _("已保存视图“{name}”。").format(name=view.name))
    return redirect(f"{reverse('matters')}?{query}{'&' if query else ''}view={view.uuid}")


@require_POST
def change_view(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """``do``: ``default`` and ``no_default`` for whoever sees it; ``change`` and ``delete`` for its owner."""
    desk = Desk(signed_in(request))
    seen = SavedView.objects.filter(Q(owner=desk.user) | Q(unit__in=desk.units))
    view, wanted = seen.filter(uuid=key).first(), request.POST.get("do")
    if view is None or (wanted in ("change", "delete") and view.owner_id != desk.user.pk):
        raise Http404
    match wanted:
        case "default":
            DefaultView.objects.update_or_create(user=desk.user, defaults={"view": view})
            messages.success(request, _("打开“全部事项”时先显示“{name}”。").format(name=view.name))
        case "no_default":
            DefaultView.objects.filter(user=desk.user).delete()
            messages.success(request, _("打开“全部事项”时显示全部。"))
        case "change":
            _change(request, desk, view)
        case "delete":
            view.delete()
            messages.success(request, _("已删除视图“{name}”，事项没有变动。").format(name=view.name))
            return redirect(f"{reverse('matters')}?view=")
        case _:
            raise Http404
    return redirect(f"{reverse('matters')}?{view.query}{'&' if view.query else ''}view={view.uuid}")


def _change(request: HttpRequest, desk: Desk, view: SavedView) -> None:
    """A new name, a unit to share it with or none, and, where ``query`` comes along, what it asks."""
    try:
        view.name, view.unit = _name(request), _unit(desk, request)
        if "query" in request.POST:
            view.query = _cleaned(desk, request.POST["query"])
        _save(view)
    except FazhiError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("已更新视图“{name}”。").format(name=view.name))


def _cleaned(desk: Desk, query: str) -> str:
    """What a list asks, with nothing in it that it does not know."""
    values = asked(desk, dict(parse_qsl(query[:4000]))).values
    values.pop("tab", None)
    return urlencode(values)


def _name(request: HttpRequest) -> str:
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())
    if not name:
        raise FazhiError(_("请给视图起一个名字。"))
    if len(name) > _NAME:
        raise FazhiError(_("视图的名字不能超过 {n} 个字。").format(n=_NAME))
    return name


def _unit(desk: Desk, request: HttpRequest) -> Organization | None:
    code = request.POST.get("unit", "")
    return next((unit for unit in units_of(desk) if unit.code == code), None)


def _save(view: SavedView) -> None:
    if len(view.query) > _QUERY:
        raise FazhiError(_("筛选条件太长，不能保存，请减少查找的字数。"))
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise FazhiError(_("您已有名为“{name}”的视图，请换一个名字。").format(name=view.name)) from None

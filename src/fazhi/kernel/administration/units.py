"""Organisations added, renamed and moved; to dissolve one is :mod:`fazhi.kernel.matters.succession`."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.changes import log
from fazhi.kernel.clock import today
from fazhi.kernel.district import current
from fazhi.kernel.ledger import KINDS, MORE_KINDS, SYSTEMS
from fazhi.kernel.models import Change, Organization, User
from fazhi.kernel.populate import described

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,29}")
NAME = 100


class BadUnit(FazhiError):
    """The unit cannot be so; ``field`` names what is wrong (code, name, kind, system, parent, since)."""

    code = "bad_unit"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)
        self.field = field


def add(
    code: str,
    name: str,
    kind: str,
    since: dt.date,
    *,
    system: str = "",
    parent: Organization | None = None,
    by: User | None = None,
    reason: str = "",
) -> Organization:
    """Found a unit. Raises :class:`BadUnit`."""
    if not _CODE.fullmatch(code):
        raise BadUnit("code", _("代码应为1至30个字母、数字或 -，现为“{text}”。").format(text=code))
    if kind not in (*KINDS, *MORE_KINDS):
        raise BadUnit("kind", _("没有“{text}”这个类别。").format(text=kind))
    if system and system not in SYSTEMS:
        raise BadUnit("system", _("没有“{text}”这个系统。").format(text=system))
    with transaction.atomic():
        log.lock()
        if Organization.objects.filter(code=code).exists():
            raise BadUnit("code", _("代码“{text}”已经有机构在用，请换一个。").format(text=code))
        _check_name(name)
        _check_parent(None, parent)
        unit = Organization.objects.create(
            code=code, name=name.strip(), kind=kind, system=system, parent=parent, since=since
        )
        log.record(
            "unit", "add", by=by, organization=unit, after=described(unit) | {"since": since.isoformat()}, reason=reason
        )
    return unit


def rename(unit: Organization, name: str, *, by: User | None = None, reason: str = "", document: str = "") -> None:
    """Give a unit another name; the one before stays in the log. Raises :class:`BadUnit`."""
    with transaction.atomic():
        log.lock()
        locked = Organization.objects.select_for_update().get(pk=unit.pk)
        if locked.name == name.strip():
            return
        _check_open(locked)
        _check_name(name)
        posts = [post for post, holder in current().posts.items() if holder == locked.name]
        if posts:
            raise BadUnit(
                "name",
                _(
                    "区县配置 [posts] 按名称指定{unit}承担 {posts}，改了名就找不到它。请先改区县配置，再从配置装入。"
                ).format(unit=locked.name, posts="、".join(posts)),
            )
        before, locked.name = locked.name, name.strip()
        locked.save(update_fields=["name"])
        log.record(
            "unit", "rename", by=by, organization=locked, before={"name": before}, after={"name": locked.name},
            reason=reason, document=document,
        )  # fmt: skip
    unit.name = locked.name


def move(
    unit: Organization,
    parent: Organization | None,
    *,
    by: User | None = None,
    reason: str = "",
    document: str = "",
) -> None:
    """Put a unit under another one, or under none. Raises :class:`BadUnit`, also where it would stand under itself."""
    with transaction.atomic():
        log.lock()
        locked = Organization.objects.select_for_update().get(pk=unit.pk)
        if locked.parent_id == (parent.pk if parent else None):
            return
        _check_open(locked)
        _check_parent(locked, parent)
        before, locked.parent = described(locked)["parent"], parent
        locked.save(update_fields=["parent"])
        log.record(
            "unit", "move", by=by, organization=locked, before={"parent": before},
            after={"parent": parent.code if parent else ""}, reason=reason, document=document,
        )  # fmt: skip
    unit.parent = parent


def former_names(unit: Organization) -> list[tuple[str, dt.datetime]]:
    """The names a unit had before, the newest first, each with the moment at which it was given up."""
    renamed = Change.objects.filter(subject="unit", organization=unit, before__has_key="name")
    return [(change.before["name"], change.at) for change in renamed]


def _check_open(unit: Organization) -> None:
    if unit.until is not None:
        raise BadUnit("name", _("{unit}已于 {day} 撤销，不能再改。").format(unit=unit.name, day=unit.until))


def _check_name(name: str) -> None:
    if not name.strip():
        raise BadUnit("name", _("请写名称。"))
    if len(name.strip()) > NAME:
        raise BadUnit("name", _("名称最多 {n} 个字。").format(n=NAME))
    if Organization.objects.filter(name=name.strip(), until=None).exists():
        raise BadUnit("name", _("已有名为“{text}”的机构。").format(text=name.strip()))


def _check_parent(unit: Organization | None, parent: Organization | None) -> None:
    if parent is None:
        return
    if not parent.exists_on(today()):
        raise BadUnit("parent", _("{unit}已经撤销或尚未成立，不能作上级。").format(unit=parent.name))
    above: Organization | None = parent
    while above is not None:
        if unit is not None and above.pk == unit.pk:
            raise BadUnit(
                "parent", _("{unit}在{other}之下，不能反过来作它的上级。").format(unit=parent.name, other=unit.name)
            )
        above = above.parent

"""What the commands of the platform share: the database must answer and be up to date before one of them begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from fazhi.errors import FazhiError
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.kernel.events.sealing import Verified
    from fazhi.kernel.models import Organization, User


class Day(click.ParamType[dt.date]):
    """A day as 2026-11-24."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """See click."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(_("“{text}”不是 2026-11-24 这样的日期").format(text=value), param, ctx)


@contextmanager
def platform() -> Iterator[None]:
    """Run the block on a database that answers and has every table. Raises :class:`FazhiError` where it does not."""
    from django.db import OperationalError

    from fazhi.kernel.database import server
    from fazhi.kernel.start import load

    load()
    from fazhi.kernel.database.migrating import pending

    try:
        if pending():
            raise FazhiError(_("数据库结构不是最新的。请先运行 fazhi migrate。"), code="migrations_pending")
        yield
    except OperationalError as error:
        raise server.unreachable() from error


def find_user(username: str) -> User:
    """The account of that name. Raises :class:`FazhiError`."""
    from fazhi.kernel.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise FazhiError(_("没有账号“{name}”。全部账号见 fazhi user list。").format(name=username), code="unknown_user")
    return found


def find_unit(text: str) -> Organization:
    """The organisation of that code or name; of several by one name the one that exists. Raises :class:`FazhiError`."""
    from django.db.models import F

    from fazhi.kernel.models import Organization

    found = (
        Organization.objects.filter(code=text).first()
        or Organization.objects.filter(name=text).order_by(F("until").desc(nulls_first=True)).first()
    )
    if found is None:
        near = "、".join(f"{each.name}（{each.code}）" for each in Organization.objects.filter(name__contains=text)[:5])
        raise FazhiError(
            _("没有机构“{text}”。请写名称或代码，全部机构见 fazhi unit list。").format(text=text)
            + (_("是不是：{near}？").format(near=near) if near else ""),
            code="unknown_unit",
        )
    return found


def print_verified(verified: Verified) -> None:
    """What a verification of the record came to, in words."""
    from fazhi.faces.cli.output import console

    screen = console()
    for damage in verified.damages:
        screen.print("✗ " + str(damage))
    counts = _("核验了 {matters:,} 件事项的 {events:,} 条记录和 {seals:,} 次封存：").format(
        matters=verified.matters, events=verified.events, seals=verified.seals
    )
    if verified.damages:
        screen.print(counts + _("有 {n} 处与当初所写不符。").format(n=len(verified.damages)))
    else:
        screen.print(counts + _("全部与当初所写一致。"))
    if verified.newest:
        screen.print(_("最新封存值：{hash}").format(hash=verified.newest))
        screen.print(_("请把它抄存到本系统以外；以后用 --known 核验，可知此前的记录有没有被整体改写。"))

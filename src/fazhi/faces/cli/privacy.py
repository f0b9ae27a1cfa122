"""``fazhi privacy``: what is held of persons, a copy for one of them, and erasure."""

from __future__ import annotations

import json
import sys
import uuid
from typing import TYPE_CHECKING

import click

from fazhi.faces.cli.output import console, progress_bar
from fazhi.faces.cli.platform import find_user, platform
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.kernel.models import User


@click.group("privacy", help=_("个人信息：存了什么、查阅复制、删除"))
def command() -> None:
    """All subcommands need the platform's database."""


@command.command("held", help=_("列出各类事项存有哪些个人信息"))
def held() -> None:
    """One line a business."""
    with platform():
        from fazhi.kernel.privacy import holders

        for one in holders():
            click.echo(_(one.holds))


@command.command("parties", help=_("列出一件事项的当事人和他们的编号（姓名不全显）"))
@click.argument("number")
def parties(number: str) -> None:
    """The keys that the other commands take."""
    from fazhi.errors import FazhiError

    with platform():
        from fazhi.kernel.models import MatterParty
        from fazhi.kernel.parties.showing import masked

        found = MatterParty.objects.filter(matter__number=number).select_related("party").order_by("id")
        if not found:
            raise FazhiError(_("没有编号为“{n}”、有当事人的事项。").format(n=number), code="no_such_matter")
        for one in found:
            click.echo(f"{one.party.uuid}  {one.role}  {masked(one.party).name}")


@command.command("due", help=_("列出保存期满、可以删除的当事人；加 --erase 就逐个删除，不能恢复"))
@click.option("--erase", "erasing", is_flag=True, help=_("列出后删除"))
@click.option("--as", "username", default="", metavar=_("账号"), help=_("删除时：谁来删除"))
@click.option("--yes", is_flag=True, help=_("不再询问"))
def due(erasing: bool, username: str, yes: bool) -> None:
    """Each party is erased on its own; one that cannot be is said and the others go on."""
    from fazhi.errors import FazhiError

    with platform():
        from fazhi.kernel import privacy
        from fazhi.kernel.clock import today
        from fazhi.kernel.parties.showing import masked

        by = _administrator(username) if erasing else None
        over = list(privacy.due(today()))
        for one in over:
            click.echo(f"{one.uuid}  {masked(one).name}")
        if not over:
            click.echo(_("没有保存期满的当事人。"))
        if not over or by is None:
            return
        if not yes:
            click.confirm(_("要删除以上 {n} 位当事人的个人信息，不能恢复。继续吗？").format(n=len(over)), abort=True)
        gone = 0
        with progress_bar() as progress:
            for number, one in enumerate(over, 1):
                try:
                    privacy.erase(one.uuid, by=by, because=_("保存期限届满"))
                    gone += 1
                except FazhiError as error:
                    click.echo(f"✗ {one.uuid}  {error}", err=True)
                progress(_("删除个人信息"), number, len(over))
    console().print(_("已删除 {n} 位当事人的个人信息。").format(n=gone))
    sys.exit(0 if gone == len(over) else 1)


@command.command("export", help=_("复制一位当事人的全部个人信息（JSON，打印到屏幕）；查看会留下记录"))
@click.argument("party", type=click.UUID, metavar="PARTY_UUID")
@click.option("--as", "username", required=True, metavar=_("账号"), help=_("谁来查看"))
@click.option("--reason", required=True, metavar=_("理由"), help=_("为什么查看，例如当事人申请复制"))
def export(party: uuid.UUID, username: str, reason: str) -> None:
    """Prints plain JSON, so that it can be sent into a file."""
    with platform():
        from fazhi.kernel.privacy import export as copied

        click.echo(json.dumps(copied(party, by=_administrator(username), reason=reason), ensure_ascii=False, indent=2))


@command.command("erase", help=_("删除一位当事人的个人信息，不能恢复"))
@click.argument("party", type=click.UUID, metavar="PARTY_UUID")
@click.option("--as", "username", required=True, metavar=_("账号"), help=_("谁来删除"))
@click.option("--because", required=True, metavar=_("理由"), help=_("为什么删除，例如保存期限届满"))
@click.option("--yes", is_flag=True, help=_("不再询问"))
def erase(party: uuid.UUID, username: str, because: str, yes: bool) -> None:
    """Asks before it does it."""
    with platform():
        from fazhi.kernel.privacy import erase as erased
        from fazhi.kernel.privacy import find

        find(party)
        if not yes:
            click.confirm(_("姓名、证件号码、联系方式和相关文字将被删除，不能恢复。继续吗？"), abort=True)
        texts = erased(party, by=_administrator(username), because=because)
    console().print(_("已删除：当事人的个人信息和 {n} 处文字。").format(n=texts))


def _administrator(username: str) -> User:
    from fazhi.kernel.administration.reach import reach
    from fazhi.kernel.matters.errors import Forbidden

    user = find_user(username)
    if not reach(user).whole:
        raise Forbidden(_("只有系统管理员可以导出或者删除当事人的资料。"))
    return user

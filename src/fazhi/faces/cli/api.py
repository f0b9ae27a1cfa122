"""``fazhi api``: tokens, hooks, and the schema of the interface for other systems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_table
from fazhi.faces.cli.platform import find_user, platform
from fazhi.i18n import _

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID


@click.group(help=_("接口：访问令牌、推送订阅、OpenAPI 说明文件。"))
def command() -> None:
    """The group ``fazhi api``."""


@command.command("schema", help=_("输出接口的 OpenAPI 3.1 说明；给出 FILE 就写进文件。"))
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(dir_okay=False, path_type=Path))
def schema(file: Path | None) -> None:
    """Needs no database."""
    from fazhi.kernel.start import load

    load()
    from fazhi.faces.api.schema import text

    if file is None:
        click.echo(text(), nl=False)
    else:
        file.write_text(text(), "utf-8")


@command.group("token", help=_("访问令牌：新建、列出、撤销。"))
def token() -> None:
    """All subcommands need the platform's database."""


@token.command("create", help=_("给账号 USERNAME 新建令牌，只显示这一次。令牌能做的不超过这个账号的岗位。"))
@click.argument("username", metavar="USERNAME")
@click.option("--name", metavar="NAME", required=True, help=_("给哪个系统用，如 市一体化平台。"))
@click.option(
    "--scope", "scopes", metavar="SCOPE", multiple=True, required=True, help=_("权限范围，可重复；见 scopes。")
)
@click.option("--days", metavar="N", type=int, default=90, show_default=True, help=_("有效期，天。"))
def create(username: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """The secret goes to the standard output alone, so that it can be piped into a vault."""
    with platform():
        from fazhi.faces.api import tokens

        made, secret = tokens.create(find_user(username), name, scopes, days)
    click.echo(secret)
    click.echo(_("令牌有效至 {day}。请马上存好，以后不再显示。").format(day=_day(made.expires_at)), err=True)


@token.command("list", help=_("列出令牌：谁的、给谁用、能做什么、到哪一天、上次使用。"))
@click.option("--user", "username", metavar="USERNAME", default="", help=_("只列这个账号的。"))
def list_tokens(username: str) -> None:
    """Those that are good for nothing any more stand there too."""
    with platform():
        from django.utils.timezone import now

        from fazhi.faces.api.models import Token

        found = Token.objects.select_related("user")
        if username:
            found = found.filter(user=find_user(username))
        rows = [
            (
                one.hint,
                one.user.username,
                one.name,
                "、".join(one.scopes),
                _("有效至 {day}").format(day=_day(one.expires_at)) if one.holds(now()) else _("已失效"),
                _day(one.last_used_at) if one.last_used_at else "",
            )
            for one in found
        ]
    if not rows:
        console().print(_("还没有令牌。"))
        return
    print_table((_("开头"), _("账号"), _("名称"), _("权限范围"), _("状态"), _("上次使用")), rows)


@token.command("revoke", help=_("撤销开头是 HINT 的令牌，立即失效。"))
@click.argument("hint", metavar="HINT")
def revoke(hint: str) -> None:
    """The hint is what the list shows."""
    with platform():
        from fazhi.faces.api import tokens
        from fazhi.faces.api.models import Token

        found = list(Token.objects.select_related("user").filter(hint=hint, revoked_at=None))
        if not found:
            raise FazhiError(
                _("没有开头是“{hint}”的有效令牌，见 fazhi api token list。").format(hint=hint), code="unknown_token"
            )
        for one in found:
            tokens.revoke(one)
    console().print(_("已撤销 {n} 个令牌。").format(n=len(found)))


@token.command("scopes", help=_("列出权限范围。"))
def scopes() -> None:
    """Name and words."""
    from fazhi.faces.api.scopes import SCOPES

    print_table((_("权限范围"), _("可以做什么")), [(name, _(words)) for name, words in SCOPES.items()])


@command.group("hook", help=_("推送订阅：新建、列出、取消。"))
def hook() -> None:
    """All subcommands need the platform's database."""


@hook.command("create", help=_("把账号 USERNAME 有权查看的事项的变化推送到 URL；签名用的密钥只显示这一次。"))
@click.argument("username", metavar="USERNAME")
@click.argument("url", metavar="URL")
@click.option(
    "--topic", "topics", metavar="TOPIC", multiple=True, required=True, help=_("订阅什么，如 mediation.*；可重复。")
)
def create_hook(username: str, url: str, topics: tuple[str, ...]) -> None:
    """The secret goes to the standard output alone."""
    with platform():
        from fazhi.faces.api import hooks

        _made, secret = hooks.create(find_user(username), url, list(topics))
    click.echo(secret)


@hook.command("list", help=_("列出推送订阅。"))
def list_hooks() -> None:
    """Those that go on."""
    with platform():
        from fazhi.faces.api.models import Hook

        rows = [
            (
                str(one.uuid),
                one.user.username,
                one.url,
                "、".join(one.topics),
                _day(one.last_sent_at) if one.last_sent_at else "",
            )
            for one in Hook.objects.filter(ended_at=None).select_related("user")
        ]
    if not rows:
        console().print(_("还没有推送订阅。"))
        return
    print_table((_("编号"), _("账号"), _("地址"), _("订阅"), _("上次送达")), rows)


@hook.command("end", help=_("取消编号是 KEY 的推送订阅。"))
@click.argument("key", metavar="KEY", type=click.UUID)
def end_hook(key: UUID) -> None:
    """What waits for it is dropped."""
    with platform():
        from fazhi.faces.api import hooks
        from fazhi.faces.api.models import Hook

        found = Hook.objects.filter(uuid=key, ended_at=None).first()
        if found is None:
            raise FazhiError(_("没有这个推送订阅。"), code="unknown_hook")
        hooks.end(found)
    console().print(_("已取消。"))


def _day(moment: dt.datetime) -> str:
    from fazhi.kernel.clock import local_day

    return local_day(moment).isoformat()

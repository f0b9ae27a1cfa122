"""``fazhi user``: accounts and seats."""

from __future__ import annotations

import datetime as dt
import sys

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, print_table
from fazhi.faces.cli.platform import Day, find_unit, find_user, platform
from fazhi.i18n import _


@click.group(help=_("账号：新建、列出、改密码、解锁、任职。一个人能做什么，全看他在哪些单位任什么岗位。"))
def command() -> None:
    """The group ``fazhi user``."""


@command.command(help=_("新建账号 USERNAME。密码在终端里输入两遍，不显示。"))
@click.argument("username", metavar="USERNAME")
@click.option("--name", metavar="NAME", required=True, help=_("姓名。"))
@click.option("--email", metavar="EMAIL", default="", help=_("电子邮箱，用于接收通知。"))
def add(username: str, name: str, email: str) -> None:
    """The account is looked at before a password is asked for."""
    with platform():
        from fazhi.kernel import accounts

        accounts.check_new(username, name, email)
        accounts.create(username, name, _asked_password(), email=email)
    console().print(_("已新建账号“{name}”，首次登录时须修改密码。任职用 fazhi user seat。").format(name=username))


@command.command(help=_("给账号 USERNAME 换密码。已登录的须重新登录。"))
@click.argument("username", metavar="USERNAME")
def password(username: str) -> None:
    """Asked twice on the terminal."""
    with platform():
        from fazhi.kernel import accounts

        accounts.reset_password(find_user(username), _asked_password())
    console().print(_("已换密码，首次登录时须再改。"))


@command.command(help=_("解除账号 USERNAME 的登录锁定，立即可以再试。"))
@click.argument("username", metavar="USERNAME")
def unlock(username: str) -> None:
    """From every address."""
    with platform():
        from fazhi.kernel.signing.locking import unlock as let_in

        let_in(find_user(username))
    console().print(_("已解除登录锁定。"))


@command.command(
    "reset-mfa", help=_("重置账号 USERNAME 的动态验证码（手机和恢复码都没有了）：登录只要密码，所有设备退出。")
)
@click.argument("username", metavar="USERNAME")
def reset_mfa(username: str) -> None:
    """The user may enrol again."""
    with platform():
        from fazhi.kernel.signing.second_factor import reset

        done = reset(find_user(username))
    console().print(_("已重置，所有设备都已退出。") if done else _("这个账号没有开启动态验证码，没有改动。"))


def _asked_password() -> str:
    if not sys.stdin.isatty():
        raise FazhiError(_("密码只能在终端里输入，不能从文件或管道来。"), code="no_terminal")
    asked: str = click.prompt(_("密码"), hide_input=True, confirmation_prompt=_("再输入一遍"))
    return asked


@command.command("list", help=_("列出账号和现在的任职。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def list_users(as_json: bool) -> None:
    """Accounts in the order of their names, with the seats of today."""
    with platform():
        from fazhi.kernel.models import User
        from fazhi.kernel.procedures.registry import roles

        known = roles()
        users = [
            (user, list(user.seats().order_by("organization__code", "role")))
            for user in User.objects.order_by("username")
        ]
        if as_json:
            print_json(
                [
                    {
                        "username": user.username,
                        "name": user.name,
                        "active": user.is_active,
                        "seats": [{"unit": seat.organization.name, "role": seat.role} for seat in seats],
                    }
                    for user, seats in users
                ]
            )
            return
        if not users:
            console().print(_("还没有账号。新建用 fazhi user add。"))
            return
        print_table(
            (_("账号"), _("姓名"), _("状态"), _("任职")),
            [
                (
                    user.username,
                    user.name,
                    _("可用") if user.is_active else _("停用"),
                    "、".join(
                        f"{seat.organization.name}{_(known[seat.role].label) if seat.role in known else seat.role}"
                        for seat in seats
                    ),
                )
                for user, seats in users
            ],
        )


@command.command(help=_("让账号 USERNAME 在 UNIT（名称或代码）任 ROLE（如 经办人、handler），或用 --leave 免去。"))
@click.argument("username", metavar="USERNAME")
@click.argument("unit", metavar="UNIT")
@click.argument("role", metavar="ROLE")
@click.option("--leave", is_flag=True, help=_("免去，立即生效；给出 --on 的，做到那一天为止。"))
@click.option("--on", "on", metavar="DAY", type=Day(), help=_("任职从哪一天起（缺省今天），或免去前的最后一天。"))
@click.option("--reason", metavar="TEXT", default="", help=_("理由，写进变更记录。"))
def seat(username: str, unit: str, role: str, leave: bool, on: dt.date | None, reason: str) -> None:
    """Give or take a role in a unit."""
    with platform():
        from fazhi.kernel import accounts

        user, organization = find_user(username), find_unit(unit)
        if leave:
            accounts.leave_seat(user, organization, role, on, reason=reason)
            line = _("{name}不再任{unit}的“{role}”。")
        else:
            accounts.take_seat(user, organization, role, on, reason=reason)
            line = _("{name}已任{unit}的“{role}”。")
        console().print(line.format(name=user.name, unit=organization.name, role=role))

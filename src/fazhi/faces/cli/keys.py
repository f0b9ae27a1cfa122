"""``fazhi keys``: which keys there are and what lies under them, and a new one. Never a key itself."""

from __future__ import annotations

import os

import click

from fazhi.faces.cli.output import console, print_json, print_table, progress_bar
from fazhi.faces.cli.platform import platform
from fazhi.home import home
from fazhi.i18n import _


@click.group(help=_("密钥：查看编号、更换。密钥本身从不显示。"))
def command() -> None:
    """The group ``fazhi keys``."""


@command.command(help=_("列出密钥的编号、放在哪里、各有多少数据用它加密。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def show(as_json: bool) -> None:
    """Ids only."""
    from fazhi.kernel.secrets import keys

    with platform():
        from fazhi.kernel.parties.rotating import in_use

        used, found = in_use(), keys.existing()
    place = _("环境变量 FAZHI_KEYS") if os.environ.get(keys.ENVIRONMENT) else str(home() / keys.FILE)
    there = dict.fromkeys(found.data if found else (), 0) | used
    if as_json:
        print_json(
            {
                "place": place if found else None,
                "active": found.active_id if found else None,
                "index": found.index.id if found else None,
                "data": [
                    {"id": each, "values": values, "here": bool(found and each in found.data)}
                    for each, values in there.items()
                ],
            }
        )
        return
    if found is None and not used:
        console().print(_("还没有密钥：第一次登记证件号码或电话时自动建立。"))
        return
    rows = []
    for each, values in there.items():
        state = _("在用") if found and each == found.active_id else _("只用于解开旧数据")
        rows.append((each, state if found and each in found.data else _("✗ 缺失，这些数据解不开"), f"{values:,}"))
    print_table((_("数据密钥编号"), _("状态"), _("加密的数据")), rows)
    if found:
        console().print(_("检索密钥编号：{id}").format(id=found.index.id))
        console().print(_("密钥在：{place}。请另存一份，放在与备份不同的地方。").format(place=place))


@command.command(help=_("更换数据密钥：新建一个，再把已有的证件号码和电话改用它加密。中断了再运行一次，接着做完。"))
def rotate() -> None:
    """A new key only where everything is under the active one; otherwise what is left is done first."""
    from fazhi.kernel.secrets.keys import add_key, keyring

    screen = console()
    with platform(), progress_bar() as progress:
        from fazhi.kernel.parties.rotating import encrypt_anew, waiting

        if waiting():
            active = keyring().active_id
            screen.print(_("上次更换没有做完，接着做（密钥 {id}）。").format(id=active))
        else:
            active = add_key().active_id
            screen.print(_("已新建密钥 {id}。").format(id=active))
        done = encrypt_anew(lambda done, total: progress(_("重新加密"), done, total))
    screen.print(_("已有 {n:,} 位当事人的数据改用密钥 {id} 加密。").format(n=done, id=active))
    screen.print(_("旧密钥仍留着：更早的备份要用它。请把新的密钥文件另存一份，放在与备份不同的地方。"))

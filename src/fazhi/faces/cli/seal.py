"""``fazhi seal``: the heads of all chains sealed together."""

from __future__ import annotations

import click

from fazhi.faces.cli.output import console
from fazhi.faces.cli.platform import platform
from fazhi.i18n import _


@click.command(help=_("把上次封存以来的事项记录一起封存，并打印封存值，供抄存到本系统以外。后台任务也会定期封存。"))
def command() -> None:
    """Prints the hash of the new seal."""
    with platform():
        from fazhi.kernel.events.sealing import seal

        made = seal()
    screen = console()
    if made is None:
        screen.print(_("上次封存以来没有新的记录。"))
        return
    screen.print(
        _("已封存第 {first} 至 {last} 号记录，涉及 {n} 件事项。").format(
            first=made.first_event, last=made.last_event, n=made.matters
        )
    )
    screen.print(_("最新封存值：{hash}").format(hash=bytes(made.hash).hex()))

"""``fazhi migrate``: the tables brought up to date."""

from __future__ import annotations

import click

from fazhi.faces.cli.output import console
from fazhi.i18n import _


@click.command(help=_("把数据库结构更新到本版本。可以重复运行；更新前请先备份（fazhi backup）。"))
def command() -> None:
    """Prints what was applied."""
    from fazhi.kernel.start import load

    load()
    from django.db import OperationalError

    from fazhi.kernel.database import server
    from fazhi.kernel.database.migrating import migrate

    try:
        applied = migrate()
    except OperationalError as error:
        raise server.unreachable() from error
    screen = console()
    for name in applied:
        screen.print(_("已应用 {name}").format(name=name))
    screen.print(_("数据库结构：共应用 {n} 项更新。").format(n=len(applied)) if applied else _("数据库结构已是最新。"))

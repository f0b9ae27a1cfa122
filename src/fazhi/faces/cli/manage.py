"""Django's own commands, for whoever writes a domain: makemigrations, shell, check."""

from __future__ import annotations

import sys

import click

from fazhi.errors import FazhiError
from fazhi.i18n import _


@click.command(
    "manage",
    help=_("Django 的管理命令（开发用）"),
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Everything but what is done better elsewhere: ``fazhi migrate`` also makes the views and gives the rights."""
    from django.core.management import execute_from_command_line

    from fazhi.kernel.start import load

    load()
    if arguments[:1] == ("migrate",):
        raise FazhiError(_("请用 fazhi migrate：它还会建立视图并授予权限。"), code="use_migrate")
    sys.argv[0] = "fazhi manage"
    execute_from_command_line(["fazhi manage", *arguments])

"""What click itself says, in the words of this house: help pages and errors about how a command was typed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import click

from fazhi.errors import FazhiError
from fazhi.i18n import _


class _Formatter(click.HelpFormatter):
    """Help pages with Chinese headings. A word of click that is not known here stays as click has it."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for theirs, ours in (("[OPTIONS]", _("[选项]")), ("COMMAND [ARGS]...", _("命令 [参数]…"))):
            args = args.replace(theirs, ours)
        super().write_usage(prog, args, _("用法：") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading({"Options": _("选项"), "Commands": _("命令")}.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        ours = {
            "Show this message and exit.": _("显示这段说明。"),
            "Show the version and exit.": _("显示版本。"),
        }
        required = _("[必填]")
        super().write_dl(
            [(term, ours.get(text, text).replace("[required]", required)) for term, text in rows], col_max, col_spacing
        )


class _Context(click.Context):
    formatter_class = _Formatter


def speak_chinese(command: click.Command) -> None:
    """Let the help pages of a command and of all commands under it be in Chinese."""
    command.context_class = _Context
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            speak_chinese(inner)


def misuse(error: click.ClickException) -> FazhiError:
    """The error of a user who typed a command wrongly, in words that name what would be right."""
    near: Iterable[str] = ()
    match error:
        case click.exceptions.NoSuchCommand():
            group = error.ctx.command if error.ctx else None
            known = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
            near = difflib.get_close_matches(error.command_name, known, cutoff=0.7)
            message = _("没有“{name}”这个命令。").format(name=error.command_name)
        case click.NoSuchOption():
            near = error.possibilities or ()
            message = _("没有“{name}”这个选项。").format(name=error.option_name)
        case click.BadOptionUsage():
            message = _("选项“{name}”写得不对，后面要有且只有一个值。").format(name=error.option_name)
        case click.MissingParameter():
            message = _("缺少{name}。").format(name=_parameter(error))
        case click.BadParameter():
            message = _("{name}不对：{reason}").format(name=_parameter(error), reason=error.message)
        case _:
            message = _("命令写得不对：{reason}").format(reason=error.format_message())
    if near:
        message += _("是不是：{near}？").format(near="、".join(near))
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message += _("用法见 {command} --help").format(command=error.ctx.command_path)
    return FazhiError(message, code="usage")


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return ""
    name = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.human_readable_name
    return (
        _("选项 {name} ").format(name=name)
        if isinstance(error.param, click.Option)
        else _("参数 {name} ").format(name=name)
    )

"""How the tools of the law room become commands: fees and periods alike, from their declared inputs."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click

from fazhi.faces.cli.output import print_json
from fazhi.i18n import _
from fazhi.law.errors import BadInput

if TYPE_CHECKING:
    from fazhi.law.inputs import Input
    from fazhi.law.results import Result
    from fazhi.law.tools import Tool


class ToolGroup(click.Group):
    """A group whose commands are tools, each built from the tool's declared inputs when it is called."""

    def find_tool(self, name: str) -> Tool:
        """The tool of that name; raises NoSuchParameter."""
        raise NotImplementedError

    def listing(self) -> list[tuple[str, str]]:
        """Names and titles."""
        raise NotImplementedError

    def schemas(self) -> list[dict[str, object]]:
        """The declarations for machines."""
        raise NotImplementedError

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, _title in self.listing()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        command = tool_command(self.find_tool(cmd_name))
        command.context_class = self.context_class  # built too late for the group's language to have reached it
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("可用的名称")):
            formatter.write_dl(self.listing())

    @staticmethod
    def list_when_bare(ctx: click.Context, as_json: bool) -> None:
        """What the group does without a name: the list, or the declarations as JSON."""
        group = ctx.command
        if ctx.invoked_subcommand is not None or not isinstance(group, ToolGroup):
            return
        if as_json:
            print_json(group.schemas())
            return
        rows = group.listing()
        width = max(len(name) for name, _title in rows)
        sys.stdout.write("".join(f"{name:<{width}}  {title}\n" for name, title in rows))
        sys.stdout.write(_("用 {command} 名称 --help 查看每一项的输入。").format(command=ctx.command_path) + "\n")


class _ToolCommand(click.Command):
    """Takes -5 for a number, not for an option, so that the tool itself can say what is wrong with it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [re.sub(r"^-(?=[\d.])", "−", arg) for arg in args])


def tool_command(tool: Tool) -> click.Command:
    """The command of one tool: an option for each input; the first may also be given bare."""
    first = tool.inputs[0]
    params: list[click.Parameter] = [_option(entry) for entry in tool.inputs]
    params += [
        click.Argument(["bare"], required=False, metavar=f"[{first.label}]"),
        click.Option(["--on", "on"], metavar=_("日期"), help=_("适用哪一天有效的规则（默认由输入决定或为今天）")),
        click.Option(["--articles"], is_flag=True, help=_("附上依据的条文")),
        click.Option(["--json", "as_json"], is_flag=True, help=_("以 JSON 输出")),
    ]

    def run(on: str | None, articles: bool, as_json: bool, bare: str | None, **given: Any) -> None:
        raw = {key.removeprefix("in_"): value for key, value in given.items() if value not in (None, ())}
        if bare is not None:
            if first.name in raw:
                raise BadInput(
                    _("{label}写了两次（{one}、{two}），请只写一次。").format(
                        label=first.label, one=bare, two=raw[first.name]
                    ),
                    input=first.name,
                )
            raw[first.name] = bare
        result = tool.run(raw, on=on)
        opened = articles_of(result) if articles else []
        if as_json:
            print_json(result.as_dict() | ({"articles": [as_data for as_data, _text in opened]} if articles else {}))
        else:
            sys.stdout.write(readable(result) + "".join(f"\n{text}" for _data, text in opened))

    text = tool.title + (f"\n\n{tool.help}" if tool.help else "")
    return _ToolCommand(tool.name, params=params, callback=run, help=text, short_help=tool.title)


def _option(entry: Input) -> click.Option:
    names = [f"--{entry.name.replace('_', '-')}", f"in_{entry.name}"]
    text = entry.label + (f"（{entry.unit}）" if entry.unit else "")
    if entry.required:
        text += _("，必填")
    if entry.help:
        text += f"。{entry.help}"
    if entry.choices:
        text += "：" + "、".join(f"{key} {label}" for key, label in entry.choices.items())
    if entry.kind == "flag":
        return click.Option(names, is_flag=True, default=None, help=text)
    return click.Option(names, multiple=entry.multiple, metavar=_("值"), help=text)


def articles_of(result: Result) -> list[tuple[dict[str, Any], str]]:
    """Each basis of a result opened as of its date: for machines and for reading; the reason where it cannot be."""
    from fazhi.faces.cli.statutes import readable as readable_article
    from fazhi.law.statutes.basis import open_article

    opened = []
    for entry in result.basis:
        found = open_article(entry, result.on)
        if isinstance(found, str):
            text = _("{basis}：{reason}").format(basis=entry.label, reason=found)
            opened.append(({"basis": entry.label, "reason": found}, f"{text}\n"))
        else:
            opened.append(({"basis": entry.label, **found.as_dict()}, readable_article(found)))
    return opened


def readable(result: Result) -> str:
    """The result for a person: answer, steps, basis, version and date, what awaits checking, notes."""
    from fazhi.law.basis import source_text
    from fazhi.law.results import shown

    mark = _("【待核】") if result.unchecked else ""
    lines = [f"{result.title}", f"  {result.answer.label}：{result.answer.text}{mark}"]
    lines += [f"  {item.label}：{item.text}" for item in result.items[1:]]
    if result.steps:
        lines += ["", _("计算步骤")]
        lines += [
            f"  {number}. {step.label}：{step.formula} → {shown(step.value, step.unit)}"
            for number, step in enumerate(result.steps, 1)
        ]
    lines += ["", _("依据")]
    lines += [f"  {entry.label}" for entry in result.basis] or ["  " + _("本系统约定")]
    lines += ["", _("所用规则（{day}）").format(day=result.on)]
    for rule in result.rules:
        tag = "" if rule.checked else _("　待核：{why}").format(why=source_text(rule.check))
        note = f"（{rule.note}）" if rule.note and not rule.checked else ""
        lines.append(f"  {rule.title}　{rule.span}{tag}{note}")
    if result.warnings:
        lines += ["", _("说明")]
        lines += [f"  · {text}" for text in result.warnings]
    for section in result.sections:
        lines += ["", section.title, *(f"  · {text}" for text in section.lines)]
    return "\n".join([*lines, "", result.disclaimer, ""])

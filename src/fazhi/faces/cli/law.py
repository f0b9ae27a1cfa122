"""``fazhi law``: the parameters and worked examples; and how tools become commands (shared by fee and period)."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.faces.cli.output import print_json, print_table
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
        click.Option(["--json", "as_json"], is_flag=True, help=_("以 JSON 输出")),
    ]

    def run(on: str | None, as_json: bool, bare: str | None, **given: Any) -> None:
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
        if as_json:
            print_json(result.as_dict())
        else:
            sys.stdout.write(readable(result))

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
    return "\n".join([*lines, "", result.disclaimer, ""])


@click.group(help=_("法律参数与算例。"))
def command() -> None:
    """The group of the law room itself."""


@command.command("parameters", help=_("列出法律参数：数值、有效期间、依据、核对情况。可按编号或标题筛选。"))
@click.argument("search", required=False, metavar=_("[关键词]"))
@click.option("--unchecked", is_flag=True, help=_("只列待核的"))
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出"))
def list_parameters(search: str | None, unchecked: bool, as_json: bool) -> None:
    """Every version of every parameter and every figure of the series."""
    from fazhi.law.overview import rows

    found = [
        row
        for row in rows()
        if (not unchecked or not row.checked) and (search is None or search in row.id or search in row.title)
    ]
    if as_json:
        print_json([row.as_dict() for row in found])
        return
    print_table(
        [_("编号"), _("名称"), _("数值"), _("有效期间"), _("依据"), _("核对")],
        [(row.id, row.title, row.value, row.span, row.basis_text, row.check_text) for row in found],
    )
    waiting = sum(not row.checked for row in found)
    sys.stdout.write(_("共 {n} 项，其中待核 {waiting} 项。").format(n=len(found), waiting=waiting) + "\n")


@command.command("examples", help=_("核算一张算例表（列：id、calculator、input_json、expected），逐行与应得结果对照。"))
@click.argument("file", metavar=_("文件.tsv"), type=click.Path(path_type=Path))
@click.option("--on", "on", metavar=_("日期"), help=_("适用哪一天有效的规则"))
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出"))
def run_examples(file: Path, on: str | None, as_json: bool) -> None:
    """Exit code 1 if any row differs or fails."""
    from fazhi.law.dates import parse_date
    from fazhi.law.examples import run_table

    outcomes = run_table(file, on=parse_date(on, label=_("适用规则的日期")) if on else None)
    states = {"same": _("相符"), "differs": _("不符"), "failed": _("出错"), "skipped": _("跳过")}
    counts = {state: sum(outcome.state == state for outcome in outcomes) for state in states}
    if as_json:
        print_json({"counts": counts, "rows": [vars(outcome) for outcome in outcomes]})
    else:
        print_table(
            ["id", _("计算器"), _("应得"), _("实得"), _("结论")],
            [(o.id, o.calculator, o.expected, o.result, states[o.state]) for o in outcomes],
        )
        sys.stdout.write(_summary(states, counts) + "\n")
    if counts["differs"] or counts["failed"] or not counts["same"]:
        sys.exit(1)


def _summary(states: dict[str, str], counts: dict[str, int]) -> str:
    parts: Sequence[str] = [f"{states[state]} {n}" for state, n in counts.items() if n or state == "same"]
    text = _("共 {n} 行：").format(n=sum(counts.values())) + "，".join(parts) + "。"
    return text + (_("跳过的行没有对应的计算器，未经核对。") if counts["skipped"] else "")

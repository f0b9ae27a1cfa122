"""``fazhi law``: statutes, the parameters, and worked examples."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.faces.cli.output import print_json, print_table
from fazhi.faces.cli.statutes import article, cite, search
from fazhi.i18n import _

if TYPE_CHECKING:
    pass


@click.group(help=_("法条查询、引用核对、法律参数与算例。"))
def command() -> None:
    """The group of the law room itself."""


for statute_command in (article, search, cite):
    command.add_command(statute_command)


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

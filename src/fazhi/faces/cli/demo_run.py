"""``fazhi demo run``: the whole way from synthetic ledgers to a built and a checked report, in one go."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.faces.cli.output import console
from fazhi.faces.cli.report import build_files, judge_file, tally, write_check
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.report.model import Report

_PERIOD = "2020H1"
_SIGNED_ON = dt.date(2020, 7, 6)
_SLIPS = ("mediation.resolved", "legal_aid.cases", "reconsideration.correction_rate")
"""The figures that the demonstration's faulty draft misprints, so that a check has something to find."""


@click.command(help=_("走一遍全流程：写合成台账，生成 2020 年上半年报告，核对报告，再核对一份故意写错三个数字的草稿。"))
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help=_("结果写到这里。"),
)
def run(out: Path) -> None:
    """Ledgers, report, check, and a check that finds something."""
    from fazhi.faces.cli.output import progress_bar
    from fazhi.figures.period import Period
    from fazhi.kernel.demo import write_ledgers

    screen = console()
    ledgers, reports, checks = out / "台账", out / "报告", out / "核对"
    with progress_bar() as progress:
        files = write_ledgers(ledgers, progress)
    screen.print(_("1. 写好 {n} 本合成台账：{path}").format(n=len(files), path=ledgers), markup=False)
    period = Period.parse(_PERIOD)
    built = build_files(period, ledgers, reports, template=None, signed_on=_SIGNED_ON, silent=False)
    screen.print(
        _("2. 生成《{title}》，{n} 个指标").format(title=built.report.title, n=len(built.report.figures)), markup=False
    )
    for note in built.report.notes:
        screen.print("   " + _("注意：{message}").format(message=note.message), markup=False)
    checked = judge_file(built.files[0], built.engine, period)
    pages = [write_check(checked, checks)[0]]
    screen.print("3. " + _("核对刚生成的报告：") + tally(checked), markup=False)
    draft = checks / _("草稿（故意写错三个数字）.txt")
    draft.write_text(_with_slips(built.report), "utf-8")
    faulty = judge_file(draft, built.engine, period)
    pages.append(write_check(faulty, checks)[0])
    screen.print("4. " + _("核对故意写错的草稿：") + tally(faulty), markup=False)
    for judgement in faulty.judgements:
        if judgement.status == "differs":
            screen.print(
                "   "
                + _("{label}：文中 {text}，台账 {expected}").format(
                    label=judgement.figure.label if judgement.figure else "",
                    text=judgement.mention.text,
                    expected=judgement.expected,
                ),
                markup=False,
            )
    screen.print(_("全部是合成演示数据。请看："), markup=False)
    for path in (*built.files, *pages):
        screen.print(f"   {path}", markup=False)


def _with_slips(report: Report) -> str:
    """The report's text with a few figures misprinted by nine."""
    from fazhi.figures.report.model import Text

    lines = []
    slips = set(_SLIPS)
    for paragraph in report.paragraphs:
        line = paragraph.number
        for run in paragraph.runs:
            if isinstance(run, Text):
                line += run.text
            elif run.value.figure.id in slips:
                slips.remove(run.value.figure.id)
                line += re.sub(r"\d+", lambda digits: str(int(digits[0]) + 9), run.printed, count=1)
            else:
                line += run.printed
        lines.append(line)
    return "\n".join(lines) + "\n"

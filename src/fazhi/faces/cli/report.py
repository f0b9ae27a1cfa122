"""``fazhi report``: build a work report from ledgers, check a written one against them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, print_table
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.check.judge import Checked

_LEDGERS = click.Path(path_type=Path)


@click.group(help=_("工作报告：由台账生成报告，或核对写好的报告。"))
def command() -> None:
    """Reports."""


@command.command(help=_("核对 FILE（.txt 或 .docx）里的数字。不给期间和台账时，只核对文字自身有无矛盾。"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--period", "period_text", default=None, help=_("期间：2020H1、2020Q2、2020、2020-06 或起止两日。"))
@click.option("--ledgers", "directory", metavar="DIR", type=_LEDGERS, default=None, help=_("台账所在文件夹。"))
@click.option(
    "--out", metavar="DIR", type=_LEDGERS, default=None, help=_("把标了颜色的原文（.html）和 .json 写到这里。")
)
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def check(file: Path, period_text: str | None, directory: Path | None, out: Path | None, as_json: bool) -> None:
    """Find every figure, say what fits. Exit code 1 where a figure differs or figures contradict each other."""
    if (period_text is None) != (directory is None):
        raise FazhiError(_("--period 和 --ledgers 要一起给；都不给则只核对文字自身。"), code="period_and_ledgers")
    checked = check_file(file, period_text, directory, silent=as_json)
    if out is not None:
        written = write_check(checked, out)
        if not as_json:
            console().print(_("已写出：{files}").format(files="、".join(str(path) for path in written)), markup=False)
    if as_json:
        print_json(checked.as_json())
    else:
        print_check(checked)
    sys.exit(1 if checked.faults else 0)


def check_file(file: Path, period_text: str | None, directory: Path | None, *, silent: bool) -> Checked:
    """Read a document and judge it, against ledgers where they are given."""
    from fazhi.faces.cli.figures import load_engine
    from fazhi.figures.catalogue import installed
    from fazhi.figures.check.document import read_text
    from fazhi.figures.check.judge import check as judge
    from fazhi.figures.period import Period

    document = read_text(file)
    period = Period.parse(period_text) if period_text else None
    engine = load_engine(directory, silent=silent) if directory else None
    return judge(document, installed(), engine, period)


def write_check(checked: Checked, out: Path) -> list[Path]:
    """Write the marked text and the JSON of a check beside each other."""
    import json

    from fazhi.figures.check.page import render

    out.mkdir(parents=True, exist_ok=True)
    stem = Path(checked.document.name).stem
    page, data = out / f"{stem}-核对.html", out / f"{stem}-核对.json"
    page.write_text(render(checked), "utf-8")
    data.write_text(json.dumps(checked.as_json(), ensure_ascii=False, indent=2), "utf-8")
    return [page, data]


def print_check(checked: Checked) -> None:
    """The outcome as a table, worst first, then contradictions, claims of none and the tally."""
    from rich.text import Text

    from fazhi.figures.check.judge import status_names, worst_first
    from fazhi.figures.check.page import SHAPES

    names = status_names()
    colours = {"agrees": "green", "differs": "red", "not_tied": "dim", "contradictory": "yellow"}
    against = checked.period is not None
    print_table(
        (_("结果"), _("文中"), _("上文"), _("指标"), *((_("台账"), _("相差")) if against else ())),
        [
            (
                Text(f"{SHAPES[item.status]} {names[item.status]}", style=colours[item.status]),
                item.mention.text,
                "…" + checked.document.text[max(0, item.mention.start - 14) : item.mention.start].replace("\n", " "),
                item.figure.label if item.figure else "",
                *(
                    (str(item.expected or ""), f"{item.difference:+f}" if item.difference is not None else "")
                    if against
                    else ()
                ),
            )
            for item in worst_first(checked.judgements)
        ],
    )
    out = console()
    for contradiction in checked.contradictions:
        out.print(f"≠ {contradiction.message}", markup=False)
    for claim in checked.claims:
        out.print(
            _("“没有”的说法：{text}（{status}）").format(text=claim.claim.text, status=names[claim.status]),
            markup=False,
        )
    tally = "，".join(f"{names[status]} {checked.count(status)}" for status in names)
    out.print(
        _("共 {n} 个数字：{tally}；自相矛盾 {k} 处。").format(
            n=len(checked.judgements), tally=tally, k=len(checked.contradictions)
        )
    )

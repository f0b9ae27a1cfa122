"""``fazhi report``: build a work report from ledgers, check a written one against them."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, print_table, progress_bar, writable_folder
from fazhi.i18n import _, in_chinese

if TYPE_CHECKING:
    from fazhi.figures.check.judge import Checked
    from fazhi.figures.engine import Engine
    from fazhi.figures.load import Loaded
    from fazhi.figures.period import Period
    from fazhi.figures.readers import Progress
    from fazhi.figures.report.model import Report

_LEDGERS = click.Path(path_type=Path)
_FROM = _("台账所在文件夹；db: 是数据库。")


@click.group(help=_("工作报告：由台账生成报告，或核对写好的报告。"))
def command() -> None:
    """Reports."""


@dataclass(frozen=True)
class Built:
    """A report and where it was written."""

    report: Report
    loaded: Loaded
    engine: Engine
    files: tuple[Path, ...]


@command.command(help=_("由台账生成工作报告：.docx（公文格式）、.html（点数字看记录）和 .json。"))
@click.option("--period", "period_text", required=True, help=_("期间：2020H1、2020Q2、2020、2020-06 或起止两日。"))
@click.option("--ledgers", "directory", metavar="DIR", required=True, type=_LEDGERS, help=_FROM)
@click.option("--out", metavar="DIR", required=True, type=_LEDGERS, help=_("报告写到这里。"))
@click.option(
    "--template", metavar="FILE", type=_LEDGERS, default=None, help=_("自己的报告模板；不给则用自带的半年报告。")
)
@click.option("--signed-on", metavar="DATE", default=None, help=_("成文日期，如 2020-07-06；不给则为今天。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def build(
    period_text: str, directory: Path, out: Path, template: Path | None, signed_on: str | None, as_json: bool
) -> None:
    """Build a report. Exit code 1 where rows or files of the ledgers could not be read."""
    from fazhi.figures.period import Period

    built = build_files(
        Period.parse(period_text), directory, out, template=template, signed_on=_day(signed_on), silent=as_json
    )
    if as_json:
        print_json(
            {
                "title": built.report.title,
                "period": built.report.period.code,
                "files": [str(path) for path in built.files],
                "figures": len(built.report.figures),
                "notes": [note.message for note in built.report.notes],
                "problems": [str(problem) for problem in built.loaded.problems],
            }
        )
    else:
        print_built(built)
    sys.exit(1 if built.loaded.errors else 0)


def build_files(
    period: Period, directory: Path, out: Path, *, template: Path | None, signed_on: dt.date, silent: bool
) -> Built:
    """Read the ledgers, fill the template, write the three files. Report and notes are Chinese in any interface."""
    with progress_bar(silent=silent) as progress, in_chinese():
        return _build(period, directory, out, template, signed_on, progress)


def _build(
    period: Period, directory: Path, out: Path, template: Path | None, signed_on: dt.date, progress: Progress
) -> Built:
    from fazhi.faces.cli.source import read_ledgers
    from fazhi.figures.catalogue import installed
    from fazhi.figures.report.docx import write_docx
    from fazhi.figures.report.dossier import collect
    from fazhi.figures.report.html import write_html
    from fazhi.figures.report.json_output import write_json
    from fazhi.figures.report.model import Note
    from fazhi.figures.report.template import build_report
    from fazhi.kernel import district as districts

    catalogue = installed()
    district = districts.load()
    template_name, template_text = _template(template)
    loaded, engine = read_ledgers(directory, catalogue, progress)
    steps = (_("计算指标"), _("整理记录"), ".docx", ".html", ".json")
    progress(steps[0], 0, len(steps))
    report = build_report(
        template_text,
        engine,
        period,
        organization=district.bureau,
        district={"name": district.name, "city": district.city},
        signed_on=signed_on,
        sources=[(item.ledger.title, item.file) for item in loaded.ledgers.values()],
        notes=[Note(_("台账有问题：{problem}").format(problem=problem)) for problem in loaded.errors],
        template_name=template_name,
        synthetic=any(item.synthetic for item in loaded.ledgers.values()),
    )
    progress(steps[1], 1, len(steps))
    dossiers = collect(engine, period, report)
    writable_folder(out)
    paths = tuple(out / f"{_file_name(report.title)}{suffix}" for suffix in steps[2:])
    progress(steps[2], 2, len(steps))
    write_docx(report, paths[0], catalogue)
    progress(steps[3], 3, len(steps))
    write_html(report, dossiers, paths[1])
    progress(steps[4], 4, len(steps))
    write_json(report, dossiers, paths[2])
    return Built(report, loaded, engine, paths)


def print_built(built: Built) -> None:
    """What was built, what the reader must know, and where to look."""
    out = console()
    report = built.report
    unknown = [value for value in report.figures if value.number is None]
    out.print(
        _("《{title}》：{n} 个指标，其中 {k} 个缺台账待补。").format(
            title=report.title, n=len(report.figures), k=len(unknown)
        ),
        markup=False,
    )
    later = [n for item in built.loaded.ledgers.values() if (n := item.outside(report.period))]
    if later:
        out.print(
            _("{k} 本台账里有 {n} 行的日期晚于{day}，属于以后的期间，没有计入。").format(
                k=len(later), n=f"{sum(later):,}", day=report.period.end
            ),
            markup=False,
        )
    for note in report.notes:
        out.print(_("注意：{message}").format(message=note.message), markup=False)
    for path in built.files:
        out.print(f"  {path}", markup=False)


def _template(path: Path | None) -> tuple[str, str]:
    if path is None:
        name = "half_year.md"
        return name, (files("fazhi.figures.report") / "templates" / name).read_text("utf-8")
    try:
        return path.name, path.read_text("utf-8-sig")
    except OSError as error:
        raise FazhiError(
            _("读不了模板“{path}”（{reason}）。").format(path=path, reason=error.strerror), code="no_template"
        ) from error
    except UnicodeDecodeError as error:
        raise FazhiError(_("模板“{path}”不是 UTF-8 编码的文本文件。").format(path=path), code="bad_template") from error


def _day(text: str | None) -> dt.date:
    from fazhi.kernel.clock import today

    if text is None:
        return today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise FazhiError(_("成文日期“{text}”应写成 2020-07-06 的样子。").format(text=text), code="bad_date") from None


def _file_name(title: str) -> str:
    """The title without what Windows forbids in file names, at most 80 characters."""
    return "".join(char for char in title if char not in '\\/:*?"<>|' and char.isprintable()).strip()[:80] or "report"


@command.command(help=_("核对 FILE（.txt 或 .docx）里的数字。不给期间和台账时，只核对文字自身有无矛盾。"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--period", "period_text", default=None, help=_("期间：2020H1、2020Q2、2020、2020-06 或起止两日。"))
@click.option("--ledgers", "directory", metavar="DIR", type=_LEDGERS, default=None, help=_FROM)
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
    from fazhi.figures.period import Period

    period = Period.parse(period_text) if period_text else None
    return judge_file(file, load_engine(directory, silent=silent) if directory else None, period)


def judge_file(file: Path, engine: Engine | None, period: Period | None) -> Checked:
    """Read a document and judge it with an engine that stands already."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.check.document import read_text
    from fazhi.figures.check.judge import check as judge

    return judge(read_text(file), installed(), engine, period)


def write_check(checked: Checked, out: Path) -> list[Path]:
    """Write the marked text and the JSON of a check beside each other."""
    import json

    from fazhi.figures.check.page import render
    from fazhi.figures.writing import write_whole

    writable_folder(out)
    stem = Path(checked.document.name).stem
    page, data = out / f"{stem}-核对.html", out / f"{stem}-核对.json"
    write_whole(page, render(checked))
    write_whole(data, json.dumps(checked.as_json(), ensure_ascii=False, indent=2))
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
    out.print(tally(checked), markup=False)


def tally(checked: Checked) -> str:
    """How many numbers fit, in one line. Without ledgers only contradictions are counted."""
    counts = _("共 {n} 个数字").format(n=len(checked.judgements))
    if checked.period is not None:
        counts += _("：相符 {a}，不符 {d}，未找到 {u}").format(
            a=checked.count("agrees"), d=checked.count("differs"), u=checked.count("not_tied")
        )
    return counts + _("；自相矛盾 {k} 处。").format(k=len(checked.contradictions))

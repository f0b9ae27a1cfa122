"""``fazhi explain``: what the installed procedures say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import print_json
from fazhi.i18n import _


@click.command("explain", help=_("说明事项类型：谁、什么状态、多长期限、怎样办理"))
@click.argument("procedure", required=False)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=_("按哪一天的规定，默认今天"))
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), help=_("把流程图写成 .svg"))
@click.option("--bpmn", "bpmn_file", type=click.Path(path_type=Path, dir_okay=False), help=_("把流程写成 BPMN 2.0"))
def command(
    procedure: str | None, on: dt.datetime | None, form: str, chart: Path | None, bpmn_file: Path | None
) -> None:
    """Without a type all of them, and the figures that are counted."""
    from fazhi.kernel.start import load

    load()
    from fazhi.kernel.clock import today
    from fazhi.kernel.district import current
    from fazhi.kernel.procedures import explain, registry

    day = on.date() if on else today()
    if procedure is None and (chart or bpmn_file):
        raise FazhiError(_("请指明事项类型，如 fazhi explain coordination --chart 流程.svg。"), code="no_type")
    chosen = [registry.in_force(each, day) for each in ([procedure] if procedure else registry.names(day))]
    if chart is not None:
        from fazhi.kernel.procedures.chart import svg

        _write(chart, svg(chosen[0]).encode())
    if bpmn_file is not None:
        from fazhi.kernel.procedures.bpmn import bpmn

        _write(bpmn_file, bpmn(chosen[0]))
    if chart or bpmn_file:
        return
    rules = current().rules
    documents = [(each, explain.explain(each, day, values=registry.values(each), local=rules)) for each in chosen]
    if form == "json":
        print_json(
            [
                {
                    "type": each.id,
                    "version": each.version(),
                    "sections": [{"title": section.title, "lines": list(section.lines)} for section in sections],
                    "matrix": explain.matrix(each),
                }
                for each, sections in documents
            ]
        )
        return
    for _each, sections in documents:
        if form == "markdown":
            click.echo(explain.markdown(sections))
            continue
        for section in sections:
            click.echo(click.style(section.title, bold=True))
            for line in section.lines:
                click.echo(f"  {line}")
            click.echo()
    if procedure is None:
        _figures()


def _figures() -> None:
    from fazhi.figures.catalogue import installed

    catalogue = installed()
    click.echo(click.style(_("指标口径"), bold=True))
    for figure in catalogue.figures.values():
        click.echo(f"  {figure.label}（{figure.id}）")


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError:
        raise FazhiError(
            _("文件“{path}”写不了，请换一个可以写入的位置。").format(path=path), code="not_writable"
        ) from None
    click.echo(_("已写好：{path}").format(path=path))

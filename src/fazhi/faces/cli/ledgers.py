"""``fazhi ledgers``: list the ledgers, write empty templates, check a folder before anything is built on it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, print_table, progress_bar
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.ledger import Ledger
    from fazhi.figures.load import Loaded


@click.group(help=_("台账：列出全部、生成空白模板、检查一个文件夹。"))
def command() -> None:
    """Ledgers."""


@command.command("list", help=_("列出全部台账。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def list_ledgers(as_json: bool) -> None:
    """All ledgers with their key and the domain that declares them."""
    from fazhi.figures.catalogue import installed

    catalogue = installed()
    if as_json:
        print_json(
            [
                {
                    "name": ledger.name,
                    "title": ledger.title,
                    "aliases": list(ledger.aliases),
                    "domain": catalogue.domains[ledger.name],
                    "columns": [
                        {
                            "name": column.name,
                            "heading": column.heading,
                            "aliases": list(column.aliases),
                            "type": column.type,
                            "unit": column.unit,
                            "required": column.required,
                            "choices": list(column.choices),
                            "personal": column.personal,
                        }
                        for column in ledger.columns
                    ],
                    "key": list(ledger.key),
                }
                for ledger in catalogue.ledgers.values()
            ]
        )
        return
    print_table(
        (_("台账"), _("英文名"), _("栏数"), _("必填栏"), _("不可重复")),
        [
            (
                ledger.title,
                ledger.name,
                str(len(ledger.columns)),
                "、".join(column.heading for column in ledger.columns if column.required),
                "＋".join(ledger.by_name[name].heading for name in ledger.key),
            )
            for ledger in catalogue.ledgers.values()
        ],
    )


@command.command(help=_("把空白的 Excel 模板写到 DIR；可指明只要哪几本。已有的文件不覆盖。"))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("names", metavar="[台账…]", nargs=-1)
def template(directory: Path, names: tuple[str, ...]) -> None:
    """Empty workbooks with headings, drop-downs and notes."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.workbook import write_template

    catalogue = installed()
    chosen = {ledger.name: ledger for ledger in map(catalogue.ledger, names)}
    ledgers = list((chosen or catalogue.ledgers).values())
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FazhiError(
            _("不能建立文件夹“{path}”：同名文件已存在，或没有写入权限。").format(path=directory), code="cannot_write"
        ) from error
    kept = []
    with progress_bar() as progress:
        for done, ledger in enumerate(ledgers):
            progress(ledger.title, done, len(ledgers))
            path = directory / f"{ledger.title}.xlsx"
            if path.exists():
                kept.append(path.name)
                continue
            try:
                write_template(path, ledger)
            except OSError as error:
                raise FazhiError(
                    _("写不了“{path}”：没有写入权限，或磁盘已满。").format(path=path), code="cannot_write"
                ) from error
    console().print(_("已写出 {n} 个空白模板：{path}").format(n=len(ledgers) - len(kept), path=directory))
    if kept:
        console().print(_("已有而未动的：{names}").format(names="、".join(kept)))


@command.command(help=_("检查 DIR 里的台账，一次列出全部问题；不改动任何文件。"))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def check(directory: Path, as_json: bool) -> None:
    """The dry run. Exit code 1 where rows or files could not be read."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.load import load

    with progress_bar(silent=as_json) as progress:
        loaded = load(directory, installed(), progress)
    if as_json:
        print_json(
            {
                "ledgers": [
                    {
                        "name": item.ledger.name,
                        "title": item.ledger.title,
                        "file": item.file,
                        "found": item.found,
                        "read": item.read,
                        "rejected": item.rejected,
                        "synthetic": item.synthetic,
                    }
                    for item in loaded.ledgers.values()
                ],
                "missing": [ledger.name for ledger in _missing(loaded)],
                "problems": [
                    {
                        "severity": problem.severity,
                        "file": problem.file,
                        "sheet": problem.sheet,
                        "row": problem.row,
                        "column": problem.column,
                        "message": problem.message,
                    }
                    for problem in loaded.problems
                ],
            }
        )
    else:
        _print_check(loaded)
    sys.exit(1 if loaded.errors else 0)


def _missing(loaded: Loaded) -> list[Ledger]:
    from fazhi.figures.catalogue import installed

    return [ledger for ledger in installed().ledgers.values() if ledger.name not in loaded.ledgers]


def _print_check(loaded: Loaded) -> None:
    out = console()
    print_table(
        (_("台账"), _("文件"), _("共有行"), _("读入"), _("未读入")),
        [
            (item.ledger.title, item.file, f"{item.found:,}", f"{item.read:,}", f"{item.rejected:,}")
            for item in loaded.ledgers.values()
        ],
    )
    missing = _missing(loaded)
    if missing:
        out.print(_("没有提供的台账：{titles}").format(titles="、".join(ledger.title for ledger in missing)))
    for problem in loaded.problems:
        mark = _("错误") if problem.severity == "error" else _("注意")
        out.print(f"{mark}  {problem}")
    if loaded.errors:
        out.print(_("共 {n} 处错误。改好后再检查一遍；文件没有被改动。").format(n=len(loaded.errors)))
    else:
        out.print(_("没有错误。"))

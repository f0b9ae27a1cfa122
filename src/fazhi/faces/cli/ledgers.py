"""``fazhi ledgers``: list the ledgers, write empty templates, check a folder before anything is built on it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, print_json, print_table, progress_bar
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.headings import Proposal
    from fazhi.figures.ledger import Ledger
    from fazhi.figures.load import Loaded, LoadedLedger

_PROBLEMS_SHOWN = 200  # a screen is no place for ten thousand lines; rejected.xlsx and --json have all of them


@click.group(help=_("台账：列出全部、生成空白模板、检查一个文件夹、确认表头、导入数据库。"))
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


@command.command(
    help=_(
        "检查 DIR 里的台账，一次列出全部问题；台账文件不改动。读不了的行连同原因写到 rejected.xlsx，"
        "在那里改好再检查一遍，就按改好的读入。"
    )
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--rejected",
    "rejected",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help=_("读不了的行写到这里，也从这里取回更正；不给则用 DIR 里的 rejected.xlsx。"),
)
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def check(directory: Path, rejected: Path | None, as_json: bool) -> None:
    """The dry run. Exit code 1 where rows or files could not be read."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.load import load
    from fazhi.figures.readers import REJECTED_FILE
    from fazhi.figures.rejected import write_rejected

    aside = rejected or directory / REJECTED_FILE
    with progress_bar(silent=as_json) as progress:
        loaded = load(directory, installed(), progress, rejected=aside)
    try:
        written = write_rejected(aside, loaded.asides, loaded.stale, installed())
    except OSError as error:
        raise FazhiError(
            _("写不了“{path}”：没有写入权限、磁盘已满，或正用 Excel 打开着。").format(path=aside), code="cannot_write"
        ) from error
    if as_json:
        print_json(_as_json(loaded) | {"rejected": str(aside) if written else None})
    else:
        _print_check(loaded)
        if written:
            console().print(_("没有读入和更正过的 {n} 行在：{path}").format(n=written, path=aside))
    sys.exit(1 if loaded.errors else 0)


def _as_json(loaded: Loaded) -> dict[str, Any]:
    return {
        "ledgers": [
            {
                "name": item.ledger.name,
                "title": item.ledger.title,
                "file": item.file,
                "found": item.found,
                "read": item.read,
                "rejected": item.rejected,
                "corrected": item.corrected,
                "beside": [{"kind": kind, "sheet": sheet, "row": row} for kind, sheet, row in item.beside],
                "usable": item.ledger.name in loaded.ledgers,
                "synthetic": item.synthetic,
            }
            for item in loaded.all.values()
        ],
        "missing": [ledger.name for ledger in _missing(loaded)],
        "headings": [_proposal(ledger, proposal) for ledger, proposal in loaded.proposals],
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


def _proposal(ledger: Ledger, proposal: Proposal) -> dict[str, Any]:
    return {
        "ledger": ledger.name,
        "heading": proposal.heading,
        "column": proposal.column.heading,
        "confidence": proposal.confidence,
    }


def _missing(loaded: Loaded) -> list[Ledger]:
    from fazhi.figures.catalogue import installed

    return [ledger for ledger in installed().ledgers.values() if ledger.name not in loaded.all]


def _print_check(loaded: Loaded) -> None:
    out = console()
    print_table(
        (_("台账"), _("文件"), _("共有行"), _("读入"), _("未读入")),
        [
            (item.ledger.title, item.file, f"{item.found:,}", f"{item.read:,}", f"{item.rejected:,}")
            for item in loaded.all.values()
        ],
    )
    for item in loaded.all.values():
        out.print(_account(item))
    missing = _missing(loaded)
    if missing:
        out.print(_("没有提供的台账：{titles}").format(titles="、".join(ledger.title for ledger in missing)))
    for problem in loaded.problems[:_PROBLEMS_SHOWN]:
        mark = _("错误") if problem.severity == "error" else _("注意")
        out.print(f"{mark}  {problem}")
    if len(loaded.problems) > _PROBLEMS_SHOWN:
        out.print(_("只列出前 {n} 处，全部用 --json 列出。").format(n=_PROBLEMS_SHOWN))
    if loaded.errors:
        out.print(_("共 {n} 处错误。改好后再检查一遍；文件没有被改动。").format(n=len(loaded.errors)))
    else:
        out.print(_("没有错误。"))


def _account(item: LoadedLedger) -> str:
    """Read + rejected = found, and what in the file is no record."""
    line = _("《{title}》：共有 {found} 行 ＝ 读入 {read} ＋ 未读入 {rejected}").format(
        title=item.ledger.title, found=item.found, read=item.read, rejected=item.rejected
    )
    if item.corrected:
        line += _("；读入的有 {n} 行按更正读入").format(n=item.corrected)
    names = {
        "total": _("合计"),
        "note": _("附注"),
        "heading": _("表头"),
        "title": _("标题"),
        "empty": _("只有序号的空行"),
        "apart": _("没有台账表头的工作表"),
    }
    kinds = Counter(kind for kind, _sheet, _row in item.beside)
    if set(kinds) - {"heading"}:
        others = "、".join(_("{name} {n} 行").format(name=names[kind], n=n) for kind, n in kinds.items())
        line += _("；{others}不是记录").format(others=others)
    return line


@command.command(
    "map",
    help=_(
        "把与系统栏目相近的表头写进 DIR 里的“栏目对照.toml”，由人确认一次：把 confirmed 改成 true 就按它读入；"
        '不是任何栏目的，column 写成 ""。还可以在里面写 [[sheet]] file="…" sheet="…"（这张表不读）'
        '和 [[file]] file="…" ledger="…"（这个文件是哪本台账）。'
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--yes", "confirm", is_flag=True, help=_("列出的全部确认，不用再改文件。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def map_headings(directory: Path, confirm: bool, as_json: bool) -> None:
    """Headings near a known one, for people to confirm once."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.load import load
    from fazhi.figures.mapping import add_proposals
    from fazhi.figures.readers import MAPPING_FILE

    with progress_bar(silent=as_json) as progress:
        loaded = load(directory, installed(), progress)
    try:
        added = add_proposals(directory, loaded.proposals, confirmed=confirm)
    except OSError as error:
        raise FazhiError(
            _("写不了“{path}”：没有写入权限，或磁盘已满。").format(path=directory / MAPPING_FILE), code="cannot_write"
        ) from error
    if as_json:
        print_json([_proposal(*proposal) | {"confirmed": confirm} for proposal in loaded.proposals])
        return
    out = console()
    if not loaded.proposals:
        out.print(_("没有需要确认的表头。"))
        return
    print_table(
        (_("台账"), _("文件里的表头"), _("系统栏目"), _("把握")),
        [(ledger.title, p.heading, p.column.heading, f"{p.confidence:.0%}") for ledger, p in loaded.proposals],
    )
    path = directory / MAPPING_FILE
    if confirm:
        out.print(_("已确认 {n} 个表头，写在：{path}").format(n=len(added), path=path))
    else:
        out.print(
            _("新写入 {n} 个，待确认：请在“{path}”里把对的改成 confirmed = true。").format(n=len(added), path=path)
        )


@command.command(
    help=_(
        "把 DIR 里的台账导入数据库的表 ledger_…：新的加上，改了的更新，文件里没有的留着。"
        "数据库由环境变量 DATABASE_URL 指明；不指明则用自带的，数据放在 FAZHI_HOME（缺省 .fazhi）。"
        "导入以后，figures 和 report 的 --ledgers 写 db: 就从数据库取数。"
    )
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--whole", is_flag=True, help=_("文件就是完整的台账：数据库里有而文件里没有的行删去。"))
@click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))
def store(directory: Path, whole: bool, as_json: bool) -> None:
    """Load the ledgers of a folder into the database. Exit code 1 where rows or files could not be read."""
    from dataclasses import asdict

    from fazhi.faces.cli.source import read_ledgers
    from fazhi.figures.catalogue import installed
    from fazhi.kernel.database import ledgers as database
    from fazhi.kernel.database.server import connect

    with progress_bar(silent=as_json) as progress:
        loaded, _engine = read_ledgers(directory, installed(), progress)
        with connect() as connection:
            done = database.store(connection, loaded, whole=whole)
    if as_json:
        print_json({name: asdict(change) if change else None for name, change in done.items()})
    else:
        print_table(
            (_("台账"), _("新增"), _("更新"), _("未变"), _("删去"), _("文件里没有而留着的")),
            [
                (loaded.ledgers[name].ledger.title, *(f"{number:,}" for number in asdict(change).values()))
                for name, change in done.items()
                if change
            ],
        )
        views = [loaded.ledgers[name].ledger.title for name, change in done.items() if change is None]
        if views:
            console().print(_("由业务自己的表提供、没有导入的：{titles}").format(titles="、".join(views)))
        if loaded.errors:
            console(stderr=True).print(
                _("注意：台账有 {n} 处错误，有错误的行没有导入。详见 fazhi ledgers check {path}").format(
                    n=len(loaded.errors), path=directory
                )
            )
    sys.exit(1 if loaded.errors else 0)

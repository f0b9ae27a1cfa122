"""``fazhi matter import``: the matters of past years from a folder of old ledgers; a dry run unless told to write."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import console, progress_bar
from fazhi.faces.cli.platform import find_user, platform
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.load import Loaded
    from fazhi.kernel.matters.past_writing import Tally

_SHOWN = 200


@click.command(
    "import",
    help=_(
        "把 DIR 里多年的旧台账写成案件。先只检查：列出读不了的行和原因，写到 rejected.xlsx，在那里改好再来一次。"
        "加 --store 才写入；分批写，中途停了再执行一次，接着写。"
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--type", "procedure", required=True, help=_("事项类型，如 mediation"))
@click.option("--as", "username", required=True, metavar=_("账号"), help=_("以谁的身份"))
@click.option("--store", "storing", is_flag=True, help=_("检查过后写入"))
@platform()
def command(directory: Path, procedure: str, username: str, storing: bool) -> None:
    """Exit code 1 where rows could not be read."""
    from fazhi.figures.readers import REJECTED_FILE
    from fazhi.figures.rejected import write_rejected
    from fazhi.kernel.jobs import past
    from fazhi.kernel.jobs.access import may_import

    user, name = find_user(username), _ledger(procedure)
    if not may_import(user):
        raise FazhiError(_("您现在的岗位不能导入台账。请联系系统管理员。"), code="forbidden")
    if directory.is_dir() and list(directory.glob("*.parquet")):
        raise FazhiError(_("旧台账请用 .xlsx、.xls 或者 .csv。"), code="usage")
    done: Counter[str] = Counter()
    with progress_bar() as progress:
        loaded, reader = past.read(directory, name, None, progress)
        write_rejected(directory / REJECTED_FILE, loaded.asides, loaded.stale, past.catalogue_of(name))
        item = loaded.ledgers.get(name)
        if storing and item is not None:

            def each(seen: int, batch: Callable[[], Tally]) -> None:
                done.update(batch()._asdict())
                progress(_("写入案件"), seen, item.read)

            past.store(item, reader, user, directory.name, each=each)
    _print(loaded)
    if storing:
        console().print(
            _("写入 {added:,} 件，已有 {there:,} 件，编号被别的事项占用 {other:,} 件。").format(
                added=done["added"], there=done["there"], other=done["other"]
            )
        )
    elif item is not None:
        change, before = past.would_change(item, reader)
        console().print(
            _("将写入 {added:,} 件，已有 {there:,} 件（平台上现有 {before:,} 件）。加 --store 写入。").format(
                added=change.added, there=change.unchanged, before=before
            )
        )
    sys.exit(1 if loaded.errors else 0)


def _ledger(procedure: str) -> str:
    from fazhi.kernel.matters.past_rows import declared

    known = {one.id: name for name, one in declared().items()}
    if procedure not in known:
        raise FazhiError(
            _("“{id}”没有导入旧台账的办法，有的是：{known}。").format(id=procedure, known="、".join(known) or _("无")),
            code="unknown_procedure",
        )
    return known[procedure]


def _print(loaded: Loaded) -> None:
    screen = console()
    for item in loaded.all.values():
        screen.print(
            _("{file}：共有 {found:,} 行，读入 {read:,} 行，未读入 {rejected:,} 行").format(
                file=item.file, found=item.found, read=item.read, rejected=item.rejected
            ),
            markup=False,
        )
    for problem in loaded.problems[:_SHOWN]:
        screen.print(str(problem), markup=False)
    if len(loaded.problems) > _SHOWN:
        screen.print(_("只列出前 {n} 处；未读入的行全部在 rejected.xlsx 里。").format(n=_SHOWN))

"""The demonstration district as Excel ledgers: walks the installed domains and writes what each of them invents.

Every file says that it is synthetic. A folder is written only when it is empty or holds nothing but unchanged files of
an earlier run: the hidden file ``.fazhi-demo.json`` keeps the name and SHA-256 of each file written.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
from collections.abc import Callable
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import GROUP, installed
from fazhi.figures.workbook import SYNTHETIC, write_ledger
from fazhi.i18n import _
from fazhi.kernel.district import District, load
from fazhi.kernel.ledger import KINDS
from fazhi.kernel.register import LISTED_ON, listed
from fazhi.kernel.world import Row, World

REMARK = (
    f"{SYNTHETIC}：由 fazhi demo ledgers 生成，供试用。人名、证件号码、电话、单位和案件均为虚构，不是真实业务记录。"
)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""

_MANIFEST = ".fazhi-demo.json"
_SHOWN = 3


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of organisations: units, streets and communities of the district."""
    rows: list[Row] = [
        {key: value for key, value in vars(each).items() if value} | {"listed_on": LISTED_ON}
        for each in listed(world.district)
        if each.kind in KINDS
    ]
    return {"organizations": rows}


def rows(district: District | None = None) -> dict[str, list[Row]]:
    """The rows of all ledgers of the demonstration district, by the name of the ledger.

    The same on every run and machine. A domain without a ``demo`` module has no rows.
    """
    world = World(district or load())
    tables: dict[str, list[Row]] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if find_spec(f"{point.value}.demo") is not None:
            tables.update(importlib.import_module(f"{point.value}.demo").ledgers(world))
    return tables


def write_ledgers(directory: Path, progress: Progress, district: District | None = None) -> list[Path]:
    """Write the demonstration district into ``directory``, one .xlsx a ledger; returns the files in order.

    Raises :class:`FazhiError` where the folder holds anything that this function did not write or that was changed
    since (``folder_in_use``), or cannot be written (``folder_not_writable``).
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        written = _written_before(directory)
        _remember(directory, written)
    except OSError as error:
        raise FazhiError(
            _("文件夹“{path}”不能写入：{reason}。请换一个可以写入的文件夹。").format(
                path=directory, reason=error.strerror
            ),
            code="folder_not_writable",
            path=str(directory),
        ) from None
    catalogue = installed()
    tables = rows(district)
    paths = {name: directory / f"{catalogue.ledgers[name].title}.xlsx" for name in tables}
    for stale in sorted(set(written) - {path.name for path in paths.values()}):
        (directory / stale).unlink(missing_ok=True)
        del written[stale]
    for done, (name, path) in enumerate(paths.items()):
        ledger = catalogue.ledgers[name]
        progress(_("写《{title}》").format(title=ledger.title), done, len(paths))
        # An empty hash says that the file is being written: a run that was killed here may be repeated.
        _remember(directory, written | {path.name: ""})
        write_ledger(path, ledger, tables[name], REMARK)
        written[path.name] = _hash(path)
        _remember(directory, written)
    progress(_("写完"), len(paths), len(paths))
    return list(paths.values())


def _written_before(directory: Path) -> dict[str, str]:
    """File name → SHA-256 of what an earlier run wrote here; refuses a folder with anything else in it."""
    manifest = directory / _MANIFEST
    written: dict[str, str] = {}
    if manifest.exists():
        try:
            written = dict(json.loads(manifest.read_text("utf-8"))["files"])
        except (OSError, ValueError, KeyError, TypeError):
            written = {}
    others = sorted(path for path in directory.iterdir() if not path.name.startswith(_MANIFEST))
    foreign = [path.name for path in others if path.name not in written]
    changed = [path.name for path in others if written.get(path.name) and written[path.name] != _hash(path)]
    if foreign or changed:
        raise _in_use(directory, foreign, changed)
    return written


def _in_use(directory: Path, foreign: list[str], changed: list[str]) -> FazhiError:
    names = foreign or changed
    shown = "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
    reason = (
        _("里面有不是本命令写的文件：{names}").format(names=shown)
        if foreign
        else _("里面的演示台账写出之后被改动过：{names}").format(names=shown)
    )
    return FazhiError(
        _("文件夹“{path}”不能写入演示台账，{reason}。请换一个空文件夹，或先移走这些文件。").format(
            path=directory, reason=reason
        ),
        code="folder_in_use",
        path=str(directory),
        files=names,
    )


def _remember(directory: Path, written: dict[str, str]) -> None:
    part = directory / f"{_MANIFEST}.part"
    part.write_text(json.dumps({"files": written}, ensure_ascii=False, indent=1), "utf-8")
    os.replace(part, directory / _MANIFEST)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""

"""Readers: from a file of any accepted kind to sheets of cells, without knowing yet which ledger it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.figures.workbook import GUIDE_SHEET
from fazhi.i18n import _

EXCEL = (".xlsx", ".xls")
SUFFIXES = (*EXCEL, ".csv", ".parquet")

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


class UnreadableFile(FazhiError):
    """A file that cannot be opened as what its name says."""

    code = "unreadable_file"
    exit_code = 1


@dataclass(frozen=True)
class Sheet:
    """One table of a file: ``rows[0]`` stands in row ``first_row`` as Excel counts. A csv or Parquet file has one."""

    name: str
    rows: Sequence[Sequence[Any]]
    first_row: int = 1


@dataclass(frozen=True)
class LedgerFile:
    """A file as read: its sheets that hold anything, and the remark on its explaining sheet ("" where it has none)."""

    path: Path
    sheets: tuple[Sheet, ...]
    remark: str = ""


def ledger_files(directory: Path) -> list[Path]:
    """The files of a folder that may be ledgers, by name. Excel's lock files (~$…) and hidden files are left out.

    Raises :class:`FazhiError` where the folder does not exist or holds none.
    """
    if not directory.is_dir():
        raise FazhiError(_("没有“{path}”这个文件夹。").format(path=directory), code="no_folder", path=str(directory))
    files = sorted(
        path
        for path in directory.iterdir()
        if path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", "."))
    )
    if not files:
        raise FazhiError(
            _("文件夹“{path}”里没有台账文件（{suffixes}）。可先用 fazhi ledgers template 生成空白模板。").format(
                path=directory, suffixes="、".join(SUFFIXES)
            ),
            code="empty_folder",
            path=str(directory),
        )
    return files


def read_file(path: Path) -> LedgerFile:
    """Read a file as cells. Raises :class:`UnreadableFile`."""
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        raise UnreadableFile(_("“{name}”是空文件。").format(name=path.name), file=path.name)
    if suffix in EXCEL:
        return _excel(path)
    if suffix == ".csv":
        return LedgerFile(path, (_csv(path),))
    return LedgerFile(path, (_parquet(path),))


def _excel(path: Path) -> LedgerFile:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise UnreadableFile(
            _("“{name}”设有打开密码，请先另存为不加密的文件。").format(name=path.name), file=path.name
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            _("“{name}”打不开，可能已损坏或不是 Excel 文件。请用 Excel 或 WPS 另存为 .xlsx 再试。").format(
                name=path.name
            ),
            file=path.name,
        ) from error
    sheets, remark = [], ""
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if name == GUIDE_SHEET:
            remark = str(rows[0][0]) if rows and rows[0] else ""
        elif any(any(cell != "" for cell in row) for row in rows):
            sheets.append(Sheet(name, rows))
    return LedgerFile(path, tuple(sheets), remark)


def _csv(path: Path) -> Sheet:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableFile(
            _("“{name}”的文字编码既不是 UTF-8 也不是 GB18030。请用 Excel 打开后另存为 .xlsx。").format(name=path.name),
            file=path.name,
        )
    try:
        return Sheet(path.stem, list(csv.reader(io.StringIO(text, newline=""), strict=True)))
    except csv.Error as error:
        raise UnreadableFile(
            _("“{name}”不是规整的 CSV：{reason}").format(name=path.name, reason=error), file=path.name
        ) from error


def _parquet(path: Path) -> Sheet:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(_("“{name}”不是可读的 Parquet 文件。").format(name=path.name), file=path.name) from error
    rows: Iterable[tuple[Any, ...]] = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return Sheet(path.stem, [table.column_names, *rows])

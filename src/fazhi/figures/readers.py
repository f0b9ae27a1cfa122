"""Readers: from a file of any accepted kind to sheets of cells, without knowing yet which ledger it is."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.figures.cells import is_empty
from fazhi.figures.lost import Lost, lost_cells
from fazhi.figures.workbook import GUIDE_SHEET
from fazhi.i18n import _

EXCEL = (".xlsx", ".xls")
SUFFIXES = (*EXCEL, ".csv", ".parquet")
_EXCEL_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # zip, OLE compound file
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream in which Office keeps a workbook with a password

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

    @property
    def name(self) -> str:
        """The file's name as text."""
        return file_name(self.path)


def ledger_files(directory: Path) -> list[Path]:
    """The files of a folder that may be ledgers, by name. Excel's lock files (~$…) and hidden files are left out.

    Raises :class:`FazhiError` where the folder does not exist, cannot be opened or holds none.
    """
    files = [path for path in _visible(directory) if path.is_file() and path.suffix.lower() in SUFFIXES]
    if not files:
        raise FazhiError(
            _("文件夹“{path}”里没有台账文件（{suffixes}）。可先用 fazhi ledgers template 生成空白模板。").format(
                path=directory, suffixes="、".join(SUFFIXES)
            ),
            code="empty_folder",
            path=str(directory),
        )
    return files


def passed_over(directory: Path) -> list[Path]:
    """What lies beside the ledgers and is not read: files of other kinds, folders."""
    return [path for path in _visible(directory) if path.is_dir() or path.suffix.lower() not in SUFFIXES]


def _visible(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise FazhiError(_("没有“{path}”这个文件夹。").format(path=directory), code="no_folder", path=str(directory))
    try:
        return sorted(path for path in directory.iterdir() if not path.name.startswith(("~$", ".")))
    except OSError as error:
        raise FazhiError(
            _("打不开文件夹“{path}”：没有读取权限。").format(path=directory), code="no_folder", path=str(directory)
        ) from error


def read_file(path: Path) -> LedgerFile:
    """Read a file as cells; Excel is known by its content, whatever its name. Raises :class:`UnreadableFile`."""
    try:
        if path.suffix.lower() == ".parquet":
            return _parquet(path)
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, _("“{name}”打不开：没有读取权限，或正被占用。")) from error
    if not data.strip():
        raise _unreadable(path, _("“{name}”是空文件。"))
    if path.suffix.lower() in EXCEL or data.startswith(_EXCEL_SIGNATURES):
        return _excel(path, data)
    return _csv(path, data)


def file_name(path: Path) -> str:
    """The name of a file as text: one that is no UTF-8 (from an archive made on Chinese Windows) is read as GB18030."""
    return os.fsencode(path.name).decode("gb18030", "replace") if _SURROGATE.search(path.name) else path.name


def _unreadable(path: Path, message: str) -> UnreadableFile:
    return UnreadableFile(message.format(name=file_name(path)), file=file_name(path))


def _excel(path: Path, data: bytes) -> LedgerFile:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    locked = _("“{name}”设有打开密码，请先另存为不加密的文件。")
    if _ENCRYPTED in data and not data.startswith(b"PK"):
        raise _unreadable(path, locked)
    sheets, remark = [], ""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lost = lost_cells(data) if zipfile.is_zipfile(io.BytesIO(data)) else {}
        for name in book.sheet_names:
            rows: list[list[Any]] = list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            _put(rows, lost.get(name, ()))
            if name == GUIDE_SHEET:
                remark = str(rows[0][0]) if rows and rows[0] else ""
            else:
                sheets.append(Sheet(name, rows))
    except PasswordError as error:
        raise _unreadable(path, locked) from error
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _unreadable(
            path, _("“{name}”打不开，可能已损坏或不是 Excel 文件。请用 Excel 或 WPS 另存为 .xlsx 再试。")
        ) from error
    return LedgerFile(path, _filled(sheets), remark)


def _put(rows: list[list[Any]], lost: Iterable[tuple[int, int, Lost]]) -> None:
    for row, column, cell in lost:
        rows.extend([] for _row in range(row + 1 - len(rows)))
        rows[row].extend("" for _cell in range(column + 1 - len(rows[row])))
        rows[row][column] = cell


def _csv(path: Path, data: bytes) -> LedgerFile:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _unreadable(path, _("“{name}”的文字编码既不是 UTF-8 也不是 GB18030。请用 Excel 打开后另存为 .xlsx。"))
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return LedgerFile(path, _filled([Sheet(Path(file_name(path)).stem, list(lines))]))
    except csv.Error as error:
        raise UnreadableFile(
            _("“{name}”不是规整的 CSV，第{line}行上下的引号没有成对，或一格过长。请用 Excel 另存为 .xlsx。").format(
                name=file_name(path), line=lines.line_num
            ),
            file=file_name(path),
        ) from error


def _parquet(path: Path) -> LedgerFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with path.open("rb") as stream:
            table = pq.read_table(stream)
    except (pa.ArrowException, pa.ArrowInvalid) as error:
        raise _unreadable(path, _("“{name}”不是可读的 Parquet 文件。")) from error
    rows: Iterable[tuple[Any, ...]] = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return LedgerFile(path, _filled([Sheet(Path(file_name(path)).stem, [table.column_names, *rows])]))


def _filled(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    return tuple(sheet for sheet in sheets if any(not is_empty(cell) for row in sheet.rows for cell in row))

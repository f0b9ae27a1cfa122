"""Readers: from a file of any accepted kind to sheets of cells, without knowing yet which ledger it is."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from fazhi.errors import FazhiError
from fazhi.figures.cells import is_empty
from fazhi.figures.excel import read_excel
from fazhi.figures.package import OLE, ZIP, other_kind
from fazhi.figures.parquet import ParquetRows
from fazhi.figures.sheets import LedgerFile, Sheet, UnreadableFile, file_name, unreadable
from fazhi.i18n import _

__all__ = ["LedgerFile", "Progress", "Sheet", "UnreadableFile", "file_name", "ledger_files", "passed_over", "read_file"]

EXCEL = (".xlsx", ".xls")
SUFFIXES = (*EXCEL, ".csv", ".parquet")
REJECTED_FILE = "rejected.xlsx"
"""What could not be read is put aside under this name; it lies beside the ledgers and is none."""

MAPPING_FILE = "栏目对照.toml"
"""What the clerk has confirmed about headings; it lies beside the ledgers and is none."""

_DELIMITERS = (",", "\t", ";", "，")
_LOOKED_AT = 20_000  # characters
_SAMPLE = 40  # lines
_NAMED = 5  # other files named in a message

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are."""


def ledger_files(directory: Path) -> list[Path]:
    """The files of a folder that may be ledgers, by name. Excel's lock files (~$…) and hidden files are left out.

    Raises :class:`FazhiError` where the folder does not exist, cannot be opened or holds none.
    """
    files = [path for path in _visible(directory) if path.is_file() and path.suffix.lower() in SUFFIXES]
    if files:
        return files
    message = _("文件夹“{path}”里没有台账文件（{suffixes}）。").format(path=directory, suffixes="、".join(SUFFIXES))
    others = [file_name(path) for path in passed_over(directory)]
    if others:
        names = "”“".join(others[:_NAMED])
        message += _("里面的“{names}”不是台账文件的格式，请打开后另存为 .xlsx。").format(names=names)
    else:
        message += _("可先用 fazhi ledgers template 生成空白模板。")
    raise FazhiError(message, code="empty_folder", path=str(directory))


def passed_over(directory: Path) -> list[Path]:
    """What lies beside the ledgers and is not read: files of other kinds, folders, links to nothing."""
    return [path for path in _visible(directory) if not path.is_file() or path.suffix.lower() not in SUFFIXES]


def _visible(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise FazhiError(_("没有“{path}”这个文件夹。").format(path=directory), code="no_folder", path=str(directory))
    try:
        return sorted(
            path
            for path in directory.iterdir()
            if not path.name.startswith(("~$", ".")) and path.name not in (REJECTED_FILE, MAPPING_FILE)
        )
    except OSError as error:
        raise FazhiError(
            _("打不开文件夹“{path}”：没有读取权限。").format(path=directory), code="no_folder", path=str(directory)
        ) from error


def read_file(path: Path) -> LedgerFile:
    """Read a file as cells; Excel is known by its content, whatever its name. Raises :class:`UnreadableFile`."""
    try:
        if path.suffix.lower() == ".parquet":
            return LedgerFile(path, (Sheet(Path(file_name(path)).stem, ParquetRows.of(path)),))
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, _("“{name}”打不开：没有读取权限，或正被占用。")) from error
    if not data.strip():
        raise unreadable(path, _("“{name}”是空文件。"))
    if path.suffix.lower() in EXCEL or data.startswith((ZIP, OLE)) or other_kind(data):
        return read_excel(path, data)
    return _csv(path, data)


def _csv(path: Path, data: bytes) -> LedgerFile:
    text = _decoded(path, data)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        rows = list(lines)
    except csv.Error as error:
        raise UnreadableFile(
            _("“{name}”不是规整的 CSV，第{line}行上下的引号没有成对，或一格过长。请用 Excel 另存为 .xlsx。").format(
                name=file_name(path), line=lines.line_num
            ),
            file=file_name(path),
        ) from error
    filled = any(not is_empty(cell) for row in rows for cell in row)
    return LedgerFile(path, (Sheet(Path(file_name(path)).stem, rows),) if filled else ())


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what Excel calls “Unicode 文本”
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise unreadable(path, _("“{name}”是 UTF-16 文本，但有损坏的字节，可能没有传完。请重新导出。")) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    # GB18030 makes Chinese of nearly any bytes: a UTF-8 file with one bad byte must not come out as other characters.
    as_utf8 = data.decode("utf-8", "replace")
    good = sum(char > "\x7f" for char in as_utf8)
    if as_utf8.count("\ufffd") * 10 < good:
        raise unreadable(path, _("“{name}”是 UTF-8 文本，但有损坏的字节，可能没有传完。请重新导出。"))
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise unreadable(
            path, _("“{name}”的文字编码既不是 UTF-8 也不是 GB18030。请用 Excel 打开后另存为 .xlsx。")
        ) from error


def _delimiter(text: str) -> str:
    """What cuts most of the first lines into the same number of cells; the comma where others do no better."""
    lines = [line for line in text[:_LOOKED_AT].splitlines() if line.strip()][:_SAMPLE]
    return max(_DELIMITERS, key=lambda delimiter: _agreeing(lines, delimiter))


def _agreeing(lines: list[str], delimiter: str) -> int:
    """How many of the lines have the same number of cells, more than one, if they are cut at ``delimiter``."""
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    return max((number for width, number in widths.items() if width > 1), default=0)

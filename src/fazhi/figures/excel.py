"""Excel workbooks as sheets of cells: .xlsx and the .xls of 1997, known by their content."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fazhi.figures.cells import is_empty
from fazhi.figures.formulas import uncalculated
from fazhi.figures.lost import Beside, Extra, Lost, look_beside
from fazhi.figures.package import (
    LARGEST_SHEET,
    LARGEST_UNPACKED,
    OLE,
    ZIP,
    DamagedPackage,
    Package,
    TooLarge,
    is_encrypted,
    other_kind,
)
from fazhi.figures.sheets import LedgerFile, Sheet, UnreadableFile, unreadable
from fazhi.figures.workbook import GUIDE_HEADINGS, GUIDE_ROW, GUIDE_SHEET, SYNTHETIC
from fazhi.i18n import _

_XLS_ERROR = 5  # xlrd's number for a cell with an error value (MS-XLS 2.5.10)
_COLUMNS_OF_A_ROW = 16_384


def read_excel(path: Path, data: bytes) -> LedgerFile:
    """Read a workbook. Raises :class:`UnreadableFile`, in words that say what the file is and what to do."""
    if is_encrypted(data):
        raise _locked(path)
    kind = other_kind(data)
    if kind:
        raise unreadable(
            path,
            _("“{name}”其实是{kind}，不是 Excel 文件。请用 Excel 或 WPS 打开，另存为 .xlsx。").replace(
                "{kind}", _kind_name(kind)
            ),
        )
    try:
        extra = _extra(data)
        _refuse_far_corners(path, extra)
        return _guarded(path, lambda: _read(path, data, extra))
    except TooLarge as error:
        raise unreadable(
            path,
            _("“{name}”解压后超过 {cap} MiB，不像正常的台账，没有打开。请拆成几个文件，或另存为 .csv。").replace(
                "{cap}", str(LARGEST_UNPACKED >> 20)
            ),
        ) from error
    except DamagedPackage as error:
        raise _damaged(path) from error


def _kind_name(kind: str) -> str:
    names = {
        "pdf": _("PDF 文件"),
        "archive": _("压缩包"),
        "document": _("文字文档（Word、WPS 文字）"),
        "slides": _("演示文稿"),
        "image": _("图片"),
        "parquet": _("Parquet 文件"),
        "binary": _("二进制工作簿（.xlsb）"),
        "opendocument": _("OpenDocument 文档"),
        "drawing": _("绘图"),
        "mail": _("邮件"),
        "page": _("网页"),
        "xml": _("XML 文件"),
    }
    return names[kind]


def _locked(path: Path) -> UnreadableFile:
    return unreadable(path, _("“{name}”设有打开密码，请先另存为不加密的文件。"))


def _damaged(path: Path) -> UnreadableFile:
    return unreadable(path, _("“{name}”打不开，可能已损坏或不是 Excel 文件。请用 Excel 或 WPS 另存为 .xlsx 再试。"))


def _guarded(path: Path, read: Callable[[], LedgerFile]) -> LedgerFile:
    from python_calamine import CalamineError, PasswordError

    try:
        return read()
    except PasswordError as error:
        raise _locked(path) from error
    except (CalamineError, OSError, ValueError, EOFError, OverflowError) as error:
        raise _damaged(path) from error
    except BaseException as error:
        # A panic of the Rust reader comes as an exception beside Exception; its type cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path) from error


def _read(path: Path, data: bytes, extra: Extra) -> LedgerFile:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets, remark = [], ""
    for known in book.sheets_metadata:
        beside = extra.sheets.get(known.name, Beside())
        found = book.get_sheet_by_name(known.name)
        rows: list[list[Any]] = list(found.to_python(skip_empty_area=False))
        _put(rows, beside.lost)
        if known.name == GUIDE_SHEET and _is_guide(rows):
            remark = str(rows[0][0])
        elif any(not is_empty(cell) for row in rows for cell in row):
            sheets.append(
                Sheet(
                    known.name,
                    rows,
                    merged=tuple((*start, *end) for start, end in found.merged_cell_ranges or ()),
                    hidden_rows=frozenset(beside.hidden),
                    hidden=known.visible != SheetVisibleEnum.Visible,
                    from_1904=extra.from_1904,
                )
            )
    return LedgerFile(path, tuple(sheets), remark)


def _is_guide(rows: list[list[Any]]) -> bool:
    """Whether this is the guide that a template has; a person's own sheet of that name may hold anything."""
    if rows and rows[0] and str(rows[0][0]).startswith(SYNTHETIC):
        return True
    return len(rows) > GUIDE_ROW and tuple(rows[GUIDE_ROW][: len(GUIDE_HEADINGS)]) == GUIDE_HEADINGS


def _put(rows: list[list[Any]], lost: Iterable[tuple[int, int, Lost]]) -> None:
    for row, column, cell in lost:
        rows.extend([] for _row in range(row + 1 - len(rows)))
        rows[row].extend("" for _cell in range(column + 1 - len(rows[row])))
        rows[row][column] = cell


def _extra(data: bytes) -> Extra:
    if data.startswith(ZIP):
        return look_beside(Package(data))
    if data.startswith(OLE):
        return _extra_of_xls(data)
    return Extra({}, False)


def _extra_of_xls(data: bytes) -> Extra:
    """Lost cells, hidden rows and extent of an .xls. Raises :class:`fazhi.figures.package.DamagedPackage`.

    What xlrd cannot open is not given to the quicker reader: that one lays out whatever a damaged file asks for.
    """
    import xlrd

    empty = uncalculated(data)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), formatting_info=True)
    except Exception as error:  # xlrd raises whatever its parser meets in a damaged file
        raise DamagedPackage(str(error)) from error
    sheets = {}
    for index, sheet in enumerate(book.sheets()):
        beside = Beside(rows=sheet.nrows, columns=sheet.ncols)
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == _XLS_ERROR:
                    text = xlrd.error_text_from_code.get(int(sheet.cell_value(row, column)), "#N/A")
                    beside.lost.append((row, column, Lost(text)))
        beside.lost += [(row, column, Lost()) for row, column in (empty[index] if index < len(empty) else ())]
        beside.hidden = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        sheets[sheet.name] = beside
    return Extra(sheets, book.datemode == 1)


def _refuse_far_corners(path: Path, extra: Extra) -> None:
    """One stray cell in the last corner makes a sheet of 17,000 million cells, each of which a reader lays out."""
    for name, beside in extra.sheets.items():
        if beside.rows * beside.columns > LARGEST_SHEET or beside.columns > _COLUMNS_OF_A_ROW:
            raise unreadable(
                path,
                _(
                    "“{name}”的工作表“{sheet}”一直写到第{rows}行、第{columns}栏，超过 {cap} 万格。"
                    "请删去台账以外多余的行和栏，再保存。"
                )
                .replace("{sheet}", name)
                .replace("{rows}", str(beside.rows))
                .replace("{columns}", str(beside.columns))
                .replace("{cap}", f"{LARGEST_SHEET // 10_000:,}"),
            )

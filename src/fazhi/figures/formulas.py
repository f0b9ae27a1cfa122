"""Formulas of an .xls whose values were never calculated.

Each formula of a sheet is a FORMULA record with room for its result (MS-XLS 2.4.127, 2.5.133). A program that writes
formulas without counting them leaves zeros there and asks with ``fCalcOnLoad`` that Excel count, or writes the blank
text into every one. A single blank text is a result like any other (``=IF(A1="","",…)``); where all results of a book
are blank and no engine has left its mark on it (RecalcId, 2.4.226), nobody has counted.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.figures.package import DamagedPackage

_BOUND_SHEET, _FORMULA, _RECALCULATED, _END = 0x0085, 0x0006, 0x01C1, 0x000A
_CALCULATE_ON_LOAD = 0x0002
_WORKSHEET = b"\0"
_NOTHING, _BLANK = bytes(8), bytes((3, 0, 0, 0, 0, 0, 0xFF, 0xFF))
_HEADER = struct.Struct("<2H")
_CELL = struct.Struct("<3H8sH")  # row, column, format, result, flags
_STREAMS = ("Workbook", "Book")


@dataclass(frozen=True)
class _Formula:
    place: tuple[int, int]
    waits: bool
    blank: bool


def uncalculated(data: bytes) -> list[list[tuple[int, int]]]:
    """For each sheet of an .xls in its order, the cells (row, column from 0) with a formula that has no value.

    Raises :class:`fazhi.figures.package.DamagedPackage` where the container is not sound: its chains of sectors are
    followed to their ends here, because a reader that trusts them follows a circle until memory is gone.
    """
    return _without_value(_stream(data))


def _stream(data: bytes) -> bytes:
    from xlrd.compdoc import CompDoc

    try:
        container = CompDoc(data, logfile=io.StringIO())
        for name in _STREAMS:
            memory, base, length = container.locate_named_stream(name)
            if memory is not None:
                return bytes(memory[base : base + length])
    except Exception as error:  # xlrd raises whatever it meets in a damaged container
        raise DamagedPackage(str(error)) from error
    raise DamagedPackage("no workbook in the container")


def _without_value(stream: bytes) -> list[list[tuple[int, int]]]:
    book = list(_records(stream, 0))
    # Charts and macros have such a record too; readers pass over them.
    starts = [
        int.from_bytes(body[:4], "little") for kind, body in book if kind == _BOUND_SHEET and body[5:6] == _WORKSHEET
    ]
    sheets = [list(_formulas(stream, start)) for start in starts]
    counted = any(kind == _RECALCULATED for kind, _body in book) or any(
        not formula.waits and not formula.blank for sheet in sheets for formula in sheet
    )
    return [[formula.place for formula in sheet if formula.waits or not counted] for sheet in sheets]


def _formulas(stream: bytes, start: int) -> Iterator[_Formula]:
    for kind, body in _records(stream, start):
        if kind == _FORMULA and len(body) >= _CELL.size:
            row, column, _format, result, flags = _CELL.unpack_from(body)
            waits = bool(flags & _CALCULATE_ON_LOAD) and result in (_NOTHING, _BLANK)
            yield _Formula((row, column), waits, result == _BLANK)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from ``at`` to the end of their substream."""
    while at + _HEADER.size <= len(stream):
        kind, length = _HEADER.unpack_from(stream, at)
        at += _HEADER.size
        yield kind, stream[at : at + length]
        if kind == _END:
            return
        at += length

"""Formulas of an .xls whose values were never calculated.

Each formula of a sheet is a FORMULA record with room for its result (MS-XLS 2.4.127, 2.5.133). A program that writes
formulas without counting them leaves zeros there and sets ``fCalcOnLoad``, so that Excel counts when it opens the file.
A reader takes those zeros for the result.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

_BOUND_SHEET, _FORMULA, _END = 0x0085, 0x0006, 0x000A
_CALCULATE_ON_LOAD = 0x0002
_HEADER = struct.Struct("<2H")
_CELL = struct.Struct("<3H8sH")  # row, column, format, result, flags
_BIFF5_AND_8 = ("Workbook", "Book")


def uncalculated(data: bytes) -> list[list[tuple[int, int]]]:
    """For each sheet of an .xls in its order, the cells (row, column from 0) with a formula that has no value.

    Raises whatever xlrd raises on a damaged container.
    """
    from xlrd.compdoc import CompDoc

    container = CompDoc(data, logfile=io.StringIO())
    for name in _BIFF5_AND_8:
        memory, base, length = container.locate_named_stream(name)
        if memory is not None:
            return list(_sheets(bytes(memory[base : base + length])))
    return []


def _sheets(stream: bytes) -> Iterator[list[tuple[int, int]]]:
    starts = [
        int.from_bytes(body[:4], "little") for kind, body in _records(stream, 0) if kind == _BOUND_SHEET
    ]
    for start in starts:
        found = []
        for kind, body in _records(stream, start):
            if kind == _FORMULA and len(body) >= _CELL.size:
                row, column, _format, result, flags = _CELL.unpack_from(body)
                if flags & _CALCULATE_ON_LOAD and not any(result):
                    found.append((row, column))
        yield found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from ``at`` to the end of their substream."""
    while at + _HEADER.size <= len(stream):
        kind, length = _HEADER.unpack_from(stream, at)
        at += _HEADER.size
        yield kind, stream[at : at + length]
        if kind == _END:
            return
        at += length

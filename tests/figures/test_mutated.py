"""Workbooks changed at random: whatever comes, each filled row is accounted for once and nothing breaks."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from messy import CATALOGUE, SHORT, case, first, read, workbook
from openpyxl.worksheet.worksheet import Worksheet

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.errors import FazhiError
from fazhi.figures.cells import is_empty
from fazhi.figures.load import Loaded
from fazhi.figures.readers import UnreadableFile, read_file
from fazhi.figures.rejected import write_rejected

FILE = f"{DISPUTES.title}.xlsx"
CELLS: list[Any] = [
    None, "", " ", "\u3000", "/", "—", "合计", "小 计", "合计：3件", "注：略", "1", "１２", "3件", "1.2万元", "-5", "√",
    "×", "是", "否",
    "2020-02-30", "6月30日", "20200630", "44012", 44012, 44012.5, -1, 0, 1.5, 1e20, 3.0, True, False,
    dt.date(2020, 6, 30), dt.datetime.fromisoformat("1899-12-31T00:00:00"), dt.time(9, 30),
    "#N/A", "=1+1", "=A1", "张 三", "案件编号", "受理日期",
    "调解结果", "\ufeff甲", "a\nb",
    "x" * 5000, "2020年", "单位：万元", "A1", "😀", "_x0041_", "'", "\t",
]  # fmt: skip


def set_cell(chance: random.Random, sheet: Worksheet) -> None:
    sheet.cell(chance.randint(1, sheet.max_row + 2), chance.randint(1, 11)).value = chance.choice(CELLS)


def insert_row(chance: random.Random, sheet: Worksheet) -> None:
    sheet.insert_rows(chance.randint(1, sheet.max_row + 1), chance.randint(1, 3))


def delete_row(chance: random.Random, sheet: Worksheet) -> None:
    sheet.delete_rows(chance.randint(1, sheet.max_row))


def delete_column(chance: random.Random, sheet: Worksheet) -> None:
    sheet.delete_cols(chance.randint(1, 9))


def insert_column(chance: random.Random, sheet: Worksheet) -> None:
    sheet.insert_cols(chance.randint(1, 9))


def merge(chance: random.Random, sheet: Worksheet) -> None:
    row, column = chance.randint(1, 8), chance.randint(1, 9)
    sheet.merge_cells(
        start_row=row, start_column=column, end_row=row + chance.randint(0, 3), end_column=column + chance.randint(0, 3)
    )


def hide(chance: random.Random, sheet: Worksheet) -> None:
    sheet.row_dimensions[chance.randint(1, 10)].hidden = True


def repeat_row(chance: random.Random, sheet: Worksheet) -> None:
    row = chance.randint(1, max(sheet.max_row, 1))
    sheet.append([cell.value for cell in sheet[row]])


def headings_again(chance: random.Random, sheet: Worksheet) -> None:
    sheet.append(chance.sample(SHORT, len(SHORT)))
    sheet.append(case(f"B{chance.random()}"))


CHANGES: list[Callable[[random.Random, Worksheet], None]] = [
    set_cell, set_cell, set_cell, set_cell, insert_row, delete_row, delete_column, insert_column, merge, merge, hide,
    repeat_row, headings_again,
]  # fmt: skip


def mutate(chance: random.Random, folder: Path) -> None:
    lines = [case(f"A{n}", 涉及金额=n * 10) for n in range(chance.randint(0, 8))]
    title = [["2020年上半年人民调解案件台账"]] if chance.random() < 0.5 else []
    book = workbook(folder, 一=[*title, SHORT, *lines], 二=[SHORT, case("C1")])
    for _ in range(chance.randint(1, 12)):
        sheet = first(book) if chance.random() < 0.8 else book.worksheets[1]
        change = chance.choice(CHANGES)
        try:
            change(chance, sheet)
        except (AttributeError, ValueError):
            continue  # openpyxl writes nothing into merged cells and keeps overlapping merges apart
    book.save(folder / FILE)


def filled_rows(path: Path) -> int:
    """Rows that hold anything, as the reader of cells gives them."""
    return sum(not all(map(is_empty, row)) for sheet in read_file(path).sheets for row in sheet.rows)


def accounted(loaded: Loaded) -> int:
    return sum(item.found + len(item.beside) for item in loaded.all.values())


@pytest.mark.parametrize("seed", range(8))
def test_each_filled_row_of_a_mutated_workbook_is_accounted_for_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for n in range(25):
        folder = tmp_path / str(n)
        folder.mkdir()
        mutate(chance, folder)
        loaded = read(folder)
        where = (seed, n)
        if loaded.all:
            assert accounted(loaded) == filled_rows(folder / FILE), where
            places = [(a.place.sheet, a.place.row) for item in loaded.all.values() for a in item.asides]
            beside = [(sheet, row) for item in loaded.all.values() for _kind, sheet, row in item.beside]
            table = [
                (row["source_sheet"], row["source_row"])
                for item in loaded.ledgers.values()
                for row in item.table.select(["source_sheet", "source_row"]).to_pylist()
            ]
            assert len({*places, *beside, *table}) == len(places) + len(beside) + len(table), where
        write_rejected(folder / "rejected.xlsx", loaded.asides, loaded.stale, CATALOGUE)
        again = read(folder)
        assert [str(problem) for problem in again.problems] == [str(problem) for problem in loaded.problems], where
        assert {name: item.table for name, item in again.ledgers.items()} == {
            name: item.table for name, item in loaded.ledgers.items()
        }, where


@pytest.mark.parametrize("seed", range(4))
def test_bytes_changed_at_random_are_read_or_refused(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    mutate(chance, tmp_path)
    data = (tmp_path / FILE).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for n in range(40):
        if n % 2:
            changed = bytearray(data)
            for _ in range(chance.randint(1, 6)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
        else:
            victim = chance.choice([name for name in parts if "sheet" in name or "shared" in name])
            part = bytearray(parts[victim])
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(part))
                part[at : at + chance.randint(0, 9)] = chance.choice(
                    [b"", b"9", b"<", b'"', b"</row>", b"ZZZ", b"\xff"]
                )
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in parts.items():
                    archive.writestr(name, bytes(part) if name == victim else content)
            changed = bytearray(stream.getvalue())
        (tmp_path / FILE).write_bytes(changed)
        try:
            loaded = read(tmp_path)
        except FazhiError:
            continue
        if loaded.all:
            assert accounted(loaded) == filled_rows(tmp_path / FILE)
        else:
            assert loaded.errors
            with pytest.raises(UnreadableFile):
                read_file(tmp_path / FILE)


def test_the_workbooks_of_this_test_are_read_at_all(tmp_path: Path) -> None:
    chance, read_rows = random.Random(0), 0
    for n in range(20):
        folder = tmp_path / str(n)
        folder.mkdir()
        mutate(chance, folder)
        read_rows += sum(item.read for item in read(folder).ledgers.values())
        assert openpyxl.load_workbook(folder / FILE)
    assert read_rows > 20

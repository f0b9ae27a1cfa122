"""Text files as offices hand them on: what encoding they are in and what stands between their cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from messy import SHORT, case, read, rows, tally

from fazhi.domains.mediation.ledger import DISPUTES
from fazhi.errors import FazhiError
from fazhi.figures.readers import ledger_files


def text(lines: list[list[object]], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(lines)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_the_tab_separated_text_that_excel_saves(tmp_path: Path, encoding: str) -> None:
    data = text([["2020年台账"], SHORT, case("A1", 办结日期="6月30日"), case("A2")], "\t").encode(encoding)
    (tmp_path / f"{DISPUTES.title}.csv").write_bytes(data)
    assert tally(read(tmp_path)) == (2, 2, 0)


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_commas_inside_cells_do_not_cut_a_file_that_is_cut_otherwise(tmp_path: Path, delimiter: str) -> None:
    lines = [["2020年台账,桂园街道"], SHORT, case("A1", 纠纷类型="邻里,物业"), case("A2")]
    (tmp_path / f"{DISPUTES.title}.csv").write_text(text(lines, delimiter), "utf-8")
    assert rows(read(tmp_path), "number", "category") == [("A1", "邻里,物业"), ("A2", "邻里")]


def test_full_width_commas_inside_cells_do_not_cut_a_file_of_commas(tmp_path: Path) -> None:
    lines = [SHORT, *(case(f"A{n}", 纠纷类型="邻里，" * 20, 涉及金额="1,200") for n in range(3))]
    (tmp_path / f"{DISPUTES.title}.csv").write_text(text(lines, ","), "utf-8")
    assert tally(read(tmp_path)) == (3, 3, 0)


def test_a_folder_with_files_of_other_kinds_only_says_what_to_do_with_them(tmp_path: Path) -> None:
    (tmp_path / f"{DISPUTES.title}.et").write_bytes(b"x")
    with pytest.raises(FazhiError, match=rf"{DISPUTES.title}\.et”不是台账文件的格式，请打开后另存为 \.xlsx"):
        ledger_files(tmp_path)


def test_a_link_to_nothing_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / f"{DISPUTES.title}.csv").write_text(text([SHORT, case("A1")], ","), "utf-8")
    (tmp_path / "人民调解员台账.xlsx").symlink_to(tmp_path / "不在")
    (tmp_path / "圈.xlsx").symlink_to(tmp_path / "圈.xlsx")
    loaded = read(tmp_path)
    assert tally(loaded) == (1, 1, 0)
    assert sorted((p.file, "失效的链接" in p.message) for p in loaded.errors) == [
        ("人民调解员台账.xlsx", True),
        ("圈.xlsx", True),
    ]

"""Writing the demonstration ledgers into a folder: what is written, and when a folder is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from fazhi.errors import FazhiError
from fazhi.faces.cli.demo import command
from fazhi.figures.catalogue import installed
from fazhi.kernel.demo import write_ledgers


def silent(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("演示 台账")
    result = CliRunner().invoke(command, ["ledgers", str(directory)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "合成演示数据" in result.output.splitlines()[-1]
    return directory


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "copy"))


def test_one_file_for_each_ledger(written: Path) -> None:
    titles = {ledger.title for ledger in installed().ledgers.values()}
    assert {path.stem for path in written.glob("*.xlsx")} == titles


def test_every_file_says_that_it_is_synthetic(written: Path) -> None:
    from python_calamine import CalamineWorkbook

    for path in written.glob("*.xlsx"):
        guide = CalamineWorkbook.from_path(path).get_sheet_by_name("说明").to_python()
        assert guide[0][0].startswith("合成演示数据")


def test_a_second_run_writes_the_same_bytes_and_json_lists_them(copy: Path, written: Path) -> None:
    (copy / "大事记台账.xlsx").unlink()
    result = CliRunner().invoke(command, ["ledgers", str(copy), "--json"], catch_exceptions=False)
    told = json.loads(result.output)
    assert told["synthetic"] is True
    assert {Path(path).name for path in told["files"]} == {path.name for path in written.glob("*.xlsx")}
    assert all(Path(path).read_bytes() == (written / Path(path).name).read_bytes() for path in told["files"])


@pytest.mark.parametrize("name", ["我的台账.xlsx", "notes.txt"])
def test_a_folder_with_other_files_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", "utf-8")
    with pytest.raises(FazhiError, match=f"不是本命令写的文件：{name}") as caught:
        write_ledgers(tmp_path, silent)
    assert caught.value.code == "folder_in_use"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_ledger_that_somebody_changed_is_not_overwritten(copy: Path) -> None:
    changed = copy / "大事记台账.xlsx"
    changed.write_bytes(b"changed")
    with pytest.raises(FazhiError, match=r"被改动过：大事记台账\.xlsx"):
        write_ledgers(copy, silent)
    assert changed.read_bytes() == b"changed"


def test_a_run_that_was_killed_can_be_repeated(tmp_path: Path) -> None:
    class Killed(Exception):
        pass

    steps: list[str] = []

    def kill(what: str, done: int, _total: int) -> None:
        steps.append(what)
        if done == 1:
            raise Killed

    with pytest.raises(Killed):
        write_ledgers(tmp_path, kill)
    # As if the power had failed in the middle of a file: it is there, incomplete, and known to be unfinished.
    manifest = tmp_path / ".fazhi-demo.json"
    files = json.loads(manifest.read_text("utf-8"))["files"]
    (unfinished,) = files
    assert steps[0] == f"写《{Path(unfinished).stem}》"
    manifest.write_text(json.dumps({"files": {**files, unfinished: ""}}), "utf-8")
    (tmp_path / unfinished).write_bytes(b"PK half a file")
    with pytest.raises(Killed):
        write_ledgers(tmp_path, kill)
    assert (tmp_path / unfinished).stat().st_size > 1000


def test_what_an_earlier_version_wrote_is_cleared_away(copy: Path) -> None:
    from fazhi.kernel.demo import _hash

    old = copy / "旧台账.xlsx"
    old.write_bytes(b"old")
    manifest = copy / ".fazhi-demo.json"
    files = json.loads(manifest.read_text("utf-8"))["files"]
    manifest.write_text(json.dumps({"files": {**files, old.name: _hash(old)}}), "utf-8")

    class Stop(Exception):
        pass

    def stop(_what: str, _done: int, _total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        write_ledgers(copy, stop)
    assert not old.exists()


def test_a_broken_manifest_protects_what_is_there(tmp_path: Path) -> None:
    (tmp_path / ".fazhi-demo.json").write_text("{", "utf-8")
    (tmp_path / "大事记台账.xlsx").write_bytes(b"x")
    with pytest.raises(FazhiError, match="不是本命令写的文件"):
        write_ledgers(tmp_path, silent)


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", "utf-8")
    with pytest.raises(FazhiError, match="不能写入") as caught:
        write_ledgers(tmp_path / "文件" / "台账", silent)
    assert caught.value.code == "folder_not_writable"

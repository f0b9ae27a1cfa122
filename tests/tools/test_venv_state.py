"""When .venv is finished, when it is made anew, and that two runs wait for each other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from trouble import Trouble
from venv_state import (
    LOCK,
    PACKAGES,
    RECIPE,
    STAMP,
    UV,
    check_is_ours,
    clear,
    is_ready,
    locked,
    wanted_stamp,
    write_stamp,
)

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "法治 检出"
    (root / "tools").mkdir(parents=True)
    for name in ("pyproject.toml", PACKAGES, UV, RECIPE):
        shutil.copy(REPOSITORY / name, root / name)
    return root


@pytest.fixture
def finished(checkout: Path) -> Path:
    venv = checkout / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "pyvenv.cfg").touch()
    (venv / "bin" / "python").symlink_to(sys.executable)
    write_stamp(venv, wanted_stamp(checkout, venv))
    return venv


def ready(root: Path) -> bool:
    return is_ready(root / ".venv", wanted_stamp(root, root / ".venv"))


def test_a_finished_environment_is_left_alone(checkout: Path, finished: Path) -> None:
    assert ready(checkout)


@pytest.mark.parametrize("name", [PACKAGES, UV, RECIPE])
def test_a_change_of_what_is_installed_makes_it_anew(checkout: Path, finished: Path, name: str) -> None:
    with (checkout / name).open("a") as file:
        file.write("# changed\n")
    assert not ready(checkout)


def test_of_pyproject_only_what_the_installation_reads_counts(checkout: Path, finished: Path) -> None:
    pyproject = checkout / "pyproject.toml"
    before = pyproject.read_text(encoding="utf-8")
    pyproject.write_text(before + '\n[tool.other]\nrule = "new"\n', encoding="utf-8")
    assert ready(checkout)
    pyproject.write_text(before + '\n[project.entry-points."some.group"]\nx = "fazhi:x"\n', encoding="utf-8")
    assert not ready(checkout)


def test_a_moved_checkout_is_noticed(checkout: Path, finished: Path) -> None:
    moved = checkout.rename(checkout.with_name("搬走了"))
    assert not ready(moved)


def test_an_uninstalled_interpreter_is_noticed(checkout: Path, finished: Path) -> None:
    python = finished / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert not ready(checkout)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}"])
def test_a_run_that_was_killed_leaves_no_valid_stamp(checkout: Path, finished: Path, text: str | None) -> None:
    (finished / STAMP).unlink()
    if text is not None:
        (finished / STAMP).write_text(text)
    assert not ready(checkout)


def test_clearing_keeps_the_lock_and_follows_no_link(finished: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    (finished / "link").symlink_to(outside)
    with locked(finished):
        clear(finished)
        assert os.listdir(finished) == [LOCK]
    assert (outside / "kept").exists()


@pytest.mark.parametrize("content", [["notes.txt"], None])
def test_what_is_no_virtual_environment_is_never_cleared(tmp_path: Path, content: list[str] | None) -> None:
    venv = tmp_path / ".venv"
    if content is None:
        venv.touch()
    else:
        venv.mkdir()
        for name in content:
            (venv / name).touch()
    with pytest.raises(Trouble, match=r"不是虚拟环境"):
        check_is_ours(venv)


def test_an_absent_an_empty_and_a_half_made_one_may_be_made_anew(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    check_is_ours(venv)
    venv.mkdir()
    check_is_ours(venv)
    (venv / LOCK).touch()
    (venv / "lib").mkdir()
    check_is_ours(venv)


SECOND = """
import sys
from pathlib import Path
from venv_state import locked
with locked(Path(sys.argv[1])):
    print("in", flush=True)
"""


def second_run(venv: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(venv)],
        cwd=REPOSITORY / "tools",
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_a_second_run_says_that_it_waits_and_then_goes_on(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    with locked(venv):
        other = second_run(venv)
        assert other.stdout is not None
        assert "另一个 make" in other.stdout.readline()
        (venv / "done").touch()
    assert other.communicate(timeout=30)[0] == "in\n"


def test_an_installer_that_outlives_its_killed_parent_still_holds_the_lock(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    with locked(venv) as descriptor:
        orphan = subprocess.Popen(["sleep", "60"], pass_fds=(descriptor,))
    other = second_run(venv)
    assert other.stdout is not None
    try:
        assert "另一个 make" in other.stdout.readline()
    finally:
        orphan.kill()
        orphan.wait()
    assert other.communicate(timeout=30)[0] == "in\n"


def test_a_lock_whose_folder_was_removed_meanwhile_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    with locked(venv):
        other = second_run(venv)
        assert other.stdout is not None
        other.stdout.readline()
        (venv / LOCK).unlink()
        venv.rmdir()
    assert other.communicate(timeout=30)[0] == "in\n"
    assert (venv / LOCK).exists()

"""Which Python is taken, and what a person without one is told."""

import ast
import os
import sys
from pathlib import Path

import pytest
from interpreter import first_usable, new_enough, no_venv_message, old_python_message

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.mark.parametrize(
    ("version", "fit"),
    [((3, 8, 18), False), ((3, 10, 13), False), ((3, 11, 0), True), ((3, 14, 1), True), ((4, 0, 0), True)],
)
def test_python_is_new_enough_from_3_11(version: tuple[int, ...], fit: bool) -> None:
    assert new_enough(version) is fit


def executable(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_an_interpreter_that_does_not_start_or_is_too_old_is_passed_over(tmp_path: Path) -> None:
    executable(tmp_path, "python3.11", "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n")
    executable(tmp_path, "python3.12", "#!/bin/sh\nexit 1\n")
    good = executable(tmp_path, "python3.13", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    assert first_usable(("python3.11", "python3.12", "python3.13"), str(tmp_path)) == str(good)
    assert first_usable(("python3.11", "python3.12"), str(tmp_path)) is None


def test_old_python_is_told_what_it_needs_in_both_languages() -> None:
    message = old_python_message((3, 8, 18), {"debian"})
    assert "需要 Python ≥3.11，现在是 3.8.18" in message
    assert "Needs Python ≥3.11, found 3.8.18" in message
    assert "apt install python3.11 python3.11-venv" in message


@pytest.mark.parametrize(
    ("system", "remedy"),
    [
        ({"fedora"}, "dnf install python3.11"),
        ({"darwin"}, "brew install"),
        (set(), "https://www.python.org/downloads/"),
    ],
)
def test_remedy_fits_the_system(system: set[str], remedy: str) -> None:
    assert remedy in old_python_message((3, 9, 1), system)


def test_debian_without_ensurepip_is_told_the_very_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    message = no_venv_message("/usr/bin/python9.9", (9, 9, 2), {"debian"})
    assert message.count("sudo apt install python9.9-venv") == 2
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "：apt install python9.9-venv" in no_venv_message("/usr/bin/python9.9", (9, 9, 2), {"debian"})


def test_a_python_that_apt_did_not_bring_is_not_mended_by_apt_alone() -> None:
    message = no_venv_message("/opt/python/bin/python3", (3, 12, 1), {"debian"})
    assert "python3.12-venv" not in message
    assert "make PYTHON=/path/to/python3" in message


@pytest.mark.parametrize("name", ["bootstrap.py", "interpreter.py", "index_settings.py", "trouble.py", "venv_state.py"])
def test_python_3_8_can_read_the_file_far_enough_to_explain(name: str) -> None:
    ast.parse((TOOLS / name).read_text(encoding="utf-8"), feature_version=(3, 8))

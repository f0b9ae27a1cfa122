"""Which Python makes the environment, and what to install where there is none. Readable by Python 3.8."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Sequence  # noqa: UP035 (Python 3.8 has no subscriptable collections.abc)

from trouble import Trouble

MINIMUM = (3, 11)
OTHER_NAMES = ("python3.11", "python3.12", "python3.13", "python3.14")


def new_enough(version: Sequence[int]) -> bool:
    return tuple(version[:2]) >= MINIMUM


def first_usable(names: Sequence[str], path: str | None) -> str | None:
    """The first interpreter of these names on the path that starts and is new enough (a pyenv shim may not start)."""
    probe = f"import sys; sys.exit(sys.version_info < {MINIMUM})"
    for name in names:
        found = shutil.which(name, path=path)
        if found and subprocess.run([found, "-c", probe], capture_output=True, check=False).returncode == 0:
            return found
    return None


def operating_system() -> set[str]:
    """ID and ID_LIKE of /etc/os-release, or {"darwin"}."""
    if sys.platform == "darwin":
        return {"darwin"}
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return set()
    return set(" ".join(re.findall(r'^ID(?:_LIKE)?="?([^"\n]*)"?$', text, re.M)).split())


def as_root(command: str) -> str:
    return command if os.geteuid() == 0 else "sudo " + command


def how_to_install_python(system: set[str]) -> str:
    if system & {"debian", "ubuntu"}:
        return as_root("apt install python3.11 python3.11-venv")
    if system & {"fedora", "rhel", "centos", "openEuler", "kylin", "anolis"}:
        return as_root("dnf install python3.11")
    if "darwin" in system:
        return "brew install python@3.13"
    return "https://www.python.org/downloads/"


def old_python_message(found: Sequence[int], system: set[str]) -> str:
    version = ".".join(map(str, found[:3]))
    remedy = how_to_install_python(system)
    return (
        f"需要 Python ≥3.11，现在是 {version}。安装：{remedy}；再运行：make PYTHON=python3.11 …\n"
        f"Needs Python ≥3.11, found {version}. Install it: {remedy}; then run: make PYTHON=python3.11 …"
    )


def no_venv_message(executable: str, version: Sequence[int], system: set[str]) -> str:
    name = f"python{version[0]}.{version[1]}"
    if system & {"debian", "ubuntu"} and os.path.realpath(executable).startswith("/usr/bin/"):
        remedy = as_root(f"apt install {name}-venv")
        return (
            f"{executable} 缺少 venv/ensurepip。安装：{remedy}\n"
            f"{executable} lacks venv/ensurepip. Install them: {remedy}"
        )
    remedy = how_to_install_python(system)
    return (
        f"{executable} 缺少 venv/ensurepip，请换一个完整的 Python：{remedy}；再运行：make PYTHON=/path/to/python3 …\n"
        f"{executable} lacks venv/ensurepip. Use a complete Python: {remedy}; then run: make PYTHON=/path/to/python3 …"
    )


def continue_with_right_python() -> None:
    """Return in a fit interpreter outside any venv, or start over in one, or say what to install."""
    if not new_enough(sys.version_info[:2]):
        other = first_usable(OTHER_NAMES, os.environ.get("PATH"))
        if other is None:
            raise Trouble(old_python_message(sys.version_info[:3], operating_system()))
        os.execv(other, [other, *sys.argv])
    if sys.prefix != sys.base_prefix:
        # In an activated venv python3 is the venv's own, perhaps that of the very .venv about to be replaced.
        base = sys._base_executable  # type: ignore[attr-defined]
        if base != sys.executable:
            os.execv(base, [base, *sys.argv])

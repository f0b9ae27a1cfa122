"""Whether .venv is finished and whose turn it is to change it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping  # noqa: UP035 (Python 3.8 has no subscriptable collections.abc)

from trouble import Trouble, say

PACKAGES = "requirements.lock"
UV = "tools/uv.txt"
RECIPE = "tools/bootstrap.py"
STAMP = "bootstrap.json"
LOCK = "bootstrap.lock"


def wanted_stamp(root: Path, venv: Path) -> dict[str, str]:
    """What a finished .venv was made from. The path is in it because a venv does not survive being moved."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    tables = {
        "project": project["project"],
        "build-system": project["build-system"],
        "flit": project.get("tool", {}).get("flit"),
    }
    return {
        "packages": hashlib.sha256((root / PACKAGES).read_bytes()).hexdigest(),
        "uv": hashlib.sha256((root / UV).read_bytes()).hexdigest(),
        "bootstrap": hashlib.sha256((root / RECIPE).read_bytes()).hexdigest(),
        # Only what the installation depends on: new ruff rules need no new venv.
        "pyproject": hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest(),
        "python": f"{sys.implementation.cache_tag}{sys.abiflags} {os.uname().machine}",
        "path": str(venv),
    }


def is_ready(venv: Path, wanted: Mapping[str, str]) -> bool:
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # A stamp says nothing about an interpreter that was uninstalled since; its link then leads nowhere.
    return bool(stamp == wanted and (venv / "bin" / "python").exists())


def write_stamp(venv: Path, stamp: Mapping[str, str]) -> None:
    draft = venv / (STAMP + ".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(stamp, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(venv / STAMP)


def check_is_ours(venv: Path) -> None:
    """Refuse to clear a .venv that is not a virtual environment."""
    if venv.is_dir():
        inside = os.listdir(str(venv))
        if not inside or "pyvenv.cfg" in inside or LOCK in inside:
            return
    elif not venv.exists() and not venv.is_symlink():
        return
    raise Trouble(
        f"{venv} 不是虚拟环境，不敢清空。请改名或移走后再运行。\n"
        f"{venv} is not a virtual environment and will not be cleared. Rename or move it, then run again."
    )


@contextmanager
def locked(venv: Path) -> Iterator[int]:
    """Hold .venv alone. Yields the descriptor, which installers inherit: when this process is killed and an installer
    lives on for a moment, the next run waits for it and does not clear the folder under its hands."""
    waiting = False
    while True:
        venv.mkdir(exist_ok=True)
        descriptor = os.open(str(venv / LOCK), os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if not waiting:
                say("… 另一个 make 正在准备 .venv，等它做完  Another make is preparing .venv: waiting for it")
            waiting = True
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            held = os.fstat(descriptor).st_ino == (venv / LOCK).stat().st_ino
        except FileNotFoundError:
            held = False
        if held:
            break
        # Whoever held the lock before removed the folder; ours is the lock of a file that no longer is.
        os.close(descriptor)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def clear(venv: Path) -> None:
    """Empty the folder, stamp first, all but the lock."""
    stamp = venv / STAMP
    if stamp.exists():
        stamp.unlink()
    for entry in venv.iterdir():
        if entry.name == LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(str(entry))
        else:
            entry.unlink()

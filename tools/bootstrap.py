"""Make `.venv` ready: the locked packages and the project itself, from nothing but Python and an index.

Standard library only, and readable by Python 3.8, so that an old interpreter gets an explanation and not a syntax
error. A run with nothing to do takes milliseconds; a run that was killed is healed by the next one, because the stamp
is written last; two runs at once wait for each other.

    python3 tools/bootstrap.py            make .venv ready
    python3 tools/bootstrap.py --remove   remove .venv
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Mapping, Sequence  # noqa: UP035 (Python 3.8 has no subscriptable collections.abc)

from index_settings import clean_environment, pip_environment, pip_settings, uv_arguments, uv_environment
from interpreter import continue_with_right_python, no_venv_message, operating_system
from trouble import StepFailed, Trouble, explain, last_lines, say
from venv_state import LOCK, PACKAGES, UV, check_is_ours, clear, is_ready, locked, wanted_stamp, write_stamp

ROOT = Path(__file__).resolve().parent.parent


class Progress:
    """One line that moves on a terminal; elsewhere a line now and then, so that a log shows life."""

    def __init__(self, text: str, venv: Path) -> None:
        self.text, self.venv = text, venv
        self.started = time.monotonic()
        self.moving = sys.stdout.isatty()
        self.next_line = 20.0
        if not self.moving:
            say(text)

    def tick(self) -> None:
        seconds = time.monotonic() - self.started
        if not self.moving and seconds < self.next_line:
            return
        done = sum(1 for _ in self.venv.glob("lib/python*/site-packages/*.dist-info"))
        line = f"{self.text} ({done}, {seconds:.0f} s)"
        if self.moving:
            print("\r\033[K" + line, end="", flush=True)
        else:
            say(line)
            self.next_line += 20.0

    def end(self) -> None:
        if self.moving:
            print("\r\033[K" + self.text, flush=True)


def run(command: Sequence[str], environment: Mapping[str, str], lock: int, progress: Progress | None = None) -> None:
    """Run one step quietly. What it printed is shown only when it fails."""
    process = subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(lock,),
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None
    printed: list[str] = []
    reader = threading.Thread(target=printed.extend, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        while reader.is_alive():
            reader.join(0.25)
            if progress:
                progress.tick()
        code = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        if progress:
            progress.end()
    if code:
        raise StepFailed("".join(printed) or f"exit code {code}")


def pip_configuration(python: str) -> str:
    """The output of ``pip config list``: what stands in all of pip's files and in the environment."""
    own = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    # A user who installs with --user by default would here ask for the user's file alone.
    own.update(PIP_USER="0", PIP_GLOBAL="0", PIP_SITE="0")
    listing = subprocess.run(
        [python, "-m", "pip", "config", "list"],
        env={**clean_environment(os.environ), **own},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return listing.stdout


def install(venv: Path, lock: int) -> None:
    """Fill the cleared folder: the venv, uv, the locked packages, and the project as an editable install."""
    python = str(venv / "bin" / "python")
    say(f"→ 建立 .venv  Making .venv (Python {sys.version.split()[0]})")
    run([sys.executable, "-m", "venv", str(venv)], clean_environment(os.environ), lock)
    settings = pip_settings(pip_configuration(python))
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps"]
    by_pip = pip_environment(settings, os.environ)
    by_uv = uv_environment(settings, os.environ)
    try:
        run([*pip, "--require-hashes", "-r", UV], by_pip, lock)
        uv = [python, "-m", "uv", "pip"]
        target = ["--python", python, *uv_arguments(settings)]
        progress = Progress("→ 安装依赖包  Installing the packages", venv)
        run([*uv, "sync", *target, "--require-hashes", PACKAGES, UV], by_uv, lock, progress)
        run([*uv, "install", *target, "--no-deps", "--no-build-isolation", "--editable", "."], by_uv, lock)
    except StepFailed as failure:
        output = str(failure)
        if explain(output, shutil.disk_usage(str(venv)).free) and not (venv / "bin" / "uv").exists():
            # pip itself could not fetch uv; it would fetch nothing else either.
            raise
        say(
            f"… uv 未能完成，改用 pip  uv did not manage it, going on with pip: {output.strip().splitlines()[-1][:200]}"
        )
        progress = Progress("→ 用 pip 安装依赖包  Installing the packages with pip", venv)
        run([*pip, "--require-hashes", "-r", PACKAGES], by_pip, lock, progress)
        run([*pip, "--no-build-isolation", "--editable", "."], by_pip, lock)


def point_by_relative_path(venv: Path, source: Path) -> None:
    """Let the editable install name the source folder relative to itself.

    Python 3.11 reads a .pth file in the locale's encoding, whatever PYTHONUTF8 says: under LC_ALL=C, Chinese in the
    path of the checkout would keep every interpreter of this venv from starting.
    """
    for pth in venv.glob("lib/python*/site-packages/*.pth"):
        if pth.read_text(encoding="utf-8", errors="replace").strip() == str(source):
            pth.write_text(os.path.relpath(str(source), os.path.realpath(str(pth.parent))) + "\n", encoding="utf-8")


def diagnosis(output: str, free_bytes: int) -> str:
    """What to do about a step that printed this and failed."""
    reason = explain(output, free_bytes)
    if reason is None and "ensurepip" in output:
        reason = no_venv_message(sys.executable, sys.version_info[:3], operating_system())
    return reason or "安装失败，原因如上。\nThe installation failed; the reason stands above."


def make_ready(root: Path, venv: Path) -> None:
    wanted = wanted_stamp(root, venv)
    if is_ready(venv, wanted):
        return
    started = time.monotonic()
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Trouble(no_venv_message(sys.executable, sys.version_info[:3], operating_system()))
    check_is_ours(venv)
    with locked(venv) as lock:
        if is_ready(venv, wanted):
            return
        clear(venv)
        try:
            install(venv, lock)
        except StepFailed as failure:
            output = str(failure)
            print(last_lines(output), file=sys.stderr)
            raise Trouble(diagnosis(output, shutil.disk_usage(str(venv)).free)) from None
        point_by_relative_path(venv, root / "src")
        write_stamp(venv, wanted)
    say(f"✓ 环境就绪  Ready ({time.monotonic() - started:.1f} s)")


def remove(venv: Path) -> None:
    if not venv.exists():
        return
    check_is_ours(venv)
    with locked(venv):
        clear(venv)
        (venv / LOCK).unlink()
        if venv.is_symlink():
            venv.unlink()
        else:
            venv.rmdir()


def main(arguments: Sequence[str]) -> int:
    """0: ready (or removed); 1: not, and the reason was printed; 130: interrupted."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
    venv = ROOT / ".venv"
    try:
        if list(arguments) == ["--remove"]:
            remove(venv)
        else:
            continue_with_right_python()
            make_ready(ROOT, venv)
    except Trouble as trouble:
        reason = str(trouble)
    except PermissionError as error:
        reason = (
            f"没有权限写 {error.filename}。请看这个文件夹属于谁，例如：sudo rm -rf .venv\n"
            f"No permission to write {error.filename}. See who owns the folder, for example: sudo rm -rf .venv"
        )
    except OSError as error:
        known = explain(str(error), shutil.disk_usage(str(ROOT)).free)
        if known is None:
            raise
        reason = known
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    print(f"✗ {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

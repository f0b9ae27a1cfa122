"""``fazhi up`` with real processes on a home of its own, for programs that load it and do it harm."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

PASSWORD, CROWD = "bench-Password-2020", 32
_LONG = 120.0


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns in a process of its own, with a database connection of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


class Site:
    """A running platform: where it answers, and which processes it is made of."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.home, self.log = home, home.parent / f"up-{self.port}.log"
        self.log.touch()
        self._end = 0
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "fazhi", "up", "--port", str(self.port), *arguments],
                env={**os.environ, "FAZHI_HOME": str(home), "FAZHI_LANG": "zh", **environment},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.wait_until(self._answers, "the first answer")

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise SystemExit(self.said)
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0 and "网页服务" in self.said

    @property
    def said(self) -> str:
        """Everything that it and its parts have printed."""
        return self.log.read_text("utf-8", "replace")

    def wait_until(self, true: Callable[[], object], what: str) -> None:
        """Wait for something that comes. Raises :class:`TimeoutError` where it does not come in two minutes."""
        end = time.monotonic() + _LONG
        while not true():
            if time.monotonic() > end:
                raise TimeoutError(f"waited {_LONG:.0f} s for {what}\n{self.said[-2000:]}")
            time.sleep(0.2)

    def parts(self) -> dict[str, psutil.Process]:
        """The processes that are there now by name: web 1, web 2, worker, jobs, database, session (one of its own)."""
        found: dict[str, psutil.Process] = {}
        children = psutil.Process(self.process.pid).children()
        for each in sorted(children, key=lambda one: one.pid):
            try:
                words = each.cmdline()
            except psutil.Error:
                continue
            if "fazhi.faces.web" in words:
                found[f"web {sum(name.startswith('web') for name in found) + 1}"] = each
            elif "worker" in words:
                found["jobs" if "--jobs" in words else "worker"] = each
        try:
            lock = (self.home / "postgres" / "postmaster.pid").read_text().splitlines()
            server = psutil.Process(int(lock[0]))
            if server.name().startswith("postgres") and server.status() != psutil.STATUS_ZOMBIE:
                found["database"] = server
                sessions = [one for one in server.children() if "fazhi_app" in " ".join(one.cmdline())]
                found |= {"session": sessions[0]} if sessions else {}
        except (OSError, ValueError, IndexError, psutil.Error):
            pass
        return found

    def memory(self) -> dict[str, float]:
        """MiB that each process has for itself (USS); of the database all its processes together."""
        found = {}
        for name, process in self.parts().items():
            try:
                every = [process, *process.children()] if name == "database" else [process]
                found[name] = sum(one.memory_full_info().uss for one in every) / 2**20
            except psutil.Error:
                continue
        found.pop("session", None)
        return found

    def stop(self) -> None:
        """Ask it to end; a platform that does not end in good order is a finding."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            assert self.process.wait(_LONG) == 0, self.said[-2000:]

    def kill(self) -> None:
        """End it whatever it does; its parts end with it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextmanager
def home(mebibytes: int = 0) -> Iterator[Path]:
    """A home with a migrated database and people in it; removed at the end. ``mebibytes``: on a disk no larger.

    Raises :class:`OSError` where such a disk cannot be made.
    """
    folder = Path(tempfile.mkdtemp(prefix="fazhi-bench-"))
    if mebibytes:
        command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "fazhi-bench", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            folder.rmdir()
            raise OSError("a small disk can be made by root alone, and not everywhere")
    folder.chmod(0o755)
    os.environ |= {"FAZHI_HOME": str(folder / "home"), "FAZHI_SECRET_KEY": "of the bench"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
    for name in ("DATABASE_URL", "FAZHI_OWNER_URL"):
        os.environ.pop(name, None)
    try:
        apart(_furnish)
        yield folder / "home"
    finally:
        if mebibytes:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(place: Path, *arguments: str, **environment: str) -> Iterator[Site]:
    """The platform on a home, asked to stop at the end, killed where something went wrong."""
    site = Site(place, *arguments, **environment)
    try:
        yield site
        site.stop()
    finally:
        site.kill()


@contextmanager
def database() -> Iterator[None]:
    """The embedded server of this process's home while the block runs."""
    from django.db import connections

    from fazhi.kernel.database import embedded
    from fazhi.kernel.start import load

    load()
    try:
        yield
    finally:
        connections.close_all()
        embedded.let_go(embedded.folder())


def _furnish() -> None:
    from bench._platform import furnish

    with database():
        furnish(PASSWORD, CROWD)


def complaints(text: str) -> list[str]:
    """The tracebacks' last lines in what a platform printed, each kind once."""
    found = re.findall(r"^(?:[a-z_]+\.)*[A-Z]\w*(?:Error|Exception|Warning)\b.*$", text, re.M)
    return sorted({re.sub(r"\d+", "n", line)[:160] for line in found})

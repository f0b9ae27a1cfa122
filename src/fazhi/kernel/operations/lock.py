"""One platform at a time on one ``FAZHI_HOME``: two would fight for the same work, a restore for the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from fazhi.errors import FazhiError
from fazhi.home import home
from fazhi.i18n import _

_FILE = "up.lock"


class AlreadyRunning(FazhiError):
    """Another process runs or restores the platform; the message has its number."""

    code = "already_running"


@contextmanager
def only_one(command: str) -> Iterator[None]:
    """Run the block alone; ``command`` is what another process is told that comes meanwhile.

    The lock ends with this process however it ends. Raises :class:`AlreadyRunning`.
    """
    import fcntl

    path = home() / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, _space, what = file.read().partition(" ")
            raise AlreadyRunning(
                _("{what} 正在“{home}”上运行（进程 {pid}）。请先停止它，或另设 FAZHI_HOME。").format(
                    what=what or "fazhi", home=home(), pid=pid or "?"
                ),
                pid=pid,
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {command}")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()

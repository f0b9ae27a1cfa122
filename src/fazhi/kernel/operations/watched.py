"""A process that ends with its supervisor: ``python -m fazhi.kernel.operations.watched PIPE DATA MODULE [ARGUMENT…]``.

Runs a module as a program. ``PIPE`` is the reading end of a pipe into which nobody writes and whose other end the
supervisor alone has open: when it is closed the supervisor is gone, even one killed outright. ``DATA`` is the folder of
the embedded database that this process needs, or empty; whoever goes last stops it.
"""

from __future__ import annotations

import atexit
import os
import runpy
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

GRACE = 15
"""Seconds for an orderly end once the supervisor is gone."""


def _end(_number: int, _frame: FrameType | None) -> None:
    # Not the system's way of ending, which would run nothing of what is to be done at exit.
    raise SystemExit(0)


def _watch(pipe: int) -> None:
    os.read(pipe, 1)
    # To the main thread, so that it wakes from whatever it waits for.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def main() -> None:
    """See the module."""
    pipe, data, module, *arguments = sys.argv[1:]
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_watch, args=(int(pipe),), daemon=True).start()
    if data:
        from fazhi.kernel.database import embedded

        embedded.hold(Path(data))
        atexit.register(embedded.let_go, Path(data))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

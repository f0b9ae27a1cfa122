"""The worker: delivers messages as they come and ticks once a minute, until it is told to stop.

It keeps nothing in memory that is not in the database, so it may be killed at any moment, and several may run.
"""

from __future__ import annotations

import logging
import signal
import threading
import time

from django.db import OperationalError, close_old_connections, connection

from fazhi.errors import FazhiError
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox.delivery import CHANNEL, deliver

TICK_EVERY = 60.0
_NAP, _LONGEST_NAP = 1.0, 30.0

log = logging.getLogger(__name__)


def run(stop: threading.Event | None = None, *, tick_every: float = TICK_EVERY) -> None:
    """Work until ``stop`` is set or the process gets SIGTERM or SIGINT. A database that is away is waited for."""
    stopping = stop or _stopped_by_signal()
    nap, next_tick = _NAP, 0.0
    while not stopping.is_set():
        try:
            close_old_connections()
            _listen()
            if time.monotonic() >= next_tick:
                tick()
                next_tick = time.monotonic() + tick_every
            delivered = deliver()
            nap = _NAP
            if delivered.done + delivered.failed == 0:
                _wait(stopping, max(0.0, next_tick - time.monotonic()))
        except (OperationalError, FazhiError) as error:
            log.warning("database away error=%s retry_in=%.0f", type(error).__name__, nap)
            connection.close()
            stopping.wait(nap)
            nap = min(nap * 2, _LONGEST_NAP)
    connection.close()


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait(stopping: threading.Event, seconds: float) -> None:
    """Until a message is posted, it is time to tick, or it is time to stop; looks up every second for the last."""
    end = time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < end:
        for _note in connection.connection.notifies(timeout=min(1.0, max(0.0, end - time.monotonic())), stop_after=1):
            return


def _stopped_by_signal() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: stopping.set())
    return stopping

"""The worker: delivers messages as they come and ticks once a minute, until it is told to stop.

It keeps nothing in memory that is not in the database, so it may be killed at any moment, and several may run. What
goes out by a channel (e-mail, a web hook) is sent by a thread of that channel's own.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import Error, close_old_connections, connection
from django.db.models import Q

from fazhi.errors import FazhiError
from fazhi.kernel.operations.ticks import tick
from fazhi.kernel.outbox import channels
from fazhi.kernel.outbox.delivery import CHANNEL, deliver
from fazhi.kernel.outbox.failures import kind, place

TICK_EVERY = 60.0
_NAP, _LONGEST_NAP = 1.0, 30.0
_LOOK_EVERY = 5.0
"""Seconds after which the outbox is looked into though nobody called: for what is tried again, and for a lost call."""
_ROUND = 50
"""Messages delivered before it is looked whether to stop."""

log = logging.getLogger(__name__)


def run(stop: threading.Event | None = None, *, tick_every: float = TICK_EVERY) -> None:
    """Work until ``stop`` is set or the process gets SIGTERM or SIGINT. A database that is away is waited for."""
    stopping = stop or stopped_by_signal()
    topics = {name: channels.SENDING + name for name in channels.names()}
    senders = [
        threading.Thread(target=_serve, args=(stopping, _delivering(Q(topic=topic))), name=f"to_{name}", daemon=True)
        for name, topic in topics.items()
    ]
    log.info("worker started channels=%s", ",".join(topics) or "-")
    for sender in senders:
        sender.start()
    _serve(stopping, _delivering(~Q(topic__in=list(topics.values()))), _ticking(tick_every))
    for sender in senders:
        sender.join()
    log.info("worker stopped")


def _serve(stopping: threading.Event, *works: Callable[[], bool]) -> None:
    """Do each work again and again, and rest when none found anything to do."""
    nap = _NAP
    while not stopping.is_set():
        try:
            close_old_connections()
            _listen()
            busy = [work() for work in works]
            nap = _NAP
            if not any(busy):
                _wait(stopping, _LOOK_EVERY)
        except (Error, psycopg.Error, FazhiError) as error:
            log.warning("database away error=%s at=%s retry_in=%.0f", kind(error), place(error), nap)
            connection.close()
            stopping.wait(nap)
            nap = min(nap * 2, _LONGEST_NAP)
    connection.close()


def _delivering(which: Q) -> Callable[[], bool]:
    def work() -> bool:
        found = deliver(_ROUND, which=which)
        if found.failed:
            log.info("delivered done=%d failed=%d", found.done, found.failed)
        return found.done + found.failed > 0

    return work


def _ticking(every: float) -> Callable[[], bool]:
    due = 0.0

    def work() -> bool:
        nonlocal due
        if time.monotonic() < due:
            return False
        done = tick()
        due = time.monotonic() + every
        if done.reminded or done.moved or done.failed:
            log.info("ticked reminded=%d moved=%d failed=%d", done.reminded, done.moved, done.failed)
        return False

    return work


def _listen() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")


def _wait(stopping: threading.Event, seconds: float) -> None:
    """Until a message is posted, some seconds have passed, or (looked at once a second) it is time to stop."""
    end = time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < end:
        for _note in connection.connection.notifies(timeout=min(1.0, max(0.0, end - time.monotonic())), stop_after=1):
            return


def stopped_by_signal() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: stopping.set())
    return stopping

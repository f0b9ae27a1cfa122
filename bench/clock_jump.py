"""The platform's day jumps forty days ahead among open matters, and back again; clients work on each of the days.

``python -m bench.clock_jump``. The day is set by ``FAZHI_TODAY``, which every process of the platform goes by. (That
sessions end is a test: tests/kernel/operations/test_clock_jumps.py.)
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from collections import Counter
from typing import Any

from bench._books import look, show
from bench._site import apart, complaints, database, home, running
from bench._walkers import finish, further, places, started, told

CLIENTS, AHEAD = 3, 40


def main(clients: int = CLIENTS) -> None:
    """Jump there and back; print what time itself did, and look whether everything fits together."""
    real = dt.datetime.now(dt.UTC).date()
    done: list[tuple[str, str, str]] = []
    with home() as place:
        where = apart(places)
        for day in (real, real + dt.timedelta(days=AHEAD), real):
            given = {"FAZHI_TODAY": day.isoformat()}
            with running(place, "--workers", "2", **given) as site:
                stop = threading.Event()
                walkers = started(site.port, clients, where, stop)
                for _step in range(5):
                    further(site, walkers, f"the steps on {day}")
                finish(walkers, stop)
                ticked = subprocess.run(
                    [sys.executable, "-m", "fazhi", "tick"],
                    env={**os.environ, **given, "FAZHI_HOME": str(place), "FAZHI_LANG": "zh"},
                    capture_output=True,
                    check=True,
                )
                done += told(walkers)
                print(f"{day}: {len(told(walkers))} steps told done; tick: {ticked.stdout.decode().splitlines()[0]}")
                for line in complaints(site.said):
                    print(f"  in the log: {line}")
        found = apart(_times)
        books = apart(look, done)
    print(f"  waiting for another day when the clock was right again: {found['far']}; seals: {found['seals']}")
    print(f"  by time itself: {found['by_system']}")
    show(books)


def _times() -> dict[str, Any]:
    with database():
        from fazhi.kernel.clock import now
        from fazhi.kernel.models import Event, Message, Seal

        return {
            "seals": Seal.objects.count(),
            "far": Message.objects.filter(due_at__gt=now() + dt.timedelta(days=1)).count(),
            "by_system": dict(Counter(Event.objects.filter(actor=None).values_list("kind", flat=True))),
        }


if __name__ == "__main__":
    main()

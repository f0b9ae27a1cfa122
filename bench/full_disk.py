"""A disk that is full for a while under load: what is told done stays, the rest is refused, and work goes on after it.

``python -m bench.full_disk``. Database, files and drafts lie on one small disk (a tmpfs, which root alone can make).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

from bench._books import look, show
from bench._site import apart, complaints, home, running
from bench._walkers import finish, further, places, started, told

MEBIBYTES, CLIENTS, SECONDS = 600, 3, 40.0


def main(clients: int = CLIENTS, seconds: float = SECONDS) -> None:
    """Fill the disk, wait, make room, and look whether everything is there."""
    try:
        _main(clients, seconds)
    except OSError as error:
        print(f"left out: {error}")


def _main(clients: int, seconds: float) -> None:
    with home(MEBIBYTES) as place:
        where = apart(places)
        with running(place, "--workers", "2") as site:
            stop = threading.Event()
            walkers = started(site.port, clients, where, stop, refusals=1_000)
            site.wait_until(lambda: all(one.told or one.failure for one, _thread in walkers), "the first steps")
            ballast, before = place.parent / "ballast", _answers(walkers)
            _fill(ballast, seconds)
            full = _answers(walkers) - before
            ballast.unlink()
            began = time.monotonic()
            further(site, walkers, "the steps after there was room")
            again = time.monotonic() - began
            answers, said = finish(walkers, stop), site.said
        books = apart(look, told(walkers))
    print(f"disk full for {seconds:.0f} s under {clients} clients: answers meanwhile by status {dict(full)}")
    print(f"  {again:.1f} s after there was room everybody had done a step; all answers {dict(answers)}")
    print(f"  the database was started again {said.count('内置数据库已启动。')} times")
    refused = Counter(line for one, _thread in walkers for line in one.refused)
    for line, times in refused.most_common(8):
        print(f"  refused {times} times: {line}")
    for line in complaints(said):
        print(f"  in the log: {line}")
    show(books)


def _answers(walkers: list) -> Counter[int]:  # type: ignore[type-arg]
    return sum((one.answers for one, _thread in walkers), Counter[int]())


def _fill(ballast: Path, seconds: float) -> None:
    """Take every free byte again and again until the time is up."""
    end = time.monotonic() + seconds
    with ballast.open("wb", buffering=0) as file:
        while time.monotonic() < end:
            for size in (1 << 20, 4096):
                try:
                    while time.monotonic() < end:
                        file.write(b"\0" * size)
                except OSError:
                    continue
            time.sleep(0.2)


if __name__ == "__main__":
    main()

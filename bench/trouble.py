"""kill −9 of every process of the platform at random moments under load: nothing that was told done may be missing.

``python -m bench.trouble`` (200 kills; ``--kills``, ``--clients``). The platform is ``fazhi up`` with two web
processes, a worker, a worker of jobs and the embedded database, durable. Clients walk matters through the pages in a
browser's way, with forms and files; whoever gets no answer or an error page sends the same form again. At the end the
record is verified and the books must agree.
"""

from __future__ import annotations

import argparse
import random
import statistics
import threading
import time
from collections import Counter

import psutil

from bench._books import look, show
from bench._site import Site, apart, complaints, home, running
from bench._walkers import Walker, finish, further, places, started, told

KILLS, CLIENTS, GAP = 200, 4, 3.0
TARGETS = ("web 1", "web 2", "worker", "jobs", "database", "session")
_IN_ALL = 10
"""Kills where all benchmarks are run."""


def main(kills: int = _IN_ALL, clients: int = CLIENTS, gap: float = GAP) -> None:
    """Print what was killed, what clients met, and whether everything is there."""
    with home() as place:
        where = apart(places)
        with running(place, "--workers", "2") as site:
            stop = threading.Event()
            walkers = started(site.port, clients, where, stop)
            site.wait_until(lambda: all(one.told or one.failure for one, _thread in walkers), "the first steps")
            began, done = time.monotonic(), _kill(site, kills, gap)
            lasted = time.monotonic() - began
            further(site, walkers, "the steps after the last kill")
            answers, said = finish(walkers, stop), site.said
        books = apart(look, told(walkers))
    _print(done, lasted, answers, [one for one, _thread in walkers])
    for line in complaints(said):
        print(f"  in the log: {line}")
    show(books)


def _kill(site: Site, kills: int, gap: float) -> Counter[str]:
    """Kill every target once a round, in another order each, at random moments."""
    rng, done = random.Random(20200630), Counter[str]()
    while done.total() < kills:
        for target in rng.sample(TARGETS, len(TARGETS)):
            time.sleep(rng.uniform(0.0, 2 * gap))
            if site.process.poll() is not None:
                raise SystemExit(f"the supervisor ended\n{site.said[-3000:]}")
            process = site.parts().get(target)
            if process is None or done.total() >= kills:
                continue
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
            done[target] += 1
    return done


def _print(done: Counter[str], lasted: float, answers: Counter[int], walkers: list[Walker]) -> None:
    outages = sorted(each for one in walkers for each in one.outages)
    steps = sum(len(one.told) for one in walkers)
    print(f"{done.total()} kills in {lasted:.0f} s under {len(walkers)} clients: {dict(done)}")
    print(
        f"  {steps:,} steps told done, {steps / lasted:.1f}/s; answers by status (0: connection broke): {dict(answers)}"
    )
    if outages:
        print(
            f"  {len(outages)} times somebody waited for the platform: median {statistics.median(outages):.1f} s,"
            f" longest {outages[-1]:.1f} s"
        )
    refused = Counter(line for one in walkers for line in one.refused)
    for line, times in refused.most_common(8):
        print(f"  refused {times} times: {line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Kill the platform's processes under load.")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--gap", type=float, default=GAP, help="mean seconds between two kills")
    given = parser.parse_args()
    main(given.kills, given.clients, given.gap)

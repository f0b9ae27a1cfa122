"""Transitions a second with 16 clients at once, against 16 that do the bare UPDATE and INSERT of it.

``python -m bench transitions``. Both on the same embedded server with every commit on the disk, in turns, each client a
process with a connection of its own. A client opens a matter, has it dispatched and signed for, and reports progress
on it; each of the six is a transition with its checks, clocks, event in the chain and messages.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any

from bench._platform import platform

CLIENTS, SECONDS, ROUNDS = 16, 10.0, 3

_BARE = """
CREATE TABLE bare_matter (id bigserial PRIMARY KEY, state text NOT NULL, sequence int NOT NULL);
CREATE TABLE bare_event (id bigserial PRIMARY KEY, matter_id bigint NOT NULL REFERENCES bare_matter,
    sequence int NOT NULL, at timestamptz NOT NULL, kind text NOT NULL, data jsonb NOT NULL,
    UNIQUE (matter_id, sequence));
INSERT INTO bare_matter (state, sequence) SELECT 'registered', 0 FROM generate_series(1, 1000);
GRANT ALL ON bare_matter, bare_event, bare_matter_id_seq, bare_event_id_seq TO PUBLIC;
"""


def main(clients: int = CLIENTS, seconds: float = SECONDS) -> None:
    """Print what came of both."""
    import psycopg

    with platform():
        with psycopg.connect(os.environ["FAZHI_OWNER_URL"], autocommit=True) as owner:
            owner.execute(_BARE)
        taken: dict[str, list[list[float]]] = {"bare": [], "fazhi": []}
        for _round in range(ROUNDS):
            for name, client in (("bare", _bare), ("fazhi", _fazhi)):
                taken[name].append(_together(client, clients, seconds))
        from fazhi.kernel.events.sealing import verify

        verified = verify()
    print(f"{clients} clients, {ROUNDS} times {seconds:.0f} s each in turns, on {os.cpu_count()} cores")
    rates = {name: statistics.median(len(each) / seconds for each in rounds) for name, rounds in taken.items()}
    for name, label in (("bare", "UPDATE and INSERT, committed"), ("fazhi", "transitions")):
        every = sorted(one for each in taken[name] for one in each)
        print(
            f"  {label:<32}{rates[name]:>8.0f}/s  median {statistics.median(every) * 1000:>6.1f} ms"
            f"  p95 {every[int(len(every) * 0.95)] * 1000:>6.1f} ms"
        )
    print(f"  one transition costs {rates['bare'] / rates['fazhi']:.1f} bare ones")
    print(f"  {verified.events:,} events verified, {len(verified.damages)} damages")
    assert not verified.damages, verified.damages[:3]


def _together(client: Callable[..., None], clients: int, seconds: float) -> list[float]:
    """How long each step of each client took, all beginning at once."""
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(clients), context.Queue()
    processes = [context.Process(target=client, args=(n, start, seconds, answers)) for n in range(clients)]
    for process in processes:
        process.start()
    found = [one for _process in processes for one in answers.get(timeout=300)]
    for process in processes:
        process.join()
    return found


def _timed(steps: Callable[[], Any], start: Barrier, seconds: float) -> list[float]:
    """``steps`` yields after each; what is under way when the time is up does not count."""
    taken: list[float] = []
    start.wait()
    end = time.perf_counter() + seconds
    while True:
        before = time.perf_counter()
        for _done in steps():
            after = time.perf_counter()
            if after > end:
                return taken
            taken.append(after - before)
            before = after


def _bare(number: int, start: Barrier, seconds: float, answers: Any) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("SELECT 1")
        connection.commit()

        def steps() -> Any:
            for matter in range(number + 1, 1000, CLIENTS):
                [sequence] = connection.execute(  # type: ignore[misc]
                    "UPDATE bare_matter SET state = 'handling', sequence = sequence + 1 WHERE id = %s"
                    " RETURNING sequence",
                    [matter],
                ).fetchone()
                connection.execute(
                    "INSERT INTO bare_event (matter_id, sequence, at, kind, data)"
                    " VALUES (%s, %s, now(), 'progress', '{\"note\": \"\"}')",
                    [matter, sequence],
                )
                connection.commit()
                yield

        answers.put(_timed(steps, start, seconds))


def _fazhi(number: int, start: Barrier, seconds: float, answers: Any) -> None:
    from fazhi.kernel.start import load

    load()
    from bench._platform import PEOPLE
    from fazhi.kernel.matters.perform import open_matter, perform
    from fazhi.kernel.models import Organization, User

    street, dispatcher, lead = (User.objects.get(username=name) for name, _where, _role in PEOPLE)
    unit = lead.seats()[0].organization
    community = Organization.objects.filter(parent=street.seats()[0].organization, kind="社区").order_by("code")[0]

    def steps() -> Any:
        matter = open_matter(
            "coordination",
            street,
            {
                "field": "市容管理",
                "source": "street",
                "urgency": "ordinary",
                "community": community.code,
                "place": f"老围{number}街路口",
                "description": "共享单车堆放，堵住了人行道。",
            },
        )
        yield
        perform(matter, "dispatch", dispatcher, {"lead": unit.code})
        yield
        perform(matter, "sign", lead)
        yield
        for note in ("已到现场", "已约谈企业", "已划停放线"):
            perform(matter, "progress", lead, {"note": note})
            yield

    answers.put(_timed(steps, start, seconds))

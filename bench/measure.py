"""Time and peak memory of a function, each in a process of its own so that one does not count for another."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """The best time of several runs in seconds, the peak of resident memory in MiB, and what the function returned."""

    seconds: float
    mebibytes: float
    result: Any


def measure(prepare: Callable[..., Callable[[], Any]], *args: Any, runs: int = 3) -> Measured:
    """Call ``prepare(*args)`` in a fresh process, then time ``runs`` calls of what it returns."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (prepare, args, runs))


def _measure(prepare: Callable[..., Callable[[], Any]], args: tuple[Any, ...], runs: int) -> Measured:
    function = prepare(*args)
    best, result = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        result = function()
        best = min(best, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB, on macOS bytes
    return Measured(best, peak / (2**20 if sys.platform == "darwin" else 2**10), result)


def print_rows(title: str, rows: list[tuple[str, Measured]]) -> None:
    """A small table; each row after the first with its ratio to the first."""
    print(title)
    base = rows[0][1].seconds
    for name, measured in rows:
        print(f"  {name:<44}{measured.seconds:>9.3f} s{measured.seconds / base:>8.2f}×{measured.mebibytes:>8.0f} MiB")

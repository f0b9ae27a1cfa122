"""Speed of the law room, as ratios: a million court fees on arrays, and the start of ``fazhi fee``.

Figures are the best of several rounds, in one process, side by side.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from fazhi.law import bulk, parameters

ON = date(2026, 1, 1)
ROWS = 1_000_000


def best(call: Callable[[], Any], rounds: int = 9) -> float:
    """Seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def line(label: str, seconds: float, against: float) -> None:
    """One row: what, milliseconds, and how many times the reference's time."""
    print(f"  {label:<58} {seconds * 1000:9.2f} ms   {seconds / against:6.2f} ×")


def bench_fees() -> None:
    """A million amounts from one fen to fifty million yuan, even in order of size."""
    rng = np.random.default_rng(20260101)
    fen = np.exp(rng.uniform(0, np.log(5e9), ROWS)).astype(np.int64) + 1
    rows = parameters.parameter("court_fees.property").at(ON).value.rows
    upto = np.array([int(row.upto) * 100 for row in rows[:-1]])
    mills = np.array([0 if row.rate is None else int(row.rate.low * 1000) for row in rows])
    constants = np.empty(len(rows), dtype=np.int64)
    constants[0] = int(rows[0].flat.low) * 100 * 1000
    for i in range(1, len(rows)):
        constants[i] = constants[i - 1] + (mills[i - 1] - mills[i]) * upto[i - 1]

    def formula() -> Any:
        index = np.searchsorted(upto, fen)
        return (fen * mills[index] + constants[index] + 500) // 1000

    print(f"court fees, {ROWS:,} amounts")
    assert (formula() == bulk.property_fees(fen, on=ON)).all()
    reference = best(formula)
    line("plain NumPy formula (searchsorted, amount × rate + constant)", reference, reference)
    line("fazhi.law.bulk.property_fees", best(lambda: bulk.property_fees(fen, on=ON)), reference)
    line("fazhi.law.bulk.property_fees, halved", best(lambda: bulk.property_fees(fen, on=ON, half=True)), reference)
    try:
        from openfisca_core.taxscales import MarginalRateTaxScale
    except ImportError:
        print("  openfisca-core is not installed: not compared (pip install openfisca-core)")
        return
    scale = MarginalRateTaxScale()
    for threshold, mill in zip([0, *(upto / 100)], mills, strict=True):
        scale.add_bracket(float(threshold), mill / 1000)
    yuan = fen / 100
    ours = bulk.property_fees(fen, on=ON)
    theirs = np.floor((scale.calc(yuan) + float(rows[0].flat.low)) * 100 + 0.5).astype(np.int64)
    apart = np.abs(ours - theirs)
    assert apart.max() <= 1, "more than a rounding apart"
    line("openfisca-core MarginalRateTaxScale.calc", best(lambda: scale.calc(yuan), 5), reference)
    print(f"  (openfisca-core computes in binary floating point: {int((apart > 0).sum())} of {ROWS:,} a fen apart)")


def bench_start() -> None:
    """The command as a person starts it, against an interpreter that does nothing."""

    def start(*code: str) -> float:
        return best(lambda: subprocess.run([sys.executable, *code], check=True, stdout=subprocess.DEVNULL), 7)

    run = "from fazhi.__main__ import main; main({args})"
    print("start-up")
    nothing = start("-c", "pass")
    line("python -c pass", nothing, nothing)
    line("python -c 'import click'", start("-c", "import click"), nothing)
    line("fazhi fee", start("-c", run.format(args=["fee"])), nothing)
    line("fazhi fee lit_property 50万", start("-c", run.format(args=["fee", "lit_property", "50万"])), nothing)


def main() -> None:
    """Both benchmarks."""
    bench_fees()
    bench_start()

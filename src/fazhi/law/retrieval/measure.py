"""How good a ranking is: the share of a question's articles found among the first k, and where the first stands."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass

DEPTHS = (5, 10, 20, 100)
_MRR_DEPTH = 10


@dataclass(frozen=True)
class Quality:
    """Averages over questions: R@k for each of :data:`DEPTHS`, and MRR@10. All 0 to 1; ``count`` questions."""

    count: int
    recall: tuple[float, ...]
    mrr: float

    def as_dict(self) -> dict[str, float]:
        """For machines: questions, R@5 … MRR@10."""
        found = {f"R@{depth}": round(value, 4) for depth, value in zip(DEPTHS, self.recall, strict=True)}
        return {"questions": self.count, **found, f"MRR@{_MRR_DEPTH}": round(self.mrr, 4)}


def quality(rankings: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> Quality:
    """Compare rankings (ids, best first) with the ids that answer. Questions without any are left out."""
    pairs = [(ranked, set(own)) for ranked, own in zip(rankings, gold, strict=True) if own]
    if not pairs:
        return Quality(0, tuple(0.0 for _depth in DEPTHS), 0.0)
    recall = tuple(
        sum(len(own.intersection(ranked[:depth])) / len(own) for ranked, own in pairs) / len(pairs) for depth in DEPTHS
    )
    first = (
        next((1 / at for at, one in enumerate(ranked[:_MRR_DEPTH], 1) if one in own), 0.0) for ranked, own in pairs
    )
    return Quality(len(pairs), recall, sum(first) / len(pairs))


def peak_memory() -> float:
    """The most memory this process has had resident, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB, on macOS bytes
    return peak / (2**20 if sys.platform == "darwin" else 2**10)

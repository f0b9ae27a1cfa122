"""Parts for cross-validation in which some questions ask for articles that no other part asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fazhi.law.retrieval.texts import Ints

_WHOLE = 0.15  # of the questions, together with all that share an article with them


def folds(gold: Sequence[Ints], parts: int = 5, seed: int = 7) -> Ints:
    """The part of each question. Some 15 % lie in groups that share no article with another part, the rest at random.

    What is measured on a part then holds both for questions like those known and for new ground.
    """
    rng = np.random.default_rng(seed)
    group = _groups(gold)
    part = rng.integers(parts, size=len(gold))
    kept = 0
    for one in rng.permutation(np.unique(group)):
        members = np.flatnonzero(group == one)
        if len(members) < 2 or len(members) > len(gold) * 0.05:
            continue
        if kept + len(members) > _WHOLE * len(gold):
            break
        part[members] = rng.integers(parts)
        kept += len(members)
    return part


def _groups(gold: Sequence[Ints]) -> Ints:
    """Questions joined by articles in common have the same number."""
    parent = list(range(len(gold)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    asked_by: dict[int, int] = {}
    for at, own in enumerate(gold):
        for article in own.tolist():
            parent[root(at)] = root(asked_by.setdefault(article, at))
    return np.asarray([root(at) for at in range(len(gold))], dtype=np.int64)


def unseen(gold: Sequence[Ints], known: Sequence[Ints]) -> np.ndarray:
    """Which questions have no article among those of the known questions."""
    seen = {article for own in known for article in own.tolist()}
    return np.asarray([not seen.intersection(own.tolist()) for own in gold], dtype=bool)

"""The order of the candidates: small networks that learn from whole lists (ListNet, Cao et al. 2007)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.texts import Ints

_HIDDEN, _DROPPED, _EPOCHS, _BATCH, _RATE, _DECAY = 32, 0.3, 20, 32, 5e-3, 0.01
_BETA1, _BETA2, _TINY = 0.9, 0.999, 1e-8
_MEMBERS = 3
_FAR = 6.0  # standard deviations beyond which a feature tells no more


@dataclass(frozen=True)
class Network:
    """score = x·direct + relu(x·inner + shift)·outer."""

    direct: Floats
    inner: Floats
    shift: Floats
    outer: Floats

    def score(self, features: Floats) -> Floats:
        """Of each line."""
        inside = np.maximum(features @ self.inner + self.shift, 0)
        scores: Floats = features @ self.direct + inside @ self.outer
        return scores


@dataclass(frozen=True)
class Ranker:
    """Networks that add their scores, over features brought to mean 0 and deviation 1."""

    mean: Floats
    deviation: Floats
    networks: tuple[Network, ...]

    def score(self, features: Floats) -> Floats:
        """Of each candidate; only comparable within one question."""
        plain = _standard(features, self.mean, self.deviation)
        scores: Floats = np.sum([network.score(plain) for network in self.networks], axis=0, dtype=np.float32)
        return scores


def _standard(features: Floats, mean: Floats, deviation: Floats) -> Floats:
    plain = (features - mean) / deviation
    return np.clip(plain, -_FAR, _FAR, out=plain)


def learn(
    lists: Sequence[Floats], right: Sequence[NDArray[np.bool_]], progress: Callable[[int, int], None], *, seed: int = 0
) -> Ranker:
    """From the candidates of each question (lines × features) and which of them answer it.

    A list without a right candidate teaches nothing and is left out. All candidates of a question are shown: learning
    from the strongest wrong ones alone ruins the order of the rest.
    """
    taken = [at for at, own in enumerate(right) if own.any()]
    lengths = np.asarray([len(lists[at]) for at in taken], dtype=np.int64)
    ends = np.cumsum(lengths)
    everything = np.concatenate([lists[at] for at in taken])
    mean = everything.mean(axis=0, dtype=np.float64).astype(np.float32)
    deviation = np.maximum(everything.std(axis=0, dtype=np.float64), 1e-6).astype(np.float32)
    everything = _standard(everything, mean, deviation)
    target = np.concatenate([right[at] / right[at].sum() for at in taken]).astype(np.float32)
    networks = []
    for member in range(_MEMBERS):
        done = member * _EPOCHS
        networks.append(
            _train(
                everything, target, lengths, ends, np.random.default_rng(seed + member),
                lambda epoch, done=done: progress(done + epoch, _MEMBERS * _EPOCHS),  # type: ignore[misc]
            )
        )  # fmt: skip
    return Ranker(mean, deviation, tuple(networks))


def _train(
    features: Floats,
    target: Floats,
    lengths: Ints,
    ends: Ints,
    rng: np.random.Generator,
    progress: Callable[[int], None],
) -> Network:
    width, count = features.shape[1], len(lengths)
    weights = [
        np.zeros(width, dtype=np.float32),
        rng.normal(0, width**-0.5, (width, _HIDDEN)).astype(np.float32),
        np.zeros(_HIDDEN, dtype=np.float32),
        np.zeros(_HIDDEN, dtype=np.float32),
    ]
    first, second = ([np.zeros_like(one) for one in weights] for _ in range(2))
    batches = max(count // _BATCH, 1)
    step, steps = 0, _EPOCHS * batches
    for epoch in range(_EPOCHS):
        for batch in np.array_split(rng.permutation(count), batches):
            lines = np.concatenate([np.arange(ends[at] - lengths[at], ends[at]) for at in batch])
            slopes = _slopes(weights, features[lines], target[lines], lengths[batch], rng)
            step += 1
            rate = _RATE * (1 - step / (steps + 1))
            for at, slope in enumerate(slopes):
                first[at] = _BETA1 * first[at] + (1 - _BETA1) * slope
                second[at] = _BETA2 * second[at] + (1 - _BETA2) * slope**2
                move = (first[at] / (1 - _BETA1**step)) / (np.sqrt(second[at] / (1 - _BETA2**step)) + _TINY)
                weights[at] -= rate * (move + (_DECAY * weights[at] if at < 2 else 0))
        progress(epoch + 1)
    return Network(*weights)


def _slopes(
    weights: Sequence[Floats], features: Floats, target: Floats, lengths: Ints, rng: np.random.Generator
) -> list[Floats]:
    """Of the cross-entropy between the softmax over each list and the right candidates, with dropout inside."""
    direct, inner, shift, outer = weights
    starts = np.cumsum(lengths) - lengths
    inside = features @ inner + shift
    alive = (inside > 0) & (rng.random(inside.shape, dtype=np.float32) > _DROPPED)
    inside *= alive / np.float32(1 - _DROPPED)
    scores = features @ direct + inside @ outer
    scores -= np.repeat(np.maximum.reduceat(scores, starts), lengths)
    chance = np.exp(scores)
    chance /= np.repeat(np.add.reduceat(chance, starts), lengths)
    wrong = (chance - target) / np.float32(len(lengths))
    back = np.outer(wrong, outer) * (alive / np.float32(1 - _DROPPED))
    return [features.T @ wrong, features.T @ back, back.sum(axis=0), inside.T @ wrong]

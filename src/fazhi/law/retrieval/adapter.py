"""What is learned of the questions: a matrix that moves a question's vector towards its articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.texts import Ints

_TEMPERATURE, _RATE, _BATCH, _EPOCHS, _NEGATIVES = 0.02, 5e-4, 64, 6, 8192
_BETA1, _BETA2, _TINY, _DECAY = 0.9, 0.999, 1e-8, 0.01


def unit(vectors: NDArray[np.floating]) -> Floats:
    """Each row at length 1."""
    scaled: Floats = (vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)).astype(np.float32)
    return scaled


def adapt(questions: Floats, matrix: Floats) -> Floats:
    """q' = (q + qA) / |q + qA| of each row."""
    return unit(questions + questions @ matrix)


def learn(questions: Floats, gold: Sequence[Ints], articles: Floats, *, seed: int = 0) -> Floats:
    """The matrix A for which adapted questions stand nearer to their own articles than to others.

    Cross-entropy over the articles of the batch and a random sample of all, spread evenly over a question's own;
    AdamW from A = 0. ``questions``: n × d unit vectors, ``gold``: for each the rows of ``articles`` that answer it.
    """
    rng = np.random.default_rng(seed)
    size = questions.shape[1]
    matrix, first, second = (np.zeros((size, size), dtype=np.float32) for _ in range(3))
    usable = np.asarray([at for at, own in enumerate(gold) if len(own)], dtype=np.int64)
    step = 0
    for _epoch in range(_EPOCHS):
        order = rng.permutation(usable)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            own = np.unique(np.concatenate([gold[at] for at in batch]))
            others = rng.choice(len(articles), min(_NEGATIVES, len(articles)), replace=False)
            shown = np.concatenate([own, np.setdiff1d(others, own, assume_unique=True)])
            target = np.zeros((len(batch), len(shown)), dtype=np.float32)
            for row, at in enumerate(batch):
                target[row, np.searchsorted(own, gold[at])] = 1 / len(gold[at])
            gradient = _gradient(matrix, questions[batch], articles[shown], target)
            step += 1
            first = _BETA1 * first + (1 - _BETA1) * gradient
            second = _BETA2 * second + (1 - _BETA2) * gradient**2
            move = (first / (1 - _BETA1**step)) / (np.sqrt(second / (1 - _BETA2**step)) + _TINY)
            matrix -= _RATE * (move + _DECAY * matrix)
    return matrix


def _gradient(matrix: Floats, questions: Floats, shown: Floats, target: Floats) -> Floats:
    moved = questions + questions @ matrix
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    direction = moved / length
    logits = direction @ shown.T / _TEMPERATURE
    logits -= logits.max(axis=1, keepdims=True)
    chance = np.exp(logits)
    chance /= chance.sum(axis=1, keepdims=True)
    toward = (chance - target) @ shown / _TEMPERATURE / len(questions)
    through = (toward - direction * (toward * direction).sum(axis=1, keepdims=True)) / length
    slope: Floats = (questions.T @ through).astype(np.float32)
    return slope

"""Candidates for a question, and what speaks for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.index import Index, best
from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.memory import Likeness, Memory
from fazhi.law.retrieval.texts import Ints, bigrams

_BY_PAIRS, _BY_VECTOR, _BY_MEMORY = 300, 500, 100
_LEADING = 50  # of the adapted vector: how many of them are of the same law
_NEAR = 4.0  # articles of distance over which a vote for a neighbour fades
_TINY = 1e-6
_Named = dict[str, NDArray[Any] | float]


@dataclass(frozen=True)
class Asked:
    """A question: its text, its vector, and that vector moved by what was learned; ``None`` without vectors."""

    text: str
    vector: Floats | None = None
    adapted: Floats | None = None


@dataclass(frozen=True)
class Candidates:
    """``rows`` of the index in ascending order, and their ``features`` (one line each)."""

    rows: Ints
    features: Floats


class _Scored:
    """A score of all articles with its leaders."""

    def __init__(self, scores: NDArray[np.floating], depth: int) -> None:
        self.scores = scores
        self.leaders = best(scores, depth)
        self.top = float(scores[self.leaders[0]]) if len(self.leaders) else 0.0

    def standing(self, rows: Ints) -> Floats:
        """1 / (1 + rank) among the leaders, 0 for all others."""
        places = np.zeros(len(self.scores), dtype=np.float32)
        places[self.leaders] = 1 / (1 + np.arange(len(self.leaders)))
        return places[rows]

    def share(self, rows: Ints) -> _Named:
        """Absolute, as a share of the highest, by rank."""
        own = self.scores[rows]
        return {"": own, "_of_top": own / max(self.top, _TINY), "_rank": self.standing(rows)}

    def below(self, rows: Ints) -> _Named:
        """Absolute, below the highest, by rank."""
        own = self.scores[rows]
        return {"": own, "_below": own - self.top, "_rank": self.standing(rows)}


def collect(
    index: Index, asked: Asked, memory: Memory | None = None, allowed: NDArray[np.bool_] | None = None
) -> Candidates:
    """The candidates of a question. ``allowed``: which questions of the memory may be used (all, if ``None``)."""
    count = len(index.passages)
    pairs = bigrams([asked.text])[0]
    by_pairs = _Scored(index.by_pairs(pairs), _BY_PAIRS)
    if index.vectors is None or asked.adapted is None:
        cosine = np.zeros(count, dtype=np.float32)
    else:
        cosine = index.vectors @ asked.adapted
    by_vector = _Scored(cosine, _BY_VECTOR)
    likeness = None
    leaders = [one.leaders for one in (by_pairs, by_vector)]
    if memory is not None:
        likeness = memory.like_questions(pairs, asked.vector, allowed), memory.like_answers(asked.vector, allowed)
        leaders.append(best(likeness[0].highest, _BY_MEMORY))
    rows = np.unique(np.concatenate(leaders))

    found: _Named = {}
    for name, parts in (("pairs", by_pairs.share(rows)), ("vector", by_vector.below(rows))):
        found |= {f"{name}{part}": values for part, values in parts.items()}
    found |= {
        "pairs_top": by_pairs.top,
        "vector_top": by_vector.top,
        **_around(index, by_vector, rows),
        **_shape(index, rows, asked.text),
        **_remembered(index, rows, memory, likeness, allowed),
    }
    features = np.empty((len(rows), len(found)), dtype=np.float32)
    for at, values in enumerate(found.values()):
        features[:, at] = values
    return Candidates(rows, features)


def _around(index: Index, by_vector: _Scored, rows: Ints) -> _Named:
    """How the rest of the law stands: its best article, how many lead, the neighbours."""
    law, scores = index.law[rows], by_vector.scores
    highest = np.zeros(len(index.laws), dtype=np.float32)
    np.maximum.at(highest, index.law[by_vector.leaders], scores[by_vector.leaders])
    leading = np.bincount(index.law[by_vector.leaders[:_LEADING]], minlength=len(index.laws))
    beside = np.maximum(scores[index.before[rows]], scores[index.after[rows]])
    return {"law_below": highest[law] - by_vector.top, "law_leading": leading[law], "beside": beside - by_vector.top}


def _shape(index: Index, rows: Ints, question: str) -> _Named:
    return {
        "length": np.log1p(index.length[rows]),
        "law_size": np.log1p(index.size[rows]),
        "place": index.place[rows],
        "level": index.level[rows],
        "question_length": float(len(question)),
    }


def _remembered(
    index: Index,
    rows: Ints,
    memory: Memory | None,
    likeness: tuple[Likeness, Likeness] | None,
    allowed: NDArray[np.bool_] | None,
) -> _Named:
    """What known questions and answers say of the candidates; zeros where nothing is known."""
    if memory is None or likeness is None:
        return dict.fromkeys(_MEMORY, 0.0)
    law, laws = index.law[rows], len(index.laws)
    law_of_known = index.law[memory.articles]
    usable = memory.open_to(allowed)
    found: _Named = {}
    for name, one in zip(("question", "answer"), likeness, strict=True):
        top = float(one.top[0]) if len(one.top) else 0.0
        ranked = _Scored(one.highest, _BY_MEMORY)
        found |= {
            f"{name}_like": one.highest[rows],
            f"{name}_below": one.highest[rows] - top,
            f"{name}_rank": ranked.standing(rows),
            f"{name}_votes": one.votes[rows],
            f"{name}_law_votes": np.bincount(law_of_known, weights=one.weights, minlength=laws)[law],
            f"{name}_top": top,
        }
    found["question_top3"] = float(likeness[0].top.mean()) if len(likeness[0].top) else 0.0
    weights = likeness[0].weights + likeness[1].weights
    voting = np.flatnonzero(weights > 1e-3)
    apart = np.abs(index.number[rows][:, None] - index.number[memory.articles[voting]][None, :])
    same = law[:, None] == law_of_known[voting][None, :]
    found["votes_near"] = np.where(same, np.exp(-apart / _NEAR), 0) @ weights[voting]
    asked_of_law = np.bincount(law_of_known[usable], minlength=laws)[law]
    found["law_prior"] = np.log((asked_of_law + 0.3) / (index.size[rows] + 20))
    found["law_count"] = np.log1p(asked_of_law)
    found["count"] = np.log1p(np.bincount(memory.articles[usable], minlength=len(index.passages))[rows])
    return found


_EACH = ("like", "below", "rank", "votes", "law_votes", "top")
_MEMORY = (
    *(f"question_{part}" for part in _EACH),
    *(f"answer_{part}" for part in _EACH),
    "question_top3",
    "votes_near",
    "law_prior",
    "law_count",
    "count",
)

"""Candidates for a question, and what speaks for each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.index import Index, best
from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.memory import Memory
from fazhi.law.retrieval.texts import Ints, bigrams

TOP_PAIRS, TOP_WORDS, TOP_RAW, TOP_ADAPTED, TOP_KNOWN = 200, 200, 300, 400, 100
_SMOOTH = 4.0


@dataclass(frozen=True)
class Asked:
    """A question with its vector (and its adapted vector) as the features need it."""

    text: str
    vector: Floats
    adapted: Floats


@dataclass(frozen=True)
class Rows:
    """Candidates (rows of the index) and their features (one line each)."""

    rows: Ints
    features: Floats


def _standing(rows: Ints, leaders: Ints, count: int) -> Floats:
    """1 / (1 + rank) among the leaders, 0 for others."""
    places = np.zeros(count, dtype=np.float32)
    places[leaders] = 1 / (1 + np.arange(len(leaders)))
    return places[rows]


def collect(index: Index, memory: Memory, asked: Asked, allowed: Ints | None = None) -> tuple[Rows, dict[str, Floats]]:
    count = len(index.passages)
    pairs = bigrams([asked.text])[0]
    by_pairs, by_words, by_law = index.by_pairs(pairs), index.by_words(asked.text), index.by_law(pairs)
    dense = index.vectors @ np.stack([asked.vector, asked.adapted], axis=1)
    raw, adapted = dense[:, 0], dense[:, 1]
    recalled = memory.recall(pairs, asked.vector, allowed)
    q_like = np.zeros(count, dtype=np.float32)
    own = recalled.questions[memory.owner]
    use = np.isfinite(own)
    np.maximum.at(q_like, memory.flat[use], own[use])
    a_like = np.zeros(count, dtype=np.float32)
    own = recalled.answers[memory.owner]
    use = np.isfinite(own)
    np.maximum.at(a_like, memory.flat[use], own[use])
    q_votes = memory.votes(recalled.questions)[memory.owner]
    a_votes = memory.votes(recalled.answers, answers=True)[memory.owner]
    vote = np.bincount(memory.flat, weights=q_votes, minlength=count)
    avote = np.bincount(memory.flat, weights=a_votes, minlength=count)
    laws = len(index.laws)
    gl = index.law[memory.flat]
    law_vote = np.bincount(gl, weights=q_votes, minlength=laws)
    law_avote = np.bincount(gl, weights=a_votes, minlength=laws)
    counted = np.ones(len(memory.flat)) if allowed is None else np.isin(memory.owner, allowed).astype(float)
    law_count = np.bincount(gl, weights=counted, minlength=laws)
    art_count = np.bincount(memory.flat, weights=counted, minlength=count)

    lp, lw, lr, la = best(by_pairs, TOP_PAIRS), best(by_words, TOP_WORDS), best(raw, TOP_RAW), best(adapted, TOP_ADAPTED)
    lk = best(np.maximum(q_like, 0), TOP_KNOWN)
    la2 = best(np.maximum(a_like, 0), TOP_KNOWN)
    rows = np.unique(np.concatenate([lp, lw, lr, la, lk]))
    law = index.law[rows]
    size = index.size[rows]
    # smoothed
    live = np.flatnonzero((q_votes + a_votes) > 1e-3)
    same = law[:, None] == gl[live][None, :]
    gap = np.abs(index.number[rows][:, None] - index.number[memory.flat[live]][None, :])
    smooth = (np.where(same, np.exp(-gap / _SMOOTH), 0) @ (q_votes + a_votes)[live]) if len(live) else np.zeros(len(rows))
    law_best = np.full(laws, -1.0, dtype=np.float32)
    np.maximum.at(law_best, index.law[la], adapted[la])
    law_hits = np.bincount(index.law[la[:50]], minlength=laws)
    fin = recalled.questions[np.isfinite(recalled.questions)]
    top = np.sort(fin)[-3:][::-1] if len(fin) >= 3 else np.zeros(3)
    fa = recalled.answers[np.isfinite(recalled.answers)]
    topa = fa.max() if len(fa) else 0.0
    mx = lambda s: float(s.max()) if len(s) else 0.0
    n = len(rows)
    one = np.ones(n, dtype=np.float32)
    F: dict[str, NDArray] = {
        "pairs": by_pairs[rows], "pairs_rel": by_pairs[rows] / max(mx(by_pairs), 1e-6), "pairs_rr": _standing(rows, lp, count),
        "words": by_words[rows], "words_rel": by_words[rows] / max(mx(by_words), 1e-6), "words_rr": _standing(rows, lw, count),
        "lawname": by_law[law], "lawname_rel": by_law[law] / max(mx(by_law), 1e-6),
        "raw": raw[rows], "raw_rel": raw[rows] - mx(raw), "raw_rr": _standing(rows, lr, count),
        "adapted": adapted[rows], "adapted_rel": adapted[rows] - mx(adapted), "adapted_rr": _standing(rows, la, count),
        "lift": adapted[rows] - raw[rows],
        "known": q_like[rows], "known_rel": q_like[rows] - top[0], "known_rr": _standing(rows, lk, count),
        "aknown": a_like[rows], "aknown_rel": a_like[rows] - topa, "aknown_rr": _standing(rows, la2, count),
        "votes": vote[rows], "avotes": avote[rows], "law_votes": law_vote[law], "law_avotes": law_avote[law], "smooth": smooth,
        "top1": one * top[0], "top3": one * top.mean(), "topa": one * topa,
        "prior": np.log((law_count[law] + 0.3) / (size + 20)), "count": np.log1p(law_count[law]), "acount": np.log1p(art_count[rows]),
        "law_best": law_best[law] - mx(adapted), "law_hits": law_hits[law],
        "around": np.maximum(adapted[index.before[rows]], adapted[index.after[rows]]) - mx(adapted),
        "length": np.log1p(index.length[rows]), "size": np.log1p(size), "place": index.place[rows], "qlen": one * len(asked.text),
        "level": index.level[rows],
        "maxpairs": one * mx(by_pairs), "maxadapted": one * mx(adapted), "maxraw": one * mx(raw),
    }
    return rows, F

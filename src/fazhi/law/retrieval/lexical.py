"""BM25 over numbered terms, kept as postings in arrays (Robertson and Zaragoza 2009)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fazhi.law.retrieval.texts import Ints, find

Floats = NDArray[np.float32]


class Bm25:
    """An index of ``size`` texts. A term is any integer; what was never indexed scores nothing."""

    def __init__(self, terms: Ints, owners: Ints, size: int, *, k1: float = 1.2, b: float = 0.75) -> None:
        """``terms`` and ``owners`` run in parallel: this term occurs (once more) in that text."""
        self.size = size
        self.terms, places = np.unique(terms, return_inverse=True)
        pairs, counts = np.unique(places.astype(np.int64) * max(size, 1) + owners, return_counts=True)
        del places
        of_term, self._docs = pairs // max(size, 1), (pairs % max(size, 1)).astype(np.int32)
        found_in = np.bincount(of_term, minlength=len(self.terms))
        self._bounds = np.concatenate([[0], np.cumsum(found_in)])
        self.weight = np.log1p((size - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)
        lengths = np.bincount(owners, minlength=size).astype(np.float32)
        norm = k1 * (1 - b + b * lengths / max(float(lengths.mean()) if size else 1.0, 1e-9))
        counts = counts.astype(np.float32)
        self._gains: Floats = self.weight[of_term] * counts * (k1 + 1) / (counts + norm[self._docs])

    def score(self, terms: Ints) -> Floats:
        """The score of every text for a query of these terms."""
        places, held = find(self.terms, np.unique(terms))
        spans = [slice(self._bounds[at], self._bounds[at + 1]) for at in places[held]]
        if not spans:
            return np.zeros(self.size, dtype=np.float32)
        docs = np.concatenate([self._docs[span] for span in spans])
        gains = np.concatenate([self._gains[span] for span in spans])
        return np.bincount(docs, weights=gains, minlength=self.size).astype(np.float32)

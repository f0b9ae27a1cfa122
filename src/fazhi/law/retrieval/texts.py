"""Articles as they are searched: which law, which number, and the terms of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray

from fazhi.law.statutes.names import short_name
from fazhi.law.statutes.numbers import NUMERAL, fold, parse_number

Ints = NDArray[np.int64]
_NUMBERED = re.compile(rf"^(.*?)第([{NUMERAL}]+|\d+)条(?:之([{NUMERAL}]+|\d+))?$", re.S)
_WORD = re.compile(r"[^\W_]+")
_BMP = 0x10000


@dataclass(frozen=True)
class Passage:
    """One article to be found: ``name`` is the law with the number (民法典第五百九十条), ``law`` the law alone."""

    id: str
    name: str
    text: str
    law: str
    number: int  # 0 where the name has none


def passage(identity: str, name: str, text: str) -> Passage:
    """Take the name apart: the law without 中华人民共和国 and quotation marks, the number as an integer."""
    found = _NUMBERED.match(fold(name).strip())
    law, number = (found[1], parse_number(found[2]) or 0) if found else (name, 0)
    return Passage(identity, name, text, short_name(law), number)


def words(text: str) -> list[str]:
    """The words of a text, short ones inside long ones included, no punctuation."""
    return [word for word in rjieba.cut_for_search(fold(text).lower()) if _WORD.fullmatch(word)]


@lru_cache(maxsize=1)
def _is_word() -> NDArray[np.bool_]:
    return np.fromiter((chr(code).isalnum() for code in range(_BMP)), dtype=bool, count=_BMP)


def bigrams(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Every pair of neighbouring letters of every text: (code of the pair, index of the text)."""
    folded = [fold(text).lower() for text in texts]
    lengths = np.fromiter((len(text) + 1 for text in folded), dtype=np.int64, count=len(folded))
    codes = np.frombuffer("".join(f"{text}\n" for text in folded).encode("utf-32-le", "replace"), dtype=np.uint32)
    wordly = _is_word()[np.minimum(codes, _BMP - 1)] | (codes >= _BMP)
    starts = np.flatnonzero(wordly[:-1] & wordly[1:])
    pairs = (codes[starts].astype(np.int64) << 21) | codes[starts + 1]
    return pairs, np.repeat(np.arange(len(texts)), lengths)[starts]


def numbered(groups: Iterable[Sequence[str]], known: dict[str, int], *, grow: bool) -> tuple[Ints, Ints]:
    """Words as numbers: (number of the word, index of the text). Unknown words are added or, unless ``grow``, left."""
    terms: list[int] = []
    owners: list[int] = []
    for owner, group in enumerate(groups):
        before = len(terms)
        if grow:
            terms.extend(known.setdefault(word, len(known)) for word in group)
        else:
            terms.extend(known[word] for word in group if word in known)
        owners.extend([owner] * (len(terms) - before))
    return np.asarray(terms, dtype=np.int64), np.asarray(owners, dtype=np.int64)


def distinct(values: Sequence[Any]) -> tuple[list[Any], Ints]:
    """The different values in order of appearance, and for each position the index of its value."""
    known: dict[Any, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return list(known), np.asarray(places, dtype=np.int64)

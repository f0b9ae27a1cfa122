"""Articles as they are searched: which law, which number, and the terms of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi.law.statutes.names import short_name
from fazhi.law.statutes.numbers import NUMERAL, fold, parse_number

Ints = NDArray[np.int64]
_NUMBERED = re.compile(rf"^(.*?)第([{NUMERAL}]+|\d+)条(?:之([{NUMERAL}]+|\d+))?$", re.S)
_BMP = 0x10000
LONGEST = 1000
"""Characters of a question that are read."""


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


@lru_cache(maxsize=1)
def _is_word() -> NDArray[np.bool_]:
    return np.fromiter((chr(code).isalnum() for code in range(_BMP)), dtype=bool, count=_BMP)


def answerable(question: str) -> bool:
    """Whether there is anything in a question to look for: a letter or a digit among what is read of it."""
    return any(map(str.isalnum, question[:LONGEST]))


def bigrams(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Every pair of neighbouring letters of every text: (code of the pair, index of the text)."""
    folded = [fold(text).lower() for text in texts]
    lengths = np.fromiter((len(text) + 1 for text in folded), dtype=np.int64, count=len(folded))
    codes = np.frombuffer("".join(f"{text}\n" for text in folded).encode("utf-32-le", "replace"), dtype=np.uint32)
    wordly = _is_word()[np.minimum(codes, _BMP - 1)] | (codes >= _BMP)
    starts = np.flatnonzero(wordly[:-1] & wordly[1:])
    pairs = (codes[starts].astype(np.int64) << 21) | codes[starts + 1]
    return pairs, np.repeat(np.arange(len(texts)), lengths)[starts]


def find(ordered: NDArray[Any], wanted: NDArray[Any]) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each of the wanted values stands in an ascending array, and whether it does."""
    if not len(ordered):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return places, ordered[places] == wanted


def distinct(values: Sequence[Any]) -> tuple[list[Any], Ints]:
    """The different values in order of appearance, and for each position the index of its value."""
    known: dict[Any, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return list(known), np.asarray(places, dtype=np.int64)

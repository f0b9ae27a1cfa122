"""What was learned, in a file: the matrix and the ranker. Known questions are not in it, nor any text."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fazhi.i18n import _
from fazhi.law.retrieval.errors import BadFile
from fazhi.law.retrieval.lexical import Floats
from fazhi.law.retrieval.memory import Memory
from fazhi.law.retrieval.ranker import Network, Ranker

SHIPPED = Path(__file__).parent / "data" / "learned.npz"
"""Learned from the training questions of STARD (MIT, THUIR 2024) with the answers of LeCoQA (MIT)."""


@dataclass(frozen=True)
class Learned:
    """``matrix`` moves the vectors of questions (``None`` without vectors), ``ranker`` orders candidates, ``memory``
    holds the questions learned from (``None``: they are not looked at)."""

    matrix: Floats | None
    ranker: Ranker
    memory: Memory | None = None


def save(learned: Learned, path: Path) -> None:
    """Write matrix and ranker, in half precision. Raises :class:`BadFile` where that is not possible."""
    parts = {"mean": learned.ranker.mean, "deviation": learned.ranker.deviation}
    for at, network in enumerate(learned.ranker.networks):
        parts |= {f"{name}{at}": values for name, values in vars(network).items()}
    if learned.matrix is not None:
        parts["matrix"] = learned.matrix.astype(np.float16)
    try:
        np.savez_compressed(path, **parts)  # type: ignore[arg-type]
    except OSError as error:
        raise BadFile(
            _("“{path}”不能写入：{reason}。请换一个位置。").format(path=path, reason=error.strerror), path=str(path)
        ) from None


def load(path: Path = SHIPPED) -> Learned:
    """Read what :func:`save` wrote. Raises :class:`BadFile`."""
    try:
        with np.load(path) as parts:
            names = Network.__dataclass_fields__
            members = sum(name.startswith("direct") for name in parts.files)
            networks = tuple(Network(**{name: parts[f"{name}{at}"] for name in names}) for at in range(members))
            matrix = parts["matrix"].astype(np.float32) if "matrix" in parts.files else None
            return Learned(matrix, Ranker(parts["mean"], parts["deviation"], networks))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadFile(_("读不了“{path}”：{reason}。").format(path=path, reason=error), path=str(path)) from None

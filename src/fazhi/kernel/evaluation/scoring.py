"""How marks become a result: means, trimmed means, weights, rank with ties. Decimals throughout; nothing of Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from fazhi.i18n import _

PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Mean:
    """A mean and how it came about. ``value`` is None where there was nothing to take it of."""

    value: Decimal | None
    counted: int
    dropped: int

    @property
    def text(self) -> str:
        """The reckoning in words."""
        if self.value is None:
            return _("没有可计的评分")
        said = _("{n} 份评分的平均数 {value}").format(n=self.counted, value=self.value)
        if not self.dropped:
            return said
        return said + _("（去掉最高、最低各 {n} 份）").format(n=self.dropped)


def round_half_up(value: Decimal) -> Decimal:
    """To two places, half up."""
    return value.quantize(PLACES, ROUND_HALF_UP)


def mean(scores: Sequence[Decimal], *, trim: int = 0, at_least: int = 1) -> Mean:
    """The mean after ``trim`` scores were dropped at each end.

    Nothing is dropped where fewer than ``at_least`` would be left: three scores say more than one.
    """
    if not scores:
        return Mean(None, 0, 0)
    dropped = trim if len(scores) - 2 * trim >= max(at_least, 1) else 0
    kept = sorted(scores)[dropped : len(scores) - dropped]
    return Mean(round_half_up(sum(kept, Decimal(0)) / len(kept)), len(kept), dropped)


def weighted(parts: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The sum of value times weight, where the weights sum to one. Raises ValueError where they do not."""
    if sum((weight for _value, weight in parts), Decimal(0)) != 1:
        raise ValueError(_("权重之和应为 1"))
    return round_half_up(sum((value * weight for value, weight in parts), Decimal(0)))


def ranked(scores: dict[str, Decimal]) -> list[tuple[int, str, Decimal]]:
    """Rank, name and score, the highest first; equal scores share a rank and the next one is skipped (1, 1, 3).

    Inside a tie the order is by name, and so the same whatever the order of the input.
    """
    ordered = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
    found: list[tuple[int, str, Decimal]] = []
    for score, tied in groupby(ordered, key=lambda each: each[1]):
        rank = len(found) + 1
        found += [(rank, name, score) for name, _score in tied]
    return found

"""Progressive fees of whole columns: integer fen on NumPy arrays, with the results of the single calculation.

The rates of a rule become integers over one denominator, so that every fee is an exact integer until the one rounding
(half up, to a fen) at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import LARGEST, show
from fazhi.law.errors import BadInput
from fazhi.law.parameters.values import Brackets

Fen = NDArray[np.int64]

_BLOCK = 1 << 14  # amounts a block: the working arrays stay in the processor's cache
_LARGEST_FEN = int(LARGEST) * 100
_HALF = "court_fees.half_simplified"


@dataclass(frozen=True)
class _Scale:
    """fee × denominator = amount × slopes[i] + offsets[i], where i counts the limits below the amount (in fen)."""

    limits: tuple[int, ...]
    slopes: Fen
    offsets: Fen
    denominator: int
    floor: int | None  # × denominator, as is the ceiling
    ceiling: int | None


def property_fees(amounts: Fen, *, on: date, half: bool = False) -> Fen:
    """Court acceptance fees in fen for amounts claimed in fen, by the rule in force ``on`` that day.

    ``amounts``: one-dimensional, integers, each at least 1. ``half``: with the one halving of arts. 15, 16, 18. Equals
    the tool ``lit_property`` for every amount. Raises :class:`BadInput` that names the first row that cannot be.
    """
    times = Fraction(parameters.parameter(_HALF).at(on).value) if half else Fraction(1)
    return _fees("court_fees.property", amounts, on, times, least=1)


def enforcement_fees(amounts: Fen, *, on: date) -> Fen:
    """Enforcement fees (申请执行费) in fen; see :func:`property_fees`."""
    return _fees("court_fees.enforcement", amounts, on, Fraction(1), least=1)


def preservation_fees(amounts: Fen, *, on: date) -> Fen:
    """Preservation fees (申请保全费) in fen; zero is allowed; see :func:`property_fees`."""
    return _fees("court_fees.preservation", amounts, on, Fraction(1), least=0)


def payment_order_fees(amounts: Fen, *, on: date) -> Fen:
    """Fees of payment orders (支付令) in fen; see :func:`property_fees`."""
    share = Fraction(parameters.parameter("court_fees.payment_order_share").at(on).value)
    return _fees("court_fees.property", amounts, on, 1 / share, least=1)


def _fees(identifier: str, amounts: Fen, on: date, times: Fraction, *, least: int) -> Fen:
    values = _checked(amounts, least)
    scale = _scale(parameters.parameter(identifier).at(on).value, times)
    fees = np.empty_like(values)
    for start in range(0, len(values), _BLOCK):
        block, out = values[start : start + _BLOCK], fees[start : start + _BLOCK]
        index = np.zeros(len(block), dtype=np.int8)
        for limit in scale.limits:
            index += block > limit
        np.multiply(block, scale.slopes.take(index), out=out)
        out += scale.offsets.take(index)
        if scale.floor is not None:
            np.maximum(out, scale.floor, out=out)
        if scale.ceiling is not None:
            np.minimum(out, scale.ceiling, out=out)
        out += scale.denominator // 2
        np.floor_divide(out, scale.denominator, out=out)
    return fees


def _checked(amounts: Fen, least: int) -> Fen:
    if not isinstance(amounts, np.ndarray) or amounts.ndim != 1 or not np.issubdtype(amounts.dtype, np.integer):
        raise BadInput(_("金额应为一维整数数组，单位为分。"))
    if amounts.size and (int(amounts.min()) < least or int(amounts.max()) > _LARGEST_FEN):
        row = int(np.flatnonzero((amounts < least) | (amounts > _LARGEST_FEN))[0])
        raise BadInput(
            _("第 {row} 行的金额 {value} 分不能用：应为 {least} 至 {most} 分的整数。").format(
                row=row + 1, value=int(amounts[row]), least=least, most=_LARGEST_FEN
            ),
            row=row,
        )
    return amounts.astype(np.int64, copy=False)


def _scale(brackets: Brackets, times: Fraction) -> _Scale:
    limits: list[int] = []
    slopes: list[Fraction] = []
    offsets: list[Fraction] = []  # fen
    below = Fraction(0)  # the fee at the lower limit of the bracket, in fen
    floor = 0
    for row in brackets.rows:
        value = row.flat or row.rate
        if value is None or value.low != value.high:
            raise BadInput(_("这项收费只有幅度，没有确定的标准，不能批量计算。"))
        rate = Fraction(value.low) if row.rate else Fraction(0)
        flat = Fraction(value.low) * 100 if row.flat else Fraction(0)
        slopes.append(rate * times)
        offsets.append((below + flat - rate * floor) * times)
        if row.upto is None:
            break
        limit = int(row.upto) * 100
        below += flat + rate * (limit - floor)
        floor = limit
        limits.append(limit)
    bounds = [
        None if bound is None else Fraction(bound) * 100 * times for bound in (brackets.minimum, brackets.maximum)
    ]
    parts = [*slopes, *offsets, *(bound for bound in bounds if bound is not None)]
    denominator = 2 * lcm(*(part.denominator for part in parts))  # even, so that half of it is an integer
    largest = max(abs(part) for part in slopes) * _LARGEST_FEN + max(abs(part) for part in offsets) + 1
    if largest * denominator >= 2**63:
        raise OverflowError(f"{show(LARGEST)} yuan × rates do not fit 64 bits")
    low, high = (None if bound is None else int(bound * denominator) for bound in bounds)
    return _Scale(
        tuple(limits),
        np.array([int(slope * denominator) for slope in slopes], dtype=np.int64),
        np.array([int(offset * denominator) for offset in offsets], dtype=np.int64),
        denominator,
        low,
        high,
    )

"""The small bar chart of a figure's months: this year filled, the year before hollow, so that it needs no colour.

Only geometry: the page draws it as inline SVG. Bars stand on zero; coordinates are in CSS pixels of the view box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from fazhi.figures.engine import Value
from fazhi.figures.report.dossier import Month, amount_words, number_words

WIDTH, HEIGHT = 480, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 4, 18, 24
_TICKS = 5
_SCALES = (("亿", Decimal(100_000_000)), ("万", Decimal(10_000)))
_LABEL_DIGIT = 8  # width of a digit of the value labels where they are largest, on a phone


@dataclass(frozen=True)
class Bar:
    """A bar; ``label`` is printed over it."""

    x: float
    y: float
    width: float
    height: float
    before: bool
    label: str


@dataclass(frozen=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """All that is drawn.

    ``years`` are this year and the year before, as the legend names them; ``scale`` is 万 or 亿 where the labels are
    in these, else "".
    """

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    zero: float
    years: tuple[str, str]
    scale: str
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    width: int = WIDTH
    height: int = HEIGHT


def draw(months: Sequence[Month]) -> Chart | None:
    """The chart of ``months``; None where no month of either year is known."""
    numbers = [v.number for month in months for v in (month.now, month.before) if v.number is not None]
    if not numbers:
        return None
    low, high, step = _axis(min(numbers), max(numbers))
    per_unit = (HEIGHT - _TOP - _BOTTOM) / float(high - low)
    scale, divisor = next(((word, d) for word, d in _SCALES if high - low >= 10 * d), ("", Decimal(1)))

    def y(number: Decimal) -> float:
        return round(_TOP + float(high - number) * per_unit, 1)

    def said(value: Value) -> str:
        return number_words(round(value.number / divisor, 1)) if scale and value.number else amount_words(value)

    slot = (WIDTH - _LEFT - _RIGHT) / len(months)
    middles = [round(_LEFT + slot * (n + 0.5), 1) for n in range(len(months))]
    thick = round(min(slot * 0.36, 26), 1)
    # All bars of the year are labelled or none: gaps would look like missing data.
    labelled = all(len(said(month.now)) * _LABEL_DIGIT <= slot for month in months)
    bars = []
    for middle, month in zip(middles, months, strict=True):
        for value, before in ((month.before, True), (month.now, False)):
            if value.number is None:
                continue
            top, bottom = sorted((y(value.number), y(Decimal(0))))
            label = "" if before or not labelled else said(value)
            x = middle - thick - 1 if before else middle + 1
            bars.append(Bar(round(x, 1), top, thick, round(bottom - top, 1), before, label))
    ticks = [low + step * n for n in range(int((high - low) / step) + 1)]
    return Chart(
        bars=tuple(bars),
        ticks=tuple(Tick(y(tick), number_words(tick / divisor)) for tick in ticks),
        months=tuple(Tick(x, f"{month.period.start.month}月") for x, month in zip(middles, months, strict=True)),
        zero=y(Decimal(0)),
        years=(_years([m.now.period.start.year for m in months]), _years([m.before.period.start.year for m in months])),
        scale=scale,
    )


def _axis(least: Decimal, greatest: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Lowest and highest tick and the step between: 1, 2 or 5 times a power of ten, zero always among them."""
    low, high = min(least, Decimal(0)), max(greatest, Decimal(0))
    rough = (high - low) / _TICKS or Decimal(1)
    power = Decimal(10) ** rough.adjusted()
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    if all(number == number.to_integral() for number in (least, greatest)):
        step = max(step, Decimal(1))
    return floor(low / step) * step, ceil(high / step) * step or step, step


def _years(years: list[int]) -> str:
    return f"{years[0]}年" if years[0] == years[-1] else f"{years[0]}—{years[-1]}年"

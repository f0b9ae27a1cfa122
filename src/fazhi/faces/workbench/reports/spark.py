"""A line no larger than a word: how a figure went over some periods. Geometry only; the page draws it as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 120, 28
_EDGE = 4


@dataclass(frozen=True)
class Spark:
    """``lines`` are the points of each unbroken stretch, as SVG writes them; ``last`` is where the newest value stands.

    An unknown value breaks the line; a value between two unknown ones is a point alone in ``dots``.
    """

    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT


def draw(numbers: Sequence[Decimal | None]) -> Spark | None:
    """The line of some numbers in the order of time; None where fewer than two are known."""
    known = [number for number in numbers if number is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    step = (WIDTH - 2 * _EDGE) / (len(numbers) - 1)

    def point(index: int, number: Decimal) -> tuple[float, float]:
        share = float((number - low) / (high - low)) if high > low else 0.5
        return round(_EDGE + index * step, 1), round(HEIGHT - _EDGE - share * (HEIGHT - 2 * _EDGE), 1)

    stretches: list[list[tuple[float, float]]] = [[]]
    for index, number in enumerate(numbers):
        if number is None:
            stretches.append([])
        else:
            stretches[-1].append(point(index, number))
    lines = tuple(" ".join(f"{x},{y}" for x, y in stretch) for stretch in stretches if len(stretch) > 1)
    dots = tuple(stretch[0] for stretch in stretches if len(stretch) == 1)
    return Spark(lines, dots, stretches[-1][-1] if stretches[-1] else None)

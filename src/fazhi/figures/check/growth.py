"""Growth in a written report: “同比增长15.9%”, “环比减少3件”, “比上年同期提高0.4个百分点”.

Such a number belongs to the figure named before it in the sentence; what is expected of it follows from the figure's
value in the period and in the one compared with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from fazhi.figures.check.mentions import Mention
from fazhi.figures.engine import Engine, Value
from fazhi.figures.figure import AnyFigure, Ratio
from fazhi.figures.period import Period
from fazhi.figures.report.coverage import Coverage
from fazhi.i18n import _

Against = Literal["year_before", "previous"]

_LEAD = re.compile(
    r"(?:(?P<year_before>同比|[较比](?:去年|上年)同期)|(?P<previous>环比|[较比]上(?:一)?(?:期|半年|季度|月)))"
    r"[^，,。；;\n]{0,8}?(?:(?P<up>增长|增加|上升|提高|提升|增幅为?|多)|(?P<down>下降|减少|降低|降幅为?|少))了?(?:约)?$"
)
_SENTENCE_END = re.compile(r"[。！？；;\n]")
_PLACES = 1


@dataclass(frozen=True)
class Growth:
    """A number that says how a figure moved: which figure, against which period, and whether it rose or fell.

    ``of`` is the mention that names the figure.
    """

    mention: int
    of: int
    figure: AnyFigure
    against: Against
    rises: bool
    unit: str

    def as_figure(self) -> Ratio:
        """The growth as a figure of its own: mediation.resolved@year_before."""
        return Ratio(
            id=f"{self.figure.id}@{self.against}",
            label=self.figure.label + (_("同比") if self.against == "year_before" else _("环比")),
            numerator=self.figure.id,
            denominator=self.figure.id,
            places=_PLACES,
            unit=self.unit,
        )


def find_growth(text: str, mentions: Sequence[Mention], tied: Mapping[int, AnyFigure]) -> list[Growth]:
    """The growth numbers whose figure stands before them in the same sentence.

    A percentage speaks of the nearest count, 个百分点 of the nearest rate, anything else of the nearest figure of its
    unit.
    """
    found = []
    for index, mention in enumerate(mentions):
        lead = _LEAD.search(text, max(0, mention.start - 24), mention.start)
        if lead is None:
            continue
        of = _figure_before(text, mentions, tied, index)
        if of is not None:
            against: Against = "year_before" if lead["year_before"] else "previous"
            found.append(Growth(index, of, tied[of], against, lead["up"] is not None, mention.unit))
    return found


def _figure_before(text: str, mentions: Sequence[Mention], tied: Mapping[int, AnyFigure], index: int) -> int | None:
    unit = mentions[index].unit
    for earlier in range(index - 1, -1, -1):
        if _SENTENCE_END.search(text, mentions[earlier].end, mentions[index].start):
            return None
        figure = tied.get(earlier)
        if figure is None:
            continue
        rate = isinstance(figure, Ratio)
        if (unit == "个百分点" and rate) or (unit == "%" and not rate) or unit == figure.unit != "%":
            return earlier
    return None


def expected_growth(growth: Sequence[Growth], engine: Engine, period: Period) -> list[Value]:
    """What the ledgers say of each: positive in the direction the text names."""
    others = {"year_before": period.year_before(), "previous": period.previous()}
    values = engine.values([item.figure.id for item in growth], [period, *others.values()])
    coverage = Coverage(engine)
    expected = []
    for item in growth:
        other = others[item.against]
        now, then = values[item.figure.id, period], values[item.figure.id, other]
        figure = item.as_figure()
        reason = coverage.incomparable(item.figure.id, period, other)
        move = None if reason or now.number is None or then.number is None else _move(now, then, item.unit)
        if move is None:
            expected.append(Value(figure, period, None, reason or _("无法比较")))
            continue
        move = move if item.rises else -move
        rounded = move.quantize(Decimal(1).scaleb(-_PLACES), ROUND_HALF_UP)
        expected.append(Value(figure, period, rounded, unrounded=move))
    return expected


def _move(now: Value, then: Value, unit: str) -> Decimal | None:
    difference = now.precise - then.precise
    if unit != "%":
        return difference
    return 100 * difference / then.precise if then.precise else None

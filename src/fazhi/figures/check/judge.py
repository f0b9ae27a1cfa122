"""Judging a written report: each figure against the ledgers, and the text against itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.claims import Claim, find_claims
from fazhi.figures.check.consistency import Contradiction, find_contradictions
from fazhi.figures.check.document import Document
from fazhi.figures.check.growth import expected_growth, find_growth
from fazhi.figures.check.mentions import Mention, find_mentions
from fazhi.figures.check.tie import tie, tie_claims
from fazhi.figures.engine import Engine, Value
from fazhi.figures.figure import AnyFigure, Ratio
from fazhi.figures.period import Period
from fazhi.figures.report.coverage import Coverage
from fazhi.i18n import _

Status = Literal["agrees", "differs", "not_tied", "contradictory"]
"""``not_tied``: no declared figure could be found for the number, or its ledger is not there or begins later."""

_ABOUT = Decimal("0.05")  # 约: within 5 % of what is printed, or within what rounds to it but no more than 10 %
_NEARLY = Decimal("0.1")  # 近: less than what is printed, by 10 % at most


def status_names() -> dict[Status, str]:
    """How each status is called in front of people."""
    return {
        "agrees": _("相符"),
        "differs": _("不符"),
        "not_tied": _("未找到"),
        "contradictory": _("自相矛盾"),
    }


@dataclass(frozen=True)
class Judgement:
    """One number of the text and what is known about it."""

    mention: Mention
    status: Status
    figure: AnyFigure | None = None
    confidence: float = 0.0
    expected: Value | None = None

    @property
    def difference(self) -> Decimal | None:
        """Printed minus expected, where they differ."""
        if self.status != "differs" or self.expected is None or self.expected.number is None:
            return None
        difference = self.mention.value - self.expected.number
        return difference.to_integral_value() if difference == difference.to_integral_value() else difference


@dataclass(frozen=True)
class JudgedClaim:
    """A claim of none and the figure that bears it out or not; without a figure it is only listed."""

    claim: Claim
    figure: AnyFigure | None = None
    expected: Value | None = None

    @property
    def status(self) -> Status:
        """Agrees where the figure is 0."""
        if self.expected is None or self.expected.number is None:
            return "not_tied"
        return "agrees" if self.expected.number == 0 else "differs"


@dataclass(frozen=True)
class Checked:
    """The outcome of a check."""

    document: Document
    period: Period | None
    judgements: tuple[Judgement, ...]
    contradictions: tuple[Contradiction, ...]
    claims: tuple[JudgedClaim, ...]

    @property
    def faults(self) -> int:
        """How many figures differ, contradictions stand and claims are wrong: 0 is a clean report."""
        return (
            sum(judgement.status == "differs" for judgement in self.judgements)
            + len(self.contradictions)
            + sum(claim.status == "differs" for claim in self.claims)
        )

    def count(self, status: Status) -> int:
        """How many figures have that status; a contradictory one that is not tied counts as not tied too."""
        statuses = (status, "contradictory") if status == "not_tied" else (status,)
        return sum(judgement.status in statuses for judgement in self.judgements)

    def as_json(self) -> dict[str, Any]:
        """For machines: offsets are code points of the document's text, values in base units."""
        return {
            "document": {"name": self.document.name, "characters": len(self.document.text)},
            "period": self.period.code if self.period else None,
            "figures": [
                {
                    "start": judgement.mention.start,
                    "end": judgement.mention.end,
                    "text": judgement.mention.text,
                    "value": _plain(judgement.mention.value),
                    "qualifier": judgement.mention.qualifier,
                    "unit": judgement.mention.unit,
                    "status": judgement.status,
                    "figure": judgement.figure.id if judgement.figure else None,
                    "label": judgement.figure.label if judgement.figure else None,
                    "confidence": round(judgement.confidence, 2),
                    "expected": _plain(judgement.expected.number) if judgement.expected else None,
                }
                for judgement in self.judgements
            ],
            "contradictions": [
                {"kind": item.kind, "figures": list(item.mentions), "message": item.message}
                for item in self.contradictions
            ],
            "claims": [
                {
                    "start": item.claim.start,
                    "end": item.claim.end,
                    "text": item.claim.text,
                    "status": item.status,
                    "figure": item.figure.id if item.figure else None,
                    "expected": _plain(item.expected.number) if item.expected else None,
                }
                for item in self.claims
            ],
        }


def check(document: Document, catalogue: Catalogue, engine: Engine | None, period: Period | None) -> Checked:
    """Check a document. Without an engine and a period it is checked against itself alone."""
    text = document.text
    mentions = find_mentions(text)
    contradictions = tuple(find_contradictions(text, mentions))
    claims = find_claims(text)
    ties = {found.mention: found for found in tie(text, mentions, catalogue, period)}
    zero = tie_claims(text, claims, catalogue)
    growth = {item.mention: item for item in find_growth(text, mentions, {i: t.figure for i, t in ties.items()})}
    values: dict[str, Value] = {}
    moved: dict[int, Value] = {}
    if engine is not None and period is not None:
        ids = [found.figure.id for found in ties.values()] + [figure.id for figure in zero.values()]
        coverage = Coverage(engine)
        values = {figure_id: coverage.sure(value) for (figure_id, _p), value in engine.values(ids, [period]).items()}
        moved = dict(zip(growth, expected_growth(list(growth.values()), engine, period), strict=True))
    contradicted = {index for item in contradictions for index in item.mentions}
    judgements = []
    for index, mention in enumerate(mentions):
        status: Status = "contradictory" if index in contradicted else "not_tied"
        found, moves = ties.get(index), growth.get(index)
        figure = moves.as_figure() if moves else found.figure if found else None
        if figure is None:
            judgements.append(Judgement(mention, status))
            continue
        expected = moved.get(index) if moves else values.get(figure.id)
        if expected is not None and expected.number is not None:
            status = "agrees" if agrees(mention, expected) else "differs"
        base = ties[moves.of] if moves else found
        judgements.append(Judgement(mention, status, figure, base.confidence if base else 0.0, expected))
    return Checked(
        document,
        period,
        tuple(judgements),
        contradictions,
        tuple(
            JudgedClaim(claim, figure := zero.get(index), values.get(figure.id) if figure else None)
            for index, claim in enumerate(claims)
        ),
    )


def agrees(mention: Mention, expected: Value) -> bool:
    """Whether what is printed is a true way of writing the expected value.

    余/多 say “from the bound to the next step of the last printed place” (530余: 530 to 539), 以上/超过 only the bound,
    近 up to a tenth below, 约 within 5 % or what rounds to it. A ratio printed with fewer places is compared at those.
    """
    number, printed, step = expected.precise, mention.value, mention.granularity
    match mention.qualifier:
        case "ge":
            open_ended = mention.printed_qualifier not in ("余", "多", "几")
            return printed <= number and (open_ended or number < printed + step)
        case "lt":
            return printed * (1 - _NEARLY) <= number < printed
        case "approx":
            return abs(number - printed) <= max(min(step / 2, printed * _NEARLY), printed * _ABOUT)
    # A rate, and “1.2万件”, are exact only to their last printed place.
    if isinstance(expected.figure, Ratio) or any(scale in mention.text for scale in "万亿"):
        return _rounded(expected.precise, step) == printed
    return number == printed


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    return (number / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral() else float(number)


def worst_first(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Figures in the order in which a clerk wants to see them: differs, contradicts, unknown, fits."""
    order: dict[Status, int] = {"differs": 0, "contradictory": 1, "not_tied": 2, "agrees": 3}
    return sorted(judgements, key=lambda judgement: (order[judgement.status], judgement.mention.start))

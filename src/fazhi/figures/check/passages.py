"""The sentences of a report with their figures: the words around each and the bounds it lies between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi.figures.check.lines import rejoin
from fazhi.figures.check.mentions import Mention
from fazhi.figures.check.numerals import fold
from fazhi.figures.check.units import RATE_UNITS


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the text says against itself.

    `kind`: rate_vs_counts, rate_unreachable, parts_vs_total, register_balance or restated. `mentions` are places in the
    list of mentions, `message` says the arithmetic in Chinese.
    """

    kind: str
    mentions: tuple[int, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A mention in its sentence.

    `label` is the text before it back to the last sign or figure, `noun` the text behind it up to the next sign (""
    where a figure comes first), `lead` the text since the figure before. `low` and `high` are the bounds that words of
    degree and rounding leave open; `high` None: none.
    """

    index: int
    mention: Mention
    label: str
    noun: str
    lead: str
    in_brackets: bool
    low: Decimal
    high: Decimal | None

    @property
    def is_rate(self) -> bool:
        return self.mention.unit in RATE_UNITS

    @property
    def is_whole(self) -> bool:
        """An exact count of single things."""
        return self.low == self.high and not self.is_rate

    def quote(self) -> str:
        """The figure with the words right before it, for a message."""
        return self.label.lstrip()[-12:] + self.mention.text


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    text: str
    figures: tuple[Figure, ...]


_END_OF_SENTENCE = re.compile("[。！？!?\n]")
_SIGN = re.compile("[,，;；、:：()\n“”\t]")
_LABEL_LIMIT = 40


def sentences(text: str, mentions: Sequence[Mention]) -> Iterator[Sentence]:
    """The sentences of `text` that hold figures."""
    folded = rejoin(fold(text))
    ends = [match.start() for match in _END_OF_SENTENCE.finditer(folded)]
    ends.append(len(folded))
    start = first = 0
    for end in ends:
        last = first
        while last < len(mentions) and mentions[last].start < end:
            last += 1
        if last > first:
            yield Sentence(start, folded[start:end], tuple(_figures(folded, start, end, mentions, first, last)))
        start, first = end + 1, last


def _figures(folded: str, start: int, end: int, mentions: Sequence[Mention], first: int, last: int) -> Iterator[Figure]:
    depth = 0
    position = start
    for index in range(first, last):
        mention = mentions[index]
        lead = folded[position : mention.start]
        depth = max(0, depth + lead.count("(") - lead.count(")"))
        following = mentions[index + 1].start if index + 1 < last else end
        rest = folded[mention.end : min(following, mention.end + _LABEL_LIMIT)]
        sign = _SIGN.search(rest)
        noun = rest[: sign.start()] if sign else (rest if following == end else "")
        low, high = bounds(mention)
        yield Figure(
            index=index,
            mention=mention,
            label=_SIGN.split(lead[-_LABEL_LIMIT:])[-1],
            noun=noun,
            lead=lead[-2 * _LABEL_LIMIT :],
            in_brackets=depth > 0,
            low=low,
            high=high,
        )
        position = mention.end


def bounds(mention: Mention) -> tuple[Decimal, Decimal | None]:
    """The lowest and highest value that the print allows.

    余 and 多 reach to the next step (530余: 530 to 540); 以上, 超过 have no upper bound; 近 lies within one step below.
    A number printed in 万, 亿 or decimals may be rounded half-up or cut off, and reports do both: 96.3% is 96.25 to
    96.4.
    """
    value, step = mention.value, mention.granularity
    if mention.qualifier == "exact":
        if mention.unit not in RATE_UNITS and step == 1:
            return value, value
        return value - step / 2, value + step
    if mention.qualifier == "ge":
        return value, value + step if mention.printed_qualifier in {"余", "多", "几"} else None
    if mention.qualifier == "lt":
        return (value - step if mention.printed_qualifier in {"近", "将近", "接近"} else Decimal(0)), value
    return value - step, value + step


def plain(value: Decimal, places: int | None = None) -> str:
    """A decimal for a message, without exponent or trailing zeros."""
    text = f"{value if places is None else round(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

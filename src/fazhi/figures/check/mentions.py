"""Figures printed in a written report: where each stands and what it says.

The rule comes before the lists: a number is a figure when a counting unit follows it (or, in digits, 万, 亿 or 余,
which count without one) and no exclusion claims it. Of a range whose unit is printed once (3至5个, 10-15件) each bound
is one mention, the lower one "ge", the upper one "lt". Fractions (三分之一), years, deadlines in 日 and age limits are
no figures. “一” with a classifier is one only behind a verb that appoints, sets up or counts (see exclusions).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from fazhi.figures.check.exclusions import Context, Quotations, reason_text, reason_to_leave_out
from fazhi.figures.check.lines import rejoin
from fazhi.figures.check.numerals import fold
from fazhi.figures.check.reading import NUMBER, Qualifier, Reading, context_before, read_number
from fazhi.figures.check.tables import units_of_cells
from fazhi.figures.check.units import MONEY_UNIT, RATE_UNITS, UNIT_AFTER_CHINESE


@dataclass(frozen=True, slots=True)
class Mention:
    """One printed figure.

    `start`, `end` are offsets in code points of number, qualifier and unit together; `number_start`, `number_end`
    those of the numeral with its 万 or 亿. `value` is in base units: 元 for money, ones for 万, 亿; rates as printed.
    `unit` is as printed with half-width signs, "" where 万, 亿 or 余 stands without one. `qualifier`: "exact", "ge" (at
    least: 余, 多, 以上, 超), "lt" (at most: 近, 不足, 以内) or "approx" (约, 左右, and words that disagree).
    `granularity` is the place value of the last printed digit, for a qualified number that of its last digit that is
    not zero (530余 → 10, 2000多 → 1000).
    """

    start: int
    end: int
    text: str
    value: Decimal
    qualifier: Qualifier
    printed_qualifier: str
    unit: str
    granularity: Decimal
    number_start: int
    number_end: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A number that is no figure; `reason` is for a reader, in Chinese."""

    start: int
    end: int
    reason: str


_RANGE = re.compile("[ ]?(?P<sign>至|到|-|—{1,2}|–|~|～|－)[ ]?")
_DASHES = frozenset("-—–~～－")
_SHARED = re.compile("[、,，和及与]")
_SHARED_LIMIT = 8
# “1.5个司法所” at the head of a line is the list number 1 and five offices; “1.5万人” and “1.5个百分点” are decimals.
_LIST_NUMBER = re.compile(
    "(?m)^([ \u3000\t]{0,8}[0-9]{1,2})\\."
    "(?=[0-9]{1,6}[余多]? ?[个件宗起名位人户家所处场次条项类种批份张册本篇部支](?!百分点|小时|月))"
)
_NEGATIVE = re.compile("(?:\\A|[为是长幅降升速:：(\\s])[-－−]\\Z")
_DATE_SIGN = re.compile("[ ]?(?:年|月|日|时|点|世纪|后|届)")
_REFERENCE_SIGN = re.compile("[ ]?号")
_AFTER = 14


def find_mentions(text: str) -> list[Mention]:
    """Every figure of `text`, in order of place and disjoint. Offsets are code points of `text`."""
    return [found for found in _scan(text) if isinstance(found, Mention)]


def explain(text: str) -> list[LeftOut]:
    """The numbers that were left out as no figures, each with the reason, in order of place."""
    return [found for found in _scan(text) if isinstance(found, LeftOut)]


def _scan(text: str) -> Iterator[Mention | LeftOut]:
    folded = _LIST_NUMBER.sub("\\1、", fold(text))
    cells = units_of_cells(folded)
    folded = rejoin(folded)
    quotations = Quotations(folded)
    position = 0
    upper_bound: tuple[int, str] | None = None
    while (match := NUMBER.search(folded, position)) is not None:
        floor, position = position, match.end()
        if match["arabic"] is not None and folded[match.start() - 1 : match.start()] == ".":
            continue
        reading = read_number(folded, match)
        if reading is None:
            if match["chinese"] is not None and UNIT_AFTER_CHINESE.match(folded, match.end()):
                yield LeftOut(match.start(), match.end() + 1, reason_text("no_value"))
            continue
        if upper_bound is not None and upper_bound[0] == match.start():
            reading = replace(reading, start=match.start(), qualifiers=((upper_bound[1], "lt"),))
        elif reading.start < floor:
            reading = replace(reading, start=match.start(), qualifiers=reading.qualifiers[1:])
        if reading.unit is None and (cell := cells.get(match.start())) is not None:
            reading = replace(reading, unit=cell[0], numeral=reading.numeral.times(cell[1]))
        reading, upper_bound = _as_lower_bound(folded, reading)
        if reading.unit is None and not reading.chinese:
            reading = _sharing_a_unit(folded, reading)
        found = _judge(text, folded, reading, quotations)
        if found is not None:
            yield found
            position = max(position, found.end)


def _as_lower_bound(folded: str, reading: Reading) -> tuple[Reading, tuple[int, str] | None]:
    """A number that opens a range takes the unit of its upper bound. Also: where that one starts, and its sign."""
    sign = _RANGE.match(folded, reading.end)
    if sign is None or any(kind == "lt" for _, kind in reading.qualifiers):
        return reading, None
    match = NUMBER.match(folded, sign.end())
    upper = read_number(folded, match) if match is not None else None
    if match is None or upper is None or upper.unit is None or upper.chinese != reading.chinese:
        return reading, None
    if not reading.unit:
        numeral = reading.numeral.times(upper.factor) if reading.factor == 1 else reading.numeral
    elif reading.unit == upper.unit and sign["sign"][0] in _DASHES:
        numeral = reading.numeral
    else:
        return reading, None
    if numeral.value >= upper.numeral.value:
        return reading, None
    qualifiers = (*reading.qualifiers, (sign["sign"], "ge"))
    lower = replace(reading, unit=upper.unit, numeral=numeral, qualifiers=qualifiers)
    return lower, (match.start(), sign["sign"])


def _sharing_a_unit(folded: str, reading: Reading) -> Reading:
    """分别为60、30、10件: behind 分别 the unit printed last belongs to each number of the list."""
    if "分别" not in context_before(folded, reading.start):
        return reading
    position = reading.end
    for _ in range(_SHARED_LIMIT):
        sign = _SHARED.match(folded, position)
        match = NUMBER.match(folded, sign.end()) if sign is not None else None
        other = read_number(folded, match) if match is not None else None
        if other is None or other.chinese:
            return reading
        if other.unit is not None:
            numeral = reading.numeral if reading.factor > 1 else reading.numeral.times(other.factor)
            return replace(reading, unit=other.unit, numeral=numeral)
        position = other.end
    return reading


def _judge(text: str, folded: str, reading: Reading, quotations: Quotations) -> Mention | LeftOut | None:
    number_start = reading.number_start
    if reading.unit is None:
        if reading.chinese:
            return None
        code = "no_unit"
        if _DATE_SIGN.match(folded, reading.number_end):
            code = "date"
        elif _REFERENCE_SIGN.match(folded, reading.number_end):
            code = "reference"
        return LeftOut(number_start, reading.number_end, reason_text(code))
    before = context_before(folded, number_start)
    context = Context(
        before=before,
        printed=reading.printed,
        unit=reading.unit,
        after=folded[reading.unit_end : reading.unit_end + _AFTER],
        from_number=folded[number_start : number_start + _AFTER],
        chinese=reading.chinese,
    )
    reason = "quoted" if quotations.cover(number_start) else reason_to_leave_out(context)
    if reason is not None:
        return LeftOut(number_start, reading.end, reason_text(reason))
    start, numeral = reading.start, reading.numeral
    value = numeral.value
    if (reading.unit in RATE_UNITS or reading.unit == MONEY_UNIT) and start and _NEGATIVE.search(before):
        start, value = start - 1, -value
    return Mention(
        start=start,
        end=reading.end,
        text=text[start : reading.end],
        value=value,
        qualifier=reading.qualifier,
        printed_qualifier=reading.printed_qualifier,
        unit=reading.unit,
        granularity=numeral.coarse_place if reading.qualifiers else numeral.place,
        number_start=number_start,
        number_end=reading.number_end,
    )

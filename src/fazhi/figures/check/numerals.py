"""Numbers as Chinese reports print them: Arabic with separators and 万/亿, and Chinese numerals.

Values are exact decimals. `place` is the place value of the last printed digit (530 → 1, 96.3 → 0.1, 3万 → 10000);
`coarse_place` that of the last digit that is not zero (530 → 10, 2000 → 1000), which is what 余 and 约 speak of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# One code point for one, so that offsets in the folded text are offsets in the printed text.
_FOLD = {
    **{ord("０") + i: str(i) for i in range(10)},
    **{ord("Ａ") + i: chr(ord("A") + i) for i in range(26)},
    **{ord("ａ") + i: chr(ord("a") + i) for i in range(26)},
    ord("．"): ".",
    ord("％"): "%",
    ord("﹪"): "%",
    ord("＋"): "+",
    ord("（"): "(",
    ord("）"): ")",
    ord("／"): "/",
    ord("\u00a0"): " ",
    ord("\u2009"): " ",
    ord("\u202f"): " ",
    ord("\u3000"): " ",
}

DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}

CHINESE_NUMERAL = "[零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]"
# Groups of three after a comma, a full-width comma or a single space; otherwise a plain run.
ARABIC_NUMERAL = (
    r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:，[0-9]{3})+|(?: [0-9]{3})+)(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
)
_SEPARATORS = re.compile("[,， ]")


@dataclass(frozen=True, slots=True)
class Numeral:
    value: Decimal
    place: Decimal
    coarse_place: Decimal

    def times(self, factor: int) -> Numeral:
        return Numeral(self.value * factor, self.place * factor, self.coarse_place * factor)


def fold(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones; as many code points as before."""
    return text.translate(_FOLD)


def parse_arabic(printed: str) -> Numeral:
    """`printed` is folded and matches ARABIC_NUMERAL."""
    digits = _SEPARATORS.sub("", printed)
    whole, _, fraction = digits.partition(".")
    place = Decimal(1).scaleb(-len(fraction))
    if fraction.rstrip("0"):
        coarse = Decimal(1).scaleb(-len(fraction.rstrip("0")))
    else:
        stripped = whole.rstrip("0")
        coarse = Decimal(1).scaleb(len(whole) - len(stripped)) if stripped else Decimal(1)
    return Numeral(Decimal(digits), place, coarse)


def _parse_section(printed: str, after_larger: bool) -> tuple[int, int] | None:
    """Value and last place of a numeral below 万, or None where it is no well-formed number."""
    total = 0
    pending: int | None = None
    last_unit = 10_000
    place = 1
    for char in printed:
        if char in DIGITS:
            if pending not in (None, 0):
                return None
            pending = DIGITS[char]
            place = 1
            continue
        unit = _TENS[char]
        if unit >= last_unit:
            return None
        if not pending:
            # Only a leading 十 stands for itself (十二); 百, 千 alone need a qualifier, which the caller adds as 一.
            if unit != 10 or total or (after_larger and pending is None):
                return None
            pending = 1
        total += pending * unit
        pending, last_unit, place = None, unit, unit
    if pending:
        # 一百二 is 120 in speech but doubtful in print: only 一百零二 and 一百二十 are taken.
        if last_unit not in (10, 10_000) and printed[-2:-1] not in ("零", "〇", "○"):
            return None
        total += pending
    return total, place


def parse_chinese(printed: str) -> Numeral | None:
    """二百三十五 → 235; digits in a row (二〇二〇, 三五) and names such as 十四五 are no numbers: None."""
    total = 0
    section = ""
    last_myriad = 10**12
    place = 1
    for char in printed:
        if char not in MYRIADS:
            section += char
            continue
        factor = MYRIADS[char]
        if not section or factor >= last_myriad:
            return None
        parsed = _parse_section(section, after_larger=total > 0)
        if parsed is None or parsed[0] == 0:
            return None
        total += parsed[0] * factor
        place, last_myriad, section = parsed[1] * factor, factor, ""
    if section:
        parsed = _parse_section(section, after_larger=total > 0)
        # 三万五 is 35000 in speech and 30005 by rule: neither is taken.
        if parsed is None or (total and len(section) == 1):
            return None
        total += parsed[0]
        place = parsed[1]
    value = Decimal(total)
    coarse = place
    while total and total % (coarse * 10) == 0:
        coarse *= 10
    return Numeral(value, Decimal(place), Decimal(coarse))

"""Numbers of articles, paragraphs and items, as printed and as typed."""

from __future__ import annotations

import re
from typing import NamedTuple

from fazhi.law.basis import chinese_number

NUMERAL = "零〇○一二两三四五六七八九十百千"
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
# Every character keeps its place, so that offsets into the folded text are offsets into the original.
_FOLD = str.maketrans(
    "０１２３４５６７８９（）〔〕［］，：；．－～　\xa0",
    "0123456789()()[],:;.-~  ",
)
LARGEST = 99999


def fold(text: str) -> str:
    """Full-width digits, brackets and blanks to their narrow forms, one character for one."""
    return text.translate(_FOLD)


def parse_number(text: str) -> int | None:
    """``一百三十三``, ``一三三``, ``133`` and ``１３３`` → 133; ``None`` if it is no number of 1 to 99999."""
    text = fold(text).strip()
    if text.isascii() and text.isdigit():
        value = int(text) if len(text) <= 6 else 0
    elif not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    elif not any(char in _UNITS for char in text):
        value = int("".join(str(_DIGITS[char]) for char in text)) if len(text) <= 6 else 0
    else:
        value = _with_units(text)
    return value if 0 < value <= LARGEST else None


def _with_units(text: str) -> int:
    total, digit, last = 0, None, 10000
    for char in text:
        if char in _DIGITS:
            if digit:  # 一百二三: two digits without a unit between them
                return 0
            digit = _DIGITS[char]
        else:
            unit = _UNITS[char]
            if unit >= last:  # 十百: units have to fall
                return 0
            total += (digit or 1) * unit
            digit, last = None, unit
    return total + (digit or 0)


class Key(NamedTuple):
    """The number of an article: ``Key(133, 1)`` is 第一百三十三条之一. ``Key(0, 0)`` is a text without numbers."""

    number: int
    sub: int = 0

    @property
    def label(self) -> str:
        """As printed."""
        if not self.number:
            return "全文"
        text = chinese_number(self.number) if self.number < 10000 else str(self.number)
        return f"第{text}条" + (f"之{chinese_number(self.sub)}" if self.sub else "")


class Place(NamedTuple):
    """An article with the paragraph (款) and item (项) asked for."""

    key: Key
    paragraph: int | None = None
    item: int | None = None


_N = rf"[{NUMERAL}]+|\d+"
_PLACE = re.compile(
    rf"(?:第?\s*(?P<number>{_N})\s*条?\s*(?:(?:之|-)\s*(?P<sub>{_N}))?|全文)"
    rf"(?:\s*第?\s*(?P<paragraph>{_N})\s*款)?(?:\s*第?\s*\(?(?P<item>{_N})\)?\s*项)?"
)


def parse_place(text: str) -> Place | None:
    """``第五百九十条``, ``590``, ``第133条之一第二款第（三）项``, ``133-1`` → a place; ``None`` if it is none."""
    found = _PLACE.fullmatch(re.sub(r"\s+", "", fold(text)))
    if not found:
        return None
    values = {name: parse_number(value) for name, value in found.groupdict().items() if value}
    if None in values.values():
        return None
    return Place(Key(values.get("number") or 0, values.get("sub") or 0), values.get("paragraph"), values.get("item"))

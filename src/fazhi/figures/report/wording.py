"""A figure in words, as officials write it: 6516件, 530余件, 近300名, 约350人, 1.2万余件, 96.3%, 三支.

Whatever the wording, the exact value lies within what is printed: 余 and 多 say “at least, and less than one more of
the last printed digit”, 近 says “just below”, 约 says “rounded”. A qualifier is printed only where the number differs
from what is printed, so 530 of 530 never becomes 530余.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from fazhi.errors import FazhiError
from fazhi.figures.engine import Value
from fazhi.figures.figure import Ratio
from fazhi.i18n import _

_CLOSE = Decimal("0.05")  # 近 and 约 keep within 5 % of the value unless the writer names the place
_SCALES = {"亿": Decimal(10**8), "万": Decimal(10**4)}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Wording:
    """Parts: ``before`` (近, 约), ``number`` with 万 or 亿, ``after`` (余, 多), ``unit``, ``end`` (以上)."""

    number: str
    unit: str
    before: str = ""
    after: str = ""
    end: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}{self.unit}{self.end}"

    def without_unit(self) -> Wording:
        """The same without the unit, where the sentence has another classifier."""
        return replace(self, unit="")


def exact(value: Value) -> Wording:
    """The number as it is; a ratio keeps its declared places."""
    number = _number(value)
    return Wording(f"{number:f}" if isinstance(value.figure, Ratio) else _plain(number), value.unit)


def more(value: Value, place: int | None = None, word: str = "余") -> Wording:
    """余 or 多: floored to ``place`` (10, 100, …; the leading digit unless given). A percentage becomes 96%以上."""
    number = _number(value)
    floor = _round(number, _place(place) or _leading(value), ROUND_FLOOR)
    if floor == number or floor <= 0:
        return exact(value)
    if value.unit == "%":
        return Wording(_plain(floor), value.unit, end="以上")
    return Wording(_scaled(floor), value.unit, after=word)


def nearly(value: Value, place: int | None = None) -> Wording:
    """近: the round number just above, at most 5 % away; where there is none, the number as it is."""
    number = _number(value)
    for step in _steps(value, place):
        ceiling = _round(number, step, ROUND_CEILING)
        if number < ceiling and ceiling - number <= _CLOSE * ceiling:
            return Wording(_scaled(ceiling), value.unit, before="近")
    return exact(value)


def about(value: Value, place: int | None = None) -> Wording:
    """约: rounded half up to ``place``, else to the coarsest place that stays within 5 % of the value."""
    number = _number(value)
    for step in _steps(value, place):
        rounded = _round(number, step, ROUND_HALF_UP)
        if rounded > 0 and (place is not None or abs(rounded - number) <= _CLOSE * number):
            break
    else:
        return exact(value)
    return exact(value) if rounded == number else Wording(_scaled(rounded), value.unit, before="约")


def in_scale(value: Value, scale: Literal["万", "亿"], places: int | None = None) -> Wording:
    """万 or 亿: floored to ``places`` decimals (1 for 万, 2 for 亿 unless given), with 余 where something was cut off.

    A value below the scale is printed in the next smaller one, and below 1万 as it is.
    """
    number = _number(value)
    if places is not None and (not isinstance(places, int) or not 0 <= places <= 4):
        raise FazhiError(
            _("小数位数“{places}”不对：应写 0 到 4。").format(places=places), code="bad_place", place=places
        )
    for name, size in _SCALES.items():
        if number >= size and size <= _SCALES[scale] and value.unit != "%":
            decimals = places if places is not None else 2 if name == "亿" else 1
            floor = _round(number, size.scaleb(-decimals), ROUND_FLOOR)
            return Wording(_plain(floor / size) + name, value.unit, after="" if floor == number else "余")
    return exact(value)


def in_characters(value: Value) -> Wording:
    """汉字: whole numbers from 1 to 99 in Chinese numerals (两 before a classifier); others as they are."""
    number = _number(value)
    if number != number.to_integral() or not 1 <= number <= 99 or value.unit == "%":
        return exact(value)
    return Wording("两" if number == 2 else numeral(int(number)), value.unit)


def numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese numerals: 三, 十, 十二, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def missing(value: Value) -> str:
    """What stands in the text for a figure that is not known: 【待补：缺台账《…》】."""
    return _("【待补：{reason}】").format(reason=value.reason)


def change(now: Value, before: Value, earlier: str) -> str:
    """How a figure moved: 增长12.5%, 下降3%, 与上年同期持平; percentages in 个百分点; "" where either is unknown.

    ``earlier`` names the period compared with (上年同期, 上期). From nothing there is no rate: 增加25件.
    """
    if now.number is None or before.number is None or before.number < 0:
        return ""
    gap = now.number - before.number
    if gap == 0:
        return _("与{earlier}持平").format(earlier=earlier)
    if now.unit == "%":
        verb = _("提高") if gap > 0 else _("下降")
        return _("{verb}{points}个百分点").format(verb=verb, points=_plain(abs(gap)))
    if before.number == 0:
        return _("增加{number}{unit}").format(number=_plain(gap), unit=now.unit)
    share = abs(100 * gap / before.number)
    shown = next((s for p in (1, 2) if (s := _round(share, Decimal(1).scaleb(-p), ROUND_HALF_UP)) > 0), None)
    if shown is None:
        return _("与{earlier}基本持平").format(earlier=earlier)
    return _("{verb}{share}%").format(verb=_("增长") if gap > 0 else _("下降"), share=_plain(shown))


def _number(value: Value) -> Decimal:
    if value.number is None:
        raise ValueError(f"{value.figure.id} has no number to put in words")
    return value.number


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _round(number: Decimal, place: Decimal, rounding: str) -> Decimal:
    return (number / place).to_integral_value(rounding) * place


def _place(place: int | None) -> Decimal | None:
    if place is None:
        return None
    if not isinstance(place, int) or place < 1 or str(place).strip("0") != "1":
        message = _("位数“{place}”不对：应写 1、10、100、1000 这样的整数。").format(place=place)
        raise FazhiError(message, code="bad_place", place=place)
    return Decimal(place)


def _leading(value: Value) -> Decimal:
    """The place of the leading digit; a percentage is worded in whole per cents."""
    number = _number(value)
    return Decimal(1) if value.unit == "%" or number < 1 else Decimal(1).scaleb(number.adjusted())


def _steps(value: Value, place: int | None) -> list[Decimal]:
    """The places to try, coarsest first."""
    given = _place(place)
    if given is not None:
        return [given]
    leading = _leading(value)
    return [leading.scaleb(-n) for n in range(leading.adjusted() + 1)]


def _scaled(number: Decimal) -> str:
    """A round number as it is printed: in 亿 or 万 where two decimals suffice."""
    for name, size in _SCALES.items():
        if number >= size and number % (size / 100) == 0:
            return _plain(number / size) + name
    return _plain(number)

"""Amounts of money as people type them and as they are shown. Exact: no binary floating point."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from fazhi.i18n import _
from fazhi.law.errors import BadInput

LARGEST = Decimal(10) ** 13  # yuan; whole fen times any rate in use stays within 64 bits
_CENT = Decimal("0.01")
_EXAMPLES = "500000、500,000.00、50万、五十万、1.2亿"

_CHINESE_DIGITS = (
    {c: i for i, c in enumerate("零一二三四五六七八九")}
    | {"〇": 0, "两": 2}
    | {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
)
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_PLAIN = re.compile(r"\d+(\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_MONEY_WORDS = re.compile(r"人民币|RMB|CNY|[¥$￥]|元整|圆整|元|圆|整", re.IGNORECASE)


def parse_amount(
    raw: Any, *, label: str, minimum: Decimal = Decimal(0), maximum: Decimal = LARGEST, hint: str = ""
) -> Decimal:
    """Yuan from what a person typed (a string) or a program gave (int, float, Decimal).

    Takes 50万, 五十万, 伍拾万元整, 500,000.00, full-width digits, 1.2亿, 1亿2000万. Raises :class:`BadInput` for
    anything negative, below ``minimum`` (``hint`` says what to do instead), beyond ``maximum``, finer than a fen,
    ambiguous (五十万三) or not a number.
    """
    value = parse_number(raw, label=label)
    if value < 0:
        raise BadInput(
            _("{label}不能是负数（收到 {raw}）。请填 0 或正数，如 {examples}。").format(
                label=label, raw=raw, examples=_EXAMPLES
            ),
            input=label,
        )
    if value > maximum:
        raise BadInput(
            _("{label}过大（收到 {raw}）。最多 {maximum} 元，请检查单位是否多写了“万”或“亿”。").format(
                label=label, raw=raw, maximum=short(maximum)
            )
        )
    if value != value.quantize(_CENT):
        raise BadInput(_("{label}最多精确到分（收到 {raw}）。请保留两位小数。").format(label=label, raw=raw))
    if value < minimum:
        raise BadInput(
            _("{label}应当不小于 {minimum} 元（收到 {raw}）。{hint}").format(
                label=label, minimum=show(minimum), raw=raw, hint=hint
            )
        )
    return value


def parse_number(raw: Any, *, label: str) -> Decimal:
    """A finite number from a string, int, float or Decimal, exactly as written."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        raise _not_a_number(raw, label)
    if isinstance(raw, str):
        return _from_text(raw, label)
    value = Decimal(str(raw))
    if not value.is_finite():
        raise _not_a_number(raw, label)
    return value


def _not_a_number(raw: Any, label: str) -> BadInput:
    return BadInput(
        _("{label}看不懂（收到“{raw}”）。请填数字，如 {examples}。").format(label=label, raw=raw, examples=_EXAMPLES)
    )


def _from_text(raw: str, label: str) -> Decimal:
    text = unicodedata.normalize("NFKC", raw).strip()
    text = re.sub(r"(?<=\d)[ _](?=\d{3}(\D|$))", ",", text)  # 500 000 is read as 500,000
    text = _MONEY_WORDS.sub("", re.sub(r"\s", "", text)).replace("、", "").replace("，", ",")
    sign = -1 if text[:1] in "-−负" and text else 1
    text = text.lstrip("+-−负")
    if not text:
        raise _not_a_number(raw, label)
    for word, digit in (("萬", "万"), ("億", "亿")):
        text = text.replace(word, digit)
    return sign * _sections(text, raw, label)


def _sections(text: str, raw: str, label: str) -> Decimal:
    """Split at 亿 and 万; each left part is a number of its own, each rest must be smaller than the unit."""
    total = Decimal(0)
    limit: int | None = None
    for word, size in (("亿", 10**8), ("万", 10**4)):
        if word not in text:
            continue
        left, _word, text = text.partition(word)
        if word in text:
            raise _not_a_number(raw, label)
        part = _below_wan(left, raw, label, in_section=limit is not None) * size
        if limit is not None and part >= limit:
            raise _not_a_number(raw, label)
        total, limit = total + part, size
        if not text:
            return total
    if limit is not None and len(text) == 1:  # 五十万三 may be 503,000 or 500,003
        raise BadInput(_("{label}“{raw}”有两种读法。请直接写数字，如 503000。").format(label=label, raw=raw))
    spoken_zero = limit is not None and len(text) > 1
    rest = _below_wan(text.lstrip("零〇") if spoken_zero else text, raw, label, in_section=limit is not None)
    if limit is not None and rest >= limit:
        raise _not_a_number(raw, label)
    return total + rest


def _below_wan(text: str, raw: str, label: str, *, in_section: bool) -> Decimal:
    if "," in text:
        if in_section or not _GROUPED.fullmatch(text):
            raise BadInput(
                _("{label}“{raw}”的千分位逗号位置不对。请写成 500,000.00 或 500000。").format(label=label, raw=raw)
            )
        return Decimal(text.replace(",", ""))
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    whole, point, fraction = text.partition("点")
    value = _chinese(whole, raw, label)
    if point:
        if not fraction or any(c not in _CHINESE_DIGITS for c in fraction):
            raise _not_a_number(raw, label)
        value += Decimal("0." + "".join(str(_CHINESE_DIGITS[c]) for c in fraction))
    return value


def _chinese(text: str, raw: str, label: str) -> Decimal:
    """三千五百, 一百零五, 3千, 五〇〇. A bare digit after 百 or 千 (五百五) has two readings and is refused."""
    if text and all(c in _CHINESE_DIGITS for c in text):
        if len(text) > 1 and text[0] in "零〇":
            text = text[1:]
        return Decimal("".join(str(_CHINESE_DIGITS[c]) for c in text))
    total, current, last_unit = Decimal(0), None, 10**4
    zero = False
    for piece in re.findall(r"\d+(?:\.\d+)?|.", text):
        if piece in _SMALL_UNITS:
            unit = _SMALL_UNITS[piece]
            if unit >= last_unit or (current is None and (unit != 10 or (total and not zero))):
                raise _not_a_number(raw, label)
            total += (Decimal(1) if current is None else current) * unit
            current, last_unit, zero = None, unit, False
        elif piece in "零〇" and current is None and total:
            zero = True
        elif piece in _CHINESE_DIGITS and current is None:
            current = Decimal(_CHINESE_DIGITS[piece])
        elif piece[0].isdigit() and current is None:
            current = Decimal(piece)
        else:
            raise _not_a_number(raw, label)
    if current is not None:
        if last_unit in (100, 1000) and not zero:
            raise BadInput(
                _("{label}“{raw}”有两种读法。请直接写数字，如 {examples}。").format(
                    label=label, raw=raw, examples="550"
                )
            )
        if not text or current >= last_unit:
            raise _not_a_number(raw, label)
        total += current
    elif not total:
        raise _not_a_number(raw, label)
    return total


def round_half_up(value: Decimal, step: Decimal = _CENT) -> Decimal:
    """Round to a multiple of ``step`` yuan (0.01 or 1), halves upward."""
    return value.quantize(step, rounding=ROUND_HALF_UP)


def show(value: Decimal) -> str:
    """``8800`` → 8,800.00; up to four places are kept (25.0125), of a longer fraction four and “…”."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    if places > 4:
        return f"{value.quantize(Decimal('0.0001'), rounding=ROUND_DOWN):,}…"
    return f"{value:,.{places}f}"


def plain(value: Decimal) -> str:
    """A number without trailing zeros: 0.0250 → 0.025, 12.00 → 12."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(rate: Decimal) -> str:
    """``0.025`` → 2.5%."""
    return plain(rate * 100) + "%"


def short(value: Decimal) -> str:
    """Round amounts as Chinese says them: 100000 → 10万, 150000000 → 1.5亿; others with commas."""
    for word, size in (("亿", Decimal(10**8)), ("万", Decimal(10**4))):
        if value >= size and (value / size * 100) % 1 == 0:
            return plain(value / size).replace(",", "") + word
    return plain(value)

"""Inputs of a tool, declared once: the command line, web forms, the API and MCP are made from the declaration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from fazhi.i18n import _
from fazhi.law.amounts import LARGEST, parse_amount, parse_number, plain
from fazhi.law.dates import parse_date, parse_moment
from fazhi.law.errors import BadInput

# kind → (JSON type, JSON format)
KINDS: dict[str, tuple[str, str]] = {
    "amount": ("string", "decimal"),  # yuan
    "number": ("string", "decimal"),
    "percent": ("string", "decimal"),  # 24 or 24% means 24 per cent
    "integer": ("integer", ""),
    "date": ("string", "date"),
    "moment": ("string", "date-time"),
    "choice": ("string", ""),
    "flag": ("boolean", ""),
    "text": ("string", ""),
    "payment": ("string", "date:amount"),
    "interval": ("string", "date..date"),
}
_TRUE, _FALSE = {"true", "1", "yes", "是", "y"}, {"false", "0", "no", "否", "n"}


class Payment(NamedTuple):
    """Money paid on a day, in yuan."""

    day: date
    amount: Decimal


class Interval(NamedTuple):
    """Days from ``start`` to ``end``, both included; ``end`` is ``None`` while it lasts."""

    start: date
    end: date | None
    ground: str = ""


@dataclass(frozen=True)
class Input:
    """One input. ``minimum`` and ``maximum`` bound numbers; ``multiple`` takes a list."""

    name: str
    kind: str
    label: str
    unit: str = ""
    required: bool = False
    default: Any = None
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    choices: Mapping[str, str] | None = None
    help: str = ""
    multiple: bool = False

    def parse(self, raw: Any) -> Any:
        """The typed value. Raises :class:`BadInput` that says what would be right."""
        if not self.multiple:
            return self._one(raw)
        if isinstance(raw, str):
            raw = [part for part in re.split(r"[,，;；、]\s*(?=\d)", raw) if part] if self.kind == "integer" else [raw]
        if not isinstance(raw, (list, tuple)):
            raw = [raw]
        return [self._one(part) for part in raw]

    def _one(self, raw: Any) -> Any:
        match self.kind:
            case "amount":
                return parse_amount(
                    raw,
                    label=self.label,
                    minimum=Decimal(self.minimum or 0),
                    maximum=LARGEST if self.maximum is None else Decimal(self.maximum),
                    hint=self.help,
                )
            case "number" | "percent" | "integer":
                return self._number(raw)
            case "date":
                return parse_date(raw, label=self.label)
            case "moment":
                return parse_moment(raw, label=self.label)
            case "choice":
                return self._choice(raw)
            case "flag":
                return self._flag(raw)
            case "payment":
                return self._payment(raw)
            case "interval":
                return self._interval(raw)
        return str(raw)

    def _number(self, raw: Any) -> Decimal | int:
        if self.kind == "percent" and isinstance(raw, str):
            raw = unicodedata.normalize("NFKC", raw).strip().removesuffix("%")
        value = parse_number(raw, label=self.label)
        if self.kind == "integer" and value != value.to_integral_value():
            raise BadInput(_("{label}应为整数（收到 {raw}）。").format(label=self.label, raw=raw), input=self.name)
        low, high = self.minimum, self.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            if low is not None and high is not None:
                bounds = _("在 {low} 至 {high} 之间").format(low=low, high=high)
            else:
                bounds = _("不小于 {low}").format(low=low) if high is None else _("不大于 {high}").format(high=high)
            raise BadInput(
                _("{label}应当{bounds}（收到 {raw}）。").format(label=self.label, bounds=bounds, raw=raw),
                input=self.name,
            )
        return int(value) if self.kind == "integer" else value

    def _choice(self, raw: Any) -> str:
        choices = self.choices or {}
        text = str(raw).strip()
        for key, label in choices.items():
            if text in (key, label) or text.replace("-", "_").lower() == key:
                return key
        raise BadInput(
            _("{label}没有“{raw}”这一项。可选：{choices}。").format(
                label=self.label, raw=raw, choices="、".join(f"{key}（{label}）" for key, label in choices.items())
            ),
            input=self.name,
        )

    def _flag(self, raw: Any) -> bool:
        if isinstance(raw, bool):
            return raw
        text = str(raw).strip().lower()
        if text in _TRUE | _FALSE:
            return text in _TRUE
        raise BadInput(_("{label}请填“是”或“否”（收到 {raw}）。").format(label=self.label, raw=raw), input=self.name)

    def _payment(self, raw: Any) -> Payment:
        if isinstance(raw, Mapping):
            raw = [raw.get("date"), raw.get("amount")]
        if isinstance(raw, str):
            raw = re.split(r"[:：=]", raw, maxsplit=1)
        if not isinstance(raw, (list, tuple)) or len(raw) != 2:
            raise BadInput(
                _("{label}请写成“日期:金额”，如 2020-03-01:40000（收到 {raw}）。").format(label=self.label, raw=raw),
                input=self.name,
            )
        return Payment(
            parse_date(raw[0], label=self.label),
            parse_amount(raw[1], label=self.label, minimum=Decimal("0.01")),
        )

    def _interval(self, raw: Any) -> Interval:
        if isinstance(raw, Mapping):
            raw = [raw.get("start"), raw.get("end"), raw.get("ground", "")]
        if isinstance(raw, str):
            raw = re.split(r"\.\.|[:：~～至]", raw, maxsplit=2)
        if not isinstance(raw, (list, tuple)) or len(raw) not in (2, 3) or not raw[0]:
            raise BadInput(
                _("{label}请写成“开始..结束”，如 2020-02-01..2020-03-01；仍在继续的不写结束（收到 {raw}）。").format(
                    label=self.label, raw=raw
                ),
                input=self.name,
            )
        start = parse_date(raw[0], label=self.label)
        end = parse_date(raw[1], label=self.label) if raw[1] else None
        if end is not None and end < start:
            raise BadInput(
                _("{label}的结束 {end} 早于开始 {start}，请核对。").format(label=self.label, start=start, end=end),
                input=self.name,
            )
        return Interval(start, end, str(raw[2]) if len(raw) == 3 else "")

    def schema(self) -> dict[str, Any]:
        """The JSON schema of this input."""
        kind, form = KINDS[self.kind]
        single: dict[str, Any] = {"type": kind}
        if form:
            single["format"] = form
        if self.choices:
            single["enum"] = list(self.choices)
            single["x-labels"] = dict(self.choices)
        if self.kind == "integer":
            single |= {
                key: int(bound)
                for key, bound in (("minimum", self.minimum), ("maximum", self.maximum))
                if bound is not None
            }
        shape: dict[str, Any] = {"type": "array", "items": single} if self.multiple else single
        shape["title"] = self.label
        if self.unit:
            shape["x-unit"] = self.unit
        if self.help:
            shape["description"] = self.help
        if self.default is not None:
            shape["default"] = plain(self.default) if isinstance(self.default, Decimal) else self.default
        return shape


class Given:
    """The parsed inputs of one call, by name and type. ``has`` tells whether an optional one was given."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether a value stands (given or by default)."""
        return self._values.get(name) is not None

    def _typed(self, name: str, kind: type | tuple[type, ...]) -> Any:
        value = self._values[name]
        if not isinstance(value, kind):
            raise TypeError(name)
        return value

    def number(self, name: str) -> Decimal:
        """An amount, number or percentage (percentages as typed: 24)."""
        value: Decimal = self._typed(name, Decimal)
        return value

    def integer(self, name: str) -> int:
        """A whole number."""
        value: int = self._typed(name, int)
        return value

    def day(self, name: str) -> date:
        """A date."""
        value: date = self._typed(name, date)
        return value

    def moment(self, name: str) -> date | datetime:
        """A date, or an instant where the time of day was given."""
        value: date | datetime = self._typed(name, date)
        return value

    def text(self, name: str) -> str:
        """A choice or text."""
        value: str = self._typed(name, str)
        return value

    def flag(self, name: str) -> bool:
        """A yes or no; absent is no."""
        return bool(self._values.get(name))

    def numbers(self, name: str) -> list[Decimal]:
        """A list of numbers."""
        return list(self._values.get(name) or [])

    def values(self, name: str) -> list[Any]:
        """A list of whatever a special kind of input parses to."""
        return list(self._values.get(name) or [])

    def integers(self, name: str) -> list[int]:
        """A list of whole numbers."""
        return list(self._values.get(name) or [])

    def texts(self, name: str) -> list[str]:
        """A list of choices."""
        return list(self._values.get(name) or [])

    def days(self, name: str) -> list[date]:
        """A list of dates in order."""
        return sorted(self._values.get(name) or [])

    def payments(self, name: str) -> list[Payment]:
        """Payments in order of date."""
        return sorted(self._values.get(name) or [])

    def intervals(self, name: str) -> list[Interval]:
        """Intervals in order of start."""
        return sorted(self._values.get(name) or [], key=lambda interval: interval.start)

    def order(self, earlier: str, later: str, inputs: Mapping[str, Input]) -> None:
        """Raise :class:`BadInput` if a later date was given before an earlier one."""
        if self.has(earlier) and self.has(later) and self.day(later) < self.day(earlier):
            raise BadInput(
                _("{later}（{b}）早于{earlier}（{a}），请核对。").format(
                    later=inputs[later].label, earlier=inputs[earlier].label, a=self.day(earlier), b=self.day(later)
                ),
                input=later,
            )

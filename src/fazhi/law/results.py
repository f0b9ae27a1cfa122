"""What every calculation returns: amounts or dates, steps, basis, the versions used, and what awaits checking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fazhi.i18n import _
from fazhi.law.amounts import plain, show
from fazhi.law.basis import Basis, is_checked, source_text

Value = Decimal | date | datetime | str


def shown(value: Value, unit: str = "") -> str:
    """A value as a person reads it: 8,800.00 元, 2020年6月30日."""
    if isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return (show(value) if unit.startswith("元") else plain(value)) + (f" {unit}" if unit else "")
    return value


def span(low: Decimal, high: Decimal, unit: str = "元") -> Value:
    """For a step: the value itself, or 40.00 – 100.00 元 where the law leaves a range."""
    return low if low == high else f"{shown(low, '元').removesuffix(' 元')} – {shown(high, unit)}"


def machine(value: Value | None) -> str | None:
    """A value for JSON and for comparison: 8800.00, 2020-06-30. Never a binary float."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, Decimal):
        return format(value, "f")
    return None if value is None else str(value)


@dataclass(frozen=True)
class Quantity:
    """An answer: exact when ``low == high``, else the range in which the law leaves it.

    Amounts are yuan rounded by the rule; a period still stopped has neither (``None``).
    """

    label: str
    low: Value | None
    high: Value | None
    unit: str = "元"

    @classmethod
    def exact(cls, label: str, value: Value, unit: str = "元") -> Quantity:
        """One value."""
        return cls(label, value, value, unit)

    @property
    def value(self) -> Value | None:
        """The value if it is one; ``None`` for a range."""
        return self.low if self.low == self.high else None

    @property
    def text(self) -> str:
        """For a person to read."""
        if self.low is None or self.high is None:
            return _("尚不能确定")
        if self.low == self.high:
            return shown(self.low, self.unit)
        return (
            f"{shown(self.low)} 至 {shown(self.high)}"
            if isinstance(self.low, date)
            else (
                f"{shown(self.low, '元' if self.unit.startswith('元') else '').removesuffix(' 元')} – "
                f"{shown(self.high, self.unit)}"
            )
        )

    @property
    def key(self) -> str:
        """For comparison with a table of expected results: 8800.00, 2020-06-30, or 40.00…100.00."""
        low, high = machine(self.low), machine(self.high)
        return str(low) if low == high else f"{low}…{high}"

    def as_dict(self) -> dict[str, Any]:
        """``value`` is null for a range."""
        return {
            "label": self.label,
            "value": machine(self.value),
            "low": machine(self.low),
            "high": machine(self.high),
            "unit": self.unit,
            "text": self.text,
        }


@dataclass(frozen=True)
class Step:
    """One line of the working: what, by which formula, with which outcome, on which basis."""

    label: str
    formula: str
    value: Value
    unit: str = "元"
    basis: tuple[Basis, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "label": self.label,
            "formula": self.formula,
            "value": machine(self.value),
            "unit": self.unit,
            "text": shown(self.value, self.unit),
            "basis": [entry.label for entry in self.basis],
        }


@dataclass(frozen=True)
class RuleUsed:
    """The version of a parameter (or the row of a series) that a calculation used."""

    id: str
    title: str
    start: date | None
    end: date | None
    check: str
    basis: tuple[Basis, ...]
    note: str = ""
    document: str = ""  # of the district, where it set the value itself

    @property
    def checked(self) -> bool:
        """False: shown as 待核."""
        return is_checked(self.check)

    @property
    def span(self) -> str:
        """2007-04-01 起 / 2015-09-01 至 2020-08-19."""
        if self.start is None:
            return ""
        return (_("{start} 起") if self.end is None else _("{start} 至 {end}")).format(start=self.start, end=self.end)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "id": self.id,
            "title": self.title,
            "from": machine(self.start),
            "to": machine(self.end),
            "check": self.check,
            "checked": self.checked,
            "check_text": source_text(self.check),
            "note": self.note,
            "document": self.document,
            "basis": [entry.as_dict() for entry in self.basis],
        }


@dataclass(frozen=True)
class Section:
    """What a reader should know beside the figures, under a heading of its own."""

    title: str
    lines: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {"title": self.title, "lines": list(self.lines)}


def general_disclaimer() -> str:
    """Goes with every answer that has none of its own."""
    return _("仅供参考，以办理机关的决定为准。")


@dataclass(frozen=True)
class Result:
    """The common structure of all tools. ``items[0]`` is the answer, the others stand beside it."""

    tool: str
    title: str
    on: date
    items: tuple[Quantity, ...]
    steps: tuple[Step, ...]
    rules: tuple[RuleUsed, ...]
    warnings: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    disclaimer: str = field(default_factory=general_disclaimer)

    @property
    def answer(self) -> Quantity:
        """The first and main quantity."""
        return self.items[0]

    @property
    def basis(self) -> tuple[Basis, ...]:
        """Every article relied on, once each, in the order of use."""
        return tuple(dict.fromkeys(entry for rule in self.rules for entry in rule.basis))

    @property
    def unchecked(self) -> tuple[RuleUsed, ...]:
        """What must be shown as 待核."""
        return tuple(rule for rule in self.rules if not rule.checked)

    def as_dict(self) -> dict[str, Any]:
        """For JSON, the API and MCP."""
        return {
            "tool": self.tool,
            "title": self.title,
            "on": str(self.on),
            "answer": self.answer.as_dict(),
            "items": [item.as_dict() for item in self.items],
            "steps": [step.as_dict() for step in self.steps],
            "basis": [entry.as_dict() for entry in self.basis],
            "rules": [rule.as_dict() for rule in self.rules],
            "unchecked": [
                {"id": rule.id, "title": rule.title, "why": source_text(rule.check)} for rule in self.unchecked
            ],
            "warnings": list(self.warnings),
            "sections": [section.as_dict() for section in self.sections],
            "disclaimer": self.disclaimer,
        }

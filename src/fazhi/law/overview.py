"""All parameters in one flat list, for people who check them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import percent, plain, short
from fazhi.law.basis import Basis, is_checked, source_text
from fazhi.law.parameters import Parameter, Series, Version
from fazhi.law.parameters.values import Brackets, Period, Range
from fazhi.law.results import RuleUsed


@dataclass(frozen=True)
class Line:
    """One version of a parameter, or one figure of a series, as text."""

    id: str
    title: str
    value: str
    span: str
    basis: tuple[Basis, ...]
    check: str
    note: str = ""
    key: str = ""  # of its versions or figures this one: its first day, or place and year

    @property
    def checked(self) -> bool:
        """False: 待核."""
        return is_checked(self.check)

    @property
    def basis_text(self) -> str:
        """All labels in one line."""
        return "；".join(entry.label for entry in self.basis) or _("本系统约定")

    @property
    def check_text(self) -> str:
        """已核 or 待核, and why."""
        state = _("已核") if self.checked else _("待核")
        return f"{state}（{source_text(self.check)}）"

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "id": self.id,
            "title": self.title,
            "value": self.value,
            "span": self.span,
            "basis": [entry.as_dict() for entry in self.basis],
            "check": self.check,
            "checked": self.checked,
            "check_text": self.check_text,
            "note": self.note,
        }


def rows() -> Iterator[Line]:
    """Every version of every parameter, then every figure of every series, file by file."""
    for found in parameters.everything():
        yield from lines(found)


def lines(found: Parameter | Series) -> Iterator[Line]:
    """Every version of a parameter, or every figure of a series."""
    if isinstance(found, Parameter):
        for version in found.versions:
            used = RuleUsed(found.id, found.title, version.start, version.end, version.check, version.basis)
            yield Line(
                found.id,
                found.title,
                value_text(found, version),
                used.span,
                version.basis,
                version.check,
                version.note,
                str(version.start),
            )
    else:
        for row in found.rows:
            value = f"{plain(row.value)} {found.unit}"
            title = f"{row.place} {found.title}"
            yield Line(found.id, title, value, str(row.year), row.basis, row.check, key=f"{row.place} {row.year}")


def value_text(found: Parameter, version: Version) -> str:
    """A version's value in one line."""
    value = version.value
    if version.unknown:
        return _("未知：{reason}").format(reason=version.unknown)
    if isinstance(value, Brackets):
        text = _brackets_text(value)
    elif isinstance(value, Period):
        text = _period_text(value)
    elif isinstance(value, Range):
        text = f"{_range_text(value)} {found.unit}"
    elif isinstance(value, dict):
        text = "；".join(f"{found.labels.get(key, key)} {_entry(entry)}" for key, entry in value.items())
        text += f" {found.unit}"
    elif isinstance(value, tuple):
        text = "；".join(value)
    else:
        text = f"{plain(value)} {found.unit}"
    return text.strip()


def _entry(value: Any) -> str:
    return _range_text(value) if isinstance(value, Range) else plain(value)


def _range_text(value: Range) -> str:
    return plain(value.low) if value.low == value.high else f"{plain(value.low)}–{plain(value.high)}"


def _brackets_text(value: Brackets) -> str:
    parts = []
    for row in value.rows:
        limit = _("至{upto}").format(upto=short(row.upto)) if row.upto is not None else _("以上")
        if row.flat is not None:
            parts.append(f"{limit} {_range_text(row.flat)}")
        elif row.rate is not None:
            low, high = percent(row.rate.low), percent(row.rate.high)
            parts.append(f"{limit} {low if low == high else f'{low}–{high}'}")
    if value.minimum is not None:
        parts.append(_("最低 {n}").format(n=plain(value.minimum)))
    if value.maximum is not None:
        parts.append(_("最高 {n}").format(n=plain(value.maximum)))
    return "；".join(parts)


def _period_text(value: Period) -> str:
    from fazhi.law.periods import unit_text

    text = _("{trigger}前 {text}") if value.direction == "before" else _("{trigger}起 {text}")
    text = text.format(trigger=value.trigger, text=f"{value.n} {unit_text(value.unit)}")
    if value.extension:
        text += _("，可延长 {n} {unit}（{approver}）").format(
            n=value.extension.n, unit=unit_text(value.extension.unit), approver=value.extension.approver
        )
    return text + (_("，末日顺延") if value.roll else "")

"""The shapes a legal value can take: a range, progressive brackets, a period; each reads itself from YAML."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fazhi.i18n import _

UNITS = ("day", "working_day", "month", "year", "hour")


class Malformed(ValueError):
    """A value in a file or an override does not have the declared shape; the message is for whoever edits it."""


def number(raw: Any) -> Decimal:
    """An int or Decimal (the loader never makes binary floats)."""
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        raise Malformed(_("应为数字，现为 {given!r}").format(given=raw))
    return Decimal(raw)


def fields(raw: Any, allowed: AbstractSet[str], required: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    """A mapping with known keys only."""
    if not isinstance(raw, dict):
        raise Malformed(_("应为映射，现为 {given!r}").format(given=raw))
    if extra := set(raw) - allowed:
        raise Malformed(
            _("不认识的字段 {given}，可用 {other}").format(given=sorted(map(str, extra)), other=sorted(allowed))
        )
    if missing := required - set(raw):
        raise Malformed(_("缺少字段 {given}").format(given=sorted(missing)))
    return raw


@dataclass(frozen=True)
class Range:
    """What the law leaves open between two points (both included); ``low == high`` when it is fixed."""

    low: Decimal
    high: Decimal

    @classmethod
    def read(cls, raw: Any) -> Range:
        """``3`` or ``[1, 3]``."""
        pair = raw if isinstance(raw, list) else [raw, raw]
        if len(pair) != 2:
            raise Malformed(_("范围应写成 [下限, 上限]，现为 {given!r}").format(given=raw))
        low, high = number(pair[0]), number(pair[1])
        if low > high:
            raise Malformed(_("下限 {given} 大于上限 {other}").format(given=low, other=high))
        return cls(low, high)

    def holds(self, other: Range) -> bool:
        """Whether ``other`` lies inside."""
        return self.low <= other.low and other.high <= self.high


@dataclass(frozen=True)
class Bracket:
    """Up to ``upto`` yuan (``None``: no limit): a flat sum for the whole bracket, or a rate on the part inside it."""

    upto: Decimal | None
    flat: Range | None
    rate: Range | None


@dataclass(frozen=True)
class Brackets:
    """Progressive brackets, with a floor and a ceiling of the sum where the rule has them."""

    rows: tuple[Bracket, ...]
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @classmethod
    def read(cls, raw: Any) -> Brackets:
        """``{rows: [{upto: 10000, flat: 50}, {rate: 0.005}], minimum: …, maximum: …}``."""
        raw = fields(raw, {"rows", "minimum", "maximum"}, {"rows"})
        rows = []
        for entry in raw["rows"]:
            entry = fields(entry, {"upto", "flat", "rate"})
            if ("flat" in entry) == ("rate" in entry):
                raise Malformed(_("每一档写 flat 或 rate 之一：{given!r}").format(given=entry))
            rows.append(
                Bracket(
                    number(entry["upto"]) if "upto" in entry else None,
                    Range.read(entry["flat"]) if "flat" in entry else None,
                    Range.read(entry["rate"]) if "rate" in entry else None,
                )
            )
        limits = [row.upto for row in rows]
        if not rows or limits[-1] is not None or None in limits[:-1]:
            raise Malformed(_("除最后一档外都要写 upto，最后一档不写"))
        ordered = [limit for limit in limits if limit is not None]
        if ordered != sorted(set(ordered)) or (ordered and ordered[0] <= 0):
            raise Malformed(_("各档上限应由小到大：{given}").format(given=[str(x) for x in ordered]))
        optional = {key: number(raw[key]) for key in ("minimum", "maximum") if key in raw}
        return cls(tuple(rows), **optional)

    def holds(self, other: Brackets) -> bool:
        """Whether ``other`` has the same limits and lies inside this one everywhere (a district's own point)."""
        if [r.upto for r in self.rows] != [r.upto for r in other.rows]:
            return False
        for mine, theirs in zip(self.rows, other.rows, strict=True):
            for ours, given in ((mine.flat, theirs.flat), (mine.rate, theirs.rate)):
                if (ours is None) != (given is None) or (ours and given and not ours.holds(given)):
                    return False
        return True


@dataclass(frozen=True)
class Allowance:
    """How far a period may be extended (in its unit), and by whom; ``repeat``: again and again, each time so far."""

    n: int
    unit: str
    approver: str
    repeat: bool = False


@dataclass(frozen=True)
class Period:
    """A clock: ``n`` units from (or before) its trigger.

    ``roll``: a last day that is no working day moves to the next one. ``counting`` names the parameter with the rule
    of counting that says so. ``suspension``: "shift" (days stopped are added), "tail" (limitation: what stops in the
    last stretch ends a fixed time after the stop) or "none".
    """

    n: int
    unit: str
    trigger: str = ""
    roll: bool = False
    direction: str = "after"
    first_day_counts: bool = False
    counting: str = ""
    suspension: str = "shift"
    extension: Allowance | None = None

    @classmethod
    def read(cls, raw: Any) -> Period:
        """``{n: 60, unit: day, trigger: …, roll: true, counting: counting.civil, extension: {…}}``."""
        raw = fields(raw, set(cls.__dataclass_fields__), {"n", "unit", "trigger"})
        if not isinstance(raw["n"], int) or raw["n"] < 1:
            raise Malformed(_("n 应为正整数，现为 {given!r}").format(given=raw["n"]))
        if raw["unit"] not in UNITS:
            raise Malformed(_("unit 应为 {given} 之一，现为 {other!r}").format(given=UNITS, other=raw["unit"]))
        if raw["unit"] in ("day", "month", "year") and "roll" not in raw:
            raise Malformed(_("按日、月、年计算的期限要写明 roll（末日逢休假日是否顺延）"))
        if raw.get("roll") and not raw.get("counting"):
            raise Malformed(_("roll: true 要用 counting 写明所依据的期间计算规则"))
        if raw.get("direction", "after") not in ("after", "before"):
            raise Malformed(_("direction 应为 after 或 before"))
        if raw.get("direction") == "before" and raw.get("roll"):
            raise Malformed(_("向前计算的期限（before）不能顺延"))
        if raw.get("suspension", "shift") not in ("shift", "tail", "none"):
            raise Malformed(_("suspension 应为 shift、tail 或 none"))
        given = dict(raw)
        if "extension" in raw:
            grant = fields(raw["extension"], {"n", "unit", "approver", "repeat"}, {"n", "unit", "approver"})
            if grant["unit"] != raw["unit"]:
                raise Malformed(
                    _("extension.unit 应与期限相同（{given}），现为 {other!r}").format(
                        given=raw["unit"], other=grant["unit"]
                    )
                )
            given["extension"] = Allowance(**grant)
        return cls(**given)


def _table(raw: Any) -> dict[str, Decimal]:
    if not isinstance(raw, dict) or not raw:
        raise Malformed(_("应为键到数字的表，现为 {given!r}").format(given=raw))
    return {str(key): number(value) for key, value in raw.items()}


def _ranges(raw: Any) -> dict[str, Range]:
    if not isinstance(raw, dict) or not raw:
        raise Malformed(_("应为键到范围的表，现为 {given!r}").format(given=raw))
    return {str(key): Range.read(value) for key, value in raw.items()}


def _words(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) for word in raw):
        raise Malformed(_("应为文字列表，现为 {given!r}").format(given=raw))
    return tuple(raw)


READERS = {
    "number": number,
    "range": Range.read,
    "brackets": Brackets.read,
    "period": Period.read,
    "table": _table,
    "ranges": _ranges,
    "words": _words,
}

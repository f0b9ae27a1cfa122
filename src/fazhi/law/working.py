"""The working of one calculation: it looks rules up by date and writes down whatever it used.

A tool obtains legal values only through :class:`Working`, so that no result can use an unchecked value and hide it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import percent, plain, round_half_up, short, show
from fazhi.law.basis import DISTRICT
from fazhi.law.errors import BadInput
from fazhi.law.parameters import Version
from fazhi.law.parameters.values import Brackets, Period, Range
from fazhi.law.results import Quantity, RuleUsed, Section, Step, Value, span

if TYPE_CHECKING:
    from fazhi.law.calendar import Calendar

ROUNDING = "conventions.money_step"


class Working:
    """``on``: the day whose rules apply. ``local``: a district's own values by parameter id: a bare value or
    ``{"value": …, "document": …}``; for a series ``{place: {year: value}}``."""

    def __init__(self, on: date, local: Mapping[str, Any] | None = None, calendar: Calendar | None = None) -> None:
        self.on = on
        self.local = dict(local or {})
        self._calendar = calendar
        self.steps: list[Step] = []
        self.warnings: list[str] = []
        self.sections: list[Section] = []
        self._used: dict[tuple[str, str], RuleUsed] = {}

    @property
    def calendar(self) -> Calendar:
        """The calendar of working days: the caller's, else the country's."""
        from fazhi.law.calendar import standard

        return self._calendar or standard()

    @property
    def rules(self) -> tuple[RuleUsed, ...]:
        """Everything looked up so far, once each."""
        return tuple(self._used.values())

    def version(self, identifier: str, on: date | None = None) -> Version:
        """The version in force, with the district's value in it where it set one; its use is written down."""
        found = parameters.parameter(identifier)
        version = found.at(on or self.on)
        check, document = version.check, ""
        if identifier in self.local:
            from fazhi.law.parameters.schema import read_local

            value, document = read_local(found, version, self.local[identifier])
            check = DISTRICT
            version = Version(version.start, version.end, value, version.basis, check, version.note)
        self._used.setdefault(
            (identifier, str(version.start)),
            RuleUsed(identifier, found.title, version.start, version.end, check, version.basis, version.note, document),
        )
        return version

    def earliest(self, identifier: str, on: date | None = None) -> Version:
        """As :meth:`version`, but the first known version for days before it (a rule that only explains another)."""
        return self.version(identifier, max(on or self.on, parameters.parameter(identifier).versions[0].start))

    def number(self, identifier: str, on: date | None = None) -> Decimal:
        """A plain number (a rate is a fraction: 0.005)."""
        value: Decimal = self.version(identifier, on).value
        return value

    def range(self, identifier: str, on: date | None = None) -> Range:
        """A range, or the district's point in it."""
        value: Range = self.version(identifier, on).value
        return value

    def brackets(self, identifier: str, on: date | None = None) -> Brackets:
        """Progressive brackets."""
        value: Brackets = self.version(identifier, on).value
        return value

    def period(self, identifier: str, on: date | None = None) -> Period:
        """A clock."""
        value: Period = self.version(identifier, on).value
        return value

    def table(self, identifier: str, key: object, on: date | None = None) -> Decimal:
        """One entry of a table, such as a grade's months."""
        value: dict[str, Decimal] = self.version(identifier, on).value
        return value[str(key)]

    def entry_range(self, identifier: str, key: object, on: date | None = None) -> Range:
        """One entry of a table of ranges."""
        value: dict[str, Range] = self.version(identifier, on).value
        return value[str(key)]

    def statistic(self, identifier: str, place: str, year: int, *, instead: str) -> Decimal:
        """A published figure. Raises :class:`BadInput` that names the input to give ``instead`` where it is unknown."""
        found = parameters.series(identifier)
        own = self.local.get(identifier, {}).get(place, {})
        given = own.get(year, own.get(str(year)))
        if given is not None:
            rule = RuleUsed(
                identifier,
                _("{place}{year}年{title}").format(place=place, year=year, title=found.title),
                None,
                None,
                DISTRICT,
                (),
            )
            value = Decimal(str(given))
        else:
            row = found.find(place, year)
            if row is None:
                raise BadInput(
                    _("没有{place}{year}年的{title}（已有：{years}）。请查明后用“{instead}”直接填写。").format(
                        place=place,
                        year=year,
                        title=found.title,
                        instead=instead,
                        years=found.known(place),
                    ),
                    parameter=identifier,
                )
            rule = RuleUsed(
                identifier,
                _("{place}{year}年{title}").format(place=place, year=year, title=found.title),
                None,
                None,
                row.check,
                row.basis,
            )
            value = row.value
        self._used.setdefault((identifier, f"{place}{year}"), rule)
        return value

    def step(self, label: str, formula: str, value: Value, unit: str = "元", rule: Version | None = None) -> None:
        """Write down one line of the working."""
        self.steps.append(Step(label, formula, value, unit, rule.basis if rule else ()))

    def warn(self, text: str) -> None:
        """Something the reader must know besides the answer; said once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def section(self, title: str, lines: Sequence[str]) -> None:
        """Something to read beside the figures, under a heading of its own; nothing where there are no lines."""
        if lines:
            self.sections.append(Section(title, tuple(lines)))

    def rounded(self, value: Decimal) -> Decimal:
        """Half-up to the step that the rounding rule states; the rule is named only if it changed anything."""
        exact = round_half_up(value)
        if value == exact and ROUNDING not in self.local:
            return exact
        step: Decimal = self.earliest(ROUNDING).value
        result = round_half_up(value, step)
        if result != value:
            self.step(_("四舍五入"), _("{value} 按 {step} 元取整").format(value=show(value), step=plain(step)), result)
        return result

    def amount(self, label: str, low: Decimal, high: Decimal | None = None) -> Quantity:
        """An amount of money for the answer, rounded (``high`` for a range)."""
        bottom = self.rounded(low)
        return Quantity(label, bottom, bottom if high is None or high == low else self.rounded(high))

    def progressive(self, identifier: str, amount: Decimal, *, title: str, on: date | None = None) -> Range:
        """The unrounded sum over progressive brackets, each bracket a step; a range where the law gives one."""
        rule = self.version(identifier, on)
        brackets: Brackets = rule.value
        low = high = Decimal(0)
        floor = Decimal(0)
        for row in brackets.rows:
            if amount <= floor and floor:
                break
            part = (amount if row.upto is None else min(amount, row.upto)) - floor
            span = _span(floor, row.upto)
            if row.flat is not None:
                lows, highs, formula = row.flat.low, row.flat.high, _("每件 {sum}").format(sum=_pair(row.flat, plain))
            else:
                assert row.rate is not None
                lows, highs = part * row.rate.low, part * row.rate.high
                formula = f"{show(part)} × {_pair(row.rate, percent)}"
            self._bracket_step(span, formula, lows, highs, rule)
            low, high = low + lows, high + highs
            if row.upto is None:
                break
            floor = row.upto
        if len(self.steps) > 1:
            self._bracket_step(title, _("各段相加"), low, high, rule)
        for limit, pick, word in ((brackets.minimum, max, _("最低")), (brackets.maximum, min, _("最高"))):
            if limit is not None and (pick(low, limit) != low or pick(high, limit) != high):
                low, high = pick(low, limit), pick(high, limit)
                self.step(
                    _("{word}限额").format(word=word),
                    _("{word} {limit} 元").format(word=word, limit=short(limit)),
                    limit,
                    rule=rule,
                )
        return Range(low, high)

    def _bracket_step(self, label: str, formula: str, low: Decimal, high: Decimal, rule: Version) -> None:
        self.step(label, formula, span(low, high), rule=rule)


def _span(floor: Decimal, upto: Decimal | None) -> str:
    if upto is None:
        return _("超过 {floor} 元的部分").format(floor=short(floor)) if floor else _("全部")
    if not floor:
        return _("不超过 {upto} 元的部分").format(upto=short(upto))
    return _("超过 {floor} 元至 {upto} 元的部分").format(floor=short(floor), upto=short(upto))


def _pair(values: Range, text: Any) -> str:
    return text(values.low) if values.low == values.high else f"{text(values.low)} – {text(values.high)}"

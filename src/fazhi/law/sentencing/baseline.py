"""量刑起点 and 基准刑: the point taken in the tier's range, and what the amount beyond the threshold adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import plain, round_half_up
from fazhi.law.errors import BadInput, NotInForce, RuleUnknown
from fazhi.law.parameters import Version
from fazhi.law.parameters.values import Range
from fazhi.law.sentencing.tiers import Crime, Located, Measure, has, locate, middle
from fazhi.law.working import Working

UNIT = "个月"


@dataclass(frozen=True)
class Points:
    """Where the asker moves the estimate, in months; ``None``: the middle of the range, what the rules add."""

    start: Decimal | None = None
    increment: Decimal | None = None
    base: Decimal | None = None


@dataclass(frozen=True)
class Baseline:
    """基准刑 with the law it stands on. ``below``: the tier under this one (刑法 63), if the law has one."""

    months: Decimal
    tier: str
    statutory: Range
    below: Range | None
    life: str


def text(value: Decimal) -> str:
    """Months to two places, without trailing zeros."""
    return plain(round_half_up(value))


def span_text(span: Range) -> str:
    """1 – 12 个月."""
    return f"{text(span.low)} {UNIT}" if span.low == span.high else f"{text(span.low)} – {text(span.high)} {UNIT}"


def baseline(w: Working, crime: Crime, points: Points, day: date) -> Baseline:
    """From the law and the standards of ``day`` (the guideline is that of ``w.on``)."""
    charge = crime.charge
    law = w.version(f"sentencing_statutory.{charge.key}", day)
    start = _start(w, crime, law)
    statutory: dict[str, Range] = law.value
    found = locate(w, crime, day, list(statutory))
    limits = statutory[found.tier]
    if found.measure is not None:
        w.step(*_placed(crime, found), "")
    w.step(_("法定刑幅度"), f"{charge.title}：{charge.tiers[found.tier]}", span_text(limits), "", law)
    below = max(
        (span for span in statutory.values() if span.high <= limits.low), key=lambda span: span.low, default=None
    )
    life = law.note if limits == list(statutory.values())[-1] and "无期徒刑" in law.note else ""
    if points.base is not None:
        w.step(_("基准刑"), _("自行给出"), round_half_up(points.base), UNIT)
        return Baseline(points.base, found.tier, limits, below, life)
    point = _point(w, start, found.tier, points)
    added = _added(w, crime, found, point, limits, points)
    base = point + added
    w.step(_("基准刑"), f"{text(point)} + {text(added)}", round_half_up(base), UNIT, start)
    return Baseline(base, found.tier, limits, below, life)


def _placed(crime: Crime, found: Located) -> tuple[str, str, str]:
    """Label, formula and outcome of the step from a quantity to its tier."""
    assert found.measure is not None
    measure, tiers = found.measure, list(crime.charge.tiers)
    marks = [
        f"{crime.charge.tiers[tier].split('，')[0]} {_yuan_span(measure, span)}"
        for tier, span in sorted(measure.thresholds.items(), key=lambda pair: tiers.index(pair[0]))
    ]
    formula = _("{value}；{standard}标准：{marks}").format(
        value=measure.text(measure.value), standard=measure.standard, marks="、".join(marks)
    )
    return _("按数额或者数量定档"), formula, crime.charge.tiers[found.tier]


def _yuan_span(measure: Measure, span: Range) -> str:
    low, high = measure.text(span.low), measure.text(span.high)
    return low if low == high else f"{low} – {high}"


def _start(w: Working, crime: Crime, law: Version) -> Version:
    """The starting points of the guideline in force, or of the edition made for the law applied, where they differ."""
    identifier = f"sentencing_start.{crime.charge.key}"
    parameter = parameters.parameter(identifier)
    in_force = parameter.at(w.on)
    if set(in_force.value) == set(law.value):
        return w.version(identifier)
    for version in parameter.versions:
        if version.value is not None and set(version.value) == set(law.value):
            w.warn(
                _("适用的法定刑与裁判时的量刑指导意见档次不同，量刑起点比照 {start} 起的版本。").format(
                    start=version.start
                )
            )
            return w.version(identifier, version.start)
    raise RuleUnknown(
        _("“{title}”没有与所适用的法律相对应的版本。").format(title=parameter.title), parameter=identifier
    )


def _point(w: Working, start: Version, tier: str, points: Points) -> Decimal:
    span: Range = start.value[tier]
    point = middle(span) if points.start is None else points.start
    if not span.low <= point <= span.high:
        raise BadInput(
            _("量刑起点应当在 {span} 之内（收到 {raw}）。").format(span=span_text(span), raw=text(point)), input="start"
        )
    how = _("取中") if points.start is None else _("自行选定")
    if span.low == span.high:
        how = _("固定")
    w.step(
        _("量刑起点"),
        _("幅度 {span}，{how}").format(span=span_text(span), how=how),
        round_half_up(point),
        UNIT,
        start,
    )
    return point


def _added(w: Working, crime: Crime, found: Located, point: Decimal, limits: Range, points: Points) -> Decimal:
    if points.increment is not None:
        w.step(_("增加的刑罚量"), _("自行给出"), round_half_up(points.increment), UNIT)
        return points.increment
    if found.measure is None or not found.excess:
        w.warn(_("没有计入人数、次数、伤残等级等应当增加的刑罚量；知道的可以用 increment（个月）给出。"))
        return Decimal(0)
    by_rule = _by_rule(w, crime, found)
    if by_rule is not None:
        return by_rule
    try:
        spread = w.version("sentencing_steps.spread")
    except NotInForce:
        return Decimal(0)
    if found.room is None:
        w.warn(_("没有已知的规则说明超过本档起点的数额增加多少刑期，未计入；可以用 increment（个月）给出。"))
        return Decimal(0)
    share = min(found.excess / found.room, Decimal(1))
    added: Decimal = max(limits.high - point, Decimal(0)) * share * spread.value
    w.step(
        _("增加的刑罚量"),
        _("超出本档起点（幅度取中） {excess}，占本档 {share}%；余下 {rest} 个月").format(
            excess=found.measure.text(found.excess), share=text(share * 100), rest=text(limits.high - point)
        ),
        round_half_up(added),
        UNIT,
        spread,
    )
    return added


def _by_rule(w: Working, crime: Crime, found: Located) -> Decimal | None:
    """What the province's rule adds, where one is known."""
    assert found.measure is not None
    name = f"{crime.charge.key}_{found.area}"
    if not found.area or not has(f"sentencing_steps.{name}"):
        return None
    if "telecom" in crime.facts:
        name = f"{crime.charge.key}_telecom"
    if found.tier == "special":
        rule = w.version("sentencing_steps.beyond_special")
        knots = sorted((Decimal(yuan), months) for yuan, months in rule.value.items())
        added = _interpolated(found.excess, knots)
        formula = _("超出特别巨大起点 {excess}，按累计增加的月数").format(excess=found.measure.text(found.excess))
    else:
        rule = w.version(f"sentencing_steps.{name}")
        step, low, high = (rule.value[f"{found.tier}_{part}"] for part in ("yuan", "low", "high"))
        added = found.excess / step * (low + high) / 2
        formula = _("超出 {excess} ÷ 每 {step} 元 × {low} – {high} 个月，取中").format(
            excess=found.measure.text(found.excess), step=plain(step), low=plain(low), high=plain(high)
        )
    w.step(_("增加的刑罚量"), formula, round_half_up(added), UNIT, rule)
    return added


def _interpolated(value: Decimal, knots: list[tuple[Decimal, Decimal]]) -> Decimal:
    """Along straight lines from zero through the knots, level after the last."""
    x0 = y0 = Decimal(0)
    for x1, y1 in knots:
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
        x0, y0 = x1, y1
    return y0

"""Adjusting the baseline: the first layer multiplies one by one, the second adds up and is applied to what is left.

``R = B × Π(1 ± first) × (1 + Σ second)``, 量刑指导意见 part two (二). Adding all ratios in one sum is another, wrong
number.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from fazhi.i18n import _
from fazhi.law.amounts import percent, round_half_up
from fazhi.law.errors import BadInput, NotInForce
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters import Version
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity
from fazhi.law.sentencing.baseline import UNIT, text
from fazhi.law.sentencing.charges import Charge
from fazhi.law.sentencing.circumstances import Chosen, Circumstance
from fazhi.law.sentencing.pronounce import MonthRange, margin_of
from fazhi.law.sentencing.tiers import middle
from fazhi.law.tools import tool
from fazhi.law.working import Working

NOTHING = Decimal(0)
WHOLE = Decimal(1)


class Applied(NamedTuple):
    """A circumstance with the ratio taken (signed) and the range it was taken from."""

    what: Circumstance
    ratio: Decimal
    how: str
    rule: Version | None


def settle(w: Working, chosen: Sequence[Chosen], charge: Charge, *, minor: bool) -> list[Applied]:
    """A ratio for each, the middle where none was asked for. ``minor``: the offence is minor, some may go further.

    Raises :class:`BadInput` where a ratio lies outside the range, or is needed because the guideline gives none.
    """
    return [_settled(w, each, charge, minor) for each in chosen]


def _settled(w: Working, chosen: Chosen, charge: Charge, minor: bool) -> Applied:
    what = chosen.what
    identifier = what.ratio_id
    if what.key == "elderly":
        identifier += "_negligent" if charge.negligent else "_intent"
    rule = None
    if identifier:
        try:
            rule = w.version(identifier)
        except NotInForce:
            rule = None
    if rule is None:
        if chosen.ratio is None:
            raise BadInput(
                _(
                    "{day} 适用的量刑指导意见没有规定“{title}”的调节比例，请按本地细则自行给出，如 {key}={figure}%。"
                ).format(day=w.on, title=what.title, key=what.key, figure=20 * what.sign),
                input="circumstances",
            )
        if abs(chosen.ratio) > 1:
            raise _outside(what, chosen.ratio, Range(NOTHING, WHOLE))
        return Applied(what, chosen.ratio, _("指导意见没有规定比例，自行给出"), None)
    span: Range = rule.value
    if chosen.ratio is None:
        return Applied(what, middle(span), _("幅度 {span}，取中").format(span=ratio_span(span)), rule)
    if minor and what.further and -1 <= chosen.ratio < span.low:
        return Applied(
            what, chosen.ratio, _("犯罪较轻，超过一般幅度 {span}，自行选定").format(span=ratio_span(span)), rule
        )
    if not span.low <= chosen.ratio <= span.high:
        raise _outside(what, chosen.ratio, span)
    return Applied(what, chosen.ratio, _("幅度 {span}，自行选定").format(span=ratio_span(span)), rule)


def _outside(what: Circumstance, ratio: Decimal, span: Range) -> BadInput:
    more = _("犯罪较轻、可以超过的，请加 minor（犯罪较轻）。") if what.further else ""
    return BadInput(
        _("“{title}”的比例应当在 {span} 之内（收到 {raw}）。{more}").format(
            title=what.title, span=ratio_span(span), raw=percent(abs(ratio)), more=more
        ),
        input="circumstances",
    )


def ratio_span(span: Range) -> str:
    """The size of a range of ratios, whichever way it goes: 10% – 40%."""
    ends = sorted((abs(span.low), abs(span.high)))
    return f"{percent(ends[0])} – {percent(ends[1])}"


def adjust(w: Working, base: Decimal, applied: Sequence[Applied]) -> Decimal:
    """The result of the adjustment in months, never below zero; every ratio and both layers are steps."""
    first = [each for each in applied if each.what.layer == 1]
    second = [each for each in applied if each.what.layer == 2]
    for each in [*first, *second]:
        label = _("情节（第一层）：{title}") if each.what.layer == 1 else _("情节（第二层）：{title}")
        w.step(label.format(title=each.what.title), each.how, _signed(each.ratio), "", each.rule)
    recidivism = next((each.ratio for each in second if each.what.key == "recidivist"), None)
    ratios = [each.ratio for each in second if each.what.key != "recidivist"]
    return _arithmetic(w, base, [each.ratio for each in first], ratios, recidivism)


def _arithmetic(
    w: Working, base: Decimal, first: Sequence[Decimal], second: Sequence[Decimal], recidivism: Decimal | None
) -> Decimal:
    order = w.version("sentencing_method.layers")
    left = base
    for ratio in first:
        left *= 1 + ratio
    if first:
        formula = " × ".join([text(base), *(f"(1 {_signed(ratio)})" for ratio in first)])
        w.step(_("第一层：连乘"), formula, round_half_up(left), UNIT, order)
    up = sum((ratio for ratio in second if ratio > 0), NOTHING)
    down = min(-sum((ratio for ratio in second if ratio < 0), NOTHING), WHOLE)
    more = NOTHING
    if recidivism is not None:
        more = _recidivism(w, left, recidivism)
    result: Decimal = max(left * (1 + up - down) + more, NOTHING)
    if second or recidivism is not None:
        inner = " ".join(["1", *(_signed(ratio) for ratio in second)])
        formula = f"{text(left)} × ({inner})" + (f" + {text(more)}" if more else "")
        w.step(_("第二层：同向相加、逆向相减"), formula, round_half_up(result), UNIT, order)
    return result


def _recidivism(w: Working, left: Decimal, ratio: Decimal) -> Decimal:
    least = w.version("sentencing_method.recidivist_least")
    added: Decimal = max(left * ratio, least.value)
    w.step(
        _("累犯增加的刑期"),
        _("{left} × {ratio}，一般不少于 {least} 个月").format(
            left=text(left), ratio=percent(ratio), least=text(least.value)
        ),
        round_half_up(added),
        UNIT,
        least,
    )
    return added


def _signed(ratio: Decimal) -> str:
    return f"{'+' if ratio > 0 else '−'} {percent(abs(ratio))}"


_RATIO = {"minimum": -1, "maximum": 1, "multiple": True}


@tool(
    "sentencing_adjust",
    Input("base", "number", _("基准刑"), unit=UNIT, required=True, minimum=0, maximum=300),
    Input("l1", "number", _("第一层情节的比例（-0.4 即减少40%）"), minimum=-1, maximum=1, multiple=True),
    Input("l2", "number", _("第二层情节的比例"), minimum=-1, maximum=1, multiple=True),
    Input("recidivist", "number", _("累犯的比例"), minimum=0, maximum=1),
    help=_("只做基准刑的调节：第一层连乘，第二层加减。结果是调节结果，不是宣告刑。"),
    disclaimer=_("仅供参考，不构成法律意见。"),
)
def sentencing_adjust(w: Working, given: Given) -> Sequence[Quantity]:
    """The arithmetic alone, and the range in which the court may move its result."""
    recidivism = given.number("recidivist") if given.has("recidivist") else None
    result = _arithmetic(w, given.number("base"), given.numbers("l1"), given.numbers("l2"), recidivism)
    exact = round_half_up(result)
    margin = margin_of(w, result)
    return [
        Quantity.exact(_("调节结果（不是宣告刑）"), exact, UNIT),
        MonthRange(_("可以调整的范围（未计法定刑限制）"), margin.low, margin.high, UNIT),
    ]

"""确定宣告刑: the result of the adjustment within the court's margin and the limits of the law."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.amounts import plain, round_half_up
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity
from fazhi.law.sentencing.baseline import UNIT, Baseline, span_text, text
from fazhi.law.sentencing.circumstances import MUST, Circumstance
from fazhi.law.working import Working

_TENTH = Decimal("0.1")


class MonthRange(Quantity):
    """A range of months, also in years and months. It stays a range in words even where both ends meet."""

    @property
    def text(self) -> str:
        """12.5 – 18.7 个月（约1年1个月至1年7个月）."""
        low, high = Decimal(str(self.low)), Decimal(str(self.high))
        exact = f"{plain(round_half_up(low, _TENTH))} – {plain(round_half_up(high, _TENTH))} {UNIT}"
        return exact + _("（约{low}至{high}）").format(low=in_years(low), high=in_years(high))


def in_years(months: Decimal) -> str:
    """Whole months, half up, as people say them: 1年7个月."""
    years, rest = divmod(int(round_half_up(months, Decimal(1))), 12)
    if not years:
        return _("{n}个月").format(n=rest)
    return _("{n}年").format(n=years) + (_("{n}个月").format(n=rest) if rest else "")


def margin_of(w: Working, result: Decimal) -> Range:
    """How far the court may move the result of the adjustment."""
    rule = w.version("sentencing_method.margin")
    span = Range(round_half_up(result * (1 - rule.value)), round_half_up(result * (1 + rule.value)))
    w.step(
        _("可以调整的幅度"),
        _("{result} × (1 ± {share}%)").format(result=text(result), share=plain(rule.value * 100)),
        span_text(span),
        "",
        rule,
    )
    return span


def pronounce(w: Working, result: Decimal, base: Baseline, circumstances: Sequence[Circumstance]) -> Range:
    """The range in which the sentence may be pronounced.

    Never above the maximum. Below the minimum only with a statutory ground to reduce (减轻), and then no lower than the
    next tier (刑法 63); with lenient grounds alone (从轻) the minimum stands. With a ground that commands reduction
    never above the minimum, if there is anything below it.
    """
    limits = base.statutory
    shortest = w.version("sentencing_method.detention")
    reducing = [each for each in circumstances if each.reduces]
    exempting = any(each.exempts for each in circumstances)
    lowest_tier = limits.low <= shortest.value.low
    floor, ceiling = limits.low, limits.high
    if lowest_tier:
        floor = Decimal(0) if exempting else limits.low
    elif reducing:
        floor = base.below.low if base.below else shortest.value.low
        if any(each.reduces == MUST for each in reducing):
            ceiling = limits.low
    margin = margin_of(w, result)
    low, high = (min(max(end, floor), ceiling) for end in (margin.low, margin.high))
    _explain(w, result, base, reducing, lowest_tier)
    return Range(low, high)


def _explain(w: Working, result: Decimal, base: Baseline, reducing: Sequence[Circumstance], lowest_tier: bool) -> None:
    limits = base.statutory
    if result > limits.high:
        w.step(_("高于法定最高刑"), f"{text(result)} > {text(limits.high)}", limits.high, UNIT)
    elif not lowest_tier and reducing:
        rule = w.version("sentencing_method.reduction")
        names = "、".join(each.title for each in reducing)
        lower = span_text(base.below) if base.below else _("法律没有规定更低的幅度")
        w.step(
            _("可以低于法定最低刑"),
            _("有法定减轻处罚情节（{names}），至多减到下一个量刑幅度").format(names=names),
            lower,
            "",
            rule,
        )
    elif result < limits.low:
        w.step(
            _("低于法定最低刑"),
            _("{result} < {least}，只有从轻情节，以法定最低刑为宣告刑").format(
                result=text(result), least=text(limits.low)
            ),
            limits.low,
            UNIT,
        )
        w.warn(_("没有法定减轻处罚情节而要在法定刑以下判处的，须经最高人民法院核准（刑法第六十三条第二款）。"))

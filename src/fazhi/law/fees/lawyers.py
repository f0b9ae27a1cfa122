"""Lawyers' fees: Guangdong's guided prices of 2006 (historical) and the national ceilings of contingency fees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.amounts import percent, plain
from fazhi.law.errors import BadInput
from fazhi.law.fees.court import plus, point
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters import Version
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity, span
from fazhi.law.tools import tool
from fazhi.law.working import Working

_FLOAT = Input("float", "flag", _("计入上下浮动幅度"), default=False, help=_("在总额上按规定幅度上下浮动"))
_SECOND = Input("second_instance", "flag", _("一审已代理，再代理二审"), default=False, help=_("减半"))


def _adjusted(w: Working, given: Given, fee: Range) -> Range:
    low, high = fee.low, fee.high
    if given.flag("second_instance"):
        rule = w.version("lawyer_fees.second_instance")
        low, high = low * rule.value, high * rule.value
        w.step(_("二审减半"), f"× {plain(rule.value)}", span(low, high), rule=rule)
    if given.flag("float"):
        rule = w.version("lawyer_fees.float")
        low, high = low * (1 - rule.value), high * (1 + rule.value)
        w.step(_("上下浮动"), f"±{percent(rule.value)}", span(low, high), rule=rule)
    w.warn(_("这是历史政府指导价（参考）：律师服务收费大多已放开由市场调节，以委托合同为准。"))
    return Range(low, high)


@tool(
    "gd_lawyer_2006",
    Input("amount", "amount", _("争议标的额"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("base", "amount", _("基础费用"), unit="元", help=_("在指导价幅度内；不填则给出范围")),
    _SECOND,
    _FLOAT,
)
def gd_lawyer_2006(w: Working, given: Given) -> Sequence[Quantity]:
    """A base within a range plus progressive rates on the sum in dispute."""
    rule = w.version("lawyer_fees.property_base")
    base = point(given, rule.value, _("基础费用"))
    w.step(_("基础费用"), _("每件"), span(base.low, base.high), rule=rule)
    extra = w.progressive("lawyer_fees.property", given.number("amount"), title=_("按标的加收"))
    fee = _adjusted(w, given, plus(w, base, extra))
    return [w.amount(_("律师费（参考）"), fee.low, fee.high)]


_KINDS = {
    "hourly": _("计时收费"),
    "criminal_investigation": _("刑事：侦查阶段"),
    "criminal_prosecution": _("刑事：审查起诉阶段"),
    "criminal_trial": _("刑事：审判阶段"),
    "non_property": _("不涉及财产关系的民事、行政案件"),
}


@tool(
    "gd_lawyer_other",
    Input("kind", "choice", _("种类"), required=True, choices=_KINDS),
    Input("hours", "number", _("小时数"), unit="小时", minimum=0, maximum=10000, help=_("计时收费时填")),
    Input("complex", "flag", _("重大疑难复杂刑事案件"), default=False, help=_("上限可以上浮")),
    _SECOND,
    _FLOAT,
)
def gd_lawyer_other(w: Working, given: Given) -> Sequence[Quantity]:
    """By the hour, by the stage of a criminal case, by the case."""
    kind = given.text("kind")
    rule: Version = w.version("lawyer_fees.items")
    fee: Range = rule.value[kind]
    w.step(
        _KINDS[kind],
        _("每小时") if kind == "hourly" else _("每件、每阶段"),
        span(fee.low, fee.high),
        rule=rule,
    )
    if kind == "hourly":
        if not given.has("hours"):
            raise BadInput(_("计时收费请给出小时数（hours）。"), input="hours")
        hours = given.number("hours")
        fee = Range(fee.low * hours, fee.high * hours)
        w.step(_("小时数"), f"× {plain(hours)}", span(fee.low, fee.high), rule=rule)
    if given.flag("complex"):
        if not kind.startswith("criminal"):
            raise BadInput(_("“重大疑难复杂”的上浮只适用于刑事案件。"), input="complex")
        most = w.version("lawyer_fees.complex")
        fee = Range(fee.low, fee.high * most.value)
        w.step(_("重大疑难复杂"), _("上限 × {times}").format(times=plain(most.value)), fee.high, rule=most)
    fee = _adjusted(w, given, fee)
    return [w.amount(_("律师费（参考）"), fee.low, fee.high)]


@tool(
    "contingency_cap",
    Input("amount", "amount", _("标的额"), unit="元", required=True, minimum=Decimal("0.01")),
)
def contingency_cap(w: Working, given: Given) -> Sequence[Quantity]:
    """The ceiling, and the cases in which contingency fees are barred."""
    barred = w.version("lawyer_fees.contingency_barred")
    w.warn(_("下列案件不得风险代理：{list}。").format(list="、".join(barred.value)))
    fee = w.progressive("lawyer_fees.contingency", given.number("amount"), title=_("最高额"))
    return [w.amount(_("风险代理收费最高额"), fee.low)]

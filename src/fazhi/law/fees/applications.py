"""Application fees (申请费), 诉讼费用交纳办法 art. 14."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.amounts import plain, short, show
from fazhi.law.fees.court import base, per_case
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working


@tool(
    "enforce",
    Input("amount", "amount", _("执行金额"), unit="元", default="0", help=_("没有执行金额的不填或填 0")),
    Input(
        "base", "amount", _("每件标准"), unit="元", help=_("没有执行金额时用；在法定幅度内由省级规定，不填则给出范围")
    ),
)
def enforce(w: Working, given: Given) -> Sequence[Quantity]:
    """Progressive; a sum per case without an amount. Not prepaid, borne by the debtor (arts. 20, 38)."""
    amount = given.number("amount")
    w.version("court_fees.enforcement_payer")
    w.warn(_("申请执行费不由申请人预交，执行后由被执行人负担。"))
    if amount:
        fee = w.progressive("court_fees.enforcement", amount, title=_("申请执行费"))
    else:
        fee = base(w, given, "court_fees.enforcement_no_amount", _("没有执行金额的每件标准"))
    return [w.amount(_("申请执行费"), fee.low, fee.high)]


@tool(
    "preserve",
    Input("amount", "amount", _("保全财产数额"), unit="元", default="0", help=_("不涉及财产数额的填 0")),
)
def preserve(w: Working, given: Given) -> Sequence[Quantity]:
    """Progressive with a ceiling."""
    fee = w.progressive("court_fees.preservation", given.number("amount"), title=_("申请保全费"))
    return [w.amount(_("申请保全费"), fee.low)]


@tool(
    "payment_order",
    Input("amount", "amount", _("请求给付金额"), unit="元", required=True, minimum=Decimal("0.01")),
)
def payment_order(w: Working, given: Given) -> Sequence[Quantity]:
    """A third of the property fee."""
    fee = w.progressive("court_fees.property", given.number("amount"), title=_("财产案件受理费"))
    rule = w.version("court_fees.payment_order_share")
    share = fee.low / rule.value
    w.step(_("三分之一"), f"{show(fee.low)} ÷ {plain(rule.value)}", share, rule=rule)
    return [w.amount(_("申请费"), share)]


@tool(
    "bankruptcy",
    Input("assets", "amount", _("破产财产总额"), unit="元", required=True, minimum=Decimal("0.01")),
)
def bankruptcy(w: Working, given: Given) -> Sequence[Quantity]:
    """Half the property fee on all assets, with a ceiling; paid after liquidation."""
    fee = w.progressive("court_fees.property", given.number("assets"), title=_("财产案件受理费"))
    rule, cap = w.version("court_fees.bankruptcy_share"), w.version("court_fees.bankruptcy_cap")
    half = fee.low * rule.value
    w.step(_("减半"), f"{show(fee.low)} × {plain(rule.value)}", half, rule=rule)
    if half > cap.value:
        half = cap.value
        w.step(_("最高限额"), _("最高 {limit} 元").format(limit=short(half)), half, rule=cap)
    w.warn(_("破产申请费清算后交纳。"))
    return [w.amount(_("申请费"), half)]


_KINDS = {
    "public_notice": _("公示催告"),
    "set_aside_award": _("撤销仲裁裁决"),
    "arbitration_validity": _("认定仲裁协议效力"),
    "maritime_fund": _("设立海事赔偿责任限制基金"),
    "maritime_order": _("海事强制令"),
    "ship_lien_notice": _("船舶优先权催告"),
    "maritime_claim": _("海事债权登记"),
    "general_average": _("共同海损理算"),
}


@tool(
    "application_fixed",
    Input("kind", "choice", _("申请事项"), required=True, choices=_KINDS),
    Input("base", "amount", _("每件标准"), unit="元", help=_("有幅度的可填具体标准；不填则给出范围")),
)
def application_fixed(w: Working, given: Given) -> Sequence[Quantity]:
    """Public notice, setting aside an award, maritime applications."""
    rule = w.version("court_fees.application_per_case")
    kind = given.text("kind")
    chosen = per_case(w, given, rule, rule.value[kind], _KINDS[kind])
    return [w.amount(_("申请费"), chosen.low, chosen.high)]

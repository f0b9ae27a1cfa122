"""Deposit (定金) and liquidated damages (违约金), 民法典 585–588."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.amounts import percent, plain, show
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working


@tool(
    "deposit",
    Input("price", "amount", _("合同价款"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("paid", "amount", _("实际交付的定金"), unit="元", required=True),
    Input("agreed", "amount", _("约定的定金"), unit="元", help=_("与实际交付不同的，以实际交付为准")),
    Input(
        "breach",
        "choice",
        _("违约的一方"),
        default="receiver",
        choices={"receiver": _("收受定金的一方"), "payer": _("给付定金的一方"), "none": _("没有违约")},
    ),
)
def deposit(w: Working, given: Given) -> Sequence[Quantity]:
    """What is due back: double from a receiver in breach, nothing to a payer in breach; the excess is a prepayment."""
    price, paid = given.number("price"), given.number("paid")
    rule = w.version("contracts.deposit_limit")
    limit = price * rule.value
    w.step(_("定金上限"), f"{show(price)} × {percent(rule.value)}", limit, rule=rule)
    part = min(paid, limit)
    excess = paid - part
    if given.has("agreed") and given.number("agreed") != paid:
        w.step(
            _("以实际交付为准"),
            _("约定 {agreed}，实交 {paid}").format(agreed=show(given.number("agreed")), paid=show(paid)),
            paid,
            rule=rule,
        )
    w.step(_("产生定金效力的部分"), f"min({show(paid)}, {show(limit)})", part, rule=rule)
    if excess:
        w.step(_("超过部分"), _("不产生定金效力，按预付款返还"), excess, rule=rule)
    breach = given.text("breach")
    double = w.version("contracts.deposit_return")
    if breach == "receiver":
        back = part * double.value
        w.step(_("双倍返还"), f"{show(part)} × {plain(double.value)}", back, rule=double)
    elif breach == "payer":
        back = Decimal(0)
        w.step(_("无权请求返还"), _("给付定金的一方违约"), back, rule=double)
    else:
        back = part
        w.step(_("抵作价款或者收回"), _("合同已履行"), back, rule=double)
    total = w.amount(_("应返还"), back + excess)
    w.step(_("合计"), f"{show(back)} + {show(excess)}", back + excess)
    return [total, w.amount(_("其中定金部分"), back), w.amount(_("其中超过部分（预付款）"), excess)]


@tool(
    "liquidated_damages",
    Input("penalty", "amount", _("约定的违约金"), unit="元", required=True),
    Input("loss", "amount", _("造成的损失"), unit="元", required=True),
)
def liquidated_damages(w: Working, given: Given) -> Sequence[Quantity]:
    """How far a penalty exceeds the loss, and the line beyond which courts usually hold it excessive."""
    penalty, loss = given.number("penalty"), given.number("loss")
    adjust = w.version("contracts.penalty_adjust")
    rule = w.version("interest.excessive_penalty")
    line = loss * (1 + rule.value)
    w.step(_("一般不认定过分高于的上限"), f"{show(loss)} × (1 + {percent(rule.value)})", line, rule=rule)
    if penalty < loss:
        verdict = _("低于损失，可以请求增加")
    elif penalty > line:
        verdict = _("超过该上限，可以请求适当减少")
    else:
        verdict = _("在该上限以内，一般不予调整")
    w.step(_("比较"), f"{show(penalty)} ： {show(line)}", verdict, "", adjust)
    w.warn(_("是否调整、调整多少由人民法院根据合同履行情况、过错程度等决定。"))
    return [w.amount(_("上限"), line), Quantity.exact(_("结论"), verdict, "")]

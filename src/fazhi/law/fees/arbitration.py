"""Arbitration fees: commercial by brackets in which each commission fixes its point; labour arbitration is free."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working


@tool(
    "arbitration",
    Input("amount", "amount", _("争议金额"), unit="元", minimum=Decimal("0.01")),
    Input(
        "kind",
        "choice",
        _("种类"),
        default="commercial",
        choices={"commercial": _("民商事仲裁"), "labour": _("劳动争议仲裁")},
    ),
    Input("withdrawn", "flag", _("仲裁庭组成前撤回申请"), default=False, help=_("退还全部案件受理费")),
)
def arbitration(w: Working, given: Given) -> Sequence[Quantity]:
    """The acceptance fee (案件受理费); the handling fee is charged as spent."""
    if given.text("kind") == "labour":
        rule = w.version("arbitration_fees.labour_free")
        w.step(_("劳动争议仲裁"), _("不收费"), rule.value, rule=rule)
        return [w.amount(_("仲裁费"), rule.value)]
    if not given.has("amount"):
        raise BadInput(_("请给出争议金额（amount）。"), input="amount")
    fee = w.progressive("arbitration_fees.acceptance", given.number("amount"), title=_("案件受理费"))
    if fee.low != fee.high:
        w.warn(_("每档的具体比例由仲裁委员会在幅度内确定，因此给出范围。"))
    w.version("arbitration_fees.handling")
    w.warn(_("案件处理费按实际支出另收。"))
    items = [w.amount(_("案件受理费"), fee.low, fee.high)]
    if given.flag("withdrawn"):
        rule = w.version("arbitration_fees.refund")
        back = w.amount(_("退还"), fee.low * rule.value, fee.high * rule.value)
        w.step(_("退还"), _("仲裁庭组成前撤回申请，全部退还"), back.text, "", rule)
        items.append(back)
    return items

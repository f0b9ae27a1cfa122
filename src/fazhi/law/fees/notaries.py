"""Notaries' fees in Guangdong, by the newer of two circulating tables (unchecked)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from fazhi.i18n import _
from fazhi.law.amounts import plain, show
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working


@tool(
    "notary_contract",
    Input("amount", "amount", _("合同标的额"), unit="元", required=True, minimum=Decimal("0.01")),
)
def notary_contract(w: Working, given: Given) -> Sequence[Quantity]:
    """Progressive with a minimum."""
    fee = w.progressive("notary_fees.contract", given.number("amount"), title=_("公证费"))
    return [w.amount(_("公证费"), fee.low)]


@tool(
    "notary_inheritance",
    Input("benefit", "amount", _("受益额"), unit="元", required=True, minimum=Decimal("0.01")),
)
def notary_inheritance(w: Working, given: Given) -> Sequence[Quantity]:
    """Progressive; the first bracket is a ceiling, so the sum is one."""
    fee = w.progressive("notary_fees.inheritance", given.number("benefit"), title=_("公证费（上限）"))
    w.warn(_("首段为“不超过”，因此结果是上限。"))
    return [w.amount(_("公证费（上限）"), fee.low)]


_KINDS = {
    "will": _("遗嘱"),
    "declaration": _("委托、声明、保证"),
    "birth_kinship": _("出生、亲属关系等"),
    "force_majeure": _("不可抗力等"),
    "on_site": _("现场监督"),
}


@tool(
    "notary_fixed",
    Input("kind", "choice", _("事项"), required=True, choices=_KINDS),
    Input("count", "integer", _("件数"), unit="件", default=1, minimum=1, maximum=10000),
    Input(
        "hours",
        "number",
        _("现场监督小时数"),
        unit="小时",
        minimum=0,
        maximum=1000,
        help=_("现场监督时填；不足一小时按一小时"),
    ),
)
def notary_fixed(w: Working, given: Given) -> Sequence[Quantity]:
    """Wills, declarations, kinship by the piece; on-site supervision by the hour."""
    kind = given.text("kind")
    rule = w.version("notary_fees.items")
    unit: Decimal = rule.value[kind]
    if kind != "on_site":
        total = unit * given.integer("count")
        w.step(_KINDS[kind], f"{plain(unit)} × {given.integer('count')}", total, rule=rule)
        return [w.amount(_("公证费"), total)]
    if not given.has("hours"):
        raise BadInput(_("现场监督请给出小时数（hours）。"), input="hours")
    hours = max(Decimal(1), given.number("hours").to_integral_value(ROUND_CEILING))
    further = w.version("notary_fees.on_site_hour")
    w.step(_("第一小时"), _KINDS[kind], unit, rule=rule)
    extra = (hours - 1) * further.value
    w.step(_("以后每小时"), f"{plain(further.value)} × {plain(hours - 1)}", extra, rule=further)
    w.step(_("合计"), f"{show(unit)} + {show(extra)}", unit + extra)
    return [w.amount(_("公证费"), unit + extra)]

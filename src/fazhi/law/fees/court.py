"""Court acceptance fees (案件受理费), 诉讼费用交纳办法 arts. 8–21."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.amounts import percent, plain, show
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters import Version
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity, span
from fazhi.law.tools import tool
from fazhi.law.working import Working

REDUCTION = Input(
    "reduction",
    "choice",
    _("减半的情形"),
    multiple=True,
    choices={
        "mediation": _("调解结案"),
        "withdrawal": _("撤诉"),
        "simplified": _("适用简易程序"),
        "small_claims": _("小额诉讼"),
        "counterclaim": _("反诉合并审理"),
        "third_party": _("有独立请求权的第三人，合并审理"),
    },
    help=_("几项同时符合的只减半一次；可重复"),
)
RELIEF = Input(
    "relief", "percent", _("司法救助减交比例"), unit="%", minimum=0, maximum=100, help=_("减交的百分比；100 为免交")
)
_REDUCTION_RULE = {
    "mediation": "half_settled",
    "withdrawal": "half_settled",
    "simplified": "half_simplified",
    "small_claims": "half_small_claims",
    "counterclaim": "half_merged",
    "third_party": "half_merged",
}


def reduced(w: Working, given: Given, fee: Range, label: str) -> list[Quantity]:
    """Halve at most once, then relief, from the unrounded fee; the answer and, if it was reduced, the full fee."""
    full, low, high = fee, fee.low, fee.high
    grounds = given.texts("reduction")
    if grounds:
        rules = list(dict.fromkeys(_REDUCTION_RULE[ground] for ground in grounds))
        choices = REDUCTION.choices or {}
        for name in rules:
            w.version(f"court_fees.{name}")
        rate = w.number(f"court_fees.{rules[0]}")
        low, high = low * rate, high * rate
        w.step(
            _("减半"),
            "；".join(choices[ground] for ground in grounds) + f" × {plain(rate)}",
            span(low, high),
            rule=w.version(f"court_fees.{rules[0]}"),
        )
        if len(rules) > 1:
            w.version("court_fees.no_stacking")
    if given.has("relief") and given.number("relief"):
        share = given.number("relief") / 100
        rule = w.version("court_fees.relief_minimum")
        if share < rule.value:
            raise BadInput(
                _("司法救助减交的比例不得低于 {least}（收到 {given}）。").format(
                    least=percent(rule.value), given=percent(share)
                ),
                input="relief",
            )
        low, high = low * (1 - share), high * (1 - share)
        w.step(_("司法救助"), _("减交 {share}").format(share=percent(share)), span(low, high), rule=rule)
    items = [w.amount(label, low, high)]
    if (low, high) != (full.low, full.high):
        items.append(w.amount(_("减半、减交前"), full.low, full.high))
    return items


def point(given: Given, allowed: Range, title: str) -> Range:
    """The sum that was given as ``base``, which must lie inside the law's range; else the whole range."""
    if not given.has("base"):
        return allowed
    chosen = Range(given.number("base"), given.number("base"))
    if not allowed.holds(chosen):
        raise BadInput(
            _("{title}应在 {low} 至 {high} 元之间（收到 {given}）。").format(
                title=title, low=plain(allowed.low), high=plain(allowed.high), given=plain(chosen.low)
            ),
            input="base",
        )
    return chosen


def per_case(w: Working, given: Given, rule: Version, allowed: Range, title: str) -> Range:
    """The sum per case as a step; says so where only the range is known."""
    chosen = point(given, allowed, title)
    if chosen.low != chosen.high:
        w.warn(
            _("{title}由省级规定在 {low} 至 {high} 元内确定，本地标准未录入，因此给出范围。").format(
                title=title, low=plain(allowed.low), high=plain(allowed.high)
            )
        )
    w.step(title, _("每件"), span(chosen.low, chosen.high), rule=rule)
    return chosen


def base(w: Working, given: Given, identifier: str, title: str) -> Range:
    """The sum per case of a parameter that is one range."""
    rule = w.version(identifier)
    return per_case(w, given, rule, rule.value, title)


def plus(w: Working, first: Range, second: Range) -> Range:
    """Add two parts and write the sum down."""
    total = Range(first.low + second.low, first.high + second.high)
    w.step(_("合计"), f"{_pair(first)} + {_pair(second)}", span(total.low, total.high))
    return total


def _pair(values: Range) -> str:
    return show(values.low) if values.low == values.high else f"({show(values.low)} – {show(values.high)})"


@tool(
    "lit_property",
    Input(
        "amount",
        "amount",
        _("诉讼请求金额"),
        unit="元",
        required=True,
        minimum=Decimal("0.01"),
        help=_("上诉的填不服部分的金额，再审的填有争议部分；没有金额的不是财产案件，用 lit_fixed"),
    ),
    REDUCTION,
    RELIEF,
)
def lit_property(w: Working, given: Given) -> Sequence[Quantity]:
    """Progressive fee on the amount claimed (art. 13(1))."""
    fee = w.progressive("court_fees.property", given.number("amount"), title=_("受理费"))
    return reduced(w, given, fee, _("案件受理费"))


@tool(
    "divorce",
    Input("property", "amount", _("分割财产总额"), unit="元", default="0", help=_("超过法定数额的部分才加收")),
    Input("base", "amount", _("每件标准"), unit="元", help=_("在法定幅度内由省级规定；不填则给出范围")),
    REDUCTION,
    RELIEF,
)
def divorce(w: Working, given: Given) -> Sequence[Quantity]:
    """Per case, plus a share of property beyond a threshold (art. 13(2)1)."""
    first = base(w, given, "court_fees.divorce_base", _("离婚案件每件标准"))
    extra = w.progressive("court_fees.divorce_property", given.number("property"), title=_("财产加收"))
    return reduced(w, given, plus(w, first, extra), _("案件受理费"))


@tool(
    "personality",
    Input("damages", "amount", _("损害赔偿金额"), unit="元", default="0", help=_("超过法定数额的部分才加收")),
    Input("base", "amount", _("每件标准"), unit="元", help=_("在法定幅度内由省级规定；不填则给出范围")),
    REDUCTION,
    RELIEF,
)
def personality(w: Working, given: Given) -> Sequence[Quantity]:
    """Name, portrait, reputation, honour and other rights of personality (art. 13(2)2)."""
    first = base(w, given, "court_fees.personality_base", _("人格权案件每件标准"))
    extra = w.progressive("court_fees.personality_damages", given.number("damages"), title=_("赔偿加收"))
    return reduced(w, given, plus(w, first, extra), _("案件受理费"))


@tool(
    "ip_case",
    Input("amount", "amount", _("争议金额"), unit="元", minimum=Decimal("0.01"), help=_("没有争议金额的不填")),
    Input("base", "amount", _("每件标准"), unit="元", help=_("没有争议金额时用；在法定幅度内由省级规定")),
    REDUCTION,
    RELIEF,
)
def ip_case(w: Working, given: Given) -> Sequence[Quantity]:
    """With an amount the property table, without one a sum per case (art. 13(3))."""
    if given.has("amount"):
        w.version("court_fees.ip_base")
        fee = w.progressive("court_fees.property", given.number("amount"), title=_("受理费"))
    else:
        fee = base(w, given, "court_fees.ip_base", _("知识产权案件每件标准"))
    return reduced(w, given, fee, _("案件受理费"))


_FREE = {
    "special": _("依照特别程序审理"),
    "dismissed": _("裁定不予受理、驳回起诉、驳回上诉"),
    "procedural_appeal": _("对不予受理、驳回起诉、管辖权异议裁定上诉"),
    "admin_compensation": _("行政赔偿"),
    "retrial": _("再审（第九条两种情形除外）"),
}
_PER_CASE = {
    "other_nonproperty": _("其他非财产案件"),
    "labour": _("劳动争议案件"),
    "admin_special": _("商标、专利、海事行政案件"),
    "admin_other": _("其他行政案件"),
    "jurisdiction": _("管辖权异议不成立"),
}


@tool(
    "lit_fixed",
    Input("kind", "choice", _("案件种类"), required=True, choices=_PER_CASE | _FREE),
    Input("base", "amount", _("每件标准"), unit="元", help=_("有幅度的由省级规定；不填则给出范围")),
    REDUCTION,
    RELIEF,
)
def lit_fixed(w: Working, given: Given) -> Sequence[Quantity]:
    """Cases at a sum per case (art. 13(2)3, (4)–(6)), and those that pay nothing (arts. 8, 9)."""
    kind = given.text("kind")
    if kind in _FREE:
        rule = w.version("court_fees.retrial_exempt" if kind == "retrial" else "court_fees.exempt")
        w.step(_FREE[kind], _("不交纳案件受理费"), Decimal(0), rule=rule)
        return [w.amount(_("案件受理费"), Decimal(0))]
    rule = w.version("court_fees.per_case")
    chosen = per_case(w, given, rule, rule.value[kind], _PER_CASE[kind])
    return reduced(w, given, chosen, _("案件受理费"))


@tool(
    "lit_change",
    Input("before", "amount", _("原诉讼请求金额"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("after", "amount", _("变更后的金额"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("closed", "flag", _("法庭调查已经终结"), default=False, help=_("终结后减少请求的，不退还")),
)
def lit_change(w: Working, given: Given) -> Sequence[Quantity]:
    """Pay or get back the difference; none back once the inquiry has closed (arts. 21, 35)."""
    old = w.progressive("court_fees.property", given.number("before"), title=_("原受理费"))
    new = w.progressive("court_fees.property", given.number("after"), title=_("新受理费"))
    rule = w.version("court_fees.claim_change")
    difference = new.low - old.low
    if difference < 0 and given.flag("closed"):
        w.step(_("差额"), _("法庭调查终结后减少，不予退还"), Decimal(0), rule=rule)
        return [w.amount(_("应退还"), Decimal(0))]
    label = _("应补交") if difference >= 0 else _("应退还")
    w.step(label, f"{show(new.low)} − {show(old.low)}", abs(difference), rule=rule)
    return [w.amount(label, abs(difference))]


@tool(
    "lit_split",
    Input("fee", "amount", _("诉讼费总额"), unit="元", required=True),
    Input("claimed", "amount", _("诉讼请求金额"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("awarded", "amount", _("判决支持金额"), unit="元", required=True),
)
def lit_split(w: Working, given: Given) -> Sequence[Quantity]:
    """Arithmetic by the share won; the court apportions as it sees fit (art. 29)."""
    fee, claimed, awarded = given.number("fee"), given.number("claimed"), given.number("awarded")
    if awarded > claimed:
        raise BadInput(_("判决支持金额不应大于诉讼请求金额。"), input="awarded")
    rule = w.version("court_fees.burden")
    w.version("court_fees.win_ratio")
    defendant = w.rounded(fee * awarded / claimed)
    w.step(_("被告负担（估算）"), f"{show(fee)} × {show(awarded)} ÷ {show(claimed)}", defendant, rule=rule)
    w.step(_("原告负担（估算）"), f"{show(fee)} − {show(defendant)}", fee - defendant, rule=rule)
    w.warn(_("这是按支持比例的算术估算，实际由人民法院决定。"))
    return [
        Quantity.exact(_("原告负担（估算）"), w.rounded(fee - defendant)),
        Quantity.exact(_("被告负担（估算）"), defendant),
    ]

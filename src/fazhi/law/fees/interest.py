"""Late-performance interest, ceilings of private lending, added fines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import percent, plain, show
from fazhi.law.dates import add_months
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters import Version
from fazhi.law.periods import merge
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working

_DAY = timedelta(days=1)


def _switch() -> date:
    """The day from which the ceiling by LPR applies to cases accepted."""
    return date.fromisoformat(parameters.parameter("interest.lending_transition").versions[0].value[0])


@tool(
    "late_interest",
    Input(
        "principal",
        "amount",
        _("尚未清偿的金钱债务（一般债务利息以外）"),
        unit="元",
        required=True,
        minimum=Decimal("0.01"),
    ),
    Input("days", "integer", _("迟延天数"), unit="天", minimum=0, maximum=36500, help=_("不填日期时用")),
    Input("start", "date", _("履行期限届满之日"), help=_("自次日起算")),
    Input("end", "date", _("付清或者计算截止之日"), help=_("当日计入")),
    Input("payment", "payment", _("部分清偿"), multiple=True, help=_("日期:金额，如 2020-03-01:40000；可重复")),
    Input(
        "suspend",
        "interval",
        _("不计算的期间"),
        multiple=True,
        help=_("非因被执行人申请的中止、暂缓执行：开始..结束；可重复"),
    ),
    dated_by="end",
)
def late_interest(w: Working, given: Given) -> Sequence[Quantity]:
    """Unpaid debt × 0.0175 % × days (法释〔2014〕8号), debt paid before doubled interest."""
    if given.has("days") == (given.has("start") and given.has("end")):
        raise BadInput(_("请填迟延天数（days），或者填履行期限届满之日（start）和截止之日（end）。"), input="days")
    given.order("start", "end", late_interest.by_name)
    w.version("interest.late_statute")
    rule = w.version("interest.late_daily_rate")
    debt = given.number("principal")
    if given.has("days"):
        if given.payments("payment") or given.intervals("suspend"):
            raise BadInput(_("有部分清偿或者不计算的期间时，请填起止日期，不要只填天数。"), input="days")
        interest = _late_part(w, debt, given.integer("days"), "", rule)
    else:
        interest = _late_by_dates(w, given, debt, rule)
    w.warn(_("一般债务利息按生效法律文书另计，与加倍部分并行。"))
    return [w.amount(_("加倍部分债务利息"), interest)]


def _late_part(w: Working, debt: Decimal, days: int, span: str, rule: Version) -> Decimal:
    value: Decimal = debt * rule.value * days
    w.step(span or _("加倍部分"), f"{show(debt)} × {percent(rule.value)} × {days}", value, rule=rule)
    return value


def _late_by_dates(w: Working, given: Given, debt: Decimal, rule: Version) -> Decimal:
    start, end = given.day("start"), given.day("end")
    w.version("interest.late_day_count")
    if start < rule.start - _DAY:
        w.warn(
            _("{day} 以前的部分按旧办法（银行同期贷款利率的二倍）计算，未计入，请由人工计算。").format(day=rule.start)
        )
        start = rule.start - _DAY
    stops = merge([stop._replace(end=stop.end or end) for stop in given.intervals("suspend")])
    if stops:
        w.version("interest.late_suspension")
    total, excess, point = Decimal(0), Decimal(0), start
    payments = given.payments("payment")
    for payment in payments:
        if not start < payment.day <= end:
            raise BadInput(
                _("部分清偿的日期 {day} 应在 {start} 之后、{end} 及以前。").format(
                    day=payment.day, start=start, end=end
                ),
                input="payment",
            )
    if payments:
        order = w.version("interest.late_order")
    for day, paid in [*payments, (end, None)]:
        if debt and day > point:
            total += _late_part(w, debt, _running_days(point, day, stops), f"{point + _DAY} – {day}", rule)
        point = day
        if paid is not None:
            settled = min(debt, paid)
            debt, excess = debt - settled, excess + paid - settled
            w.step(
                _("{day} 清偿").format(day=day),
                _("先抵债务 {settled}，剩余债务").format(settled=show(settled)),
                debt,
                rule=order,
            )
    if excess:
        w.step(
            _("超出债务的清偿抵加倍利息"),
            f"{show(total)} − {show(excess)}",
            max(Decimal(0), total - excess),
            rule=order,
        )
        total = max(Decimal(0), total - excess)
    return total


def _running_days(after: date, until: date, stops: list[tuple[date, date]]) -> int:
    """Days from the day after ``after`` to ``until`` included, without those stopped."""
    days = (until - after).days
    for first, last in stops:
        days -= max(0, (min(last, until) - max(first, after + _DAY)).days + 1)
    return days


@tool(
    "lending_cap",
    Input("principal", "amount", _("借款金额"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("contract", "date", _("合同成立之日"), required=True),
    Input(
        "rate", "percent", _("约定年利率"), unit="%", minimum=0, maximum=10000, help=_("24 或 24%；没有约定利息的不填")
    ),
    Input("end", "date", _("借款返还或者计算截止之日"), help=_("不填只给出利率上限")),
    Input("start", "date", _("计息开始之日"), help=_("不填为合同成立之日")),
    Input("filed", "date", _("一审受理之日"), help=_("2020年8月20日以前订立的合同按此分段；不填为适用规则的日期")),
    Input("deducted", "amount", _("预先在本金中扣除的利息"), unit="元", default="0"),
    Input(
        "lpr",
        "percent",
        _("当时一年期LPR"),
        unit="%",
        minimum=Decimal("0.01"),
        maximum=30,
        help=_("没有录入的日期由您查明后填写"),
    ),
    Input(
        "overdue",
        "flag",
        _("借期内利率和逾期利率均未约定，主张逾期利息"),
        default=False,
        help=_("自逾期之日（start）起按当时一年期LPR"),
    ),
    Input("no_split", "flag", _("当事人没有请求适用旧规定分段"), default=False),
)
def lending_cap(w: Working, given: Given) -> Sequence[Quantity]:
    """Four times the 1-year LPR; 24 and 36 per cent for the time before 2020-08-20 (法释〔2020〕17号 arts. 24–31)."""
    tools = lending_cap.by_name
    contract = given.day("contract")
    start = given.day("start") if given.has("start") else contract
    filed = given.day("filed") if given.has("filed") else max(w.on, contract)
    for name in ("start", "end", "filed"):
        given.order("contract", name, tools)
    given.order("start", "end", tools)
    principal = _lent(w, given)
    end = given.day("end") if given.has("end") else None
    if given.flag("overdue"):
        rate = _lpr(w, given, start)
        rule = w.version("interest.lending_overdue", start)
        w.step(_("逾期利率"), _("均未约定，参照逾期当时一年期LPR"), percent(rate), "", rule)
        return _lending_items(w, [(start, end, rate, rate)], principal)
    segments = [
        (begin, stop, cap, cap if not given.has("rate") else min(cap, given.number("rate") / 100))
        for begin, stop, cap in _caps(w, given, contract, filed, start, end)
    ]
    if not given.has("rate"):
        rule = w.version("interest.lending_no_interest", filed)
        w.warn(_("没有约定利息的，出借人主张利息不予支持；以下只是利率上限，不是应付利息。"))
        return [_cap_item(cap, n) for n, (_b, _s, cap, _r) in enumerate(segments)]
    if filed >= _switch():
        w.version("interest.lending_total", filed)
        w.warn(_("逾期利息、违约金、其他费用合计也不得超过这一上限。持牌金融机构的贷款不适用本规则。"))
    if given.number("rate") / 100 > min(cap for _b, _s, cap, _r in segments):
        w.warn(_("约定利率超过上限，超过部分不受保护。"))
    return _lending_items(w, segments, principal)


def _lent(w: Working, given: Given) -> Decimal:
    principal, deducted = given.number("principal"), given.number("deducted")
    if not deducted:
        return principal
    if deducted >= principal:
        raise BadInput(_("预先扣除的利息应小于借款金额。"), input="deducted")
    rule = w.earliest("interest.lending_principal", given.day("contract"))
    w.step(
        _("本金"),
        _("{principal} − 预先扣除 {deducted}，按实际出借金额").format(
            principal=show(principal), deducted=show(deducted)
        ),
        principal - deducted,
        rule=rule,
    )
    return principal - deducted


def _lpr(w: Working, given: Given, on: date) -> Decimal:
    """The last 1-year LPR published on or before a day, as a fraction; what the user found out goes first."""
    if given.has("lpr"):
        w.warn(_("LPR由填写人提供，请核对 {day} 当时有效的一年期LPR。").format(day=on))
        return given.number("lpr") / 100
    rule = w.version("interest.lpr_1y", on)
    return Decimal(rule.value) / 100


Cap = tuple[date, date | None, Decimal]


def _caps(w: Working, given: Given, contract: date, filed: date, start: date, end: date | None) -> list[Cap]:
    """The ceilings by stretch of time."""
    if filed < _switch():
        return [(start, end, _old_cap(w, given, filed))]
    if contract >= _switch():
        return [(start, end, _new_cap(w, given, contract, _("合同成立时"), filed))]
    if given.flag("no_split"):
        first_lpr = parameters.parameter("interest.lpr_1y").versions[0].start
        at, label = (contract, _("合同成立时")) if contract >= first_lpr else (filed, _("起诉时"))
        return [(start, end, _new_cap(w, given, at, label, filed))]
    rule = w.version("interest.lending_transition", filed)
    w.step(_("分段"), _("合同成立在 {day} 以前，其后受理").format(day=_switch()), _("分两段计算"), "", rule)
    caps: list[Cap] = []
    if start < _switch():
        caps.append((start, _switch() if end is None else min(end, _switch()), _old_cap(w, given, _switch() - _DAY)))
    if end is None or end > _switch():
        caps.append((max(start, _switch()), end, _new_cap(w, given, filed, _("起诉时"), filed)))
    return caps


def _old_cap(w: Working, given: Given, on: date) -> Decimal:
    protected, void = w.version("interest.lending_old_protected", on), w.version("interest.lending_old_void", on)
    w.step(
        _("旧规定的上限"),
        _("年利率不超过 {low} 受保护").format(low=percent(protected.value)),
        percent(protected.value),
        "",
        protected,
    )
    if given.has("rate"):
        rate = given.number("rate") / 100
        if rate > void.value:
            w.warn(_("旧规定期间超过 {void} 的部分无效，已付的可以请求返还。").format(void=percent(void.value)))
        if rate > protected.value:
            w.warn(
                _("旧规定期间 {low} 至 {void} 之间的部分为自然债务：已自愿支付的不退，未付的不予支持。").format(
                    low=percent(protected.value), void=percent(void.value)
                )
            )
    value: Decimal = protected.value
    return value


def _new_cap(w: Working, given: Given, on: date, label: str, filed: date) -> Decimal:
    lpr = _lpr(w, given, on)
    rule = w.version("interest.lending_cap_multiple", filed)
    cap: Decimal = lpr * rule.value
    w.step(
        _("利率上限"),
        _("{label}（{day}）一年期LPR {lpr} × {n}").format(label=label, day=on, lpr=percent(lpr), n=plain(rule.value)),
        percent(cap),
        "",
        rule,
    )
    return cap


def _cap_item(cap: Decimal, index: int) -> Quantity:
    label = _("年利率上限") if index == 0 else _("年利率上限（第二段）")
    return Quantity.exact(label, (cap * 100).quantize(Decimal("0.01")), "%")


def _lending_items(
    w: Working, segments: Sequence[tuple[date, date | None, Decimal, Decimal]], principal: Decimal
) -> list[Quantity]:
    """Interest of each stretch at the lower of the agreed rate and the ceiling, then the ceilings themselves."""
    caps = [_cap_item(cap, n) for n, (_b, _s, cap, _r) in enumerate(segments)]
    if any(stop is None for _b, stop, _c, _r in segments):
        return caps
    exact = Fraction(0)  # three hundred and sixty-fifths rarely end; their sum can be an exact half fen
    for begin, stop, _cap, rate in segments:
        assert stop is not None
        exact += _interest(w, principal, rate, begin, stop)
    total = _decimal(exact)
    if len(segments) > 1:
        w.step(_("合计"), _("各段相加"), total)
    return [w.amount(_("受保护的利息"), total), *caps]


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _interest(w: Working, principal: Decimal, rate: Decimal, begin: date, stop: date) -> Fraction:
    """Whole years by the year, the rest by days; the first day counts, the day of repayment does not."""
    years = stop.year - begin.year
    if add_months(begin, years * 12) > stop:
        years -= 1
    days = (stop - add_months(begin, years * 12)).days
    time = Fraction(years)
    formula = f"{show(principal)} × {percent(rate)} × "
    if days:
        year = w.number("interest.lending_year")
        time += days / Fraction(year)
        formula += (
            _("({years} 年 + {days} ÷ {year})").format(years=years, days=days, year=plain(year))
            if years
            else (f"{days} ÷ {plain(year)}")
        )
    else:
        formula += _("{years} 年").format(years=years)
    value = Fraction(principal) * Fraction(rate) * time
    w.step(f"{begin} – {stop - _DAY if stop > begin else stop}", formula, _decimal(value))
    return value


@tool(
    "penalty_fine",
    Input("fine", "amount", _("罚款数额"), unit="元", required=True, minimum=Decimal("0.01")),
    Input("days", "integer", _("逾期天数"), unit="天", required=True, minimum=0, maximum=36500),
)
def penalty_fine(w: Working, given: Given) -> Sequence[Quantity]:
    """Three per cent a day, never more than the fine (行政处罚法 72)."""
    rate, cap = w.version("interest.penalty_fine_rate"), w.version("interest.penalty_fine_cap")
    fine = given.number("fine")
    value: Decimal = fine * rate.value * given.integer("days")
    w.step(_("加处罚款"), f"{show(fine)} × {percent(rate.value)} × {given.integer('days')}", value, rule=rate)
    limit = fine * cap.value
    if value > limit:
        value = limit
        w.step(_("不超过罚款数额"), f"min(…, {show(limit)})", value, rule=cap)
    return [w.amount(_("加处罚款"), value)]

"""Severance, double pay without a written contract, overtime."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.amounts import percent, plain, show
from fazhi.law.dates import add_months, whole_months
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity, span
from fazhi.law.tools import tool
from fazhi.law.working import Working

_DAY = timedelta(days=1)
_SEVERANCE_INPUTS = (
    Input("start", "date", _("入职日期"), required=True),
    Input("last_day", "date", _("最后工作日"), required=True, help=_("劳动关系的最后一天")),
    Input(
        "wage",
        "amount",
        _("月工资"),
        unit="元/月",
        required=True,
        minimum=Decimal("0.01"),
        help=_("解除或者终止前十二个月的平均应得工资；不满十二个月的按实际月数平均"),
    ),
    Input(
        "ground",
        "choice",
        _("情形"),
        default="n",
        choices={
            "n": _("经济补偿 N（第四十六条）"),
            "n1": _("N+1（第四十条，未提前三十日通知）"),
            "2n": _("违法解除赔偿金 2N（第八十七条）"),
        },
    ),
    Input(
        "local_avg",
        "amount",
        _("本地区上年度职工月平均工资"),
        unit="元/月",
        minimum=Decimal("0.01"),
        help=_("解除当年可查的上年度数；高工资者才需要"),
    ),
    Input("place", "text", _("地区"), help=_("不填月平均工资时，按地区查已录入的数，如 深圳市")),
    Input(
        "last_month_wage", "amount", _("上一个月的工资"), unit="元", minimum=Decimal("0.01"), help=_("N+1 的代通知金用")
    ),
)


@tool("severance_n", *_SEVERANCE_INPUTS, dated_by="last_day")
def severance_n(w: Working, given: Given) -> Sequence[Quantity]:
    """Months of pay by years of service (arts. 46, 47, 87, 97)."""
    start, last = given.day("start"), given.day("last_day")
    given.order("start", "last_day", severance_n.by_name)
    ground, wage = given.text("ground"), given.number("wage")
    split = date.fromisoformat(w.version("labour.severance_split").value[0])
    w.version("labour.severance_grounds")
    divided = start < split and ground != "2n"
    months = _months(w, split if divided else start, last)
    pay = Range(Decimal(0), Decimal(0))
    if months:
        base, months = _capped(w, given, wage, months, last)
        total = months * base
        w.step(
            _("经济补偿"), f"{plain(months)} × {show(base)}", total, rule=w.version("labour.severance_months_per_year")
        )
        pay = Range(total, total)
    if divided:
        pay = _before_split(w, start, split, wage, pay)
    if ground == "2n":
        rule = w.version("labour.unlawful_multiple")
        w.earliest("labour.unlawful_service", last)
        pay = Range(pay.low * rule.value, pay.high * rule.value)
        w.step(_("赔偿金"), f"{show(pay.low / rule.value)} × {plain(rule.value)}", pay.low, rule=rule)
        w.warn(_("支付赔偿金的，不再支付经济补偿。"))
        return [w.amount(_("赔偿金（2N）"), pay.low, pay.high)]
    if ground == "n1":
        return _with_notice_pay(w, given, pay)
    return [w.amount(_("经济补偿（N）"), pay.low, pay.high)]


def _months(w: Working, first: date, last: date) -> Decimal:
    """Full years, and the remainder: six months or more a year, less than six half a month's pay (art. 47-1)."""
    if last < first:
        return Decimal(0)
    years = whole_months(first, last) // 12
    boundary, after = add_months(first, years * 12), last + _DAY
    year_rule = w.version("labour.severance_year_from_months")
    if boundary == after:
        rest, text = Decimal(0), _("恰满 {years} 年").format(years=years)
    elif add_months(first, years * 12 + int(year_rule.value)) <= after:
        rest, text = Decimal(1), _("{years} 年又六个月以上不满一年，零头按一年").format(years=years)
    else:
        rest = w.number("labour.severance_short_remainder")
        text = _("{years} 年又不满六个月，零头按半个月").format(years=years)
    months = years * w.number("labour.severance_months_per_year") + rest
    w.step(
        _("工作年限"),
        _("{first} 至 {last}：{text}").format(first=first, last=last, text=text),
        months,
        _("个月工资"),
        year_rule,
    )
    return months


def _capped(w: Working, given: Given, wage: Decimal, months: Decimal, last: date) -> tuple[Decimal, Decimal]:
    """Wage and months after the cap of art. 47-2, which bites only above three times the local average."""
    if given.has("local_avg"):
        average = given.number("local_avg")
    elif given.has("place"):
        average = w.statistic("statistics.monthly_wage", given.text("place"), last.year - 1, instead="local_avg")
    else:
        w.warn(_("没有给出本地区上年度职工月平均工资，按月工资不高于其三倍计算。"))
        return wage, months
    cap, years = w.version("labour.severance_wage_cap"), w.version("labour.severance_year_cap")
    ceiling = average * cap.value
    if wage <= ceiling:
        w.step(
            _("三倍上限"),
            _("{wage} 不高于 {average} × {n} = {ceiling}，不封顶，也没有十二年限制").format(
                wage=show(wage), average=show(average), n=plain(cap.value), ceiling=show(ceiling)
            ),
            wage,
            _("元/月"),
            cap,
        )
        return wage, months
    w.step(_("三倍上限"), f"{show(average)} × {plain(cap.value)}", ceiling, _("元/月"), cap)
    if months > years.value:
        w.step(
            _("年限上限"),
            _("月工资高于三倍，年限最高 {n} 年").format(n=plain(years.value)),
            years.value,
            _("个月工资"),
            years,
        )
    return ceiling, min(months, years.value)


def _before_split(w: Working, start: date, split: date, wage: Decimal, pay: Range) -> Range:
    """Service before 2008 under the rules of 1994: a month a year, parts counting whole; 12 at most on some grounds."""
    rule, cap = w.version("labour.severance_old"), w.version("labour.severance_old_cap")
    days_before = split - _DAY
    months = Decimal(-(-_months_up(start, days_before) // 12)) * rule.value
    most = min(months, cap.value)
    low, high = most * wage, months * wage
    w.step(
        _("2008年以前的年限"),
        _("{first} 至 {last}：满一年一个月，不满一年按一年").format(first=start, last=days_before),
        months,
        _("个月工资"),
        rule,
    )
    if most < months:
        w.step(_("部分情形的限额"), _("最多 {n} 个月").format(n=plain(cap.value)), most, _("个月工资"), cap)
    w.step(
        _("合计"),
        _("2008年前 {old} + 2008年后 {new}").format(
            old=show(low) if low == high else f"({show(low)} – {show(high)})", new=show(pay.low)
        ),
        span(pay.low + low, pay.low + high),
        rule=rule,
    )
    w.warn(_("2008年1月1日以前的年限适用旧规定，是否支付、是否以十二个月为限因解除原因而异，请由人工复核。"))
    return Range(pay.low + low, pay.high + high)


def _months_up(first: date, last: date) -> int:
    months = whole_months(first, last)
    return months if add_months(first, months) == last + _DAY else months + 1


def _with_notice_pay(w: Working, given: Given, pay: Range) -> list[Quantity]:
    if not given.has("last_month_wage"):
        raise BadInput(
            _("N+1 请给出上一个月的工资（last_month_wage）：代通知金按它计算，不按十二个月平均。"),
            input="last_month_wage",
        )
    rule = w.version("labour.notice_pay")
    w.earliest("labour.notice_pay_wage")
    extra = given.number("last_month_wage") * rule.value
    w.step(_("代通知金"), _("上一个月的工资 × {n}").format(n=plain(rule.value)), extra, rule=rule)
    w.step(_("合计"), f"{show(pay.low)} + {show(extra)}", pay.low + extra)
    return [
        w.amount(_("经济补偿与代通知金（N+1）"), pay.low + extra, pay.high + extra),
        w.amount(_("其中经济补偿"), pay.low, pay.high),
        w.amount(_("其中代通知金"), extra),
    ]


@tool(
    "double_pay",
    Input("hired", "date", _("用工之日"), required=True),
    Input("until", "date", _("离职之日或者计算截止日"), required=True, help=_("当日计入")),
    Input("wage", "amount", _("月工资"), unit="元/月", required=True, minimum=Decimal("0.01")),
    Input("signed", "date", _("补订书面合同之日"), help=_("没有补订的不填")),
    dated_by="until",
)
def double_pay(w: Working, given: Given) -> Sequence[Quantity]:
    """The second wage from the second month to the twelfth (art. 82)."""
    hired, until, wage = given.day("hired"), given.day("until"), given.number("wage")
    given.order("hired", "until", double_pay.by_name)
    given.order("hired", "signed", double_pay.by_name)
    grace, year = w.version("labour.double_pay_grace"), w.version("labour.double_pay_end")
    first = add_months(hired, int(grace.value))
    last = min(until, add_months(hired, int(year.value)) - _DAY)
    if given.has("signed"):
        last = min(last, given.day("signed") - _DAY)
    if last < first:
        w.step(_("二倍工资"), _("没有超过一个月未订立书面合同的期间"), Decimal(0), rule=grace)
        return [w.amount(_("应另付一倍工资"), Decimal(0))]
    whole = 0
    while add_months(hired, int(grace.value) + whole + 1) <= last + _DAY:
        whole += 1
    reached = add_months(hired, int(grace.value) + whole)
    days = (last + _DAY - reached).days
    months, total = Decimal(whole), whole * wage
    text = _("{first} 至 {last}：{n} 个月").format(first=first, last=last, n=whole)
    if days:
        length = (add_months(hired, int(grace.value) + whole + 1) - reached).days
        w.version("labour.double_pay_part_month")
        months += Decimal(days) / length
        total = wage * (whole * length + days) / length  # one division, last: a half fen must stay exact
        text += _("又 {days} 日（按 {length} 日折算）").format(days=days, length=length)
    w.step(_("期间"), text, months.quantize(Decimal("0.0001")).normalize() if days else months, _("个月"), grace)
    w.step(_("应另付一倍工资"), f"{plain(months.quantize(Decimal('0.0001')))} × {show(wage)}", total, rule=year)
    if until >= add_months(hired, int(year.value)):
        w.warn(_("用工满一年仍未订立书面合同的，自满一年之日起视为已订立无固定期限劳动合同。"))
    w.warn(_("这是正常工资之外另付的一倍；申请仲裁的时效为一年，按月还是整体起算各地做法不同，请及早主张。"))
    return [w.amount(_("应另付一倍工资"), total)]


_HOURS = {"weekday": _("工作日延长工时"), "rest_day": _("休息日加班（不能补休）"), "holiday": _("法定休假日加班")}


@tool(
    "overtime",
    Input("wage", "amount", _("月工资（计算基数）"), unit="元/月", required=True, minimum=Decimal("0.01")),
    Input("weekday_hours", "number", _("工作日加班小时"), unit="小时", default="0", minimum=0, maximum=744),
    Input("rest_hours", "number", _("休息日加班小时（没有补休）"), unit="小时", default="0", minimum=0, maximum=744),
    Input("holiday_hours", "number", _("法定休假日加班小时"), unit="小时", default="0", minimum=0, maximum=744),
    Input("work_date", "date", _("加班日期"), help=_("填日期和小时，由系统判断是哪一种")),
    Input("hours", "number", _("当日加班小时"), unit="小时", minimum=0, maximum=24),
    dated_by="work_date",
)
def overtime(w: Working, given: Given) -> Sequence[Quantity]:
    """150, 200 and 300 per cent of the hourly wage (劳动法 44)."""
    hours = {
        "weekday": given.number("weekday_hours"),
        "rest_day": given.number("rest_hours"),
        "holiday": given.number("holiday_hours"),
    }
    if given.has("work_date") != given.has("hours"):
        raise BadInput(_("加班日期（work_date）和当日加班小时（hours）要一起填。"), input="hours")
    if given.has("work_date"):
        kind = _day_kind(w, given.day("work_date"))
        hours[kind] += given.number("hours")
    if not any(hours.values()):
        raise BadInput(_("请至少填一项加班小时数。"), input="weekday_hours")
    days, per_day = w.version("labour.pay_days"), w.version("labour.pay_hours")
    wage, hours_paid = given.number("wage"), days.value * per_day.value
    hourly = wage / hours_paid
    w.step(
        _("小时工资"),
        f"{show(wage)} ÷ {plain(days.value)} ÷ {plain(per_day.value)}",
        hourly,
        _("元/小时"),
        days,
    )
    rates = w.version("labour.overtime_rates")
    for kind, n in hours.items():
        if n:
            part = wage * n * rates.value[kind] / hours_paid
            w.step(_HOURS[kind], f"{show(hourly)} × {plain(n)} × {plain(rates.value[kind] * 100)}%", part, rule=rates)
    # One division, last: shares of an hour's wage rarely end, and a sum of them misses an exact half fen.
    total = wage * sum(n * rates.value[kind] for kind, n in hours.items()) / hours_paid
    limit = w.number("labour.overtime_limit_month")
    if sum(hours.values()) > limit:
        w.warn(_("每月加班一般不得超过 {n} 小时；超时不影响加班工资的支付。").format(n=plain(limit)))
    if given.has("hours") and given.number("hours") > w.number("labour.overtime_limit_day"):
        w.warn(_("一天加班超过法定上限；超时不影响加班工资的支付。"))
    w.warn(_("综合计算工时、不定时工作制另有规定。法定休假日加班工资在月工资之外另付。"))
    return [w.amount(_("加班工资"), total)]


def _day_kind(w: Working, day: date) -> str:
    from fazhi.law.calendar import statutory_holidays

    rule = w.version("counting.statutory_holidays", day)
    if day in statutory_holidays(day.year):
        w.step(_("日期性质"), f"{day}", _("法定休假日"), "", rule)
        return "holiday"
    works = w.calendar.works(day)
    if works is None:
        raise BadInput(
            _("{year}年放假日历尚未公布，不能确定 {day} 是工作日还是休息日。请改填各类加班小时数。").format(
                year=day.year, day=day
            ),
            input="work_date",
        )
    w.step(_("日期性质"), f"{day}", _("工作日") if works else _("休息日"), "", rule)
    return "weekday" if works else "rest_day"


@tool(
    "added_compensation",
    Input("amount", "amount", _("应付而未付的金额"), unit="元", required=True, minimum=Decimal("0.01")),
)
def added_compensation(w: Working, given: Given) -> Sequence[Quantity]:
    """Fifty to a hundred per cent more, only after an order of the labour inspectorate was not obeyed (art. 85)."""
    rule = w.version("labour.added_compensation")
    share: Range = rule.value
    amount = given.number("amount")
    w.warn(_("只有劳动行政部门责令限期支付、用人单位逾期不支付的，才加付赔偿金。"))
    item = w.amount(_("加付赔偿金"), amount * share.low, amount * share.high)
    w.step(_("加付赔偿金"), f"{show(amount)} × {percent(share.low)} – {percent(share.high)}", item.text, "", rule)
    return [item]

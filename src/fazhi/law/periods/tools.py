"""Deadlines as tools: every clock of the parameters, a free one, and the limitation of actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.dates import add_months
from fazhi.law.errors import BadInput, NoSuchParameter
from fazhi.law.inputs import Given, Input, Interval
from fazhi.law.parameters import Parameter, Version
from fazhi.law.parameters.values import Period
from fazhi.law.periods import Tail, compute, unit_text
from fazhi.law.results import Quantity
from fazhi.law.tools import Tool, nearest, tool
from fazhi.law.working import Working

_TAIL_WINDOW, _TAIL_LENGTH = "limitation.stop_window", "limitation.stop_tail"

STOPS = Input(
    "suspend",
    "interval",
    _("停止计算的期间"),
    multiple=True,
    help=_("中止、补正等不计入期限的日子：开始..结束；仍在继续的不写结束；可重复"),
)
FROM = Input("from", "moment", _("起算日"), required=True, help=_("发生起算事由的那一天；当日不计入"))


def clock(rule_id: str) -> Tool:
    """The tool of one clock of the parameters. Raises :class:`NoSuchParameter` if that is no clock."""
    try:
        found = parameters.parameter(rule_id)
    except NoSuchParameter:
        near = nearest(rule_id, [each.id for each in clocks()])
        raise NoSuchParameter(
            _("没有名为“{id}”的期限。{near}用 fazhi period 查看全部。").format(id=rule_id, near=near), rule=rule_id
        ) from None
    if found.kind != "period":
        raise NoSuchParameter(_("“{id}”不是期限。用 fazhi period 查看全部期限。").format(id=rule_id), rule=rule_id)
    extendable = any(version.value and version.value.extension for version in found.versions)
    extend = Input(
        "extend",
        "integer",
        _("批准延长"),
        unit=found.unit,
        minimum=1,
        multiple=True,
        help=_("每次批准延长的数目；可重复"),
    )
    inputs = (FROM, STOPS, extend) if extendable else (FROM, STOPS)

    def run(w: Working, given: Given) -> Sequence[Quantity]:
        version = w.version(rule_id)
        period: Period = version.value
        return [
            finish(
                w,
                period,
                version,
                given.moment("from"),
                given.intervals("suspend"),
                given.integers("extend"),
                label=found.title,
            )
        ]

    return Tool(rule_id, found.title, inputs, run, dated_by="from", help=found.versions[-1].value.trigger)


def clocks() -> list[Parameter]:
    """All clocks of the parameters."""
    return [found for found in parameters.everything() if isinstance(found, Parameter) and found.kind == "period"]


def finish(
    w: Working,
    period: Period,
    version: Version | None,
    trigger: date | datetime,
    stops: Sequence[Interval],
    extensions: Sequence[int],
    *,
    label: str,
    on: date | None = None,
) -> Quantity:
    """Compute a deadline, write the steps down, and give the due day (or the range in which it must lie)."""
    tail = _tail(w, on or w.on) if period.suspension == "tail" and stops else None
    due = compute(period, trigger, calendar=w.calendar, stops=stops, extensions=extensions, tail=tail)
    length = " + ".join(str(n) for n in (period.n, *extensions)) + f" {unit_text(period.unit)}"
    before = period.direction == "before"
    moment = period.unit == "hour"
    start = trigger if moment or not isinstance(trigger, datetime) else trigger.date()
    w.step(
        _("起算"),
        period.trigger + (_("，当日计入") if period.first_day_counts else "" if moment else _("，当日不计入")),
        start,
        "",
        version,
    )
    if version is not None and version.note:
        w.warn(version.note)
    if due.nominal is None or due.earliest is None or due.latest is None:
        w.step(_("停止计算"), _("尚未结束"), _("期限的届满日待恢复后确定"), "", version)
        return Quantity(label, None, None, "")
    if extensions and period.extension:
        w.step(
            _("延长"),
            _("由{approver}批准").format(approver=period.extension.approver),
            f"{sum(extensions)} {unit_text(period.unit)}",
            "",
            version,
        )
    if stops:
        w.step(
            _("停止计算"),
            "；".join(_interval_text(stop) for stop in stops),
            _("期限因此后移 {n} 日").format(n=due.stopped),
            "",
            version,
        )
        if not due.stopped:
            w.warn(_("所填的停止期间没有落在期限之内（或者没有工作日），不影响届满日。"))
    reckoning = (_("向前 {length}") if before else _("满 {length}")).format(length=length)
    if period.unit == "working_day":
        reckoning += _days_off_text(w, start, due.earliest)
    w.step(_("计算"), reckoning, due.nominal, "", version)
    if period.roll and due.latest != due.nominal:
        rule = w.version(period.counting, due.nominal)
        w.step(
            _("顺延"),
            _("末日是休假日，顺延到其后第一个工作日"),
            due.latest if due.day else _("视放假日历而定"),
            "",
            rule,
        )
    if due.assumed:
        if due.day:
            w.warn(
                _(
                    "期限涉及的年份放假日历尚未公布，但届满日远离节日，按惯例可以推定。日历公布后请重新核对；临时放假未计。"
                )
            )
        else:
            w.warn(
                _(
                    "期限涉及的年份放假日历尚未公布，届满日最早 {earliest}，最迟 {latest}。"
                    "日历公布后请重新计算；在此之前请按最早的一日办理。临时放假未计。"
                ).format(earliest=due.earliest, latest=due.latest)
            )
    return Quantity(label, due.earliest, due.latest, "")


def _interval_text(stop: Interval) -> str:
    text = _("{start} 至 {end}").format(start=stop.start, end=stop.end or _("今"))
    return f"{text}（{stop.ground}）" if stop.ground else text


def _days_off_text(w: Working, first: date | datetime, last: date) -> str:
    """Days that are not as a weekday says, for the reader to check the count."""
    begin = first.date() if isinstance(first, datetime) else first
    low, high = sorted((begin, last))
    span = [low + timedelta(days=n) for n in range((high - low).days + 1)]
    off = [day for day in span if day.weekday() < 5 and w.calendar.works(day) is False]
    lieu = [day for day in span if day.weekday() > 4 and w.calendar.works(day) is True]
    text = ""
    if off:
        text += _("；放假 {days}").format(days=_day_list(off))
    if lieu:
        text += _("；调休上班 {days}").format(days=_day_list(lieu))
    return text


def _day_list(days: list[date]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)


def _tail(w: Working, on: date) -> Tail:
    window = int(w.number(_TAIL_WINDOW, on))
    known = parameters.parameter(_TAIL_LENGTH).versions[0].start
    return Tail(window, int(w.number(_TAIL_LENGTH, on)) if on >= known else None)


_UNITS = {"wd": "working_day", "day": "day", "month": "month", "year": "year", "hour": "hour"}


@tool(
    "deadline",
    Input("from", "moment", _("起算日"), required=True, help=_("当日不计入")),
    Input("n", "integer", _("期限"), required=True, minimum=1, maximum=36500),
    Input(
        "unit",
        "choice",
        _("单位"),
        default="day",
        choices={"wd": _("工作日"), "day": _("日"), "month": _("月"), "year": _("年"), "hour": _("小时")},
    ),
    Input("roll", "flag", _("末日逢休假日顺延"), default=False),
    STOPS,
    dated_by="from",
)
def deadline(w: Working, given: Given) -> Sequence[Quantity]:
    """A period that no parameter names: so many days from a day."""
    unit = _UNITS[given.text("unit")]
    roll = given.flag("roll") and unit in ("day", "month", "year")
    period = Period(given.integer("n"), unit, _("起算日"), roll=roll, counting="counting.convention" if roll else "")
    return [finish(w, period, None, given.moment("from"), given.intervals("suspend"), (), label=_("届满日"))]


_KINDS = {
    "general": _("普通诉讼时效"),
    "short": _("身体受到伤害等（2017年10月1日前为一年）"),
    "instalments": _("分期履行的债务（起算日填最后一期履行期限届满之日）"),
    "minor_abuse": _("未成年人遭受性侵害（自受害人年满十八周岁起算）"),
    "excluded": _("停止侵害、返还登记财产、抚养费赡养费等不适用时效的请求权"),
}


@tool(
    "limitation",
    Input(
        "known",
        "date",
        _("知道或者应当知道之日"),
        required=True,
        help=_("知道权利受到损害以及义务人之日；分期履行的填最后一期履行期限届满之日"),
    ),
    Input("kind", "choice", _("种类"), default="general", choices=_KINDS),
    Input("harm", "date", _("权利受到损害之日"), help=_("用于二十年最长保护期间")),
    Input("born", "date", _("受害人出生日期"), help=_("仅用于未成年人遭受性侵害")),
    Input("interrupted", "date", _("时效中断之日"), multiple=True, help=_("提出履行请求、同意履行、起诉等；可重复")),
    STOPS,
    dated_by="",
)
def limitation(w: Working, given: Given) -> Sequence[Quantity]:
    """The last day for suing, across the change of 2017-10-01; the version follows the day the period runs from."""
    kind = given.text("kind")
    start = given.day("known")
    if given.has("harm") and start < given.day("harm"):
        raise BadInput(
            _("知道之日（{known}）早于权利受到损害之日（{harm}），请核对。").format(
                known=start, harm=given.day("harm")
            ),
            input="known",
        )
    if kind == "excluded":
        rule = w.version("limitation.excluded")
        w.step(_("不适用诉讼时效"), "；".join(rule.value), _("没有时效届满日"), "", rule)
        return [Quantity.exact(_("诉讼时效"), _("不适用诉讼时效"), "")]
    if kind == "instalments":
        w.earliest("limitation.instalments", start)
    if kind == "minor_abuse":
        start = _from_majority(w, given, start)
    quantity = _run(w, kind, start, given.intervals("suspend"))
    for again in given.days("interrupted"):
        if again < start or (isinstance(quantity.high, date) and again > quantity.high):
            w.warn(_("{day} 不在时效期间之内，不发生中断。").format(day=again))
            continue
        rule = w.version("limitation.interruption", again)
        w.step(_("中断"), _("自 {day} 起重新计算").format(day=again), again, "", rule)
        quantity = _run(w, kind, again, given.intervals("suspend"))
    if given.has("harm"):
        quantity = _outer(w, given.day("harm"), quantity)
    return [quantity]


def _from_majority(w: Working, given: Given, start: date) -> date:
    if not given.has("born"):
        raise BadInput(_("请给出受害人出生日期（born）。"), input="born")
    rule = w.earliest("limitation.minor_abuse_age", start)
    adult = add_months(given.day("born"), int(rule.value) * 12)
    w.step(_("年满十八周岁"), _("自受害人年满十八周岁之日起计算"), adult, "", rule)
    return max(start, adult)


def _run(w: Working, kind: str, start: date, stops: list[Interval]) -> Quantity:
    """One run of the period from ``start``: under the old law if it expired under it, else three years."""
    identifier = "limitation.short" if kind == "short" else "limitation.general"
    transition = parameters.parameter("limitation.transition").versions[0]
    on = start
    if start < transition.start:
        old: Period = parameters.parameter(identifier).at(start).value
        expiry = compute(old, start, calendar=w.calendar).latest
        assert expiry is not None
        if expiry >= transition.start:
            on = transition.start
            rule = w.version("limitation.transition", on)
            w.step(
                _("新旧衔接"),
                _("到 {day} 旧时效尚未届满（旧时效至 {end}），适用三年").format(day=on, end=expiry),
                on,
                "",
                rule,
            )
        else:
            w.warn(_("旧时效在2017年10月1日以前已经届满，不因新法恢复。"))
    version = w.version(identifier, on)
    return finish(w, version.value, version, start, stops, (), label=_("诉讼时效届满日"), on=on)


def _outer(w: Working, harm: date, quantity: Quantity) -> Quantity:
    rule = w.earliest("limitation.outer", harm)
    period: Period = rule.value
    end = add_months(harm, period.n * 12)
    if isinstance(quantity.high, date) and end >= quantity.high:
        return quantity
    w.step(_("最长保护期间"), _("自权利受到损害之日起 {n} 年").format(n=period.n), end, "", rule)
    w.warn(_("已受二十年最长保护期间限制；有特殊情况的，法院可以根据申请决定延长。"))
    return Quantity.exact(_("诉讼时效届满日"), end, "")

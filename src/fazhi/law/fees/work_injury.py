"""Work injury (工伤保险条例) with Guangdong's one-off payments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import percent, plain, show
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working

_MONTHLY = "元/月"
_AVERAGE = Input("local_avg", "amount", _("统筹地区上年度职工月平均工资"), unit=_MONTHLY, minimum=Decimal("0.01"))
_WAGE = Input(
    "wage",
    "amount",
    _("本人工资"),
    unit=_MONTHLY,
    required=True,
    minimum=Decimal("0.01"),
    help=_("受伤前十二个月平均月缴费工资"),
)


def _own_wage(w: Working, given: Given) -> Decimal:
    """The wage within 60 and 300 per cent of the regional average (art. 64), where the average is given."""
    wage = given.number("wage")
    if not given.has("local_avg"):
        return wage
    average = given.number("local_avg")
    floor, ceiling = w.version("work_injury.wage_floor"), w.version("work_injury.wage_ceiling")
    bounded: Decimal = min(max(wage, average * floor.value), average * ceiling.value)
    if bounded != wage:
        w.step(
            _("本人工资"),
            _("在平均工资 {average} 的 {low} 至 {high} 之间").format(
                average=show(average), low=percent(floor.value), high=percent(ceiling.value)
            ),
            bounded,
            _MONTHLY,
            floor if wage < bounded else ceiling,
        )
    return bounded


@tool(
    "work_injury",
    Input("grade", "integer", _("伤残等级"), unit="级", required=True, minimum=1, maximum=10),
    _WAGE,
    _AVERAGE,
    Input(
        "care",
        "choice",
        _("生活护理依赖"),
        default="none",
        choices={"none": _("无"), "full": _("完全不能自理"), "most": _("大部分不能自理"), "part": _("部分不能自理")},
    ),
    Input("leaving", "flag", _("解除或者终止劳动关系"), default=False, help=_("五至十级：广东一次性医疗、就业补助金")),
)
def work_injury(w: Working, given: Given) -> Sequence[Quantity]:
    """Lump sum by grade, monthly allowance, care, and the one-off payments on leaving."""
    grade, wage = given.integer("grade"), _own_wage(w, given)
    rule = w.version("work_injury.lump_sum_months")
    months = rule.value[str(grade)]
    w.step(_("一次性伤残补助金"), f"{show(wage)} × {plain(months)}", wage * months, rule=rule)
    items = [w.amount(_("一次性伤残补助金"), wage * months)]
    items += _allowance(w, grade, wage)
    if given.text("care") != "none":
        items.append(_care(w, given))
    if given.flag("leaving"):
        items += _leaving(w, grade, wage)
    return items


def _allowance(w: Working, grade: int, wage: Decimal) -> list[Quantity]:
    """From the fund for the gravest grades, from the employer for the next, none for the others."""
    for identifier in ("work_injury.allowance_rate", "work_injury.allowance_rate_employer"):
        if str(grade) not in parameters.parameter(identifier).at(w.on).value:
            continue
        rule = w.version(identifier)
        rate = rule.value[str(grade)]
        w.step(_("伤残津贴"), f"{show(wage)} × {percent(rate)}", wage * rate, _MONTHLY, rule)
        if rule.note:
            w.warn(rule.note)
        return [_per_month(w, _("伤残津贴（按月）"), wage * rate)]
    return []


def _per_month(w: Working, label: str, value: Decimal) -> Quantity:
    amount = w.rounded(value)
    return Quantity(label, amount, amount, _MONTHLY)


def _care(w: Working, given: Given) -> Quantity:
    if not given.has("local_avg"):
        raise BadInput(_("生活护理费按统筹地区上年度职工月平均工资计算，请给出（local_avg）。"), input="local_avg")
    rule = w.version("work_injury.care_rate")
    rate = rule.value[given.text("care")]
    value = given.number("local_avg") * rate
    w.step(_("生活护理费"), f"{show(given.number('local_avg'))} × {percent(rate)}", value, _MONTHLY, rule)
    return _per_month(w, _("生活护理费（按月）"), value)


def _leaving(w: Working, grade: int, wage: Decimal) -> list[Quantity]:
    if str(grade) not in w.version("work_injury.leaving_job_months").value:
        raise BadInput(
            _("{grade} 级保留劳动关系、退出岗位，没有离职的一次性补助金。").format(grade=grade),
            input="leaving",
        )
    items = []
    for name, label in (
        ("leaving_medical_months", _("一次性工伤医疗补助金")),
        ("leaving_job_months", _("一次性伤残就业补助金")),
    ):
        rule = w.version(f"work_injury.{name}")
        months = rule.value[str(grade)]
        w.step(label, f"{show(wage)} × {plain(months)}", wage * months, rule=rule)
        items.append(w.amount(label, wage * months))
    return items


@tool(
    "work_death",
    Input("death", "date", _("死亡日期"), required=True),
    Input(
        "income",
        "amount",
        _("上一年度全国城镇居民人均可支配收入"),
        unit="元/年",
        minimum=Decimal("0.01"),
        help=_("不填则用已录入的数"),
    ),
    Input(
        "local_avg",
        "amount",
        _("统筹地区上年度职工月平均工资"),
        unit=_MONTHLY,
        minimum=Decimal("0.01"),
        help=_("丧葬补助金用"),
    ),
    Input("wage", "amount", _("本人工资"), unit=_MONTHLY, minimum=Decimal("0.01"), help=_("供养亲属抚恤金用")),
    Input("spouse", "flag", _("有供养的配偶"), default=False),
    Input("others", "integer", _("其他供养亲属人数"), unit="人", default=0, minimum=0, maximum=20),
    Input("alone", "integer", _("其中孤寡老人、孤儿人数"), unit="人", default=0, minimum=0, maximum=20),
    dated_by="death",
)
def work_death(w: Working, given: Given) -> Sequence[Quantity]:
    """Twenty times the national income of the year before; funeral; survivors' pensions within the wage (art. 39)."""
    if given.has("income"):
        income = given.number("income")
    else:
        income = w.statistic("statistics.urban_income", "全国", given.day("death").year - 1, instead="income")
    rule = w.version("work_injury.death_multiple")
    w.step(_("一次性工亡补助金"), f"{show(income)} × {plain(rule.value)}", income * rule.value, rule=rule)
    items = [w.amount(_("一次性工亡补助金"), income * rule.value)]
    if given.has("local_avg"):
        funeral = w.version("work_injury.funeral_months")
        value = given.number("local_avg") * funeral.value
        w.step(_("丧葬补助金"), f"{show(given.number('local_avg'))} × {plain(funeral.value)}", value, rule=funeral)
        items.append(w.amount(_("丧葬补助金"), value))
    if given.flag("spouse") or given.integer("others"):
        items.append(_survivors(w, given))
    return items


def _survivors(w: Working, given: Given) -> Quantity:
    if not given.has("wage"):
        raise BadInput(_("供养亲属抚恤金按本人工资计算，请给出（wage）。"), input="wage")
    people = given.integer("others") + given.flag("spouse")
    if given.integer("alone") > people:
        raise BadInput(_("孤寡老人、孤儿人数不应多于供养亲属人数。"), input="alone")
    rule = w.version("work_injury.survivors_rate")
    share = (
        rule.value["spouse"] * given.flag("spouse")
        + rule.value["other"] * given.integer("others")
        + rule.value["alone_extra"] * given.integer("alone")
    )
    wage = given.number("wage")
    total = min(wage * share, wage)
    w.step(
        _("供养亲属抚恤金"),
        _("{wage} × {share}，合计不超过本人工资").format(wage=show(wage), share=percent(share)),
        total,
        _MONTHLY,
        rule,
    )
    return _per_month(w, _("供养亲属抚恤金（按月）"), total)

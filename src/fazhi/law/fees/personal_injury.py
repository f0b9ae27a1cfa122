"""Personal injury and death (法释〔2022〕14号 and the text before it), traffic insurance, state compensation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import percent, plain, show
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity
from fazhi.law.tools import tool
from fazhi.law.working import Working

_DAYS_A_YEAR = Decimal("365.25")
_AGE = Input("age", "integer", _("年龄"), unit="周岁", required=True, minimum=0, maximum=130)
_INCOME = (
    Input(
        "income",
        "amount",
        _("上一年度城镇居民人均可支配收入"),
        unit="元/年",
        minimum=Decimal("0.01"),
        help=_("受诉法院所在地；一审法庭辩论终结时的上一统计年度"),
    ),
    Input("place", "text", _("地区"), help=_("不填收入时，按地区和统计年度查已录入的数，如 深圳市")),
    Input("year", "integer", _("统计年度"), minimum=1990, maximum=2100),
)
_TORT = Input("tort", "date", _("侵权行为发生之日"), help=_("决定适用新旧哪个文本；不填按适用规则的日期"))


def _income(w: Working, given: Given) -> Decimal:
    if given.has("income"):
        return given.number("income")
    if not (given.has("place") and given.has("year")):
        raise BadInput(
            _("请给出上一年度城镇居民人均可支配收入（income），或者地区（place）和统计年度（year）。"), input="income"
        )
    return w.statistic("statistics.urban_income", given.text("place"), given.integer("year"), instead="income")


def _standard(w: Working) -> None:
    """Note the unified standard (for older torts that rural victims were treated differently) and the higher figure."""
    w.version("injury.home_figure")
    w.warn(_("赔偿权利人住所地或者经常居住地的标准较高的，可以按较高的标准计算。"))
    rule = w.version("injury.unified_standard")
    if rule.end is not None:
        w.warn(_("{text}，请核对受害人适用的标准。").format(text="；".join(rule.value)))


def _years(w: Working, age: int) -> Decimal:
    """20 years; from 60 one less for each year beyond; from 75 five."""
    rule = w.version("injury.years")
    table: dict[str, Decimal] = rule.value
    if age >= table["floor_from_age"]:
        years, text = table["floor"], _("七十五周岁以上")
    elif age > table["taper_from_age"]:
        years = table["full"] - (age - table["taper_from_age"])
        text = f"{plain(table['full'])} − ({age} − {plain(table['taper_from_age'])})"
    else:
        years, text = table["full"], _("六十周岁以下")
        if age == table["taper_from_age"]:
            w.version("injury.exactly_sixty")
    w.step(_("年限"), text, years, _("年"), rule)
    return years


@tool("death_comp", _AGE, *_INCOME, _TORT, dated_by="tort")
def death_comp(w: Working, given: Given) -> Sequence[Quantity]:
    """Income × years (art. 15)."""
    income = _income(w, given)
    _standard(w)
    years = _years(w, given.integer("age"))
    w.step(_("死亡赔偿金"), f"{show(income)} × {plain(years)}", income * years, rule=w.version("injury.years"))
    return [w.amount(_("死亡赔偿金"), income * years)]


@tool(
    "disability_comp",
    Input(
        "grades",
        "integer",
        _("伤残等级"),
        unit="级",
        required=True,
        multiple=True,
        minimum=1,
        maximum=10,
        help=_("多处伤残用逗号隔开，如 8,10"),
    ),
    _AGE,
    *_INCOME,
    Input("extra", "percent", _("每处附加系数"), unit="%", minimum=1, maximum=10, help=_("多处伤残用；不填则给出范围")),
    _TORT,
    dated_by="tort",
)
def disability_comp(w: Working, given: Given) -> Sequence[Quantity]:
    """Income × years × coefficient (art. 12); further grades add to the highest."""
    income = _income(w, given)
    _standard(w)
    years = _years(w, given.integer("age"))
    grades = sorted(given.integers("grades"))
    rule = w.version("injury.grade_coefficient")
    low = high = rule.value[str(grades[0])]
    w.step(_("伤残系数"), _("{grade} 级").format(grade=grades[0]), percent(low), "", rule)
    if grades[1:]:
        extra = w.version("injury.extra_grade")
        each = given.number("extra") / 100 if given.has("extra") else None
        low = min(Decimal(1), low + len(grades[1:]) * (extra.value.low if each is None else each))
        high = min(Decimal(1), high + len(grades[1:]) * (extra.value.high if each is None else each))
        w.step(
            _("附加系数"),
            _("另有 {n} 处，总和不超过 100%").format(n=len(grades[1:])),
            percent(low) if low == high else f"{percent(low)} – {percent(high)}",
            "",
            extra,
        )
    base = income * years
    factor = percent(low) if low == high else f"({percent(low)} – {percent(high)})"
    item = w.amount(_("残疾赔偿金"), base * low, base * high)
    w.step(_("残疾赔偿金"), f"{show(income)} × {plain(years)} × {factor}", item.text, "", w.version("injury.years"))
    return [item]


@tool(
    "funeral",
    Input("month_wage", "amount", _("上一年度职工月平均工资"), unit="元/月", minimum=Decimal("0.01")),
    Input("place", "text", _("地区"), help=_("不填工资时查已录入的数")),
    Input("year", "integer", _("统计年度"), minimum=1990, maximum=2100),
    _TORT,
    dated_by="tort",
)
def funeral(w: Working, given: Given) -> Sequence[Quantity]:
    """Six months' average wage (art. 14)."""
    if given.has("month_wage"):
        wage = given.number("month_wage")
    elif given.has("place") and given.has("year"):
        wage = w.statistic("statistics.monthly_wage", given.text("place"), given.integer("year"), instead="month_wage")
    else:
        raise BadInput(
            _("请给出上一年度职工月平均工资（month_wage），或者地区（place）和统计年度（year）。"), input="month_wage"
        )
    rule = w.version("injury.funeral_months")
    w.step(_("丧葬费"), f"{show(wage)} × {plain(rule.value)}", wage * rule.value, rule=rule)
    return [w.amount(_("丧葬费"), wage * rule.value)]


@tool(
    "dependants",
    Input(
        "consumption", "amount", _("上一年度城镇居民人均消费支出"), unit="元/年", required=True, minimum=Decimal("0.01")
    ),
    Input(
        "person",
        "text",
        _("被扶养人"),
        required=True,
        multiple=True,
        help=_("写成“年龄/扶养人数”，如 8/2；成年的须无劳动能力又无其他生活来源；可重复"),
    ),
    Input(
        "share",
        "percent",
        _("丧失劳动能力的程度"),
        unit="%",
        default="100",
        minimum=1,
        maximum=100,
        help=_("死亡的为 100"),
    ),
    _TORT,
    dated_by="tort",
)
def dependants(w: Working, given: Given) -> Sequence[Quantity]:
    """Consumption × years × loss ÷ supporters, all dependants of one year together within one consumption (art. 17)."""
    rule = w.version("injury.dependants")
    consumption, share = given.number("consumption"), Fraction(given.number("share")) / 100
    people: list[tuple[int, Fraction]] = []
    for text in given.texts("person"):
        age, supporters = _person(text)
        adult = int(rule.value["adult_age"])
        if age < adult:
            years = adult - age
            w.step(_("{age} 岁").format(age=age), f"{adult} − {age}", Decimal(years), _("年"), rule)
        else:
            years = int(_years(w, age))
        people.append((years, share / supporters))
    total, capped = Fraction(0), 0
    for year in range(max(years for years, _part in people)):
        parts = sum((part for years, part in people if years > year), Fraction(0))
        capped += parts > 1
        total += min(parts, Fraction(1))
    if capped:
        w.warn(_("有 {n} 年各被扶养人合计超过一份消费支出，按一份计算。").format(n=capped))
    value = consumption * total.numerator / total.denominator
    w.step(
        _("生活费"),
        _("{sum} × 折合 {n} 年").format(
            sum=show(consumption), n=plain((Decimal(total.numerator) / total.denominator).quantize(Decimal("0.0001")))
        ),
        value,
        rule=rule,
    )
    if w.on >= parameters.parameter("injury.dependants_added").versions[0].start:
        w.version("injury.dependants_added")
        w.warn(_("被扶养人生活费计入残疾赔偿金或者死亡赔偿金。"))
    return [w.amount(_("被扶养人生活费"), value)]


def _person(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,3})\s*[/／]\s*(\d{1,2})\s*", text)
    if not found or int(found[2]) < 1 or int(found[1]) > 130:
        raise BadInput(_("被扶养人请写成“年龄/扶养人数”，如 8/2（收到 {raw}）。").format(raw=text), input="person")
    return int(found[1]), int(found[2])


_LOSSES = (
    Input("medical", "amount", _("医疗费"), unit="元", default="0", help=_("凭票据")),
    Input(
        "lost_days",
        "integer",
        _("误工天数"),
        unit="天",
        default=0,
        minimum=0,
        maximum=36500,
        help=_("因伤致残的，计算至定残日前一天"),
    ),
    Input(
        "daily_income",
        "amount",
        _("每日收入"),
        unit="元/天",
        default="0",
        help=_("有固定收入的按实际减少；没有的按最近三年平均或者行业平均"),
    ),
    Input("nursing_days", "integer", _("护理天数"), unit="天", default=0, minimum=0, maximum=36500),
    Input("nursing_rate", "amount", _("护理每日标准"), unit="元/天", default="0"),
    Input("nursing_persons", "integer", _("护理人数"), unit="人", default=1, minimum=1, maximum=5),
    Input("hospital_days", "integer", _("住院天数"), unit="天", default=0, minimum=0, maximum=36500),
    Input("meal_rate", "amount", _("住院伙食补助每日标准"), unit="元/天", default="0"),
    Input("transport", "amount", _("交通费"), unit="元", default="0", help=_("凭票据")),
    Input("nutrition", "amount", _("营养费"), unit="元", default="0", help=_("参照医疗机构意见")),
)


@tool("injury_losses", *_LOSSES, _TORT, dated_by="tort")
def injury_losses(w: Working, given: Given) -> Sequence[Quantity]:
    """The losses of arts. 6–11, each shown, and their sum."""
    rule = w.version("injury.losses")
    years = w.number("injury.nursing_years")
    if given.integer("nursing_days") > years * _DAYS_A_YEAR:
        raise BadInput(_("护理期限最长 {n} 年。").format(n=plain(years)), input="nursing_days")
    nurses = given.integer("nursing_persons")
    parts = [
        (_("医疗费"), given.number("medical"), _("票据")),
        (
            _("误工费"),
            given.integer("lost_days") * given.number("daily_income"),
            f"{given.integer('lost_days')} × {show(given.number('daily_income'))}",
        ),
        (
            _("护理费"),
            given.integer("nursing_days") * given.number("nursing_rate") * nurses,
            f"{given.integer('nursing_days')} × {show(given.number('nursing_rate'))} × {nurses}",
        ),
        (
            _("住院伙食补助费"),
            given.integer("hospital_days") * given.number("meal_rate"),
            f"{given.integer('hospital_days')} × {show(given.number('meal_rate'))}",
        ),
        (_("交通费"), given.number("transport"), _("票据")),
        (_("营养费"), given.number("nutrition"), _("医疗机构意见")),
    ]
    items = []
    for label, value, formula in parts:
        if value:
            w.step(label, formula, value, rule=rule)
            items.append(w.amount(label, value))
    if not items:
        raise BadInput(_("请至少填一项损失。"), input="medical")
    total = sum((value for _label, value, _formula in parts), Decimal(0))
    w.step(_("合计"), _("各项相加"), total)
    return [w.amount(_("合计"), total), *items]


@tool(
    "traffic_insurance",
    Input("accident", "date", _("事故日期"), required=True),
    Input("no_fault", "flag", _("被保险机动车无责任"), default=False),
    Input("death", "amount", _("死亡伤残损失"), unit="元", default="0"),
    Input("medical", "amount", _("医疗费用损失"), unit="元", default="0"),
    Input("property", "amount", _("财产损失"), unit="元", default="0"),
    dated_by="accident",
)
def traffic_insurance(w: Working, given: Given) -> Sequence[Quantity]:
    """Each kind of loss up to its limit; the limits changed on 2020-09-19."""
    name = "injury.traffic_limits_no_fault" if given.flag("no_fault") else "injury.traffic_limits"
    rule = w.version(name)
    labels = {"death": _("死亡伤残"), "medical": _("医疗费用"), "property": _("财产损失")}
    items, total = [], Decimal(0)
    for key, label in labels.items():
        paid = min(given.number(key), rule.value[key])
        w.step(
            label,
            _("{loss}，限额 {limit}").format(loss=show(given.number(key)), limit=show(rule.value[key])),
            paid,
            rule=rule,
        )
        items.append(w.amount(label, paid))
        total += paid
    return [w.amount(_("交强险赔付合计"), total), *items]


@tool(
    "state_compensation",
    Input("days", "integer", _("限制人身自由天数"), unit="天", minimum=1, maximum=36500),
    Input("daily_wage", "amount", _("国家上年度职工日平均工资"), unit="元/天", minimum=Decimal("0.01")),
    Input("death", "flag", _("造成死亡"), default=False),
    Input("annual_wage", "amount", _("国家上年度职工年平均工资"), unit="元/年", minimum=Decimal("0.01")),
)
def state_compensation(w: Working, given: Given) -> Sequence[Quantity]:
    """Liberty by the day (art. 33), death 20 times the annual wage (art. 34)."""
    items = []
    if given.has("days"):
        if not given.has("daily_wage"):
            raise BadInput(_("请给出国家上年度职工日平均工资（daily_wage）。"), input="daily_wage")
        rule = w.version("injury.state_liberty")
        value = given.number("daily_wage") * given.integer("days") * rule.value
        w.step(_("人身自由赔偿金"), f"{show(given.number('daily_wage'))} × {given.integer('days')}", value, rule=rule)
        items.append(w.amount(_("人身自由赔偿金"), value))
    if given.flag("death"):
        if not given.has("annual_wage"):
            raise BadInput(_("请给出国家上年度职工年平均工资（annual_wage）。"), input="annual_wage")
        rule = w.version("injury.state_death")
        value = given.number("annual_wage") * rule.value
        w.step(_("死亡赔偿金、丧葬费"), f"{show(given.number('annual_wage'))} × {plain(rule.value)}", value, rule=rule)
        items.append(w.amount(_("死亡赔偿金、丧葬费"), value))
    if not items:
        raise BadInput(_("请给出限制人身自由天数（days），或者注明造成死亡（death）。"), input="days")
    return items

"""The whole test as one tool: starting point, baseline, two layers, the range that may be pronounced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import round_half_up
from fazhi.law.errors import BadInput, NotInForce
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity
from fazhi.law.sentencing import guidance
from fazhi.law.sentencing.ages import age_at, check_responsible, with_age
from fazhi.law.sentencing.baseline import UNIT, Baseline, Points, baseline, text
from fazhi.law.sentencing.charges import CHARGES, Charge, ChargeInput
from fazhi.law.sentencing.circumstances import Chosen, CircumstanceInput, check_together
from fazhi.law.sentencing.errors import NoCrimeByAmount
from fazhi.law.sentencing.layers import adjust, settle
from fazhi.law.sentencing.pronounce import MonthRange, pronounce
from fazhi.law.sentencing.tiers import FACTS, SUBSTANCES, Crime
from fazhi.law.tools import tool
from fazhi.law.working import Working

DISCLAIMER = _("仅供参考，不构成法律意见。")


@dataclass(frozen=True)
class Case:
    """One crime of one person, ready to be estimated."""

    crime: Crime
    points: Points
    chosen: tuple[Chosen, ...]
    minor: bool
    age: int | None
    committed: date


def _case(w: Working, given: Given) -> Case:
    charge = CHARGES[given.text("charge")]
    amount, grams, people, loss = (
        given.number(name) if given.has(name) else None for name in ("amount", "grams", "people", "loss")
    )
    crime = Crime(
        charge,
        tier=given.text("tier") if given.has("tier") else "",
        amount=amount,
        grams=grams,
        substance=given.text("substance"),
        people=people,
        loss=loss,
        facts=frozenset(given.texts("facts")),
        place=given.text("place").strip() if given.has("place") else "",
    )
    _check_facts(crime)
    points = Points(*(given.number(name) if given.has(name) else None for name in ("start", "increment", "base")))
    committed = given.day("crime_date") if given.has("crime_date") else None
    if committed and committed > w.on:
        raise BadInput(
            _("作案日期 {crime} 晚于裁判日期 {day}，请核对（裁判日期用 on 给出，默认今天）。").format(
                crime=committed, day=w.on
            ),
            input="crime_date",
        )
    age = age_at(
        w,
        given.integer("age") if given.has("age") else None,
        given.day("birth") if given.has("birth") else None,
        committed,
    )
    chosen = with_age(w, given.values("circumstances"), age, committed or w.on)
    check_together(chosen, charge)
    return Case(crime, points, tuple(chosen), given.flag("minor"), age, committed or w.on)


def _check_facts(crime: Crime) -> None:
    allowed = {*crime.charge.entry, *(["half_threshold"] if crime.charge.half else [])}
    allowed |= {"telecom"} if crime.charge.key == "fraud" else set()
    allowed |= {"overdraft"} if crime.charge.key == "credit_card" else set()
    if wrong := crime.facts - allowed:
        raise BadInput(
            _("“{facts}”不是{charge}的事实。{known}").format(
                facts="、".join(FACTS[fact] for fact in sorted(wrong)),
                charge=crime.charge.title,
                known=_("可用：{facts}。").format(facts="、".join(FACTS[fact] for fact in FACTS if fact in allowed))
                if allowed
                else _("该罪不按这些事实定档。"),
            ),
            input="facts",
        )


def _run(w: Working, case: Case, day: date) -> tuple[Baseline, Decimal, Range]:
    """The estimate by the law and standards of one day."""
    base = baseline(w, case.crime, case.points, day)
    check_responsible(w, case.crime.charge, base.tier, case.age, case.chosen, case.committed)
    applied = settle(w, case.chosen, case.crime.charge, minor=case.minor)
    result = adjust(w, base.months, applied)
    return base, result, pronounce(w, result, base, [each.what for each in applied])


def _changed(charge: Charge, earlier: date, later: date) -> bool:
    """Whether the law or a standard of the charge differs between two days."""
    stems = [f"sentencing_statutory.{charge.key}"]
    stems += [
        identifier
        for identifier in parameters.load("sentencing_amounts")
        if charge.amounts and identifier.removeprefix("sentencing_amounts.").startswith(charge.amounts)
    ]
    for identifier in stems:
        versions = parameters.parameter(identifier).versions
        if any(earlier < version.start <= later for version in versions[1:]):
            return True
    return False


def _law_of(w: Working, case: Case) -> date:
    """The day whose law applies: of judgment, or of the crime where that is more lenient (从旧兼从轻, 刑法 12)."""
    charge, committed = case.crime.charge, case.committed
    if not _changed(charge, committed, w.on):
        return w.on
    now = _run_quietly(w, case, w.on)
    try:
        then = _run_quietly(w, case, committed)
    except NotInForce:
        w.warn(_("作案时的规定没有录入，只按裁判时的规定计算。"))
        return w.on
    old = then < now
    w.warn(
        _("作案后法律或者数额标准有变化，按从旧兼从轻比较，适用{which}（{day}）的规定。").format(
            which=_("作案时") if old else _("裁判时"), day=committed if old else w.on
        )
    )
    return committed if old else w.on


def _run_quietly(w: Working, case: Case, day: date) -> tuple[Decimal, Decimal]:
    """What the law of a day leads to, for comparison: no crime is the least."""
    try:
        _base, _result, span = _run(Working(w.on, w.local), case, day)
    except NoCrimeByAmount:
        return (Decimal(-1), Decimal(-1))
    return (span.high, span.low)


@tool(
    "sentence",
    ChargeInput(
        "charge", "choice", _("罪名"), required=True, choices={key: each.title for key, each in CHARGES.items()}
    ),
    Input("amount", "amount", _("犯罪数额"), unit="元"),
    Input("tier", "text", _("法定刑的档次"), help=_("数额不能定档时选；也用于“其他严重情节”")),
    CircumstanceInput(
        "circumstances",
        "text",
        _("量刑情节"),
        multiple=True,
        help=_("如 自首、从犯=30%；不写比例的取幅度的中点"),
    ),
    Input("place", "text", _("地点"), help=_("如 深圳；不填按全国标准")),
    Input("facts", "choice", _("定档的事实"), multiple=True, choices=FACTS),
    Input("grams", "number", _("毒品数量"), unit="克", minimum=0),
    Input("substance", "choice", _("毒品种类"), default="heroin", choices=SUBSTANCES),
    Input("people", "number", _("存款人数（非法吸收公众存款）"), unit="人", minimum=0),
    Input("loss", "amount", _("直接经济损失（非法吸收公众存款）"), unit="元"),
    Input("birth", "date", _("出生日期")),
    Input("crime_date", "date", _("作案日期"), help=_("法律有变化时用来比较新旧；也用来算年龄")),
    Input("age", "integer", _("作案时的年龄"), unit="周岁", minimum=0, maximum=120),
    Input("minor", "flag", _("犯罪较轻"), default=False, help=_("自首、从犯等可以选择超过一般幅度的比例")),
    Input("start", "number", _("量刑起点"), unit=UNIT, minimum=0, help=_("不填取幅度的中点")),
    Input("increment", "number", _("增加的刑罚量"), unit=UNIT, minimum=0, maximum=180),
    Input("base", "number", _("基准刑"), unit=UNIT, minimum=0, maximum=300, help=_("填了就不再算起点和增加的刑罚量")),
    help=_("按量刑指导意见推算有期徒刑的参考范围。规则按裁判日期（on，默认今天）选择版本。"),
    disclaimer=DISCLAIMER,
)
def sentence(w: Working, given: Given) -> Sequence[Quantity]:
    """The range first; beside it the result of the adjustment, the baseline, the statutory limits, probation."""
    w.section(_("先请知道"), guidance.before())
    case = _case(w, given)
    charge = case.crime.charge
    day = _law_of(w, case)
    base, result, span = _run(w, case, day)
    _notes(w, case, base, result)
    items = [
        MonthRange(_("宣告刑的参考范围"), span.low, span.high, UNIT),
        Quantity.exact(_("调节结果（推算的中间数，不是刑期）"), round_half_up(result), UNIT),
        Quantity.exact(_("基准刑"), round_half_up(base.months), UNIT),
        MonthRange(_("法定刑幅度"), base.statutory.low, base.statutory.high, UNIT),
        Quantity.exact(_("缓刑"), _probation(w, case, span), ""),
    ]
    w.section(_("没有计入的"), guidance.left_out(charge, case.chosen))
    young = any(each.key.startswith("minor_") for each in case.chosen)
    w.section(_("接下来"), guidance.afterwards(w, case.chosen, minor=young))
    w.section(_("危险信号：遇到就马上找律师"), guidance.danger_signs())
    return items


def _notes(w: Working, case: Case, base: Baseline, result: Decimal) -> None:
    shortest = w.version("sentencing_method.imprisonment").value.low
    if result <= 0 or (result < 1 and base.statutory.low <= 1):
        w.warn(_("调节结果接近或者等于零：可能免予刑事处罚，须由办案人员判断。"))
    elif result < shortest:
        w.warn(
            _("调节结果不满有期徒刑的最低刑 {least} 个月，可能判处拘役、管制或者单处罚金。").format(
                least=text(shortest)
            )
        )
        if "拘役" not in w.version("sentencing_method.covered").value:
            w.warn(_("这一版的量刑步骤只用于判处有期徒刑的案件，对拘役只能参照。"))
    if base.life:
        w.warn(base.life + _("，不在本方法之内，须另行判断。"))
    keys = {each.key for each in case.chosen}
    if "restitution" in keys and keys & {"compensated_forgiven", "compensated"}:
        w.warn(_("退赔和赔偿若是同一笔钱，只应评价一次。"))
    if {"recidivist", "drug_repeat"} <= keys:
        w.warn(_("同一前科同时构成累犯和毒品再犯的，从重幅度不应重复计算。"))


def _probation(w: Working, case: Case, span: Range) -> str:
    limit = w.version("sentencing_method.probation").value
    if any(each.key == "recidivist" for each in case.chosen):
        return _("累犯不适用缓刑")
    if span.low > limit:
        return _("超过三年，不适用缓刑")
    return _(
        "判处三年以下，情节较轻、有悔罪表现、没有再犯危险、对社区没有重大不良影响的，可以宣告缓刑"
        "（不满十八周岁、怀孕、已满七十五周岁的，应当宣告）"
    )

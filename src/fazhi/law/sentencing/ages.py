"""Age at the time of the crime: what follows from it, and what contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law.dates import age_on
from fazhi.law.errors import BadInput
from fazhi.law.sentencing.charges import Charge
from fazhi.law.sentencing.circumstances import CIRCUMSTANCES, Chosen
from fazhi.law.sentencing.errors import NotResponsible
from fazhi.law.working import Working

_BY_AGE = ("minor_under_16", "minor_16_18", "elderly")


def age_at(w: Working, age: int | None, born: date | None, crime: date | None) -> int | None:
    """Full years at the crime, from the dates or as given; a year is full only on the day after the birthday.

    Raises :class:`BadInput` where the two disagree or the dates are in the wrong order.
    """
    if born is None:
        return age
    if crime is None:
        raise BadInput(_("给出了出生日期，还需要作案日期（crime_date）才能得出作案时的年龄。"), input="crime_date")
    if crime < born:
        raise BadInput(
            _("作案日期 {crime} 早于出生日期 {born}，请核对。").format(crime=crime, born=born), input="crime_date"
        )
    rule = w.version("sentencing_method.birthday")
    computed = max(age_on(born, crime - timedelta(days=int(rule.value))), 0)
    w.step(
        _("作案时的年龄"),
        _("{born} 出生，{crime} 作案，生日的第二天起才满周岁").format(born=born, crime=crime),
        Decimal(computed),
        _("周岁"),
        rule,
    )
    if age is not None and age != computed:
        raise BadInput(
            _("所填年龄 {age} 岁与出生日期不符：{born} 出生，{crime} 作案时为 {computed} 周岁。").format(
                age=age, born=born, crime=crime, computed=computed
            ),
            input="age",
        )
    return computed


def with_age(w: Working, chosen: Sequence[Chosen], age: int | None, day: date) -> list[Chosen]:
    """The circumstances with the one that the age commands, which is added if it was left out.

    Raises :class:`BadInput` where one was chosen that the age contradicts.
    """
    if age is None:
        return list(chosen)
    ages = w.version("sentencing_method.ages", day).value
    follows = ""
    if age < ages["full"]:
        follows = "minor_under_16"
    elif age < ages["adult"]:
        follows = "minor_16_18"
    elif age >= ages["elderly"]:
        follows = "elderly"
    for each in chosen:
        if each.key in _BY_AGE and each.key != follows:
            raise BadInput(
                _("“{title}”与作案时 {age} 周岁不符。").format(title=each.what.title, age=age), input="circumstances"
            )
    if not follows or any(each.key == follows for each in chosen):
        return list(chosen)
    w.warn(_("按作案时的年龄，已自动计入“{title}”。").format(title=CIRCUMSTANCES[follows].title))
    return [Chosen(follows), *chosen]


def check_responsible(
    w: Working, charge: Charge, tier: str, age: int | None, chosen: Sequence[Chosen], day: date
) -> None:
    """Raise :class:`NotResponsible` where the law holds nobody of that age responsible for that crime."""
    ages = w.version("sentencing_method.ages", day).value if age is not None else {}
    under_16 = any(each.key == "minor_under_16" for each in chosen)
    if age is None and not under_16:
        return
    if age is not None and age >= ages["full"]:
        return
    allowed = charge.from_fourteen
    if age is not None and age < ages["partial"]:
        allowed = charge.from_twelve if age >= ages["lowest"] else ()
        if tier in allowed:
            w.warn(_("不满十四周岁的，情节恶劣并经最高人民检察院核准追诉才负刑事责任。"))
    elif charge.key == "drugs":
        w.warn(_("已满十四周岁不满十六周岁的人只对贩卖毒品负刑事责任，走私、运输、制造毒品的不负。"))
    if tier not in allowed:
        raise NotResponsible(
            _(
                "作案时{age}，依刑法第十七条对{charge}（{tier}）不负刑事责任，不判处刑罚；可能责令管教或者专门矫治教育。"
            ).format(
                age=_("不满十六周岁") if age is None else _("{age} 周岁").format(age=age),
                charge=charge.title,
                tier=charge.tiers[tier],
            ),
            charge=charge.key,
        )

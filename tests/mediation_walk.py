"""People of a mediation committee and the steps of a dispute, for tests that walk one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from stdnum.cn.ric import calc_check_digit

from coordination_walk import picture, seat, unit
from fazhi.domains.mediation.models import Category, Dispute
from fazhi.domains.mediation.organizing import appoint, found
from fazhi.kernel.matters.perform import open_matter, perform
from fazhi.kernel.models import Matter, Organization, User
from fazhi.kernel.populate import populate

STREET, GUIDANCE = "桂园街道", "人民参与和促进法治科"
COMMITTEE, OTHER = "桂园街道人民调解委员会", "黄贝街道人民调解委员会"
FOUNDED = dt.date(2018, 1, 1)


def identity(born: str = "19900101", order: int = 123) -> str:
    """A number of an area that does not exist."""
    body = f"990000{born}{order:03}"
    return body + calc_check_digit(f"{body}0")


APPLICANT: dict[str, Any] = {"name": "张演示", "id_number": identity(), "phone": "13800138000"}
RESPONDENT: dict[str, Any] = {"name": "李演示", "id_number": identity(order=124)}


@dataclass
class Cast:
    """Who plays: the clerk, head and two mediators of a committee, the bureau's section, and another committee."""

    clerk: User
    head: User
    mediator: User
    colleague: User
    guide: User
    stranger: User


def cast() -> Cast:
    populate()
    for code, name in (("TJ001", COMMITTEE), ("TJ002", OTHER)):
        found(code, name, "街道", since=FOUNDED, street=unit(name.removesuffix("人民调解委员会")))
    people = Cast(
        clerk=seat("dengji", COMMITTEE),
        head=seat("zhuren", COMMITTEE, "head"),
        mediator=User.objects.create_user("tiaojie", "演示调解员甲"),
        colleague=User.objects.create_user("tongshi", "演示调解员乙"),
        guide=seat("zhidao", GUIDANCE, "overseer"),
        stranger=seat("waidi", OTHER),
    )
    committee = unit(COMMITTEE)
    labour = Category.objects.get(code="labour")
    appoint(committee, "甲演示", "TJY0001", since=FOUNDED, full_time=True, expertise=[labour], user=people.mediator)
    appoint(committee, "乙演示", "TJY0002", since=FOUNDED, user=people.colleague)
    return people


def registered(people: Cast, /, **more: Any) -> Matter:
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    answers = {
        "source": "applied",
        "category": "labour",
        "community": community.code,
        "applicants": [APPLICANT],
        "respondents": [RESPONDENT],
        "people": 2,
        "amount": "8800",
        "mass": False,
        "facts": "拖欠三个月工资，请求支付。",
    } | more
    return open_matter("mediation", people.clerk, answers)


def accepted(people: Cast, /, **more: Any) -> Matter:
    matter = registered(people, **more)
    perform(matter, "accept", people.clerk)
    return matter


def mediating(people: Cast, /, **more: Any) -> Matter:
    matter = accepted(people, **more)
    perform(matter, "assign", people.head, {"mediator": "TJY0001"})
    return matter


def heard(people: Cast, /, **more: Any) -> Matter:
    matter = mediating(people, **more)
    hold(people, matter)
    return matter


def hold(people: Cast, matter: Matter) -> None:
    day = matter.opened_on
    perform(matter, "hold", people.mediator, {"held_on": day, "minutes": "双方到场，陈述了意见。"})


AGREED = {"content": "公司七日内付清工资。", "manner": "七日内银行转账。"}


def agreed(people: Cast, /, **more: Any) -> Matter:
    matter = heard(people, **more)
    answers = {**AGREED, "signed": True}
    perform(matter, "agree_in_writing", people.mediator, answers, files={"agreement": [picture("协议书.png")]})
    return matter


def confirming(people: Cast) -> Matter:
    matter = agreed(people)
    perform(matter, "apply", people.clerk, {"jointly": True})
    return matter


def performing(people: Cast) -> Matter:
    matter = confirming(people)
    perform(matter, "decided", people.clerk, {"decision": "confirmed"})
    return matter


def concluded(people: Cast) -> Matter:
    matter = performing(people)
    perform(matter, "finish", people.mediator, {})
    return matter


def archived(people: Cast) -> Matter:
    matter = concluded(people)
    perform(matter, "archive", people.clerk, {"pages": 12})
    return matter


def refused(people: Cast) -> Matter:
    matter = registered(people)
    answers = {"ground": "taken", "advice": ["lawsuit"], "reason": "法院已经立案。"}
    perform(matter, "refuse", people.clerk, answers)
    return matter


def withdrawn(people: Cast) -> Matter:
    matter = registered(people)
    perform(matter, "withdraw", people.clerk, {"reason": "自行和解"})
    return matter


def dispute(matter: Matter) -> Dispute:
    return Dispute.objects.get(matter=matter)

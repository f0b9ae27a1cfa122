"""People of the demonstration district and the steps of an enforcement matter, for tests that walk one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from fazhi.kernel.matters.perform import open_matter, perform
from fazhi.kernel.models import Event, Matter, Membership, Organization, User
from fazhi.kernel.populate import populate

STREET, LEAD, PARTNER, OTHER = "桂园街道", "区城市管理和综合执法局", "市市场监管局罗湖监管局", "区水务局"
OFFICE, COMMITTEE = "行政执法协调监督科", "区综合行政执法委员会"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def unit(name: str) -> Organization:
    return Organization.objects.get(name=name)


def picture(name: str = "现场.png") -> BytesIO:
    file = BytesIO(PNG)
    file.name = name
    return file


def seat(username: str, organization: str, role: str = "handler") -> User:
    user = User.objects.filter(username=username).first() or User.objects.create_user(username, f"演示{username}")
    Membership.objects.create(user=user, organization=unit(organization), role=role, since=dt.date(2018, 1, 1))
    return user


@dataclass
class Cast:
    """Who plays: one person a role."""

    street: User
    inspector: User
    dispatcher: User
    overseer: User
    lead: User
    lead_head: User
    partner: User
    committee: User
    stranger: User
    answers: dict[str, Any] = field(default_factory=dict)


def cast() -> Cast:
    populate()
    return Cast(
        street=seat("jiedao", STREET),
        inspector=seat("xuncha", STREET, "inspector"),
        dispatcher=seat("fenbo", OFFICE, "dispatcher"),
        overseer=seat("ducha", OFFICE, "overseer"),
        lead=seat("zhuban", LEAD),
        lead_head=seat("juzhang", LEAD, "head"),
        partner=seat("xieban", PARTNER),
        committee=seat("weiyuan", COMMITTEE),
        stranger=seat("pangren", OTHER),
    )


def registered(people: Cast, **more: Any) -> Matter:
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    answers = {
        "field": "市容管理",
        "source": "street",
        "urgency": "ordinary",
        "community": community.code,
        "place": "老围一街路口",
        "description": "共享单车堆放，堵住了人行道。",
    } | more
    return open_matter("coordination", people.street, answers)


def dispatched(people: Cast, *partners: str, **more: Any) -> Matter:
    matter = registered(people, **more)
    dispatch(people, matter, *partners)
    return matter


def dispatch(people: Cast, matter: Matter, *partners: str) -> Event:
    return perform(matter, "dispatch", people.dispatcher, {"lead": unit(LEAD), "partners": [unit(p) for p in partners]})


def handling(people: Cast, *partners: str, **more: Any) -> Matter:
    matter = dispatched(people, *partners, **more)
    perform(matter, "sign", people.lead)
    return matter


def reported(people: Cast, **more: Any) -> Matter:
    matter = handling(people, **more)
    perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    return matter


def scoring(people: Cast, **more: Any) -> Matter:
    matter = reported(people, **more)
    perform(matter, "confirm", people.street)
    return matter

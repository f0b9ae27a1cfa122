"""What a matter's page says on its awkward ways: returned three times, ruled on, pressed for, handled again."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client

from coordination_walk import LEAD, PARTNER, Cast, cast, dispatch, picture, registered, unit
from fazhi.kernel.clock import SHANGHAI, standing_at
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, User

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Cast:
    return cast()


def at(day: int, hour: int = 10) -> standing_at:
    return standing_at(dt.datetime(2020, 6, day, hour, tzinfo=SHANGHAI))


def page(user: User, matter: Matter) -> str:
    client = Client()
    client.force_login(user)
    shown = client.get(f"/workbench/matters/{matter.uuid}/")
    assert shown.status_code == 200
    main = re.search(r"<main.*</main>", shown.content.decode(), re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main[0])))


def test_a_page_follows_a_matter_through_ruling_supervision_and_rework(people: Cast) -> None:
    with at(1):
        matter = registered(people, field="消防安全")
        for _round in range(3):
            dispatch(people, matter)
            perform(matter, "send_back", people.lead, {"reason": "不属于本单位职责"})
        shown = page(people.committee, matter)
        assert "待裁定" in shown
        assert "裁定期限" in shown
        ruled = {"lead": unit(LEAD), "partners": [unit(PARTNER)], "reason": "按权责清单属城管职责"}
        perform(matter, "rule", people.committee, ruled)
        shown = page(people.lead, matter)
        # Of fire safety, ten working days; the helping unit has one to sign.
        assert "办理期限" in shown
        assert "还剩 10 个工作日" in shown
        assert "协办签收期限" in shown
    with at(3):
        perform(matter, "press", people.overseer, {"demand": "请在两日内报告进展"})
        shown = page(people.partner, matter)
        assert "督办要求" in shown
        assert "请在两日内报告进展" in shown
        assert "已超期 1 个工作日" in shown
        perform(matter, "sign_part", people.partner)
        perform(matter, "finish_part", people.partner, {"result": "已配合清理"})
    with at(4):
        perform(matter, "report", people.lead, {"result": "已清理并划线"}, files={"evidence": [picture()]})
    with at(5):
        perform(matter, "fail", people.street, {"reason": "又堆满了车"})
        shown = page(people.lead, matter)
        assert "重办中 督办" in shown
        assert "重办期限" in shown
        assert "还剩 5 个工作日" in shown

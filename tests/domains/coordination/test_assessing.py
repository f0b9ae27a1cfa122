"""The pages of the yearly assessment, as streets, departments and those who run it see them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from coordination_walk import LEAD, STREET, Cast, cast, scoring, seat, unit
from fazhi.domains.coordination import assessment
from fazhi.kernel.clock import SHANGHAI, standing_at, today
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Assessment, Objection, Round, Sheet, User

pytestmark = pytest.mark.usefixtures("platform")
FULL = {"response": 25, "cooperation": 25, "lawfulness": 25, "result": 25}
PAGES = "/workbench/pages/assessments/"


@pytest.fixture
def people() -> Cast:
    found = cast()
    with standing_at(dt.datetime(2020, 6, 1, 9, tzinfo=SHANGHAI)):
        matter = scoring(found)
        for who, target in ((found.street, LEAD), (found.lead, STREET)):
            perform(matter, "score", who, {"target": unit(target).code, "marks": FULL})
    return found


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(people: Cast) -> Round:
    return assessment.open_year(2020, by=people.overseer, closes_on=today())


def marks(**points: object) -> dict[str, str]:
    given = {"duty": 40, "cooperation": 30, "mechanism": "不适用", "conduct": 15} | points
    return {f"marks.{item}": str(value) for item, value in given.items()}


def address(scorer: str, target: str) -> str:
    return f"{PAGES}sheets/{Sheet.objects.get(round__year=2020, scorer__name=scorer, target__name=target).uuid}/"


def test_a_year_from_opening_to_publication_on_pages(people: Cast) -> None:
    overseer, street, lead = (signed_in(one) for one in (people.overseer, people.street, people.lead))
    day = today().isoformat()
    assert "还没有开启过年度考核" in overseer.get(PAGES).content.decode()
    wrong = overseer.post(f"{PAGES}open/", {"year": "2020", "closes_on": "2020-12-31"})
    assert (wrong.status_code, "不能早于今天" in wrong.content.decode()) == (422, True)
    assert overseer.post(f"{PAGES}open/", {"year": "2020", "closes_on": day}).status_code == 302
    again = overseer.post(f"{PAGES}open/", {"year": "2020", "closes_on": day})
    assert "已经开启" in again.content.decode()
    assert Round.objects.filter(year=2020).count() == 1

    page = street.get(f"{PAGES}2020/").content.decode()
    assert f"评{LEAD}" in page
    low = street.post(address(STREET, LEAD), marks(duty=10))
    assert (low.status_code, "低于 24 分的要写明理由" in low.content.decode()) == (422, True)
    assert 'value="10"' in low.content.decode(), "what was typed is still there"
    assert street.post(address(STREET, LEAD), marks(duty=36) | {"remarks": "配合有力"}).status_code == 302
    assert street.post(address(STREET, LEAD), marks(duty=1)).status_code == 302, "a second time is harmless"
    assert Sheet.objects.get(round__year=2020, scorer__name=STREET).total == dt_total(36)
    # Blind until it is closed.
    assert lead.get(address(STREET, LEAD)).status_code == 404
    assert "评本单位的" not in lead.get(f"{PAGES}2020/").content.decode()

    assert "还有 1 个单位没有交齐" in overseer.get(f"{PAGES}2020/").content.decode()
    assert overseer.post(f"{PAGES}2020/do/reckon/").status_code == 409
    assert overseer.post(f"{PAGES}2020/do/close/").status_code == 302
    shown = lead.get(address(STREET, LEAD)).content.decode()
    assert "配合有力" in shown
    assert lead.post(f"{address(STREET, LEAD)}object/", {"reason": "漏计了两次联合行动"}).status_code == 302
    assert street.post(f"{address(STREET, LEAD)}object/", {"reason": "不是被评的单位"}).status_code == 422
    assert overseer.post(f"{PAGES}2020/do/reckon/").status_code == 302
    key = Assessment.objects.latest("id").pk
    refused = overseer.post(f"{PAGES}2020/do/publish/", {"assessment": key})
    assert (refused.status_code, "异议没有处理" in refused.content.decode()) == (409, True)

    objection = Objection.objects.get()
    assert "漏计了两次联合行动" in overseer.get(f"{PAGES}2020/").content.decode()
    decided = overseer.post(f"{PAGES}objections/{objection.pk}/", marks(duty=38) | {"opinion": "核对记录后更正"})
    assert decided.status_code == 302
    objection.refresh_from_db()
    assert (objection.upheld, Sheet.objects.get(pk=objection.sheet_id).total) == (True, dt_total(38))
    assert "36 → 38" in lead.get(address(STREET, LEAD)).content.decode()

    assert overseer.post(f"{PAGES}2020/do/reckon/").status_code == 302
    assert "结果还没有公布" in street.get(f"{PAGES}2020/").content.decode()
    assert street.get(f"{PAGES}2020/export/").status_code == 404
    key = Assessment.objects.latest("id").pk
    assert overseer.post(f"{PAGES}2020/do/publish/", {"assessment": key}).status_code == 302
    page = street.get(f"{PAGES}2020/").content.decode()
    assert "下载公布的结果" in page
    assert "待核" in page
    table = street.get(f"{PAGES}2020/export/").content.decode("utf-8-sig").splitlines()
    assert table[0] == "year,unit,code,group,score,rank,grade,cases"
    assert {line.split(",")[1] for line in table[1:]} == {STREET, LEAD}


def dt_total(duty: int) -> object:
    """The total where 机制建设 does not apply: the other 85 points stand for 100."""
    from decimal import ROUND_HALF_UP, Decimal

    return (Decimal(duty + 45) * 100 / 85).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_whoever_has_no_part_in_it_finds_nothing(people: Cast) -> None:
    opened(people)
    stranger, street = signed_in(people.stranger), signed_in(people.street)
    assert stranger.get(address(STREET, LEAD)).status_code == 404
    assert stranger.post(address(STREET, LEAD), marks()).status_code == 404
    assert street.post(address(LEAD, STREET), marks()).status_code == 404
    for verb in ("close", "reckon", "publish"):
        assert street.post(f"{PAGES}2020/do/{verb}/").status_code == 404
    assert street.post(f"{PAGES}open/", {"year": "2021", "closes_on": today().isoformat()}).status_code == 404
    assert street.get(f"{PAGES}objections/1/").status_code == 404
    assert "组织考核" not in street.get(f"{PAGES}2020/").content.decode()
    assert Sheet.objects.filter(round__year=2020, submitted_at__isnull=False).count() == 0


def test_who_runs_it_and_is_scored_waits_like_anybody(people: Cast) -> None:
    opened(people)
    both = seat("shuangzhong", LEAD, "head")
    from fazhi.kernel.models import Membership

    Membership.objects.create(user=both, organization=unit("行政执法协调监督科"), role="overseer", since=today())
    signed_in(people.street).post(address(STREET, LEAD), marks())
    assert signed_in(people.overseer).get(address(STREET, LEAD)).status_code == 200
    assert signed_in(both).get(address(STREET, LEAD)).status_code == 404

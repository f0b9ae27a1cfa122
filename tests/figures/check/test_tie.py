"""Ties of numbers to figures by words: what each way of saying things is recognised as."""

from __future__ import annotations

import pytest

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.mentions import find_mentions
from fazhi.figures.check.tie import tie
from fazhi.figures.period import Period


def tied(text: str, catalogue: Catalogue, period: str | None = "2020H1") -> list[str | None]:
    mentions = find_mentions(text)
    found = {t.mention: t.figure.id for t in tie(text, mentions, catalogue, Period.parse(period) if period else None)}
    return [found.get(index) for index in range(len(mentions))]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("全区拥有人民调解组织169个，专、兼职人民调解员1038人。", ["mediation.organizations", "mediation.mediators"]),
        ("各调解组织成功化解矛盾纠纷6516件，调解成功率96.3%。", ["mediation.resolved", "mediation.success_rate"]),
        (
            "受理行政复议案件25件（含上年结转4件），审结23件，纠错率17.39%。",
            [
                "reconsideration.accepted",
                "reconsideration.carried_over",
                "reconsideration.concluded",
                "reconsideration.correction_rate",
            ],
        ),
        (
            "社区法律顾问开展法治宣传125次，提供法律咨询534人次。法律服务团提供法律咨询254人次。",
            ["services.counsel_publicity", "consultations.community_counsel", "consultations.service_group"],
        ),
        ("指标体系共24类56项评估要素。", ["index.classes", "index.elements"]),
        ("累计述法33个单位146人次。", ["law_reports.units", "law_reports.reports"]),
        ("在辖区10个街道成立14个小区物业调解室。", ["mediation.property_room_streets", "mediation.property_rooms"]),
        ("组织拔河比赛3场，参赛120人次。", [None, None]),
    ],
)
def test_numbers_find_their_figures(text: str, figures: list[str | None], catalogue: Catalogue) -> None:
    assert tied(text, catalogue) == figures


def test_a_figure_said_twice_in_full_is_tied_twice(catalogue: Catalogue) -> None:
    text = "今年受理法律援助案件484宗。（三）法律援助。共受理法律援助案件448宗。"
    assert tied(text, catalogue) == ["legal_aid.cases", "legal_aid.cases"]


def test_a_number_of_another_year_is_left_alone(catalogue: Catalogue) -> None:
    assert tied("2018年受理法律援助案件300宗。", catalogue) == [None]
    assert tied("2018年受理法律援助案件300宗。", catalogue, "2018") == ["legal_aid.cases"]


def test_the_value_plays_no_part(catalogue: Catalogue) -> None:
    for number in ("1", "484", "99999"):
        assert tied(f"受理法律援助案件{number}宗。", catalogue) == ["legal_aid.cases"]

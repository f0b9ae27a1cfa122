"""The demonstration ledgers come out as the figures of a real half-year report say."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.claims import find_claims
from fazhi.figures.check.mentions import find_mentions
from fazhi.figures.check.tie import tie, tie_claims
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period

SHARED = Path(__file__).parents[3] / "shared"
FIGURES, REPORT = SHARED / "luohu-2020h1.figures.tsv", SHARED / "luohu-2020h1.txt"
PERIOD = Period.parse("2020H1")

# Row of the labelled figures → figure of the catalogue.
MEASURED = {
    "A01": "legal_affairs.epidemic_opinions",
    "A02": "documents.epidemic_command_reviewed",
    "B01": "vouchers.firms",
    "B02": "vouchers.lawyers",
    "B03": "vouchers.issued",
    "B04": "vouchers.beneficiaries",
    "C01": "consultations.hotline",
    "C02": "deployments.sent_down",
    "C03": "deployments.seedling",
    "D01": "publicity.batches",
    "E01": "profession.group_lawyers",
    "E02": "services.group_enterprises",
    "E03": "services.group_talks",
    "E04": "consultations.service_group",
    "E05": "services.group_mediations",
    "E06": "services.group_opinions",
    "E07": "services.group_guides",
    "F01": "corrections.infected",
    "G01": "law_reports.units",
    "G02": "law_reports.reports",
    "G03": "work_plan.aspects",
    "G04": "work_plan.areas",
    "I01": "index.classes",
    "I02": "index.elements",
    "J01": "coordination.pain_points",
    "K01": "documents.reviewed",
    "L01": "reconsideration.accepted",
    "L02": "reconsideration.carried_over",
    "L03": "reconsideration.concluded",
    "L04": "reconsideration.correction_rate",
    "L06": "litigation.represented",
    "M01": "legal_affairs.handled",
    "N03": "legal_affairs.supporting_documents",
    "N04": "legal_affairs.teams",
    "P01": "services.counsel_publicity",
    "P02": "consultations.community_counsel",
    "P03": "services.counsel_mediations",
    "P04": "services.counsel_opinions",
    "P05": "services.counsel_other",
    "Q02": "mediation.property_room_streets",
    "Q03": "mediation.property_rooms",
    "Q04": "mediation.training_attendance",
    "Q05": "mediation.organizations",
    "Q06": "mediation.mediators",
    "Q07": "mediation.resolved",
    "Q08": "mediation.success_rate",
    "S01": "legal_aid.cases",
    "S02": "consultations.legal_aid",
    "S03": "legal_aid.expert_attendances",
    "S04": "legal_aid.hearings_evaluated",
    "U01": "education.civil_code_training",
    "V01": "corrections.received",
    "V02": "corrections.released",
    "V03": "corrections.on_register",
    "V04": "resettlement.registered",
    "V05": "corrections.absconded",
}
# What the report implies without printing it.
DERIVED = {
    "L05": "reconsideration.new",
    "L07": "reconsideration.pending",
    "L08": "reconsideration.conclusion_rate",
    "L09": "reconsideration.corrected",
}
# Where a lower bound is printed: the next round number would have been printed instead ("530余" says less than 540).
GRANULARITY = {"A01": 10, "A02": 10, "B02": 100, "B04": 10, "C01": 1000, "M01": 10}
STRUCTURAL = {"Q01": "mediation.new_professional_organizations"}


@pytest.fixture(scope="module")
def labelled() -> dict[str, dict[str, str]]:
    if not FIGURES.exists():
        pytest.skip("needs ../shared/luohu-2020h1.figures.tsv beside the repository")
    with FIGURES.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}


def test_every_measured_value_has_a_figure(labelled: dict[str, dict[str, str]]) -> None:
    measured = {i for i, row in labelled.items() if row["precision"] in ("exact", "approx_ge", "approx", "zero_claim")}
    # B01 and so on; dates and periods are no figures, and neither are derived values.
    assert measured == set(MEASURED)


@pytest.mark.parametrize("row_id", [*MEASURED, *DERIVED, *STRUCTURAL])
def test_the_ledgers_give_what_the_report_prints(
    row_id: str, engine: Engine, labelled: dict[str, dict[str, str]]
) -> None:
    row = labelled[row_id]
    figure_id = (MEASURED | DERIVED | STRUCTURAL)[row_id]
    value = engine.value(figure_id, PERIOD)
    assert value.number is not None, value.reason
    printed = Decimal(row["value"])
    match row["precision"]:
        case "approx_ge":
            assert printed < value.number < printed + GRANULARITY[row_id]
        case "approx":
            assert round(value.number, -1) == printed
        case _:
            assert value.number == printed
    assert value.unit == row["unit"]


def test_concluded_disputes_lie_where_the_printed_rate_allows(
    engine: Engine, labelled: dict[str, dict[str, str]]
) -> None:
    for row_id, figure_id in {"Q11": "mediation.concluded", "Q12": "mediation.unresolved"}.items():
        low, high = map(int, re.findall(r"\d+", labelled[row_id]["value"]))
        number = engine.value(figure_id, PERIOD).number
        assert number is not None
        assert low <= number <= high


def test_all_channels_together_reach_the_listed_consultations(
    engine: Engine, labelled: dict[str, dict[str, str]]
) -> None:
    total = engine.value("consultations.total", PERIOD).number
    assert total is not None
    assert total >= Decimal(labelled["X01"]["value"])


def test_the_phrases_tie_each_number_of_the_report_to_its_figure(
    catalogue: Catalogue, labelled: dict[str, dict[str, str]]
) -> None:
    text = REPORT.read_text("utf-8-sig")
    mentions = find_mentions(text)
    tied = sorted((found.figure.id, mentions[found.mention].value) for found in tie(text, mentions, catalogue, PERIOD))
    none = [figure.id for figure in tie_claims(text, find_claims(text), catalogue).values()]
    printed = {figure_id: Decimal(labelled[row_id]["value"]) for row_id, figure_id in MEASURED.items()}
    assert sorted(none) == ["corrections.absconded", "corrections.infected"]
    assert tied == sorted((i, value) for i, value in printed.items() if i not in none)

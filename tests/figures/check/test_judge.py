"""A written report against the demonstration ledgers: what agrees, what differs, what is not found."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.check.document import Document
from fazhi.figures.check.judge import Checked, Judgement, agrees, check, worst_first
from fazhi.figures.check.mentions import find_mentions
from fazhi.figures.engine import Engine, Value
from fazhi.figures.figure import Count, During, Figure, Ratio
from fazhi.figures.period import Period

PERIOD = Period.parse("2020H1")
REPORT = Path(__file__).parents[4] / "shared" / "luohu-2020h1.txt"


def judged(text: str, catalogue: Catalogue, engine: Engine | None = None, period: Period | None = None) -> Checked:
    return check(Document("稿.txt", text), catalogue, engine, period)


def only(checked: Checked) -> Judgement:
    (judgement,) = checked.judgements
    return judgement


COUNT = Figure(id="x.y", label="事", unit="件", ledger="l", meaning=During("d"), measure=Count())
RATE = Ratio(id="x.r", label="率", numerator="x.y", denominator="x.y")


@pytest.mark.parametrize(
    ("printed", "true", "false"),
    [
        ("530余件", (531, 539, 530), (529, 540, 600)),
        ("2000多件", (2000, 2034, 2999), (1999, 3000)),
        ("500件以上", (500, 900), (499,)),
        ("超过500件", (501, 5000), (499,)),
        ("近300件", (299, 291), (300, 310, 150)),
        ("约350件", (350, 341, 360), (300, 400)),
        ("6516件", (6516,), (6515, 6517)),
        ("1.2万件", (12000, 11500, 12499), (12500, 11499, 13000)),
        ("3万余件", (30001, 39999), (29999, 40000)),
        ("三件", (3,), (4,)),
    ],
)
def test_a_printed_form_is_true_of_the_values_it_can_stand_for(
    printed: str, true: tuple[int, ...], false: tuple[int, ...]
) -> None:
    (mention,) = find_mentions(f"办理案件{printed}。")
    assert [number for number in true if not agrees(mention, Value(COUNT, PERIOD, Decimal(number)))] == []
    assert [number for number in false if agrees(mention, Value(COUNT, PERIOD, Decimal(number)))] == []


def test_a_rate_is_compared_at_the_places_it_is_printed_with() -> None:
    share = Decimal(100) * 4 / 23
    value = Value(RATE, PERIOD, Decimal("17.39"), unrounded=share)
    for printed, expected in (("17.39%", True), ("17.4%", True), ("17%", True), ("17.391%", True), ("17.38%", False)):
        (mention,) = find_mentions(f"纠错率达{printed}。")
        assert agrees(mention, value) is expected, printed


def test_a_number_is_tied_by_its_words_and_judged(catalogue: Catalogue, engine: Engine) -> None:
    right = only(judged("上半年受理法律援助案件484宗。", catalogue, engine, PERIOD))
    assert (right.status, right.figure and right.figure.id) == ("agrees", "legal_aid.cases")
    wrong = only(judged("上半年受理法律援助案件448件。", catalogue, engine, PERIOD))
    assert (wrong.status, wrong.difference) == ("differs", Decimal(448 - 484))


def test_words_that_name_no_figure_stay_untied(catalogue: Catalogue, engine: Engine) -> None:
    untied = only(judged("机关食堂采购大米484袋。", catalogue, engine, PERIOD))
    assert (untied.status, untied.figure) == ("not_tied", None)


def test_the_same_words_with_another_unit_do_not_tie(catalogue: Catalogue, engine: Engine) -> None:
    untied = only(judged("受理法律援助案件标的484万元。", catalogue, engine, PERIOD))
    assert untied.figure is None


def test_last_years_number_is_not_judged_by_this_years_ledgers(catalogue: Catalogue, engine: Engine) -> None:
    checked = judged("受理法律援助案件484宗，去年同期受理法律援助案件460宗。", catalogue, engine, PERIOD)
    assert [judgement.status for judgement in checked.judgements] == ["agrees", "not_tied"]


def test_growth_is_reckoned_from_the_ledgers(catalogue: Catalogue, engine: Engine) -> None:
    now = engine.value("mediation.resolved", PERIOD).precise
    then = engine.value("mediation.resolved", PERIOD.year_before()).precise
    text = f"成功化解矛盾纠纷{now}件，同比增加{now - then}件，增长明显；成功化解矛盾纠纷{now}件，同比增长1.0%。"
    checked = judged(text, catalogue, engine, PERIOD)
    assert [judgement.status for judgement in checked.judgements] == ["agrees", "agrees", "agrees", "differs"]
    assert checked.judgements[3].expected is not None
    growth = (100 * (now - then) / then).quantize(Decimal("0.1"))
    assert checked.judgements[3].expected.number == growth
    fell = judged(f"成功化解矛盾纠纷{now}件，同比下降{growth}%。", catalogue, engine, PERIOD)
    assert fell.judgements[1].status == "differs"


def test_a_claim_of_none_is_borne_out_or_not(catalogue: Catalogue, engine: Engine) -> None:
    checked = judged("全部人员稳定，无脱管、漏管情形。", catalogue, engine, PERIOD)
    (claim,) = checked.claims
    assert (claim.status, claim.figure and claim.figure.id) == ("agrees", "corrections.absconded")


def test_what_lies_before_the_ledgers_is_not_judged(catalogue: Catalogue, engine: Engine) -> None:
    before = Period.parse("2010H1")
    checked = judged("成功化解矛盾纠纷6516件。社区矫正对象无脱管、漏管情形。", catalogue, engine, before)
    assert only(checked).status == "not_tied"
    assert [claim.status for claim in checked.claims] == ["not_tied"]


def test_without_ledgers_only_the_text_is_judged(catalogue: Catalogue) -> None:
    text = "累计接收社区矫正对象2156人，解除矫正1868人，在册290人。受理法律援助案件484宗。"
    checked = judged(text, catalogue)
    assert [judgement.status for judgement in checked.judgements] == ["contradictory"] * 3 + ["not_tied"]
    assert all(judgement.expected is None for judgement in checked.judgements)
    assert checked.faults == 1


def test_json_has_offsets_values_and_expectations(catalogue: Catalogue, engine: Engine) -> None:
    text = "上半年承办各类法律事务530余件，受理法律援助案件448宗。"
    data = judged(text, catalogue, engine, PERIOD).as_json()
    first, second = data["figures"]
    assert text[first["start"] : first["end"]] == first["text"] == "530余件"
    assert (first["value"], first["qualifier"], first["unit"], first["status"]) == (530, "ge", "件", "agrees")
    assert (second["status"], second["figure"], second["expected"]) == ("differs", "legal_aid.cases", 484)


def test_what_is_wrong_comes_first(catalogue: Catalogue, engine: Engine) -> None:
    text = "受理法律援助案件484宗，提供咨询服务4128人次。采购大米3袋。"
    order = [judgement.status for judgement in worst_first(judged(text, catalogue, engine, PERIOD).judgements)]
    assert order == ["differs", "not_tied", "agrees"]


@pytest.mark.skipif(not REPORT.exists(), reason="the real report of ../shared is not here")
def test_each_number_of_a_real_report_is_caught_when_it_is_misprinted(catalogue: Catalogue, engine: Engine) -> None:
    text = REPORT.read_text("utf-8")
    clean = judged(text, catalogue, engine, PERIOD)
    assert [j.mention.text for j in clean.judgements if j.status != "agrees"] == []
    missed = []
    for index, judgement in enumerate(clean.judgements):
        mention = judgement.mention
        digits = re.search(r"\d+", mention.text)
        if digits is None:
            continue
        # Twice the number and one more is no way of writing the true one, whatever the qualifier.
        slip = mention.text.replace(digits[0], str(int(digits[0]) * 2 + 1), 1)
        faulty = judged(text[: mention.start] + slip + text[mention.end :], catalogue, engine, PERIOD)
        caught = faulty.judgements[index]
        if (caught.status, caught.figure) != ("differs", judgement.figure):
            missed.append((slip, caught.status))
        others = [j.status for i, j in enumerate(faulty.judgements) if i != index]
        assert others == ["agrees"] * (len(clean.judgements) - 1), slip
    assert missed == []

"""The catalogue: what domains declare, found by name, and contradictions refused."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue, build, installed
from fazhi.figures.engine import Engine, define
from fazhi.figures.figure import (
    Accumulated,
    Balance,
    Distinct,
    During,
    Figure,
    ForYear,
    Invariant,
    Ratio,
    Standing,
    Total,
)
from fazhi.figures.ledger import Column, DeclarationError, Ledger
from fazhi.figures.period import Period

CASES = Ledger(
    name="cases",
    title="案件台账",
    key=("number",),
    columns=(
        Column(name="number", heading="案号", required=True),
        Column(name="year", heading="年度", type="integer"),
        Column(name="day", heading="日期", type="date"),
    ),
)


def figure(id: str = "x.cases", **changes: Any) -> Figure:
    declared: dict[str, Any] = {"label": "案件", "unit": "件", "ledger": "cases", "meaning": During("day")}
    return Figure(id=id, **(declared | changes))


Declare = Callable[..., Catalogue]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Declare:
    def make(
        *figures: Any, ledgers: tuple[Ledger, ...] = (CASES,), invariants: tuple[Invariant, ...] = ()
    ) -> Catalogue:
        package = types.ModuleType("a_domain")
        package.__path__ = []
        parts = {"ledger": {"LEDGERS": ledgers}, "figures": {"FIGURES": figures, "INVARIANTS": invariants}}
        monkeypatch.setitem(sys.modules, "a_domain", package)
        for name, declared in parts.items():
            module = types.ModuleType(f"a_domain.{name}")
            module.__dict__.update(declared)
            module.__spec__ = types.SimpleNamespace(name=module.__name__)  # type: ignore[assignment]
            monkeypatch.setitem(sys.modules, module.__name__, module)
        return build(["a_domain"])

    return make


def balance(id: str, *plus: str) -> Balance:
    return Balance(id=id, label=id, unit="件", plus=plus)


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ([figure(), figure()], "declared twice"),
        ([figure(ledger="nothing")], "no ledger nothing"),
        ([figure(meaning=During("nothing"))], "cases.nothing"),
        ([figure(meaning=During("number"))], "cases.number"),
        ([figure(meaning=Accumulated("year"))], "cases.year"),
        ([figure(meaning=Standing("day", "number"))], "cases.number"),
        ([figure(meaning=ForYear("day"))], "cases.day"),
        ([figure(measure=Total("number"))], "cases.number"),
        ([figure(measure=Distinct("nothing"))], "cases.nothing"),
        ([balance("x.a", "x.nothing")], "no figures"),
        ([Ratio(id="x.r", label="率", numerator="x.cases", denominator="x.no"), figure()], "no figures"),
        ([balance("x.a", "x.a")], "built of itself"),
        ([balance("x.a", "x.b"), balance("x.b", "x.a")], "built of itself"),
    ],
)
def test_figures_that_contradict_are_refused(declare: Declare, figures: list[Any], says: str) -> None:
    with pytest.raises(DeclarationError, match=says):
        declare(*figures)


def test_ledgers_and_invariants_that_contradict_are_refused(declare: Declare) -> None:
    twin = Ledger(name="other", title="案件台账", key=CASES.key, columns=CASES.columns)
    holds = Invariant(id="x.i", label="平衡", left=("x.cases",), right=("x.cases",))
    lost = Invariant(id="x.i", label="平衡", left=("x.cases",), right=("x.no",))
    for make, says in (
        (lambda: declare(ledgers=(CASES, CASES)), "declared twice"),
        (lambda: declare(ledgers=(CASES, twin)), "two ledgers"),
        (lambda: declare(figure(), invariants=(holds, holds)), "declared twice"),
        (lambda: declare(figure(), invariants=(lost,)), "x.no"),
    ):
        with pytest.raises(DeclarationError, match=says):
            make()


def test_an_unknown_name_gets_near_ones_that_can_be_used() -> None:
    catalogue = build(["fazhi.domains.mediation"])
    with pytest.raises(FazhiError) as typo:
        catalogue.figure("mediation.sucess_rate")
    assert typo.value.details["near"][0] == "mediation.success_rate"
    with pytest.raises(FazhiError) as label:
        catalogue.figure("人民调解成功率")
    assert label.value.details["near"][0] == "mediation.success_rate"
    assert all(near in catalogue.figures for near in label.value.details["near"])
    with pytest.raises(FazhiError, match="人民调解案件台账"):
        catalogue.ledger("人民调解案件")
    with pytest.raises(FazhiError) as novel:
        catalogue.figure("x" * 100_000)
    assert len(novel.value.message) < 200


def test_a_ledger_goes_by_title_alias_and_english_name() -> None:
    catalogue = build(["fazhi.domains.mediation"])
    found = [catalogue.ledger(name) for name in ("人民调解案件台账", "矛盾纠纷调解台账", "disputes")]
    assert {ledger.name for ledger in found} == {"disputes"}


def test_the_parts_of_a_ratio_of_a_balance_are_found() -> None:
    catalogue = build(["fazhi.domains.reconsideration"])
    assert [base.id for base in catalogue.base_figures("reconsideration.conclusion_rate")] == [
        "reconsideration.concluded",
        "reconsideration.new",
        "reconsideration.carried_over",
    ]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_every_installed_figure_has_a_definition_and_a_query(dialect: str) -> None:
    import ibis

    catalogue = installed()
    engine = Engine.empty(catalogue)
    period = Period.parse("2020H1")
    for declared in catalogue.figures.values():
        assert define(catalogue, declared, period).count("。") >= 1
        if isinstance(declared, Figure):
            table = engine.table(declared.ledger)
            value = declared.measure.aggregate(table, declared.condition(table, period)).name("value")
            sql = str(ibis.to_sql(table.aggregate(value), dialect=dialect))
            assert f"ledger_{declared.ledger}" in sql
    for invariant in catalogue.invariants.values():
        if invariant.suspects is not None:
            suspects = engine.table(str(invariant.suspects_ledger))
            assert ibis.to_sql(suspects.filter(invariant.suspects(suspects, period)), dialect=dialect)
            assert invariant.suspects_label

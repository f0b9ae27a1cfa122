"""Every ledger and figure is declared so that it can be said, found and told from the others."""

from __future__ import annotations

from pathlib import Path

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.engine import define
from fazhi.figures.figure import Figure
from fazhi.figures.period import Period

ROOT = Path(__file__).parents[2]
DOMAINS = ROOT / "src" / "fazhi" / "domains"


def folder(package: str) -> str:
    return "src/" + package.replace(".", "/") + "/"


def ledger_table(catalogue: Catalogue) -> list[str]:
    return [
        f"| {ledger.title} | `{name}` | `{folder(catalogue.domains[name])}` |"
        for name, ledger in sorted(catalogue.ledgers.items(), key=lambda item: (catalogue.domains[item[0]], item[0]))
    ]


def test_every_folder_of_domains_is_installed(catalogue: Catalogue) -> None:
    folders = {path.parent.name for path in DOMAINS.glob("*/ledger.py")}
    installed = {package.removeprefix("fazhi.domains.") for package in catalogue.domains.values()}
    assert installed == {*folders, "fazhi.kernel"}


def test_every_figure_can_be_said_in_chinese(catalogue: Catalogue) -> None:
    for figure in catalogue.figures.values():
        general, dated = define(catalogue, figure), define(catalogue, figure, Period.parse("2020H1"))
        assert "。" in general
        if isinstance(figure, Figure):
            assert catalogue.ledgers[figure.ledger].title in general
            assert "2020" in dated


def test_ids_begin_with_their_domain(catalogue: Catalogue) -> None:
    for figure in catalogue.figures.values():
        if isinstance(figure, Figure):
            package = catalogue.domains[figure.ledger]
            assert figure.id.partition(".")[0] == package.rpartition(".")[2]


def test_labels_tell_figures_apart(catalogue: Catalogue) -> None:
    labels = [figure.label for figure in catalogue.figures.values()]
    assert len(set(labels)) == len(labels)


def test_phrases_tell_figures_of_the_same_unit_apart(catalogue: Catalogue) -> None:
    phrases: dict[tuple[str, frozenset[str]], str] = {}
    for figure in catalogue.figures.values():
        for phrase in figure.said:
            key = (figure.unit, frozenset(phrase.split()))
            assert phrases.setdefault(key, figure.id) == figure.id, f"{phrase}: {phrases[key]} and {figure.id}"


def test_columns_named_in_figures_exist_with_the_right_type(catalogue: Catalogue) -> None:
    for figure in catalogue.figures.values():
        if not isinstance(figure, Figure):
            continue
        ledger = catalogue.ledgers[figure.ledger]
        for attribute in ("date", "begins", "ends"):
            column = getattr(figure.meaning, attribute, None)
            if column is not None:
                assert ledger.by_name[column].type == "date", figure.id
        column = getattr(figure.measure, "column", None)
        assert column is None or column in ledger.by_name, figure.id


def test_the_table_of_ledgers_in_the_documentation_is_complete(catalogue: Catalogue) -> None:
    written = (ROOT / "docs" / "ledgers.md").read_text("utf-8").splitlines()
    table = [line for line in written if line.startswith("| ") and "`" in line]
    assert table == ledger_table(catalogue)

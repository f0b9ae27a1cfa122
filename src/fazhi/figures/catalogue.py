"""All ledgers, figures and invariants that the installed domains declare.

Domains are found through the entry-point group ``fazhi.domains``; of each package only ``ledger`` and ``figures`` are
imported here, and neither imports Django, so a report can be built from Excel ledgers alone.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import get_args

from fazhi.errors import FazhiError
from fazhi.figures.figure import (
    Accumulated,
    AnyFigure,
    Distinct,
    During,
    Figure,
    ForYear,
    Invariant,
    Opening,
    Standing,
    Total,
)
from fazhi.figures.ledger import DeclarationError, Ledger, Type
from fazhi.i18n import _

GROUP = "fazhi.domains"
_SHOWN = 60


@dataclass(frozen=True)
class Catalogue:
    """Everything declared, by name, in the order of the domains."""

    ledgers: dict[str, Ledger] = field(default_factory=dict)
    figures: dict[str, AnyFigure] = field(default_factory=dict)
    invariants: dict[str, Invariant] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    """Ledger name → package of the domain that declares it."""

    def ledger(self, name: str) -> Ledger:
        """The ledger called ``name`` (English name, title or alias); a FazhiError names near ones."""
        for ledger in self.ledgers.values():
            if name in ledger.titles:
                return ledger
        titles = {title: title for ledger in self.ledgers.values() for title in ledger.titles}
        raise _unknown(_("没有“{name}”这本台账。"), name, titles, "unknown_ledger")

    def figure(self, figure_id: str) -> AnyFigure:
        """The figure of that id; a FazhiError names near ones."""
        try:
            return self.figures[figure_id]
        except KeyError:
            known = {i: i for i in self.figures} | {figure.label: i for i, figure in self.figures.items()}
            raise _unknown(_("没有“{name}”这个指标。"), figure_id, known, "unknown_figure") from None

    def base_figures(self, figure_id: str) -> list[Figure]:
        """The counted figures that ``figure_id`` is built of, itself if it is one."""
        figure = self.figure(figure_id)
        if isinstance(figure, Figure):
            return [figure]
        return [base for part in figure.parts for base in self.base_figures(part)]


def _unknown(message: str, name: str, known: dict[str, str], code: str) -> FazhiError:
    """``known`` maps what may have been meant to the name under which it is found."""
    name = name if len(name) <= _SHOWN else name[:_SHOWN] + "…"
    near = list(dict.fromkeys(known[match] for match in difflib.get_close_matches(name, known, n=3, cutoff=0.5)))
    hint = _("相近的有：{near}。").format(near="、".join(near)) if near else ""
    return FazhiError(message.format(name=name) + hint, code=code, name=name, near=near)


def build(packages: Iterable[str]) -> Catalogue:
    """The catalogue of the given domain packages. Raises :class:`DeclarationError` where declarations contradict."""
    catalogue = Catalogue()
    for package in packages:
        for ledger in _declared(package, "ledger", "LEDGERS"):
            if ledger.name in catalogue.ledgers:
                raise DeclarationError(f"ledger {ledger.name} is declared twice")
            catalogue.ledgers[ledger.name] = ledger
            catalogue.domains[ledger.name] = package
        for figure in _declared(package, "figures", "FIGURES"):
            if figure.id in catalogue.figures:
                raise DeclarationError(f"figure {figure.id} is declared twice")
            catalogue.figures[figure.id] = figure
        for invariant in _declared(package, "figures", "INVARIANTS"):
            if invariant.id in catalogue.invariants:
                raise DeclarationError(f"invariant {invariant.id} is declared twice")
            catalogue.invariants[invariant.id] = invariant
    _verify(catalogue)
    return catalogue


@lru_cache(maxsize=1)
def installed() -> Catalogue:
    """The catalogue of all installed domains, in the alphabetical order of their names.

    Raises :class:`FazhiError` where none is found: an installation without its entry points.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    if not points:
        raise FazhiError(_("找不到任何业务模块：安装不完整，请重新安装 fazhi。"), code="no_domains")
    return build([point.value for point in points])


def _declared(package: str, module: str, attribute: str) -> tuple:  # type: ignore[type-arg]
    name = f"{package}.{module}"
    if find_spec(name) is None:
        return ()
    return tuple(getattr(importlib.import_module(name), attribute, ()))


def _verify(catalogue: Catalogue) -> None:
    titles: dict[str, str] = {}
    for ledger in catalogue.ledgers.values():
        for title in ledger.titles:
            if titles.setdefault(title, ledger.name) != ledger.name:
                raise DeclarationError(f"the title {title} belongs to two ledgers")
    for figure in catalogue.figures.values():
        if isinstance(figure, Figure):
            if figure.ledger not in catalogue.ledgers:
                raise DeclarationError(f"figure {figure.id}: no ledger {figure.ledger}")
            _verify_columns(figure, catalogue.ledgers[figure.ledger])
            continue
        missing = [part for part in figure.parts if part not in catalogue.figures]
        if missing:
            raise DeclarationError(f"figure {figure.id}: no figures {missing}")
    for figure_id in catalogue.figures:
        _verify_no_circle(catalogue, figure_id, ())
    for invariant in catalogue.invariants.values():
        missing = [part for part in invariant.parts if part not in catalogue.figures]
        if missing or (invariant.suspects is not None and invariant.suspects_ledger not in catalogue.ledgers):
            raise DeclarationError(f"invariant {invariant.id}: no figures {missing} or no ledger for its suspects")


def _verify_columns(figure: Figure, ledger: Ledger) -> None:
    wanted: list[tuple[str, tuple[Type, ...]]] = []
    match figure.meaning:
        case ForYear(year=column):
            wanted.append((column, ("integer",)))
        case During(date=column) | Accumulated(date=column):
            wanted.append((column, ("date",)))
        case Standing(begins=begins, ends=ends) | Opening(begins=begins, ends=ends):
            wanted += [(column, ("date",)) for column in (begins, ends) if column is not None]
    match figure.measure:
        case Total(column=column):
            wanted.append((column, ("integer", "decimal", "money")))
        case Distinct(column=column):
            wanted.append((column, get_args(Type)))
    for column, types in wanted:
        if column not in ledger.by_name or ledger.by_name[column].type not in types:
            raise DeclarationError(f"figure {figure.id}: {ledger.name}.{column} is no column of type {types}")


def _verify_no_circle(catalogue: Catalogue, figure_id: str, above: tuple[str, ...]) -> None:
    if figure_id in above:
        raise DeclarationError(f"figure {figure_id} is built of itself: {' → '.join((*above, figure_id))}")
    figure = catalogue.figures[figure_id]
    for part in () if isinstance(figure, Figure) else figure.parts:
        _verify_no_circle(catalogue, part, (*above, figure_id))

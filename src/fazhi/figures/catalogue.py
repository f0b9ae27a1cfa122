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

from fazhi.errors import FazhiError
from fazhi.figures.figure import AnyFigure, Figure, Invariant
from fazhi.figures.ledger import DeclarationError, Ledger
from fazhi.i18n import _

GROUP = "fazhi.domains"


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
        titles = [title for ledger in self.ledgers.values() for title in ledger.titles]
        raise _unknown(_("没有“{name}”这本台账。"), name, titles, "unknown_ledger")

    def figure(self, figure_id: str) -> AnyFigure:
        """The figure of that id; a FazhiError names near ones."""
        try:
            return self.figures[figure_id]
        except KeyError:
            known = [*self.figures, *(figure.label for figure in self.figures.values())]
            raise _unknown(_("没有“{name}”这个指标。"), figure_id, known, "unknown_figure") from None

    def base_figures(self, figure_id: str) -> list[Figure]:
        """The counted figures that ``figure_id`` is built of, itself if it is one."""
        figure = self.figure(figure_id)
        if isinstance(figure, Figure):
            return [figure]
        return [base for part in figure.parts for base in self.base_figures(part)]


def _unknown(message: str, name: str, known: list[str], code: str) -> FazhiError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
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
            catalogue.invariants[invariant.id] = invariant
    _verify(catalogue)
    return catalogue


@lru_cache(maxsize=1)
def installed() -> Catalogue:
    """The catalogue of all installed domains, in the alphabetical order of their names."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
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
            continue
        missing = [part for part in figure.parts if part not in catalogue.figures]
        if missing:
            raise DeclarationError(f"figure {figure.id}: no figures {missing}")
    for invariant in catalogue.invariants.values():
        missing = [part for part in invariant.parts if part not in catalogue.figures]
        if missing or (invariant.suspects is not None and invariant.suspects_ledger not in catalogue.ledgers):
            raise DeclarationError(f"invariant {invariant.id}: no figures {missing} or no ledger for its suspects")

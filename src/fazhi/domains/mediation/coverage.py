"""Where mediation organisations are and where they are missing: by street and community, with a schematic map.

The map shows no geography: a cell for each street, in it a tile for each community, as an SVG made on the server.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fazhi.domains.mediation.ledger import ORGANIZATION_KINDS
from fazhi.domains.mediation.models import MediationOrganization
from fazhi.domains.mediation.organizing import UNIT
from fazhi.domains.mediation.procedure import Mediation
from fazhi.i18n import _, later
from fazhi.kernel.clock import today
from fazhi.kernel.matters.access import overseen_from
from fazhi.kernel.models import Organization, User
from fazhi.kernel.models.organizations import current
from fazhi.kernel.ui import extras

STREET, COMMUNITY, PROPERTY = "街道", "社区", "小区物业"
_CELLS, _TILES = 2, 8  # cells in a row of the map, tiles in a row of a cell
_TILE, _GAP, _HEAD = 30, 8, 48  # units of the SVG


@dataclass(frozen=True)
class Tile:
    """A community, how many organisations of its own it has, and where its tile lies."""

    name: str
    committees: int
    x: int
    y: int

    @property
    def said(self) -> str:
        """For who points at it or hears it."""
        if self.committees:
            return _("{name}：有社区调解委员会").format(name=self.name)
        return _("{name}：缺社区调解委员会").format(name=self.name)


@dataclass(frozen=True)
class Cell:
    """A street: its organisations by kind, its communities, and where its cell lies."""

    name: str
    counts: Counter[str]
    tiles: tuple[Tile, ...]
    x: int
    y: int
    height: int

    @property
    def by_kind(self) -> list[int]:
        """How many of each kind, in the order of the kinds."""
        return [self.counts[kind] for kind in ORGANIZATION_KINDS]

    @property
    def bare(self) -> list[str]:
        """The communities without a committee of their own."""
        return [tile.name for tile in self.tiles if not tile.committees]

    @cached_property
    def gaps(self) -> list[str]:
        """What is missing, in words."""
        found = []
        if not self.counts[STREET]:
            found.append(_("缺街道调解委员会"))
        if not self.counts[PROPERTY]:
            found.append(_("缺小区物业调解室"))
        if self.bare:
            found.append(_("{n} 个社区缺调解委员会：{names}").format(n=len(self.bare), names="、".join(self.bare)))
        return found


@dataclass(frozen=True)
class Map:
    """The cells and the size of the picture."""

    cells: tuple[Cell, ...]
    width: int
    height: int
    cell_width: int
    tile: int = _TILE

    @property
    def bare(self) -> int:
        """Communities without a committee in the whole district."""
        return sum(len(cell.bare) for cell in self.cells)

    @property
    def communities(self) -> int:
        """All communities."""
        return sum(len(cell.tiles) for cell in self.cells)


def coverage() -> Map:
    """The map of today."""
    day = today()
    units = Organization.objects.filter(current(day), kind__in=(STREET, COMMUNITY)).order_by("code")
    streets = [unit for unit in units if unit.kind == STREET]
    below: dict[int | None, list[Organization]] = {}
    for unit in units:
        if unit.kind == COMMUNITY:
            below.setdefault(unit.parent_id, []).append(unit)
    standing = MediationOrganization.objects.filter(current(day, "organization__"))
    rows = list(standing.values_list("kind", "street", "community"))
    of_street = {street.pk: Counter(kind for kind, at, _community in rows if at == street.pk) for street in streets}
    of_community = Counter(community for kind, _street, community in rows if kind == COMMUNITY)
    width = _TILES * (_TILE + _GAP) + _GAP
    cells: list[Cell] = []
    top = 0
    for start in range(0, len(streets), _CELLS):
        row = streets[start : start + _CELLS]
        lines = max(-(-len(below.get(street.pk, ())) // _TILES) for street in row)
        height = _HEAD + max(lines, 1) * (_TILE + _GAP)
        for column, street in enumerate(row):
            left = column * (width + _GAP)
            tiles = tuple(
                Tile(
                    community.name,
                    of_community[community.pk],
                    left + _GAP + number % _TILES * (_TILE + _GAP),
                    top + _HEAD + number // _TILES * (_TILE + _GAP),
                )
                for number, community in enumerate(below.get(street.pk, ()))
            )
            cells.append(Cell(street.name, of_street[street.pk], tiles, left, top, height))
        top += height + _GAP
    return Map(tuple(cells), _CELLS * (width + _GAP) - _GAP, max(top - _GAP, 0), width)


def register() -> None:
    """Give the page its place."""
    extras.add_page(
        extras.Page("mediation-coverage/", "mediation_coverage", page, later("调解组织覆盖"), who=_concerned)
    )


def _concerned(user: User) -> bool:
    seats = extras.seats(user)
    return Mediation.id in overseen_from(seats) or any(seat.organization.kind == UNIT for seat in seats)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map and the table beside it."""
    assert isinstance(request.user, User)
    if not _concerned(request.user):
        raise Http404
    return render(request, "mediation/coverage.html", {"map": coverage(), "kinds": ORGANIZATION_KINDS})

"""Every legal number, dated, with its basis and how far it was checked.

The data are the YAML files of this folder, one per subject; ``court_fees.property`` stands in ``court_fees.yaml``.
A file is read and validated when one of its parameters is first asked for. A *parameter* has versions in time; a
*series* has one value per place and statistical year (wages, incomes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fazhi.i18n import _
from fazhi.law.basis import Basis, is_checked
from fazhi.law.errors import NoSuchParameter, NotInForce, RuleUnknown

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Version:
    """One value of a parameter from ``start`` to ``end`` (both included; ``None``: still in force).

    ``unknown`` says in Chinese why nothing may be computed in this stretch (then ``value`` is ``None``).
    """

    start: date
    end: date | None
    value: Any
    basis: tuple[Basis, ...]
    check: str
    note: str = ""
    unknown: str = ""

    @property
    def checked(self) -> bool:
        """False: shown as 待核."""
        return is_checked(self.check)


@dataclass(frozen=True)
class Parameter:
    """A legal value with its versions, oldest first. ``local``: a district may set it within the value's range."""

    id: str
    title: str
    kind: str
    unit: str
    versions: tuple[Version, ...]
    local: bool = False
    labels: dict[str, str] = field(default_factory=dict)  # Chinese names of a table's keys

    def at(self, on: date) -> Version:
        """The version in force on a day.

        Raises :class:`NotInForce` before the first known version, in a gap or after the end, and
        :class:`RuleUnknown` where the rule was replaced by one that is not known here.
        """
        for version in self.versions:
            if version.start <= on and (version.end is None or on <= version.end):
                if version.unknown:
                    raise RuleUnknown(
                        _("“{title}”在 {on} 不能计算：{reason}").format(
                            title=self.title, on=on, reason=version.unknown
                        ),
                        parameter=self.id,
                        since=str(version.start),
                    )
                return version
        later = [version for version in self.versions if version.start > on]
        if later:
            raise NotInForce(
                _("“{title}”在 {on} 还没有已知的规定。已知的规定自 {start} 起（{basis}），请用该日以后的日期。").format(
                    title=self.title, on=on, start=later[0].start, basis=_labels(later[0].basis)
                ),
                parameter=self.id,
                known_from=str(later[0].start),
            )
        last = self.versions[-1]
        raise NotInForce(
            _("“{title}”至 {end} 止（{basis}），{on} 已不适用。请用该日及以前的日期，或者改用替代它的规定。").format(
                title=self.title, on=on, end=last.end, basis=_labels(last.basis)
            ),
            parameter=self.id,
            known_until=str(last.end),
        )


@dataclass(frozen=True)
class Row:
    """One published figure of a series."""

    place: str
    year: int
    value: Any
    basis: tuple[Basis, ...]
    check: str

    @property
    def checked(self) -> bool:
        """False: shown as 待核."""
        return is_checked(self.check)


@dataclass(frozen=True)
class Series:
    """A statistic by place and year."""

    id: str
    title: str
    unit: str
    rows: tuple[Row, ...]

    def find(self, place: str, year: int) -> Row | None:
        """The figure of a place and year, if it is known."""
        return next((row for row in self.rows if row.place == place and row.year == year), None)

    def known(self, place: str) -> str:
        """What is known, for an error: the years of a place, or the places if it has none."""
        years = sorted(row.year for row in self.rows if row.place == place)
        return "、".join(map(str, years) if years else dict.fromkeys(row.place for row in self.rows))


def _labels(basis: tuple[Basis, ...]) -> str:
    return "；".join(entry.label for entry in basis) or _("本系统约定")


@cache
def load(stem: str) -> dict[str, Parameter | Series]:
    """Everything in one file, by full id. Raises :class:`fazhi.law.errors.BadData` if it breaks the schema."""
    from fazhi.law.parameters.schema import read_file

    return read_file(FOLDER / f"{stem}.yaml")


def stems() -> list[str]:
    """The names of the files, which are the first parts of ids."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def everything() -> Iterator[Parameter | Series]:
    """All parameters and series of all files."""
    for stem in stems():
        yield from load(stem).values()


def _find(identifier: str) -> Parameter | Series:
    stem, _dot, _rest = identifier.partition(".")
    found = load(stem).get(identifier) if (FOLDER / f"{stem}.yaml").is_file() else None
    if found is None:
        raise NoSuchParameter(
            _("没有名为“{id}”的参数。用 fazhi law parameters 查看全部。").format(id=identifier), parameter=identifier
        )
    return found


def parameter(identifier: str) -> Parameter:
    """The parameter of that id. Raises :class:`NoSuchParameter`."""
    found = _find(identifier)
    if not isinstance(found, Parameter):
        raise NoSuchParameter(_("“{id}”是统计数列，不是参数。").format(id=identifier), parameter=identifier)
    return found


def series(identifier: str) -> Series:
    """The series of that id. Raises :class:`NoSuchParameter`."""
    found = _find(identifier)
    if not isinstance(found, Series):
        raise NoSuchParameter(_("“{id}”是参数，不是统计数列。").format(id=identifier), parameter=identifier)
    return found

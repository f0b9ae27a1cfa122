"""The district's numbers of mediation (``rules.yaml``) as they stand on a day, with what it set itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fazhi.kernel.own.rules import OwnRules
from fazhi.kernel.procedures.rules import find
from fazhi.law.parameters.schema import read_local


@dataclass(frozen=True)
class Measure:
    """A value, since when it holds, and whether somebody has checked it (else it is shown as 待核)."""

    value: Any
    since: dt.date
    checked: bool
    labels: dict[str, str]


def measures(names: Iterable[str], on: dt.date) -> dict[str, Measure]:
    """The values of these rules on a day, by name. Raises as :meth:`fazhi.law.parameters.Parameter.at`."""
    wanted = {name: f"mediation.{name}" for name in names}
    own = OwnRules.read(wanted.values())
    local, checked = own.local(on), own.checked
    return {name: _measure(identifier, on, local, own, checked) for name, identifier in wanted.items()}


def _measure(
    identifier: str, on: dt.date, local: dict[str, Any], own: OwnRules, checked: frozenset[tuple[str, str]]
) -> Measure:
    found = find(identifier)
    version, row = found.at(on), own.row(identifier, on)
    since = max(version.start, row.since) if row is not None else version.start
    if identifier in local:
        value, _document = read_local(found, version, local[identifier])
        return Measure(value, since, True, found.labels)
    known = version.checked or (identifier, version.start.isoformat()) in checked
    return Measure(version.value, since, known, found.labels)

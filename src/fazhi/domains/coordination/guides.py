"""The operating guides of the demonstration's hard problems: texts from ``guides.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fazhi.law.parameters.schema import read_yaml


@dataclass(frozen=True)
class Guide:
    """What a hard problem's guide says. ``partners``: words of the names of units that help; ``words``: of matters."""

    title: str
    partners: tuple[str, ...]
    power: str
    words: tuple[str, ...]
    street_level: bool
    basis: str
    measures: str
    division: str
    process: str
    guide: str


@cache
def guides() -> tuple[Guide, ...]:
    """All guides, in the order of the file."""
    raw = read_yaml(Path(__file__).with_name("guides.yaml"))
    return tuple(
        Guide(**{**entry, "partners": tuple(entry["partners"]), "words": tuple(entry["words"])}) for entry in raw
    )

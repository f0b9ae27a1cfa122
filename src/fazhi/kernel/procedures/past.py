"""How matters of years past come onto the platform from old ledgers: what a procedure declares of it.

The kernel reads the ledger, checks what is the same for every business (units, days, people on two sides, numbers of
papers, minors) and writes the matters; the business says what its own row is and in which state it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db import models

    from fazhi.figures.ledger import Ledger
    from fazhi.kernel.models import Organization
    from fazhi.kernel.procedures.declaration import State

PastRow = Mapping[str, Any]
"""A row of the old ledger: typed values by the names of its columns."""


@dataclass(frozen=True)
class People:
    """The columns of a row that name the people of one part (申请人). Several in a cell are divided by 、.

    ``part`` is the role that they have in a matter; ``opposes`` the part that nobody of them can be in too.
    """

    part: str
    name: str
    number: str
    phone: str = ""
    guardian: str = ""
    opposes: str = ""


@dataclass(frozen=True)
class Entered:
    """What a row is in a business: the unsaved ``record`` without its matter, its title, and where it stands."""

    title: str
    state: State
    record: models.Model


class BadRow(Exception):
    """A row that is none of the business; ``faults`` name columns and say in words what would be right."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(message for _column, message in faults))
        self.faults = list(faults)


Enter = Callable[[PastRow, "Organization"], Entered]
"""Makes of a row and the unit that had it what it is in the business, or raises :class:`BadRow`."""


@dataclass(frozen=True)
class Past:
    """``unit`` names (or gives the code of) whoever took the place of the opening; ``opened`` and ``closed`` are days.

    ``number`` is the column by which a matter is known again, also when the same ledger comes a second time; ``texts``
    are the columns of free text, each under the name of a question of the opening. ``reader`` is called once for an
    import and may look up what it needs. ``short``: long words in names of units, each with what clerks write for it.
    """

    ledger: Ledger
    number: str
    unit: str
    opened: str
    closed: str
    people: tuple[People, ...]
    texts: tuple[str, ...]
    reader: Callable[[], Enter]
    short: tuple[tuple[str, str], ...] = ()

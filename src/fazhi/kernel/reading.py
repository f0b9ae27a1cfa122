"""Who reads what is counted, and the rows behind it: denied unless a seat says otherwise.

Totals are for the people of the bureau and its sections. A row with personal data is for those who keep the ledgers (a
statistician or a system administrator), masked all the same; other rows are for whoever reads the totals. A row that is
a matter is for those who may see the matter, whatever else they are.
"""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.figures.ledger import Ledger
from fazhi.kernel.district import current
from fazhi.kernel.jobs.access import may_import
from fazhi.kernel.models import Membership, Organization, User


def reads_figures(user: User, seats: Iterable[Membership] | None = None) -> bool:
    """Whether somebody reads totals. ``seats`` spares a query where the seats of the user have been read."""
    return any(_of_the_bureau(seat.organization) for seat in (user.seats() if seats is None else seats))


def keeps_ledgers(user: User) -> bool:
    """Whether somebody reads rows with personal data and signs for a report that is issued."""
    return reads_figures(user) and may_import(user)


def reads_rows(user: User, ledger: Ledger) -> bool:
    """Whether somebody reads the rows of a ledger, as far as they are no matters."""
    return keeps_ledgers(user) if personal(ledger) else reads_figures(user)


def personal(ledger: Ledger) -> bool:
    """Whether the rows of a ledger hold personal data; that somebody read them is then logged."""
    return any(column.personal for column in ledger.columns)


def _of_the_bureau(unit: Organization) -> bool:
    """Whether a unit is the bureau or lies below it."""
    above: Organization | None = unit
    while above is not None:
        # 罗湖区司法局 stands as 区司法局 in the register of units.
        if current().bureau.endswith(above.name):
            return True
        above = above.parent
    return False

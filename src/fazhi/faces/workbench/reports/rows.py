"""The rows behind a figure: those that somebody may see, masked, a page at a time; and how many they may not see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fazhi.figures.engine import Engine
from fazhi.figures.figure import Figure, Invariant
from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger
from fazhi.figures.period import Period
from fazhi.figures.report.dossier import number_words
from fazhi.figures.report.rows import Rows, masked_rows
from fazhi.kernel.database.views import OWN, tells_of_matters
from fazhi.kernel.matters.access import visible
from fazhi.kernel.models import User
from fazhi.kernel.reading import personal, reads_rows

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class Sight:
    """Rows as one person sees them: ``seen`` of ``total``. ``closed``: none of them are for this person at all."""

    ledger: Ledger
    table: Table
    total: int
    seen: int

    @property
    def hidden(self) -> int:
        """How many rows are counted and not theirs to see."""
        return self.total - self.seen

    @property
    def total_words(self) -> str:
        """The number of rows, thousands separated."""
        return number_words(self.total)

    @property
    def hidden_words(self) -> str:
        """The number of rows that are not theirs to see, thousands separated."""
        return number_words(self.hidden)

    @property
    def closed(self) -> bool:
        """Whether there are rows and none is theirs to see."""
        return self.total > 0 and self.seen == 0

    @property
    def logged(self) -> bool:
        """Whether reading them is logged: they hold personal data, or are matters."""
        return personal(self.ledger) or tells_of_matters(self.ledger.name)

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-self.seen // PAGE))

    def page(self, number: int) -> Rows:
        """The rows of a page, counted from 1, in the order of their source."""
        return self._fetch(PAGE, (number - 1) * PAGE)

    def all(self) -> Rows:
        """The rows for an export, as many as it takes at most."""
        return self._fetch(MOST_EXPORTED, 0)

    def matters(self, rows: Rows) -> list[int | None]:
        """For each row the id of the matter that it is, None where it was imported."""
        if not tells_of_matters(self.ledger.name):
            return [None] * rows.size
        by_name = {cells.name: cells for cells in rows.cells}
        file, number = by_name["source_file"], by_name["source_row"]
        return [int(number[row].replace(",", "")) if file[row] == OWN else None for row in range(rows.size)]

    def _fetch(self, most: int, skipped: int) -> Rows:
        ordered = self.table.order_by([self.table[column] for column in SOURCE_COLUMNS])
        return masked_rows(self.ledger, ordered.limit(most, offset=skipped).to_pyarrow())


def behind(engine: Engine, figure: Figure, period: Period, user: User) -> Sight:
    """The rows that a figure counts in a period, as a user sees them."""
    table = engine.table(figure.ledger)
    return _sight(engine, figure.ledger, table.filter(figure.condition(table, period)), user)


def of_ledger(engine: Engine, name: str, user: User) -> Sight:
    """All rows of a ledger that is present, as a user sees them."""
    return _sight(engine, name, engine.table(name), user)


def suspects(engine: Engine, invariant: Invariant, period: Period, user: User) -> Sight | None:
    """The rows that explain why an invariant does not hold; None where it names none."""
    if invariant.suspects is None or invariant.suspects_ledger not in engine.present:
        return None
    table = engine.table(invariant.suspects_ledger)
    return _sight(engine, invariant.suspects_ledger, table.filter(invariant.suspects(table, period)), user)


def _sight(engine: Engine, name: str, table: Table, user: User) -> Sight:
    ledger = engine.catalogue.ledgers[name]
    open_to = _open_to(engine, ledger, table, user)
    counts = table.aggregate(total=table.count(), seen=table.count(where=open_to)).to_pyarrow().to_pylist()[0]
    return Sight(ledger, table.filter(open_to), counts["total"], counts["seen"])


def _open_to(engine: Engine, ledger: Ledger, table: Table, user: User) -> BooleanValue:
    import ibis

    rest: Any = ibis.literal(reads_rows(user, ledger))
    if not tells_of_matters(ledger.name):
        return rest
    own = table["source_file"] == OWN
    return (own & table["source_row"].isin(_visible(engine, user)["id"])) | (~own & rest)


def _visible(engine: Engine, user: User) -> Table:
    """The ids of the matters that a user may see, as a table of the engine's database."""
    from psycopg import ClientCursor

    query, values = visible(user).order_by().values("id").query.sql_with_params()
    text = ClientCursor(engine.backend.con).mogrify(query, values)
    return engine.backend.sql(text, schema={"id": "int64"})


def words_of(rows: Rows) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and cells of rows as they may be shown, columns that are empty throughout left out."""
    filled = [cells for cells in rows.cells if cells.words != ("",)]
    return [cells.heading for cells in filled], ([cells[row] for cells in filled] for row in range(rows.size))

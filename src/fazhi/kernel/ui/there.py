"""Which kinds of thing a matter has, asked in one statement, so that a page asks for nothing that is not there.

Most matters have no relation, no round of marks, no stop of a clock. To find that out a kind at a time takes a page
longer than to tell what it has.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from fazhi.kernel.models import Matter

_OF_MATTER = "FROM {table} one WHERE one.matter_id = %(matter)s"
_OF_CLOCK = "FROM {table} one JOIN kernel_deadline d ON d.id = one.deadline_id WHERE d.matter_id = %(matter)s"
_WHERE = {
    "materials": _OF_MATTER.format(table="kernel_materialfile"),
    "parties": _OF_MATTER.format(table="kernel_matterparty"),
    "rounds": _OF_MATTER.format(table="kernel_round"),
    "relations": "FROM kernel_relation one WHERE one.source_id = %(matter)s OR one.target_id = %(matter)s",
    "suspensions": _OF_CLOCK.format(table="kernel_suspension"),
    "changes": _OF_CLOCK.format(table="kernel_duechange"),
    "extensions": _OF_CLOCK.format(table="kernel_extension"),
}
_ASK = "SELECT array_remove(ARRAY[{}], NULL)".format(
    ", ".join(f"CASE WHEN EXISTS (SELECT {where}) THEN '{name}' END" for name, where in _WHERE.items())
)

ALL = frozenset(_WHERE)
"""Every kind there is, for whoever does not ask first."""


def there(matter: Matter) -> frozenset[str]:
    """The kinds of thing that a matter has, of :data:`ALL`."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, {"matter": matter.pk})
        return frozenset(cursor.fetchone()[0])


def of_each(name: str, rows: QuerySet[Any], owner: str, present: Collection[str]) -> dict[int, list[Any]]:
    """Rows of a kind by the key in their column ``owner``; without a statement where ``present`` has none of them."""
    found: dict[int, list[Any]] = {}
    for row in rows if name in present else ():
        found.setdefault(getattr(row, owner), []).append(row)
    return found

"""Milestones of the demonstration district: a row for each statement of the half-year report that has no number.

They stand in ``demo.tsv`` beside this module; ``{district}`` in it is the district's name.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

from fazhi.kernel.world import Row, World


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of milestones, in the order of their dates."""
    text = (files(__package__) / "demo.tsv").read_text("utf-8").format(district=world.district.name)
    rows: list[Row] = []
    for number, entry in enumerate(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE), 1):
        cells = {name: cell or None for name, cell in entry.items()}
        rows.append({**cells, "number": f"DSJ{number:03}", "date": date.fromisoformat(entry["date"])})
    return {"milestones": rows}

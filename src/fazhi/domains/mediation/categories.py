"""The kinds of disputes (纠纷类型): ``categories.yaml`` is what a district begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fazhi.law.parameters.schema import read_yaml


def fill(model: Any) -> None:
    """Put the kinds of the file into the table, in its order; those that are there are left as they are."""
    raw = read_yaml(Path(__file__).with_name("categories.yaml"))
    model.objects.bulk_create(
        [model(code=entry["code"], label=entry["label"], order=order) for order, entry in enumerate(raw, 1)],
        ignore_conflicts=True,
    )

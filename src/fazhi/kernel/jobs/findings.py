"""What a check of ledgers found, as plain data for a page: counts, what was put aside and why, open questions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from fazhi.figures.ledger import Ledger, normal_heading
from fazhi.figures.load import Loaded, LoadedLedger
from fazhi.figures.problems import Problem
from fazhi.kernel.database.ledgers import Change

SHOWN = 100
"""Problems of one reason that are listed; the rest is in rejected.xlsx."""

_REASONS = 60
_QUOTED = re.compile("“[^”]*”")
_DIGITS = re.compile(r"\d[\d,.-]*")


def collect(
    loaded: Loaded, changes: Mapping[str, Change | None], before: Mapping[str, int], files: list[str]
) -> dict[str, Any]:
    """Lists of ``ledgers``, ``files``, ``questions``, ``reasons`` (each with its first problems) and ``remarks``."""
    questions = [
        {
            "ledger": ledger.name,
            "title": ledger.title,
            "heading": proposal.heading,
            "normal": normal_heading(proposal.heading),
            "column": proposal.column.name,
            "label": proposal.column.heading,
            "percent": round(proposal.confidence * 100),
        }
        for ledger, proposal in loaded.proposals
    ]
    asked = {(one["ledger"], one["heading"]) for one in questions}
    errors = [problem for problem in loaded.errors if (problem.ledger, problem.column) not in asked]
    remarks = [
        problem
        for problem in loaded.problems
        if problem.severity == "warning" and (problem.ledger, problem.column) not in asked
    ]
    aside = {(one.place.file, one.place.sheet, one.place.row) for rows in loaded.asides.values() for one in rows}
    of_rows: list[Problem] = []
    others: list[Problem] = []
    for problem in errors:
        (of_rows if (problem.file, problem.sheet, problem.row) in aside else others).append(problem)
    return {
        "files": [_file(name, loaded) for name in files],
        "ledgers": [_ledger(item, loaded, changes, before) for item in loaded.all.values()],
        "questions": questions,
        "reasons": _reasons(of_rows),
        "troubles": [_problem(one) for one in others[:SHOWN]],
        "remarks": [_problem(one) for one in remarks[:SHOWN]],
    }


def _file(name: str, loaded: Loaded) -> dict[str, Any]:
    return {"name": name, "ledgers": [item.ledger.title for item in loaded.all.values() if name in item.files]}


def _ledger(
    item: LoadedLedger, loaded: Loaded, changes: Mapping[str, Change | None], before: Mapping[str, int]
) -> dict[str, Any]:
    name = item.ledger.name
    change = changes.get(name)
    return {
        "name": name,
        "title": item.ledger.title,
        "file": item.file,
        "found": item.found,
        "read": item.read,
        "rejected": item.rejected,
        "corrected": item.corrected,
        "beside": len(item.beside),
        "synthetic": item.synthetic,
        "refused": name in loaded.refused,
        "view": name in changes and change is None,
        "change": vars(change) if change is not None else None,
        "before": before.get(name, 0),
        "after": before.get(name, 0) + (change.added if change is not None else 0),
        "columns": _columns(item.ledger),
    }


def _columns(ledger: Ledger) -> list[list[str]]:
    return [[column.name, column.heading] for column in ledger.columns]


def _reasons(problems: list[Problem]) -> list[dict[str, Any]]:
    """Problems of rows by what is wrong (the same column and, but for values, words), the most frequent first."""
    numbers: Counter[tuple[str, str, str]] = Counter()
    listed: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for problem in problems:
        plain = _DIGITS.sub("…", _QUOTED.sub("“…”", problem.message))
        key = (problem.ledger, problem.column, plain)
        numbers[key] += 1
        if len(listed[key]) < SHOWN:
            listed[key].append(_problem(problem))
    return [
        {"ledger": key[0], "column": key[1], "words": key[2], "number": number, "problems": listed[key]}
        for key, number in numbers.most_common(_REASONS)
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": problem.message,
        "ledger": problem.ledger,
    }

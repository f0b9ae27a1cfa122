"""The report for machines: every figure with definition, query, value, comparisons and where its rows stand.

The format is described in docs/report-json.md; ``FORMAT`` changes when it changes incompatibly. Rows are named by file,
sheet and row number only, so the file carries no personal data of the ledgers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from fazhi.figures.engine import Breach, Value
from fazhi.figures.figure import AnyFigure, Balance, Ratio
from fazhi.figures.ledger import SOURCE_COLUMNS
from fazhi.figures.period import Period
from fazhi.figures.report.dossier import Comparison, Dossier
from fazhi.figures.report.model import FigureRun, Note, Paragraph, Report, Text
from fazhi.figures.report.rows import place_rows
from fazhi.figures.writing import write_whole

FORMAT = "fazhi-report/1"

# Row numbers, one a line as json lays them out. No string matches: line breaks within strings are escaped.
_NUMBER_LIST = re.compile(r"\[\s*\n\s*(\d+(?:,\n\s*\d+)*)\n\s*\]")


def write_json(report: Report, dossiers: Sequence[Dossier], path: Path) -> None:
    """Write the report to ``path``, whole or not at all; FazhiError ("cannot_write") where it cannot be."""
    text = json.dumps(as_data(report, dossiers), ensure_ascii=False, indent=1)
    write_whole(path, _NUMBER_LIST.sub(lambda match: f"[{' '.join(match[1].split())}]", text) + "\n")


def as_data(report: Report, dossiers: Sequence[Dossier]) -> dict[str, Any]:
    """The report as plain data, as docs/report-json.md describes it."""
    return {
        "format": FORMAT,
        "title": report.title,
        "organization": report.organization,
        "period": _period(report.period),
        "synthetic": report.synthetic,
        "ledgers": [{"title": title, "file": file} for title, file in report.sources],
        "paragraphs": [_paragraph(paragraph) for paragraph in report.paragraphs],
        "figures": [_figure(dossier) for dossier in dossiers],
        "notes": [_note(note) for note in report.notes],
    }


def _period(period: Period) -> dict[str, str]:
    return {"code": period.code, "label": period.label, "start": str(period.start), "end": str(period.end)}


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral() else float(number)


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    figures = []
    at = len(paragraph.number)
    for run in paragraph.runs:
        printed = run.text if isinstance(run, Text) else run.printed
        if isinstance(run, FigureRun):
            figures.append({"id": run.value.figure.id, "printed": printed, "start": at, "end": at + len(printed)})
        at += len(printed)
    return {"kind": paragraph.kind, "text": paragraph.text, "figures": figures}


def _figure(dossier: Dossier) -> dict[str, Any]:
    listing = dossier.listing
    return {
        "id": dossier.id,
        "label": dossier.label,
        "kind": dossier.kind,
        "definition": dossier.definition,
        "value": _number(dossier.value.number),
        "unit": dossier.value.unit,
        "reason": dossier.value.reason or None,
        "printed": list(dossier.printed),
        "period": _period(dossier.value.period),
        "previous": _comparison(dossier.previous),
        "year_before": _comparison(dossier.year_before),
        "months": [
            {
                "period": _period(month.period),
                "value": _number(month.now.number),
                "year_before": _number(month.before.number),
            }
            for month in dossier.months
        ],
        "parts": _parts(dossier.figure),
        "arithmetic": dossier.arithmetic or None,
        "query": dossier.query or None,
        "ledger": {"title": dossier.ledger_title, "file": dossier.source or None} if dossier.ledger_title else None,
        "rows": None
        if listing is None
        else {
            "count": listing.total,
            "listed": len(listing.positions),
            "sources": listing.rows.places(listing.positions),
        },
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    then: Value = comparison.then
    return {
        "period": _period(then.period),
        "value": _number(then.number),
        "reason": then.reason or None,
        "difference": _number(comparison.difference),
        "percent": _number(comparison.percent),
    }


def _parts(figure: AnyFigure) -> list[dict[str, str]]:
    match figure:
        case Ratio():
            return [{"id": figure.numerator, "role": "numerator"}, {"id": figure.denominator, "role": "denominator"}]
        case Balance():
            plus = [{"id": part, "role": "plus"} for part in figure.plus]
            return plus + [{"id": part, "role": "minus"} for part in figure.minus]
    return []


def _note(note: Note) -> dict[str, Any]:
    return {
        "message": note.message,
        "figures": list(note.figures),
        "breach": None if note.breach is None else _breach(note.breach),
    }


def _breach(breach: Breach) -> dict[str, Any]:
    rows = breach.rows
    invariant = breach.invariant
    named = rows is not None and all(column in rows.column_names for column in SOURCE_COLUMNS)
    return {
        "invariant": invariant.id,
        "label": invariant.label,
        "left": list(invariant.left),
        "right": list(invariant.right),
        "less": list(invariant.less),
        "left_value": _number(breach.left),
        "right_value": _number(breach.right),
        "rows": None
        if rows is None
        else {
            "label": invariant.suspects_label,
            "count": rows.num_rows,
            "sources": place_rows(zip(*(rows.column(c).to_pylist() for c in SOURCE_COLUMNS), strict=True))
            if named
            else [],
        },
    }

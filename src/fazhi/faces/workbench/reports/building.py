"""Building: which periods there are to report on, the report of a period, and its files."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.utils.http import content_disposition_header

from fazhi.errors import FazhiError
from fazhi.faces.workbench.reports.opening import Opened
from fazhi.figures.period import Period
from fazhi.figures.report.dossier import Dossier, collect
from fazhi.figures.report.model import Report
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import today
from fazhi.kernel.district import current

TEMPLATE = "half_year.md"
SUFFIXES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
"""The files of a report and what browsers are told they are."""

_YEARS = 10
_SOME = 4  # a year counts where this part of the ledgers has records about it


@dataclass(frozen=True)
class Year:
    """A year with the periods in it that have begun."""

    whole: Period
    halves: tuple[Period, ...]
    quarters: tuple[Period, ...]
    months: tuple[Period, ...]


def years(opened: Opened) -> list[Year]:
    """The years in which a good part of the ledgers is kept, and the present one; the newest first, ten at most."""
    spans = opened.spans.values()
    first = min((first.year for first, _last in spans), default=today().year)
    found = [
        year
        for year in range(today().year, first - 1, -1)
        if year == today().year or _SOME * sum(a.year <= year <= b.year for a, b in spans) >= len(spans)
    ]
    return [_year(year, today()) for year in found[:_YEARS]]


def last_half(opened: Opened) -> Period:
    """The last half-year that most ledgers tell of."""
    day = opened.kept_until
    return Period.of_months("half", dt.date(day.year, 1 if day.month < 7 else 7, 1))


def _year(year: int, until: dt.date) -> Year:
    def begun(kind: Any, months: range) -> tuple[Period, ...]:
        return tuple(Period.of_months(kind, dt.date(year, m, 1)) for m in months if dt.date(year, m, 1) <= until)

    whole = Period.of_months("year", dt.date(year, 1, 1))
    return Year(whole, begun("half", range(1, 13, 6)), begun("quarter", range(1, 13, 3)), begun("month", range(1, 13)))


def report_of(opened: Opened, period: Period, signed_on: dt.date | None = None) -> Report:
    """The report of a period, signed today or on another day; built once for each state of the data."""
    day = signed_on or today()
    return opened.kept(("report", period, day), lambda: _build(opened, period, day))


def _build(opened: Opened, period: Period, signed_on: dt.date) -> Report:
    from fazhi.figures.report.template import build_report

    district = current()
    return build_report(
        (files("fazhi.figures.report") / "templates" / TEMPLATE).read_text("utf-8"),
        opened.engine,
        period,
        organization=district.bureau,
        district={"name": district.name, "city": district.city},
        signed_on=signed_on,
        sources=[(item.ledger.title, item.file) for item in opened.loaded.ledgers.values()],
        template_name=TEMPLATE,
        synthetic=opened.synthetic,
    )


def later_rows(opened: Opened, period: Period) -> int:
    """How many rows are dated after the period and belong to a later report."""
    items = opened.loaded.ledgers.values()
    return opened.kept(("later", period), lambda: sum(item.outside(period) for item in items))


def dossiers(opened: Opened, report: Report) -> list[Dossier]:
    """What can be asked of the figures of a report, without their rows."""
    return opened.kept(("dossiers", report.period), lambda: collect(opened.engine, report.period, report, rows=False))


def without_rows(report: Report) -> Report:
    """The same report without the rows that explain a breach: what is for everybody who reads the totals."""
    notes = [
        replace(note, breach=replace(note.breach, rows=None)) if note.breach is not None else note
        for note in report.notes
    ]
    return replace(report, notes=tuple(notes))


def file_of(opened: Opened, report: Report, suffix: str) -> bytes:
    """One of the files of a report. None carries rows of a ledger: these are read on pages, where it can be logged."""
    from fazhi.figures.report.docx import write_docx
    from fazhi.figures.report.html import render
    from fazhi.figures.report.json_output import write_json

    with in_chinese(), tempfile.TemporaryDirectory() as folder:
        path, own = Path(folder) / f"report.{suffix}", without_rows(report)
        match suffix:
            case "docx":
                write_docx(own, path, opened.catalogue)
            case "json":
                write_json(own, dossiers(opened, report), path)
            case _:
                return render(own, dossiers(opened, report)).encode()
        return path.read_bytes()


def file_name(title: str, suffix: str) -> str:
    """A name under which a report can be saved on any system."""
    kept = "".join(char for char in title if char not in '\\/:*?"<>|' and char.isprintable()).strip()[:80]
    return f"{kept or 'report'}.{suffix}"


def disposition(title: str, suffix: str) -> str:
    """The header that makes a browser save an answer under a name."""
    return content_disposition_header(True, file_name(title, suffix)) or "attachment"


def parse_period(text: str) -> Period:
    """The period that an address or a field names. Raises :class:`FazhiError` in words."""
    if not text.strip():
        raise FazhiError(_("请写明期间，如 2020H1（上半年）、2020Q2（二季度）、2020（全年）或 2020-06（六月）。"))
    return Period.parse(text)

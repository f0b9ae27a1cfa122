"""The report as one self-contained page in which every figure opens its dossier.

The page is a Chinese document and speaks Chinese whatever the language of the command line. It needs no network and
works from a file; its content security policy allows exactly the one style sheet and the one script it carries. Cells
of the ledgers reach it only masked, as JSON or escaped text. Rows are stored once per ledger, as columns of distinct
words, and are parsed when a reader first opens a figure of that ledger.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup

from fazhi.figures.period import chinese_date
from fazhi.figures.report.chart import draw
from fazhi.figures.report.dossier import Dossier, amount_words, number_words, value_words
from fazhi.figures.report.model import FigureRun, Note, Paragraph, Report, Text
from fazhi.figures.report.rows import Rows, masked_rows
from fazhi.figures.writing import write_whole

_NOTE_ROWS = 50
_CLOSING = "，。；、：！？）》”’％,.;:!?)"
_TAGS = {"title": "h1", "heading1": "h2", "heading2": "h3", "heading3": "h4"}


@dataclass(frozen=True)
class Remark:
    """A note as the page prints it: its number, its word (待核, 待补, 注) and the rows that explain a breach.

    ``rows`` are shown at most :data:`_NOTE_ROWS`; ``total`` is how many there are.
    """

    number: int
    word: str
    note: Note
    rows: Rows | None
    total: int


def write_html(report: Report, dossiers: Sequence[Dossier], path: Path) -> None:
    """Write the page to ``path``, whole or not at all; FazhiError ("cannot_write") where it cannot be."""
    write_whole(path, render(report, dossiers))


def render(report: Report, dossiers: Sequence[Dossier]) -> str:
    """The page as text."""
    assets = files("fazhi.figures.report") / "assets"
    template, style, script = (
        (assets / name).read_text("utf-8") for name in ("report.html.j2", "report.css", "report.js")
    )
    environment = Environment(
        loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    remarks = _remarks(report, dossiers)
    of_figure: dict[str, list[Remark]] = {}
    for remark in remarks:
        for figure_id in remark.note.figures:
            of_figure.setdefault(figure_id, []).append(remark)
    ledgers = list({id(d.listing.rows): d.listing.rows for d in dossiers if d.listing}.values())
    return environment.from_string(template).render(
        report=report,
        dossiers={dossier.id: dossier for dossier in dossiers},
        remarks=remarks,
        pieces=_pieces,
        remarks_of=lambda paragraph: _in_paragraph(paragraph, of_figure),
        of_figure=of_figure,
        tag=lambda paragraph: _TAGS.get(paragraph.kind, "p"),
        draw=draw,
        number_words=number_words,
        chinese_date=chinese_date,
        amount_words=amount_words,
        value_words=value_words,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
        index=_json([_index(dossier, ledgers) for dossier in dossiers]),
        ledgers=[_json(_columns(rows)) for rows in ledgers],
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(data: Any) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def _remarks(report: Report, dossiers: Sequence[Dossier]) -> list[Remark]:
    unknown = {dossier.id for dossier in dossiers if dossier.value.number is None}
    ledgers = {d.listing.rows.ledger.name: d.listing.rows.ledger for d in dossiers if d.listing}
    remarks = []
    for number, note in enumerate(report.notes, 1):
        rows, total = None, 0
        if note.breach is not None and note.breach.rows is not None:
            total = note.breach.rows.num_rows
            # A ledger that no figure of the report counts cannot be masked here, so its rows stay out.
            ledger = ledgers.get(note.breach.invariant.suspects_ledger or "")
            rows = masked_rows(ledger, note.breach.rows.slice(0, _NOTE_ROWS)) if ledger and total else None
        word = "待核" if note.breach else "待补" if unknown.intersection(note.figures) else "注"
        remarks.append(Remark(number, word, note, rows, total))
    return remarks


def _pieces(paragraph: Paragraph) -> Iterable[tuple[str, FigureRun | None, str]]:
    """A paragraph as (words, figure, closing punctuation).

    A button is a box to the browser, which may break a line after it; what must not begin a line stays with the figure.
    """
    words, figure = "", None
    for run in (*paragraph.runs, Text("")):
        if isinstance(run, FigureRun):
            if figure is not None:
                yield words, figure, ""
                words = ""
            figure = run
        else:
            rest = run.text.lstrip(_CLOSING) if figure is not None else run.text
            if figure is not None:
                yield words, figure, run.text[: len(run.text) - len(rest)]
                words, figure = "", None
            words += rest
    if words:
        yield words, None, ""


def _in_paragraph(paragraph: Paragraph, of_figure: dict[str, list[Remark]]) -> list[Remark]:
    ids = [run.value.figure.id for run in paragraph.runs if isinstance(run, FigureRun)]
    return list({remark.number: remark for i in ids for remark in of_figure.get(i, ())}.values())


def _index(dossier: Dossier, ledgers: list[Rows]) -> dict[str, Any]:
    """What the script needs to find a figure and its rows."""
    entry: dict[str, Any] = {"id": dossier.id, "label": dossier.label, "value": value_words(dossier.value)}
    if dossier.listing is not None:
        entry["ledger"] = next(n for n, rows in enumerate(ledgers) if rows is dossier.listing.rows)
        entry["rows"] = list(_runs(dossier.listing.positions))
    return entry


def _runs(positions: Sequence[int]) -> Iterable[int]:
    """Ascending positions as a flat list of first, length, first, length, …; ledgers are kept in order of time, so that
    thousands of rows are a few numbers."""
    starts = [n for n, (a, b) in enumerate(pairwise((-2, *positions))) if b != a + 1]
    for start, end in pairwise((*starts, len(positions))):
        yield from (positions[start], end - start)


def _columns(rows: Rows) -> list[dict[str, Any]]:
    return [
        {"heading": c.heading, "type": c.type, "masked": c.masked, "words": c.words, "codes": c.codes}
        for c in rows.cells
    ]

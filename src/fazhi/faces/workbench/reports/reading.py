"""Reading: the list of periods, the report of a period as it is now, its files, and reports that were issued."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.models import IssuedReport
from fazhi.faces.workbench.reports import building
from fazhi.faces.workbench.reports.gate import for_readers, note_reading, over_ledgers, refuse
from fazhi.faces.workbench.reports.opening import Opened
from fazhi.figures.engine import Value
from fazhi.figures.period import Period
from fazhi.figures.report.dossier import number_words, value_words
from fazhi.figures.report.model import Note, Report, Text
from fazhi.i18n import _, in_chinese
from fazhi.kernel.clock import now, today
from fazhi.kernel.reading import keeps_ledgers

_TAGS = {"title": "h1", "heading1": "h2", "heading2": "h3", "heading3": "h4"}
_CLOSING = "，。；、：！？）》”’％,.:;!?)"


@dataclass(frozen=True)
class Remark:
    """A note as the page prints it: its number, and its word for the margin (待核, 待补, 注)."""

    number: int
    word: str
    note: Note

    @property
    def breach(self) -> str:
        """The id of the invariant that does not hold; empty for another note."""
        return self.note.breach.invariant.id if self.note.breach else ""


@dataclass(frozen=True)
class Piece:
    """Words, then a figure as printed, then the punctuation that must not begin a line."""

    words: str
    figure: str = ""
    label: str = ""
    printed: str = ""
    known: bool = True
    closing: str = ""
    remarks: tuple[Remark, ...] = ()
    today: str = ""
    """In an issued report: what the ledgers say now, where it is something else."""


@dataclass(frozen=True)
class Block:
    """A paragraph of the page."""

    tag: str
    kind: str
    number: str
    pieces: tuple[Piece, ...]
    words: tuple[str, ...] = field(default=())
    """What stands in the margin."""


@require_safe
@over_ledgers
def reports(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The periods that can be reported on, and the reports that were issued."""
    if text := request.GET.get("period", "").strip():
        return redirect("report", period=building.parse_period(text).code)
    context = {
        "years": building.years(opened),
        "issued": IssuedReport.objects.select_related("issued_by").defer("data", "document")[:50],
        "synthetic": opened.synthetic,
        "last": opened.last,
    }
    return render(request, "workbench/reports/reports.html", context)


@require_safe
@over_ledgers
def report(request: HttpRequest, opened: Opened, period: str) -> HttpResponse:
    """The report of a period, built from the ledgers as they are now."""
    when = building.parse_period(period)
    built = building.report_of(opened, when)
    remarks = remarks_of(built)
    context = {
        "report": built,
        "period": when,
        "blocks": list(blocks(built, remarks)),
        "remarks": remarks,
        "later": number_words(later) if (later := building.later_rows(opened, when)) else "",
        "at": now(),
        "may_issue": keeps_ledgers(signed_in(request)),
        "today": today(),
        "issued": IssuedReport.objects.filter(period=when.code).defer("data", "document")[:3],
        "previous": when.previous(),
        "year_before": when.year_before(),
    }
    return render(request, "workbench/reports/report.html", context)


def remarks_of(built: Report) -> list[Remark]:
    """The notes of a report, numbered."""
    unknown = {value.figure.id for value in built.figures if value.number is None}
    return [
        Remark(number, _("待核") if note.breach else _("待补") if unknown.intersection(note.figures) else _("注"), note)
        for number, note in enumerate(built.notes, 1)
    ]


def blocks(built: Report, remarks: Iterable[Remark]) -> Iterator[Block]:
    """The paragraphs of a report with the remarks that belong to their figures."""
    of_figure: dict[str, list[Remark]] = {}
    for remark in remarks:
        for figure_id in remark.note.figures:
            of_figure.setdefault(figure_id, []).append(remark)
    for paragraph in built.paragraphs:
        parts = [(run.text, None) if isinstance(run, Text) else (run.printed, run.value) for run in paragraph.runs]
        pieces = tuple(_pieces(parts, of_figure))
        words = dict.fromkeys(remark.word for piece in pieces for remark in piece.remarks)
        yield Block(_TAGS.get(paragraph.kind, "p"), paragraph.kind, paragraph.number, pieces, tuple(words))


def _pieces(parts: Iterable[tuple[str, Value | None]], of_figure: dict[str, list[Remark]]) -> Iterator[Piece]:
    words, held = "", None
    for text, value in (*parts, ("", None)):
        if value is not None:
            if held is not None:
                yield held
            held = Piece(
                words,
                value.figure.id,
                value.figure.label,
                text,
                value.number is not None,
                remarks=tuple(of_figure.get(value.figure.id, ())),
            )
            words = ""
            continue
        if held is not None:
            rest = text.lstrip(_CLOSING)
            yield _closed(held, text[: len(text) - len(rest)])
            held, text = None, rest
        words += text
    if words:
        yield Piece(words)


def _closed(piece: Piece, closing: str) -> Piece:
    return Piece(
        piece.words, piece.figure, piece.label, piece.printed, piece.known, closing, piece.remarks, piece.today
    )


@require_safe
@over_ledgers
def report_file(request: HttpRequest, opened: Opened, period: str, suffix: str) -> HttpResponse:
    """The report of a period as .docx, .html or .json."""
    when = building.parse_period(period)
    built = building.report_of(opened, when)
    note_reading(request, f"the report of {when.code} as .{suffix}")
    content = building.file_of(opened, built, suffix)
    return _download(content, built.title, suffix)


def _download(content: bytes, title: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=building.SUFFIXES[suffix])
    response.headers["Content-Disposition"] = building.disposition(title, suffix)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@over_ledgers
def issue(request: HttpRequest, opened: Opened, period: str) -> HttpResponse:
    """Keep the report of a period as it is now, under the day on which it is signed."""
    from fazhi.figures.report.json_output import as_data

    user, when = signed_in(request), building.parse_period(period)
    if not keeps_ledgers(user):
        raise refuse(request, f"issuing the report of {when.code}")
    built = building.without_rows(building.report_of(opened, when, _signed_on(request)))
    with in_chinese():
        kept = IssuedReport.objects.create(
            period=when.code,
            title=built.title[:200],
            signed_on=_signed_on(request),
            issued_at=now(),
            issued_by=user,
            data=as_data(built, building.dossiers(opened, built)),
            document=building.file_of(opened, built, "docx"),
        )
    kept.refresh_from_db(fields=["uuid"])
    messages.success(request, _("已定稿存档。以后台账有变化，这一份也保持现在的数值。"))
    return redirect("issued_report", key=kept.uuid)


def _signed_on(request: HttpRequest) -> dt.date:
    text = request.POST.get("signed_on", "")
    try:
        return dt.date.fromisoformat(text) if text else today()
    except ValueError:
        raise FazhiError(
            _("成文日期“{text}”应写成 2020-07-06 的样子。").format(text=text[:40]), code="bad_date"
        ) from None


@require_safe
@over_ledgers
def issued_report(request: HttpRequest, opened: Opened, key: uuid.UUID) -> HttpResponse:
    """A report as it was issued, and where the ledgers say something else by now."""
    kept = get_object_or_404(IssuedReport.objects.select_related("issued_by").defer("document"), uuid=key)
    when = Period.parse(kept.period)
    ids = [one["id"] for one in kept.data["figures"] if one["id"] in opened.catalogue.figures]
    values = opened.engine.values(ids, [when])
    moved = {
        one["id"]: value_words(opened.coverage.sure(value))
        for one in kept.data["figures"]
        if (value := values.get((one["id"], when))) is not None and _moved(one["value"], opened.coverage.sure(value))
    }
    context = {
        "kept": kept,
        "period": when,
        "blocks": list(_kept_blocks(kept.data, moved)),
        "moved": [(one["label"], _plain(one), moved[one["id"]]) for one in kept.data["figures"] if one["id"] in moved],
        "notes": kept.data["notes"],
    }
    return render(request, "workbench/reports/issued.html", context)


def _moved(kept: int | float | None, value: Value) -> bool:
    if kept is None or value.number is None:
        return (kept is None) != (value.number is None)
    return Decimal(str(kept)) != value.number


def _plain(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return str(figure["reason"] or "")
    return number_words(Decimal(str(figure["value"]))) + str(figure["unit"])


def _kept_blocks(data: dict[str, Any], moved: dict[str, str]) -> Iterator[Block]:
    labels = {one["id"]: one for one in data["figures"]}
    for paragraph in data["paragraphs"]:
        text, at, pieces = paragraph["text"], 0, []
        for one in paragraph["figures"]:
            figure = labels.get(one["id"], {})
            pieces.append(
                Piece(
                    text[at : one["start"]],
                    one["id"],
                    figure.get("label", ""),
                    one["printed"],
                    figure.get("value") is not None,
                    today=moved.get(one["id"], ""),
                )
            )
            at = one["end"]
        words = (_("已变"),) if any(piece.today for piece in pieces) else ()
        yield Block(_TAGS.get(paragraph["kind"], "p"), paragraph["kind"], "", (*pieces, Piece(text[at:])), words)


@require_safe
@for_readers
def issued_file(request: HttpRequest, key: uuid.UUID, suffix: str) -> HttpResponse:
    """An issued report as the .docx or .json that it was."""
    kept = get_object_or_404(IssuedReport, uuid=key)
    note_reading(request, f"issued report {key} as .{suffix}")
    match suffix:
        case "docx":
            content = bytes(kept.document)
        case "json":
            content = json.dumps(kept.data, ensure_ascii=False, indent=1).encode()
        case _:
            raise Http404
    return _download(content, kept.title, suffix)

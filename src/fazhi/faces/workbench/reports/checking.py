"""Checking: a text pasted or uploaded, each number of it against the ledgers and against the rest of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench.reports import building, texts
from fazhi.faces.workbench.reports.gate import over_ledgers
from fazhi.faces.workbench.reports.opening import Opened
from fazhi.figures.check.judge import Checked, Judgement, Status, check, status_names, worst_first
from fazhi.figures.check.page import SHAPES
from fazhi.figures.check.page import render as render_page
from fazhi.figures.period import Period
from fazhi.i18n import _

_MOST_POSTED = texts.MOST_BYTES + 4 * texts.MOST_CHARACTERS + 2**16
TALLIED: tuple[Status, ...] = ("differs", "contradictory", "not_tied", "agrees")


@dataclass(frozen=True)
class Mark:
    """A number of the text as the page shows it."""

    index: int
    text: str
    status: Status
    shape: str
    name: str
    figure: str
    label: str
    confidence: int
    right: str
    """What the ledgers say, where it is known."""
    difference: str


@dataclass(frozen=True)
class Piece:
    """Words and the number after them."""

    words: str
    mark: Mark | None = None


# The size is looked at before the token is: to find the token the whole form would be read, and refused without words.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_text(request: HttpRequest) -> HttpResponse:
    """The form, and below it the outcome."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (not length.isdecimal() or int(length) > _MOST_POSTED):
        # Nothing of the body has been read; the form of the page is a new one.
        request.method = "GET"
        return _check(request, problem=texts.too_long())
    return _check(request)


@csrf_protect
@over_ledgers
def _check(request: HttpRequest, opened: Opened, problem: FazhiError | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "years": building.years(opened),
        "period": building.last_half(opened).code,
        "most": f"{texts.MOST_CHARACTERS:,}",
        "most_characters": texts.MOST_CHARACTERS,
        "most_bytes": texts.MOST_BYTES // 2**20,
        "problem": str(problem) if problem else "",
    }
    if request.method != "POST":
        return render(request, "workbench/reports/check.html", context, status=413 if problem else 200)
    context |= {
        "text": request.POST.get("text", "")[: texts.MOST_CHARACTERS + 1],
        "period": request.POST.get("period", ""),
    }
    try:
        file = request.FILES.get("file")
        document = texts.uploaded(file) if file else texts.pasted(request.POST.get("text", ""))
        period = building.parse_period(request.POST.get("period", ""))
        checked = check(document, opened.catalogue, opened.engine, period)
    except FazhiError as error:
        context["problem"] = str(error)
        return render(request, "workbench/reports/check.html", context, status=422)
    if "save" in request.POST:
        response = HttpResponse(render_page(checked), content_type="text/html; charset=utf-8")
        response.headers["Content-Disposition"] = building.disposition(_("核对结果"), "html")
        return response
    context |= {"text": document.text} | outcome(checked, period)
    return render(request, "workbench/reports/check.html", context)


def outcome(checked: Checked, period: Period) -> dict[str, Any]:
    """What the page shows of a check."""
    names = status_names()
    marks = {id(one): _mark(index, one, names) for index, one in enumerate(checked.judgements)}
    return {
        "checked": checked,
        "when": period,
        "tally": [
            (
                status,
                SHAPES[status],
                names[status],
                checked.count(status) if status != "contradictory" else len(checked.contradictions),
            )
            for status in TALLIED
        ],
        "paragraphs": list(_paragraphs(checked, marks)),
        "marks": [marks[id(one)] for one in worst_first(checked.judgements)],
        "contradictions": [
            (item.message, [marks[id(checked.judgements[index])] for index in item.mentions])
            for item in checked.contradictions
        ],
        "claims": [
            (
                claim.claim.text,
                claim.status,
                SHAPES[claim.status],
                names[claim.status],
                claim.figure,
                str(claim.expected) if claim.expected else "",
            )
            for claim in checked.claims
        ],
    }


def _mark(index: int, one: Judgement, names: dict[Status, str]) -> Mark:
    return Mark(
        index,
        one.mention.text,
        one.status,
        SHAPES[one.status],
        names[one.status],
        # Growth is told of by the figure that grew.
        one.figure.id.partition("@")[0] if one.figure else "",
        one.figure.label if one.figure else "",
        round(one.confidence * 100),
        str(one.expected) if one.expected is not None else "",
        _signed(one.difference),
    )


def _signed(number: Decimal | None) -> str:
    return "" if number is None else f"{'+' if number > 0 else '−'}{abs(number):,f}"


def _paragraphs(checked: Checked, marks: dict[int, Mark]) -> Iterator[list[Piece]]:
    """The text cut into lines, and each line into words and numbers. A number never runs over the end of a line."""
    start, waiting = 0, list(checked.judgements)
    for line in checked.document.text.split("\n"):
        at, end, pieces = start, start + len(line), []
        while waiting and waiting[0].mention.start < end:
            one = waiting.pop(0)
            pieces.append(Piece(checked.document.text[at : one.mention.start], marks[id(one)]))
            at = one.mention.end
        pieces.append(Piece(checked.document.text[at:end]))
        if line.strip():
            yield pieces
        start = end + 1

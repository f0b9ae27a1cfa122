"""Ledgers and figures, and the rows behind both: for who reads figures, masked, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Query, Router

from fazhi.faces.api import cursors
from fazhi.faces.api.asking import asker, note
from fazhi.faces.api.routing import operation
from fazhi.faces.api.scopes import FIGURES
from fazhi.faces.api.shapes import FigureOut, LedgerOut, RowPage, ValueOut
from fazhi.faces.api.shown import ROOT
from fazhi.faces.workbench.reports import rows
from fazhi.faces.workbench.reports.opening import Opened, ledgers
from fazhi.figures.catalogue import installed
from fazhi.figures.engine import Value
from fazhi.figures.figure import AnyFigure, Figure
from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger
from fazhi.figures.period import Period
from fazhi.figures.report.dossier import value_words
from fazhi.figures.report.rows import masked_rows
from fazhi.i18n import _
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.reading import reads_figures
from fazhi.kernel.ui.extras import seats

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

router = Router(tags=["figures"])

MOST = 500
_PERIOD: Any = Query(..., max_length=20, description="期间，如 2020H1、2020Q2、2020、2020-06")  # type: ignore[type-arg]
_CURSOR: Any = Query(None, max_length=600)  # type: ignore[type-arg]
_LIMIT: Any = Query(100, ge=1, le=MOST)  # type: ignore[type-arg]


def _gate(request: HttpRequest) -> None:
    user = asker(request)
    if not reads_figures(user, seats(user)):
        note(request, "asked for figures, which are not theirs to read")
        raise NotFound(_("没有这个地址，或者您无权查看。全部地址见 /api/v1/openapi.json。"))


@contextmanager
def _opened(request: HttpRequest) -> Iterator[Opened]:
    _gate(request)
    with ledgers() as opened:
        yield opened


@operation(router, "GET", "/ledgers", FIGURES, "list_ledgers", "台账和各自的列", response=list[LedgerOut])
def list_ledgers(request: HttpRequest) -> list[dict[str, Any]]:
    _gate(request)
    return [_ledger(one) for one in installed().ledgers.values()]


def _ledger(ledger: Ledger) -> dict[str, Any]:
    return {
        "name": ledger.name,
        "title": ledger.title,
        "key": list(ledger.key),
        "date": ledger.date,
        "note": ledger.note,
        "columns": [
            {
                "name": one.name,
                "heading": one.heading,
                "type": one.type,
                "unit": one.unit,
                "personal": one.personal is not None,
                "note": one.note,
            }
            for one in ledger.columns
        ],
    }


@operation(
    router, "GET", "/ledgers/{name}/rows", FIGURES, "list_ledger_rows", "台账的行，个人信息已遮盖", response=RowPage
)
def ledger_rows(request: HttpRequest, name: str, cursor: str | None = _CURSOR, limit: int = _LIMIT) -> dict[str, Any]:
    with _opened(request) as opened:
        ledger = opened.catalogue.ledger(name)
        if ledger.name not in opened.engine.present:
            raise NotFound(_("台账《{title}》还没有数据。").format(title=ledger.title))
        sight = rows.of_ledger(opened.engine, ledger.name, asker(request))
        return _page(request, sight, f"ledger {ledger.name}", cursor, limit)


@operation(router, "GET", "/figures", FIGURES, "list_figures", "全部指标口径", response=list[FigureOut])
def list_figures(request: HttpRequest) -> list[dict[str, Any]]:
    _gate(request)
    return [_figure(one) for one in installed().figures.values()]


def _figure(figure: AnyFigure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "label": figure.label,
        "unit": figure.unit,
        "ledger": figure.ledger if isinstance(figure, Figure) else "",
        "parts": [] if isinstance(figure, Figure) else list(figure.parts),
        "note": figure.note,
    }


@operation(router, "GET", "/figures/{figure_id}", FIGURES, "get_figure", "一个指标在一个期间的值", response=ValueOut)
def one_figure(request: HttpRequest, figure_id: str, period: str = _PERIOD) -> dict[str, Any]:
    with _opened(request) as opened:
        figure, when = opened.catalogue.figure(figure_id), Period.parse(period)
        found: Value = opened.kept(("api", figure_id, when), lambda: opened.engine.value(figure_id, when))
        return {
            "id": figure.id,
            "label": figure.label,
            "unit": found.unit,
            "period": {"code": when.code, "label": when.label, "start": when.start, "end": when.end},
            "value": None if found.number is None else f"{found.number:f}",
            "text": value_words(found),
            "reason": found.reason,
            "href": f"{ROOT}/figures/{figure.id}/rows?period={when.code}" if isinstance(figure, Figure) else None,
        }


@operation(
    router, "GET", "/figures/{figure_id}/rows", FIGURES, "list_figure_rows", "指标背后的记录，已遮盖", response=RowPage
)
def figure_rows(
    request: HttpRequest,
    figure_id: str,
    period: str = _PERIOD,
    cursor: str | None = _CURSOR,
    limit: int = _LIMIT,
) -> dict[str, Any]:
    with _opened(request) as opened:
        figure, when = opened.catalogue.figure(figure_id), Period.parse(period)
        if not isinstance(figure, Figure) or figure.ledger not in opened.engine.present:
            raise NotFound(_("这个指标没有自己的记录：它由别的指标合成，或者台账还没有数据。"))
        sight = rows.behind(opened.engine, figure, when, asker(request))
        return _page(request, sight, f"figure {figure.id} {when.code}", cursor, limit)


def _page(request: HttpRequest, sight: rows.Sight, what: str, cursor: str | None, limit: int) -> dict[str, Any]:
    table: Table = sight.table
    place = cursors.read(what, cursor)
    if place is not None:
        table = table.filter(_behind(table, place))
    found = table.order_by([table[name] for name in SOURCE_COLUMNS]).limit(limit + 1).to_pyarrow()
    size = min(limit, found.num_rows)
    following = None
    if found.num_rows > limit:
        last = found.slice(limit - 1, 1).to_pylist()[0]
        following = cursors.written(what, [last[name] for name in SOURCE_COLUMNS])
    shown = masked_rows(sight.ledger, found.slice(0, size))
    if sight.logged:
        note(request, "read rows of %s", what)
    return {
        "ledger": sight.ledger.name,
        "headings": {cells.name: cells.heading for cells in shown.cells},
        "items": [{cells.name: cells[row] for cells in shown.cells} for row in range(size)],
        "total": sight.total,
        "hidden": sight.hidden,
        "next": following,
    }


def _behind(table: Table, place: list[Any]) -> BooleanValue:
    """The rows behind a place in the order of their source."""
    file, sheet, number = (table[name] for name in SOURCE_COLUMNS)
    later_sheet = (sheet > place[1]) | ((sheet == place[1]) & (number > place[2]))
    found: BooleanValue = (file > place[0]) | ((file == place[0]) & later_sheet)
    return found

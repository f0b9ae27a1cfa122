"""Lists and ledgers taken out as .xlsx: asked for here, written in the background, fetched from 我的任务."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.lists.filters import Asked, asked, listed
from fazhi.faces.workbench.lists.paging import SIZES
from fazhi.faces.workbench.lists.rows import rows
from fazhi.faces.workbench.queues import TABS, Desk
from fazhi.figures.catalogue import installed
from fazhi.figures.ledger import Ledger
from fazhi.figures.masking import mask_cell
from fazhi.i18n import _
from fazhi.kernel.clock import day_text, now, today
from fazhi.kernel.jobs import kinds
from fazhi.kernel.jobs.access import may_import
from fazhi.kernel.jobs.asking import ask
from fazhi.kernel.jobs.running import Running
from fazhi.kernel.jobs.spreadsheet import Heading, write_table
from fazhi.kernel.models import Matter, User

MATTERS, LEDGER = "matters.export", "ledgers.export"

_BATCH = 1000
_LONGEST_QUERY = 2000


def register() -> None:
    """Make the exports known to the worker."""
    kinds.register(MATTERS, _export_matters)
    kinds.register(LEDGER, _export_ledger)


@require_POST
def export_matters(request: HttpRequest) -> HttpResponse:
    """Ask for a list of matters as .xlsx; ``query`` is the query of the list's address.

    ``matter``, posted as often as rows are chosen (``chosen``): those of the list alone.
    """
    user = signed_in(request)
    query = request.POST.get("query", "").removeprefix("?")[:_LONGEST_QUERY]
    wanted, chosen = asked(Desk(user), dict(parse_qsl(query))), _chosen(request)
    if "chosen" in request.POST or "matter" in request.POST:
        if not chosen:
            messages.error(request, _("请先在列表中选择要导出的事项。"))
            return redirect(f"{reverse('matters')}?{wanted.query or 'view='}")
        title = _("导出所选事项（{n} 件）").format(n=len(chosen))
        return _ask(request, user, MATTERS, title, {"query": wanted.query, "matters": chosen})
    said = "，".join(_conditions(wanted))
    title = _("导出事项（{what}）").format(what=said) if said else _("导出全部事项")
    return _ask(request, user, MATTERS, title, {"query": wanted.query})


def _chosen(request: HttpRequest) -> list[str]:
    """The keys of the rows that are chosen, as far as they are keys; a page of a list holds no more."""
    keys = set()
    for text in request.POST.getlist("matter")[: max(SIZES)]:
        try:
            keys.add(str(uuid.UUID(text)))
        except ValueError:
            continue
    return sorted(keys)


@require_POST
def export_ledger(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for a whole ledger as .xlsx, its personal data masked."""
    user = signed_in(request)
    if not may_import(user):
        raise PermissionDenied
    ledger = installed().ledgers.get(name)
    if ledger is None:
        raise Http404
    return _ask(request, user, LEDGER, _("导出台账《{title}》").format(title=ledger.title), {"ledger": name})


def _ask(request: HttpRequest, user: User, kind: str, title: str, data: dict[str, Any]) -> HttpResponse:
    try:
        ask(user, kind, title, data)
    except FazhiError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("正在后台导出。做好后会通知您，可以先去办别的事。"))
    return redirect("jobs")


# --- what the worker does ---------------------------------------------------------------------------------------------


def _headings() -> list[Heading]:
    return [
        Heading(_("编号"), width=22),
        Heading(_("名称"), width=42),
        Heading(_("类型"), width=18),
        Heading(_("状态"), width=14),
        Heading(_("现由谁办"), width=30),
        Heading(_("经办人"), width=14),
        Heading(_("登记日期"), "date"),
        Heading(_("到期日"), "date"),
        Heading(_("期限"), width=26),
        Heading(_("办结日期"), "date"),
    ]


def _export_matters(running: Running) -> None:
    user = running.owner
    query = dict(parse_qsl(running.data["query"]))
    desk = Desk(user)
    found, narrowed = listed(desk, query), "；".join(_conditions(asked(desk, query)))
    if "matters" in running.data:
        found, narrowed = found.filter(uuid__in=running.data["matters"]), _("在列表中逐件选择")
    total = found.count()
    about = [
        *_made(_("事项"), user),
        (_("筛选条件"), narrowed or _("没有，是您看得到的全部事项")),
        (_("范围"), _("只有导出那一刻您有权查看的事项。")),
    ]
    path = running.draft()
    number = write_table(path, _("事项"), _headings(), _lines(running, desk, found.iterator(_BATCH), total), about)
    name = _("事项 {day} {n}件").format(day=today(), n=number)
    running.finish({"rows": number}, file=path, name=f"{name}.xlsx")


def _lines(running: Running, desk: Desk, found: Iterator[Matter], total: int) -> Iterator[Sequence[Any]]:
    done = 0
    while batch := list(islice(found, _BATCH)):
        running.say(_("正在写出事项"), done, total)
        for row in rows(batch, desk.days):
            matter = row.matter
            yield (
                matter.number,
                matter.title,
                row.kind,
                row.state,
                row.units,
                row.handler,
                matter.opened_on,
                matter.next_due,
                row.due.text if row.due else "",
                matter.closed_on,
            )
        done += len(batch)


def _conditions(wanted: Asked) -> list[str]:
    tab = next((_(tab.label) for tab in TABS if tab.name == wanted.values.get("tab")), None)
    return [*([tab] if tab else []), *(chip.text for chip in wanted.chips())]


def _made(what: str, user: User) -> list[tuple[str, str]]:
    moment = now()
    when = _("{day} {time}").format(day=day_text(moment.date()), time=f"{moment:%H:%M}")
    return [(_("内容"), what), (_("导出人"), f"{user.name}（{user.username}）"), (_("导出时间"), when)]


def _export_ledger(running: Running) -> None:
    user = running.owner
    ledger = installed().ledgers.get(running.data["ledger"])
    if ledger is None or not may_import(user):
        raise FazhiError(_("没有这本台账，或者您现在的岗位不能导出台账。"), code="forbidden")
    about = [
        *_made(f"《{ledger.title}》", user),
        (_("筛选条件"), _("没有，是全部的行")),
        (_("个人信息"), _("姓名、证件号码、电话和住址已遮盖。")),
    ]
    headings = [Heading(column.heading, column.type) for column in ledger.columns]
    path = running.draft()
    number = write_table(path, ledger.title, headings, _rows_of(running, ledger), about)
    running.finish({"rows": number}, file=path, name=f"{ledger.title} {today()}.xlsx")


def _rows_of(running: Running, ledger: Ledger) -> Iterator[Sequence[Any]]:
    """The rows in the order of their key, read in pieces; the names are declared ones."""
    names = list(ledger.by_name)
    table = f'"ledger_{ledger.name}"'
    columns, key = (", ".join(f'"{name}"' for name in some) for some in (names, ledger.key))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            total = int(cursor.fetchone()[0])
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {key}")  # noqa: S608
            done = 0
            while batch := cursor.fetchmany(_BATCH):
                running.say(_("正在写出台账"), done, total)
                for row in batch:
                    yield [mask_cell(ledger, name, value) for name, value in zip(names, row, strict=True)]
                done += len(batch)

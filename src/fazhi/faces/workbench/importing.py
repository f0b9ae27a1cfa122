"""The ledgers of the district, and their import: files up, looked at, questions answered, rows mended, stored."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench import streaming
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.jobs import XLSX, Line, line
from fazhi.figures.catalogue import installed
from fazhi.figures.ledger import Ledger
from fazhi.figures.workbook import write_template
from fazhi.i18n import _
from fazhi.kernel.database.overview import Standing, standing
from fazhi.kernel.jobs import imports
from fazhi.kernel.jobs.access import may_import
from fazhi.kernel.jobs.asking import record_download
from fazhi.kernel.jobs.findings import SHOWN
from fazhi.kernel.jobs.imports import NoSuchImport
from fazhi.kernel.matters.past_rows import ledgers as past_ledgers
from fazhi.kernel.models import ConfirmedHeading, Job, LedgerImport, User

_APART = "\t"
"""What stands between the file and the sheet in one field of a form."""


@dataclass(frozen=True)
class Shelf:
    """A ledger on the page of ledgers."""

    ledger: Ledger
    standing: Standing


def _importer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not may_import(user):
        raise PermissionDenied
    return user


@require_safe
def ledgers(request: HttpRequest) -> HttpResponse:
    """All ledgers by business: how many rows, where they come from, when the last ones came."""
    user = _importer(request)
    catalogue = installed()
    stands = standing(catalogue)
    groups: dict[str, list[Shelf]] = {}
    for name, ledger in catalogue.ledgers.items():
        groups.setdefault(catalogue.domains[name], []).append(Shelf(ledger, stands[name]))
    context = {
        "businesses": [(_label(package), shelves) for package, shelves in groups.items()],
        "past": list(past_ledgers().values()),
        "imports": user.imports.select_related("store_job", "check_job")[:5],
    }
    return render(request, "workbench/import_ledgers.html", context)


def _label(package: str) -> str:
    """The words for a business: ``LABEL`` of its package, else its name."""
    return str(getattr(import_module(package), "LABEL", package.rpartition(".")[2]))


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The empty workbook of a ledger."""
    _importer(request)
    ledger = installed().ledgers.get(name) or past_ledgers().get(name)
    if ledger is None:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{ledger.title}.xlsx"
        write_template(path, ledger)
        content = path.read_bytes()
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, path.name))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Bring files."""
    user = _importer(request)
    catalogue = installed()
    wanted = request.POST.get("ledger", request.GET.get("ledger", ""))
    problem = ""
    if request.method == "POST":
        try:
            made = imports.begin(user, request.FILES.getlist("files"), wanted)
        except FazhiError as error:
            problem = str(error)
        else:
            return redirect("import", key=made.uuid)
    context = {
        "ledgers": list(catalogue.ledgers.values()),
        "past": list(past_ledgers().values()),
        "wanted": wanted,
        "problem": problem,
        "suffixes": ",".join(imports.SUFFIXES),
    }
    return render(request, "workbench/import_new.html", context, status=422 if problem else 200)


@require_safe
def show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One import: how far its check is, what was found, what is to be answered, what came of it."""
    user = _importer(request)
    one = _find(user, key)
    part = bool(request.headers.get("HX-Request"))
    if part and not any(job and job.unfinished for job in (one.check_job, one.store_job)):
        # What was waited for is here: the whole page has changed.
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"
        return response
    template_name = "workbench/import_progress.html" if part else "workbench/import.html"
    return render(request, template_name, _shown(request, one, user))


def _shown(request: HttpRequest, one: LedgerImport, user: User) -> dict[str, Any]:
    found = imports.findings(one)
    checking = one.check_job is not None and one.check_job.unfinished
    storing = one.store_job is not None and one.store_job.unfinished
    job = one.store_job if storing else one.check_job if checking else None
    reason = request.GET.get("reason", "")
    reasons = found["reasons"] if found else []
    chosen = int(reason) if reason.isdecimal() and int(reason) < len(reasons) else None
    return {
        "one": one,
        "line": _line(job, user),
        "storing": storing,
        "failed": None if job else _failure(one),
        "found": found if not checking else None,
        "reasons": list(enumerate(reasons)),
        "chosen": chosen,
        "problems": reasons[chosen]["problems"] if chosen is not None else _first(reasons),
        "sheets": _sheets(one, found),
        "told": one.answers.get("files", {}),
        "ledgers": list(imports.catalogue_of(one).ledgers.values()),
        "past": "past" in one.answers,
        "remembered": _remembered(one, found),
        "has_rejected": imports.rejected(one) is not None,
        "ready": bool(not job and found and one.stored_at is None and one.check_job and _usable(one.check_job)),
        "stored": one.store_job.result.get("ledgers", []) if one.stored_at and one.store_job else [],
        "rows_shown": SHOWN,
    }


def _line(job: Job | None, user: User) -> Line | None:
    return line(job, user) if job else None


def _usable(job: Job) -> bool:
    return bool(job.state == Job.State.DONE and job.result.get("usable"))


def _failure(one: LedgerImport) -> Job | None:
    """The job that came to nothing last, of an import that is still open."""
    if one.stored_at is not None:
        return None
    jobs = [job for job in (one.check_job, one.store_job) if job is not None]
    last = max(jobs, key=lambda job: job.pk, default=None)
    return last if last is not None and last.state in (Job.State.FAILED, Job.State.CANCELLED) else None


def _sheets(one: LedgerImport, found: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The sheets that may be left out: those that could not be read, and those that are left out already."""
    left = [(file, sheet) for file, sheet in one.answers.get("skipped", ())]
    troubled = [(each["file"], each["sheet"]) for each in found["troubles"] if each["sheet"]] if found else []
    return [
        {"file": file, "sheet": sheet, "value": _APART.join((file, sheet)), "skipped": (file, sheet) in left}
        for file, sheet in dict.fromkeys([*left, *troubled])
    ]


def _first(reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first problems of all reasons, in the order of their rows."""
    everything = [problem for reason in reasons for problem in reason["problems"]]
    return sorted(everything, key=lambda one: (one["file"], one["sheet"], one["row"]))[:SHOWN]


def _remembered(one: LedgerImport, found: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What has been answered before about headings of the ledgers that are here."""
    names = {each["name"]: each["title"] for each in found["ledgers"]} if found else {}
    ledgers = imports.catalogue_of(one).ledgers
    return [
        {
            "pk": each.pk,
            "title": names[each.ledger],
            "heading": each.heading,
            "label": ledgers[each.ledger].by_name[each.column].heading if each.column else "",
            "user": each.user.name,
        }
        for each in ConfirmedHeading.objects.filter(ledger__in=names)
        .select_related("user")
        .order_by("ledger", "heading")
        if not each.column or each.column in ledgers[each.ledger].by_name
    ]


@require_POST
def answer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Which ledger a file is, what a heading is, which sheets are left out; then it is checked again."""

    def act(one: LedgerImport, user: User) -> None:
        forgotten = [int(text) for text in request.POST.getlist("forget") if text.isdecimal() and len(text) < 19]
        if forgotten:
            imports.forget(one, forgotten)
            return
        told = {name: request.POST.get(f"ledger:{name}", "") for name in one.files}
        names = one.files
        skipped = [pair for pair in (text.split(_APART, 1) for text in request.POST.getlist("skip")) if len(pair) == 2]
        headings = {
            name.removeprefix("heading:"): request.POST[name].removeprefix("none:")
            for name in request.POST
            if name.startswith("heading:") and request.POST[name]
        }
        imports.answer(one, user, told, [pair for pair in skipped if pair[0] in names], headings)

    return _act(request, key, act, _("已记下，正在重新检查。"))


@require_http_methods(["GET", "HEAD", "POST"])
def rejected(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The rows that were put aside, to be fetched and mended; mended, they are posted here."""
    if request.method == "POST":
        upload = request.FILES.get("rejected")

        def act(one: LedgerImport, _user: User) -> None:
            if upload is None:
                raise imports.BadUpload(_("请选择改好的 rejected.xlsx。"))
            imports.bring_rejected(one, upload)

        return _act(request, key, act, _("已收到更正，正在重新检查。"))
    user = _importer(request)
    one = _find(user, key)
    path = imports.rejected(one)
    if path is None or one.check_job is None:
        raise Http404
    record_download(one.check_job, path.name, user)
    return streaming.download(request, streaming.of_file(path.open("rb")), path.name, XLSX, path.stat().st_size)


@require_POST
def store(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Store what was checked."""

    def act(one: LedgerImport, _user: User) -> None:
        imports.confirm(one, seen=request.POST.get("seen", ""), whole="whole" in request.POST)

    return _act(request, key, act, _("正在导入。做好后会通知您，可以先去办别的事。"))


def _act(request: HttpRequest, key: uuid.UUID, act: Callable[[LedgerImport, User], None], done: str) -> HttpResponse:
    user = _importer(request)
    one = _find(user, key)
    try:
        act(one, user)
    except FazhiError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("import", key=key)


def _find(user: User, key: uuid.UUID) -> LedgerImport:
    try:
        return imports.find(user, key)
    except NoSuchImport:
        raise Http404 from None

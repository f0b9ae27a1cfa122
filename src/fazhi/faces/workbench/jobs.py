"""我的任务: what runs in the background, how far it is, what came of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench import streaming
from fazhi.faces.workbench.asking import signed_in
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.jobs import asking, files
from fazhi.kernel.jobs.asking import NoSuchJob
from fazhi.kernel.jobs.imports import CHECK, STORE
from fazhi.kernel.jobs.worker import LEASE
from fazhi.kernel.models import Job, User

_PAGE = 20
_UNATTENDED = dt.timedelta(seconds=60)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """A job as it is shown: ``progress`` in per cent, None where it is not known; ``link`` to an import's page."""

    job: Job
    state: str
    words: str
    progress: int | None
    has_file: bool
    link: str
    may_cancel: bool
    may_repeat: bool


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The jobs of whoever is signed in; asked by htmx, the list alone."""
    user = signed_in(request)
    page = Paginator(asking.of(user), _PAGE).get_page(request.GET.get("page"))
    lines = [line(job, user) for job in page.object_list]
    context = {
        "page": page,
        "lines": lines,
        "running": any(one.job.unfinished for one in lines),
        "kept": files.KEPT.days,
    }
    template = "workbench/jobs_list.html" if request.headers.get("HX-Request") else "workbench/jobs.html"
    return render(request, template, context)


def line(job: Job, user: User) -> Line:
    """How a job is shown to somebody."""
    of_import = job.kind in (CHECK, STORE)
    return Line(
        job,
        _(Job.State(job.state).label) if not (job.stop_asked and job.unfinished) else _("正在取消"),
        _words(job),
        min(100, job.done * 100 // job.total) if job.total and job.unfinished else None,
        files.file_of(job) is not None,
        str(job.result.get("import", "")) if of_import else "",
        job.unfinished and not job.stop_asked,
        job.state in (Job.State.FAILED, Job.State.CANCELLED) and not of_import and job.owner_id == user.pk,
    )


def _words(job: Job) -> str:
    if job.state == Job.State.WAITING:
        if now() - job.made_at > _UNATTENDED and not _attended():
            return _("还没有开始：后台处理程序没有在运行，请告诉系统管理员。任务没有丢。")
        return _("前面的任务做完就开始。")
    if job.state == Job.State.RUNNING and job.beat_at is not None:
        if now() - job.beat_at > dt.timedelta(seconds=LEASE / 2):
            return _("处理程序中断了，马上会重新开始，不会重复。")
        return job.words or _("刚刚开始。")
    return job.error


def _attended() -> bool:
    """Whether some worker has a job in hand, and so has a reason not to begin the others yet."""
    return Job.objects.filter(state=Job.State.RUNNING, beat_at__gt=now() - _UNATTENDED).exists()


@require_POST
def cancel(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Call a job off."""
    try:
        job = asking.cancel(signed_in(request), key)
    except NoSuchJob:
        raise Http404 from None
    if job.state == Job.State.DONE:
        messages.info(request, _("这个任务已经做完，来不及取消了。"))
    else:
        messages.success(request, _("已取消“{title}”，没有改动任何数据。").format(title=job.title))
    back = request.POST.get("import", "")
    return redirect("import", key=back) if _is_key(back) else redirect("jobs")


def _is_key(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


@require_POST
def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask anew for a job that came to nothing."""
    try:
        asking.again(signed_in(request), key)
    except NoSuchJob:
        raise Http404 from None
    except FazhiError as problem:
        messages.error(request, str(problem))
    return redirect("jobs")


@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The file that a job has made; that it was fetched is recorded."""
    try:
        path, name = asking.fetch(signed_in(request), key)
    except NoSuchJob as gone:
        context = {"problem": str(gone)}
        return render(request, "workbench/jobs_gone.html", context, status=404)
    return streaming.download(request, streaming.of_file(path.open("rb")), name, XLSX, path.stat().st_size)

"""The pages on which something is done: a form of the questions of one transition, and what comes of it."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench import confirming, doing, drafting
from fazhi.faces.workbench.asking import KEY, faults, posted
from fazhi.faces.workbench.doing import Doing, Unjudged
from fazhi.faces.workbench.models import Draft
from fazhi.i18n import _
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotNow, Stale
from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.models import Organization
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.choosing import suggest
from fazhi.kernel.ui.noticing import noticed

_STATUS: dict[type[FazhiError], int] = {Stale: 409, NotNow: 409, Forbidden: 403}


@dataclass
class _Page:
    """What the page of a form shows besides what is being done.

    ``restored``: the draft it was filled from. ``unconfirmed``: it is in order, and whoever sends it is asked first.
    """

    form: AnswerForm | None
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    unit: str = ""
    problem: FazhiError | None = None
    question: extras.Panel | None = None
    restored: Draft | None = None
    unconfirmed: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest, procedure: str) -> HttpResponse:
    """Open a matter of a type."""
    return _answer(request, doing.opening(request, procedure))


@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Make a transition of a matter."""
    return _answer(request, doing.transition(request, key, name))


def _answer(request: HttpRequest, what: Doing) -> HttpResponse:
    if request.method == "POST":
        return _do(request, what)
    draft = what.place.find()
    if draft is not None and drafting.is_empty(draft):
        draft = None
    if what.possible:
        page = _restored(what, draft) if draft else _Page(AnswerForm(what.transition, what.matter))
        return _show(request, what, page)
    problem = NotNow(what.hindrance) if what.hindrance else _why_not(what)
    page = _restored(what, draft) if draft and draft.version else _Page(None)
    page.problem = problem
    return _show(request, what, page)


def _restored(what: Doing, draft: Draft) -> _Page:
    answers, unit = drafting.content(draft)
    return _Page(Unjudged(what.transition, what.matter, answers, drafting.files(draft)), unit=unit, restored=draft)


def _do(request: HttpRequest, what: Doing) -> HttpResponse:
    answers, files = posted(what.transition, request)
    key, unit = request.POST.get("key", "")[:KEY] or uuid.uuid4().hex, request.POST.get("unit", "")
    refused = keep_files(what, files) if what.chairs else {}
    form = AnswerForm(what.transition, what.matter, answers, drafting.files(what.place.find()))
    page = _Page(form, key, unit)
    if refused:
        for name, lines in refused.items():
            form.add_error(name, lines)
        page.problem = BadAnswers(refused, {})
    elif form.is_valid():
        if "asked" not in request.POST:
            question = extras.question(request, what.procedure.id, what.transition.name, form.cleaned_data)
            page.question = noticed(form, question)
        page.unconfirmed = page.question is None and what.possible and confirming.unconfirmed(form, request)
    if page.problem is None and page.question is None and not page.unconfirmed and not form.reshaped:
        seen = request.POST.get("seen", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
        try:
            matter = what.act(answers=answers, files=form.files, unit=_unit(what, unit), key=key, seen=number)
        except FazhiError as problem:
            page.problem = problem
        else:
            draft = what.place.find()
            if draft is not None:
                drafting.discard(draft)
            messages.success(
                request,
                _("已登记，编号 {number}。").format(number=matter.number)
                if what.matter is None
                else _("已办理“{label}”。").format(label=_(what.transition.label)),
            )
            return redirect("matter", key=matter.uuid)
    if what.chairs:
        # Whatever happens to this window now, what was written is not lost.
        with suppress(FazhiError):
            drafting.save(what.place, dict(answers.lists()), unit)
    if page.unconfirmed:
        return _ask_again(request, what, form)
    return _show(request, what, page)


def _ask_again(request: HttpRequest, what: Doing, form: AnswerForm) -> HttpResponse:
    context = {
        "doing": what,
        "transition": what.transition,
        "matter": what.matter,
        "written": confirming.written(form),
        "carried": confirming.carried(request),
    }
    return render(request, "workbench/sure.html", context)


def keep_files(what: Doing, files: MultiValueDict[str, Any]) -> dict[str, list[str]]:
    """Put the files that came into the draft; what was refused, by material, in words."""
    refused: dict[str, list[str]] = {}
    for material in what.transition.takes:
        for file in files.getlist(material.name):
            try:
                drafting.add_file(what.place, material, file)
            except FazhiError as problem:
                refused.setdefault(material.name, []).append(problem.message)
    return refused


def _unit(what: Doing, code: str) -> Organization | None:
    return next((unit for unit in what.units if unit.code == code), None)


def _show(request: HttpRequest, what: Doing, page: _Page) -> HttpResponse:
    """The page with the form. With a problem: what happened in words, and what was typed still there."""
    problem, matter = page.problem, what.matter
    wrong = faults(page.form) if page.form is not None and isinstance(problem, BadAnswers) else []
    if matter is not None:
        matter.refresh_from_db()
    draft = what.place.find()
    if matter is not None and page.form is not None:
        for name, likely in extras.suggested(matter, what.transition.name).items():
            suggest(page.form, name, likely)
    context = {
        "doing": what,
        "procedure": what.procedure,
        "transition": what.transition,
        "matter": matter,
        "form": page.form,
        "unit": page.unit,
        "key": page.key,
        "seen": matter.sequence if matter is not None else "",
        "version": draft.version if draft else 0,
        "kept": {} if draft is None else dict(drafting.files(draft).lists()),
        "restored": page.restored,
        "moved_on": page.restored is not None and matter is not None and page.restored.seen != matter.sequence,
        "faults": wrong,
        "problem": "" if problem is None or wrong else str(problem),
        "lost": not _can_be_sent(what, problem),
        "question": page.question,
        "limit": settings.ATTACHMENT_LIMIT,
        "panels": extras.panels(request, matter, what.transition.name) if matter is not None else [],
    }
    status = 200 if problem is None else _STATUS.get(type(problem), 422)
    return render(request, "workbench/do.html", context, status=status)


def _can_be_sent(what: Doing, problem: FazhiError | None) -> bool:
    """Where it cannot be done any more, what was typed is shown for copying and cannot be sent."""
    if isinstance(problem, Forbidden) or what.hindrance:
        return False
    return what.matter is None or what.procedure.states()[what.matter.state] in what.transition.sources


def _why_not(what: Doing) -> FazhiError:
    """It is not to be done in this state, or not by this user: said in words."""
    assert what.matter is not None
    state, label = what.procedure.states()[what.matter.state], _(what.transition.label)
    if state not in what.transition.sources:
        return Stale(_("事项现为“{state}”，不能办理“{label}”。").format(state=_(state.label), label=label))
    seats = "、".join(seat.label for seat in what.transition.seats)
    return Forbidden(_("“{label}”应由{seats}办理，您现在的岗位不能办理。").format(label=label, seats=seats))

"""The pages on which something is done: a form of the questions of one transition, and what comes of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import KEY, faults, matter_of, openable, posted, signed_in
from fazhi.i18n import _
from fazhi.kernel.matters.access import Chair, opening_chairs
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotNow, Stale
from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.matters.perform import declared, open_matter, options, perform
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.procedures import Procedure, Transition
from fazhi.kernel.ui import extras

_STATUS: dict[type[FazhiError], int] = {Stale: 409, NotNow: 409, Forbidden: 403}


@dataclass(frozen=True)
class _Doing:
    """One transition being filled in: of a matter, or the opening of one."""

    procedure: type[Procedure]
    transition: Transition
    matter: Matter | None
    chairs: tuple[Chair, ...]

    @property
    def units(self) -> list[Organization]:
        """The units for which it could be done."""
        return list({chair.organization.pk: chair.organization for chair in self.chairs}.values())


@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest, procedure: str) -> HttpResponse:
    """Open a matter of a type."""
    declaration = next((one for one in openable(signed_in(request)) if one.id == procedure), None)
    if declaration is None:
        raise Http404
    opening = declaration.opening()
    doing = _Doing(declaration, opening, None, tuple(opening_chairs(signed_in(request), opening)))
    if request.method != "POST":
        return _ask(request, doing, AnswerForm(opening, None), uuid.uuid4().hex)

    def act(**given: Any) -> Matter:
        return open_matter(procedure, signed_in(request), **given)

    return _do(request, doing, act)


@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Make a transition of a matter."""
    matter = matter_of(request, key)
    procedure = declared(matter)
    transition = procedure.transitions().get(name)
    if transition is None or not transition.seats or not transition.sources:
        raise Http404
    option = next((one for one in options(matter, signed_in(request)) if one.transition.name == name), None)
    doing = _Doing(procedure, transition, matter, option.chairs if option else ())
    if request.method == "POST":
        seen = request.POST.get("seen", "")

        def act(**given: Any) -> Matter:
            number = int(seen) if seen.isdecimal() and len(seen) < 10 else None
            perform(matter, name, signed_in(request), seen=number, **given)
            return matter

        return _do(request, doing, act)
    if option is None:
        return _cannot(request, doing)
    if option.hindrance:
        return _ask(request, doing, None, "", problem=NotNow(option.hindrance))
    return _ask(request, doing, AnswerForm(transition, matter), uuid.uuid4().hex)


def _do(request: HttpRequest, doing: _Doing, act: Callable[..., Matter]) -> HttpResponse:
    answers, files = posted(doing.transition, request)
    key = request.POST.get("key", "")[:KEY]
    form = AnswerForm(doing.transition, doing.matter, answers, files)
    if "asked" not in request.POST and form.is_valid():
        panel = extras.question(request, doing.procedure.id, doing.transition.name, form.cleaned_data)
        if panel is not None:
            return _ask(request, doing, form, key, question=panel)
    try:
        matter = act(answers=answers, files=files, unit=_unit(request, doing), key=key)
    except FazhiError as problem:
        return _ask(request, doing, form, key, problem=problem)
    messages.success(
        request,
        _("已登记，编号 {number}。").format(number=matter.number)
        if doing.matter is None
        else _("已办理“{label}”。").format(label=_(doing.transition.label)),
    )
    return redirect("matter", key=matter.uuid)


def _unit(request: HttpRequest, doing: _Doing) -> Organization | None:
    code = request.POST.get("unit", "")
    return next((unit for unit in doing.units if unit.code == code), None)


def _ask(
    request: HttpRequest,
    doing: _Doing,
    form: AnswerForm | None,
    key: str,
    *,
    problem: FazhiError | None = None,
    question: extras.Panel | None = None,
) -> HttpResponse:
    """The page with the form. With a problem: what happened in words, and what was typed still there."""
    wrong = faults(form) if form is not None and isinstance(problem, BadAnswers) else []
    matter = doing.matter
    if matter is not None:
        matter.refresh_from_db()
    # Where it cannot be done any more, what was typed is shown for copying and cannot be sent.
    lost = isinstance(problem, Forbidden) or (
        matter is not None and doing.procedure.states()[matter.state] not in doing.transition.sources
    )
    context = {
        "procedure": doing.procedure,
        "transition": doing.transition,
        "matter": matter,
        "form": form,
        "units": doing.units,
        "unit": request.POST.get("unit", ""),
        "key": key or uuid.uuid4().hex,
        "seen": matter.sequence if matter is not None else "",
        "faults": wrong,
        "problem": "" if problem is None or wrong else str(problem),
        "lost": lost,
        "question": question,
        "files_again": bool(request.FILES),
        "panels": extras.panels(request, matter, doing.transition.name) if matter is not None else [],
    }
    status = 200 if problem is None else _STATUS.get(type(problem), 422)
    return render(request, "workbench/do.html", context, status=status)


def _cannot(request: HttpRequest, doing: _Doing) -> HttpResponse:
    """It is not to be done in this state, or not by this user: said in words."""
    assert doing.matter is not None
    state = doing.procedure.states()[doing.matter.state]
    if state not in doing.transition.sources:
        problem: FazhiError = Stale(
            _("事项现为“{state}”，不能办理“{label}”。").format(state=_(state.label), label=_(doing.transition.label))
        )
    else:
        problem = Forbidden(
            _("“{label}”应由{seats}办理，您现在的岗位不能办理。").format(
                label=_(doing.transition.label), seats="、".join(seat.label for seat in doing.transition.seats)
            )
        )
    return _ask(request, doing, None, "", problem=problem)

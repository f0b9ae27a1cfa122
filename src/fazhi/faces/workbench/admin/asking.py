"""What the pages of administrators share: who may come here, and forms by which something is changed.

Whoever may not administer gets the page of what is not there, and it is logged.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import faults, signed_in
from fazhi.i18n import _
from fazhi.kernel.administration.reach import Reach, reach
from fazhi.kernel.changes import log

_log = logging.getLogger("fazhi.access")
_NOT_TYPED = {"csrfmiddlewaretoken", "seen", "sure"}


def administrator(request: HttpRequest) -> Reach:
    """What whoever is signed in administers; 404 for whoever administers nothing."""
    found = reach(signed_in(request))
    if not found.anything:
        raise not_theirs(request)
    return found


def system_administrator(request: HttpRequest) -> Reach:
    """The same; 404 for whoever does not administer the whole platform."""
    found = reach(signed_in(request))
    if not found.whole:
        raise not_theirs(request)
    return found


def not_theirs(request: HttpRequest) -> Http404:
    """To be raised where something is not theirs to administer; it is logged."""
    _log.warning("user %s asked for %s, which is not theirs to administer", signed_in(request).pk, request.path)
    return Http404()


class Form(forms.Form):
    """A form of these pages: what is wrong is said in our words, beside the field and above the form."""

    def ask(self, **asked: forms.Field) -> None:
        """Add questions, in this order."""
        for one in asked.values():
            one.error_messages["required"] = _("请填写。")
            if isinstance(one, forms.DateField):
                one.error_messages["invalid"] = _("应是 2026-11-24 这样的日期。")
            if isinstance(one, forms.ChoiceField):
                one.error_messages["invalid_choice"] = _("请从列出的里面选。")
        self.fields.update(asked)


class Day(forms.DateField):
    """A day, picked or typed as 2026-11-24."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"], widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more
        )


def reason_field() -> forms.CharField:
    """Why: asked wherever a permission or a rule is changed."""
    return forms.CharField(
        label=_("理由"), max_length=log.REASON, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("写进变更记录。")
    )


def document_field(**more: Any) -> forms.CharField:
    """The document that a change rests on."""
    return forms.CharField(label=_("依据的文件"), max_length=log.DOCUMENT, help_text=_("文件名和文号。"), **more)


@dataclass(frozen=True)
class Preview:
    """What a change would do, shown before it is made: lines of text, and rows of a table with headings."""

    lines: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Changing:
    """A form by which something is changed.

    ``about``: what must not have changed since the form was opened (of :func:`fazhi.kernel.changes.log.newest`).
    ``preview``: makes it a change of two steps. ``act`` makes the change and returns what is then said, or a page of
    its own; ``after`` does what needs transactions of its own, and may add to what is said.
    """

    form: Form
    title: str
    back: str
    submit: str
    act: Callable[[dict[str, Any]], str | HttpResponse]
    about: Mapping[str, Any] = field(default_factory=dict)
    preview: Callable[[dict[str, Any]], Preview] | None = None
    after: Callable[[dict[str, Any]], str] | None = None
    lead: str = ""
    weighty: bool = False
    template: str = "workbench/admin/form.html"
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def two_steps(self) -> bool:
        """Whether what it would do is shown first."""
        return self.preview is not None


def change(request: HttpRequest, changing: Changing) -> HttpResponse:
    """Show the form, or make the change: under the lock of changes, and not where somebody was there before."""
    if request.method != "POST":
        return _page(request, changing)
    if not changing.form.is_valid():
        return _page(request, changing, status=422)
    given = changing.form.cleaned_data
    try:
        sure = _token(request)
        if changing.preview is not None and request.POST.get("sure") != sure:
            return _page(request, changing, preview=changing.preview(given), sure=sure)
        with transaction.atomic():
            log.lock()
            if changing.about:
                log.unchanged(request.POST.get("seen", ""), **changing.about)
            said = changing.act(given)
        if isinstance(said, HttpResponse):
            return said
        if changing.after is not None:
            said += changing.after(given)
    except log.StaleForm as stale:
        return _page(request, changing, problem=stale.message, status=409)
    except FazhiError as problem:
        return _refused(request, changing, problem)
    messages.success(request, said)
    return redirect(changing.back)


def _refused(request: HttpRequest, changing: Changing, problem: FazhiError) -> HttpResponse:
    wrong = problem.details.get("faults") or {problem.details.get("field", ""): problem.message}
    for name, message in wrong.items():
        if name in changing.form.fields:
            changing.form.add_error(name, message)
    left = "　".join(message for name, message in wrong.items() if name not in changing.form.fields)
    return _page(request, changing, problem=left, status=422)


def _token(request: HttpRequest) -> str:
    """Stands for what was typed: a preview holds for that and nothing else."""
    typed = sorted((name, request.POST.getlist(name)) for name in request.POST if name not in _NOT_TYPED)
    return hashlib.sha256(repr(typed).encode()).hexdigest()


def _page(
    request: HttpRequest,
    changing: Changing,
    *,
    preview: Preview | None = None,
    sure: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "changing": changing,
        "form": changing.form,
        "seen": log.newest(**changing.about) if changing.about else "",
        "preview": preview,
        "sure": sure,
        "problem": problem,
        "faults": faults(changing.form) if changing.form.is_bound else [],
        **changing.more,
    }
    # A preview must hold what was seen when the form was opened, not what is newest now.
    if preview is not None:
        context["seen"] = request.POST.get("seen", "")
    return render(request, changing.template, context, status=status)

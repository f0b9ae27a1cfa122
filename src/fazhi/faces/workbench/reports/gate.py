"""The gate before these pages: who reads figures passes, the ledgers are opened, problems are said in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.reports.opening import ledgers
from fazhi.kernel.models import Membership, User
from fazhi.kernel.reading import reads_figures
from fazhi.kernel.ui import extras

View = Callable[..., HttpResponse]

_log = logging.getLogger("fazhi.access")
_GONE = {"unknown_figure", "unknown_period", "unknown_ledger"}


def refuse(request: HttpRequest, what: str) -> Http404:
    """What is not theirs answers as what is not there, and is logged. To be raised."""
    _log.warning("user %s asked for %s, which is not theirs to read", signed_in(request).pk, what)
    return Http404()


def note_reading(request: HttpRequest, what: str) -> None:
    """Log that somebody read something that is not for everybody."""
    if request.method != "HEAD":
        _log.info("user %s read %s", signed_in(request).pk, what)


def for_readers(view: View) -> View:
    """Let in who reads figures. Anybody else gets a 404, and it is logged."""

    @wraps(view)
    def inner(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if not reads_figures(signed_in(request), seats(request)):
            raise refuse(request, request.path)
        return view(request, *given, **named)

    return inner


def over_ledgers(view: View) -> View:
    """Like :func:`for_readers`, and the view gets the opened ledgers. What is wrong with them is said on a page."""

    @for_readers
    @wraps(view)
    def inner(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        try:
            with ledgers() as opened:
                return view(request, opened, *given, **named)
        except FazhiError as error:
            if error.code == "no_ledger":
                return render(request, "workbench/reports/nothing.html", status=200)
            status = 404 if error.code in _GONE else 422
            return render(request, "workbench/problem.html", {"problem": str(error)}, status=status)

    return inner


def seats(request: HttpRequest) -> list[Membership]:
    """The seats of who is looking, read once a request."""
    return extras.seats(signed_in(request))


def may_look(user: User) -> bool:
    """Whether somebody finds these pages in the menu."""
    return reads_figures(user, extras.seats(user))

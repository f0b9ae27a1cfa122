"""What the views share: who is signed in, which matter is meant, what was posted."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.forms import BoundField, Form
from django.http import Http404, HttpRequest
from django.utils.datastructures import MultiValueDict

from fazhi.kernel.clock import today
from fazhi.kernel.evaluation.fields import WITHIN
from fazhi.kernel.matters.access import find, opening_chairs
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.models import Matter, User
from fazhi.kernel.procedures import Procedure, Transition
from fazhi.kernel.procedures.registry import everything, in_force
from fazhi.kernel.ui.extras import seats

_log = logging.getLogger("fazhi.access")

KEY = 80


def signed_in(request: HttpRequest) -> User:
    """Whoever is signed in; the middleware lets nobody else come here."""
    assert isinstance(request.user, User)
    return request.user


def matter_of(request: HttpRequest, key: uuid.UUID) -> Matter:
    """The matter at an address. One that is not theirs to see answers as one that is not there, and is logged."""
    try:
        return find(key, signed_in(request), seats(signed_in(request)))
    except NotFound:
        if Matter.objects.filter(uuid=key).exists():
            _log.warning("user %s asked for matter %s, which is not theirs to see", signed_in(request).pk, key)
        raise Http404 from None


def openable(user: User) -> list[type[Procedure]]:
    """The types of matter that somebody may open today."""
    found = [in_force(one.id, today()) for one in everything() if one.since <= today()]
    return [one for one in found if opening_chairs(user, one.opening())]


def posted(transition: Transition, request: HttpRequest) -> tuple[MultiValueDict[str, Any], MultiValueDict[str, Any]]:
    """The answers and files of a transition out of a posted page, and nothing else of it."""
    answers: MultiValueDict[str, Any] = MultiValueDict()
    for ask in transition.asks:
        if ask.kind == "marks" or ask.of_parties:
            start = f"{ask.name}."
            given = {name.removeprefix(start): request.POST[name] for name in request.POST if name.startswith(start)}
            answers.setlist(ask.name, [given])
        elif ask.name in request.POST:
            answers.setlist(ask.name, request.POST.getlist(ask.name))
    files: MultiValueDict[str, Any] = MultiValueDict()
    for material in transition.takes:
        if material.name in request.FILES:
            files.setlist(material.name, request.FILES.getlist(material.name))
    return answers, files


def faults(form: Form) -> list[tuple[str, str, str]]:
    """What is wrong with a form, for the summary: id of the input, label of its field, the message."""
    return [
        (_place(form[name], error.code or ""), str(form[name].label), str(message))
        for name, errors in form.errors.as_data().items()
        if name in form.fields
        for error in errors
        for message in error.messages
    ]


def _place(field: BoundField, code: str) -> str:
    whole = str(field.id_for_label or field.auto_id)
    return f"{whole}_{code.removeprefix(WITHIN)}" if code.startswith(WITHIN) else whole

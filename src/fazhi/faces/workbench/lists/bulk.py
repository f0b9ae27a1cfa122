"""One thing done to many matters: offered where all of them allow it, confirmed, and then done to each on its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fazhi.errors import FazhiError
from fazhi.faces.workbench.asking import KEY, signed_in
from fazhi.i18n import _
from fazhi.kernel.matters.access import visible
from fazhi.kernel.matters.handling import colleagues, hand
from fazhi.kernel.matters.perform import Option, declared, options, perform
from fazhi.kernel.models import Event, Matter, User
from fazhi.kernel.procedures import Transition

MOST = 200
"""So many matters at once, and no more: each is a transaction of its own."""

_TAKE, _HAND, _GIVE_BACK = "take", "hand", "give_back"


@dataclass(frozen=True)
class Offer:
    """Something that can be done to all that were chosen; ``hindered`` says which of them do not allow it, and why."""

    name: str
    label: str
    weighty: bool
    hindered: tuple[tuple[Matter, str], ...]


@dataclass(frozen=True)
class Outcome:
    """What came of it for one matter; without a problem it is done."""

    matter: Matter
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """What can be done to the matters that were chosen (``matter``); with ``do``, it is done to each on its own."""
    user = signed_in(request)
    if request.method != "POST":
        # Somebody came back to the address of a page that was sent.
        return redirect("queue")
    chosen = _chosen(request, user)
    if "do" in request.POST and chosen:
        return _done(request, user, chosen)
    found = {matter.pk: options(matter, user) for matter in chosen}
    context = {
        "matters": chosen,
        "missing": len(set(request.POST.getlist("matter"))) - len(chosen),
        "most": MOST,
        "offers": [one for one in _offers(chosen, found) if not one.hindered],
        "hindered": [one for one in _offers(chosen, found) if one.hindered],
        "colleagues": [one for one in colleagues(user) if one.pk != user.pk],
        "open": [matter for matter in chosen if matter.closed_on is None],
        "key": uuid.uuid4().hex,
        "back": _back(request),
    }
    return render(request, "workbench/bulk.html", context)


def _chosen(request: HttpRequest, user: User) -> list[Matter]:
    """Those that are named and may be seen, in the order of their numbers."""
    keys = set()
    for text in request.POST.getlist("matter")[:MOST]:
        try:
            keys.add(uuid.UUID(text))
        except ValueError:
            continue
    return list(visible(user).filter(uuid__in=keys).order_by("procedure", "year", "order"))


def _offers(chosen: list[Matter], found: dict[int, list[Option]]) -> list[Offer]:
    """Every step without questions that some of the matters allow; for each, which of them do not."""
    steps: dict[tuple[str, str], Transition] = {}
    for matter in chosen:
        for option in found[matter.pk]:
            if not option.transition.asks and not option.transition.takes:
                steps.setdefault((matter.procedure, option.transition.name), option.transition)
    offers = []
    for (procedure, name), transition in steps.items():
        hindered = tuple(
            (matter, problem) for matter in chosen if (problem := _problem(matter, procedure, name, found[matter.pk]))
        )
        offers.append(Offer(name, _(transition.label), transition.weighty, hindered))
    return offers


def _problem(matter: Matter, procedure: str, name: str, found: list[Option]) -> str:
    option = next((one for one in found if one.transition.name == name), None)
    if matter.procedure != procedure:
        return _("是另一类事项")
    if option is None:
        return _("事项现为“{state}”，不能由您办理").format(state=_(declared(matter).states()[matter.state].label))
    if option.hindrance:
        return option.hindrance
    if len({chair.organization.pk for chair in option.chairs}) > 1:
        return _("您在多个单位任职，请打开事项，选择代表哪个单位办理")
    return ""


def _done(request: HttpRequest, user: User, chosen: list[Matter]) -> HttpResponse:
    """Done to each on its own. Sent twice, it is done once and shown twice."""
    wanted, key = request.POST["do"], request.POST.get("key", "")[:KEY] or uuid.uuid4().hex
    seen = {matter.pk: request.POST.get(f"seen.{matter.uuid}", "") for matter in chosen}

    def step(matter: Matter) -> Event | None:
        transition, number = declared(matter).transitions().get(wanted), seen[matter.pk]
        if transition is None or transition.asks or transition.takes:
            raise FazhiError(_("这件事项的“{label}”要打开事项逐件办理。").format(label=_label(chosen, wanted)))
        return perform(matter, wanted, user, key=key, seen=int(number) if number.isdecimal() else None)

    handing: dict[str, tuple[str, Callable[[Matter], Event | None]]] = {
        _TAKE: (_("认领"), lambda matter: hand(matter, user, by=user, key=key)),
        _HAND: (_("转交"), lambda matter: hand(matter, _colleague(request, user), by=user, key=key)),
        _GIVE_BACK: (_("退还本单位"), lambda matter: hand(matter, None, by=user, key=key)),
    }
    label, each = handing.get(wanted, (_label(chosen, wanted), step))
    outcomes = [Outcome(matter, _try(each, matter)) for matter in chosen]
    context = {
        "label": label,
        "done": [one for one in outcomes if not one.problem],
        "failed": [one for one in outcomes if one.problem],
        "back": _back(request),
    }
    return render(request, "workbench/bulk_done.html", context)


def _try(act: Callable[[Matter], Event | None], matter: Matter) -> str:
    try:
        act(matter)
    except FazhiError as problem:
        return str(problem)
    return ""


def _label(chosen: list[Matter], name: str) -> str:
    transition = declared(chosen[0]).transitions().get(name)
    return _(transition.label) if transition else name


def _colleague(request: HttpRequest, user: User) -> User:
    key = request.POST.get("to", "")
    found = colleagues(user).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if found is None:
        raise FazhiError(_("请选择本单位的一位同事。"), code="no_colleague")
    return found


def _back(request: HttpRequest) -> str:
    """The list from which the matters were chosen."""
    given = request.POST.get("back", "")
    return given if given.startswith((reverse("queue"), reverse("matters"))) and "\\" not in given else reverse("queue")

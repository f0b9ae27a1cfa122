"""The queue and the list of all matters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.lists import paging, saved
from fazhi.faces.workbench.lists.filters import SORTS, Asked, Filter, asked
from fazhi.faces.workbench.lists.rows import rows
from fazhi.faces.workbench.queues import TABS, Desk
from fazhi.i18n import _
from fazhi.kernel.models import Matter


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in, their unit, and their scores."""
    desk = Desk(signed_in(request))
    wanted = asked(desk, request.GET)
    tab = next((one for one in TABS if one.name == wanted.values.get("tab")), TABS[0])
    wanted.values["tab"] = tab.name
    counts = desk.counts(paging.COUNTED + 1)
    tabs = [(one, *paging.capped(counts[one.name])) for one in TABS]
    context = {
        "tab": tab,
        "tabs": [
            (one.name, _(one.label), paging.shown(number, more), one.name == tab.name) for one, number, more in tabs
        ],
        "openable": desk.openable(),
    }
    known = next((number, more) for one, number, more in tabs if one is tab)
    if wanted.narrows or wanted.values.get("sort", "due") != "due":
        found = tab.found(desk)
    else:
        # Sorted as they lie there, the first of thousands are found without looking at the others.
        found = tab.found(desk, paging.reach(request.GET.get("page"), wanted.values.get("size")))
    return _list(request, "workbench/queue.html", wanted, found, context, known)


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """All matters that whoever is signed in may see; without an address of its own, their default view."""
    desk = Desk(signed_in(request))
    wanted, views = asked(desk, request.GET), saved.views_of(desk)
    if not request.GET and (first := next((view for view in views if view.default), None)):
        return redirect(first.address)
    view = next((view for view in views if str(view.key) == request.GET.get("view")), None)
    if view is not None:
        # What is changed from here on is still a change of this view.
        wanted.values["view"] = str(view.key)
    context = {
        "views": views,
        "view": view,
        "quick": _quick(wanted),
        "sharing": saved.units_of(desk),
        "openable": desk.openable(),
    }
    return _list(request, "workbench/matters.html", wanted, desk.visible(), context)


def _list(
    request: HttpRequest,
    template: str,
    wanted: Asked,
    found: QuerySet[Matter],
    context: dict[str, Any],
    known: tuple[int, bool] | None = None,
) -> HttpResponse:
    """The whole page, or what lies under its heading where only that is asked for (htmx).

    ``known``: how many there are where nothing narrows the list.
    """
    chips, values = wanted.chips(), wanted.values
    page = paging.page(
        wanted.narrowed(found),
        request.GET.get("page"),
        values.get("size"),
        known if not wanted.narrows else None,
        at_once=wanted.few and values.get("sort", "due") == "due" and not wanted.words,
        among=(wanted.narrowed(found, but_for_words=True), wanted.words) if wanted.words else None,
    )
    context |= {
        "asked": wanted,
        "wanted": values,
        "page": page,
        "rows": rows(page.rows, wanted.desk.days),
        "chips": chips,
        "more": wanted.having(more="1"),
        "less": wanted.without(),
        "clear": wanted.without(*wanted.filters, "from", "to", "q"),
        "states": _states(wanted),
        "panel": _panel(request, wanted),
        "several": "type" in wanted.filters,
        "sorts": _sorts(wanted),
        "sizes": [(size, wanted.having(size=str(size)), size == page.size) for size in paging.SIZES],
        "export": _export(),
    }
    whole = "HX-Request" not in request.headers or "HX-History-Restore-Request" in request.headers
    response = render(request, template if whole else template.replace(".html", "_body.html"), context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _quick(wanted: Asked) -> list[tuple[str, str, str]]:
    """A chip for how far matters are: its words, the address, its name."""
    now = wanted.values.get("is")
    return [
        (label, wanted.without("is") if name == now else wanted.having(**{"is": name}), name)
        for name, label in wanted.filters["is"].choices
    ]


def _panel(request: HttpRequest, wanted: Asked) -> list[tuple[Filter, str]]:
    """The conditions beyond the chips with what is chosen, where one of them is set or it is asked for (``more``).

    What they offer costs statements and weight, so it is not there before somebody looks for it.
    """
    below = [one for one in wanted.filters.values() if one.name not in ("is", "state")]
    if "more" not in request.GET and not ({one.name for one in below} | {"from", "to"}) & set(wanted.values):
        return []
    return [(one, wanted.values.get(one.name, "")) for one in below if one.shown or one.name in wanted.values]


def _states(wanted: Asked) -> list[tuple[str, str, bool]]:
    """A chip a state: its words, the address, whether it is set."""
    if not wanted.filters["state"].shown:
        return []
    now = wanted.values.get("state")
    return [
        (label, wanted.without("state") if name == now else wanted.having(state=name), name == now)
        for name, label in wanted.filters["state"].choices
    ]


def _sorts(wanted: Asked) -> dict[str, dict[str, str]]:
    """For each column that sorts: the address that sorts by it or turns it round, and how it is sorted now."""
    given, found = wanted.values.get("sort") or "due", {}
    for name in SORTS:
        there = given.removeprefix("-") == name
        turned = there and not given.startswith("-")
        found[name] = {
            "address": wanted.having(sort=f"-{name}" if turned else name),
            "sorted": ("descending" if given.startswith("-") else "ascending") if there else "",
        }
    return found


def _export() -> str:
    """Where a list is exported; nothing where the workbench has no such page."""
    try:
        return reverse("export_matters")
    except NoReverseMatch:
        return ""

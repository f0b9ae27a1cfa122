"""Where a domain adds what its pages need beyond the generic ones, and a face its menu; registered in ``apps.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from fazhi.i18n import later
from fazhi.kernel.models import Matter, Membership, User
from fazhi.kernel.ui.choosing import Suggested

TODO, MATTERS, BUSINESS, REPORTS, ADMIN = "todo", "matters", "business", "reports", "admin"
GROUPS = {
    TODO: later("我的工作"),
    MATTERS: later("事项"),
    BUSINESS: later("业务"),
    REPORTS: later("报告与统计"),
    ADMIN: later("管理"),
}
"""The groups of the menu with their words, in the order in which they stand."""

Who = Callable[[User], bool]


@dataclass(frozen=True)
class Panel:
    """A template of the domain with what it shows."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page of a domain: its address under ``pages/``, its name for links, and the words of its menu entry.

    Without words it is reached from other pages alone. ``group`` is one of :data:`GROUPS`. ``who`` says whether
    somebody finds the entry in the menu; it is asked on every page, and :func:`seats` costs it no further query. Who
    may open the page is for its view to say.
    """

    address: str
    name: str
    view: Callable[..., HttpResponse]
    label: str = ""
    group: str = BUSINESS
    who: Who | None = None


@dataclass(frozen=True)
class Entry:
    """An entry of the menu: its words and the name of its address."""

    group: str
    label: str
    name: str
    who: Who | None = None


Beside = Callable[[HttpRequest, Matter], Panel | None]
Question = Callable[[HttpRequest, Mapping[str, Any]], Panel | None]
Suggest = Callable[[Matter], Mapping[str, Sequence[Suggested]]]

_beside: dict[tuple[str, str], list[Beside]] = {}
_first: dict[tuple[str, str], Question] = {}
_likely: dict[tuple[str, str], Suggest] = {}
_pages: dict[str, Page] = {}
_menu: dict[str, Entry] = {}


def beside(procedure: str, transition: str, show: Beside) -> None:
    """Show a panel where a transition is filled in, or, where ``transition`` is empty, on the page of the matter."""
    shown = _beside.setdefault((procedure, transition), [])
    if show not in shown:
        shown.append(show)


def ask_first(procedure: str, transition: str, question: Question) -> None:
    """Before a transition with these cleaned answers is made, show what the question gives, once."""
    _first[procedure, transition] = question


def likely(procedure: str, transition: str, suggest: Suggest) -> None:
    """Where a transition is filled in, put first what the function gives: by question, the choices likely meant."""
    _likely[procedure, transition] = suggest


def add_page(page: Page) -> None:
    """Give a page of the domain an address and, if it has words, an entry in the menu."""
    _pages[page.name] = page
    if page.label:
        add_menu(page.group, page.label, page.name, page.who)


def add_menu(group: str, label: str, url_name: str, who: Who | None = None) -> None:
    """Give an address a place in the menu; entries of a group stand in the order in which they are added.

    Raises ``KeyError`` for a group that is not one of :data:`GROUPS`. ``who`` as in :class:`Page`.
    """
    if group not in GROUPS:
        raise KeyError(group)
    _menu[url_name] = Entry(group, label, url_name, who)


def panels(request: HttpRequest, matter: Matter, transition: str = "") -> list[Panel]:
    """What the domains show at that place."""
    found = [show(request, matter) for show in _beside.get((matter.procedure, transition), ())]
    return [panel for panel in found if panel is not None]


def question(request: HttpRequest, procedure: str, transition: str, answers: Mapping[str, Any]) -> Panel | None:
    """What is asked first, if anything."""
    ask = _first.get((procedure, transition))
    return ask(request, answers) if ask else None


def suggested(matter: Matter, transition: str) -> Mapping[str, Sequence[Suggested]]:
    """What is likely meant, by question."""
    find = _likely.get((matter.procedure, transition))
    return find(matter) if find else {}


def pages() -> list[Page]:
    """All pages of the domains, by name."""
    return [_pages[name] for name in sorted(_pages)]


def seats(user: User) -> list[Membership]:
    """The seats of who is looking at a page, read once a request."""
    known: list[Membership] | None = user.__dict__.get("_seats")
    if known is None:
        known = user.__dict__["_seats"] = list(
            user.seats().select_related("organization__parent").order_by("organization__code", "role")
        )
    return known


def menu(user: User) -> list[tuple[str, list[Entry]]]:
    """The groups in which somebody finds something, with their words and entries."""
    found = [entry for entry in _menu.values() if entry.who is None or entry.who(user)]
    groups = [(label, [entry for entry in found if entry.group == group]) for group, label in GROUPS.items()]
    return [(label, entries) for label, entries in groups if entries]

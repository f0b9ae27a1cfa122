"""Where a domain adds what its pages need beyond the generic ones; registered in its ``apps.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from fazhi.kernel.models import Matter


@dataclass(frozen=True)
class Panel:
    """A template of the domain with what it shows."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page of a domain: its address under ``pages/``, its name for links, and the words of its menu entry.

    Without words it is reached from other pages alone.
    """

    address: str
    name: str
    view: Callable[..., HttpResponse]
    label: str = ""


Beside = Callable[[HttpRequest, Matter], Panel | None]
Question = Callable[[HttpRequest, Mapping[str, Any]], Panel | None]

_beside: dict[tuple[str, str], list[Beside]] = {}
_first: dict[tuple[str, str], Question] = {}
_pages: dict[str, Page] = {}


def beside(procedure: str, transition: str, show: Beside) -> None:
    """Show a panel where a transition is filled in, or, where ``transition`` is empty, on the page of the matter."""
    shown = _beside.setdefault((procedure, transition), [])
    if show not in shown:
        shown.append(show)


def ask_first(procedure: str, transition: str, question: Question) -> None:
    """Before a transition with these cleaned answers is made, show what the question gives, once."""
    _first[procedure, transition] = question


def add_page(page: Page) -> None:
    """Give a page of the domain an address."""
    _pages[page.name] = page


def panels(request: HttpRequest, matter: Matter, transition: str = "") -> list[Panel]:
    """What the domains show at that place."""
    found = [show(request, matter) for show in _beside.get((matter.procedure, transition), ())]
    return [panel for panel in found if panel is not None]


def question(request: HttpRequest, procedure: str, transition: str, answers: Mapping[str, Any]) -> Panel | None:
    """What is asked first, if anything."""
    ask = _first.get((procedure, transition))
    return ask(request, answers) if ask else None


def pages() -> list[Page]:
    """All pages of the domains, by name."""
    return [_pages[name] for name in sorted(_pages)]

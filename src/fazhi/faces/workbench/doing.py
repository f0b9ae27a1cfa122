"""What is being done: one transition of a matter or the opening of one, by whoever is signed in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest
from django.urls import reverse

from fazhi.faces.workbench.asking import matter_of, openable, signed_in
from fazhi.faces.workbench.drafting import Place
from fazhi.kernel.matters.access import Chair, opening_chairs
from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.matters.perform import declared, open_matter, options, perform
from fazhi.kernel.models import Matter, Organization, User
from fazhi.kernel.procedures import Procedure, Transition


class Unjudged(AnswerForm):
    """A form as it was left: what is in it is shown, and nothing is found wrong with it yet."""

    def full_clean(self) -> None:
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}


@dataclass(frozen=True)
class Doing:
    """One transition being filled in. ``hindrance`` says why it cannot be done yet; no ``chairs``: it is not theirs."""

    user: User
    procedure: type[Procedure]
    transition: Transition
    matter: Matter | None
    chairs: tuple[Chair, ...]
    hindrance: str = ""

    @property
    def units(self) -> list[Organization]:
        """The units for which it could be done."""
        return list({chair.organization.pk: chair.organization for chair in self.chairs}.values())

    @property
    def possible(self) -> bool:
        """Whether it is theirs, and can be done now."""
        return bool(self.chairs) and not self.hindrance

    @property
    def place(self) -> Place:
        """Where its draft lies."""
        return Place(self.user, self.procedure.id, self.transition.name, self.matter)

    @property
    def address(self) -> str:
        """The address of its form."""
        return self._reverse("open_matter", "do")

    @property
    def draft_address(self) -> str:
        """Where its draft is saved."""
        return self._reverse("open_draft", "draft")

    def _reverse(self, opening: str, other: str) -> str:
        if self.matter is None:
            return reverse(opening, args=[self.procedure.id])
        return reverse(other, args=[self.matter.uuid, self.transition.name])

    def act(self, *, seen: int | None, **given: Any) -> Matter:
        """Do it. Raises what :func:`perform` and :func:`open_matter` raise."""
        if self.matter is None:
            return open_matter(self.procedure.id, self.user, **given)
        perform(self.matter, self.transition.name, self.user, seen=seen, **given)
        return self.matter


def opening(request: HttpRequest, procedure: str) -> Doing:
    """The opening of a type of matter; 404 for whom it is not."""
    user = signed_in(request)
    declaration = next((one for one in openable(user) if one.id == procedure), None)
    if declaration is None:
        raise Http404
    first = declaration.opening()
    return Doing(user, declaration, first, None, tuple(opening_chairs(user, first)))


def transition(request: HttpRequest, key: uuid.UUID, name: str) -> Doing:
    """A transition of a matter; 404 for a matter that is not theirs to see, and for what no person can do."""
    user, matter = signed_in(request), matter_of(request, key)
    procedure = declared(matter)
    each = procedure.transitions().get(name)
    if each is None or not each.seats or not each.sources:
        raise Http404
    option = next((one for one in options(matter, user) if one.transition is each), None)
    return Doing(user, procedure, each, matter, option.chairs if option else (), option.hindrance if option else "")

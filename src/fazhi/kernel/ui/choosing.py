"""Long lists of choices on a page: what is suggested first, then what is chosen, then the rest, each with its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from fazhi.i18n import _

MANY = 8
"""Of more choices than this a page makes a list in which one can look something up."""


@dataclass(frozen=True)
class Suggested:
    """A choice that is likely meant, by its value, and why."""

    value: str
    why: str = ""


@dataclass(frozen=True)
class Group:
    """Some of the choices under a heading, each with the reason for which it stands there, if any."""

    heading: str
    choices: Sequence[tuple[Any, str]]


def suggest(form: forms.Form, name: str, suggested: Iterable[Suggested]) -> None:
    """Put choices of a field first, with their reasons; what it does not offer is left out.

    A selection is divided in two. A list of boxes is divided where it is shown, because what is chosen counts there.
    """
    field = form.fields.get(name)
    if not isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return
    offered = {str(value): (value, label) for value, label in field.widget.choices}
    found = {one.value: one.why for one in suggested if one.value in offered}
    # As a list, so that the page does not ask the database once more.
    field.widget.choices = list(offered.values())
    if isinstance(field.widget, forms.CheckboxSelectMultiple):
        field.widget.suggested = found  # type: ignore[attr-defined]
    elif found:
        blank = [offered[""]] if "" in offered else []
        first = [offered[value] for value in found]
        rest = [pair for value, pair in offered.items() if value and value not in found]
        field.widget.choices = [*blank, (_("建议"), first), (_("其余"), rest)]


def groups(field: forms.BoundField) -> list[Group]:
    """The boxes of a field as they are shown; nothing that is empty."""
    why: dict[str, str] = getattr(field.field.widget, "suggested", {})
    boxes = {str(box.data["value"]): box for box in field}
    chosen = {value for value, box in boxes.items() if box.data["selected"] and value not in why}
    parts = [
        Group(_("建议"), [(boxes[value], reason) for value, reason in why.items()]),
        Group(_("已选"), [(boxes[value], "") for value in boxes if value in chosen]),
        Group(_("其余"), [(box, "") for value, box in boxes.items() if value not in chosen and value not in why]),
    ]
    found = [part for part in parts if part.choices]
    return found if len(found) > 1 else [Group("", part.choices) for part in found]

"""What questions of several businesses offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.procedures.declaration import Choices

Similar = Callable[[Mapping[str, Any]], list[Matter]]
"""Of the cleaned answers that would open a matter, the open ones that may be the same, the likeliest first."""

_similar: dict[str, Similar] = {}


def communities(_matter: Matter | None) -> Choices:
    """The communities of the district, by street: code, and the name behind that of its street."""
    found = Organization.objects.filter(kind="社区", until__isnull=True).select_related("parent").order_by("code")
    return tuple((each.code, f"{each.parent.name if each.parent else ''} {each.name}") for each in found)


def offer_similar(procedure: str, find: Similar) -> None:
    """Let whoever opens a matter of this type be shown those that may be the same."""
    _similar[procedure] = find


def similar(procedure: str, answers: Mapping[str, Any]) -> list[Matter]:
    """The open matters that may be the same; none for a type that has no way to find them."""
    find = _similar.get(procedure)
    return find(answers) if find else []

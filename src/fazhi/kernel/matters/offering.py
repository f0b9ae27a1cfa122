"""What questions of several businesses offer."""

from __future__ import annotations

from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.procedures.declaration import Choices


def communities(_matter: Matter | None) -> Choices:
    """The communities of the district, by street: code, and the name behind that of its street."""
    found = Organization.objects.filter(kind="社区", until__isnull=True).select_related("parent").order_by("code")
    return tuple((each.code, f"{each.parent.name if each.parent else ''} {each.name}") for each in found)

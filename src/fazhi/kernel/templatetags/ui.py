"""What templates say and how they show days, deadlines and fields: ``{% load ui %}``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from fazhi.i18n import _, language
from fazhi.kernel.clock import SHANGHAI, today
from fazhi.kernel.procedures.registry import pinned
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.due import day_text

register = template.Library()


@register.simple_tag
def say(message: str, **values: Any) -> str:
    """An interface string in the user's language; ``{n}`` in it is filled from ``n=…``."""
    return _(message).format(**values) if values else _(message)


@register.filter
def said(message: str) -> str:
    """A label of a declaration in the user's language."""
    return _(str(message))


@register.simple_tag
def page_language() -> str:
    """The language tag of the page."""
    return "en" if language() == "en" else "zh-CN"


@register.filter
def on_day(day: dt.date | None) -> str:
    """6月30日, with the year where it is not this one."""
    return "" if day is None else day_text(day, today())


@register.filter
def at_moment(moment: dt.datetime | None) -> str:
    """2026年6月30日 14:05 in Shanghai."""
    if moment is None:
        return ""
    there = moment.astimezone(SHANGHAI)
    return f"{day_text(there.date())} {there:%H:%M}"


@register.filter
def size(number: int) -> str:
    """A file's size in KB or MB."""
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{max(1, round(number / 1024))} KB"


@register.filter
def state_label(matter: Any) -> str:
    """The label of the state that a matter is in."""
    return _(pinned(matter.procedure, matter.version).states()[matter.state].label)


@register.filter
def kind_label(matter: Any) -> str:
    """The label of a matter's type."""
    return _(pinned(matter.procedure, matter.version).label)


@register.filter
def is_marks(field: Any) -> bool:
    """Whether a field is a sheet of marks, which brings its own labels."""
    return bool(field.widget_type == "marks")


@register.simple_tag
def menu_pages() -> list[extras.Page]:
    """The pages of the domains that stand in the menu."""
    return [page for page in extras.pages() if page.label]


@register.simple_tag
def unread_notices(user: Any) -> int:
    """How many notices somebody has not read."""
    from fazhi.kernel.outbox.notices import unread

    return unread(user).count()


@register.simple_tag(takes_context=True)
def with_query(context: Any, **changes: Any) -> str:
    """The address of this page with some of its parameters changed; an empty value takes one away."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"

"""What templates say and how they show days, deadlines and fields: ``{% load ui %}``."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe

from fazhi.i18n import _, language
from fazhi.kernel.clock import SHANGHAI, day_text, today
from fazhi.kernel.district import current
from fazhi.kernel.procedures.registry import pinned, roles
from fazhi.kernel.ui import extras
from fazhi.kernel.ui.choosing import MANY, Group, groups
from fazhi.kernel.ui.due import Left

register = template.Library()
_DAY = re.compile(r"(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])")


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
def with_days(text: str) -> str:
    """A text with its days as people write them: 2020年6月30日 for 2020-06-30."""

    def written(found: re.Match[str]) -> str:
        with suppress(ValueError):
            return day_text(dt.date.fromisoformat(found[0]))
        return found[0]

    return _DAY.sub(written, str(text))


@register.filter
def due_mark(left: Left) -> str:
    """A deadline with its shape, as ``ui/due.html`` shows it; lists show the same few again and again."""
    return _due_mark(left)


@lru_cache(maxsize=1024)
def _due_mark(left: Left) -> str:
    return render_to_string("ui/due.html", {"left": left})


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
def labels_itself(field: Any) -> bool:
    """Whether a field is a sheet of marks or a list of parties: those bring their own labels."""
    return field.widget_type in ("marks", "parties")


@register.filter
def is_long(field: Any) -> bool:
    """Whether a field offers so many choices that one looks something up in them."""
    offered = getattr(field.field.widget, "choices", ())
    return sum(len(label) if isinstance(label, (list, tuple)) else 1 for _value, label in offered) > MANY


@register.filter
def in_groups(field: Any) -> list[Group]:
    """The boxes of a long list of choices: suggested, chosen, and the rest."""
    return groups(field)


@register.simple_tag
def district_name() -> str:
    """The district whose workbench this is."""
    return current().name


@register.simple_tag(takes_context=True)
def menu(context: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """The menu of who is looking: groups with their entries, each with its words, its address and whether it is here.

    An entry without an address (a page that is not installed) is left out.
    """
    request = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    groups = []
    for label, entries in extras.menu(request.user):
        shown = []
        for entry in entries:
            with suppress(NoReverseMatch):
                shown.append({"label": _(entry.label), "url": reverse(entry.name), "here": entry.name == here})
        if shown:
            groups.append((_(label), shown))
    return groups


@register.simple_tag
def seats(user: Any) -> list[tuple[str, str]]:
    """The units in which somebody works, each with their role there."""
    labels = {identifier: role.label for identifier, role in roles().items()}
    return [(seat.organization.name, _(labels.get(seat.role, seat.role))) for seat in extras.seats(user)]


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


@register.simple_tag(takes_context=True)
def sort_head(context: Any, column: str, label: str, *, figure: bool = False) -> str:
    """The head of a column that sorts the list: a click sorts by it, the next click turns it round.

    The list reads the address's ``sort``: the column's name, with ``-`` before it from the greatest to the least.
    """
    now = context["request"].GET.get("sort", "")
    order = {column: "ascending", f"-{column}": "descending"}.get(now, "")
    address = with_query(context, sort=f"-{column}" if now == column else column)
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}</a></th>',
        mark_safe(' class="figure"') if figure else "",
        format_html(' aria-sort="{}"', order) if order else "",
        address,
        label,
    )


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """The options of a selection, one of them chosen. A district has hundreds of units, so no template writes them."""
    # Not by format_html: for hundreds of lines it takes longer than the rest of the page.
    lines = (
        f'<option value="{html.escape(str(value))}"{" selected" if value == chosen else ""}>'
        f"{html.escape(str(label))}</option>"
        for value, label in choices
    )
    return mark_safe("".join(lines))  # noqa: S308


@register.simple_tag
def chart_data(data: Mapping[str, Any], identifier: str) -> str:
    """What a chart is drawn from, as JSON that is data and not script."""
    return json_script(data, f"{identifier}-data")


@register.filter
def chart_rows(data: Mapping[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    """The table behind a chart: each category with its values, in the order of the series."""
    values = zip(*(one["values"] for one in data["series"]), strict=True)
    return list(zip(data["categories"], values, strict=True))

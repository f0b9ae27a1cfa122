"""A second look at a weighty step where no script asks for it: a page that says what was written, and sends it on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from fazhi.i18n import _
from fazhi.kernel.clock import day_text
from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.procedures import Ask

SURE = "sure"


def unconfirmed(form: AnswerForm, request: HttpRequest) -> bool:
    """Whether a step has to be confirmed and was not."""
    return form.transition.weighty and request.POST.get(SURE) != "1"


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, name by value, to be posted once more."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in (SURE, "csrfmiddlewaretoken")
        for value in values
    ]


def written(form: AnswerForm) -> list[tuple[str, str]]:
    """What was answered in a valid form, in words: label by answer; then the files by name."""
    found = [(_(ask.label), _words(ask, form)) for ask in form.transition.asks]
    for material in form.transition.takes:
        files = form.cleaned_data.get(material.name) or []
        found.append((_(material.label), "、".join(file.name for file in files)))
    return [(label, text) for label, text in found if text]


def _words(ask: Ask, form: AnswerForm) -> str:
    value: Any = form.cleaned_data.get(ask.name)
    if value in (None, "", []):
        return ""
    match ask.kind:
        case "choice" | "choices":
            labels = {str(box.data["value"]): str(box.data["label"]) for box in form[ask.name]}
            return "、".join(labels.get(str(one), "") for one in (value if isinstance(value, list) else [value]))
        case "units":
            return "、".join(str(one) for one in value)
        case "yes_no":
            return _("是") if value else _("否")
        case "date":
            return day_text(value)
        case "marks":
            return _("{total} 分").format(total=value.total)
        case "party" | "parties":
            return "、".join(one.name for one in value)
    return str(value)

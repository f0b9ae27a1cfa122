"""Personal data in a free text: shown once before a transition is made, beside what its domain asks first."""

from __future__ import annotations

from fazhi.kernel.matters.forms import AnswerForm
from fazhi.kernel.ui.extras import Panel


def noticed(form: AnswerForm, question: Panel | None) -> Panel | None:
    """What is to be shown first of a valid form: ``question``, the warnings, both, or nothing."""
    warnings = form.warnings
    if not warnings:
        return question
    with_parties = any(ask.of_parties for ask in form.transition.asks)
    return Panel("ui/party_noticed.html", {"noticed": warnings, "parties": with_parties, "question": question})

"""Why something was not done to a matter. Each says what happened, that nothing was lost, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from fazhi.errors import FazhiError
from fazhi.i18n import _


class NotFound(FazhiError):
    """There is no such matter, or this user may not know of it: both look the same from outside."""

    code = "not_found"


class Forbidden(FazhiError):
    """The user sees the matter and may not do this to it."""

    code = "forbidden"


class Stale(FazhiError):
    """The matter has moved on since the user looked at it, or is not in a state in which this can be done."""

    code = "stale"


class NotNow(FazhiError):
    """Something else has to be done first; the message says what."""

    code = "not_now"


class BadAnswers(FazhiError):
    """Answers are missing or wrong. ``answers`` has the messages by the name of the question."""

    code = "bad_answers"

    def __init__(self, answers: Mapping[str, list[str]], labels: Mapping[str, str]) -> None:
        lines = [f"{labels.get(name, name)}：{'；'.join(messages)}" for name, messages in answers.items()]
        super().__init__(
            _("有 {n} 处需要改正：{lines}").format(n=len(lines), lines="　".join(lines)), answers=dict(answers)
        )
        self.answers = dict(answers)

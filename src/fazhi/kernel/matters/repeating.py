"""A request that comes again under its key: the same one gives what the first gave, another one is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.forms import AnswerForm, recorded
from fazhi.kernel.models import Event, Matter
from fazhi.kernel.procedures import Transition


class KeyInUse(FazhiError):
    """The key of a request was used for something else; ``answers`` names what is other than it was then."""

    code = "key_in_use"


def check_same(
    before: Event, each: Transition, matter: Matter | None, answers: Mapping[str, Any], files: Mapping[str, Any] | None
) -> None:
    """Raises :class:`KeyInUse` where a repeated request gives other answers than the first, whose event is ``before``.

    Answers that could not be given any more today, texts that were erased, parties, marks and files are not compared.
    """
    form = AnswerForm(each, matter, answers, files or {})
    form.is_valid()
    asked = [ask for ask in each.asks if ask.name in form.cleaned_data and not ask.of_parties and ask.kind != "marks"]
    data, texts = recorded(each, {ask.name: form.cleaned_data[ask.name] for ask in asked})
    erased = before.text is not None and before.text.erased_at is not None
    then = before.data | said(before)
    other = [ask.label for ask in asked if _differs(ask.name, data | texts, then, erased=erased)]
    if other:
        raise KeyInUse(
            _(
                "这个请求标识已经用过（{number}），这次的内容与那次不同：{what}。那次已经办成，这次没有办；"
                "要另办的，请重新打开页面，命令行请换一个 --key。"
            ).format(number=before.matter.number, what="、".join(_(label) for label in other)),
            answers=other,
        )


def _differs(name: str, now: Mapping[str, Any], then: Mapping[str, Any], *, erased: bool) -> bool:
    if name not in now or name not in then:
        return (name in now) != (name in then) and not erased
    # A business may keep something else in the place of an answer: a key for a code.
    return type(now[name]) is type(then[name]) and bool(now[name] != then[name])

"""Contradictions within the text of a written report alone.

A false contradiction costs more than a missed one: whatever a word leaves open (余, 近, 约, rounding, another scope, an
overlapping list) is read in favour of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fazhi.figures.check.balances import contradicted_registers, contradicted_totals
from fazhi.figures.check.mentions import Mention
from fazhi.figures.check.passages import Contradiction, Figure, Sentence, sentences
from fazhi.figures.check.rates import contradicted_rates
from fazhi.i18n import _

__all__ = ["Contradiction", "find_contradictions"]

_WHOLE_AREA = re.compile("(?:全区|全市|全县|全旗|我区|我市|我县|辖区|全局|全系统)")
_FILLERS = re.compile("共计|共有|共|现有|已有|已|累计|总计|有|了|达到|达|为")
_PERIOD = re.compile(
    "[0-9]{1,4}年|[0-9]{1,2}(?:[-—至][0-9]{1,2})?月|[0-9]{1,2}日|[一二三四]季度|[上下]半年|全年|今年|本年|去年|上年|同期|近[年期]|目前|截至|截止|"
    "年初|年底|计划|目标|力争|将"
)
_AHEAD = re.compile("下一步|下步|计划|目标|力争|争取|预计|打算|将(?=达|增|新|建|实现|完成)|拟")
_NOW = re.compile("(?:截至)?(?:目前|现在),?")
_THIS_PERIOD = re.compile("(?:今年以?来?|[上下]半年|全年|本年度?)(?:共|累计|全)?[一-龥]")
_SHORTEST_LABEL = 6
_SHORTEST_WITH_PERIOD = 10


def find_contradictions(text: str, mentions: Sequence[Mention]) -> list[Contradiction]:
    """What `text` says against itself.

    `mentions` are those of `find_mentions(text)`; contradictions name them by their place in it.
    """
    found: list[Contradiction] = []
    restated: dict[tuple[str, str, tuple[str, ...]], Figure] = {}
    before: Sentence | None = None
    for sentence in sentences(text, mentions):
        same_paragraph = before is not None and "\n" not in text[before.start + len(before.text) : sentence.start]
        found.extend(contradicted_rates(sentence, before if same_paragraph else None))
        before = sentence
        found.extend(contradicted_totals(sentence))
        found.extend(contradicted_registers(sentence))
        found.extend(_restated(sentence, restated))
    return sorted(found, key=lambda contradiction: contradiction.mentions)


def _restated(sentence: Sentence, seen: dict[tuple[str, str, tuple[str, ...]], Figure]) -> Iterable[Contradiction]:
    """The same words about the whole area, of the same period, with another number in another sentence."""
    if _AHEAD.search(sentence.text):
        return
    for figure in sentence.figures:
        label = _FILLERS.sub("", _NOW.sub("", figure.label.strip()))
        if not figure.is_whole or figure.in_brackets or not _is_whole_area(label, figure, sentence):
            continue
        upto = sentence.text[: figure.mention.start - sentence.start]
        key = (label + "|" + figure.noun, figure.mention.unit, tuple(_PERIOD.findall(_NOW.sub("", upto[-400:]))))
        first = seen.setdefault(key, figure)
        if first.mention.value != figure.mention.value and first.mention.start < sentence.start:
            message = _("同一事项前后不一：“{first}”与“{second}”。").format(first=first.quote(), second=figure.quote())
            yield Contradiction("restated", (first.index, figure.index), message)


def _is_whole_area(label: str, figure: Figure, sentence: Sentence) -> bool:
    """Whether a label speaks of the whole area: by name, or by opening its paragraph with nothing but the period."""
    if _WHOLE_AREA.match(label):
        return len(label) >= _SHORTEST_LABEL
    opened = sentence.text[: figure.mention.start - sentence.start].strip(" \u3000")
    return len(label) >= _SHORTEST_WITH_PERIOD and opened == figure.label.strip() and bool(_THIS_PERIOD.match(label))

"""From the dates a source gives to the days on which each text is the law."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fazhi.law.basis import source_text
from fazhi.law.statutes import amendments
from fazhi.law.statutes.model import Text
from fazhi.law.statutes.names import data, short_name
from fazhi.law.statutes.notes import note
from fazhi.law.statutes.sources.parse import commencement

_ABOLITION = re.compile(r"(?:^|。|；|\n)([^。；\n]*?同时废止)")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_DECISION = re.compile(r"关于修改《([^《》]+)》的决定$")
_ABOLISHED = ("已废止", "已失效")


@dataclass(frozen=True)
class Repeal:
    """A law repealed by an article of another, from ``day`` on."""

    short: str
    by: str
    article: str
    day: date


def settle(texts: list[Text]) -> list[Repeal]:
    """Set ``start``, ``end`` and the remarks of every text. Returns the repeals that the texts themselves order."""
    groups: dict[str, list[Text]] = {}
    for text in texts:
        groups.setdefault(text.short, []).append(text)
    decisions: dict[tuple[str, date | None], Text] = {
        (short_name(found[1]), text.adopted): text
        for text in texts
        if (found := _DECISION.search(text.name)) and text.adopted
    }
    for text in texts:
        _set_start(text, decisions.get((text.short, text.adopted)))
    repeals = [repeal for text in texts for repeal in _repeals(text)]
    for group in groups.values():
        _set_ends(group)
    _amended_wholes(groups)
    _criminal_law(groups)
    for repeal in repeals:
        for text in groups.get(repeal.short, ()):
            if text.start is None or text.start < repeal.day:
                text.ends_by(repeal.day)
                text.notes.append(note("repealed_by", day=repeal.day, by=repeal.by, article=repeal.article))
    for text in texts:
        _mark(text)
    return repeals


def _set_start(text: Text, decision: Text | None) -> None:
    if text.start is not None:
        return
    known = next(
        (
            one
            for one in data("repairs")["commencements"]
            if one["law"] == text.short and one["adopted"] == text.adopted
        ),
        None,
    )
    decided = decision and _decided(decision)
    if decided and decision:
        text.start = decided
        text.notes.append(note("start_from_decision", day=decided, by=decision.name))
    elif known:
        text.start = known["from"]
        text.notes.append(note("start_recalled", day=text.start, how=source_text(known["check"])))
    elif text.first and (text.adopted is None or text.first >= text.adopted):
        text.start = text.first
    elif text.adopted:
        text.start = text.adopted
        if text.first:
            text.notes.append(note("start_is_adoption", first=text.first, adopted=text.adopted))


def _decided(decision: Text) -> date | None:
    """The day a decision comes into force: its own words, else what the source says."""
    spoken = (commencement(entry.text) for entry in reversed(decision.articles))
    return next((day for day in spoken if day), decision.first)


def _repeals(text: Text) -> Iterable[Repeal]:
    for entry in text.articles:
        if "同时废止" not in entry.text:
            continue
        day = commencement(entry.text) or text.first or text.start
        for sentence in _ABOLITION.findall(entry.text):
            for name in _TITLE.findall(sentence):
                if day and short_name(name) != text.short:
                    yield Repeal(short_name(name), text.name, entry.key.label, day)


def _set_ends(group: Sequence[Text]) -> None:
    dated = sorted((text for text in group if text.start), key=lambda text: (text.start, text.adopted or text.start))
    for earlier, later in pairwise(dated):
        if later.start and earlier.start and later.start > earlier.start:
            earlier.ends_by(later.start)


def _amended_wholes(groups: dict[str, list[Text]]) -> None:
    """A text ends as a whole with the first amendment after it (the Constitution)."""
    for short, group in groups.items():
        if short == amendments.LAW:
            continue
        later = [text for name, texts in groups.items() if name.startswith(f"{short}修正案") for text in texts]
        for text in group:
            days = [
                (one.first, one.name)
                for one in later
                if one.first and one.adopted and text.adopted and one.adopted > text.adopted
            ]
            if days:
                day, by = min(days)
                text.ends_by(day)
                text.notes.append(note("ended_by_amendment", day=day, by=by))


def _criminal_law(groups: dict[str, list[Text]]) -> None:
    numbered = [text for name, texts in groups.items() if name.startswith(f"{amendments.LAW}修正案") for text in texts]
    for text in groups.get(amendments.LAW, ()):
        if numbered and text.adopted and text.first and text.first < text.adopted:
            amendments.settle(text, numbered)


def _mark(text: Text) -> None:
    """What the source calls repealed, and no known instrument repeals."""
    if text.mark not in _ABOLISHED or any(remark.code == "repealed_by" for remark in text.notes):
        return
    if text.short in data("repairs")["doubtful_repeals"]:
        text.notes.append(note("repeal_doubtful", mark=text.mark))
    else:
        text.repealed = True
        text.notes.append(note("repeal_unknown", mark=text.mark))

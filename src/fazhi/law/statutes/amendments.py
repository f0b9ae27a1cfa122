"""The Criminal Law and its numbered amendments: since when each article reads as it does, and later amendments applied.

The law of 1997 has been changed by amendments (刑法修正案) that are instruments of their own. An amendment names the
articles it inserts, changes or deletes; so an article that none of them names has read the same since 1997, an
inserted one exists since its amendment, and an amendment later than the stored text can be applied to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fazhi.law.statutes.model import Entry, Text
from fazhi.law.statutes.names import data
from fazhi.law.statutes.notes import note
from fazhi.law.statutes.numbers import NUMERAL, Key, parse_number, parse_place
from fazhi.law.statutes.structure import paragraphs

LAW = "刑法"
_LABEL = rf"第[{NUMERAL}]+条(?:之[{NUMERAL}]+)?"
_INSERTED = re.compile(rf"作为({_LABEL}(?:[、和至]+{_LABEL})*)")
_BASE = re.compile(rf"({_LABEL})(?:[^，。；、“\"]{{0,12}})?后增加[{NUMERAL}]+条")
_DELETED = re.compile(rf"删去(?:刑法)?({_LABEL})(?!第)")
_WHOLE = re.compile(rf"(?:将刑法{_LABEL}|将该条)修改为[：:]\s*$")
_ONE_PARAGRAPH = re.compile(rf"将刑法{_LABEL}第([{NUMERAL}]+)款修改为[：:]\s*$")


@dataclass(frozen=True)
class Change:
    """One article touched by one amendment. ``text`` is its new wording where the amendment gives it whole."""

    key: Key
    kind: str  # inserted, changed, deleted
    day: date
    by: str
    text: str = ""
    paragraph: int | None = None  # of which ``text`` is the new wording


def changes_of(amendment: Text) -> Iterator[Change]:
    """Every article of the Criminal Law that an amendment inserts, changes or deletes."""
    day = amendment.first
    if day is None:
        return
    for entry in amendment.articles:
        yield from _changes(entry.text, day, amendment.name)


def _changes(text: str, day: date, by: str) -> Iterator[Change]:
    # Wording of the law opens with a quotation mark on each line and need not close it; instructions do not.
    heads = [re.split(r"[\"“]", line)[0] for line in text.split("\n")]
    quoted = [line.strip() for line in text.split("\n")]
    instructions = "\n".join(heads)
    inserted = {key for found in _INSERTED.finditer(instructions) for key in _keys(found[1])}
    deleted = {key for found in _DELETED.finditer(instructions) for key in _keys(found[1])}
    bases = {key for found in _BASE.finditer(instructions) for key in _keys(found[1])}
    changed = set(_keys(instructions)) - inserted - deleted - bases
    for key in sorted(inserted):
        yield Change(key, "inserted", day, by)
    for key in sorted(deleted):
        yield Change(key, "deleted", day, by)
    whole, one = _WHOLE.search(heads[0]), _ONE_PARAGRAPH.search(heads[0])
    simple = len(changed) == 1 and not inserted and not any(heads[1:])
    wording = ""
    if simple and (whole or one):
        first = quoted[0][len(heads[0]) :]
        wording = "\n".join(line.strip('"“”') for line in [first, *quoted[1:]] if line)
    for key in sorted(changed):
        yield Change(key, "changed", day, by, wording, parse_number(one[1]) if one and wording else None)


def _keys(text: str) -> list[Key]:
    places = (parse_place(label) for label in re.findall(_LABEL, text))
    return [place.key for place in places if place]


def settle(law: Text, amendments: Sequence[Text]) -> None:
    """Give the articles of the stored Criminal Law their own dates, and apply amendments later than its text."""
    if law.adopted is None or law.first is None:
        raise ValueError(law.name)
    changes = sorted((change for text in amendments for change in changes_of(text)), key=lambda change: change.day)
    stored_until = max(
        (text.first for text in amendments if text.first and text.adopted and text.adopted <= law.adopted),
        default=law.adopted,
    )
    recalled = {
        key: (entry["day"], entry["by"])
        for entry in data("repairs")["criminal_law_changes"]
        for key in _keys("".join(entry["articles"]))
    }
    by_key: dict[Key, list[Change]] = {}
    for change in changes:
        by_key.setdefault(change.key, []).append(change)
    later: list[Entry] = []
    for entry in law.articles:
        own = by_key.get(entry.key, [])
        _date(entry, law.first, [change for change in own if change.day <= stored_until], recalled.get(entry.key))
        for change in own:
            if change.day > stored_until:
                later.append(_apply(later_or(entry, later), change))
    law.articles.extend(later)
    law.start = law.first
    law.notes = [remark for remark in law.notes if not remark.code.startswith("start_")]


def later_or(entry: Entry, later: Sequence[Entry]) -> Entry:
    """The latest wording so far."""
    return next((one for one in reversed(later) if one.key == entry.key), entry)


def _date(entry: Entry, first: date, changes: Sequence[Change], recalled: tuple[date, str] | None) -> None:
    entry.born = next((change.day for change in changes if change.kind == "inserted"), first)
    entry.start = max((change.day for change in changes), default=first)
    if recalled and recalled[0] > entry.start:
        entry.start = recalled[0]
        entry.notes.append(note("changed_recalled", day=recalled[0], by=recalled[1]))
    elif not changes:
        entry.notes.append(note("unchanged", day=first))
    elif changes[-1].kind == "deleted":
        entry.end = changes[-1].day - timedelta(days=1)
        entry.start = entry.born
        entry.notes.append(note("deleted"))
    else:
        code = "inserted_by" if changes[-1].kind == "inserted" else "changed_by"
        entry.notes.append(note(code, day=changes[-1].day, by=changes[-1].by))


def _apply(before: Entry, change: Change) -> Entry:
    before.end = change.day - timedelta(days=1)
    before.notes.append(note("replaced_later", day=change.day, by=change.by))
    text = change.text
    if change.paragraph is not None:
        parts = [part.text for part in paragraphs(before.text)]
        if change.paragraph <= len(parts):
            parts[change.paragraph - 1] = change.text
            text = "\n".join(parts)
        else:
            text = ""
    remark = note("consolidated", day=change.day, by=change.by)
    return replace(before, text=text, start=change.day, end=None, notes=[remark])

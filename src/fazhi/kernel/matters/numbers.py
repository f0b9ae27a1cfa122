"""A matter's number read as people type it: 罗协〔2020〕12号, 罗协[2020]12, 协 12, 2020-12, 12号, in any width."""

from __future__ import annotations

import re

from django.db.models import Q

from fazhi.kernel.district import current
from fazhi.kernel.matters.words import plain
from fazhi.kernel.procedures.registry import everything

_NUMBER = re.compile(
    r"(?P<word>(?:(?![第年])[\u4e00-\u9fff]){0,8})"
    r"(?:[〔\[(【{]?(?P<year>20\d\d)(?:[〕\])】}]|年(?:第)?|[-/]))?"
    r"第?0*(?P<order>[1-9]\d{0,8})(?P<end>号?)"
)


def in_number(text: str) -> Q:
    """The condition for matters that can be meant by a number; empty where the text is none."""
    found = _NUMBER.fullmatch(plain(text).replace(" ", ""))
    if found is None:
        return Q()
    word, short = found["word"], current().abbreviation
    kinds = [one.id for one in everything() if word in ("", one.word, f"{short}{one.word}", short)]
    if not kinds:
        return Q()
    wanted = Q(procedure__in=kinds, order=int(found["order"]))
    return wanted & Q(year=int(found["year"])) if found["year"] else wanted

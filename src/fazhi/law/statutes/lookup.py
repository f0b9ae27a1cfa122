"""Looking up what a person wrote in one piece: 《民法典》第五百九十条第一款, 民法典590条, or only the name of a law."""

from __future__ import annotations

import re
from datetime import date

from fazhi.i18n import _
from fazhi.law.statutes.citations import find
from fazhi.law.statutes.corpus import Corpus, today
from fazhi.law.statutes.errors import NoSuchArticle
from fazhi.law.statutes.numbers import Place, fold, parse_place
from fazhi.law.statutes.records import Found, Law

_LOOSE = re.compile(r"(.*?\D)\s*(第?\s*\d.*|全文)$")


def open_reference(corpus: Corpus, reference: str, on: date | None = None) -> Found | list[Law]:
    """The article of a reference, or all texts held of a law where only its name is given.

    Raises :class:`~fazhi.law.statutes.errors.UnknownLaw` and :class:`~fazhi.law.statutes.errors.NoSuchArticle`.
    """
    reference = reference.strip()
    if corpus.group(reference) is not None:
        return corpus.find_law(reference)
    cited = next(find(reference, lambda name: name in corpus.names or name in corpus.repeals), None)
    if cited is None:
        loose = _LOOSE.fullmatch(fold(reference))
        place = parse_place(loose[2]) if loose else None
        if loose is None or place is None:
            raise corpus.unknown(reference)
        return corpus.article(loose[1], place, on)
    place = Place(cited.key, cited.paragraph, cited.item)
    day = on or today()
    if cited.year is not None:
        texts = corpus.find_law(cited.law)
        of_year = [law for law in texts if cited.year in corpus.years(law, day)]
        if not of_year:
            raise NoSuchArticle(
                _("《{law}》{year} 年的文本不在库中，库中有：{held}。").format(
                    law=texts[0].short, year=cited.year, held="、".join(law.span for law in texts)
                )
            )
        if not any(law.covers(day) for law in of_year) and of_year[-1].start:
            day = of_year[-1].start
    return corpus.article(cited.law, place, day)

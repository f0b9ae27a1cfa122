"""Opening the article that a calculation or a deadline rests on."""

from __future__ import annotations

from datetime import date

from fazhi.i18n import _
from fazhi.law.basis import Basis
from fazhi.law.statutes.corpus import Corpus, open_corpus, today
from fazhi.law.statutes.errors import NoCorpus, NoSuchArticle, UnknownLaw
from fazhi.law.statutes.numbers import Key, Place
from fazhi.law.statutes.records import Found


def open_basis(
    instrument: str,
    article: str,
    on: date | None = None,
    *,
    paragraph: int | None = None,
    item: int | None = None,
    text: str = "",
    corpus: Corpus | None = None,
) -> Found | str:
    """The article of a basis, or in Chinese why it cannot be opened.

    ``article`` is the printed number in Arabic digits ("133-1" for 第一百三十三条之一), as in
    :class:`~fazhi.law.basis.Basis`; ``on`` chooses the version (today); ``text`` is the year of the text meant, where
    the basis names one. An article whose wording on that day is not held is returned with :attr:`Found.reason` set.
    """
    if not article:
        return _("这项依据没有指明条。")
    number, _dash, sub = article.partition("-")
    place = Place(Key(int(number), int(sub or 0)), paragraph, item)
    try:
        held = corpus or open_corpus()
        if text.isdigit():
            texts = [law for law in held.find_law(instrument) if int(text) in law.years]
            if not texts:
                return _("《{name}》{year}年的文本不在库中。").format(name=instrument, year=text)
            day = on or today()
            if not any(law.covers(day) for law in texts):
                on = texts[-1].start or day
        return held.article(instrument, place, on)
    except (NoCorpus, NoSuchArticle, UnknownLaw) as problem:
        return problem.message


def open_article(basis: Basis, on: date | None = None, corpus: Corpus | None = None) -> Found | str:
    """:func:`open_basis` for a structured basis."""
    return open_basis(
        basis.instrument, basis.article, on, paragraph=basis.paragraph, item=basis.item, text=basis.text, corpus=corpus
    )

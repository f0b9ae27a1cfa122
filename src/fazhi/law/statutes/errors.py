"""Errors of the statutes: each says what was asked for and what there is instead."""

from __future__ import annotations

from fazhi.law.errors import BadInput


class UnknownLaw(BadInput):
    """No text of that law is held; ``details["near"]`` lists names like it."""

    code = "unknown_law"


class NoSuchArticle(BadInput):
    """The law is held, but it has no such article, paragraph or item."""

    code = "no_such_article"


class EmptyQuery(BadInput):
    """Nothing to search for is left once punctuation is taken away."""

    code = "empty_query"


class NoCorpus(BadInput):
    """There is no source of law texts at all, or a source cannot be read."""

    code = "no_corpus"

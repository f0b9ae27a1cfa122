"""Words found in what is written about matters: by pairs of neighbouring characters under GIN, then letter by letter.

The functions of the database that this names are made by the migration ``0007_search``; the expressions here are those
of its indexes, to the letter.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value

SHORTEST = 2
"""A pair of characters is the least that is looked for."""


class _Bigrams(Func):
    function = "kernel_bigrams"
    output_field = ArrayField(TextField())


class _Said(Func):
    function = "kernel_said"
    output_field = TextField()


class _Holds(Func):
    """Whether the second text lies within the first, whatever its width and case."""

    template = "strpos(kernel_plain(%(expressions)s) > 0"
    arg_joiner = "), "
    output_field = BooleanField()


class _Contains(Func):
    """Whether an array has all elements of another."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()


class _Named(Func):
    """Number and title of a matter as one text."""

    template = "%(expressions)s"
    arg_joiner = " || ' ' || "
    output_field = TextField()


def plain(text: str) -> str:
    """As texts are compared: half-width, small letters, single spaces, no control characters."""
    letters = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(" " if letter.isspace() else letter for letter in letters)
    return " ".join("".join(letter for letter in kept if unicodedata.category(letter) != "Cc").split())


def findable(wanted: str) -> bool:
    """Whether there is a word in it that an index can find."""
    return any(len(word) >= SHORTEST for word in plain(wanted).split())


def named(wanted: str) -> Q:
    """Of :class:`Matter`: its number and title hold these words, all of them."""
    return _held(_Named(F("number"), F("title")), wanted)


def said(wanted: str, *, by_index: bool = True) -> Q:
    """Of :class:`Event`: its free text holds these words, all of them.

    ``by_index``: of all events; of few, each is read.
    """
    return _held(_Said(F("text__text")), wanted, by_index=by_index)


def called(wanted: str, prefix: str = "") -> Q:
    """Of :class:`Party`, or what refers to one by ``prefix``: its name holds these words, all of them."""
    return _held(F(f"{prefix}name"), wanted)


def _held(text: Any, wanted: str, *, by_index: bool = True) -> Q:
    found = Q()
    for word in plain(wanted).split():
        pairs = sorted({one + two for one, two in pairwise(word)})
        if pairs and by_index:
            found &= Q(_Contains(_Bigrams(text), Value(pairs, output_field=ArrayField(TextField()))))
        found &= Q(_Holds(text, Value(word)))
    return found

"""How figures say they are spoken of."""

from __future__ import annotations

from fazhi.figures.catalogue import Catalogue


def test_no_phrase_waits_for_the_unit_which_stands_with_the_number_itself(catalogue: Catalogue) -> None:
    waiting = [
        (figure.id, phrase)
        for figure in catalogue.figures.values()
        for phrase in figure.said
        if figure.unit in phrase.split()
    ]
    assert waiting == []

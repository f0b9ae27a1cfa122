"""The outcome of a check as one self-contained page: the text marked, every number beside what the ledgers say."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from fazhi.figures.check.judge import Checked, Judgement, Status, status_names, worst_first
from fazhi.i18n import in_chinese

_ASSETS = Path(__file__).parent / "assets"

SHAPES: dict[Status, str] = {"agrees": "✓", "differs": "✗", "not_tied": "?", "contradictory": "≠"}
"""A shape for each status, so that colour never speaks alone."""


@dataclass(frozen=True)
class _Piece:
    text: str
    index: int = -1
    judgement: Judgement | None = None


def render(checked: Checked) -> str:
    """The page as HTML, in Chinese like the document it shows. It needs no network and runs no script."""
    with in_chinese():
        return _render(checked)


def _render(checked: Checked) -> str:
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    css = (_ASSETS / "check.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    environment = Environment(loader=FileSystemLoader(_ASSETS), autoescape=True)
    indexes = {id(judgement): index for index, judgement in enumerate(checked.judgements)}
    return environment.get_template("check.html.j2").render(
        checked=checked,
        css=Markup(css),  # noqa: S704  (our own style sheet)
        css_hash=digest,
        names=status_names(),
        shapes=SHAPES,
        paragraphs=_paragraphs(checked),
        rows=[
            {"index": indexes[id(judgement)], "judgement": judgement} for judgement in worst_first(checked.judgements)
        ],
    )


def _paragraphs(checked: Checked) -> list[list[_Piece]]:
    """The text cut into lines, and each line into words and numbers. A number never runs over the end of a line."""
    text = checked.document.text
    paragraphs: list[list[_Piece]] = []
    start = 0
    judgements = list(enumerate(checked.judgements))
    for line in text.split("\n"):
        end = start + len(line)
        pieces: list[_Piece] = []
        at = start
        while judgements and judgements[0][1].mention.start < end:
            index, judgement = judgements.pop(0)
            pieces.append(_Piece(text[at : judgement.mention.start]))
            pieces.append(_Piece(judgement.mention.text, index, judgement))
            at = judgement.mention.end
        pieces.append(_Piece(text[at:end]))
        if line.strip():
            paragraphs.append(pieces)
        start = end + 1
    return paragraphs

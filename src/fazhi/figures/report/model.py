"""A built report, before it becomes .docx, .html or .json: paragraphs of text in which every figure knows its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fazhi.figures.engine import Breach, Value
from fazhi.figures.period import Period

ParagraphKind = Literal["title", "heading1", "heading2", "heading3", "body", "signature", "date"]
"""Levels of GB/T 9704-2012: heading1 is 一、 (黑体), heading2 is （一） (楷体), heading3 is 1. (仿宋)."""


@dataclass(frozen=True)
class Text:
    """Words that carry no figure."""

    text: str


@dataclass(frozen=True)
class FigureRun:
    """A figure as printed: ``printed`` is number, wording and unit together (530余件), ``value`` the exact one."""

    value: Value
    printed: str


Run = Text | FigureRun


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. ``number`` is the heading number as printed (一、 or （一）), "" where it has none."""

    kind: ParagraphKind
    runs: tuple[Run, ...]
    number: str = ""

    @property
    def text(self) -> str:
        """The paragraph as printed."""
        return self.number + "".join(run.text if isinstance(run, Text) else run.printed for run in self.runs)


@dataclass(frozen=True)
class Note:
    """Something the reader of the report must know: a breach, a missing ledger, rows that could not be read.

    ``figures`` are the ids it concerns; ``breach`` is set where an invariant does not hold.
    """

    message: str
    figures: tuple[str, ...] = ()
    breach: Breach | None = None


@dataclass(frozen=True)
class Report:
    """A report ready to be written. ``organization`` signs it; ``sources`` is ledger title → file name."""

    period: Period
    organization: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    synthetic: bool = False

    @property
    def title(self) -> str:
        """The report's title."""
        return next((p.text for p in self.paragraphs if p.kind == "title"), "")

    @property
    def figures(self) -> tuple[Value, ...]:
        """The values printed, each once, in the order of the text."""
        values: dict[str, Value] = {}
        for paragraph in self.paragraphs:
            for run in paragraph.runs:
                if isinstance(run, FigureRun):
                    values.setdefault(run.value.figure.id, run.value)
        return tuple(values.values())

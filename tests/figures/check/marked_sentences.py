"""Sentences with their figures marked inline: [printed] or [printed=value unit qualifier], unit "-" for none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

_MARK = re.compile(r"\[([^\]=]*)(?:=([^\]]*))?\]")


@dataclass(frozen=True, slots=True)
class Marked:
    text: str
    spans: tuple[tuple[int, int], ...]
    values: dict[tuple[int, int], tuple[Decimal, str, str]]


def lines_of(name: str) -> list[str]:
    """The lines of a data file beside the tests without its comments; “⏎” in them is a line break."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("⏎", "\n") for line in lines if line and not line.startswith("#")]


def read_marked(name: str) -> list[Marked]:
    return [unmark(line) for line in lines_of(name)]


def unmark(line: str) -> Marked:
    text = ""
    spans: list[tuple[int, int]] = []
    values: dict[tuple[int, int], tuple[Decimal, str, str]] = {}
    position = 0
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        span = (len(text), len(text) + len(mark[1]))
        text += mark[1]
        spans.append(span)
        if mark[2]:
            value, unit, qualifier = mark[2].split()
            values[span] = (Decimal(value), "" if unit == "-" else unit, qualifier)
        position = mark.end()
    return Marked(text + line[position:], tuple(spans), values)

"""The inside of an article: its paragraphs (款) and their items (项)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi.law.statutes.numbers import NUMERAL, parse_number

_ITEM = re.compile(rf"[\s\"“]*[（(]\s*([{NUMERAL}]+)\s*[）)]")
_SUBITEM = re.compile(r"\s*\d{1,2}\s*[.．、]")


@dataclass(frozen=True)
class Paragraph:
    """A 款. ``items`` maps the printed number of each 项 to its text, the number included."""

    text: str
    items: dict[int, str]


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split the text of an article, one line per 款, 项 or 目, as the official editions print it."""
    found: list[tuple[list[str], dict[int, str]]] = []
    last_item: int | None = None
    for line in text.split("\n"):
        if not line.strip():
            continue
        marked = _ITEM.match(line)
        number = parse_number(marked[1]) if marked else None
        if number is not None and found:
            lines, items = found[-1]
            lines.append(line)
            items.setdefault(number, line)
            last_item = number
        elif _SUBITEM.match(line) and found and last_item is not None:
            lines, items = found[-1]
            lines.append(line)
            items[last_item] += "\n" + line
        else:
            found.append(([line], {}))
            last_item = None
    return tuple(Paragraph("\n".join(lines), items) for lines, items in found)

"""Numbers that a line break cuts off from their words, as text taken out of web pages and PDF files has them.

Such text puts every run of digits on a line of its own (“出动”, “8000”, “余人次”). The break is read as a space, one
code point for one, so that offsets stay. Lines of a table (with tabs) keep their breaks.
"""

from __future__ import annotations

import re

from fazhi.figures.check.numerals import ARABIC_NUMERAL
from fazhi.figures.check.units import UNIT_AFTER_DIGITS

# The line before may also end in words (“发放”, “320”, “多份”); behind a full stop a number alone is a page number.
_CUT_OFF = re.compile(
    f"(?:(?<=[^\\s。！？!?：:；;0-9])(?P<before>\n)(?=(?:{ARABIC_NUMERAL}) ?\n))?"
    f"(?P<number>(?<![0-9.,])(?:{ARABIC_NUMERAL})) ?(?P<after>\n)"
    f"(?= ?[余多万亿]{{0,2}} ?(?:{UNIT_AFTER_DIGITS.pattern}))"
)
_ENDS_A_SENTENCE = "。！？!?：:；;"


def rejoin(folded: str) -> str:
    """`folded` with the breaks between a number and its words as spaces."""
    characters: list[str] | None = None
    for match in _CUT_OFF.finditer(folded):
        number_at = match.start("number")
        if _in_table(folded, match.start("after")) or (match["before"] is None and _opens_a_line(folded, number_at)):
            continue
        characters = list(folded) if characters is None else characters
        for at in (match.start("before"), match.start("after")):
            if at >= 0:
                characters[at] = " "
    return folded if characters is None else "".join(characters)


def _opens_a_line(folded: str, at: int) -> bool:
    """Whether a number alone on its line follows the end of a sentence or nothing, as the number of a page does."""
    before = folded[max(0, at - 4) : at].rstrip(" ")
    return not before or (before[-1] == "\n" and before.rstrip()[-1:] in ("", *_ENDS_A_SENTENCE))


def _in_table(folded: str, at: int) -> bool:
    start = folded.rfind("\n", 0, at) + 1
    end = folded.find("\n", at + 1)
    return "\t" in folded[start : len(folded) if end < 0 else end]

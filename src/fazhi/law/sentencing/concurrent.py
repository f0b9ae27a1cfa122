"""数罪并罚: one sentence to be served out of several (刑法 69)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fazhi.i18n import _
from fazhi.law.amounts import parse_number
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Given, Input
from fazhi.law.parameters.values import Range
from fazhi.law.results import Quantity
from fazhi.law.sentencing.baseline import UNIT, span_text, text
from fazhi.law.sentencing.pronounce import MonthRange
from fazhi.law.tools import tool
from fazhi.law.working import Working

_DURATION = re.compile(
    r"(?:(?P<years>[\d.一二三四五六七八九十两]+)年)?(?:零)?(?:(?P<months>[\d.一二三四五六七八九十两]+)个?月?)?"
)


def parse_term(raw: Any, *, label: str) -> Range:
    """Months from 16年, 1年6个月, 18, or a range 12.5..18.7."""
    if isinstance(raw, Range):
        return raw
    pieces = re.split(r"\.\.|…|至|~", unicodedata.normalize("NFKC", str(raw)).replace(" ", ""))
    ends = [_months(piece, raw, label) for piece in pieces]
    if len(ends) > 2 or ends[0] > ends[-1]:
        raise BadInput(_("{label}“{raw}”看不懂。请写成 16年、1年6个月 或者 12.5..18.7。").format(label=label, raw=raw))
    return Range(ends[0], ends[-1])


def _months(piece: str, raw: Any, label: str) -> Decimal:
    found = _DURATION.fullmatch(piece)
    if not found or not (found["years"] or found["months"]):
        raise BadInput(_("{label}“{raw}”看不懂。请写成 16年、1年6个月 或者 12.5..18.7。").format(label=label, raw=raw))
    years, months = (parse_number(part, label=label) if part else Decimal(0) for part in found.group("years", "months"))
    return years * 12 + months


class TermInput(Input):
    """Terms, each exact or a range."""

    def _one(self, raw: Any) -> Range:
        return parse_term(raw, label=self.label)


def _terms(given: Given, name: str) -> list[Range]:
    found: list[Range] = given.values(name)
    return found


@tool(
    "sentencing_concurrent",
    TermInput("prison", "text", _("各罪的有期徒刑"), unit=UNIT, multiple=True, help=_("如 16年、1年6个月、12.5..18.7")),
    TermInput("detention", "text", _("各罪的拘役"), unit=UNIT, multiple=True),
    TermInput("surveillance", "text", _("各罪的管制"), unit=UNIT, multiple=True),
    help=_("数罪并罚：各罪已按各自的情节确定刑期之后，决定执行的刑期在什么范围之内。"),
    disclaimer=_("仅供参考，不构成法律意见。"),
)
def sentencing_concurrent(w: Working, given: Given) -> Sequence[Quantity]:
    """Between the longest term and the sum, under the caps; imprisonment absorbs 拘役, 管制 is served after."""
    prison, detention, surveillance = (_terms(given, name) for name in ("prison", "detention", "surveillance"))
    if not prison and not detention and not surveillance:
        raise BadInput(_("请给出各罪的刑期（prison、detention 或者 surveillance）。"), input="prison")
    rule = w.version("sentencing_method.concurrent")
    limits = rule.value
    items: list[Quantity] = []
    if prison:
        total = _sum(prison)
        items.append(_joined(w, _("有期徒刑"), prison, _cap(total.high, limits)))
        if total.low < limits["boundary"] <= total.high:
            w.warn(_("总和刑期可能不满或者达到三十五年，最高刑期按达到计。"))
    if detention and prison:
        w.version("sentencing_method.absorption")
        w.warn(_("有期徒刑与拘役并罚，执行有期徒刑。"))
    elif detention:
        items.append(_joined(w, _("拘役"), detention, limits["detention"]))
    if surveillance:
        items.append(_joined(w, _("管制"), surveillance, limits["surveillance"]))
        if prison or detention:
            w.warn(_("有期徒刑、拘役执行完毕后，管制仍须执行。"))
    w.warn(_("附加刑（罚金、没收财产等）仍须执行，不在此估算。"))
    return items


def _sum(terms: Sequence[Range]) -> Range:
    return Range(sum((term.low for term in terms), Decimal(0)), sum((term.high for term in terms), Decimal(0)))


def _cap(total: Decimal, limits: dict[str, Decimal]) -> Decimal:
    return limits["above"] if total >= limits["boundary"] else limits["below"]


def _joined(w: Working, kind: str, terms: Sequence[Range], cap: Decimal) -> MonthRange:
    total = _sum(terms)
    longest = max(term.low for term in terms)
    ceiling = max(min(total.high, cap), max(term.high for term in terms))
    rule = w.version("sentencing_method.concurrent")
    w.step(
        _("{kind}总和刑期").format(kind=kind), " + ".join(span_text(term) for term in terms), span_text(total), "", rule
    )
    w.step(
        _("{kind}决定执行的范围").format(kind=kind),
        _("数刑中最高刑期 {longest} 以上，总和刑期以下，最高 {cap}").format(longest=text(longest), cap=text(cap)),
        span_text(Range(longest, ceiling)),
        "",
        rule,
    )
    return MonthRange(_("{kind}：决定执行的刑期范围").format(kind=kind), longest, ceiling, UNIT)

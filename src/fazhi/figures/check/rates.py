"""Rates that the counts beside them do not give, and rates that no whole number can give.

Which count is the numerator and which the base is decided by words: those of the table for the usual rates (纠错率:
纠错 of 审结), for any other rate its own (衔接率: the count behind 衔接, of a larger one of the same unit before it).
Where there are several counts for a role, a rate is contradicted only if no pairing gives it. Rounding half-up and
cutting off both pass. The counts stand before the rate, in its sentence or the one before, or all of them behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from fazhi.figures.check.passages import Contradiction, Figure, Sentence, plain
from fazhi.i18n import _

_REACH = 12
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Kind:
    """`alone`: the base (or numerator) printed without the other suffices to test whether any whole number fits."""

    rate: re.Pattern[str]
    numerator: re.Pattern[str]
    base: re.Pattern[str]
    alone: bool


_SUBJECT = (
    "(?:其|我局|本局|全局|总体?|综合|平均|全年|上半年|今年|案件|复议案件|行政复议案件|行政复议|法律援助案件|法援案件|援助案件|矛盾纠纷|各类矛盾纠纷|纠纷|人民调解|"
    "各类纠纷|行政诉讼案件|行政诉讼|诉讼案件|应诉案件|问题|意见建议|建议|意见|的)*"
)


def _kind(rate: str, numerator: str, base: str, alone: bool = True) -> _Kind:
    return _Kind(
        re.compile(f"{_SUBJECT}(?:{rate})(?:为|达|达到|高达|是|均为|均达|约为)?"),
        re.compile(numerator),
        re.compile(base),
        alone,
    )


_KINDS = (
    _kind("审结率|办结率|结案率", "审结|办结|结案", "受理|收案|立案|收到|接收申请|审理"),
    _kind("(?:直接|综合)?纠错率", "(?:直接)?纠错|被纠正", "审结|办结|结案"),
    _kind(
        "(?:调解|调处|化解)?成功率",
        "调解成功|调处成功|化解成功|成功调解|成功化解|成功调处|达成(?:调解)?协议|(?:^|已)成功(?=[|])",
        "调解|调处|受理|化解",
    ),
    _kind("败诉率", "败诉", "审结|判决|结案|办结", alone=False),
    _kind("胜诉率", "胜诉", "审结|判决|结案|办结", alone=False),
    _kind(
        "到会率|出席率|参会率", "实到|实际到会|实际参会|(?<!应)(?:到会|出席|参会)", "应到|应出席|应参会", alone=False
    ),
    _kind("参考率", "实际参[加考]|实考", "应考|应参[加考]"),
    _kind("合格率|及格率", "(?<!不)(?:合格|及格)|优秀|良好", "参考|参加考试|抽查|评查|抽取|检查", alone=False),
    _kind("优秀率", "优秀", "参考|参加考试|抽查|评查|抽取", alone=False),
    _kind("(?:负责人)?出庭(?:应诉)?率", "(?<!应)出庭", "应出庭|开庭", alone=False),
    _kind("采纳率", "采纳", "提出|发出|出具|评估", alone=False),
    _kind("整改率|整改完成率", "整改", "发现问题|查摆问题|查找问题|发现"),
    _kind("满意率", "(?<!不)满意", "回访|参与评价", alone=False),
)
_NOT_COUNTED = re.compile("不予|不受|未|尚|拟|待|正在|申请")
# 受理复议申请 is a case like any other; 申请 before a verb is not yet done.
_RECEIVED = re.compile("(?:受理|收到|接收|登记)[^,，]{0,12}申请")
_LEFT_ASIDE = re.compile("不予|不受理|撤回|移送|退回")
_CARRIED = re.compile("结转|旧存|上年未结|往年")
_OTHER_SCOPE = re.compile("力争|目标|计划|要求|预计|去年|上年|同期|全国|全省|较|比|同比|环比|平均")
_PENDING = re.compile("正在办理|未到期|尚未|未办结|未审结|在办|在审")
_SHARE = re.compile("占(?:比|到|总数的?|总量的?|总数|案件总数的?|全部的?|全部案件的?|比为|比达|比约)?")


_AREA = re.compile("全[国省市县区]|[我本][省市县区局院所]|各[省市县区镇]|其中")
# A new period between two counts: they are not of one another.
_NEW_PERIOD = re.compile("(?:19|20)[0-9]{2}年|今年|去年|上年|同期|季度|半年|[0-9]月")
_RATE_OF_ANYTHING = re.compile("(?P<stem>[一-龥]{2,12})率(?:为|达|达到|高达|是|均为|均达|约为)?")
# Rates whose numerator is no count of the report (群众知晓率), is measured otherwise (覆盖率), or grows (增长率).
_NO_COUNT = re.compile(
    "知晓|覆盖|增长|下降|满意|普及|完成|达标|信息采集|准确|犯|发案|增幅|提升|服判息诉|上诉|使用|履行|申诉|到位"
)
_DUE = re.compile("应")
_ELLIPSIS = 6


def contradicted_rates(sentence: Sentence, before: Sentence | None = None) -> Iterator[Contradiction]:
    """`before`: the sentence before this one in the same paragraph."""
    figures = sentence.figures
    for place, rate in enumerate(figures):
        if rate.mention.unit != "%" or not 0 < rate.mention.value <= _HUNDRED or _OTHER_SCOPE.search(rate.lead[-14:]):
            continue
        earlier = figures[max(0, place - _REACH) : place]
        if _SHARE.fullmatch(rate.label):
            found = _contradicted_share(rate, earlier)
        elif rate.label == "的" or (rate.label.startswith("占") and rate.label.endswith("的")):
            found = _contradicted_named_share(rate, earlier)
        else:
            found = _contradicted_kind(rate, earlier, sentence, before)
        if found is not None:
            yield found


def _contradicted_kind(
    rate: Figure, earlier: Sequence[Figure], sentence: Sentence, before: Sentence | None
) -> Contradiction | None:
    kind = next((kind for kind in _KINDS if kind.rate.fullmatch(rate.label)), None)
    counts = [figure for figure in earlier if not figure.is_rate]
    if not counts:
        counts = _counts_behind(rate, sentence, kind)
    elif before is not None and len(counts) == 1 and counts[0] is sentence.figures[0] and _is_elliptic(counts[0]):
        earlier = [figure for figure in before.figures if not figure.is_rate][-1:] + counts
        counts = list(earlier)
    else:
        counts = list(earlier)
    if kind is not None:
        found = _contradicted(kind, rate, counts, sentence.text)
        if found is not None or kind.alone:
            return found
    return _contradicted_own_words(rate, counts, sentence.text)


def _is_elliptic(figure: Figure) -> bool:
    """Whether a count at the head of a sentence names no subject of its own (审结72件)."""
    said = figure.lead.strip(" 　,，;；\n")
    return len(said) <= _ELLIPSIS and not _AREA.search(said) and not _NEW_PERIOD.search(said)


def _counts_behind(rate: Figure, sentence: Sentence, kind: _Kind | None) -> list[Figure]:
    """办结率93%,共受理200件,办结186件: the counts behind a rate that opens its sentence."""
    place = sentence.figures.index(rate)
    behind: list[Figure] = []
    for figure in sentence.figures[place + 1 : place + 1 + _REACH]:
        if figure.is_rate:
            if kind is None or kind.rate.fullmatch(figure.label) or not behind:
                return []
            break
        if _AREA.search(figure.lead) or (behind and _NEW_PERIOD.search(figure.label)):
            return []
        behind.append(figure)
    return [] if any(figure.is_rate for figure in sentence.figures[:place]) else behind


def _contradicted_own_words(rate: Figure, counts: Sequence[Figure], sentence: str) -> Contradiction | None:
    """A rate of no known kind: the count behind its own words, of a larger one of the same unit before it."""
    words = _RATE_OF_ANYTHING.fullmatch(rate.label)
    if words is None or _NO_COUNT.search(words["stem"]):
        return None
    numerators = _said_by(words["stem"], counts)
    if len(numerators) != 1:
        return None
    place, part = numerators[0]
    same = [figure for figure in counts if figure.mention.unit == part.mention.unit and figure is not part]
    bases = [figure for figure in counts[:place] if figure in same and figure.mention.value >= part.mention.value]
    bases += [figure for figure in counts[place + 1 :] if figure in same and _DUE.search(figure.label)]
    if not bases or "其中" in part.lead or _NEW_PERIOD.search(part.lead):
        return None
    pairs = ((one, other) for other in same for one in (part, *same) if one is not other and one.low <= other.low)
    if any(_ratio_meets(rate, one, other.low, other.high) for one, other in pairs):
        return None
    for base in bases:
        if any(_ratio_meets(rate, part, low, high) for low, high in _bases(counts, counts.index(base), base)):
            return None
    if rate.mention.value == _HUNDRED and _PENDING.search(sentence):
        return None
    return _rate_message(rate, part, bases[-1])


def _said_by(stem: str, counts: Sequence[Figure]) -> list[tuple[int, Figure]]:
    """The counts whose label has the words of a rate (衔接率: 已衔接310人), the longest part of them that any has."""
    for start in range(len(stem) - 1):
        words = stem[start:]
        # 回收率: 收回430份.
        turned = f"|{words[::-1]}" if len(words) == 2 else ""
        said = re.compile(f"(?<!应)(?<!应当)(?:{words}{turned})")
        found = [
            (place, figure)
            for place, figure in enumerate(counts)
            if not figure.is_rate
            and figure.mention.value > 0
            and said.search(figure.label)
            and not _NOT_COUNTED.search(figure.label)
        ]
        if found:
            # 按期办结率, 审判案件结案率 are not of all that were concluded; 案件办结率 is.
            rest = stem[:start]
            of_all = re.fullmatch(_SUBJECT, rest) or any(rest in figure.label for _, figure in found)
            return found if of_all or any("应" + words in figure.label for figure in counts) else []
    return []


def _contradicted(kind: _Kind, rate: Figure, earlier: Sequence[Figure], sentence: str) -> Contradiction | None:
    numerators = [figure for figure in earlier if _has_role(figure, kind.numerator)]
    bases = [
        (place, figure)
        for place, figure in enumerate(earlier)
        if _has_role(figure, kind.base) and figure not in numerators
    ]
    if numerators and bases:
        return _against_both(rate, earlier, numerators, bases, sentence)
    if rate.mention.qualifier != "exact" or rate.mention.value == _HUNDRED:
        return None
    # Where the base of a kind is open, its only count must be the only one there is.
    if not kind.alone and (len(earlier) != 1 or not bases or not bases[0][1].is_whole):
        return None
    if bases and len({figure.mention.value for _, figure in bases}) == 1:
        return _unreachable_from_base(rate, bases[-1][1], _bases(earlier, *bases[-1]))
    if len(numerators) == 1 and not bases:
        return _unreachable_from_numerator(rate, numerators[0])
    return None


def _has_role(figure: Figure, words: re.Pattern[str]) -> bool:
    if figure.is_rate or figure.mention.value <= 0:
        return False
    said = f"{figure.label}|{figure.noun}"
    return bool(words.search(said)) and not _NOT_COUNTED.search(_RECEIVED.sub("受理", figure.label))


def _bases(earlier: Sequence[Figure], place: int, base: Figure) -> list[tuple[Decimal, Decimal | None]]:
    """The base as printed, with what may add to it: carried-over cases, and counts of the same unit listed after it."""
    found = [(base.low, base.high)]
    low, high = base.low, base.high
    for figure in earlier[place + 1 :]:
        if figure.mention.unit != base.mention.unit:
            continue
        if _CARRIED.search(figure.label):
            found.append((base.low - (figure.high or 0), None if base.high is None else base.high - figure.low))
        if _LEFT_ASIDE.search(figure.label):
            found.append((base.low - (figure.high or 0), None if base.high is None else base.high - figure.low))
        low += figure.low
        high = None if high is None or figure.high is None else high + figure.high
        found.append((low, high))
    for figure in earlier[:place]:
        if figure.mention.unit == base.mention.unit and _CARRIED.search(figure.label):
            found.append((base.low + figure.low, None if None in (base.high, figure.high) else base.high + figure.high))  # type: ignore[operator]
    return found


def _ratio_meets(rate: Figure, part: Figure, low: Decimal, high: Decimal | None) -> bool:
    """Whether part / base can give the rate; a base smaller than its part is no base and proves nothing."""
    if high is not None and (high <= 0 or part.low > high):
        return True
    most = None if part.high is None or low <= 0 else part.high * _HUNDRED / low
    least = Decimal(0) if high is None else part.low * _HUNDRED / high
    return (most is None or most >= rate.low) and (rate.high is None or least <= rate.high)


def _against_both(
    rate: Figure,
    earlier: Sequence[Figure],
    numerators: Sequence[Figure],
    bases: Sequence[tuple[int, Figure]],
    sentence: str,
) -> Contradiction | None:
    # 优秀30卷、合格55卷, 合格率: the parts of a rate may be printed apart.
    highs = [figure.high for figure in numerators]
    together = replace(
        numerators[-1],
        low=sum((figure.low for figure in numerators), Decimal(0)),
        high=None if None in highs else sum((high or Decimal(0) for high in highs), Decimal(0)),
    )
    for numerator in (*numerators, together):
        for place, base in bases:
            if base.mention.unit != numerator.mention.unit:
                return None
            if any(_ratio_meets(rate, numerator, low, high) for low, high in _bases(earlier, place, base)):
                return None
    if rate.mention.value == _HUNDRED and _PENDING.search(sentence):
        return None
    return _rate_message(rate, numerators[-1], bases[-1][1])


def _rate_message(rate: Figure, part: Figure, base: Figure) -> Contradiction:
    message = _("“{part}”与“{base}”相比为{ratio}%，与“{rate}”不符。").format(
        part=part.quote(),
        base=base.quote(),
        ratio=plain(part.mention.value * _HUNDRED / base.mention.value, 2),
        rate=rate.quote(),
    )
    return Contradiction("rate_vs_counts", (base.index, part.index, rate.index), message)


def _contradicted_share(rate: Figure, earlier: Sequence[Figure]) -> Contradiction | None:
    """“共100件,其中甲60件,占70%”: the share of the figure before it in the one before 其中."""
    if not earlier or earlier[-1].is_rate:
        return None
    part = earlier[-1]
    if _NOT_COUNTED.search(part.label):
        return None
    totals = [
        total
        for total, first in pairwise(earlier)
        if first.lead.lstrip(",，;；(: ：").startswith("其中")
        and total.mention.unit == part.mention.unit
        and not total.is_rate
    ]
    if not totals or any(_ratio_meets(rate, part, total.low, total.high) for total in totals):
        return None
    return _rate_message(rate, part, totals[-1])


def _contradicted_named_share(rate: Figure, earlier: Sequence[Figure]) -> Contradiction | None:
    """党员45名,占干警总数60名的75%; 在职人员64人,党员16人,占在职人员的25%: the base is named behind 占."""
    if len(earlier) < 2 or earlier[-1].is_rate:
        return None
    part, base = earlier[-1], earlier[-2]
    if rate.label == "的":
        part, base = base, part
        if not base.label.startswith("占"):
            return None
    else:
        name = rate.label[1:-1].removesuffix("总数").removesuffix("总量")
        named = [figure for figure in earlier[:-1] if len(name) >= 2 and figure.label.endswith(name)]
        if len(named) != 1:
            return None
        base = named[0]
    if part.is_rate or base.is_rate or part.mention.unit != base.mention.unit or _NOT_COUNTED.search(part.label):
        return None
    return None if _ratio_meets(rate, part, base.low, base.high) else _rate_message(rate, part, base)


def _unreachable_from_base(
    rate: Figure, base: Figure, bases: Sequence[tuple[Decimal, Decimal | None]]
) -> Contradiction | None:
    assert rate.high is not None
    for low, high in bases:
        if low != high or low <= 0 or low != low.to_integral_value():
            return None
        fewest = (rate.low * low / _HUNDRED).to_integral_value(ROUND_CEILING)
        if fewest * _HUNDRED / low < rate.high:
            return None
    whole = base.mention.value
    below = (rate.mention.value * whole / _HUNDRED).to_integral_value(ROUND_FLOOR)
    unit = base.mention.unit
    message = _("以“{base}”为基数，{a}{unit}为{ra}%、{b}{unit}为{rb}%，没有整数能得出“{rate}”。").format(
        base=base.quote(),
        unit=unit,
        a=plain(below),
        ra=plain(below * _HUNDRED / whole, 2),
        b=plain(below + 1),
        rb=plain((below + 1) * _HUNDRED / whole, 2),
        rate=rate.quote(),
    )
    return Contradiction("rate_unreachable", (base.index, rate.index), message)


def _unreachable_from_numerator(rate: Figure, part: Figure) -> Contradiction | None:
    if not part.is_whole or rate.high is None or rate.low <= 0:
        return None
    count = part.mention.value
    fewest = (count * _HUNDRED / rate.high).to_integral_value(ROUND_FLOOR) + 1
    if fewest * rate.low <= count * _HUNDRED:
        return None
    message = _("“{part}”除以{a}为{ra}%、除以{b}为{rb}%，没有整数总数能得出“{rate}”。").format(
        part=part.quote(),
        a=plain(max(fewest - 1, count)),
        ra=plain(count * _HUNDRED / max(fewest - 1, count), 2),
        b=plain(fewest),
        rb=plain(count * _HUNDRED / fewest, 2),
        rate=rate.quote(),
    )
    return Contradiction("rate_unreachable", (part.index, rate.index), message)

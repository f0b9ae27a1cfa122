"""One number in its place: the numeral, its 万 or 亿, the words of degree around it and the unit behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fazhi.figures.check.numerals import (
    ARABIC_NUMERAL,
    CHINESE_NUMERAL,
    DIGITS,
    MYRIADS,
    Numeral,
    parse_arabic,
    parse_chinese,
)
from fazhi.figures.check.units import MONEY_UNIT, TIME_UNITS, UNIT_AFTER_CHINESE, UNIT_AFTER_DIGITS, words

Qualifier = Literal["exact", "ge", "lt", "approx"]

BEFORE = 24

NUMBER = re.compile(
    f"(?P<share>[百千]分之)?(?:(?P<arabic>(?>{ARABIC_NUMERAL})(?!\\.[0-9]))"
    f"|(?P<chinese>{CHINESE_NUMERAL}++)(?:点(?P<fraction>[零〇○一二三四五六七八九]++))?)"
)
_SHARE_UNITS = {"百分之": "%", "千分之": "‰"}

# Between an Arabic numeral and its unit: 2000多, 3万余, 300多万, 10万+, 100+.
_AFTER_ARABIC = re.compile(
    f"(?: (?=[余多](?:[万亿]|{UNIT_AFTER_DIGITS.pattern})))?"
    "(?P<more>[余多来几])?(?: (?=[万亿]))?(?P<scale>[十百千]?[万亿]|千(?![克米瓦])|百(?!分))?"
    "(?P<more2>[余多]|\\+(?=[件个人次场名份家]|[^0-9A-Za-z一-龥(“]|\\Z))?"
)
_AFTER_CHINESE = re.compile("(?P<more>[余多来几])?(?P<scale>[万亿])?(?P<more2>[余多])?")
_LESSER_PART = re.compile("(?P<digits>[0-9]{1,4})(?P<scale>[十百千]?万|千(?![克米瓦]))")
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, **MYRIADS}
_INNER: dict[str, Qualifier] = {"余": "ge", "多": "ge", "几": "ge", "+": "ge", "来": "approx"}

_LEADING: dict[str, Qualifier] = {
    **dict.fromkeys(
        words("超过 已超过 超 已超 远超 逾 突破 不少于 不低于 不下于 不下 不小于 至少 最少 多于 高于 大于 破 过 上 ≥"),
        "ge",
    ),
    **dict.fromkeys(
        words(
            "近 将近 接近 不足 不到 不满 未满 未达到 不超过 未超过 没有超过 不高于 不大于 不多于 至多 最多 "
            "低于 少于 小于 ≤"
        ),
        "lt",
    ),
    **dict.fromkeys(words("约 大约 大概 约为 约占 约有 约达 约合 大致"), "approx"),
}
_LEADING_AT_END = re.compile("(?P<word>" + "|".join(sorted(_LEADING, key=len, reverse=True)) + ")[ \u3000]{0,2}\\Z")
# The same characters as parts of other words: 最近3次, 签约300家, 存在不足12条, 赶超5家, 马上3点.
_PART_OF_A_WORD = re.compile(
    "(?:[最附临靠就贴邻亲新远]近|[签预节合集条邀解履违公契特制誓]约|(?:[查找摆的些补在]|短板)不足|[赶反]超|[经通度错难]过|[以之线网街早晚马路身会]上)\\Z"
)
# 上百, 过万, 破亿: a word of degree only before a bare multiple of ten.
_BEFORE_BARE = frozenset({"上", "过", "破"})
_TRAILING: dict[str, Qualifier] = {
    **dict.fromkeys(words("以上 之上 有余 多 +"), "ge"),
    **dict.fromkeys(words("以下 以内 之内 之下 内"), "lt"),
    **dict.fromkeys(words("左右 上下"), "approx"),
}
_TRAILING_AT = re.compile(
    " ?(?P<word>以上|之上|有余|以下|以内|之内|之下|左右|上下(?![联贯一衔游级齐同功])|\\+(?![0-9一-龥])|"
    "多(?=[,，。、;；的]))"
)
_WITHIN = re.compile("内(?![部容心外设地蒙涵在置控审向生科])")
_SPACES = re.compile("[ \u3000]{0,3}")
# 20余年, 5万年: a span of time, not a count of things.
_SPAN_OF_TIME = re.compile("[年岁载月周日秒届号里](?![数边])")
_MONEY_NOUN = re.compile(
    "(?:资金|金额|损失|款|费|经费|收入|支出|标的额?|欠薪|工资|补贴|投资)(?:共计|合计|总计|达到?|约为?|超过?|近|为|共|额)*\\Z"
)
# No report counts further; longer runs of digits are no numbers, and decimals would be rounded.
_LONGEST = 24
_NO_VALUE_BEFORE = ("数", "几", "成", "每", "好多")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as read in its place. `unit` None: no counting unit follows. Offsets are code points."""

    start: int
    number_start: int
    number_end: int
    end: int
    unit_end: int
    numeral: Numeral
    factor: int
    chinese: bool
    printed: str
    unit: str | None
    qualifiers: tuple[tuple[str, Qualifier], ...]

    @property
    def qualifier(self) -> Qualifier:
        """Words that agree give their own sense; words that do not (近百余场) only say “about”."""
        kinds = {kind for _, kind in self.qualifiers}
        if not kinds:
            return "exact"
        return kinds.pop() if len(kinds) == 1 else "approx"

    @property
    def printed_qualifier(self) -> str:
        return "…".join(word for word, _ in self.qualifiers)


def context_before(folded: str, position: int) -> str:
    """The last characters of the same line before `position`."""
    return folded[max(0, position - BEFORE) : position].rpartition("\n")[2]


def read_number(folded: str, match: re.Match[str]) -> Reading | None:
    """The reading of one match of NUMBER in a folded text; None where it has no definite value (数十, 三五, 十四五)."""
    number_start = match.start("arabic" if match["arabic"] is not None else "chinese")
    before = context_before(folded, match.start())
    chinese = match["chinese"] is not None
    numeral = _numeral(match)
    bare = chinese and match["share"] is None and match["chinese"][0] in "百千万亿佰仟"
    if (
        numeral is None
        or len(match.group()) > _LONGEST
        or (chinese and match["chinese"][0] in "十百千万亿" and before.endswith(_NO_VALUE_BEFORE))
    ):
        return None
    inner = (_AFTER_CHINESE if chinese else _AFTER_ARABIC).match(folded, match.end())
    assert inner is not None
    more, scale, more2 = inner["more"] or "", inner["scale"] or "", inner["more2"] or ""
    if (more == "来" or (more == "几" and chinese)) and numeral.coarse_place < 10:
        more, scale, more2, position = "", "", "", match.end()
    else:
        position = inner.end()
    factor = 1
    for char in scale:
        factor *= _SCALES[char]
    numeral = numeral.times(factor)
    number_end = inner.end("scale") if scale else match.end()
    if factor > 1 and not more and not more2:
        numeral, number_end = _with_lesser_part(folded, numeral, factor, number_end)
        position = max(position, number_end)
    leading = _leading(before, bare or bool(scale))
    if bare and not (leading or more or more2):
        return None
    qualifiers = [(word, _INNER[word]) for word in (more, more2) if word]
    start = match.start()
    if leading is not None:
        word, length = leading
        qualifiers.insert(0, (word, _LEADING[word]))
        start -= length
    unit, unit_end = _unit(folded, position, match, chinese)
    if unit is not None and unit.startswith("个多"):
        unit = unit.replace("多", "")
        qualifiers.append(("多", "ge"))
    countable = scale or more2 or more in ("余", "多")
    if unit is None and not chinese and countable and not _SPAN_OF_TIME.match(folded, position):
        unit = MONEY_UNIT if scale and _MONEY_NOUN.search(before) else ""
    end, trailing = (unit_end, "") if unit is None else _trailing(folded, unit_end, unit)
    if trailing:
        qualifiers.append((trailing, _TRAILING[trailing]))
    return Reading(
        start=start,
        number_start=number_start,
        number_end=number_end,
        end=end,
        unit_end=unit_end,
        numeral=numeral,
        factor=factor,
        chinese=chinese,
        printed=match["chinese"] if chinese else match["arabic"],
        unit=unit,
        qualifiers=tuple(qualifiers),
    )


def _numeral(match: re.Match[str]) -> Numeral | None:
    if match["arabic"] is not None:
        return parse_arabic(match["arabic"])
    printed: str = match["chinese"]
    # 百余, 上千: a multiple of ten stands for one of itself; the caller asks for a word of degree.
    whole = parse_chinese("一" + printed if printed[0] in "百千万亿佰仟" else printed)
    if whole is None or match["fraction"] is None:
        return whole
    fraction = parse_arabic("0." + "".join(str(DIGITS[char]) for char in match["fraction"]))
    return Numeral(whole.value + fraction.value, fraction.place, fraction.coarse_place)


def _with_lesser_part(folded: str, numeral: Numeral, factor: int, end: int) -> tuple[Numeral, int]:
    """1亿2000万, 3万5千: a second part of a lesser order adds to the first."""
    match = _LESSER_PART.match(folded, end)
    if match is None:
        return numeral, end
    lesser = 1
    for char in match["scale"]:
        lesser *= _SCALES[char]
    part = parse_arabic(match["digits"]).times(lesser)
    if part.value >= factor or lesser >= factor:
        return numeral, end
    return Numeral(numeral.value + part.value, part.place, part.coarse_place), match.end()


def _leading(before: str, may_be_bare: bool) -> tuple[str, int] | None:
    """The word of degree right before a number and how many characters it takes with its spaces."""
    match = _LEADING_AT_END.search(before)
    if match is None:
        return None
    word = match["word"]
    if word in _BEFORE_BARE and not may_be_bare:
        return None
    if _PART_OF_A_WORD.search(before[: match.end("word")]):
        return None
    return word, len(before) - match.start()


def _unit(folded: str, position: int, match: re.Match[str], chinese: bool) -> tuple[str | None, int]:
    """The unit behind a number and where it ends."""
    if match["share"] is not None:
        return _SHARE_UNITS[match["share"]], position
    spaces = _SPACES.match(folded, position)
    assert spaces is not None
    found = (UNIT_AFTER_CHINESE if chinese else UNIT_AFTER_DIGITS).match(folded, spaces.end())
    return (None, position) if found is None else (found.group(), found.end())


def _trailing(folded: str, position: int, unit: str) -> tuple[int, str]:
    match = _TRAILING_AT.match(folded, position)
    if match is not None:
        return match.end(), match["word"]
    if unit in TIME_UNITS and _WITHIN.match(folded, position):
        return position + 1, "内"
    return position, ""

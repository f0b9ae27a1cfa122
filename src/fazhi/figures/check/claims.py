"""Claims of none (“无脱管、漏管情形”, “零投诉”) in a written report, listed apart from the figures.

A claim is a word of absence, then, up to the end of the clause, something that could have happened. What is only aimed
at (力争零发案), what is no event (无偿, 无障碍, 没有规矩) and what names a certificate or a place (无犯罪记录证明,
无诉村) is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi.figures.check.numerals import fold
from fazhi.figures.check.units import words


@dataclass(frozen=True, slots=True)
class Claim:
    """`start`, `end`: offsets in code points of the word of absence and what is said to be absent."""

    start: int
    end: int
    text: str


_EVENTS = words(
    "脱管 漏管 虚管 脱漏管 失控 失联 脱逃 脱失 再犯 再犯罪 重新犯罪 又犯罪 重新违法犯罪 违法犯罪 犯罪 违法 "
    "违规 违纪 感染 感染者 病例 确诊 确诊病例 疑似 疑似病例 事故 投诉 有效投诉 举报 上访 信访 越级访 集体访 "
    "进京访 舆情 民转刑 刑转命 矛盾激化 激化 败诉 被纠错 纠错 被撤销 撤销 超期 逾期 超时 积压 差错 错案 假案 "
    "假证 错证 失误 泄密 失泄密 伤亡 死亡 自杀 自伤 极端事件 个人极端事件 群体性事件 事件 暴力 黑恶 涉黑 涉恶 "
    "延误 遗漏 瞒报 漏报 疫情 发案 案发 负面 责任事故 失职 渎职 安全隐患 不良反映 不良反应 不良影响 复议 诉讼 "
    "有责投诉"
)
_TAILS = words("文件 情形 现象 情况 问题 行为 事件 案件 纠纷 病例 人员 发生 出现 反映 事故 隐患 案例")
_ZERO_EVENTS = words(
    "感染 投诉 举报 事故 上访 信访 非访 进京访 越级访 发案 案发 发生 脱管 漏管 再犯 再犯罪 犯罪 重新犯罪 败诉 "
    "纠错 差错 失误 违纪 违法 违规 伤亡 死亡 积压 超期 逾期 延误 确诊 舆情 复议 撤销 泄密 激化 民转刑 遗漏 "
    "瞒报 漏报 返贫 复发 复吸 错案 假证 错证 炒作 冲突 报告"
)


def _any(choices: tuple[str, ...]) -> str:
    return "|".join(sorted(set(choices), key=lambda word: (-len(word), word)))


_BREAK = ',，。;；:：！!？?\n“”"‘’()（）《》'
_SOMETHING = f"(?>[^、{_BREAK}]{{0,20}}?(?:{_any(_EVENTS)})(?:{_any(_EVENTS + _TAILS)}){{0,5}}+)"
_LIST = f"(?>{_SOMETHING}(?:[、和及或与]{_SOMETHING}){{0,6}}+)"
_END_OF_CLAUSE = f"(?=[、{_BREAK}\\s]|\\Z)"
_COUNT_OF_ONE = "(?:一[例起件人名宗次个]|1[例起件人名宗次个]|任何)"
_HAPPENED = "(?:发生|出现|发现|接到|收到|产生|引发)"
# What makes the clause say something else: 没有及时处理投诉, 无正当理由逾期, 无犯罪记录证明.
_NO_ABSENCE = "及时|认真|依法|按|因|对|把|将|能|得到|正当|故|理由|犯罪记录|违法犯罪记录"
_PATTERNS = (
    re.compile(
        f"(?:没有|未有|未曾?再?{_HAPPENED}|没{_HAPPENED}){_HAPPENED}?过?(?!{_NO_ABSENCE}){_COUNT_OF_ONE}?{_LIST}{_END_OF_CLAUSE}"
    ),
    re.compile(
        f"(?<![有三四五毫全虽若如能并创])无(?!偿|障碍|疑|论|法|需|须|关|锡|缝|纸|形|数|{_NO_ABSENCE})"
        f"{_HAPPENED}?{_COUNT_OF_ONE}?{_LIST}{_END_OF_CLAUSE}"
    ),
    re.compile(f"(?<!有)无一[例起件人名宗](?!外)[^、{_BREAK}]{{1,14}}{_END_OF_CLAUSE}"),
    re.compile(f"(?<![有三毫])无重大[^、{_BREAK}]{{1,14}}{_END_OF_CLAUSE}"),
    re.compile(f"(?:零|(?<![0-9.,A-Za-z])0)(?:{_any(_ZERO_EVENTS)})"),
    re.compile(f"(?:{_any(_EVENTS)})[^、{_BREAK}]{{0,6}}?(?:率|数|量)?(?:均|保持|持续|连续)?为(?:零|0(?![0-9.%‰]))"),
)
_ONLY_AIMED_AT = re.compile(
    f"(?:力争|争取|力求|努力|确保|防止|避免|杜绝|严防|是否|如果|若|目标是|要求|做到无)[^。;；\n{_BREAK}]{{0,20}}\\Z"
)
_AS_AN_AIM = re.compile('[”"]?的?目标')
_REACHED = ("了", "了“", '了"')


def find_claims(text: str) -> list[Claim]:
    """Every claim of none in `text`, in order of place and disjoint. Offsets are code points of `text`."""
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        spans.extend(match.span() for match in pattern.finditer(folded))
    claims: list[Claim] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if claims and start < claims[-1].end:
            continue
        before = folded[max(0, start - 26) : start]
        if _ONLY_AIMED_AT.search(before) or (_AS_AN_AIM.match(folded, end) and not before.endswith(_REACHED)):
            continue
        claims.append(Claim(start, end, text[start:end]))
    return claims

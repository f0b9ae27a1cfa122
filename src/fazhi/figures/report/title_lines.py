"""Breaking a title into lines as GB/T 9704-2012 asks: balanced, a trapezium or a diamond, and never inside a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from math import inf

# Without a dictionary of the language, words of report titles are listed; a title of other words is broken by shape.
_WORDS = """
    工作 情况 总结 报告 要点 计划 方案 通报 通知 意见 决定 关于 贯彻 落实 推进 开展 加强 实施 全面 重点 突出 领域 问题
    专项 整治 行动 攻坚 检查 排查 安全 生产 依法治国 依法治省 依法治市 依法治区 依法治县 依法行政 法治 司法 行政 复议
    法律 公共 服务 体系 建设 政府 社区 人民 调解 矫正 援助 普法 宣传 教育 治理 执法 监督 协调 管理 改革 创新 优化 营商
    环境 疫情 防控 委员会 办公室 领导小组 联席会议 司法局 司法厅 人民政府
"""
_WHOLE = re.compile(
    r"《[^《》]{1,16}》|“[^“”]{1,12}”|（[^（）]{1,12}）"
    r"|[0-9A-Za-z.%+-]+(?:年(?:\d+月(?:\d+日)?|[上下]半年|第?[一二三四]季度|度)?)?"
    rf"|(?:半年|年度|季度|全年)?(?:工作)?(?:总结|报告)|{'|'.join(sorted(_WORDS.split(), key=len, reverse=True))}"
)
_BEFORE = "和与及暨并"
_AFTER = "、，：；的》”）"


def title_lines(title: str, width: float, keep: Iterable[str] = ()) -> list[str]:
    """The lines of a title; ``width`` is that of a line in full-width characters, ``keep`` are names to leave whole.

    As few lines as possible, broken between words where the words are known. A title that no three or four lines hold
    is cut every ``width`` characters.
    """
    if _width(title) <= width:
        return [title]
    good, allowed = _breaks(title, keep)
    for places, most in ((sorted(good), 3), (sorted(allowed), 2)):
        for count in range(1, most + 1):
            lines = min((_shape(title, breaks, width) for breaks in combinations(places, count)), default=(inf, []))
            if lines[0] < inf:
                return lines[1]
    return list(_cut(title, width))


def _breaks(title: str, keep: Iterable[str]) -> tuple[set[int], set[int]]:
    """Places between words that are known, and all places that are not inside something that must stay whole."""
    spans = [(m.start(), m.end()) for m in _WHOLE.finditer(title)]
    for name in filter(None, keep):
        spans += [(m.start(), m.end()) for m in re.finditer(re.escape(name), title)]
    whole = {place for start, end in spans for place in range(start + 1, end)}
    allowed = {n for n in range(1, len(title)) if title[n] not in _AFTER} - whole
    good = {place for span in spans for place in span}
    good |= {n for n, character in enumerate(title) if character in _BEFORE}
    good |= {n + 1 for n, character in enumerate(title) if character in _AFTER}
    return good & allowed, allowed


def _shape(title: str, breaks: tuple[int, ...], width: float) -> tuple[float, list[str]]:
    """How far lines are from a trapezium or a diamond (0 is best, infinite where a line is too long), and the lines."""
    lines = [title[start:end] for start, end in pairwise((0, *breaks, len(title)))]
    widths = [_width(line) for line in lines]
    if max(widths) > width:
        return inf, lines
    rectangle = 3.0 if max(widths) == min(widths) else 0.0
    hourglass = 20 * sum(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))
    return max(widths) - min(widths) + rectangle + hourglass, lines


def _cut(title: str, width: float) -> Iterator[str]:
    line = ""
    for character in title:
        if line and _width(line + character) > width:
            yield line
            line = ""
        line += character
    yield line


def _width(text: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in text)

"""Legal basis (instrument, article) and how far a fact was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fazhi.i18n import _

_DIGITS = "零一二三四五六七八九"

# How a fact entered the system. The codes are those of the fact sheet that the data were typed from.
SOURCES: dict[str, str] = {
    "C:DB": _("已与法律文本库核对"),
    "C:LRB": _("已与法规文本核对"),
    "C:GH": _("已与公开数据核对"),
    "C:PY": _("已与公开日历数据核对"),
    "C:PG": _("仅见于第三方网页"),
    "M": _("凭记忆录入"),
    "P": _("本系统约定，非法定"),
}
CHECKED = frozenset({"C:DB", "C:LRB", "C:GH", "C:PY"})
DISTRICT = "D"  # set by the district itself, outside SOURCES: no file may claim it


def is_checked(mark: str) -> bool:
    """Whether a fact with this mark may be shown without 待核."""
    return mark in CHECKED or mark == DISTRICT


def source_text(mark: str) -> str:
    """What a mark means, in Chinese."""
    return _("本地区设定") if mark == DISTRICT else SOURCES[mark]


def chinese_number(number: int) -> str:
    """``105`` → 一百零五. For article numbers: 1 to 9999."""
    if not 0 < number < 10000:
        raise ValueError(number)
    text, pending_zero = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            text += ("零" if pending_zero and text else "") + _DIGITS[digit] + unit
            pending_zero = False
        else:
            pending_zero = True
    return text.removeprefix("一") if 10 <= number < 20 else text


@dataclass(frozen=True)
class Basis:
    """A place in a legal instrument. ``article`` is the number in digits: “133-1” is 第一百三十三条之一."""

    instrument: str
    number: str = ""
    article: str = ""
    paragraph: int | None = None
    item: int | None = None
    text: str = ""  # which text of the instrument, e.g. "2023"

    @property
    def article_label(self) -> str:
        """第一百三十三条之一, as printed: the key into the corpus."""
        if not self.article:
            return ""
        main, _dash, sub = self.article.partition("-")
        return "第" + chinese_number(int(main)) + "条" + ("之" + chinese_number(int(sub)) if sub else "")

    @property
    def label(self) -> str:
        """《诉讼费用交纳办法》第十三条第一款第（一）项."""
        text = f"《{self.instrument}》"
        edition = _("{year}年文本").format(year=self.text) if self.text else ""
        extra = "，".join(part for part in (self.number, edition) if part)
        text += f"（{extra}）" if extra else ""
        text += self.article_label
        text += f"第{chinese_number(self.paragraph)}款" if self.paragraph else ""
        text += f"第（{chinese_number(self.item)}）项" if self.item else ""
        return text

    def as_dict(self) -> dict[str, Any]:
        """Fields for machines; ``article_label`` is the key into the statute corpus."""
        return {
            "instrument": self.instrument,
            "number": self.number or None,
            "text": self.text or None,
            "article": self.article or None,
            "article_label": self.article_label or None,
            "paragraph": self.paragraph,
            "item": self.item,
            "label": self.label,
        }

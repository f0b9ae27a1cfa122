"""A rubric (评分表): what is scored, out of how much; and a sheet that was filled in by it.

Every number is a Decimal. An item is marked in points up to its full, or it does not apply (不适用): then its points
are shared out among the others in proportion, so that a sheet still counts to the rubric's full.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.law.basis import SOURCES, is_checked
from fazhi.law.parameters.schema import read_yaml

NOT_APPLICABLE = "不适用"
_PLACES = Decimal("0.01")
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,2})?")


class BadMarks(FazhiError):
    """Marks are missing or wrong. ``items`` has the messages by the id of the item."""

    code = "bad_marks"

    def __init__(self, items: Mapping[str, str], labels: Mapping[str, str]) -> None:
        lines = [f"{labels.get(name, name)}：{message}" for name, message in items.items()]
        super().__init__(
            _("评分有 {n} 处需要改正：{lines}").format(n=len(lines), lines="　".join(lines)), items=dict(items)
        )
        self.items = dict(items)


class BadRubric(FazhiError):
    """A rubric file is wrong; the message names file, rubric and key."""

    code = "bad_rubric"


@dataclass(frozen=True)
class Item:
    """One line of a rubric. ``remark_below``: a mark below this share of ``full`` needs a remark."""

    id: str
    label: str
    full: Decimal
    guidance: str = ""
    step: Decimal = Decimal("0.5")
    may_not_apply: bool = False
    remark_below: Decimal = Decimal(0)


@dataclass(frozen=True)
class MarkedItem:
    """An item as it was marked: what was put down, the points it counts, the remark."""

    item: str
    value: str
    points: Decimal | None
    remark: str


@dataclass(frozen=True)
class Marked:
    """A whole sheet: its items in the order of the rubric, and the total to two places, half up."""

    items: tuple[MarkedItem, ...]
    total: Decimal


@dataclass(frozen=True)
class Rubric:
    """A version of a rubric."""

    id: str
    version: str
    label: str
    full: Decimal
    in_force_from: dt.date
    basis: str
    check: str
    items: tuple[Item, ...]

    @property
    def checked(self) -> bool:
        """False: shown as 待核."""
        return is_checked(self.check)

    def mark(self, values: Mapping[str, Any], remarks: Mapping[str, str] | None = None) -> Marked:
        """The sheet that these marks make; ``values``: item → points, or 不适用.

        Raises :class:`BadMarks` with everything that is wrong, each by its item.
        """
        given = remarks or {}
        found: list[MarkedItem] = []
        wrong = {name: _("评分表没有这一项。") for name in values if name not in {item.id for item in self.items}}
        for item in self.items:
            remark = given.get(item.id, "").strip()
            try:
                points = _points(item, values.get(item.id))
                if points is not None and points < item.full * item.remark_below and not remark:
                    raise ValueError(
                        _("低于 {n} 分的要写明理由。").format(n=(item.full * item.remark_below).normalize())
                    )
            except ValueError as problem:
                wrong[item.id] = str(problem)
                continue
            value = NOT_APPLICABLE if points is None else f"{points:f}"
            found.append(MarkedItem(item.id, value, points, remark))
        applying = [item for item, marked in zip(self.items, found, strict=False) if marked.points is not None]
        if not wrong and not applying:
            wrong[self.items[0].id] = _("不能每一项都不适用。")
        if wrong:
            raise BadMarks(wrong, {item.id: item.label for item in self.items})
        got = sum((marked.points for marked in found if marked.points is not None), Decimal(0))
        could = sum((item.full for item in applying), Decimal(0))
        return Marked(tuple(found), (got * self.full / could).quantize(_PLACES, ROUND_HALF_UP))


def _points(item: Item, raw: Any) -> Decimal | None:
    """The points of a mark; None where the item does not apply. Raises ValueError in words."""
    text = unicodedata.normalize("NFKC", str("" if raw is None else raw)).strip().removesuffix("分").strip()
    if not text:
        raise ValueError(_("没有评分。"))
    if text == NOT_APPLICABLE:
        if not item.may_not_apply:
            raise ValueError(_("这一项必须评分。"))
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(_("应填 0 至 {full} 的分数，现为“{raw}”。").format(full=item.full, raw=text))
    points = Decimal(text)
    if points > item.full:
        raise ValueError(_("应在 0 至 {full} 之间，现为 {raw}。").format(full=item.full, raw=text))
    if points % item.step:
        raise ValueError(_("应是 {step} 的倍数，现为 {raw}。").format(step=item.step, raw=text))
    return points


def read_rubrics(path: Path) -> list[Rubric]:
    """The rubrics of a file, all versions. Raises :class:`BadRubric`."""
    raw = read_yaml(path)
    found: list[Rubric] = []
    for entry in raw if isinstance(raw, list) else [raw]:
        place = f"{path.name}: {entry.get('id') if isinstance(entry, dict) else entry}"
        try:
            found.append(_rubric(entry))
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
            raise BadRubric(_("评分表有误（{place}）：{problem}").format(place=place, problem=problem)) from problem
    return found


def _rubric(entry: Mapping[str, Any]) -> Rubric:
    items = tuple(
        Item(**{**item, **{name: Decimal(item[name]) for name in ("full", "step", "remark_below") if name in item}})
        for item in entry["items"]
    )
    full, total = Decimal(entry["full"]), sum((item.full for item in items), Decimal(0))
    if total != full:
        raise ValueError(_("各项合计 {total} 分，应为 {full} 分").format(total=total, full=full))
    if not items or any(item.full <= 0 or item.step <= 0 or item.full % item.step for item in items):
        raise ValueError(_("每一项的分值和步长都应大于 0，分值是步长的倍数"))
    if len({item.id for item in items}) != len(items):
        raise ValueError(_("有两项的 id 相同"))
    if entry["check"] not in SOURCES:
        raise ValueError(_("check 应为 {known} 之一").format(known="、".join(SOURCES)))
    return Rubric(
        id=entry["id"],
        version=str(entry["version"]),
        label=entry["label"],
        full=full,
        in_force_from=entry["from"],
        basis=entry["basis"],
        check=entry["check"],
        items=items,
    )

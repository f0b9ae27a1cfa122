"""量刑情节: layer, direction, legal effect, and which exclude one another. Their ratios are parameters."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from fazhi.i18n import _
from fazhi.law.amounts import parse_number
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Input
from fazhi.law.sentencing.charges import Charge


@dataclass(frozen=True)
class Circumstance:
    """``sign``: −1 mitigates, +1 aggravates. ``reduces``: "may" or "must" where the law allows or commands a term below
    the minimum (减轻处罚). ``exempts``: the law allows exemption. ``further``: where the offence is minor the guideline
    goes beyond the range. ``parameter``: where the ratio stands, if not under the key; "" : no ratio at all.
    """

    key: str
    title: str
    layer: int
    sign: int = -1
    reduces: str = ""
    exempts: bool = False
    further: bool = False
    parameter: str | None = None
    charges: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def ratio_id(self) -> str:
        """The id of the parameter with its range, or nothing where the guideline gives no ratio."""
        name = self.key if self.parameter is None else self.parameter
        return f"sentencing_circumstances.{name}" if name else ""


def _c(key: str, title: str, layer: int, *aliases: str, **more: Any) -> Circumstance:
    return Circumstance(key, title, layer, aliases=aliases, **more)


MAY, MUST = "may", "must"
CIRCUMSTANCES: dict[str, Circumstance] = {
    each.key: each
    for each in (
        _c("minor_under_16", "未成年人（犯罪时不满十六周岁）", 1, reduces=MAY),
        _c("minor_16_18", "未成年人（犯罪时已满十六周岁不满十八周岁）", 1, reduces=MAY),
        _c("elderly", "已满七十五周岁", 1, "老年人", reduces=MAY),
        _c(
            "limited_capacity",
            "尚未完全丧失辨认或者控制能力的精神病人",
            1,
            "限制刑事责任能力",
            reduces=MAY,
            parameter="",
        ),
        _c("deaf_blind", "又聋又哑的人或者盲人", 1, "聋哑人", "盲人", reduces=MAY, exempts=True, further=True),
        _c("excess_defence", "防卫过当", 1, reduces=MUST, exempts=True, parameter=""),
        _c("excess_necessity", "避险过当", 1, reduces=MUST, exempts=True, parameter=""),
        _c("preparation", "犯罪预备", 1, "预备犯", reduces=MAY, exempts=True, parameter=""),
        _c("attempt", "犯罪未遂", 1, "未遂", "未遂犯", reduces=MAY),
        _c("abandonment", "犯罪中止", 1, "中止犯", reduces=MUST, exempts=True, parameter=""),
        _c("accessory", "从犯", 1, reduces=MAY, exempts=True, further=True),
        _c("coerced", "胁从犯", 1, reduces=MUST, exempts=True, parameter=""),
        _c("abettor_failed", "教唆犯（被教唆的人没有犯被教唆的罪）", 1, reduces=MAY, parameter=""),
        _c("abettor_of_minor", "教唆不满十八周岁的人犯罪", 1, sign=1, parameter=""),
        _c("surrender", "自首", 2, reduces=MAY, exempts=True, further=True),
        _c("confession", "坦白（如实供述）", 2, "坦白", "如实供述"),
        _c("confession_heavier", "坦白（供述尚未掌握的同种较重罪行）", 2),
        _c("confession_averting", "坦白（避免特别严重后果发生）", 2, "重大坦白", reduces=MAY),
        _c("court_plea", "当庭自愿认罪", 2, "当庭认罪"),
        _c("merit", "一般立功", 2, "立功", reduces=MAY),
        _c("major_merit", "重大立功", 2, reduces=MAY, exempts=True, further=True),
        _c("restitution", "退赃、退赔", 2, "退赃", "退赔", "退赃退赔"),
        _c(
            "restitution_early",
            "提起公诉前积极退赃退赔，减少损害结果发生",
            2,
            "公诉前退赔",
            reduces=MAY,
            further=True,
            exempts=True,
            charges=("deposits",),
        ),
        _c("compensated_forgiven", "积极赔偿并取得谅解", 2, "赔偿并取得谅解", "赔偿谅解"),
        _c("compensated", "积极赔偿但没有取得谅解", 2, "赔偿"),
        _c("forgiven", "没有赔偿但取得谅解", 2, "谅解"),
        _c("reconciled", "达成刑事和解协议", 2, "刑事和解", "和解", further=True),
        _c("good_conduct", "羁押期间表现好", 2, "羁押表现好"),
        _c("plea", "认罪认罚", 2),
        _c(
            "plea_surrender",
            "认罪认罚，并有自首或者重大坦白",
            2,
            reduces=MAY,
            exempts=True,
            further=True,
            parameter="plea_combined",
        ),
        _c(
            "plea_amends",
            "认罪认罚，并有退赃退赔、赔偿谅解或者刑事和解",
            2,
            further=True,
            parameter="plea_combined",
        ),
        _c("recidivist", "累犯", 2, sign=1),
        _c("prior_record", "前科", 2, sign=1),
        _c("vulnerable", "犯罪对象为未成年人、老年人、残疾人、孕妇等弱势人员", 2, "弱势人员", sign=1),
        _c("disaster", "在重大自然灾害或者突发传染病疫情期间故意犯罪", 2, "灾害期间", "疫情期间", sign=1),
        _c("detention_assault", "具有殴打、侮辱情节", 2, sign=1, charges=("unlawful_detention",)),
        _c(
            "detention_official",
            "国家机关工作人员利用职权非法扣押、拘禁他人",
            2,
            sign=1,
            charges=("unlawful_detention",),
        ),
        _c("drug_minors", "利用、教唆未成年人或者向未成年人出售毒品", 2, sign=1, charges=("drugs",)),
        _c("drug_repeat", "毒品再犯", 2, sign=1, charges=("drugs",)),
        _c("drug_hired", "受雇运输毒品", 2, charges=("drugs",)),
        _c("drug_purity", "毒品含量明显偏低", 2, charges=("drugs",)),
        _c("drug_inducement", "存在数量引诱", 2, "数量引诱", charges=("drugs",)),
        _c(
            "brothel_manager",
            "旅馆业等单位主要负责人利用本单位条件",
            2,
            sign=1,
            charges=("prostitution",),
        ),
    )
}

PLEAS = ("plea", "plea_surrender", "plea_amends")
CONFESSIONS = ("confession", "confession_heavier", "confession_averting")
_COMPENSATIONS = ("compensated_forgiven", "compensated", "forgiven", "reconciled")
_REPEATED = _("认罪认罚与自首、坦白、当庭自愿认罪、退赃退赔、赔偿谅解、刑事和解、羁押期间表现好不作重复评价")
# Each pair from (one side × the other side) excludes each other, for the reason given.
_EXCLUSIONS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        PLEAS,
        ("surrender", *CONFESSIONS, "court_plea", "restitution", "restitution_early", *_COMPENSATIONS, "good_conduct"),
        _REPEATED,
    ),
    (PLEAS, PLEAS, _("认罪认罚只评价一次")),
    (("surrender",), (*CONFESSIONS, "court_plea"), _("已认定自首的，不再认定坦白、当庭自愿认罪")),
    (CONFESSIONS, ("court_plea",), _("已认定坦白的，不再认定当庭自愿认罪")),
    (CONFESSIONS, CONFESSIONS, _("坦白的三种情形只取一种")),
    (_COMPENSATIONS, _COMPENSATIONS, _("赔偿、谅解、和解的各种情形只取一种")),
    (("restitution",), ("restitution_early",), _("退赃退赔只评价一次")),
    (("recidivist",), ("prior_record",), _("认定累犯的，同一前科不再评价")),
    (("minor_under_16", "minor_16_18"), ("recidivist",), _("不满十八周岁的人犯罪不构成累犯（刑法第六十五条）")),
    (
        ("minor_under_16", "minor_16_18", "elderly"),
        ("minor_under_16", "minor_16_18", "elderly"),
        _("犯罪时的年龄只能是一种"),
    ),
    (("accessory",), ("coerced",), _("在同一共同犯罪中只能是一种角色")),
    (
        ("attempt", "preparation", "abandonment"),
        ("attempt", "preparation", "abandonment"),
        _("犯罪的停止形态只能是一种"),
    ),
    (("merit",), ("major_merit",), _("立功按一般立功或者重大立功评价一次")),
)


class Chosen(NamedTuple):
    """A circumstance with the ratio asked for (signed, of the baseline); ``None``: the middle of the range."""

    key: str
    ratio: Decimal | None = None

    @property
    def what(self) -> Circumstance:
        """The circumstance itself."""
        return CIRCUMSTANCES[self.key]


def find_circumstance(raw: str) -> Circumstance:
    """By key, title or common name. Raises :class:`BadInput` with the nearest ones."""
    text = raw.strip()
    key = text.replace("-", "_").lower()
    if key in CIRCUMSTANCES:
        return CIRCUMSTANCES[key]
    by_name = {name: each for each in CIRCUMSTANCES.values() for name in (each.title, *each.aliases)}
    if text in by_name:
        return by_name[text]
    containing = sorted((name for name in by_name if text and text in name), key=lambda name: name.index(text))
    alike = difflib.get_close_matches(text, [*by_name, *CIRCUMSTANCES], n=3, cutoff=0.4)
    near = list(dict.fromkeys([*containing, *alike]))[:3]
    hint = _("是不是：{near}？").format(near="、".join(near)) if near else ""
    raise BadInput(
        _("没有名为“{raw}”的量刑情节。{near}全部情节用 fazhi sentence --list 查看。").format(raw=raw, near=hint),
        input="circumstances",
    )


def parse_chosen(raw: Any) -> Chosen:
    """``自首``, ``自首=20%``, ``surrender=-0.2``. A bare number above 1 is a percentage, below 1 a share."""
    if isinstance(raw, Chosen):
        return raw
    name, _sign, figure = unicodedata.normalize("NFKC", str(raw)).partition("=")
    what = find_circumstance(name)
    if not figure.strip():
        return Chosen(what.key)
    text = figure.strip()
    value = parse_number(text.removesuffix("%"), label=what.title)
    if text.endswith("%") or abs(value) > 1:
        value /= 100
    elif abs(value) == 1:
        raise BadInput(
            _("“{raw}”有两种读法。请写成 1% 或者 100%。").format(raw=raw),
            input="circumstances",
        )
    if re.match(r"[+-]", text) and value * what.sign < 0:
        raise BadInput(
            _("“{title}”只能{direction}基准刑（收到 {raw}）。").format(
                title=what.title, raw=raw, direction=_("减少") if what.sign < 0 else _("增加")
            ),
            input="circumstances",
        )
    return Chosen(what.key, abs(value) * what.sign)


class CircumstanceInput(Input):
    """Circumstances, each with its ratio or without."""

    def _one(self, raw: Any) -> Chosen:
        return parse_chosen(raw)

    def schema(self) -> dict[str, Any]:
        """The choices stand as labels, not as an enum: a ratio may follow."""
        shape = super().schema()
        shape["items"]["x-labels"] = {key: each.title for key, each in CIRCUMSTANCES.items()}
        return shape


def check_together(chosen: Iterable[Chosen], charge: Charge) -> None:
    """Raise :class:`BadInput` for what is given twice, excludes another, or does not belong to the charge."""
    keys = [each.key for each in chosen]
    for key in keys:
        what = CIRCUMSTANCES[key]
        if keys.count(key) > 1:
            raise _clash(_("“{one}”写了两次，同一情节只评价一次。").format(one=what.title))
        if what.charges and charge.key not in what.charges:
            raise _clash(_("“{one}”不适用于{charge}。").format(one=what.title, charge=charge.title))
    if charge.negligent and (wrong := {"recidivist", "disaster"} & set(keys)):
        raise _clash(
            _("{charge}是过失犯罪，不适用“{one}”（累犯和灾害期间从重都限于故意犯罪）。").format(
                charge=charge.title, one="、".join(CIRCUMSTANCES[key].title for key in sorted(wrong))
            )
        )
    for ones, others, why in _EXCLUSIONS:
        left = [key for key in keys if key in ones]
        clash = [(one, other) for one in left for other in keys if other in others and other != one]
        if clash:
            one, other = clash[0]
            hint = (
                _("请改选“{a}”或者“{b}”。").format(
                    a=CIRCUMSTANCES["plea_surrender"].title, b=CIRCUMSTANCES["plea_amends"].title
                )
                if why == _REPEATED
                else _("请只留一项。")
            )
            raise _clash(
                _("“{one}”和“{other}”不能同时评价：{why}。{hint}").format(
                    one=CIRCUMSTANCES[one].title, other=CIRCUMSTANCES[other].title, why=why, hint=hint
                )
            )


def _clash(message: str) -> BadInput:
    return BadInput(message, input="circumstances")

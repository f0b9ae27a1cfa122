"""The 23 charges of the guideline of 2021: what they are called and how they work. Their figures are parameters."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.errors import BadInput
from fazhi.law.inputs import Input


@dataclass(frozen=True)
class Charge:
    """``amounts``, ``grams``: stems of the parameters from which a quantity leads to a tier (none: the tier is chosen).

    ``entry``: facts that make the first tier without any amount. ``from_fourteen``: tiers for which whoever is fourteen
    answers; ``from_twelve``: those for which, with approval, whoever is twelve does.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    amounts: str = ""
    measures: tuple[str, ...] = ()
    grams: bool = False
    entry: tuple[str, ...] = ()
    half: bool = False
    negligent: bool = False
    from_fourteen: tuple[str, ...] = ()
    from_twelve: tuple[str, ...] = ()

    @property
    def tiers(self) -> dict[str, str]:
        """Tier → what it is, lightest first, over all versions of the law."""
        return parameters.parameter(f"sentencing_statutory.{self.key}").labels

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, the full title first."""
        return (self.title, *self.aliases)


_FACTS_OF_THEFT = ("repeated", "burglary", "weapon", "pickpocket")
CHARGES: dict[str, Charge] = {
    charge.key: charge
    for charge in (
        Charge("traffic", "交通肇事罪", ("交通肇事", "肇事"), negligent=True),
        Charge("drunk_driving", "危险驾驶罪", ("危险驾驶", "醉酒驾驶", "醉驾", "酒驾", "追逐竞驶", "飙车")),
        Charge(
            "deposits",
            "非法吸收公众存款罪",
            ("非法吸收公众存款", "非法吸存", "非吸", "变相吸收公众存款"),
            amounts="deposits",
            measures=("people", "loss"),
        ),
        Charge("fundraising", "集资诈骗罪", ("集资诈骗",), amounts="fundraising"),
        Charge("credit_card", "信用卡诈骗罪", ("信用卡诈骗",), amounts="credit_card"),
        Charge("contract_fraud", "合同诈骗罪", ("合同诈骗",), amounts="contract_fraud"),
        Charge(
            "injury",
            "故意伤害罪",
            ("故意伤害", "伤害他人", "打伤", "捅伤", "砍伤"),
            from_fourteen=("serious", "cruel"),
            from_twelve=("cruel",),
        ),
        Charge("rape", "强奸罪", ("强奸", "奸淫幼女", "轮奸"), from_fourteen=("adult", "child", "aggravated")),
        Charge("unlawful_detention", "非法拘禁罪", ("非法拘禁", "非法限制人身自由")),
        Charge("robbery", "抢劫罪", ("抢劫",), from_fourteen=("basic", "aggravated")),
        Charge("theft", "盗窃罪", ("盗窃", "偷窃", "偷盗", "偷"), amounts="theft", entry=_FACTS_OF_THEFT, half=True),
        Charge("fraud", "诈骗罪", ("诈骗", "骗取"), amounts="fraud"),
        Charge("snatching", "抢夺罪", ("抢夺",), amounts="snatching", entry=("repeated",), half=True),
        Charge("embezzlement", "职务侵占罪", ("职务侵占",), amounts="embezzlement"),
        Charge("extortion", "敲诈勒索罪", ("敲诈勒索", "敲诈"), amounts="extortion", entry=("repeated",), half=True),
        Charge("obstruction", "妨害公务罪", ("妨害公务", "妨碍公务", "阻碍执行公务")),
        Charge("affray", "聚众斗殴罪", ("聚众斗殴", "打群架")),
        Charge("provocation", "寻衅滋事罪", ("寻衅滋事",)),
        Charge(
            "concealment",
            "掩饰、隐瞒犯罪所得、犯罪所得收益罪",
            ("掩饰、隐瞒犯罪所得罪", "掩饰、隐瞒犯罪所得", "掩饰隐瞒犯罪所得", "掩饰隐瞒", "掩隐罪", "掩隐", "销赃"),
            amounts="concealment",
        ),
        Charge(
            "drugs",
            "走私、贩卖、运输、制造毒品罪",
            (
                "贩卖毒品罪",
                "运输毒品罪",
                "走私毒品罪",
                "制造毒品罪",
                "贩卖毒品",
                "运输毒品",
                "走私毒品",
                "制造毒品",
                "贩毒",
            ),
            grams=True,
            from_fourteen=("small", "small_serious", "large", "huge"),
        ),
        Charge("possession", "非法持有毒品罪", ("非法持有毒品", "持有毒品"), grams=True),
        Charge("drug_shelter", "容留他人吸毒罪", ("容留他人吸毒", "容留吸毒")),
        Charge(
            "prostitution",
            "引诱、容留、介绍卖淫罪",
            (
                "容留卖淫罪",
                "介绍卖淫罪",
                "引诱卖淫罪",
                "容留卖淫",
                "介绍卖淫",
                "引诱卖淫",
                "容留他人卖淫",
                "介绍他人卖淫",
            ),
        ),
    )
}
# Crimes that people ask about and the guideline of 2021 does not cover, so that nobody is given another one's term.
NOT_COVERED: tuple[str, ...] = (
    "故意杀人", "绑架", "放火", "爆炸", "投放危险物质", "贪污", "受贿", "行贿", "挪用公款", "挪用资金",
    "开设赌场", "赌博", "组织卖淫", "强迫卖淫", "猥亵", "帮助信息网络犯罪活动", "帮信", "侵犯公民个人信息",
    "非法经营", "拒不执行判决", "袭警", "贷款诈骗", "票据诈骗", "保险诈骗", "洗钱", "虚开", "传销",
    "生产、销售伪劣产品", "假冒注册商标", "强制侮辱", "过失致人死亡", "过失致人重伤", "失火", "重大责任事故",
    "拐卖", "强迫交易", "故意毁坏财物", "聚众扰乱社会秩序", "偷越国", "走私普通货物", "逃税", "骗取贷款",
    "侵占罪", "黑社会性质组织",
)  # fmt: skip


def find_charge(raw: str) -> Charge:
    """The charge of that key, title or common name. Raises :class:`BadInput` with the nearest ones."""
    text = raw.strip()
    key = text.replace("-", "_").lower()
    if key in CHARGES:
        return CHARGES[key]
    by_name = {name: charge for charge in CHARGES.values() for name in charge.names}
    if text in by_name:
        return by_name[text]
    if any(name in text for name in NOT_COVERED):
        raise BadInput(
            _("“{raw}”不在量刑指导意见规范的二十三种罪名之内，本系统不估算。请咨询律师或者拨打 12348。").format(
                raw=raw
            ),
            input="charge",
        )
    near = dict.fromkeys(by_name[name].title for name in difflib.get_close_matches(text, by_name, n=4, cutoff=0.4))
    hint = _("是不是：{near}？").format(near="、".join(near)) if near else ""
    raise BadInput(
        _("没有名为“{raw}”的罪名。{near}可用：{known}。").format(
            raw=raw, near=hint, known="、".join(charge.title for charge in CHARGES.values())
        ),
        input="charge",
        nearest=list(near),
    )


class ChargeInput(Input):
    """A choice of charge that also takes common names."""

    def _one(self, raw: Any) -> str:
        return find_charge(str(raw)).key

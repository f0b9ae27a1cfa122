"""Disputes of the years before the platform: the old ledger, and what its words are here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fazhi.figures.ledger import Column, Ledger
from fazhi.i18n import _
from fazhi.kernel.procedures.past import BadRow, Enter, Entered, Past, PastRow, People

if TYPE_CHECKING:
    from fazhi.domains.mediation.models import Dispute
    from fazhi.kernel.models import Organization


def _of_side(name: str, label: str, *others: str) -> tuple[Column, ...]:
    of = (label, *others)
    return (
        Column(name=name, heading=label, personal="name", aliases=tuple(f"{one}姓名" for one in of) + others),
        Column(
            name=f"{name}_number",
            heading=f"{label}证件号码",
            personal="id_number",
            aliases=tuple(f"{one}{what}" for one in of for what in ("身份证号", "身份证号码", "身份证", "证件号")),
        ),
        Column(
            name=f"{name}_phone",
            heading=f"{label}电话",
            personal="phone",
            aliases=tuple(f"{one}{what}" for one in of for what in ("联系电话", "手机", "手机号", "联系方式")),
        ),
        Column(
            name=f"{name}_guardian",
            heading=f"{label}法定代理人",
            personal="name",
            aliases=tuple(f"{one}监护人" for one in of),
            note="受理时未满18周岁的要填",
        ),
    )


LEDGER = Ledger(
    name="past_disputes",
    title="历年人民调解案件",
    aliases=("历年调解台账", "调解案件历史台账"),
    date="accepted_on",
    key=("number",),
    note="写进业务里，成为一件件已归档（或者还在办）的案件；证件号码和电话加密保存。",
    columns=(
        Column(
            name="number", heading="案件编号", required=True, aliases=("编号", "案号", "卷宗号", "调解编号", "登记号")
        ),
        Column(
            name="organization",
            heading="调解组织",
            required=True,
            aliases=("调解组织编号", "调解组织名称", "调委会", "调解委员会", "人民调解委员会"),
            note="编号或者全称",
        ),
        Column(
            name="mediator",
            heading="调解员",
            personal="name",
            aliases=("主调解员", "承办调解员"),
            note="姓名或者聘书编号",
        ),
        Column(name="category", heading="纠纷类型", required=True, aliases=("纠纷类别", "案由", "纠纷种类", "类型")),
        Column(name="source", heading="来源", aliases=("案件来源", "受理方式"), note="当事人申请、主动介入、委托移送"),
        Column(name="street", heading="街道", aliases=("所属街道", "镇街", "街道办")),
        Column(name="community", heading="社区", aliases=("所属社区", "村居", "村（居）")),
        *_of_side("applicant", "申请人", "甲方", "当事人甲"),
        *_of_side("respondent", "被申请人", "乙方", "当事人乙"),
        Column(name="people", heading="涉及人数", type="integer", unit="人", aliases=("人数", "涉案人数")),
        Column(
            name="amount", heading="涉及金额", type="money", unit="元", aliases=("金额", "涉案金额", "标的额", "标的")
        ),
        Column(
            name="accepted_on",
            heading="受理日期",
            type="date",
            required=True,
            aliases=("受理时间", "登记日期", "申请日期", "收案日期"),
        ),
        Column(
            name="concluded_on",
            heading="办结日期",
            type="date",
            aliases=("结案日期", "结案时间", "办结时间", "调解日期", "调结日期"),
            note="还在办的不填",
        ),
        Column(name="result", heading="调解结果", aliases=("结果", "处理结果"), note="调解成功、调解未成功、撤回申请"),
        Column(name="agreement", heading="协议形式", aliases=("协议类型",), note="书面、口头"),
        Column(name="confirmed", heading="是否司法确认", type="boolean", aliases=("司法确认",)),
        Column(name="performance", heading="履行情况", aliases=("是否履行",), note="已履行、部分履行、未履行"),
        Column(name="facts", heading="纠纷简要情况", aliases=("简要案情", "案情", "案情简介", "纠纷简况", "主要事实")),
    ),
)

# What clerks write, by what is kept; words are compared without blanks and without 纠纷 or 案 at the end.
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "source": {
        "applied": ("当事人申请", "申请", "依申请", "自行申请", "来访"),
        "found": ("主动介入", "主动", "主动调解", "主动排查", "排查"),
        "transferred": ("委托移送", "委托", "移送", "移交", "委托调解", "法院委托", "公安移送", "信访移送"),
    },
    "result": {
        "success": ("调解成功", "成功", "达成协议", "调成", "已调解", "是"),
        "failure": ("调解未成功", "未成功", "不成功", "失败", "调解失败", "调解不成", "未达成协议", "否"),
        "withdrawn": ("撤回申请", "撤回", "撤销", "撤诉", "终止", "当事人撤回"),
    },
    "agreement": {"written": ("书面", "书面协议"), "oral": ("口头", "口头协议")},
    "performance": {
        "performed": ("已履行", "履行", "履行完毕", "全部履行", "是"),
        "partly": ("部分履行", "履行中"),
        "not_performed": ("未履行", "不履行", "否"),
    },
}
_ENDINGS = ("纠纷", "案", "类")


def reader() -> Enter:
    """Makes disputes of rows, with all that has to be looked up at hand."""
    return _Reader().enter


PAST = Past(
    ledger=LEDGER,
    number="number",
    unit="organization",
    opened="accepted_on",
    closed="concluded_on",
    people=tuple(
        People(part, name, f"{name}_number", f"{name}_phone", f"{name}_guardian", opposes)
        for part, name, opposes in (("申请人", "applicant", ""), ("被申请人", "respondent", "申请人"))
    ),
    texts=("facts",),
    reader=reader,
    short=(("人民调解委员会", "调委会"), ("调解委员会", "调委会")),
)


class _Reader:
    def __init__(self) -> None:
        from fazhi.domains.mediation.models import Category, MediationOrganization, Mediator
        from fazhi.domains.mediation.procedure import Mediation
        from fazhi.kernel.models import Organization

        self._states = Mediation
        self._categories = {_plain(word): one for one in Category.objects.all() for word in (one.label, one.code)}
        self._labels = [one.label for one in Category.objects.filter(used=True)]
        self._organizations = {
            one.pk: one for one in MediationOrganization.objects.select_related("street", "community")
        }
        self._streets = {unit.name: unit for unit in Organization.objects.filter(kind="街道").order_by("-until")}
        self._communities = {
            (unit.parent_id, unit.name): unit for unit in Organization.objects.filter(kind="社区").order_by("-until")
        }
        self._mediators: dict[tuple[int, str], list[int]] = {}
        for pk, unit, number, holder in Mediator.objects.values_list(
            "pk", "credential__organization", "credential__number", "credential__holder"
        ):
            for word in (number, holder):
                self._mediators.setdefault((unit, word), []).append(pk)

    def enter(self, row: PastRow, unit: Organization) -> Entered:
        """See :data:`fazhi.kernel.procedures.past.Enter`."""
        from fazhi.domains.mediation.models import Dispute

        faults: list[tuple[str, str]] = []
        category = self._category(str(row["category"]))
        if category is None:
            faults.append(("category", _("不认识的纠纷类型，可填：{known}").format(known="、".join(self._labels))))
        street, community = self._place(row, unit, faults)
        chosen = {name: self._word(name, row, faults) for name in _WORDS}
        closed = row["concluded_on"]
        if closed is None and chosen["result"]:
            faults.append(("concluded_on", _("有调解结果，请填写办结日期")))
        if closed is not None and not chosen["result"]:
            faults.append(("result", _("已办结，请填写调解结果（调解成功、调解未成功、撤回申请）")))
        if row["people"] is not None and row["people"] < 1:
            faults.append(("people", _("涉及人数应是正整数")))
        if row["amount"] is not None and row["amount"] < 0:
            faults.append(("amount", _("涉及金额不能是负数")))
        if row["confirmed"] and chosen["result"] != "success":
            faults.append(("confirmed", _("调解没有成功，不会有司法确认")))
        mediators = self._mediators.get((unit.pk, str(row["mediator"] or "")), [])
        if closed is None and row["mediator"] and len(mediators) != 1:
            faults.append(("mediator", _("还在办的案件要有调解员：这个组织里没有这位，或者有几位同名，请填聘书编号")))
        if faults or category is None or street is None:
            raise BadRow(faults)
        record = Dispute(
            category=category,
            source=chosen["source"],
            street=street,
            community=community,
            people=row["people"],
            amount=row["amount"],
            mediator_id=mediators[0] if len(mediators) == 1 else None,
            accepted_on=row["accepted_on"],
            concluded_on=closed,
            result=chosen["result"],
            form=chosen["agreement"] if chosen["result"] == "success" else "",
            confirmed=row["confirmed"] if chosen["result"] == "success" else None,
            performance=chosen["performance"] if chosen["result"] == "success" else "",
        )
        return Entered(f"{(community or street).name}{category.label}纠纷", self._state(record), record)

    def _state(self, record: Dispute) -> Any:
        if record.concluded_on is not None:
            return self._states.archived
        return self._states.mediating if record.mediator_id else self._states.accepted

    def _category(self, text: str) -> Any:
        word = _plain(text)
        found = self._categories.get(word)
        if found is not None or len(word) < 2:
            return found
        # 劳动 is 劳动争议, 婚姻家庭 is 婚姻家庭继承; what could be two is asked for.
        near = {
            one.pk: one for known, one in self._categories.items() if known.startswith(word) and not known.isascii()
        }
        return next(iter(near.values())) if len(near) == 1 else None

    def _place(self, row: PastRow, unit: Organization, faults: list[tuple[str, str]]) -> tuple[Any, Any]:
        """Where it arose: what the row says, else where the organisation is."""
        own = self._organizations.get(unit.pk)
        street = self._streets.get(str(row["street"])) or self._streets.get(f"{row['street']}街道")
        if row["street"] and street is None:
            faults.append(("street", _("没有这个街道，可填：{known}").format(known="、".join(self._streets))))
            return None, None
        street = street or (own.street if own else None)
        if street is None:
            faults.append(("street", _("请填写纠纷所在的街道")))
            return None, None
        name = str(row["community"] or "")
        if not name:
            return street, own.community if own and own.street_id == street.pk else None
        community = self._communities.get((street.pk, name)) or self._communities.get((street.pk, f"{name}社区"))
        if community is None:
            faults.append(("community", _("{street}没有这个社区，请核对").format(street=street.name)))
        return street, community

    def _word(self, name: str, row: PastRow, faults: list[tuple[str, str]]) -> str:
        text = _plain(str(row[name] or ""))
        for kept, words in _WORDS[name].items():
            if text in words:
                return kept
        if text:
            known = "、".join(words[0] for words in _WORDS[name].values())
            faults.append((name, _("“{text}”看不懂，可填：{known}").format(text=text[:20], known=known)))
        return ""


def _plain(text: str) -> str:
    word = "".join(unicodedata.normalize("NFKC", text).split())
    for ending in _ENDINGS:
        word = word.removesuffix(ending) or word
    return word

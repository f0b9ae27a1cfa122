"""Remarks on a law or an article: stored as codes, read as sentences."""

from __future__ import annotations

from typing import Any, NamedTuple

from fazhi.i18n import _

_SENTENCES = {
    "heading_removed": _("来源把下一部分的标题接在本条末尾，已移走。"),
    "head_lost": _("来源缺本条开头的文字，并把其余文字接在上一条末尾；已拆开，开头请查正式文本。"),
    "tail_split": _("来源把下一条的部分文字接在本条末尾，已拆开。"),
    "quoted": _("来源中的这一条是引用其他文件的条文，不是本文件自己的条。"),
    "start_from_decision": _("来源没有给出本文本的施行日；{day} 据《{by}》。"),
    "start_recalled": _("来源没有给出本文本的施行日；{day} {how}，待核。"),
    "start_is_adoption": _(
        "来源只有本法最初的施行日 {first}；本文本自 {adopted} 起算（修改之日），实际施行日可能稍晚。"
    ),
    "start_unknown": _("来源没有给出施行日，何时起有效不明。"),
    "repealed_by": _("自 {day} 起由《{by}》{article}废止。"),
    "repeal_unknown": _("来源标为“{mark}”，但何时、由何文件废止不明。"),
    "repeal_doubtful": _("来源标为“{mark}”，但未见废止它的文件，存疑，请核实。"),
    "ended_by_amendment": _("自 {day} 起被《{by}》修改，修改后的全文另见。"),
    "inserted_by": _("由《{by}》增加，自 {day} 起有效。"),
    "changed_by": _("由《{by}》修改，本条文字自 {day} 起有效。"),
    "changed_recalled": _("由《{by}》修改，本条文字自 {day} 起有效（凭记忆录入，待核）。"),
    "consolidated": _("由《{by}》（自 {day} 起施行）合入，不是官方公布的全文。"),
    "unchanged": _("自 {day} 施行以来历次修正案没有改动本条。"),
    "deleted": _("本条已删去。"),
    "replaced_later": _("自 {day} 起为《{by}》修改后的文字所取代。"),
    "numbers_missing": _("来源缺 {articles}，请查正式文本。"),
}


class Note(NamedTuple):
    """A code of :data:`_SENTENCES` with its arguments."""

    code: str
    arguments: dict[str, Any]

    @property
    def text(self) -> str:
        """In the interface language."""
        return _SENTENCES[self.code].format(**self.arguments)


def note(code: str, **arguments: Any) -> Note:
    """A remark; dates become text."""
    return Note(code, {name: str(value) for name, value in arguments.items()})

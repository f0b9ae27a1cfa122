"""The written agreement (调解协议书) as a Word document: what stands in it, and the template it is written into.

人民调解法第二十九条: the parties; the main facts, what was in dispute and who answers for it; what was agreed, how and
by when it is performed. It is in force once the parties have signed and the mediator has signed and the committee
sealed it; each party has one copy and the committee keeps one.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import transaction

from fazhi.domains.mediation import filling
from fazhi.domains.mediation.models import AgreementTemplate, Dispute
from fazhi.domains.mediation.procedure import Mediation
from fazhi.i18n import later
from fazhi.kernel.changes import log
from fazhi.kernel.clock import now, today
from fazhi.kernel.events.chain import said
from fazhi.kernel.matters.step import holders
from fazhi.kernel.models import Matter, User
from fazhi.kernel.parties.documents import LABELS
from fazhi.kernel.privacy import Clear, in_the_clear

PLACEHOLDERS = {
    "案号": later("纠纷的编号"),
    "申请人": later("申请人及其代理人，一人一段"),
    "被申请人": later("被申请人及其代理人，一人一段"),
    "纠纷事实": later("纠纷的主要事实、争议事项"),
    "各方责任": later("各方当事人的责任"),
    "协议内容": later("达成协议的内容"),
    "履行方式和期限": later("履行的方式、期限"),
    "签名": later("各方当事人签名处，一人一段"),
    "调解员": later("调解员姓名"),
    "调解组织": later("调解组织名称"),
    "份数": later("协议书的份数：每位当事人一份，调解组织一份"),
    "日期": later("生成这份文书的日期"),
}
"""What a template may name, and what stands there."""

NEEDED = (
    "申请人",
    "被申请人",
    "纠纷事实",
    "各方责任",
    "协议内容",
    "履行方式和期限",
    "调解员",
    "调解组织",
    "日期",
)
"""What a template must name, by 人民调解法第二十九条."""

TEXTS = ("facts", "liability", "content", "manner")
"""What somebody writes: each the name of a question of the procedure."""

REASON = "生成人民调解协议书"


def texts(matter: Matter) -> dict[str, str]:
    """What the record already has of them, the newest; empty where there is nothing or it was erased."""
    found = dict.fromkeys(TEXTS, "")
    for event in matter.events.filter(text__isnull=False).select_related("text").order_by("sequence"):
        found |= {name: text for name, text in said(event).items() if name in found}
    return found


def written(matter: Matter, given: Mapping[str, str], *, by: User) -> bytes:
    """The agreement of a dispute as .docx with the parties in the clear, which is written down.

    ``given`` holds :data:`TEXTS`. Raises :class:`FazhiError` where the user may not see the dispute.
    """
    dispute = Dispute.objects.select_related("mediator__credential").get(matter=matter)
    parties = in_the_clear(matter, by=by, reason=REASON)
    principals = [one for one in parties if one.place.represents_id is None]
    day = today()
    blank = "＿" * 10
    values = {
        "案号": matter.number,
        "申请人": _said_of(parties, "申请人"),
        "被申请人": _said_of(parties, "被申请人"),
        "纠纷事实": given["facts"] or blank,
        "各方责任": given["liability"] or blank,
        "协议内容": given["content"] or blank,
        "履行方式和期限": given["manner"] or blank,
        "签名": "\n".join(f"{one.place.role}（签名、盖章或者按指印）：" for one in principals),
        "调解员": dispute.mediator.credential.holder if dispute.mediator else blank,
        "调解组织": "、".join(unit.name for unit in holders(matter, Mediation.committee)),
        "份数": str(len(principals) + 1),
        "日期": f"{day.year}年{day.month}月{day.day}日",
    }
    return filling.fill(template(), values)


def _said_of(parties: list[Clear], role: str) -> str:
    lines = []
    for one in parties:
        if one.place.represents_id is None and one.place.role == role:
            lines.append(_described(one))
            lines += [_described(other) for other in parties if other.place.represents_id == one.place.pk]
    return "\n".join(lines)


def _described(one: Clear) -> str:
    """申请人：某某，居民身份证号码…，住址：…。 The paper is Chinese whatever language its reader has chosen."""
    party = one.place.party
    parts = [f"{one.place.role}：{one.name}"]
    if one.id_number:
        word = LABELS.get(party.document, "证件")
        parts.append(f"{word}{'' if word.endswith('代码') else '号码'}：{one.id_number}")
    if one.address:
        parts.append(f"{'住所' if party.kind == 'organization' else '住址'}：{one.address}")
    return "，".join(parts) + "。"


# ── the template ──


def template() -> bytes:
    """The newest template of the district, or the one that comes with the platform."""
    newest = AgreementTemplate.objects.first()
    return bytes(newest.content) if newest else default()


def replace(file: Any, *, by: User) -> AgreementTemplate:
    """Another template from now on; those before are kept. Raises :class:`FazhiError` for one that cannot be used."""
    content, found = filling.received(file, PLACEHOLDERS, NEEDED)
    with transaction.atomic():
        log.record("template", "add_version", by=by, key=found.name, after={"document": found.sha256})
        return AgreementTemplate.objects.create(
            name=found.name, content=content, sha256=found.sha256, added_by=by, added_at=now()
        )


_TEXT = (
    ("", "根据《中华人民共和国人民调解法》，经{{调解组织}}主持调解，各方当事人自愿达成协议如下。"),
    ("一、当事人", ""),
    ("", "{{申请人}}"),
    ("", "{{被申请人}}"),
    ("二、纠纷主要事实、争议事项", "{{纠纷事实}}"),
    ("三、各方当事人的责任", "{{各方责任}}"),
    ("四、协议内容", "{{协议内容}}"),
    ("五、履行方式、期限", "{{履行方式和期限}}"),
    (
        "六、其他",
        (
            "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖{{调解组织}}印章之日起生效，具有法律约束力，"
            "各方当事人应当按照约定履行。自生效之日起三十日内，各方当事人可以共同向人民法院申请司法确认。"
            "本协议一式{{份数}}份，各方当事人各执一份，{{调解组织}}留存一份。"
        ),
    ),
)
_TITLE, _BODY, _HEADING = "方正小标宋简体", "仿宋_GB2312", "黑体"


@cache
def default() -> bytes:
    """The template that comes with the platform, in the fonts of GB/T 9704-2012, named and not embedded."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    _use(normal, _BODY)
    normal.font.size = Pt(16)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)

    def add(text: str, *, indent: bool = True, font: str = "", right: bool = False) -> Any:
        added = document.add_paragraph()
        run = added.add_run(text)
        if font:
            _use(run, font)
        if indent:
            added.paragraph_format.first_line_indent = Pt(32)
        if right:
            added.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return run

    title = add("人民调解协议书", indent=False, font=_TITLE)
    title.font.size = Pt(22)
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    add("{{案号}}", indent=False, right=True)
    for heading, text in _TEXT:
        if heading:
            add(heading, font=_HEADING)
        if text:
            add(text)
    add("{{签名}}")
    add("人民调解员（签名）：{{调解员}}")
    add("{{调解组织}}（印章）", indent=False, right=True)
    add("{{日期}}", indent=False, right=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _use(styled: Any, font: str) -> None:
    from docx.oxml.ns import qn

    styled.font.name = "Times New Roman"
    styled.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), font)

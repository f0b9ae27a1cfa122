"""What a person in this situation should be told before the figures and after them."""

from __future__ import annotations

from collections.abc import Sequence

from fazhi.i18n import _
from fazhi.law.sentencing.charges import Charge
from fazhi.law.sentencing.circumstances import PLEAS, Chosen
from fazhi.law.working import Working

HOTLINE = "12348"


def before() -> list[str]:
    """Said before any figure: what this is and what decides a case."""
    return [
        _("这是按公开的量刑指导意见推算的参考范围，不是预测，更不是判决。"),
        _("决定案件的是证据：罪名是否成立、数额和情节能否查实、属于哪一档。先问清这些，再看月数。"),
        _("各省有自己的实施细则，法官还要看全案；范围之外的结果也会有。"),
        _("不要填写姓名、身份证号；这里不需要知道是谁。"),
    ]


def left_out(charge: Charge, chosen: Sequence[Chosen]) -> list[str]:
    """What the estimate does not take into account."""
    lines = [_("罚金等附加刑、缓刑是否适用、先行羁押折抵刑期，不在月数之内。")]
    if charge.amounts:
        lines.append(_("次数、手段、对象、损失是否追回等事实只计入了所填的部分。"))
    elif not charge.grams:
        lines.append(_("人数、次数、伤残等级、起因和过错责任等事实只计入了所填的部分。"))
    if charge.key in ("robbery", "rape") and any(
        each.key in ("restitution", "compensated_forgiven", "compensated", "forgiven") for each in chosen
    ):
        lines.append(
            _("抢劫、强奸等严重危害社会治安的犯罪，退赃退赔、赔偿谅解的从宽应当从严掌握，实际可能少于取中的比例。")
        )
    if charge.key in ("drugs", "possession", "rape"):
        lines.append(_("对毒品犯罪、性侵未成年人等犯罪，从宽幅度应当从严掌握，缓刑从严把握。"))
    return lines


def afterwards(w: Working, chosen: Sequence[Chosen], *, minor: bool) -> list[str]:
    """Said after the figures: where help is, and what is alarming."""
    appeal = w.earliest("criminal_litigation.appeal_judgment").value.n
    lines = [
        _("请不起律师的，可以申请法律援助；还没有律师的，看守所、检察院、法院有值班律师。热线 {hotline}。").format(
            hotline=HOTLINE
        ),
    ]
    if minor:
        lines.append(
            _("未成年人没有委托辩护人的，办案机关应当通知法律援助机构指派律师；讯问时应当通知法定代理人到场。")
        )
    if not any(each.key in PLEAS for each in chosen):
        lines.append(
            _("如实供述、退赔、取得谅解、认罪认罚都会影响结果；签认罪认罚具结书应当有律师在场，先看清罪名和量刑建议。")
        )
    lines.append(
        _("不服一审判决的，接到判决书的第二日起 {days} 日内可以上诉；只有被告人一方上诉的，二审不得加重刑罚。").format(
            days=appeal
        )
    )
    return lines


def danger_signs() -> list[str]:
    """Signs on which to call a lawyer at once."""
    return [
        _("殴打、威胁、不让睡觉、许诺或者诱骗来取得口供（刑讯逼供、诱供）。"),
        _("讯问笔录不给看、与所说不符、叫在空白处签名。"),
        _("不让会见律师，或者拘留、逮捕超过法定期限没有通知。"),
        _("有人声称“花钱能捞人”“能改数额”。"),
        _("有以上情形的，记下时间、地点和人，告诉律师，并可以向检察院控告；法律服务热线 {hotline}。").format(
            hotline=HOTLINE
        ),
    ]

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.figures.check.claims import find_claims

REPORT = Path(__file__).parents[4] / "shared" / "luohu-2020h1.txt"


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("全部人员稳定,无脱管、漏管情形。", ["无脱管、漏管情形"]),
        ("矫正对象没有感染病例。", ["没有感染病例"]),
        ("实现“零投诉”、零感染。", ["零投诉", "零感染"]),
        ("全年未发生一起重大安全事故,无一例重新犯罪。", ["未发生一起重大安全事故", "无一例重新犯罪"]),
        ("重新犯罪率为零,败诉率为0。", ["重新犯罪率为零", "败诉率为0"]),
        ("社区矫正对象无脱管漏管、重新违法犯罪现象发生", ["无脱管漏管、重新违法犯罪现象发生"]),
        ("未接到群众投诉;全年0投诉", ["未接到群众投诉", "0投诉"]),
        ("没发生民转刑案件,未发现超期文件", ["没发生民转刑案件", "未发现超期文件"]),
        ("期间无重大舆情", ["无重大舆情"]),
        ("实现了“零脱管”目标,没有一个投诉,无群众投诉举报", ["零脱管", "没有一个投诉", "无群众投诉举报"]),
        ("无一起复议被撤销,未出现脱管漏管,无越级上访", ["无一起复议被撤销", "未出现脱管漏管", "无越级上访"]),
    ],
)
def test_claims_of_none(text: str, claims: list[str]) -> None:
    found = find_claims(text)
    assert [claim.text for claim in found] == claims
    assert all(text[claim.start : claim.end] == claim.text for claim in found)


@pytest.mark.parametrize(
    "text",
    [
        "无偿提供服务,建设无障碍环境,毫无疑问,没有规矩不成方圆,“免接触”服务",
        "力争实现零发案目标,确保不发生脱管,朝着“零投诉”的目标前进",
        "办理无犯罪记录证明公证120件",
        "预防未成年人犯罪,没有及时处理投诉,无正当理由逾期",
        "创建无讼村、无访社区,无一例外",
        "核查有无违法行为,对未发现违法行为的企业减少检查",
        "零容忍、零距离、零跑腿,10投诉",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert find_claims(text) == []


def test_the_real_report_claims_none_twice() -> None:
    if not REPORT.exists():
        pytest.skip("needs ../shared/luohu-2020h1.txt")
    claims = find_claims(REPORT.read_text(encoding="utf-8-sig"))
    assert [claim.text for claim in claims] == ["没有感染病例", "无脱管、漏管情形"]

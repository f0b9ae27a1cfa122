from __future__ import annotations

from pathlib import Path

import pytest
from marked_sentences import lines_of

from fazhi.figures.check.consistency import find_contradictions
from fazhi.figures.check.mentions import find_mentions

REPORT = Path(__file__).parents[4] / "shared" / "luohu-2020h1.txt"


def found(text: str) -> list[tuple[str, list[str], str]]:
    mentions = find_mentions(text)
    return [
        (contradiction.kind, [mentions[place].text for place in contradiction.mentions], contradiction.message)
        for contradiction in find_contradictions(text, mentions)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "figures", "arithmetic"),
    [
        ("受理100件,办结95件,办结率96%。", "rate_vs_counts", "100件 95件 96%", "95%"),
        ("全年受理案件100件;审结95件、其余在办,案件结案率达96%。", "rate_vs_counts", "100件 95件 96%", "95%"),
        ("审结行政复议案件25件,直接纠错4件,纠错率17.39%。", "rate_vs_counts", "25件 4件 17.39%", "16%"),
        ("调解纠纷6768件，调解成功6516件，调解成功率97.3%。", "rate_vs_counts", "6768件 6516件 97.3%", "96.28%"),
        ("应考1000人，实际参考996人，参考率98.6%。", "rate_vs_counts", "1000人 996人 98.6%", "99.6%"),
        ("调解案件5000件,其中婚姻家庭纠纷1205件,占28.3%。", "rate_vs_counts", "5000件 1205件 28.3%", "24.1%"),
        ("受理案件1000余件,办结500件,办结率94%。", "rate_vs_counts", "1000余件 500件 94%", "50%"),
        ("已审结23件,纠错率18%。", "rate_unreachable", "23件 18%", "4件为17.39%、5件为21.74%"),
        ("成功化解矛盾纠纷7件,成功率96.3%。", "rate_unreachable", "7件 96.3%", "87.5%"),
        (
            "共受理案件100件,其中刑事60件、民事30件、行政15件。",
            "parts_vs_total",
            "100件 60件 30件 15件",
            "60+30+15=105",
        ),
        ("受理案件100件,其中刑事50件、民事30件、行政15件。", "parts_vs_total", "100件 50件 30件 15件", "=95"),
        ("刑事60件、民事30件、行政15件，共计100件。", "parts_vs_total", "100件 60件 30件 15件", "=105"),
        ("共受理案件100件，其中办结120件。", "parts_vs_total", "100件 120件", "超过了总数"),
        (
            "累计接收社区矫正对象2156人,解除矫正1868人,在册290人。",
            "register_balance",
            "2156人 1868人 290人",
            "2156－1868=288",
        ),
        ("期初在册212人,新接收86人,解除79人,期末在册220人。", "register_balance", "212人 86人 79人 220人", "=219"),
        ("上年结转9件，新收143件，审结118件，未结33件。", "register_balance", "9件 143件 118件 33件", "=34"),
        (
            "全区现有人民调解委员会169个。\n三、展望\n全区现有人民调解委员会171个。",
            "restated",
            "169个 171个",
            "前后不一",
        ),
    ],
)
def test_contradictions(text: str, kind: str, figures: str, arithmetic: str) -> None:
    ((found_kind, found_figures, message),) = found(text)
    assert (found_kind, found_figures) == (kind, figures.split())
    assert arithmetic in message


@pytest.mark.parametrize(
    "text",
    [
        "受理100件,办结95件,办结率95%。",
        "受理280件,调解成功260件,调解成功率达92.8%。",  # cut off, not rounded
        "已审结23件,纠错率达17.39%。",
        "成功化解矛盾纠纷6516件,成功率96.3%。",
        "受理案件1000余件,办结950件,办结率94%。",
        "受理案件12.5万件，办结12万件，办结率96%。",
        "全市受理1000件,其中我区受理100件,办结96件,办结率96%。",
        "受理民事案件60件、刑事案件50件，办结55件，办结率50%。",
        "新收案件143件，旧存9件，审结118件，结案率77.6%。",
        "受理复议申请143件,立案131件,不予受理12件,审结118件。其中维持61件、驳回22件,直接纠错率9.3%。",
        "受理案件100件,办结50件,同比增长12%,较去年办结率96%有所下降。",
        "全年审结23件,力争纠错率低于18%。",
        "办结95件,办结率达98%以上。",
        "以调解和解方式结案34件,占审结案件的28.8%。",
        "现有干警100人,其中党员80人、女性45人。",
        "受理法律援助案件100件,其中农民工60件、未成年人30件、残疾人20件。",
        "共受理案件100件,其中刑事60件、民事30件。",
        "受理案件100件,其中刑事50件、民事30件、行政15件等。",
        "办理公证3456件,其中国内公证2800件、涉外公证600件。",
        "累计接收2156人,今年解除86人,在册290人。",
        "新接收86人,解除79人,在册219人。",
        "累计接收2156人，解除1868人，收监5人，在册283人。",
        "上年结转9件,受理143件,审结118件,未结25件。",
        "A街道全区化解矛盾纠纷100件。B街道全区化解矛盾纠纷120件。",
        "2019年全区现有人民调解委员会169个。2020年全区现有人民调解委员会171个。",
    ],
)
def test_what_is_no_contradiction(text: str) -> None:
    assert found(text) == []


def test_the_real_report_contradicts_itself_only_in_its_register() -> None:
    if not REPORT.exists():
        pytest.skip("needs ../shared/luohu-2020h1.txt")
    ((kind, figures, message),) = found(REPORT.read_text(encoding="utf-8-sig"))
    assert (kind, figures) == ("register_balance", ["2156人", "1868人", "290人"])
    assert "2156－1868=288" in message
    assert "相差2人" in message


@pytest.mark.parametrize("line", lines_of("contradictions_planted.txt"))
def test_planted_contradictions(line: str) -> None:
    kind, text = line.split("|", 1)
    assert kind in [found_kind for found_kind, _figures, _message in found(text)]


@pytest.mark.parametrize("text", lines_of("contradictions_none.txt"))
def test_paragraphs_that_only_look_like_contradictions(text: str) -> None:
    assert found(text) == []

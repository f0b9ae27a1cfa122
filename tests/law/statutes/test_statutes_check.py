"""Checking citations: invented ones among real ones, every way of writing them, and hostile text."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.law.statutes.check import check
from fazhi.law.statutes.citations import find
from fazhi.law.statutes.corpus import Corpus

NOW = date(2026, 11, 24)
LAWS = {"民法典", "刑法", "劳动合同法"}


def cited(text: str) -> list[str]:
    """What is found: 法 条[-条][/款][/项]."""
    return [
        f"{one.law} {one.key.number}"
        + (f".{one.key.sub}" if one.key.sub else "")
        + (f"-{one.until.number}" + (f".{one.until.sub}" if one.until.sub else "") if one.until else "")
        + (f"/{one.paragraph}" if one.paragraph else "")
        + (f"#{one.item}" if one.item else "")
        for one in find(text, lambda name: name in LAWS)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《民法典》第五百九十条", ["民法典 590"]),
        ("《民法典》第590条", ["民法典 590"]),
        ("《民法典》第５９０条", ["民法典 590"]),
        ("《民法典》 第 590 条", ["民法典 590"]),
        ("《民法典》五百九十条", ["民法典 590"]),
        ("《刑法》第一百三十三条之一", ["刑法 133.1"]),
        ("《刑法》第133条之1第2款", ["刑法 133.1/2"]),
        ("《民法典》第三条之一般规定", ["民法典 3"]),
        ("《民法典》第五百条之规定", ["民法典 500"]),
        ("《民法典》第二十三条至第二十五条", ["民法典 23-25"]),
        ("《民法典》第23条-第25条", ["民法典 23-25"]),
        ("《民法典》第二十三至二十五条", ["民法典 23-25"]),
        ("《刑法》第一百二十条之一至第一百二十条之六", ["刑法 120.1-120.6"]),
        ("《刑法》第一百二十条之二至之四", ["刑法 120.2-120.4"]),
        ("《民法典》第四、五条", ["民法典 4", "民法典 5"]),
        ("《民法典》第4、5条", ["民法典 4", "民法典 5"]),
        ("《民法典》第四条、第五条和第七条第二款", ["民法典 4", "民法典 5", "民法典 7/2"]),
        ("《民法典》第四条、五条", ["民法典 4", "民法典 5"]),
        ("《刑法》第二百六十四条和二百六十六条", ["刑法 264", "刑法 266"]),
        ("《刑法》第五条和三条建议", ["刑法 5"]),
        ("《民法典》第12345678条", ["民法典 12345678"]),
        ("《民法典》第一、三至五、八条", ["民法典 1", "民法典 3-5", "民法典 8"]),
        ("《民法典》第四条第一款、第三款", ["民法典 4/1", "民法典 4/3"]),
        ("《民法典》第四条第一、二款", ["民法典 4/1", "民法典 4/2"]),
        ("《劳动合同法》第三十八条第一款第（一）、（二）项", ["劳动合同法 38/1#1", "劳动合同法 38/1#2"]),
        ("《劳动合同法》第38条第1款第(一)项至第(三)项", [f"劳动合同法 38/1#{n}" for n in (1, 2, 3)]),
        ("《劳动合同法》第三十九条第二项", ["劳动合同法 39#2"]),
        ("《民法典》第一条。该法第二条，同法第三条", ["民法典 1", "民法典 2", "民法典 3"]),
        ("《民法典》施行后，该法第2条第1款", ["民法典 2/1"]),
        ("《刑法》第二百三十四条第二款，该条第三款", ["刑法 234/2", "刑法 234/3"]),
        ("《民法典》第577条规定违约责任，参照第584条", ["民法典 577", "民法典 584"]),
        ("《刑法》总则第十七条、分则第二百三十二条", ["刑法 17", "刑法 232"]),
        ("《民法典》第577条，按照本合同第七条", ["民法典 577"]),
        ("《民法典》第577条。第七条另说", ["民法典 577"]),
        ("《关于适用〈民法典〉的解释》第三条", ["关于适用〈民法典〉的解释 3"]),
        ("《关于适用《民法典》的解释》第三条", ["关于适用《民法典》的解释 3"]),
        ("《关于〈刑法〉第三十条的解释》", ["刑法 30"]),
        ("《某解释》（以下简称《解释》）第一条；《解释》第二条", ["某解释 1", "某解释 2"]),
        ("《民法典》（以下简称“民法典”）合同编第四百六十五条", ["民法典 465"]),
        ("《民法典》第三编第五百条", ["民法典 500"]),
        ("《民法典第五百条和其他", ["民法典 500"]),
        ("《民法典第五百条，《刑法》第一条", ["民法典 500", "刑法 1"]),
        ("《民法典》和《刑法》第一条", ["刑法 1"]),
        ("根据民法典第1165条", ["民法典 1165"]),
        ("中华人民共和国刑法第232条", ["刑法 232"]),
        ("刑法232条", ["刑法 232"]),
        ("德国民法典第138条", []),
        ("原刑法第160条", ["原刑法 160"]),
        ("第五条", []),
        ("本法第五条", []),
        ("《民法典》第五章", []),
        ("《民法典》", []),
        ("第一款第二项", []),
    ],
)  # fmt: skip
def test_every_way_of_citing(text: str, found: list[str]) -> None:
    assert cited(text) == found


def statuses(corpus: Corpus, text: str, on: date = NOW) -> list[tuple[str, str]]:
    return [(one.article, one.status) for one in check(text, corpus, on)]


def test_the_span_is_the_text(corpus: Corpus) -> None:
    text = "依照《民法典》第五百九十条、第1261条。"
    first, second = check(text, corpus, NOW)
    assert (first.text, text[first.start : first.end]) == ("《民法典》第五百九十条",) * 2
    assert (second.text, text[second.start : second.end]) == ("第1261条",) * 2
    assert (first.law, first.status, second.status) == ("中华人民共和国民法典", "exists", "no_such_article")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("《民法典》第一千二百六十条", "exists"),
        ("《民法典》第1261条", "no_such_article"),
        ("《民法典》第9999条", "no_such_article"),
        ("《民法典》第99999999条", "no_such_article"),
        ("《民法典》第一千一百七十九条第二款", "no_such_article"),
        ("《刑法》第一百三十三条之一第一款第（四）项", "exists"),
        ("《刑法》第一百三十三条之一第一款第（五）项", "no_such_article"),
        ("《刑法》第一百三十三条之三", "no_such_article"),
        ("《刑法》第一百九十九条", "not_in_force"),
        ("《环境保护法》第五条", "not_in_force"),
        ("《环境保护法》第五百条", "no_such_article"),
        ("《医疗保障法》第一条", "not_in_force"),
        ("《商标法》第八十条", "no_such_article"),
        ("《合同法》第五十二条", "not_in_force"),
        ("《消费者权益保护条例》第一条", "not_in_corpus"),
        ("《行政诉讼法（2014修正）》第十二条", "not_in_force"),
        ("依照《民法典》\r\n第一千二百六十一条之规定", "no_such_article"),
        ("《行政诉讼法》（2017年修正）第十二条", "exists"),
        ("《行政诉讼法》（1989年4月4日通过，2017年6月27日修正）第十二条", "exists"),
        ("《行政诉讼法》（2014年修正）第十二条", "not_in_force"),
        ("《行政诉讼法》（1989年4月4日通过）第十二条", "exists"),
        ("《刑法》（2023修正）第三百八十七条", "exists"),
        ("《刑法》（2017修正）第二百条", "not_in_corpus"),
        ("《宪法》第三十三条", "exists"),
        ("《民法典·合同编》第五百九十条", "exists"),
        ("合同法第五十二条", "not_in_force"),
        ("《刑法修正案（十一）》第一条", "exists"),
        ("原刑法第一百六十条", "not_in_corpus"),
    ],
)
def test_the_status_today(corpus: Corpus, text: str, status: str) -> None:
    (found,) = check(text, corpus, NOW)
    assert found.status == status
    assert (found.reason == "") == (status == "exists")


@pytest.mark.parametrize(
    ("text", "on", "status"),
    [
        ("《民法典》第一条", "2020-12-31", "not_in_force"),
        ("《民法典》第一条", "2021-01-01", "exists"),
        ("《环境保护法》第五条", "2026-08-14", "exists"),
        ("《商标法》第八十条", "2027-01-01", "exists"),
        ("《刑法》第133条之一", "2011-04-30", "not_in_force"),
        ("《刑法》第133条之一", "2011-05-01", "exists"),
        ("《刑法》第二百三十二条", "1997-10-01", "exists"),
        ("《刑法》第二百三十二条", "1997-09-30", "not_in_force"),
        ("《刑法》第199条", "2015-10-31", "exists"),
        ("《行政诉讼法》第101条", "2000-01-01", "not_in_force"),
        ("《合同法》第五十二条", "2020-12-31", "not_in_corpus"),
        ("《监狱法》第一百条", "2026-10-31", "no_such_article"),
        ("《监狱法》第一百条", "2026-11-01", "exists"),
    ],
)
def test_the_status_on_a_day(corpus: Corpus, text: str, on: str, status: str) -> None:
    (found,) = check(text, corpus, date.fromisoformat(on))
    assert found.status == status


def test_a_range_is_checked_article_by_article(corpus: Corpus) -> None:
    assert statuses(corpus, "《民法典》第一千二百五十九条至第一千二百六十一条") == [
        ("第一千二百五十九条", "exists"), ("第一千二百六十条", "exists"), ("第一千二百六十一条", "no_such_article"),
    ]  # fmt: skip
    assert ("第一百二十条之一", "exists") in statuses(corpus, "《刑法》第一百二十条至第一百二十一条")
    assert len(statuses(corpus, "《民法典》第1条至第9999条")) == 2


def test_the_last_article_of_every_law_exists_and_the_next_does_not(corpus: Corpus) -> None:
    """Invented citations made to look real, one beside a real one for every law in force."""
    wrong = []
    for short, group in corpus.groups.items():
        law = corpus.version(group, NOW)
        numbers = [key.number for key in corpus.keys(law) if key.number]
        if not law.covers(NOW) or not numbers or "《" in law.name:
            continue
        last = max(numbers)
        found = [one.status for one in check(f"《{law.name}》第{last}条、第{last + 1}条", corpus, NOW)]
        if found != ["exists", "no_such_article"]:
            wrong.append((short, last, found))
    assert wrong == []


def test_an_interpretation_is_known_by_its_usual_short_forms(small: Callable[..., Corpus]) -> None:
    title = "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）"
    corpus = small(解释=f"# {title}\n\n2020年12月29日公布\n\n第一条 甲。\n\n第二条 本解释自2021年1月1日起施行。\n")
    for name in (
        "关于适用〈民法典〉婚姻家庭编的解释（一）",
        "最高人民法院关于适用<中华人民共和国民法典>婚姻家庭编的解释(一)",
    ):
        assert statuses(corpus, f"《{name}》第一条、第三条") == [("第一条", "exists"), ("第三条", "no_such_article")]


def test_a_text_of_ones_own_can_be_cited(small: Callable[..., Corpus]) -> None:
    corpus = small()
    assert statuses(corpus, "《工资支付条例》第二条第一款第（二）项、第（三）项；《旧工资办法》第一条") == [
        ("第二条", "exists"), ("第二条", "no_such_article"), ("第一条", "not_in_force"),
    ]  # fmt: skip


_PIECES = st.sampled_from(
    [
        *"《》〈〉第条款项1５、至-（）()“”。，编的和\n ",
        "民法典",
        "刑法",
        "之一",
        "一百三十三",
        "该法",
        "同法",
        "该条",
        "以下简称",
        "合同",
        "2017修正",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_is_read_and_spans_are_right(text: str) -> None:
    end = 0
    for one in find(text, lambda name: name in LAWS):
        assert 0 <= one.start < one.end <= len(text)
        assert one.end >= end
        assert ("条" in text[one.start : one.end]) or one.paragraph or one.item
        end = one.end

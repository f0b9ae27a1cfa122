"""Reading law texts from files: Markdown, .docx as the national database exports it, and what is broken."""

from datetime import date
from pathlib import Path

import docx
import pytest

from fazhi.law.statutes.errors import NoCorpus
from fazhi.law.statutes.model import Problem, Text
from fazhi.law.statutes.numbers import Key
from fazhi.law.statutes.repair import repair
from fazhi.law.statutes.sources.folder import Broken, FolderSource, read


def test_markdown(texts: Path) -> None:
    law = read(texts / "工资支付条例.md")
    assert law.name == "工资支付条例"
    assert (law.adopted, law.first) == (date(2010, 5, 1), date(2010, 7, 1))
    assert [entry.key for entry in law.articles] == [Key(1), Key(2), Key(2, 1), Key(3)]
    assert law.articles[1].path == "第二章 支付"
    assert law.articles[1].text.split("\n")[0].endswith("可以推迟：")
    assert law.articles[1].text.split("\n")[-1] == "推迟不得超过十日。"


def test_a_head_that_gives_the_first_day(tmp_path: Path) -> None:
    path = tmp_path / "某办法.md"
    path.write_text("# 某办法\n\n1995年7月28日 国务院发布\n\n1995年9月1日 施行\n\n第一条 甲。\n", encoding="utf-8")
    law = read(path)
    assert (law.adopted, law.first) == (date(1995, 7, 28), date(1995, 9, 1))


def test_front_matter_and_dated_file_name(tmp_path: Path) -> None:
    path = tmp_path / "行政复议法(2017-09-01).md"
    path.write_text("# 行政复议法\n\n第一条 文字。\n", encoding="utf-8")
    assert read(path).adopted == date(2017, 9, 1)
    path.write_text(
        "---\ntitle: 某办法\nadopted: 2020-01-02\nin_force: 2020-03-01\nuntil: 2021-01-01\nsource: 公报\n---\n"
        "第一条 文字。\n",
        encoding="gb18030",
    )
    law = read(path)
    assert (law.name, law.start, law.end, law.source) == ("某办法", date(2020, 3, 1), date(2021, 1, 1), "公报")


def test_docx_with_contents_and_a_title_over_two_lines(tmp_path: Path) -> None:
    document = docx.Document()
    for line in (
        "中华人民共和国",
        "某某保护法",
        "（2019年1月1日第十三届全国人民代表大会常务委员会第一次会议通过　2021年6月10日修正）",
        "目　　录",
        "第一章　总　　则",
        "第二章　附　　则",
        "第一章　总　　则",
        "第一条　为了保护，制定本法。",
        "第二条　下列情形：",
        "（一）甲；",
        "（二）乙。",
        "第二章　附　　则",
        "第三条　本法自2019年3月1日起施行。",
    ):
        document.add_paragraph(line)
    path = tmp_path / "law.docx"
    document.save(str(path))
    law = read(path)
    assert law.name == "中华人民共和国某某保护法"
    assert (law.adopted, law.first) == (date(2021, 6, 10), date(2019, 3, 1))
    assert [entry.path for entry in law.articles] == ["第一章 总则", "第一章 总则", "第二章 附则"]
    assert law.articles[1].text == "下列情形：\n（一）甲；\n（二）乙。"


def test_articles_without_a_blank_after_the_number(tmp_path: Path) -> None:
    path = tmp_path / "某法.md"
    path.write_text("# 某法\n\n第一条为了甲。\n\n第二条违反\n\n第一条规定的，乙。\n\n第九条丙。\n", encoding="utf-8")
    assert [(entry.key.number, entry.text) for entry in read(path).articles] == [
        (1, "为了甲。"), (2, "违反\n第一条规定的，乙。\n第九条丙。"),
    ]  # fmt: skip


def test_a_missing_number_is_mentioned(tmp_path: Path) -> None:
    path = tmp_path / "缺条.md"
    path.write_text("# 某法\n\n第一条 甲。\n\n第三条 丙。\n", encoding="utf-8")
    assert "第二条" in read(path).articles[0].notes[0].text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("坏.docx", b"PK\x03\x04 not a zip", "不是能打开的 .docx"),
        ("空.md", b"", "没有找到"),
        ("随笔.md", "# 随笔\n\n今天下雨。".encode(), "没有找到"),
        ("二进制.md", b"\xff\xfe\x00\x01\x80", "不是 UTF-8|二进制"),
        ("头.md", "---\nfoo: 1\n---\n第一条 甲。".encode(), "只能有这些项"),
        ("日.md", "---\nadopted: 去年\n---\n第一条 甲。".encode(), "应当是日期"),
    ],
)
def test_a_broken_file_says_why(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Broken, match=says):
        read(tmp_path / name)


def test_a_broken_file_is_named_and_the_rest_is_read(texts: Path) -> None:
    (texts / "坏.docx").write_bytes(b"nonsense")
    (texts / "README.md").write_text("说明", encoding="utf-8")
    found = list(FolderSource(texts).texts())
    assert [one.name for one in found if isinstance(one, Text)] == ["工资支付条例"]
    assert [Path(one.where).name for one in found if isinstance(one, Problem)] == ["坏.docx"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoCorpus, match="没有"):
        FolderSource(tmp_path / "没有")


def test_glued_headings_annexes_and_remains_of_a_conversion_are_separated() -> None:
    repaired = repair("正文。\n第二编　物　权\n第一分编　通　则")
    assert (repaired.text, repaired.headings) == ("正文。", ("第二编 物权", "第一分编 通则"))
    repaired = repair("本法自 2026年8月15日起施行。\n附：\n税目 | 税率\n+----+----+")
    assert (repaired.text, repaired.annex) == ("本法自2026年8月15日起施行。", "附：\n税目 | 税率")
    assert repair('本法施行。\n![](media/a.png){width="5in"\nheight="5.6in"}').text.startswith("本法施行。")
    assert repair("依照本法\n第二章的规定办理，不得拖延。").headings == ()

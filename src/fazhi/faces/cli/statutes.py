"""``fazhi law article | search | cite``: look statutes up, search them, check the citations of a draft."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fazhi.faces.cli.output import console, print_json, print_table, progress_bar
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.law.statutes.corpus import Corpus
    from fazhi.law.statutes.records import Found, Hit, Law

_ON = click.option("--on", "on", metavar=_("日期"), help=_("按哪一天有效的文本（默认今天）"))
_JSON = click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出"))
_CORPUS = click.option(
    "--corpus",
    "folders",
    metavar=_("文件夹"),
    multiple=True,
    type=click.Path(path_type=Path),
    help=_("另加一个放法律文本（.md、.docx）的文件夹；可重复"),
)


@click.command(
    help=_("查法条：民法典 590；刑法 第133条之一第二款；或整个引用“《民法典》第五百九十条”。只写法名则列出各文本。")
)
@click.argument("law", metavar=_("法律"))
@click.argument("place", metavar=_("[条款项]"), required=False)
@_ON
@_CORPUS
@_JSON
def article(law: str, place: str | None, on: str | None, folders: tuple[Path, ...], as_json: bool) -> None:
    """One article with its source, date and remarks."""
    from fazhi.law.statutes.lookup import open_reference

    day = _day(on)
    corpus = _corpus(folders, silent=as_json)
    found = corpus.article(law, place, day) if place else open_reference(corpus, law, day)
    if isinstance(found, list):
        _show_texts(corpus, found, as_json=as_json)
    elif as_json:
        print_json(found.as_dict())
    else:
        sys.stdout.write(readable(found))


@click.command(help=_("检索法条：默认只查今天有效的。"))
@click.argument("words", metavar=_("检索词"), nargs=-1)
@click.option("--law", "law", metavar=_("法律"), help=_("只在一部法律里查"))
@_ON
@click.option("--any-day", "any_day", is_flag=True, help=_("不论何时有效，全部都查"))
@click.option(
    "--limit", type=click.IntRange(1, 200), default=10, show_default=True, metavar=_("条数"), help=_("最多列出多少条")
)
@_CORPUS
@_JSON
def search(
    words: tuple[str, ...],
    law: str | None,
    on: str | None,
    any_day: bool,
    limit: int,
    folders: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Articles by relevance, the passage hit lit."""
    day = _day(on)
    corpus = _corpus(folders, silent=as_json)
    hits = corpus.search(" ".join(words), law=law, on=day, any_day=any_day, limit=limit)
    if as_json:
        print_json([hit.as_dict() for hit in hits])
        return
    if not hits:
        sys.stdout.write(_("没有查到。可以换个说法、少写几个词，或加 --any-day 连失效和尚未施行的一起查。") + "\n")
    for number, hit in enumerate(hits, 1):
        _show_hit(number, hit)


@click.command(
    help=_("核对引用：文件（.txt、.docx）里引用的法条是否存在、当日是否有效。“-”读标准输入。有一处不存在则退出码为 1。")
)
@click.argument("file", metavar=_("文件"), type=click.Path(path_type=Path, allow_dash=True))
@_ON
@_CORPUS
@_JSON
def cite(file: Path, on: str | None, folders: tuple[Path, ...], as_json: bool) -> None:
    """Every citation of a text with its status."""
    from fazhi.figures.check.document import read_text
    from fazhi.law.statutes.check import EXISTS, check

    day = _day(on)
    text = sys.stdin.read() if str(file) == "-" else read_text(file).text
    corpus = _corpus(folders, silent=as_json)
    found = list(check(text, corpus, day))
    if as_json:
        print_json([one.as_dict() for one in found])
    else:
        lines = _line_numbers(text)
        print_table(
            (_("行"), _("引用"), _("法律和条"), _("结论"), _("说明")),
            [
                (
                    str(lines(one.start)),
                    one.text.replace("\n", " "),
                    one.label,
                    one.status_text,
                    "".join((one.reason, *one.notes)),
                )
                for one in found
            ],
        )
        counts = Counter(one.status_text for one in found)
        summary = "，".join(f"{word} {n}" for word, n in counts.items())
        sys.stdout.write(
            (
                _("共 {n} 处引用：{summary}。").format(n=len(found), summary=summary)
                if found
                else _("没有找到法条引用。")
            )
            + "\n"
        )
    if any(one.status != EXISTS for one in found):
        sys.exit(1)


def readable(found: Found) -> str:
    """An article for a person to read."""
    law = found.article.law
    lines = (
        [f"《{law.name}》{found.label}", found.article.path] if found.article.path else [f"《{law.name}》{found.label}"]
    )
    if found.reason:
        lines += ["", _("注意：{reason}").format(reason=found.reason)]
    lines += ["", *(f"　　{line}" for line in found.text.split("\n")), ""]
    if found.article.annex:
        lines += [_("（本条之后另有附表、附件，见 --json。）"), ""]
    lines.append(_("本条文字：{span}").format(span=found.article.span))
    lines += [f"· {text}" for text in dict.fromkeys(one.text for one in found.article.notes)]
    return "\n".join([*lines, found.article.origin, ""])


def _show_texts(corpus: Corpus, texts: list[Law], *, as_json: bool) -> None:
    if as_json:
        print_json([{**law.as_dict(), "articles": len(corpus.keys(law))} for law in texts])
        return
    for law in texts:
        count = len(corpus.keys(law))
        sys.stdout.write(_("《{name}》　{span}　共 {n} 条").format(name=law.name, span=law.span, n=count) + "\n")
        sys.stdout.write("".join(f"  · {one.text}\n" for one in law.notes))
        sys.stdout.write("  " + _("来源：{source}（截至 {as_of}）").format(source=law.source, as_of=law.as_of) + "\n")


def _show_hit(number: int, hit: Hit) -> None:
    from rich.text import Text

    passage = Text(hit.passage)
    plain = console()
    for start, end in hit.marks:
        passage.stylize("bold reverse" if plain.is_terminal else "", start, end)
    if not plain.is_terminal:
        passage = Text(hit.lit("【", "】"))
    plain.print(Text(f"{number}. 《{hit.article.law.name}》{hit.article.label}　{hit.article.path}", style="bold"))
    plain.print(Text("   ") + passage)
    remarks = [one.text for one in hit.article.law.notes if one.code.startswith("repeal")]
    plain.print(Text("   " + "　".join([hit.article.span, *remarks, hit.article.origin]), style="dim"))


def _line_numbers(text: str) -> Callable[[int], int]:
    from bisect import bisect_left

    breaks = [at for at, char in enumerate(text) if char == "\n"]
    return lambda offset: bisect_left(breaks, offset) + 1


def _day(on: str | None) -> date | None:
    from fazhi.law.dates import parse_date

    return parse_date(on, label=_("日期")) if on else None


def _corpus(folders: tuple[Path, ...], *, silent: bool) -> Corpus:
    """The corpus, built on first use; files that could not be read are named on stderr."""
    from fazhi.law.statutes.corpus import open_corpus

    with progress_bar(silent=silent) as progress:
        corpus = open_corpus(folders, progress)
    for problem in corpus.problems:
        sys.stderr.write(_("没有读入 {where}：{why}").format(where=problem.where, why=problem.why) + "\n")
    return corpus

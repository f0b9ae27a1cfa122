"""``fazhi retrieval ask | evaluate | run | vectors``: articles for a question in everyday words."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.output import print_json, print_table, progress_bar
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.law.retrieval.measure import Quality
    from fazhi.law.retrieval.session import Session

_FILE = click.Path(path_type=Path)
_SPOKEN_EVERY = 30.0  # seconds, where no bar can be drawn
_CORPUS = click.option("--corpus", required=True, metavar=_("文件.jsonl"), type=_FILE, help=_("法条：id、name、text"))
_QUERIES = click.option(
    "--queries", required=True, metavar=_("文件.jsonl"), type=_FILE, help=_("问题：id、query、gold")
)
_TRAIN = click.option(
    "--train", metavar=_("文件.jsonl"), type=_FILE, help=_("用来学习的问题：id、query、gold，可有 answer")
)
_VECTORS = click.option(
    "--vectors", metavar=_("文件夹"), type=_FILE, help=_("存放向量，缺的当场计算并存入；不给则只按字词检索")
)
_FOLDERS = click.option(
    "--corpus",
    "folders",
    metavar=_("文件夹"),
    multiple=True,
    type=_FILE,
    help=_("另加一个放法律文本（.md、.docx）的文件夹；可重复"),
)
_JSON = click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出"))


@click.group(help=_("用日常的话问，找出有关的法条；检索的评测。"))
def command() -> None:
    """The group of retrieval."""


@command.command(help=_("用日常的话提问，找出当日有效的有关法条。“-”读标准输入。"))
@click.argument("question", metavar=_("问题"))
@click.option("--on", "on", metavar=_("日期"), help=_("事情发生的那一天（默认今天）"))
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, metavar=_("条数"), help=_("最多列出多少条")
)
@_FOLDERS
@_JSON
def ask(question: str, on: str | None, limit: int, folders: tuple[Path, ...], as_json: bool) -> None:
    """Articles for a question, best first."""
    from fazhi.law.dates import parse_date
    from fazhi.law.retrieval.statutes import Advisor
    from fazhi.law.retrieval.texts import LONGEST
    from fazhi.law.statutes.corpus import open_corpus, today

    day = parse_date(on, label=_("日期")) if on else today()
    text = sys.stdin.read() if question == "-" else question
    with _progress(silent=as_json) as progress:
        advisor = Advisor(open_corpus(folders, progress), day)
    found = advisor.ask(text, limit)
    remarks = list(advisor.remarks)
    if len(text) > LONGEST:
        remarks.append(_("问题有 {n} 个字，只用前 {most} 个字。").format(n=len(text), most=LONGEST))
    for remark in remarks:
        sys.stderr.write(_("注意：{reason}").format(reason=remark) + "\n")
    if as_json:
        listed = [
            {
                "law": article.law.name,
                "article": article.label,
                "path": article.path,
                "text": article.text,
                "score": round(ranked.score, 3),
                "from": str(article.start or article.law.start or "") or None,
                "source": article.law.source,
                "as_of": str(article.law.as_of),
                "notes": [one.text for one in article.notes],
            }
            for article, ranked in found
        ]
        print_json({"on": str(day), "remarks": remarks, "articles": listed})
        return
    if not found:
        sys.stdout.write(_("没有查到。可以换个说法再问。") + "\n")
    for number, (article, _ranked) in enumerate(found, 1):
        sys.stdout.write(f"{number}. 《{article.law.name}》{article.label}　{article.path}\n")
        sys.stdout.writelines(f"   {line}\n" for line in article.text.split("\n"))
        remarks_on_it = [one.text for one in article.law.notes if one.code.startswith("repeal")]
        sys.stdout.write("   " + "　".join([article.span, *remarks_on_it, article.origin]) + "\n")


@command.command(help=_("评测：在有答案的问题上检索，报告查全率 R@5/10/20/100、MRR@10、用时和内存。"))
@_CORPUS
@_QUERIES
@_TRAIN
@_VECTORS
@_JSON
def evaluate(corpus: Path, queries: Path, train: Path | None, vectors: Path | None, as_json: bool) -> None:
    """Recall and MRR, questions of unseen articles apart; latency and memory."""
    from fazhi.law.retrieval.session import evaluate as measure

    with _progress(silent=as_json) as progress:
        session = _open(corpus, progress, queries=queries, train=train, vectors=vectors)
        report = measure(session, progress, _("检索"))
    _tell(session)
    parts = ((_("全部问题"), report.all), (_("法条学过"), report.seen), (_("法条没有学过"), report.unseen))
    if as_json:
        qualities = dict(
            zip(("all", "seen", "unseen"), (part and part.as_dict() for _name, part in parts), strict=True)
        )
        print_json(
            {
                **qualities,
                "latency_ms": {"p50": round(report.p50, 1), "p95": round(report.p95, 1)},
                "peak_mib": round(report.peak),
                "seconds": {step: round(value, 1) for step, value in session.seconds.items()},
                "problems": [str(one) for one in session.problems],
            }
        )
        return
    print_table(
        (_("范围"), _("题数"), "R@5", "R@10", "R@20", "R@100", "MRR@10"),
        [(name, *_cells(part)) for name, part in parts if part is not None],
    )
    lines = (
        _("每题用时：中位数 {p50:.1f} 毫秒，95% 不超过 {p95:.1f} 毫秒；内存最多 {peak:.0f} MiB。").format(
            p50=report.p50, p95=report.p95, peak=report.peak
        ),
        _("读入 {read:.1f} 秒，向量 {encode:.1f} 秒，建索引 {index:.1f} 秒，学习 {learn:.1f} 秒。").format(
            **session.seconds
        ),
    )
    sys.stdout.writelines(f"{line}\n" for line in lines)


@command.command(help=_("检索一批问题，每行写出一题的法条编号（最多 100 个，最相关的在前）。"))
@_CORPUS
@_QUERIES
@_TRAIN
@_VECTORS
@click.option("--out", required=True, metavar=_("文件.jsonl"), type=_FILE, help=_("结果写到这里"))
def run(corpus: Path, queries: Path, train: Path | None, vectors: Path | None, out: Path) -> None:
    """Rankings as JSON lines: id, ranked."""
    try:
        # Before the long work: whether the results can be written at all.
        out.open("ab").close()
        with _progress() as progress:
            session = _open(corpus, progress, queries=queries, gold=False, train=train, vectors=vectors)
            with out.open("w", encoding="utf-8") as file:
                for done, question in enumerate(session.questions, 1):
                    line = {"id": question.id, "ranked": session.rank(question)}
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
                    progress(_("检索"), done, len(session.questions))
    except OSError as error:
        raise FazhiError(
            _("“{path}”不能写入：{reason}。请换一个位置。").format(path=out, reason=error.strerror),
            code="not_writable",
            path=str(out),
        ) from None
    _tell(session)
    sys.stdout.write(_("{n} 题的结果已写入 {path}。").format(n=len(session.questions), path=out) + "\n")


@command.command(help=_("从有答案的问题中学习，把学到的（不含问题本身）存成文件，供没有训练问题时使用。"))
@_CORPUS
@click.option("--train", required=True, metavar=_("文件.jsonl"), type=_FILE, help=_("用来学习的问题：id、query、gold"))
@click.option("--vectors", required=True, metavar=_("文件夹"), type=_FILE, help=_("存放向量，缺的当场计算并存入"))
@click.option("--out", required=True, metavar=_("文件.npz"), type=_FILE, help=_("结果写到这里"))
def learn(corpus: Path, train: Path, vectors: Path, out: Path) -> None:
    """Makes the file of what was learned that is shipped."""
    from fazhi.law.retrieval.learned import save

    with _progress() as progress:
        session = _open(corpus, progress, train=train, vectors=vectors, remember=False)
    _tell(session)
    if session.learned and session.retriever.learned is not None:
        save(session.retriever.learned, out)
        sys.stdout.write(_("从 {n} 题中学到的已写入 {path}。").format(n=len(session.training), path=out) + "\n")


@command.command(help=_("补算法条库里还没有向量的法条。中断后再运行，会接着算。"))
@_FOLDERS
@click.option(
    "--afresh", metavar=_("文件夹"), type=_FILE, help=_("不用已有的向量，把整个法条库的向量重新算到这个文件夹")
)
def vectors(folders: tuple[Path, ...], afresh: Path | None) -> None:
    """Fill the vectors of the platform's corpus; ``--afresh`` makes the file that is shipped."""
    from fazhi.law.retrieval.statutes import fill, vectors_folder
    from fazhi.law.retrieval.vectors import Store
    from fazhi.law.statutes.corpus import open_corpus

    folder = afresh or vectors_folder()
    with _progress() as progress:
        count = fill(open_corpus(folders, progress), Store(folder, shipped=not afresh), progress)
    sys.stdout.write(_("新算了 {n} 条，存在 {folder}。").format(n=count, folder=folder) + "\n")


def _open(corpus: Path, progress: Callable[[str, int, int], None], **given: Any) -> Session:
    """See :func:`fazhi.law.retrieval.session.open_session`; what the user ought to know goes to stderr."""
    from fazhi.law.retrieval.retriever import FEWEST
    from fazhi.law.retrieval.session import open_session

    session = open_session(corpus, progress, **given)
    if given["vectors"] is None:
        sys.stderr.write(_("注意：没有给 --vectors，只按字词检索，查全率会低不少。") + "\n")
    if session.training and not session.learned:
        note = _("注意：用来学习的问题只有 {n} 题，不足 {least} 题，没有学习。")
        sys.stderr.write(note.format(n=len(session.training), least=FEWEST) + "\n")
    return session


def _tell(session: Session) -> None:
    """The lines that could not be used, on stderr."""
    sys.stderr.writelines(f"{_('注意：{reason}').format(reason=one)}\n" for one in session.problems)


def _cells(part: Quality) -> Iterable[str]:
    return (str(part.count), *(f"{value:.4f}" for value in (*part.recall, part.mrr)))


@contextmanager
def _progress(*, silent: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """The bar of the command line; where none can be drawn, a line on stderr every half minute."""
    if sys.stderr.isatty():
        with progress_bar(silent=silent) as bar:
            yield bar
        return
    last = time.monotonic()

    def say(what: str, done: int, total: int) -> None:
        nonlocal last
        if not silent and time.monotonic() - last >= _SPOKEN_EVERY:
            last = time.monotonic()
            sys.stderr.write(f"{what} {done}/{total}\n")
            sys.stderr.flush()

    yield say

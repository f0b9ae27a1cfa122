"""The articles of the platform's own corpus that are the law on a day, ready to be asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fazhi.home import home
from fazhi.i18n import _
from fazhi.law.retrieval.errors import NoEncoder
from fazhi.law.retrieval.index import Index
from fazhi.law.retrieval.learned import SHIPPED, load
from fazhi.law.retrieval.retriever import Ranked, Retriever
from fazhi.law.retrieval.texts import Passage, passage
from fazhi.law.retrieval.vectors import Progress, Store, article_text, encoder
from fazhi.law.statutes.corpus import Corpus
from fazhi.law.statutes.records import Article


def vectors_folder() -> Path:
    """Where vectors of texts lie that are not those of the default corpus."""
    return home() / "vectors"


def articles(corpus: Corpus, day: date | None = None) -> Iterator[Article]:
    """All articles of the corpus, or those that are the law on a day. Articles struck out are left out."""
    for law in corpus.laws.values():
        for ids in corpus.keys(law).values():
            for one in map(corpus.by_id, ids):
                if (day is None or one.covers(day)) and not one.deleted:
                    yield one


def as_passage(article: Article) -> Passage:
    """As it is searched: the short name of the law with the number, and the text."""
    return passage(str(article.id), f"{article.law.short}{article.label}", article.text)


def fill(corpus: Corpus, store: Store, progress: Progress) -> int:
    """Compute the vectors of the corpus that the store lacks; how many."""
    return store.fill((article_text(as_passage(one)) for one in articles(corpus)), progress)


class Advisor:
    """Answers questions from the articles that are the law on ``day``; ``remarks`` say in Chinese what is wanting."""

    def __init__(self, corpus: Corpus, day: date) -> None:
        self._corpus = corpus
        passages = [as_passage(one) for one in articles(corpus, day)]
        store = Store(vectors_folder())
        texts = [article_text(one) for one in passages]
        without = len(store.lacking(texts))
        self.remarks: list[str] = []
        vectors = None
        if without < len(texts):
            try:
                encoder()
                vectors = store.vectors(texts)
            except NoEncoder as error:
                self.remarks.append(error.message)
        if without:
            self.remarks.append(
                _("{n} 条没有向量，只按字词检索；运行 fazhi retrieval vectors 可以补上。").format(n=without)
            )
        learned = load() if vectors is not None and SHIPPED.is_file() else None
        self._retriever = Retriever(Index(passages, vectors), learned)

    def ask(self, question: str, limit: int) -> list[tuple[Article, Ranked]]:
        """Articles for a question, best first. Raises :class:`~fazhi.law.retrieval.errors.NoQuestion`."""
        found = self._retriever.ask(question, limit)
        passages = self._retriever.index.passages
        return [(self._corpus.by_id(int(passages[one.row].id)), one) for one in found]

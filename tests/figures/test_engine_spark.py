"""The same figures on Apache Spark, where it is installed: identical to DuckDB, on a cluster of its own processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period

pytest.importorskip("pyspark.sql", reason="Apache Spark is not installed (optional: fazhi[spark])")
if shutil.which("java") is None:
    pytest.skip("Apache Spark needs Java 17", allow_module_level=True)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local-cluster[1,1,1024]").appName("fazhi")
    for key, value in {
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_all_figures_are_the_same_as_in_duckdb(
    session: Any, catalogue: Catalogue, engine: Engine, tmp_path: Path
) -> None:
    import ibis

    for name in catalogue.ledgers:
        path = tmp_path / f"{name}.parquet"
        pq.write_table(engine.table(name).to_pyarrow(), path)
        session.read.parquet(str(path)).createOrReplaceTempView(f"ledger_{name}")
    spark = Engine(catalogue, ibis.pyspark.connect(session), list(catalogue.ledgers))
    periods = [Period.parse("2020H1"), Period.parse("2019")]
    ours, theirs = engine.values(catalogue.figures, periods), spark.values(catalogue.figures, periods)
    assert {key: (v.number, v.unrounded, v.reason) for key, v in ours.items()} == {
        key: (v.number, v.unrounded, v.reason) for key, v in theirs.items()
    }
    for base in ("mediation.resolved", "corrections.received"):
        assert engine.rows(base, periods[0]).to_pylist() == spark.rows(base, periods[0]).to_pylist()
    assert "ledger_disputes" in spark.sql("mediation.resolved", periods[0])

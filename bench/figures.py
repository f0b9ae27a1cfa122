"""Figures against SQL written by hand, and ledgers read against openpyxl's own pass over the same file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.measure import measure, print_rows

DISPUTES = 1_000_000
EXCEL_ROWS = 50_000
PERIOD = "2020H1"

# What a person would write who wants these figures once. The Engine must come to the same numbers.
BY_HAND = """
SELECT count(*) FILTER (WHERE accepted_on BETWEEN DATE '2020-01-01' AND DATE '2020-06-30'),
       count(*) FILTER (WHERE concluded_on BETWEEN DATE '2020-01-01' AND DATE '2020-06-30'
                          AND result IN ('调解成功', '调解未成功')),
       count(*) FILTER (WHERE concluded_on BETWEEN DATE '2020-01-01' AND DATE '2020-06-30' AND result = '调解成功'),
       count(*) FILTER (WHERE concluded_on BETWEEN DATE '2020-01-01' AND DATE '2020-06-30' AND result = '调解未成功'),
       count(*) FILTER (WHERE concluded_on BETWEEN DATE '2020-01-01' AND DATE '2020-06-30' AND result = '调解成功')
FROM ledger_disputes
"""
IN_THAT_ORDER = (
    "mediation.accepted",
    "mediation.concluded",
    "mediation.resolved",
    "mediation.unresolved",
    "mediation.resolved_this_year",
)


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        _figures(Path(folder) / "disputes.parquet")
    with tempfile.TemporaryDirectory() as folder:
        _excel(Path(folder))


def _figures(path: Path) -> None:
    write_disputes(path)
    by_hand, engine = measure(by_sql, path, runs=5), measure(by_engine, path, runs=5)
    counted = engine.result
    if tuple(counted[i] for i in IN_THAT_ORDER) != by_hand.result:
        raise SystemExit(f"the Engine counts {counted}, SQL by hand {by_hand.result}")
    title = f"{len(counted)} mediation figures of {PERIOD} over {DISPUTES:,} disputes in Parquet"
    print_rows(title, [("DuckDB, SQL by hand", by_hand), ("Engine", engine)])


def _excel(folder: Path) -> None:
    write_excel(folder)
    reading, loading = measure(by_openpyxl, folder), measure(by_load, folder)
    if loading.result != EXCEL_ROWS:
        raise SystemExit(f"load() took over {loading.result} of {EXCEL_ROWS} rows")
    print_rows(
        f"{EXCEL_ROWS:,} rows of .xlsx", [("openpyxl, read-only pass", reading), ("load(), read and checked", loading)]
    )


def write_disputes(path: Path, rows: int = DISPUTES) -> None:
    """Synthetic disputes of three years as a loaded ledger has them."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(
        f"""
        COPY (
            SELECT '罗调' || n AS number, 'TJ' || n % 169 AS organization, '街道' || n % 10 AS street,
                   ['邻里', '合同', '物业', '消费'][1 + n % 4] AS category, '当事人申请' AS source,
                   '甲' || n % 997 AS applicant, '乙' || n % 991 AS respondent, n % 5 AS people,
                   CAST(n % 100000 / 7 AS DECIMAL(18, 2)) AS amount,
                   DATE '2018-01-01' + CAST(n * 7919 % 1096 AS INTEGER) AS accepted_on,
                   CASE WHEN n % 11 > 0
                        THEN DATE '2018-01-15' + CAST(n * 7919 % 1096 + n % 20 AS INTEGER) END AS concluded_on,
                   ['调解成功', '调解成功', '调解成功', '调解未成功', '撤回申请', NULL][1 + n % 6] AS result,
                   '书面' AS agreement, n % 9 = 0 AS confirmed,
                   'a.xlsx' AS source_file, 'a' AS source_sheet, n + 2 AS source_row
            FROM range({rows}) AS rows(n)
        ) TO '{path}' (FORMAT parquet)
        """
    )


def _connect(path: Path) -> Any:
    import ibis

    backend = ibis.duckdb.connect()
    backend.con.execute("SET enable_progress_bar = false")
    backend.con.execute(f"CREATE VIEW ledger_disputes AS SELECT * FROM read_parquet('{path}')")
    return backend


def by_sql(path: Path) -> Callable[[], Any]:
    """The query written by hand."""
    connection = _connect(path).con
    return lambda: connection.execute(BY_HAND).fetchone()


def by_engine(path: Path) -> Callable[[], Any]:
    """All mediation figures that are counted on disputes, each time by an Engine that has counted nothing yet."""
    from fazhi.figures.catalogue import build
    from fazhi.figures.engine import Engine
    from fazhi.figures.period import Period

    catalogue = build(["fazhi.domains.mediation"])
    backend, period = _connect(path), Period.parse(PERIOD)
    ids = [i for i in catalogue.figures if {base.ledger for base in catalogue.base_figures(i)} == {"disputes"}]

    def count() -> dict[str, Any]:
        values = Engine(catalogue, backend, ["disputes"]).values(ids, [period])
        return {i: value.number for (i, _period), value in values.items()}

    return count


def write_excel(folder: Path, rows: int = EXCEL_ROWS) -> None:
    """Synthetic disputes as a clerk's workbook."""
    from fazhi.domains.mediation.ledger import DISPUTES as LEDGER
    from fazhi.figures.workbook import write_ledger

    def row(n: int) -> dict[str, Any]:
        return {
            "number": f"罗调〔2020〕{n}号",
            "organization": f"TJ{n % 169:03}",
            "street": f"第{n % 10}街道",
            "category": ("邻里", "合同", "物业", "消费")[n % 4],
            "source": "当事人申请",
            "applicant": f"甲{n % 997}",
            "respondent": f"乙{n % 991}",
            "people": 2 + n % 5,
            "amount": Decimal(n % 100_000) / 100,
            "accepted_on": date(2020, 1, 1) + timedelta(days=n % 180),
            "concluded_on": date(2020, 1, 2) + timedelta(days=n % 180),
            "result": "调解成功",
            "agreement": "书面",
            "confirmed": n % 9 == 0,
        }

    write_ledger(folder / f"{LEDGER.title}.xlsx", LEDGER, map(row, range(rows)), "")


def by_openpyxl(folder: Path) -> Callable[[], Any]:
    """Every cell of the workbook once, read-only, values only."""
    import openpyxl

    (path,) = folder.glob("*.xlsx")

    def read() -> int:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return sum(1 for sheet in book for _row in sheet.iter_rows(values_only=True))

    return read


def by_load(folder: Path) -> Callable[[], Any]:
    """The folder as ``fazhi ledgers check`` reads it."""
    from fazhi.figures.catalogue import build
    from fazhi.figures.load import load

    catalogue = build(["fazhi.domains.mediation"])
    return lambda: load(folder, catalogue).ledgers["disputes"].read

"""Ledgers as files: .xlsx against openpyxl, ten million rows of Parquet against SQL by hand, PostgreSQL, the start.

``FAZHI_BENCH_DISPUTES`` and ``FAZHI_BENCH_EXCEL`` set other numbers of rows than 10,000,000 and 200,000.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.figures import IN_THAT_ORDER, PERIOD, by_load, by_openpyxl, by_sql, write_disputes, write_excel
from bench.measure import measure, print_rows

DISPUTES = int(os.environ.get("FAZHI_BENCH_DISPUTES", 10_000_000))
EXCEL = int(os.environ.get("FAZHI_BENCH_EXCEL", 200_000))
ODD = 100
TITLE = "人民调解案件台账"


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        _excel(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        _parquet(Path(folder))
    _start()


def _excel(folder: Path) -> None:
    write_excel(folder, EXCEL)
    reading, loading = measure(by_openpyxl, folder, runs=1), measure(by_load, folder, runs=2)
    if loading.result != EXCEL:
        raise SystemExit(f"load() took over {loading.result} of {EXCEL} rows")
    rows = [("openpyxl, read-only pass", reading), ("load(), read and checked", loading)]
    print_rows(f"{EXCEL:,} rows of .xlsx", rows)


def _parquet(folder: Path) -> None:
    path = folder / f"{TITLE}.parquet"
    write_disputes(path, DISPUTES)
    by_hand, counted = measure(by_sql, path, runs=5), measure(by_loaded_engine, folder, runs=5)
    whole = measure(from_folder, folder, runs=1)
    for told in (counted.result, whole.result):
        if tuple(told[i] for i in IN_THAT_ORDER) != by_hand.result:
            raise SystemExit(f"the Engine counts {told}, SQL by hand {by_hand.result}")
    spoil(path)
    among_odd = measure(by_loaded_engine, folder, runs=5)
    rows = [
        ("DuckDB, SQL by hand: 5 figures", by_hand),
        (f"Engine on load(): {len(counted.result)} figures", counted),
        (f"the same, {ODD} rows of them put aside", among_odd),
        ("load(), every cell checked, and the figures", whole),
    ]
    print_rows(f"mediation figures of {PERIOD} over {DISPUTES:,} disputes in Parquet", rows)


def spoil(path: Path) -> None:
    """Give :data:`ODD` rows all over the file a result that is none, so that they are put aside."""
    import duckdb

    spoilt, every = path.with_suffix(".spoilt"), DISPUTES // ODD
    duckdb.execute(
        f"COPY (SELECT * REPLACE (CASE WHEN source_row % {every} = 7 THEN '调成' ELSE result END AS result)"
        f" FROM '{path}') TO '{spoilt}' (FORMAT parquet)"
    )
    spoilt.replace(path)


def _start() -> None:
    helping, everything = measure(helped, runs=5), measure(all_imported, runs=3)
    print_rows("the start", [("importing everything", everything), ("fazhi --help", helping)])


def by_loaded_engine(folder: Path) -> Callable[[], dict[str, Decimal | None]]:
    """All figures counted on disputes, each time by an Engine that has counted nothing yet; reading is not timed."""
    return _counting(folder)[1]


def from_folder(folder: Path) -> Callable[[], dict[str, Decimal | None]]:
    """From a folder to figures, as ``fazhi figures show`` does it."""
    return lambda: _counting(folder)[1]()


def _counting(folder: Path) -> tuple[Any, Callable[[], dict[str, Decimal | None]]]:
    from fazhi.figures.catalogue import build
    from fazhi.figures.engine import Engine
    from fazhi.figures.load import load
    from fazhi.figures.period import Period

    catalogue, period = build(["fazhi.domains.mediation"]), Period.parse(PERIOD)
    loaded = load(folder, catalogue)
    backend = Engine.from_tables(catalogue, loaded.tables).backend
    ids = [i for i in catalogue.figures if {base.ledger for base in catalogue.base_figures(i)} == {"disputes"}]

    def count() -> dict[str, Decimal | None]:
        values = Engine(catalogue, backend, ["disputes"]).values(ids, [period])
        return {i: value.number for (i, _period), value in values.items()}

    return loaded, count


def helped() -> Callable[[], Any]:
    """The command line from nothing to its help text."""
    return lambda: subprocess.run([sys.executable, "-m", "fazhi", "--help"], capture_output=True, check=True)


def all_imported() -> Callable[[], Any]:
    """A Python that imports every module of Fazhi and the libraries that some of them import late."""
    import fazhi
    from fazhi.kernel.start import load as set_up

    # Models are imported after Django was told its settings; migrations have names that no import statement takes.
    set_up()
    found = [module.name for module in pkgutil.walk_packages(fazhi.__path__, "fazhi.")]
    names = [name for name in found if "__main__" not in name and all(part.isidentifier() for part in name.split("."))]
    late = ["ibis", "duckdb", "pyarrow", "docx", "rich", "xlsxwriter", "python_calamine"]
    for name in names:
        importlib.import_module(name)
    code = "from fazhi.kernel.start import load; load(); import " + ", ".join([*names, *late])
    return lambda: subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

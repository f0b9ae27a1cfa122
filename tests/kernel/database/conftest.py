"""A fresh, empty database for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fazhi.kernel.database.server import connect

_numbers = itertools.count()


@pytest.fixture
def database(postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh database, which ``DATABASE_URL`` names."""
    name = f"fazhi{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
        monkeypatch.setenv("DATABASE_URL", postgres.replace("/postgres?", f"/{name}?"))
        yield Path(name)
        owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def connection(database: Path) -> Iterator[psycopg.Connection]:
    with connect() as connection:
        yield connection

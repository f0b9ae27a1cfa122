"""The platform on a real PostgreSQL: one embedded server for a worker, one migrated database, clones of it.

``platform`` gives a test the migrated database inside a transaction that is rolled back. ``fresh_platform`` gives it a
database of its own, for what needs several connections, threads or processes. Both connect as the application, with the
application's few rights.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from fazhi.kernel.database.server import APPLICATION, as_role, database, embedded

# A template may have no visitors, and a thread that a test leaves behind may keep a connection: so the database that
# tests share is a copy too.
_TEMPLATE, _SHARED = "fazhi_template", "fazhi_shared"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> str:
    """The address of an embedded server that need not survive a power cut.

    Its folder is not pytest's: when another run starts, that one is closed to the server's own user.
    """
    folder = Path(tempfile.mkdtemp(prefix="fazhi-pg-"))
    folder.chmod(0o755)
    # Before the server's own way out is registered, and so done after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = embedded(folder / "data")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return url


@pytest.fixture(scope="session")
def django_db_setup(postgres: str, django_db_blocker: Any) -> Iterator[str]:
    """The migrated database (in place of what pytest-django would make), as the owner reaches it."""
    from django.db import connections

    from fazhi.kernel.database.migrating import migrate

    owner = database(postgres, _TEMPLATE)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        _point_at(patch, owner)
        migrate()
        connections.close_all()
    return _copy(postgres, _SHARED)


def _copy(postgres: str, name: str) -> str:
    """A copy of the migrated database, as its owner reaches it."""
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE {_TEMPLATE}')
    return urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))


def _point_at(patch: pytest.MonkeyPatch, owner: str) -> None:
    patch.setenv("FAZHI_OWNER_URL", owner)
    patch.setenv("DATABASE_URL", as_role(owner, APPLICATION))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for keys and attachments of this test."""
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def platform(django_db_setup: str, monkeypatch: pytest.MonkeyPatch, home: Path, request: pytest.FixtureRequest) -> None:
    """The platform's database, rolled back after the test."""
    _point_at(monkeypatch, django_db_setup)
    request.getfixturevalue("db")


@contextmanager
def own_database(postgres: str, blocker: Any, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """A copy of the migrated database, as its owner reaches it; this process and its children are pointed there."""
    from django.db import connections

    name = f"fazhi_own_{os.getpid()}_{next(_numbers)}"
    owner = _copy(postgres, name)
    connections.close_all()
    with psycopg.connect(postgres, autocommit=True) as server, blocker.unblock():
        _point_at(patch, owner)
        try:
            yield owner
        finally:
            connections.close_all()
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def fresh_platform(
    django_db_setup: str, postgres: str, monkeypatch: pytest.MonkeyPatch, home: Path, django_db_blocker: Any
) -> Iterator[str]:
    """A database of this test alone, as the owner reaches it; other processes inherit its address."""
    with own_database(postgres, django_db_blocker, monkeypatch) as owner:
        yield owner

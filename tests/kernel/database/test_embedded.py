"""The embedded server where a user puts it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from fazhi.kernel.database import embedded
from fazhi.kernel.database.server import embedded as start


@pytest.mark.parametrize("name", ["我的 平台", "it's"])
def test_a_folder_with_a_space_or_a_quote_in_its_path(name: str) -> None:
    # Not pytest's own folder: the server's user must be able to reach it.
    above = Path(tempfile.mkdtemp(prefix="fazhi-odd-"))
    above.chmod(0o755)
    data = above / name / "postgres"
    try:
        with psycopg.connect(start(data)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert embedded.running(data)
    finally:
        embedded.let_go(data)
        shutil.rmtree(above, ignore_errors=True)

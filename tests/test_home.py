"""Where state lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.home import home
from fazhi.kernel.secrets.keys import keyring


def test_the_environment_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAZHI_HOME", str(tmp_path / "数据"))
    assert home() == tmp_path / "数据"


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_name_it_lies_where_the_program_runs(
    value: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FAZHI_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("FAZHI_HOME", value)
    monkeypatch.chdir(tmp_path)
    keyring()
    assert home().resolve() == tmp_path / ".fazhi"
    assert (tmp_path / ".fazhi" / "keys.toml").is_file()

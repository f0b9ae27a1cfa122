"""A small folder of ledgers, and the command line as a user meets it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from fazhi.domains.mediation.ledger import DISPUTES, TRAININGS
from fazhi.faces.cli import main
from fazhi.figures.workbook import write_ledger


class Answer(NamedTuple):
    """What a command printed and returned."""

    code: int
    out: str
    err: str


Fazhi = Callable[..., Answer]


@pytest.fixture
def fazhi(capfd: pytest.CaptureFixture[str]) -> Fazhi:
    """Run a command in this process."""

    def run(*args: str | Path) -> Answer:
        code = 0
        try:
            main([str(arg) for arg in args])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        return Answer(code, *capfd.readouterr())

    return run


@pytest.fixture
def shell() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a shell line in which ``fazhi`` stands for the command, in an environment of one's own."""

    def run(line: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        command = line.replace("fazhi", f'"{sys.executable}" -m fazhi')
        return subprocess.run(
            ["bash", "-c", command], env={**os.environ, **env}, capture_output=True, check=False, timeout=120
        )

    return run


@pytest.fixture
def ledgers(tmp_path: Path) -> Path:
    """Four disputes, three of them resolved in the first half of 2020, and one training."""
    folder = tmp_path / "台账 2020[上半年]"
    folder.mkdir()
    common = {"organization": "TJ1", "category": "邻里", "applicant": "欧阳慧敏", "amount": Decimal("0.10")}
    days = [dt.date(2020, 1, 1), dt.date(2020, 6, 30), dt.date(2020, 2, 29), dt.date(2019, 6, 30)]
    disputes = [
        {**common, "number": f"{n}号", "accepted_on": day, "concluded_on": day, "result": "调解成功"}
        for n, day in enumerate(days)
    ]
    disputes.append({**disputes[0], "number": "9号", "result": "调解未成功"})
    training = {"code": "P1", "topic": "x", "form": "线上", "held_on": dt.date(2020, 4, 9), "attendance": 120}
    write_ledger(folder / f"{DISPUTES.title}.xlsx", DISPUTES, disputes, "")
    write_ledger(folder / f"{TRAININGS.title}.xlsx", TRAININGS, [training], "")
    return folder

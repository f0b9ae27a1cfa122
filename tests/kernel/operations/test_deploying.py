"""What docs/deploy.md and deploy/ tell an operator is what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fazhi.faces.cli import COMMANDS, cli

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "deploy.md").read_text("utf-8")
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
# Not for an operator: kept by tests, by Django, or by the tools of those who write Fazhi.
_INNER = {"FAZHI_LONG_TESTS"}


def test_every_setting_that_is_read_is_in_the_table_and_no_other() -> None:
    read: set[str] = set()
    for path in (ROOT / "src" / "fazhi").rglob("*.py"):
        text = path.read_text("utf-8")
        read |= set(re.findall(r"environ\S*?[\[(]\s*\"((?:FAZHI_|DATABASE_URL)\w*)\"", text))
        read |= set(re.findall(r"^ENVIRONMENT = \"(FAZHI_\w+)\"", text, re.M))
    told = set(re.findall(r"`((?:FAZHI_|DATABASE_URL)\w*)`", "".join(re.findall(r"^\|.*$", GUIDE, re.M))))
    assert read - told - _INNER == set()
    # The office system's are read under a prefix.
    assert {name for name in told - read if not name.startswith("FAZHI_OFFICE_")} == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_commands_that_there_are(unit: Path) -> None:
    import click

    for line in re.findall(r"^ExecStart=\S+/fazhi (.+)$", unit.read_text("utf-8"), re.M):
        name, *arguments = line.split()
        assert name in COMMANDS
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        command.make_context(name, arguments, resilient_parsing=False)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_knows_every_line_of_a_unit(unit: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    about = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert [line for line in about if "Unknown" in line or "Failed to parse" in line or "Invalid" in line] == []


def test_the_units_of_the_guide_are_there() -> None:
    named = set(re.findall(r"fazhi[-\w]*\.(?:timer|socket|service)", GUIDE))
    assert named <= {path.name for path in UNITS}

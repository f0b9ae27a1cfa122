"""``fazhi api``: a token made, listed, used and revoked on the command line; the schema needs no database."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from api_calls import Caller
from coordination_walk import cast
from fazhi.errors import FazhiError
from fazhi.faces.cli.api import command


def run(*given: str) -> Result:
    return CliRunner().invoke(command, given, catch_exceptions=True)


@pytest.mark.usefixtures("platform")
def test_a_token_from_its_making_to_its_end() -> None:
    cast()
    made = run("token", "create", "jiedao", "--name", "市一体化平台", "--scope", "matters.read", "--days", "30")
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    assert Caller(secret).get("matters").status_code == 200
    hint = secret[:10]
    listed = run("token", "list").output
    assert hint in listed
    assert secret not in listed
    assert run("token", "revoke", hint).exit_code == 0
    assert Caller(secret).get("matters").status_code == 401


@pytest.mark.usefixtures("platform")
def test_what_cannot_be_is_said() -> None:
    cast()
    for given in (
        ("token", "create", "nobody", "--name", "a", "--scope", "matters.read"),
        ("token", "create", "jiedao", "--name", "a", "--scope", "everything"),
        ("token", "revoke", "fazhi_none"),
        ("hook", "create", "jiedao", "https://elsewhere.example/", "--topic", "*"),
    ):
        assert isinstance(run(*given).exception, FazhiError), given


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").stdout)["openapi"].startswith("3.1")

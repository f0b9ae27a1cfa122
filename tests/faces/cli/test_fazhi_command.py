"""What holds for every command: help, errors in words or JSON, exit codes, pipes and locales."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Fazhi = Callable[..., Any]  # see conftest.py
Shell = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.mark.parametrize("path", [(), ("ledgers",), ("ledgers", "check"), ("figures",), ("figures", "show")])
def test_help_is_in_chinese(fazhi: Fazhi, path: tuple[str, ...]) -> None:
    answer = fazhi(*path, "--help")
    assert answer.code == 0
    assert answer.out.startswith("用法：fazhi")
    assert "选项:" in answer.out
    for english in ("Usage", "Options", "Commands", "Show this", "[required]"):
        assert english not in answer.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("figure",), "没有“figure”这个命令。是不是：figures？用法见 fazhi --help"),
        (("figures", "shwo"), "没有“shwo”这个命令。是不是：show？"),
        (("figures", "list", "--jsn"), "没有“--jsn”这个选项。是不是：--json？"),
        (("figures", "show", "--period", "2020"), "缺少选项 --ledgers"),
        (("figures", "show", "--period"), "选项“--period”写得不对"),
        (("figures", "explain"), "缺少参数 指标"),
        (("figures", "list", "x"), "命令写得不对"),
    ],
)
def test_a_mistyped_command_is_told_what_would_be_right(fazhi: Fazhi, args: tuple[str, ...], says: str) -> None:
    plain, as_json = fazhi(*args), fazhi(*args, *(() if args[-1] == "--period" else ("--json",)))
    assert plain.code == as_json.code == 2
    assert (plain.out, plain.err.count("\n")) == ("", 1)
    assert says in plain.err
    if args[-1] != "--period":
        error = json.loads(as_json.out)["error"]
        assert error["code"] == "usage"


def test_without_a_command_the_help_is_shown(fazhi: Fazhi) -> None:
    answer = fazhi()
    assert answer.code == 2
    assert "figures" in answer.err


def test_in_english_what_is_not_translated_stays_chinese(shell: Shell) -> None:
    done = shell("fazhi figures list --json", FAZHI_LANG="en")
    assert done.returncode == 0
    assert json.loads(done.stdout)


@pytest.mark.parametrize("line", ["fazhi figures list", "fazhi figures list --json", "fazhi ledgers list --json"])
def test_a_reader_who_has_had_enough(shell: Shell, line: str) -> None:
    done = shell(f"{line} | head -1")
    assert done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
    ],
)
def test_without_a_locale_chinese_is_utf8(shell: Shell, locale: dict[str, str]) -> None:
    done = shell("fazhi figures explain mediation.success_rate", **locale)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "人民调解成功率" in done.stdout.decode()


def test_in_a_narrower_encoding_json_stays_json(shell: Shell) -> None:
    done = shell("fazhi figures list --json; fazhi figures list > /dev/null", PYTHONIOENCODING="gb2312")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "人民调解成功率" in [figure["label"] for figure in json.loads(done.stdout.decode("gb2312"))]


def test_no_domain_is_no_silent_emptiness(fazhi: Fazhi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from fazhi.figures import catalogue

    monkeypatch.setattr(catalogue, "GROUP", "fazhi.none")
    catalogue.installed.cache_clear()
    try:
        answer = fazhi("figures", "list")
    finally:
        catalogue.installed.cache_clear()
    assert (answer.code, answer.out) == (2, "")
    assert "安装不完整" in answer.err

"""Run a table of worked examples: id, calculator, input_json, expected."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.law.errors import BadInput, NoSuchParameter
from fazhi.law.periods.tools import clock
from fazhi.law.tools import Tool, find

COLUMNS = ("id", "calculator", "input_json", "expected")


@dataclass(frozen=True)
class Outcome:
    """One row: ``state`` is "same", "differs", "failed" (an error) or "skipped" (no such calculator)."""

    id: str
    calculator: str
    expected: str
    result: str
    state: str


def run_table(path: Path, *, on: date | None = None, local: Mapping[str, Any] | None = None) -> list[Outcome]:
    """Every row of a tab-separated table with its outcome. Raises :class:`BadInput` if the file has another form."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t")
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadInput(
                    _("{path} 缺少列：{missing}。应为制表符分隔，列名 {columns}。").format(
                        path=path, missing="、".join(missing), columns="、".join(COLUMNS)
                    )
                )
            return [_outcome(row, on, local) for row in reader]
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(
            _("读不了 {path}：{problem}。请给出 UTF-8 编码的 .tsv 文件。").format(path=path, problem=problem)
        ) from problem


def calculator(name: str) -> Tool:
    """A tool of fees or periods, or the clock of a parameter id."""
    return clock(name) if "." in name else find(name)


def _outcome(row: Mapping[str, str | None], on: date | None, local: Mapping[str, Any] | None) -> Outcome:
    name, expected = (row["calculator"] or "").strip(), (row["expected"] or "").strip()
    identifier = row["id"] or ""
    try:
        tool = calculator(name)
    except NoSuchParameter:
        return Outcome(identifier, name, expected, _("没有这个计算器"), "skipped")
    try:
        given = json.loads(row["input_json"] or "", parse_float=Decimal)
        if not isinstance(given, dict):
            raise BadInput(_("input_json 应为一个 JSON 对象。"))
        result = tool.run(given, on=on, local=local).answer.key
    except json.JSONDecodeError as problem:
        return Outcome(
            identifier, name, expected, _("input_json 不是 JSON：{problem}").format(problem=problem), "failed"
        )
    except FazhiError as error:
        return Outcome(identifier, name, expected, error.message, "failed")
    return Outcome(identifier, name, expected, result, "same" if _same(result, expected) else "differs")


def _same(result: str, expected: str) -> bool:
    """Numbers by value (8800 and 8800.00 are one), ranges part by part, everything else as written."""
    parts, wanted = result.split("…"), expected.replace("..", "…").split("…")
    if len(parts) != len(wanted):
        return False
    try:
        return all(Decimal(part) == Decimal(want.replace(",", "")) for part, want in zip(parts, wanted, strict=True))
    except InvalidOperation:
        return result == expected

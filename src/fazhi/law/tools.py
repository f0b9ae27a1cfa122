"""Tools: a calculation with its declared inputs. All doors (command line, web, API, MCP) run the same object."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fazhi.i18n import _
from fazhi.law.catalogue import FEES, PERIODS, SENTENCING, titles
from fazhi.law.dates import parse_date
from fazhi.law.errors import BadInput, NoSuchParameter
from fazhi.law.inputs import Given, Input
from fazhi.law.results import Quantity, Result, general_disclaimer
from fazhi.law.working import Working

if TYPE_CHECKING:
    from fazhi.law.calendar import Calendar

Compute = Callable[[Working, Given], Sequence[Quantity]]


@dataclass(frozen=True)
class Tool:
    """``dated_by`` names the date input whose day chooses the version of the law when ``on`` is not given."""

    name: str
    title: str
    inputs: tuple[Input, ...]
    compute: Compute
    dated_by: str = ""
    help: str = ""
    disclaimer: str = ""

    @property
    def by_name(self) -> dict[str, Input]:
        """The inputs by name."""
        return {entry.name: entry for entry in self.inputs}

    def parse(self, raw: Mapping[str, Any]) -> Given:
        """Typed inputs. Raises :class:`BadInput` for an unknown, missing or wrong one."""
        known = self.by_name
        if unknown := sorted(set(raw) - set(known)):
            raise BadInput(
                _("“{title}”没有“{names}”这项输入。可用：{known}。").format(
                    title=self.title, names="、".join(unknown), known="、".join(known)
                )
            )
        values: dict[str, Any] = {}
        for name, entry in known.items():
            given = raw.get(name)
            if given is None or given == "":
                given = entry.default
            if given is None:
                if entry.required:
                    raise BadInput(_("请给出{label}（{name}）。").format(label=entry.label, name=name), input=name)
                continue
            values[name] = entry.parse(given)
        return Given(values)

    def run(
        self,
        raw: Mapping[str, Any],
        *,
        on: date | str | None = None,
        local: Mapping[str, Any] | None = None,
        calendar: Calendar | None = None,
    ) -> Result:
        """Compute. ``on``: the day whose rules apply; ``local``: a district's own values by parameter id (see
        :class:`Working`); ``calendar``: working days with the district's changes."""
        given = self.parse(raw)
        if on is not None:
            day = parse_date(on, label=_("适用规则的日期"))
        elif self.dated_by and given.has(self.dated_by):
            moment = given.moment(self.dated_by)
            day = moment.date() if isinstance(moment, datetime) else moment
        else:
            day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        working = Working(day, local, calendar)
        items = tuple(self.compute(working, given))
        return Result(
            self.name,
            self.title,
            day,
            items,
            tuple(working.steps),
            working.rules,
            tuple(working.warnings),
            tuple(working.sections),
            self.disclaimer or general_disclaimer(),
        )

    def schema(self) -> dict[str, Any]:
        """The JSON schema of the inputs, with the tool's name and title."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.help,
            "inputs": {
                "type": "object",
                "properties": {entry.name: entry.schema() for entry in self.inputs},
                "required": [entry.name for entry in self.inputs if entry.required],
                "additionalProperties": False,
            },
        }


def tool(
    name: str, *inputs: Input, dated_by: str = "", help: str = "", disclaimer: str = ""
) -> Callable[[Compute], Tool]:
    """Turn a computing function into the tool of that name, which the catalogue lists."""
    title = (titles(FEES) | titles(PERIODS) | titles(SENTENCING))[name]
    return lambda compute: Tool(name, title, inputs, compute, dated_by, help, disclaimer)


def find(name: str, where: Mapping[str, Mapping[str, str]] | None = None) -> Tool:
    """The tool of that name (dashes and case do not matter). Raises :class:`NoSuchParameter`."""
    wanted = name.strip().lower().replace("-", "_")
    tables = (FEES, PERIODS, SENTENCING) if where is None else (where,)
    for table in tables:
        for module, names in table.items():
            if wanted in names:
                found: Tool = getattr(importlib.import_module(f"fazhi.law.{module}"), wanted)
                return found
    known = [each for table in tables for names in table.values() for each in names]
    raise NoSuchParameter(
        _("没有名为“{name}”的计算器。{near}可用：{known}。").format(
            name=name, near=nearest(wanted, known), known="、".join(known)
        ),
        tool=name,
    )


def nearest(name: str, known: Sequence[str]) -> str:
    """“是不是：…？” with the most similar names, or nothing."""
    near = difflib.get_close_matches(name, known)
    return _("是不是：{near}？").format(near="、".join(near)) if near else ""


def every(where: Mapping[str, Mapping[str, str]]) -> list[Tool]:
    """All tools of a table, in its order."""
    return [find(name, where) for names in where.values() for name in names]

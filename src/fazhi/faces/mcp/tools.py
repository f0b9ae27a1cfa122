"""What agents may call. Fees and periods are made from their declared inputs; every basis comes with its article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fazhi.i18n import _
from fazhi.law.catalogue import FEES, PERIODS, SENTENCING
from fazhi.law.dates import parse_date
from fazhi.law.errors import BadInput
from fazhi.law.periods.tools import clock, clocks
from fazhi.law.results import Result
from fazhi.law.statutes.basis import open_article
from fazhi.law.statutes.check import check
from fazhi.law.statutes.corpus import Corpus, open_corpus
from fazhi.law.statutes.errors import NoCorpus
from fazhi.law.statutes.lookup import open_reference
from fazhi.law.statutes.records import Found
from fazhi.law.tools import Tool, every, find

Arguments = Mapping[str, Any]
FEE_PREFIX = "fee_"
_MOST_HITS = 50


@dataclass(frozen=True)
class AgentTool:
    """A tool as the protocol shows it; ``run`` takes the arguments, returns a JSON object or raises a FazhiError."""

    name: str
    title: str
    description: str
    schema: dict[str, Any]
    run: Callable[[Arguments], dict[str, Any]]


def _object(properties: dict[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _on(description: str) -> dict[str, Any]:
    return _text(description, format="date")


class Toolbox:
    """All tools over one corpus, which is opened (built if need be) by the first call that needs it."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = folders
        self.tools = {tool.name: tool for tool in [*self._statutes(), self._period(), *self._calculations()]}

    def _corpus(self) -> Corpus:
        return open_corpus(self._folders)

    def _statutes(self) -> list[AgentTool]:
        day = _on(_("按哪一天有效的文本，如 2020-06-30；默认今天"))
        return [
            AgentTool(
                "article",
                _("查法条"),
                _("按法律和条号给出法条原文、来源、何时有效。当日无效或库中只有另一文本时 in_force 为 false，并说明。"),
                _object(
                    {
                        "law": _text(_("法律名称或简称，如 民法典；也可写整个引用，如《民法典》第五百九十条第一款")),
                        "article": _text(_("条款项，如 590、第133条之一第二款；law 已写明条时不填")),
                        "on": day,
                    },
                    ["law"],
                ),
                self._article,
            ),
            AgentTool(
                "search",
                _("检索法条"),
                _("按字词检索法条，给出最相关的条文和命中的片段。默认只查当日有效的。"),
                _object(
                    {
                        "query": _text(_("检索词，如 拖欠工资")),
                        "law": _text(_("只在这部法律里查")),
                        "on": day,
                        "any_day": {"type": "boolean", "description": _("不论何时有效，全部都查"), "default": False},
                        "limit": {"type": "integer", "minimum": 1, "maximum": _MOST_HITS, "default": 10},
                    },
                    ["query"],
                ),
                self._search,
            ),
            AgentTool(
                "check_citations",
                _("核对法条引用"),
                _(
                    "找出一段文字里引用的全部法条，逐条核对。status：exists 存在；no_such_article 没有这条（款、项）；"
                    "not_in_force 当日无效；not_in_corpus 库中没有这部法律。写给当事人的文字在发出之前都应当先核对。"
                ),
                _object({"text": _text(_("要核对的文字")), "on": day}, ["text"]),
                self._check,
            ),
        ]

    def _article(self, given: Arguments) -> dict[str, Any]:
        law, place = _string(given, "law"), _string(given, "article", required=False)
        corpus, day = self._corpus(), _day(given)
        found = corpus.article(law, place, day) if place else open_reference(corpus, law, day)
        if isinstance(found, Found):
            return found.as_dict()
        return {"texts": [{**one.as_dict(), "articles": len(corpus.keys(one))} for one in found]}

    def _search(self, given: Arguments) -> dict[str, Any]:
        limit = given.get("limit", 10)
        if not isinstance(limit, int) or not 1 <= limit <= _MOST_HITS:
            raise BadInput(_("limit 应当是 1 至 {most} 的整数。").format(most=_MOST_HITS), input="limit")
        hits = self._corpus().search(
            _string(given, "query"),
            law=_string(given, "law", required=False) or None,
            on=_day(given),
            any_day=bool(given.get("any_day")),
            limit=limit,
        )
        return {"hits": [hit.as_dict() for hit in hits]}

    def _check(self, given: Arguments) -> dict[str, Any]:
        return {"citations": [one.as_dict() for one in check(_string(given, "text"), self._corpus(), _day(given))]}

    def _period(self) -> AgentTool:
        rules = {tool.name: tool for tool in every(PERIODS)} | {one.id: clock(one.id) for one in clocks()}
        properties: dict[str, Any] = {
            "rule": {
                "type": "string",
                "enum": list(rules),
                "x-labels": {name: tool.title for name, tool in rules.items()},
                "description": _("哪一个期限；deadline 自定，limitation 诉讼时效"),
            }
        }
        for tool in rules.values():
            for entry in tool.inputs:
                properties.setdefault(entry.name, entry.schema())
        properties["on"] = _on(_("适用哪一天有效的规则；默认由起算日决定"))

        def run(given: Arguments) -> dict[str, Any]:
            name = _string(given, "rule")
            tool = rules.get(name) or (clock(name) if "." in name else find(name, PERIODS))
            return self._compute(tool, {key: value for key, value in given.items() if key != "rule"})

        description = _("哪一天到期：法定期限、自定期限或诉讼时效，连同步骤、依据和所用规则的版本。")
        return AgentTool("period", _("计算期限"), description, _object(properties, ["rule"]), run)

    def _calculations(self) -> list[AgentTool]:
        fees = [self._calculation(tool, FEE_PREFIX + tool.name) for tool in every(FEES)]
        return fees + [self._calculation(tool, tool.name) for tool in every(SENTENCING)]

    def _calculation(self, tool: Tool, name: str) -> AgentTool:
        schema: dict[str, Any] = tool.schema()["inputs"]
        schema["properties"]["on"] = _on(_("适用哪一天有效的规则；默认由输入决定或为今天"))
        help_text = f"{tool.title}。{tool.help}" if tool.help else f"{tool.title}。"
        return AgentTool(name, tool.title, help_text, schema, lambda given: self._compute(tool, given))

    def _compute(self, tool: Tool, given: Arguments) -> dict[str, Any]:
        raw = dict(given)
        on = raw.pop("on", None)
        result = tool.run(raw, on=on or None)
        return {**result.as_dict(), "basis": self._opened(result)}

    def _opened(self, result: Result) -> list[dict[str, Any]]:
        """Every basis with its article's text, or why it cannot be opened."""
        try:
            corpus = self._corpus()
        except NoCorpus as problem:
            return [{**entry.as_dict(), **_opening(problem.message)} for entry in result.basis]
        return [{**entry.as_dict(), **_opening(open_article(entry, result.on, corpus))} for entry in result.basis]


def _opening(found: Found | str) -> dict[str, Any]:
    if isinstance(found, str):
        return {"text_of_article": None, "reason": found, "source": None}
    return {"text_of_article": found.text, "reason": found.reason or None, "source": found.article.origin}


def _string(given: Arguments, name: str, *, required: bool = True) -> str:
    value = given.get(name)
    if value is None and not required:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadInput(_("请给出 {name}（文字）。").format(name=name), input=name)
    return value


def _day(given: Arguments) -> date | None:
    raw = given.get("on")
    return parse_date(raw, label=_("日期（on）")) if raw else None

"""Rules and parameters that the district set for itself, from a day on; read wherever a clock asks for its rule.

The value of a day is the district's row of that day, else its file's, else that of the law or of the domain. What a
running deadline started with it keeps, unless the change is meant for running ones too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.changes import log
from fazhi.kernel.clock import now, today
from fazhi.kernel.district import current
from fazhi.kernel.models import OwnRule, ParameterCheck, User
from fazhi.kernel.procedures.rules import Rule, find, rule
from fazhi.law.parameters.schema import read_local
from fazhi.law.parameters.values import Period

KINDS = ("period", "number", "range")
"""The kinds of value that can be set on a page; others are set in the district's file."""


class BadOwnRule(FazhiError):
    """The district cannot set it so; ``field`` names what is wrong (value, since, document)."""

    code = "bad_own_rule"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)
        self.field = field


@dataclass(frozen=True)
class OwnRules:
    """What the district set and checked, read once for as many questions as a page has.

    ``about``: the rules that it was read for; None for all.
    """

    rows: Mapping[str, tuple[OwnRule, ...]]
    about: frozenset[str] | None

    @classmethod
    def read(cls, identifiers: Iterable[str] | None = None) -> OwnRules:
        """All of it, or what there is about some rules."""
        about = None if identifiers is None else frozenset(identifiers)
        rows: dict[str, tuple[OwnRule, ...]] = {}
        for row in OwnRule.objects.filter(_of(about)).order_by("parameter", "since", "id"):
            rows[row.parameter] = (*rows.get(row.parameter, ()), row)
        return cls(rows, about)

    @cached_property
    def checked(self) -> frozenset[tuple[str, str]]:
        """The versions that somebody has checked: id of the rule, first day."""
        marks = ParameterCheck.objects.filter(_of(self.about)).order_by("id")
        newest = {(mark.parameter, mark.version): mark.checked for mark in marks}
        return frozenset(key for key, checked in newest.items() if checked)

    def row(self, identifier: str, on: dt.date) -> OwnRule | None:
        """The district's row that holds on a day, if there is one."""
        held = [row for row in self.rows.get(identifier, ()) if row.since <= on]
        return held[-1] if held else None

    def local(self, on: dt.date) -> dict[str, Any]:
        """The district's values on a day, those of its file among them, in the form that the law's tools take."""
        found = dict(current().rules)
        for identifier in self.rows:
            row = self.row(identifier, on)
            if row is not None and row.value is not None:
                found[identifier] = {"value": row.value, "document": row.document}
        return found

    def rule(self, identifier: str, on: dt.date) -> Rule:
        """The rule on a day. Raises as :func:`fazhi.kernel.procedures.rules.rule`."""
        found, row = rule(identifier, on, self.local(on)), self.row(identifier, on)
        if not found.checked and (identifier, found.start.isoformat()) in self.checked:
            found = replace(found, checked=True)
        return replace(found, start=max(found.start, row.since)) if row is not None else found


def _of(about: frozenset[str] | None) -> Q:
    return Q() if about is None else Q(parameter__in=about)


_once: ContextVar[list[OwnRules] | None] = ContextVar("own_rules", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside the block :func:`own_rules` reads the database once: for a page, or for many deadlines in a row."""
    token = _once.set([])
    try:
        yield
    finally:
        _once.reset(token)


def own_rules() -> OwnRules:
    """Everything the district set; inside :func:`read_once` as it was when first asked for."""
    kept = _once.get()
    if kept is None:
        return OwnRules.read()
    if not kept:
        kept.append(OwnRules.read())
    return kept[0]


def rule_on(identifier: str, on: dt.date) -> Rule:
    """The rule on a day, with what the district set in the database. Raises as :meth:`OwnRules.rule`."""
    return OwnRules.read([identifier]).rule(identifier, on)


def set_rule(
    identifier: str,
    since: dt.date,
    value: Any,
    document: str,
    *,
    by: User,
    reason: str = "",
    running: bool = False,
) -> OwnRule:
    """Let a rule or parameter have another value from a day on; None goes back to the file's or the law's.

    ``value`` is as in the district's file. ``running`` only goes into the log: whoever means it for running deadlines
    too calls :func:`fazhi.kernel.matters.deadlines.apply_rule` afterwards. Raises :class:`BadOwnRule`.
    """
    check_rule(identifier, since, value, document)
    with transaction.atomic():
        log.lock()
        own = OwnRules.read([identifier])
        _check_day(identifier, since, own)
        before = own.row(identifier, since)
        made = OwnRule.objects.create(
            parameter=identifier, since=since, value=value, document=document.strip(), added_by=by, added_at=now()
        )
        log.record(
            "rule",
            "set_rule" if value is not None else "unset_rule",
            by=by,
            key=identifier,
            before={"since": before.since.isoformat(), "value": before.value} if before else {},
            after={"since": since.isoformat(), "value": value, "running": running},
            reason=reason,
            document=document,
        )
    return made


def check_rule(identifier: str, since: dt.date, value: Any, document: str) -> None:
    """Whether a rule could be set so. Raises :class:`BadOwnRule`."""
    found = find(identifier)
    if not document.strip():
        raise BadOwnRule("document", _("请写明依据的文件和文号，如“罗综执〔2026〕3号”。"))
    try:
        version = found.at(since)
        if value is not None:
            given, _document = read_local(found, version, value)
            if isinstance(given, Period) and given.unit != version.value.unit:
                raise BadOwnRule("value", _("期限的单位（日、工作日）不能在这里改。"))
    except BadOwnRule:
        raise
    except FazhiError as error:
        raise BadOwnRule("value", error.message) from error
    if since <= version.start:
        raise BadOwnRule("since", _("起始日应晚于这一版规定的第一天（{day}）。").format(day=version.start))
    _check_day(identifier, since, OwnRules.read([identifier]))


def _check_day(identifier: str, since: dt.date, own: OwnRules) -> None:
    """What has begun stays: deadlines run by it. A row for a day that has not come may be followed by another."""
    if since <= today() and any(row.since >= since for row in own.rows.get(identifier, ()) if row.since <= today()):
        raise BadOwnRule(
            "since",
            _("{day} 及以后已有设定在用，不能改写过去。请写更晚的日期。").format(day=since),
        )
    now_in_force = find(identifier).at(today()).start if since <= today() else None
    if now_in_force is not None and since <= now_in_force:
        raise BadOwnRule("since", _("起始日应晚于现行规定的第一天（{day}）。").format(day=now_in_force))


def mark_checked(
    identifier: str, version: str, checked: bool, document: str, *, by: User, reason: str = ""
) -> ParameterCheck:
    """Write down that a version was compared with its source, or take that back. Raises :class:`BadOwnRule`."""
    if not document.strip():
        raise BadOwnRule("document", _("请写明核对所依据的文本，如“国务院公报2007年第6号”。"))
    with transaction.atomic():
        log.lock()
        before = (identifier, version) in OwnRules.read([identifier]).checked
        mark = ParameterCheck.objects.create(
            parameter=identifier, version=version, checked=checked, document=document.strip(), by=by, at=now()
        )
        log.record(
            "parameter",
            "mark_checked" if checked else "unmark_checked",
            by=by,
            key=identifier,
            before={"version": version, "checked": before},
            after={"version": version, "checked": checked},
            reason=reason,
            document=document,
        )
    return mark

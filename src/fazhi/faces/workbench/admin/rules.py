"""Pages of rules and parameters: the district's own and every legal number, with what nobody has checked (待核)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.errors import FazhiError
from fazhi.faces.workbench.admin.asking import (
    Changing,
    Day,
    Form,
    Preview,
    change,
    document_field,
    not_theirs,
    reason_field,
    system_administrator,
)
from fazhi.faces.workbench.admin.moves import rows_of, under_way
from fazhi.i18n import _
from fazhi.kernel.clock import day_text, today
from fazhi.kernel.district import current as district
from fazhi.kernel.jobs.reckoning import after_rule
from fazhi.kernel.matters.deadlines import calendar, would_move
from fazhi.kernel.models import Change, Deadline, ParameterCheck, User
from fazhi.kernel.own.rules import KINDS, BadOwnRule, OwnRules, check_rule, mark_checked, set_rule
from fazhi.kernel.procedures.registry import everything, values
from fazhi.kernel.procedures.rules import Rule, declared, find, possible, rule
from fazhi.law import parameters
from fazhi.law.errors import NoSuchParameter
from fazhi.law.overview import Line, lines, value_text
from fazhi.law.parameters import Parameter, Series, Version
from fazhi.law.parameters.schema import read_local
from fazhi.law.parameters.values import Period, Range
from fazhi.law.periods import unit_text

_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A rule or parameter in the list, as it stands today."""

    id: str
    title: str
    value: str
    basis: str
    unchecked: int
    own: bool


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The district's rules (default) or the parameters of the law; narrowed by words and to what is 待核."""
    system_administrator(request)
    law = request.GET.get("of") == "law"
    text, pending = request.GET.get("q", "").strip(), bool(request.GET.get("pending"))
    own = OwnRules.read()
    shown: list[Parameter | Series] = list(parameters.everything()) if law else list(declared())
    found = [_row(one, own) for one in shown]
    waiting = sum(1 for one in found if one.unchecked)
    if text:
        found = [one for one in found if text in one.title or text in one.id or text in one.basis]
    if pending:
        found = [one for one in found if one.unchecked]
    context = {
        "law": law,
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "wanted": {"q": text, "pending": pending},
        "waiting": waiting,
        "narrowed": bool(text or pending),
    }
    return render(request, "workbench/admin/rules.html", context)


def _row(found: Parameter | Series, own: OwnRules) -> Row:
    versions = list(lines(found))
    unchecked = sum(1 for line in versions if not _is_checked(line, own))
    if isinstance(found, Series):
        return Row(found.id, found.title, _("{n} 个数").format(n=len(versions)), "", unchecked, False)
    day = today()
    try:
        version = found.at(day)
    except FazhiError:
        last = versions[-1]
        return Row(found.id, found.title, last.value, last.basis_text, unchecked, False)
    line = next(line for line in versions if line.key == str(version.start))
    row = own.row(found.id, day)
    local = own.local(day).get(found.id)
    if local is None:
        return Row(found.id, found.title, line.value, line.basis_text, unchecked, False)
    value, document = read_local(found, version, local)
    shown = value_text(found, replace(version, value=value))
    return Row(found.id, found.title, shown, document or (row.document if row else ""), 0, True)


def _is_checked(line: Line, own: OwnRules) -> bool:
    return line.checked or (line.id, line.key) in own.checked


def _found(request: HttpRequest, identifier: str) -> Parameter | Series:
    try:
        return find(identifier)
    except NoSuchParameter:
        try:
            return parameters.series(identifier)
        except NoSuchParameter:
            raise not_theirs(request) from None


@require_safe
def one(request: HttpRequest, identifier: str) -> HttpResponse:
    """One rule or parameter: its versions with their check, what the district set, and which clocks run by it."""
    system_administrator(request)
    found = _found(request, identifier)
    own = OwnRules.read([identifier])
    checks = {
        check.version: check for check in ParameterCheck.objects.filter(parameter=identifier).select_related("by")
    }
    context = {
        "found": found,
        "local": isinstance(found, Parameter) and found.local,
        "settable": _settable(found),
        "lines": [(line, _is_checked(line, own), checks.get(line.key)) for line in lines(found)],
        "own": [(row, _own_text(found, row.since, row.value)) for row in own.rows.get(identifier, ())],
        "clocks": list(_clocks(identifier)),
        "is_period": isinstance(found, Parameter) and found.kind == "period",
        "running": Deadline.objects.filter(rule=identifier, met_on=None).count(),
        "changes": Change.objects.filter(subject__in=("rule", "parameter"), key=identifier).count(),
    }
    return render(request, "workbench/admin/rule.html", context)


def _settable(found: Parameter | Series) -> bool:
    return isinstance(found, Parameter) and found.local and found.kind in KINDS


def _own_text(found: Parameter | Series, since: dt.date, value: Any) -> str:
    assert isinstance(found, Parameter)
    if value is None:
        return _("恢复为区县配置或者原来的规定")
    version = found.at(since)
    return value_text(found, replace(version, value=read_local(found, version, value)[0]))


def _clocks(identifier: str) -> Any:
    """The clocks that run by a rule: procedure and clock, by their words."""
    for procedure in everything():
        given = values(procedure)
        for clock in procedure.clocks().values():
            if identifier in possible(clock, given, today()):
                yield _(procedure.label), _(clock.label)


class _Value(Form):
    """The value of a rule by its kind, then from when, by which document, why."""

    def __init__(self, *args: Any, version: Version, clocks: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.version = version
        value = version.value
        if isinstance(value, Period):
            unit = unit_text(value.unit)
            self.ask(n=_whole(_("期限（{unit}）").format(unit=unit), value.n))
            if value.extension is not None:
                label = _("可以延长（{unit}，经{approver}同意）").format(unit=unit, approver=value.extension.approver)
                self.ask(extension=_whole(label, value.extension.n))
        elif isinstance(value, Range):
            self.ask(low=_decimal(_("下限"), value.low), high=_decimal(_("上限"), value.high))
        else:
            self.ask(number=_decimal(_("数值"), value))
        self.ask(since=Day(label=_("从哪一天起"), initial=today()), document=document_field())
        if clocks:
            self.ask(running=_running())
        self.ask(reason=reason_field())

    @property
    def value(self) -> Any:
        """The value as it stands in a district's file."""
        given, value = self.cleaned_data, self.version.value
        if isinstance(value, Period):
            raw = {name: one for name, one in asdict(value).items() if one is not None}
            raw["n"] = given["n"]
            if value.extension is not None:
                raw["extension"] = asdict(value.extension) | {"n": given["extension"]}
            return raw
        if isinstance(value, Range):
            return [_plain(given["low"]), _plain(given["high"])]
        return _plain(given["number"])


class _Back(Form):
    def __init__(self, *args: Any, clocks: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(since=Day(label=_("从哪一天起"), initial=today()), document=document_field())
        if clocks:
            self.ask(running=_running())
        self.ask(reason=reason_field())

    value = None


def _whole(label: str, initial: int) -> forms.IntegerField:
    messages = {
        "invalid": _("应是整数。"),
        "min_value": _("不能小于 1。"),
        "max_value": _("不能大于 3650。"),
    }
    return forms.IntegerField(label=label, initial=initial, min_value=1, max_value=3650, error_messages=messages)


def _decimal(label: str, initial: Decimal) -> forms.DecimalField:
    messages = {"invalid": _("应是数字。"), "max_digits": _("数字太长。"), "max_decimal_places": _("小数位太多。")}
    return forms.DecimalField(
        label=label, initial=initial, max_digits=15, decimal_places=6, error_messages=messages, localize=False
    )


def _running() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("也用于正在计的期限"),
        required=False,
        help_text=_("不勾的，正在计的期限照旧，只用于以后开始的；勾上的，重新计算，原来的到期日留有记录。"),
    )


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


@require_http_methods(["GET", "HEAD", "POST"])
def set_one(request: HttpRequest, identifier: str) -> HttpResponse:
    """Let a rule or parameter that is the district's to set have another value from a day on."""
    by = system_administrator(request).user
    found = _found(request, identifier)
    if not isinstance(found, Parameter) or not _settable(found):
        raise not_theirs(request)
    clocks = any(_clocks(identifier))
    version = _version(found)
    held = OwnRules.read([identifier]).local(today()).get(identifier)
    if held is not None:
        version = replace(version, value=read_local(found, version, held)[0])
    form = _Value(request.POST or None, version=version, clocks=clocks)
    return _set(request, found, form, by, _("修改“{title}”"))


@require_http_methods(["GET", "HEAD", "POST"])
def unset_one(request: HttpRequest, identifier: str) -> HttpResponse:
    """Go back to the district's file or the law from a day on."""
    by = system_administrator(request).user
    found = _found(request, identifier)
    if not isinstance(found, Parameter) or not OwnRules.read([identifier]).rows.get(identifier):
        raise not_theirs(request)
    form = _Back(request.POST or None, clocks=any(_clocks(identifier)))
    return _set(request, found, form, by, _("恢复“{title}”原来的规定"))


def _version(found: Parameter) -> Version:
    try:
        return found.at(today())
    except FazhiError:
        return found.versions[-1]


def _set(request: HttpRequest, found: Parameter, form: _Value | _Back, by: User, title: str) -> HttpResponse:
    def preview(given: dict[str, Any]) -> Preview:
        check_rule(found.id, given["since"], form.value, given["document"])
        lines = [
            _("{title}：{value}，自 {day} 起（{document}）。").format(
                title=found.title,
                value=_own_text(found, given["since"], form.value),
                day=given["since"],
                document=given["document"],
            )
        ]
        if not given.get("running"):
            number = Deadline.objects.filter(rule=found.id, met_on=None).count()
            lines.append(_("正在计的 {n} 个期限照旧，不重新计算。").format(n=number))
            return Preview(tuple(lines))
        _check_running(given)
        moves = would_move(calendar(), found.id, _hypothetical(found, given["since"], form.value))
        lines.append(_("正在计的期限中，{n} 个的到期日会变动。").format(n=len(moves)))
        return rows_of(lines, moves)

    def act(given: dict[str, Any]) -> str:
        if given.get("running"):
            _check_running(given)
        set_rule(
            found.id,
            given["since"],
            form.value,
            given["document"],
            by=by,
            reason=given["reason"],
            running=bool(given.get("running")),
        )
        said = _("“{title}”自{day}起已改。").format(title=found.title, day=day_text(given["since"]))
        if not given.get("running"):
            return said
        reason = _("“{title}”改变（{document}）").format(title=found.title, document=given["document"])
        after_rule(by, found.id, given["since"], reason)
        return said + under_way()

    about = {"subject": "rule", "key": found.id}
    back = reverse("admin_rule", args=[found.id])
    changing = Changing(form, title.format(title=found.title), back, _("修改"), act, about, preview, weighty=True)
    return change(request, changing)


def _check_running(given: dict[str, Any]) -> None:
    if given["since"] > today():
        raise BadOwnRule("running", _("起始日还没有到，不能现在就用于正在计的期限。"))


def _hypothetical(found: Parameter, since: dt.date, value: Any) -> Rule:
    local = dict(district().rules)
    if value is not None:
        local[found.id] = {"value": value, "document": ""}
    return replace(rule(found.id, since, local), start=since)


class _Check(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            document=document_field(),
            reason=forms.CharField(label=_("说明"), max_length=300, required=False),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, identifier: str, version: str) -> HttpResponse:
    """Write down that a version was compared with its source; or take that back (``undo`` in the address)."""
    by = system_administrator(request).user
    found = _found(request, identifier)
    line = next((line for line in lines(found) if line.key == version), None)
    if line is None:
        raise not_theirs(request)
    undo = "undo" in request.GET

    def act(given: dict[str, Any]) -> str:
        mark_checked(identifier, version, not undo, given["document"], by=by, reason=given["reason"])
        said = _("已撤回对“{title}”的核对。") if undo else _("已记下“{title}”核对无误。")
        return said.format(title=line.title)

    title = _("撤回对“{title}”的核对") if undo else _("核对“{title}”")
    changing = Changing(
        _Check(request.POST or None),
        title.format(title=line.title),
        reverse("admin_rule", args=[identifier]),
        _("撤回核对") if undo else _("核对无误"),
        act,
        {"subject": "parameter", "key": identifier},
        lead=_("{span}：{value}。依据：{basis}").format(span=line.span, value=line.value, basis=line.basis_text),
    )
    return change(request, changing)

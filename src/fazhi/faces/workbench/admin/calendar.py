"""The page of working days (工作日历): a year, what was entered later, and the entering of a day."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.faces.workbench.admin.asking import (
    Changing,
    Day,
    Form,
    Preview,
    change,
    document_field,
    reason_field,
    system_administrator,
)
from fazhi.faces.workbench.admin.moves import rows_of, under_way
from fazhi.i18n import _, later
from fazhi.kernel.clock import day_text, today
from fazhi.kernel.jobs.reckoning import after_calendar
from fazhi.kernel.matters.deadlines import calendar, enter_day, would_move
from fazhi.kernel.models import CalendarDay, Change
from fazhi.law.calendar import FIRST_FESTIVALS, LAST_FESTIVALS, Calendar, statutory_holidays
from fazhi.law.errors import NotInForce

_FIRST = max(2008, FIRST_FESTIVALS + 1)
_LAST = LAST_FESTIVALS - 1
_KINDS = {
    "holiday": later("法定节假日"),
    "off": later("休息日"),
    "makeup": later("调休上班"),
    "work": later("工作日"),
    "unsure": later("尚未公布"),
}


@dataclass(frozen=True)
class Cell:
    """A day of the year view: what it is, in a word, and what was entered for it."""

    day: dt.date
    kind: str
    entered: CalendarDay | None

    @property
    def label(self) -> str:
        """法定节假日, 调休上班, …"""
        return _(_KINDS[self.kind])

    @property
    def short(self) -> str:
        """One letter below the number, so that colour is not all there is."""
        return {"holiday": _("节"), "off": _("休"), "makeup": _("班"), "unsure": _("？")}.get(self.kind, "")


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """A year, month by month, with the days that were entered here."""
    system_administrator(request)
    text = request.GET.get("year", "")
    shown = int(text) if text.isdecimal() and len(text) == 4 else today().year
    shown = min(max(shown, _FIRST), _LAST)
    days = calendar()
    entered = {day.day: day for day in CalendarDay.objects.select_related("added_by").filter(day__year=shown)}
    context = {
        "year": shown,
        "before": shown - 1 if shown > _FIRST else None,
        "after": shown + 1 if shown < _LAST else None,
        "months": _months(shown, days, entered),
        "announced": days.known(dt.date(shown, 1, 1)),
        "entered": [entered[day] for day in sorted(entered)],
        "working": sum(1 for day in _days(shown) if days.works(day)),
        "kinds": [(name, _(label)) for name, label in _KINDS.items()],
        "changes": Change.objects.filter(subject="calendar").count(),
        "weekdays": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
    }
    return render(request, "workbench/admin/calendar.html", context)


def _days(shown: int) -> list[dt.date]:
    first = dt.date(shown, 1, 1)
    return [first + dt.timedelta(days=number) for number in range(365 + months.isleap(shown))]


def _months(
    shown: int, days: Calendar, entered: dict[dt.date, CalendarDay]
) -> list[tuple[str, list[list[Cell | None]]]]:
    try:
        holidays = statutory_holidays(shown)
    except NotInForce:
        holidays = frozenset()
    found = []
    for month in range(1, 13):
        weeks = [
            [Cell(day, _kind(day, days, holidays), entered.get(day)) if day.month == month else None for day in week]
            for week in months.Calendar().monthdatescalendar(shown, month)
        ]
        found.append((_("{month}月").format(month=month), weeks))
    return found


def _kind(day: dt.date, days: Calendar, holidays: frozenset[dt.date]) -> str:
    works, weekend = days.works(day), day.weekday() >= 5
    if works is None:
        return "unsure"
    if works:
        return "makeup" if weekend else "work"
    return "holiday" if day in holidays else "off"


def _kinds() -> list[tuple[str, str]]:
    return [("off", _("休息日")), ("work", _("工作日")), ("country", _("按国家公布的安排（撤回登记）"))]


class _EnterDay(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            day=Day(label=_("日期")),
            kind=forms.ChoiceField(label=_("改为"), choices=_kinds(), widget=forms.RadioSelect),
            document=document_field(),
            reason=reason_field(),
        )

    def clean_day(self) -> dt.date:
        """A day of a year for which the festivals are known."""
        day: dt.date = self.cleaned_data["day"]
        if not _FIRST <= day.year <= _LAST:
            raise forms.ValidationError(_("应在 {first} 年至 {last} 年之间。").format(first=_FIRST, last=_LAST))
        return day

    def clean(self) -> dict[str, Any]:
        """A day that was not entered cannot be taken back."""
        given = super().clean() or self.cleaned_data
        day = given.get("day")
        if given.get("kind") == "country" and day and not CalendarDay.objects.filter(day=day).exists():
            self.add_error("day", _("这一天没有登记过，不用撤回。"))
        return given


_WORKS = {"off": False, "work": True, "country": None}


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a day as worked or free: shows first which running deadlines move, then reckons them all again."""
    by = system_administrator(request).user

    def preview(given: dict[str, Any]) -> Preview:
        moves = would_move(calendar({given["day"]: _WORKS[given["kind"]]}))
        line = _("{day}改为：{kind}。正在计的期限中，{n} 个的到期日会变动。").format(
            day=given["day"],
            kind=dict(_kinds())[given["kind"]],
            n=len(moves),
        )
        return rows_of([line], moves)

    def act(given: dict[str, Any]) -> str:
        reason = enter_day(given["day"], _WORKS[given["kind"]], given["document"], by=by, reason=given["reason"])
        after_calendar(by, reason)
        return _("{day}已登记。{then}").format(day=day_text(given["day"]), then=under_way())

    form = _EnterDay(request.POST or None, initial={"day": request.GET.get("day", "")})
    changing = Changing(
        form,
        _("登记工作日或休息日的变更"),
        reverse("admin_calendar"),
        _("登记并重算期限"),
        act,
        {"subject": "calendar"},
        preview,
        lead=_("国家公布的安排已经在日历里；这里登记以后又公布的变更，如临时放假、上班。"),
        weighty=True,
    )
    return change(request, changing)

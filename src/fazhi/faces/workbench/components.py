"""All components on one page with made-up content, for whoever builds pages and for the browser tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fazhi.kernel.ui.choosing import Suggested, suggest
from fazhi.kernel.ui.due import Bar, Left, Stretch

_MONTHS = [f"{month}月" for month in range(1, 7)]
_STREETS = ["桂园街道", "东晓街道", "翠竹街道", "莲塘街道"]


_BUREAUS = ["教育", "科技", "民政", "财政", "司法", "住建", "水务", "商务"]
_UNITS = [
    *((f"D{number:03}", f"区{name}局") for number, name in enumerate(_BUREAUS)),
    *((f"J{number:02}", name) for number, name in enumerate(_STREETS)),
]


class _Sample(forms.Form):
    """One field of each kind, some of them wrong."""

    place = forms.CharField(label="具体地点", help_text="门牌号、路口或者明显标志")
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), ("street", "街道上报"), ("hotline", "热线转办")])
    day = forms.DateField(label="发生日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="情况说明", widget=forms.Textarea(attrs={"rows": 3}))
    urgent = forms.ChoiceField(
        label="紧急程度", choices=[("plain", "一般"), ("urgent", "紧急")], widget=forms.RadioSelect
    )
    photos = forms.FileField(label="现场照片", required=False)
    lead = forms.ChoiceField(label="主办单位", required=False, choices=[("", "请选择"), *_UNITS])
    partners = forms.MultipleChoiceField(
        label="协办单位", required=False, choices=_UNITS, widget=forms.CheckboxSelectMultiple
    )


def _form() -> tuple[_Sample, list[tuple[str, str, str]]]:
    form = _Sample({"place": "老围一街", "source": "", "text": "", "partners": ["J02"]})
    for name in ("lead", "partners"):
        suggest(form, name, [Suggested("D006", "权责清单 1201“排水设施管理”，提到积水"), Suggested("J00")])
    for field in form.fields.values():
        field.error_messages["required"] = "请填写。"
    faults = [
        (str(form[name].id_for_label or form[name].auto_id), str(form[name].label), str(messages[0]))
        for name, messages in form.errors.items()
    ]
    return form, faults


def _deadlines() -> list[tuple[str, Left, Bar]]:
    whole = Bar(Stretch(0, 40), (Stretch(10, 12),), 40)
    return [
        ("fine", Left("fine", "还剩 3 个工作日 · 6月30日"), whole),
        ("soon", Left("soon", "今天到期 · 6月25日"), Bar(Stretch(0, 95), (), 95)),
        ("overdue", Left("overdue", "已超期 2 个工作日 · 6月23日"), Bar(Stretch(0, 100), (), 100)),
        ("paused", Left("paused", "暂停计时"), Bar(Stretch(0, 60), (Stretch(40, 20),), 60)),
        ("met", Left("met", "6月20日已办"), Bar(Stretch(0, 70), (), 70)),
    ]


def _charts() -> list[dict[str, Any]]:
    received = {"name": "受理", "values": [31, 28, 40, 36, 52, 47]}
    settled = {"name": "办结", "values": [29, 30, 33, 38, 45, 50]}
    of_streets = [{"name": "在办", "values": [18, 9, 24, 12]}]
    plain = {"heading": "月份", "unit": "件", "categories": _MONTHS}
    streets = {"heading": "街道", "unit": "件", "categories": _STREETS}
    return [
        {"id": "bars", "question": "每个月受理多少件？", "data": {**plain, "kind": "bar", "series": [received]}},
        {
            "id": "lines",
            "question": "办结跟得上受理吗？",
            "data": {**plain, "kind": "line", "series": [received, settled]},
        },
        {"id": "rows", "question": "在办的在哪些街道？", "data": {**streets, "kind": "hbar", "series": of_streets}},
        {
            "id": "stack",
            "question": "两样合起来有多少？",
            "data": {**plain, "kind": "stack", "series": [received, settled]},
        },
        {"id": "parts", "question": "各街道占多少？", "data": {**streets, "kind": "pie", "series": of_streets}},
        {
            "id": "nothing",
            "question": "没有数据时怎么说？",
            "data": {**plain, "categories": [], "kind": "bar", "series": []},
        },
    ]


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The page; where the platform is in use it is not there."""
    if not settings.SHOW_COMPONENTS:
        raise Http404
    form, faults = _form()
    moment = dt.datetime(2026, 6, 25, 14, 5, tzinfo=dt.UTC)
    context = {
        "form": form,
        "faults": faults,
        "deadlines": _deadlines(),
        "charts": _charts(),
        "moment": moment,
        "page": Paginator(range(90), 30).get_page(2),
        "trail": [("全部事项", "#"), ("罗协〔2026〕3号", "#")],
        "chips": [
            {"label": "全部", "url": "#", "on": True, "count": 90},
            {"label": "已超期", "url": "#", "on": False, "count": 2},
            {"label": "本单位的", "url": "#", "on": False, "count": None},
        ],
        "tabs": [{"label": "基本情况", "url": "#", "here": True}, {"label": "办理经过", "url": "#", "here": False}],
        "looks": [
            ("办理中", "progress"),
            ("已办结", "success"),
            ("待签收", "waiting"),
            ("快到期", "warning"),
            ("已超期", "danger"),
        ],
        "rows": [
            (f"罗协〔2026〕{number}号", f"{street}占道经营", _deadlines()[number][1])
            for number, street in enumerate(_STREETS)
        ],
        "steps": ["填写", "核对", "提交", "等待受理"],
        "timeline": [
            {"when": "6月25日 14:05", "title": "签收", "who": "区城市管理和综合执法局 · 演示经办人", "text": ""},
            {"when": "6月24日 09:30", "title": "登记", "who": "桂园街道", "text": "共享单车堆放，堵住了人行道。"},
        ],
        "files": [
            {"name": "整改前.jpg", "url": "#", "note": "现场照片 · 240 KB"},
            {"name": "整改报告.docx", "url": "#", "note": "报告 · 31 KB"},
        ],
    }
    return render(request, "workbench/components.html", context)

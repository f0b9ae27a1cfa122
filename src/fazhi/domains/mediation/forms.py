"""The forms by which organisations are founded and mediators are appointed and released."""

from __future__ import annotations

from typing import Any

from django import forms

from fazhi.domains.mediation.ledger import ORGANIZATION_KINDS
from fazhi.domains.mediation.models import Category, Mediator
from fazhi.i18n import _
from fazhi.kernel.models import Organization, User


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"],
        error_messages={"required": _("请填写。"), "invalid": _("日期应写成 2026-06-30 这样。")},
    )


def _text(label: str, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, error_messages={"required": _("请填写。")}, **more)


class FoundForm(forms.Form):
    """A mediation organisation is founded."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        units = Organization.objects.filter(until__isnull=True).select_related("parent").order_by("code")
        wrong = {"required": _("请选择。"), "invalid_choice": _("没有这个选项。")}
        kinds = [("", _("请选择")), *((kind, kind) for kind in ORGANIZATION_KINDS)]
        self.fields = {
            "code": _text(_("组织编号"), 30),
            "name": _text(_("组织名称"), 100),
            "kind": forms.ChoiceField(label=_("组织类型"), choices=kinds, error_messages=wrong),
            "street": forms.ModelChoiceField(
                units.filter(kind="街道"),
                label=_("所属街道"),
                to_field_name="code",
                empty_label=_("请选择"),
                error_messages=wrong,
            ),
            "community": forms.ModelChoiceField(
                units.filter(kind="社区"),
                label=_("所属社区"),
                to_field_name="code",
                required=False,
                empty_label=_("不属于一个社区"),
                error_messages=wrong,
            ),
            "since": _day(_("成立日期")),
        }


class AppointForm(forms.Form):
    """Somebody is appointed a mediator of an organisation."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields = {
            "holder": _text(_("姓名"), 60),
            "number": _text(_("聘书编号"), 60),
            "since": _day(_("聘任日期")),
            "full_time": forms.BooleanField(label=_("专职"), required=False),
            "expertise": forms.ModelMultipleChoiceField(
                Category.objects.filter(used=True),
                label=_("擅长的纠纷类型"),
                to_field_name="code",
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
            "user": forms.ModelChoiceField(
                User.objects.filter(is_active=True).order_by("username"),
                label=_("账号"),
                to_field_name="username",
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                help_text=_("填了账号的，可以登录办理本组织的纠纷。"),
                error_messages={"invalid_choice": _("没有这个账号，或者已经停用。")},
            ),
        }


class ReleaseForm(forms.Form):
    """A mediator of an organisation leaves."""

    def __init__(self, organization: Organization, data: Any = None) -> None:
        super().__init__(data)
        standing = Mediator.objects.filter(credential__organization=organization, credential__until__isnull=True)
        self.fields = {
            "mediator": forms.ModelChoiceField(
                standing.select_related("credential").order_by("credential__number"),
                label=_("调解员"),
                empty_label=_("请选择"),
                error_messages={"required": _("请选择。"), "invalid_choice": _("没有这位在任的调解员。")},
            ),
            "last_day": _day(_("最后一天")),
            "reason": _text(_("原因"), 100),
        }

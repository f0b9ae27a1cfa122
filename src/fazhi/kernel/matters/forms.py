"""The questions of a transition as a Django form: pages show it, and every answer is cleaned by it, whoever asks."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.datastructures import MultiValueDict

from fazhi.i18n import _
from fazhi.kernel.matters.access import may_take
from fazhi.kernel.matters.step import holders
from fazhi.kernel.models import Matter, MatterParty, Organization
from fazhi.kernel.parties.noticing import Noticed, personal_data_in
from fazhi.kernel.procedures import Ask, Material, Transition

SHORT, LONG = 200, 5000
_LISTED = 10  # choices that an error names


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class _Files(forms.FileField):
    """Several files of one kind."""

    def __init__(self, material: Material) -> None:
        super().__init__(
            label=_(material.label), required=material.at_least > 0, help_text=_(material.help), widget=_ManyFiles()
        )
        self.material = material

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in (data if isinstance(data, list) else [data]) if one]
        if len(given) < self.material.at_least:
            raise forms.ValidationError(
                _("请至少附上 {n} 份{label}。").format(n=self.material.at_least, label=_(self.material.label))
            )
        if len(given) > self.material.at_most:
            raise forms.ValidationError(
                _("最多附 {n} 份，现有 {given} 份。").format(n=self.material.at_most, given=len(given))
            )
        return given


class AnswerForm(forms.Form):
    """The questions and files of one transition of one matter (``None`` while it is being opened)."""

    def __init__(
        self,
        transition: Transition,
        matter: Matter | None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(
            None if data is None else _as_posted(data), None if files is None else _as_files(files), **more
        )
        self.transition, self.matter = transition, matter
        for ask in transition.asks:
            self.fields[ask.name] = _field(ask, matter)
            if ask.kind == "units" and ask.place is not None and matter is not None:
                # What is there now is chosen already: leaving it so must not take it away.
                self.initial.setdefault(ask.name, holders(matter, ask.place))
        for material in transition.takes:
            self.fields[material.name] = _Files(material)

    @property
    def reshaped(self) -> bool:
        """Whether the page only asked for one block of inputs more or less: it is shown again, and nothing is wrong."""
        from fazhi.kernel.parties.fields import reshaped

        return self.is_bound and any(
            reshaped(self.data, self.add_prefix(ask.name)) for ask in self.transition.asks if ask.of_parties
        )

    def full_clean(self) -> None:
        """Cleans everything, unless the page is to be shown again with one block more or less."""
        if not self.reshaped:
            super().full_clean()
            return
        self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}

    def is_valid(self) -> bool:
        """Whether it can be done with these answers."""
        return not self.reshaped and super().is_valid()

    def clean(self) -> dict[str, Any]:
        """What several answers say together: nobody stands on both sides."""
        from fazhi.kernel.parties.sides import both_sides

        for name, message in both_sides(self.transition, self.matter, self.cleaned_data):
            self.add_error(name, message)
        return self.cleaned_data

    @property
    def warnings(self) -> list[Noticed]:
        """What may be as it is, and should be looked at once more: personal data in a free text."""
        return warnings(self.transition, self.cleaned_data)


def _as_posted(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a page posts, or what Python passes, as a form takes it; digits typed full-width are digits."""
    if isinstance(data, MultiValueDict):
        return data
    posted: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in data.items():
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        posted.setlist(name, [_plain(one) for one in values if one is not None])
    return posted


def _as_files(files: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    if isinstance(files, MultiValueDict):
        return files
    return MultiValueDict(
        {name: list(given) if isinstance(given, (list, tuple)) else [given] for name, given in files.items()}
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Organization):
        return value.code
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, (str, dict)) else str(value)


if TYPE_CHECKING:
    _OrganizationField = forms.ModelChoiceField[Organization]
else:
    _OrganizationField = forms.ModelChoiceField


class _Half(forms.Field):
    """Mixin: full-width digits and spaces become plain ones before anything else looks at them."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value)


class _Integer(_Half, forms.IntegerField):
    pass


class _Decimal(_Half, forms.DecimalField):
    pass


class _Date(_Half, forms.DateField):
    pass


class _Unit(_OrganizationField):
    """A unit by its code or its name."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and self.queryset is not None:
            named = self.queryset.filter(name=value).first()
            if named is not None:
                return named
        return super().to_python(value)


def _field(ask: Ask, matter: Matter | None) -> forms.Field:
    usual: dict[str, Any] = {
        "label": _(ask.label),
        "required": ask.required,
        "help_text": _(ask.help) if ask.help else "",
        "error_messages": {"required": _("请填写。")},
    }
    match ask.kind:
        case "text":
            return forms.CharField(max_length=ask.maximum or SHORT, min_length=ask.minimum, **usual)
        case "long_text":
            area = forms.Textarea(attrs={"rows": 4})
            return forms.CharField(max_length=ask.maximum or LONG, min_length=ask.minimum, widget=area, **usual)
        case "choice" | "choices":
            # What a declaration lists is the interface's; what a function gives are names out of the records.
            pairs = (
                list(ask.choices(matter))
                if callable(ask.choices)
                else [(value, _(label)) for value, label in ask.choices]
            )
            many = ask.kind == "choices"
            shown = "、".join(f"{value}（{label}）" for value, label in pairs[:_LISTED])
            wrong = _("没有这个选项，可选：{choices}{more}。").format(
                choices=shown, more="…" if len(pairs) > _LISTED else ""
            )
            usual["error_messages"] |= {"invalid_choice": wrong, "invalid_list": wrong}
            if many:
                return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **usual)
            return forms.ChoiceField(choices=[("", _("请选择")), *pairs], **usual)
        case "unit" | "units":
            found = may_take(ask.place) if ask.place else Organization.objects.all()
            kinds = "、".join(ask.place.kinds) if ask.place and ask.place.kinds else _("任何机构")
            wrong = _("没有这个单位，或者它已经撤销，或者类别不对（应为：{kinds}）。").format(kinds=kinds)
            usual["error_messages"] |= {"invalid_choice": wrong, "invalid_pk_value": wrong, "invalid_list": wrong}
            if ask.kind == "units":
                return forms.ModelMultipleChoiceField(
                    found, to_field_name="code", widget=forms.CheckboxSelectMultiple, **usual
                )
            return _Unit(found, to_field_name="code", empty_label=_("请选择"), **usual)
        case "date":
            usual["error_messages"] |= {"invalid": _("日期应写成 2026-06-30 这样。")}
            return _Date(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
                **usual,
            )
        case "integer":
            usual["error_messages"] |= {"invalid": _("请填整数。")}
            return _Integer(min_value=ask.minimum, max_value=ask.maximum, **usual)
        case "decimal":
            usual["error_messages"] |= {"invalid": _("请填数字。")}
            return _Decimal(min_value=ask.minimum, max_value=ask.maximum, max_digits=18, decimal_places=2, **usual)
        case "yes_no":
            usual["error_messages"] |= {"invalid_choice": _("请选“是”或“否”。")}
            return forms.TypedChoiceField(
                choices=[("true", _("是")), ("false", _("否"))],
                coerce=lambda value: value == "true",
                widget=forms.RadioSelect,
                **usual,
            )
        case "matter":
            return forms.CharField(max_length=40, **usual)
        case "marks":
            from fazhi.kernel.evaluation.fields import MarksField

            return MarksField.of(ask, matter, **usual)
        case "party" | "parties":
            from fazhi.kernel.parties.fields import PartiesField

            return PartiesField(ask, **usual)
    raise AssertionError(ask.kind)


def recorded(transition: Transition, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers as an event keeps them: what is no free text, and the free texts, which can be erased.

    Of a party it keeps the key alone; what kinds of personal data a text was left with stands under ``personal_data``.
    """
    data: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for ask in transition.asks:
        value = answers.get(ask.name)
        if value in (None, "", []):
            continue
        if ask.kind in ("text", "long_text"):
            texts[ask.name] = value
        elif ask.personal:
            texts[ask.name] = str(_kept(value))
        elif ask.kind != "marks":
            data[ask.name] = _kept(value)
    noticed = warnings(transition, answers)
    if noticed:
        data["personal_data"] = {one.name: sorted({found.what for found in one.found}) for one in noticed}
    return data, texts


def warnings(transition: Transition, answers: Mapping[str, Any]) -> list[Noticed]:
    """The free texts among the answers with personal data in them: let through, and said."""
    return [
        Noticed(ask.name, _(ask.label), tuple(found))
        for ask in transition.asks
        if ask.kind in ("text", "long_text") and not ask.personal
        if (found := personal_data_in(answers.get(ask.name) or ""))
    ]


def _kept(value: Any) -> Any:
    if isinstance(value, MatterParty):
        return value.party_id
    if isinstance(value, Organization):
        return value.pk
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (str, int, bool)):
        return value
    return [_kept(one) for one in value]

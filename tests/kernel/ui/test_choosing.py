"""Long lists of choices: what is suggested stands first with its reason, then what is chosen, then the rest."""

from __future__ import annotations

from django import forms

from fazhi.kernel.templatetags.ui import is_long, with_days
from fazhi.kernel.ui.choosing import Suggested, groups, suggest

UNITS = [(f"D{number:02}", f"单位{number}") for number in range(12)]
LIKELY = [Suggested("D07", "权责清单"), Suggested("D03"), Suggested("X99", "已撤销")]


class Dispatch(forms.Form):
    lead = forms.ChoiceField(choices=[("", "请选择"), *UNITS])
    partners = forms.MultipleChoiceField(choices=UNITS, widget=forms.CheckboxSelectMultiple)


def test_boxes_stand_in_groups_and_each_only_once() -> None:
    form = Dispatch(initial={"partners": ["D03", "D05"]})
    suggest(form, "partners", LIKELY)
    shown = [
        (group.heading, [(box.data["value"], why) for box, why in group.choices]) for group in groups(form["partners"])
    ]
    rest = [(value, "") for value, _label in UNITS if value not in ("D03", "D05", "D07")]
    assert shown == [("建议", [("D07", "权责清单"), ("D03", "")]), ("已选", [("D05", "")]), ("其余", rest)]


def test_without_suggestions_and_choices_there_is_one_list_without_a_heading() -> None:
    (whole,) = groups(Dispatch()["partners"])
    assert whole.heading == ""
    assert [box.data["value"] for box, _why in whole.choices] == [value for value, _label in UNITS]


def test_a_selection_is_divided_and_takes_what_it_took_before() -> None:
    form = Dispatch({"lead": "D11", "partners": ["D00"]})
    suggest(form, "lead", LIKELY)
    blank, likely, rest = form["lead"].field.widget.choices
    assert blank == ("", "请选择")
    assert likely == ("建议", [("D07", "单位7"), ("D03", "单位3")])
    assert len(rest[1]) == 10
    assert form.is_valid()
    assert is_long(form["lead"])


def test_days_in_a_text_are_written_as_people_write_them() -> None:
    assert with_days("2020-01-01 起，编号 2020-01-011") == "2020年1月1日 起，编号 2020-01-011"
    assert with_days("2020-13-40") == "2020-13-40"

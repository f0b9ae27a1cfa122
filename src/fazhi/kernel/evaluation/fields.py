"""The sheet of a rubric as a form field: a row an item, with a mark and a remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.evaluation.rubric import BadMarks, Rubric
from fazhi.kernel.evaluation.rubrics import in_force, pinned
from fazhi.kernel.models import Matter, Round
from fazhi.kernel.procedures import Ask

REMARK = ".remark"
WITHIN = "within:"
"""The code of an error begins with it where it is about one input of a field, whose id ends in the rest."""


class MarksWidget(forms.Widget):
    """Inputs named ``<name>.<item>`` and ``<name>.<item>.remark``."""

    template_name = "ui/marks.html"

    def __init__(self, rubric: Rubric) -> None:
        super().__init__()
        self.rubric = rubric

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
        """Item → mark, and item.remark → remark; as a mapping from Python or as inputs from a page."""
        given = data.get(name)
        if isinstance(given, Mapping):
            return dict(given)
        names = [f"{item.id}{end}" for item in self.rubric.items for end in ("", REMARK)]
        return {part: data[f"{name}.{part}"] for part in names if f"{name}.{part}" in data}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The rows to show, each with what was put down."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        given = value if isinstance(value, Mapping) else {}
        context["rubric"] = self.rubric
        context["rows"] = [
            {
                "item": item,
                "name": f"{name}.{item.id}",
                "mark": given.get(item.id, ""),
                "remark": given.get(f"{item.id}{REMARK}", ""),
            }
            for item in self.rubric.items
        ]
        return context


def _rubric(identifier: str, matter: Matter | None) -> Rubric:
    """The version that an open round of the matter was opened with; else that of today."""
    opened = matter and Round.objects.filter(matter=matter, rubric=identifier, closed_at=None).first()
    return pinned(identifier, opened.rubric_version) if opened else in_force(identifier, today())


class MarksField(forms.Field):
    """Cleans to a :class:`fazhi.kernel.evaluation.rubric.Marked`."""

    def __init__(self, rubric: Rubric, **more: Any) -> None:
        self.rubric = rubric
        super().__init__(widget=MarksWidget(rubric), **more)

    @classmethod
    def of(cls, ask: Ask, matter: Matter | None, **more: Any) -> MarksField:
        """The field of a question; its one choice names the rubric."""
        choices = ask.choices(matter) if callable(ask.choices) else ask.choices
        return cls(_rubric(choices[0][0], matter), **more)

    def clean(self, value: Any) -> Any:
        """Every item that is wrong is named at once."""
        given = {key: one for key, one in (value or {}).items() if not key.endswith(REMARK)}
        remarks = {key.removesuffix(REMARK): str(one) for key, one in (value or {}).items() if key.endswith(REMARK)}
        try:
            return self.rubric.mark(given, remarks)
        except BadMarks as wrong:
            labels = {item.id: _(item.label) for item in self.rubric.items}
            raise forms.ValidationError(
                [
                    forms.ValidationError(f"{labels.get(item, item)}：{message}", code=f"{WITHIN}{item}")
                    for item, message in wrong.items.items()
                ]
            ) from None

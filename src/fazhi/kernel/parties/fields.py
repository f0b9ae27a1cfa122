"""Parties as a form field: a block a person or organisation, which works without a script.

On a page the inputs are named ``applicants.0.name`` and ``applicants.0.representatives.0.name``; a button named
``applicants.more`` asks for one more block, ``applicants.drop`` with a number takes that one away. From Python the
value is a list of mappings (one mapping for one party), from the command line the same names as on a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.parties.documents import ID_CARD, OF_PERSONS
from fazhi.kernel.parties.given import (
    COLUMNS,
    KINDS,
    ORGANIZATION,
    PERSON,
    RIGHTS,
    STANDINGS,
    Given,
    Problems,
    blank,
    read,
)
from fazhi.kernel.procedures import Ask

MORE, DROP = "more", "drop"
_REPRESENTATIVES = 3  # the guardian and two agents (民事诉讼法第六十一条)
_MOST = 100
_PLACE = re.compile(r"[0-9]{1,4}\.")


class PartiesWidget(forms.Widget):
    """Blocks of inputs. ``problems``: what was wrong, by path, shown beside its input."""

    template_name = "ui/parties.html"
    use_fieldset = True

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.ask = ask
        self.problems: Problems = {}

    @property
    def many(self) -> bool:
        """Whether several may be named."""
        return self.ask.kind == "parties"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The rows as they were put down; what was left empty at the end of a page is left out."""
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        rows: list[Any] = []
        for one in given if isinstance(given, (list, tuple)) else [] if given is None else [given]:
            if isinstance(one, Mapping) and (blocks := _blocks(one)) is not None:
                rows += blocks
            else:
                rows.append(one)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether nothing at all was sent for it."""
        return name not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The blocks to show, each with what was put down; one empty block where there is none."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        rows = [row for row in value or [] if isinstance(row, Mapping)][:_MOST]
        context |= {
            "ask": self.ask,
            "many": self.many,
            "blocks": [self._block(name, n, row) for n, row in enumerate(rows or [{}])],
            "full": not self.many or (self.ask.maximum is not None and len(rows) >= self.ask.maximum),
        }
        return context

    def _block(self, name: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        path = f"{number}."
        given = row.get("representatives") or []
        others = [one for one in (given if isinstance(given, list) else []) if isinstance(one, Mapping)]
        others = [*others, {}][:_REPRESENTATIVES]
        shown = [
            self._inputs(name, f"{path}representatives.{n}.", one) | {"number": n + 1} for n, one in enumerate(others)
        ]
        problem = self.problems.get(f"{path}representatives", "")
        return self._inputs(name, path, row) | {
            "number": number + 1,
            "place": number,
            "representatives": shown,
            "represented": bool(problem) or any(not blank(one) for one in others),
            "problem": problem,
            # Asked only of those whom it concerns.
            "asks_earning": bool(problem) or bool(row.get("earning")),
        }

    def _inputs(self, name: str, path: str, row: Mapping[str, Any]) -> dict[str, Any]:
        def field(column: str, default: str = "") -> dict[str, Any]:
            full = f"{name}.{path}{column}"
            value = row.get(column)
            return {
                "name": full,
                "id": f"id_{full}",
                "value": default if value in (None, "") else value,
                "error": self.problems.get(f"{path}{column}", ""),
            }

        kind = field("kind", PERSON)
        return {
            "kind": kind,
            "kinds": [(value, _(label)) for value, label in KINDS],
            "organization": kind["value"] == ORGANIZATION,
            "documents": [(value, _(label)) for value, label in OF_PERSONS],
            "document": field("document", ID_CARD),
            "standings": [(value, _(label)) for value, label in STANDINGS],
            "standing": field("standing"),
            "rights": [(value, _(label)) for value, label in RIGHTS],
            "right": field("right"),
            **{column: field(column) for column in ("name", "id_number", "birth", "phone", "address", "earning")},
        }


class PartiesField(forms.Field):
    """Cleans to a list of :class:`fazhi.kernel.parties.given.Given`: nothing is registered yet."""

    widget: PartiesWidget

    def __init__(self, ask: Ask, **more: Any) -> None:
        self.ask = ask
        super().__init__(widget=PartiesWidget(ask), **more)

    def clean(self, value: Any) -> list[Given]:
        """Every input that is wrong is named at once, with whose it is."""
        rows = [row for row in value or [] if not blank(row)]
        if not rows:
            if self.required:
                raise forms.ValidationError(_("请填写{role}。").format(role=_(self.ask.part)))
            return []
        ask = self.ask
        if ask.kind == "party" and len(rows) > 1:
            raise forms.ValidationError(_("这里只填一人，现有 {n} 人。").format(n=len(rows)))
        most = _MOST if ask.maximum is None else ask.maximum
        if len(rows) > most:
            raise forms.ValidationError(_("最多填 {n} 人，现有 {given} 人。").format(n=most, given=len(rows)))
        if ask.minimum is not None and len(rows) < ask.minimum:
            raise forms.ValidationError(_("至少填 {n} 人，现有 {given} 人。").format(n=ask.minimum, given=len(rows)))
        found, problems = read(rows, identified=ask.identified, guarded=ask.guarded, day=today())
        self.widget.problems = problems
        if problems:
            raise forms.ValidationError([_placed(path, message, ask) for path, message in problems.items()])
        return found


def reshaped(data: Any, name: str) -> bool:
    """Whether a page asked for one block more or less, and for nothing else."""
    given = data.getlist(name) if hasattr(data, "getlist") else []
    return any(isinstance(one, Mapping) and (MORE in one or DROP in one) for one in given)


def _blocks(flat: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Rows out of ``0.name`` and ``0.representatives.0.name``; None where the names are not such."""
    if not flat or not all(str(key) in (MORE, DROP) or _PLACE.match(str(key)) for key in flat):
        return None
    rows: dict[int, dict[str, Any]] = {}
    for key, value in flat.items():
        place, _dot, rest = str(key).partition(".")
        if place not in (MORE, DROP):
            rows.setdefault(int(place), {})[rest or "name"] = value
    if _PLACE.match(f"{flat.get(DROP, '')}."):
        rows.pop(int(flat[DROP]), None)
    ordered = [_nested(rows[place]) for place in sorted(rows)]
    filled = [row for row in ordered if not blank(row)]
    return [*filled, {}] if MORE in flat else filled


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    start = "representatives."
    own = {key: value for key, value in row.items() if not key.startswith(start)}
    theirs = _blocks({key.removeprefix(start): value for key, value in row.items() if key.startswith(start)})
    return own | ({"representatives": theirs} if theirs else {})


def _placed(path: str, message: str, ask: Ask) -> str:
    """第2人的证件号码：…"""
    parts = path.split(".")
    column = COLUMNS.get(parts[-1], parts[-1])
    places = [part for part in parts[:-1] if part.isdecimal()]
    whose = "" if ask.kind == "party" else _("第{n}人的").format(n=int(places[0]) + 1)
    if len(places) > 1:
        whose += _("第{n}位代理人的").format(n=int(places[1]) + 1)
    return f"{whose}{_(column)}：{message}"

"""What can be asked of a list by its address, made from the declarations: type, state, unit, street, days, categories.

A question of the opening form whose answer is a choice, and which is a column of the business's own table, can be asked
of every list of that business. A column ``street`` is asked across all businesses that have it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from urllib.parse import urlencode

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fazhi.faces.workbench.queues import TABS, Desk, by_urgency
from fazhi.i18n import _, later
from fazhi.kernel.clock import today
from fazhi.kernel.matters.numbers import in_number
from fazhi.kernel.matters.words import findable, named, plain
from fazhi.kernel.models import Assignment, Matter, Organization
from fazhi.kernel.models.organizations import current
from fazhi.kernel.procedures import Ask, Procedure
from fazhi.kernel.procedures.registry import everything

MINE = "mine"
_LONGEST = 100
_STREETS = "街道"

SORTS = {"due": later("期限"), "number": later("编号"), "opened": later("登记日期")}
"""The columns by which a list can be sorted; a minus before the name turns it round."""

_STANDING = {
    "open": later("在办"),
    "soon": later("快到期"),
    "late": later("已超期"),
    "closed": later("已办结"),
}

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Filter:
    """Something that can be asked: the name of its parameter, its words, what gives its answers, what each asks for.

    It asks ``where`` of matters or, of the types that are in ``columns``, that column of the type's own table; ``key``
    makes of an answer what stands there.
    ``shown``: a page offers it; what belongs to one type alone is offered once that type is chosen.
    """

    name: str
    label: str
    offer: Callable[[], Choices]
    where: Callable[[str], Q] | None = None
    shown: bool = True
    columns: Mapping[type[Procedure], str] = field(default_factory=dict)
    key: Callable[[str], object] = str

    @cached_property
    def choices(self) -> Choices:
        """The answers it has: value and words."""
        return self.offer()

    def said(self, value: str) -> str:
        """The words for an answer."""
        return next((label for one, label in self.choices if one == value), value)


@dataclass(frozen=True)
class Chip:
    """A condition that is set, in words, and the address of the list without it."""

    text: str
    without: str


@dataclass
class Asked:
    """What an address asks of a list, cleaned; ``wrong`` says in words what it cannot mean."""

    desk: Desk
    filters: dict[str, Filter]
    values: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def query(self) -> str:
        """What is asked, in a fixed order, and nothing else: what a view and an export keep."""
        return urlencode({name: value for name, value in self.values.items() if name != "view"})

    @property
    def narrows(self) -> bool:
        """Whether anything is asked that leaves matters out."""
        return bool(set(self.values) - {"tab", "sort", "size", "view"})

    @property
    def few(self) -> bool:
        """Whether only open matters are asked for: few of all, and sorted as the index on their due day is."""
        return self.values.get("is") in ("open", "soon", "late")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form that asks something else must send along."""
        return [(name, value) for name, value in self.values.items() if name in ("tab", "sort", "size")]

    @property
    def words(self) -> str:
        """The words that titles are to hold, where they are words and no number."""
        text = self.values.get("q", "")
        return text if findable(text) and not in_number(text) else ""

    def narrowed(self, matters: QuerySet[Matter], *, but_for_words: bool = False) -> QuerySet[Matter]:
        """The matters that are asked for, sorted."""
        of_records: list[tuple[Filter, str]] = []
        for name, value in self.values.items():
            one = self.filters.get(name)
            if one is not None and one.where is not None:
                matters = matters.filter(one.where(value))
            elif one is not None:
                of_records.append((one, value))
        if of_records:
            matters = matters.filter(_on_records(of_records, few=self.few))
        for name, lookup in (("from", "opened_on__gte"), ("to", "opened_on__lte")):
            if name in self.values:
                matters = matters.filter(**{lookup: self.values[name]})
        if "q" in self.values and not but_for_words:
            matters = matters.filter(by_words(self.values["q"]))
        return _sorted(matters, self.values.get("sort", ""))

    def chips(self) -> list[Chip]:
        """The conditions that are set, each with the address without it."""
        texts = []
        for name, value in self.values.items():
            if name in self.filters:
                texts.append((name, f"{self.filters[name].label}：{self.filters[name].said(value)}"))
            elif name == "from":
                texts.append((name, _("{day}起登记").format(day=value)))
            elif name == "to":
                texts.append((name, _("{day}止登记").format(day=value)))
            elif name == "q":
                texts.append((name, f"“{value}”"))
        return [Chip(text, self.without(name)) for name, text in texts]

    def without(self, *names: str) -> str:
        """The address of this list without some of what is asked; what belongs to a type goes with it."""
        gone = set(names)
        if "type" in gone:
            gone |= set(self.values) - {
                "tab",
                "view",
                "sort",
                "size",
                "q",
                "from",
                "to",
                "unit",
                "street",
                "is",
                "handler",
            }
        left = urlencode({name: value for name, value in self.values.items() if name not in gone})
        return f"?{left}"

    def having(self, **changes: str) -> str:
        """The address of this list with something asked beside or instead."""
        return f"?{urlencode(self.values | changes)}"


def asked(desk: Desk, query: Mapping[str, str]) -> Asked:
    """What an address asks. Unknown parameters are passed over; an unknown answer finds nothing, rather than all."""
    offered = {one.name: one for one in offers(desk, query.get("type", ""))}
    found, known = Asked(desk, offered), {"sort": tuple(SORTS), "tab": tuple(tab.name for tab in TABS)}
    for name in ("tab", *offered, "from", "to", "q", "sort", "size"):
        value = query.get(name, "").replace("\x00", "").strip()[:_LONGEST]
        if not value:
            continue
        if name in ("from", "to"):
            try:
                value = dt.date.fromisoformat(value).isoformat()
            except ValueError:
                found.wrong.append(_("“{text}”不是日期，应写成 2026-06-30 这样。").format(text=value))
                continue
        elif value.removeprefix("-") not in known.get(name, (value.removeprefix("-"),)):
            continue
        found.values[name] = value
    if found.values.get("from", "") > found.values.get("to", "9"):
        found.wrong.append(_("开始日期在结束日期之后，没有事项符合。"))
    return found


def offers(desk: Desk, kind: str) -> list[Filter]:
    """What can be asked of a list, given the type that is asked for."""
    procedures = list(everything())
    chosen = next((one for one in procedures if one.id == kind or len(procedures) == 1), None)
    found = [_standing(desk)]
    if len(procedures) > 1:
        types = tuple((one.id, _(one.label)) for one in procedures)
        found.append(Filter("type", _("类型"), lambda: types, lambda value: Q(procedure=value)))
    of_type = procedures if chosen is None else [chosen]
    states = {state.name: _(state.label) for one in of_type for state in one.states().values()}
    kinds = [one.id for one in of_type]
    found.append(
        Filter(
            "state",
            _("状态"),
            lambda: tuple(states.items()),
            lambda value: Q(procedure__in=kinds, state=value),
            shown=chosen is not None,
        )
    )
    found.append(_of_handlers(desk))
    found += _of_organizations(desk, of_type)
    records: dict[str, Filter] = {}
    for procedure in of_type:
        for one in _of_record(procedure, shown=chosen is not None):
            records[one.name] = _either(records[one.name], one) if one.name in records else one
    found += [_flagged(one, flag, shown=chosen is not None) for one in of_type for flag in one.flags]
    return found + list(records.values())


def _either(first: Filter, second: Filter) -> Filter:
    """Two types ask the same: the matters of both are meant."""
    return Filter(
        first.name,
        first.label,
        lambda: tuple(dict(first.choices + second.choices).items()),
        shown=first.shown,
        columns={**first.columns, **second.columns},
        key=first.key,
    )


def listed(desk: Desk, query: Mapping[str, str]) -> QuerySet[Matter]:
    """The matters of a list by its address, sorted: of the queue where ``tab`` is asked, else all that are visible."""
    wanted = asked(desk, query)
    tab = next((tab for tab in TABS if tab.name == wanted.values.get("tab")), None)
    return wanted.narrowed(tab.found(desk) if tab else desk.visible())


def by_words(text: str) -> Q:
    """Matters by a number, however it is typed, or by words of number and title."""
    number = in_number(text)
    if findable(text):
        return number | named(text) if number else named(text)
    return number or Q(title__icontains=plain(text))


def _standing(desk: Desk) -> Filter:
    def where(value: str) -> Q:
        match value:
            case "open":
                return Q(closed_on__isnull=True)
            case "soon":
                return Q(next_due__range=(today(), desk.soon))
            case "late":
                return Q(next_due__lt=today())
            case "closed":
                return Q(closed_on__isnull=False)
        return Q(pk__in=())

    return Filter("is", _("办理情况"), lambda: tuple((name, _(label)) for name, label in _STANDING.items()), where)


def _of_handlers(desk: Desk) -> Filter:
    live = Assignment.objects.filter(matter=OuterRef("pk"), live=True)

    def where(value: str) -> Q:
        match value:
            case "me":
                return Q(Exists(live.filter(handler=desk.user)))
            case "none":
                ours = live.filter(organization__in=desk.units)
                return Q(Exists(ours)) & ~Q(Exists(ours.filter(handler__isnull=False)))
        return Q(pk__in=())

    return Filter("handler", _("经办人"), lambda: (("me", _("我")), ("none", _("本单位无人认领"))), where)


def _of_organizations(desk: Desk, procedures: list[type[Procedure]]) -> list[Filter]:
    kinds = {kind for one in procedures for place in one.places().values() if not place.post for kind in place.kinds}

    @cache
    def units() -> dict[str, tuple[int, str, str]]:
        there = Organization.objects.filter(current(today()), kind__in=kinds | {_STREETS}).order_by("code")
        return {code: (pk, name, kind) for pk, code, name, kind in there.values_list("pk", "code", "name", "kind")}

    def of_unit(value: str) -> Q:
        wanted = desk.units if value == MINE else [units()[value][0]] if value in units() else []
        held = Assignment.objects.filter(matter=OuterRef("pk"), organization__in=wanted, until__isnull=True)
        return Q(Exists(held))

    def takers() -> Choices:
        return (MINE, _("本单位")), *((code, name) for code, (_pk, name, kind) in units().items() if kind in kinds)

    def streets() -> Choices:
        return tuple((code, name) for code, (_pk, name, kind) in units().items() if kind == _STREETS)

    found = [Filter("unit", _("单位"), takers, of_unit)]
    with_street = [one for one in procedures if _street(apps.get_model(one.record))]
    if with_street:
        columns = dict.fromkeys(with_street, "street")
        found.append(Filter("street", _("街道"), streets, columns=columns, key=lambda code: units().get(code, (0,))[0]))
    return found


def _street(record: type[models.Model]) -> bool:
    return any(one.name == "street" and one.related_model is Organization for one in record._meta.fields)


def _flagged(procedure: type[Procedure], flag: str, *, shown: bool) -> Filter:
    """Whether a matter bears a word of its procedure (督办)."""
    records = apps.get_model(procedure.record)._default_manager

    def where(value: str) -> Q:
        if value not in ("yes", "no"):
            return Q(pk__in=())
        there = records.filter(pk=OuterRef("pk"), **{f"{flag}__isnull": value == "no"})
        return Q(Exists(there), procedure=procedure.id)

    answers = (("yes", _("是")), ("no", _("否")))
    return Filter(flag, _(procedure.flags[flag]), lambda: answers, where, shown=shown)


def _of_record(procedure: type[Procedure], *, shown: bool) -> list[Filter]:
    """One filter a choice of the opening form that the business's own table keeps."""
    record = apps.get_model(procedure.record)
    columns = {column.name: column for column in record._meta.fields}
    found = []
    for ask in procedure.opening().asks:
        column = columns.get(ask.name)
        if ask.kind == "choice" and column is not None:
            found.append(_of_column(procedure, column, ask, shown=shown))
    return found


def _of_column(procedure: type[Procedure], column: models.Field[object, object], ask: Ask, *, shown: bool) -> Filter:
    def offer() -> Choices:
        return ask.choices(None) if callable(ask.choices) else tuple((one, _(label)) for one, label in ask.choices)

    lookup = column.name
    if column.related_model is not None:
        # The answer is the key by which people know it: the code of a unit, the number of an entry of a list.
        fields = column.related_model._meta.fields
        key = next(one for one in fields if one.unique and isinstance(one, models.CharField))
        lookup = f"{column.name}__{key.name}"

    return Filter(ask.name, _(ask.label), offer, shown=shown, columns={procedure: lookup})


def _on_records(asked_for: list[tuple[Filter, str]], *, few: bool) -> Q:
    """Matters whose types have all of these columns, each with the answer asked for; one look at each table.

    ``few``: of all matters few are left, so each is looked up. Said with two inequalities, so that the database does
    that and does not first gather every matter of a street.
    """
    one = {"pk__gte": OuterRef("pk"), "pk__lte": OuterRef("pk")} if few else {"pk": OuterRef("pk")}
    found, first = Q(pk__in=()), asked_for[0][0]
    procedures = [one for one in first.columns if all(one in each.columns for each, _value in asked_for)]
    for procedure in procedures:
        records = apps.get_model(procedure.record)._default_manager
        there = Q(
            Exists(records.filter(**one, **{each.columns[procedure]: each.key(value) for each, value in asked_for}))
        )
        if len(procedures) == 1:
            return there
        found |= Q(procedure=procedure.id) & there
    return found


def _sorted(matters: QuerySet[Matter], sort: str) -> QuerySet[Matter]:
    back, name = sort.startswith("-"), sort.removeprefix("-")
    match name:
        case "number":
            columns = ["procedure", "year", "order"]
        case "opened":
            columns = ["opened_on", "pk"]
        case _ if back:
            # The other way round: what has long been closed, then what has much time, then what hurts.
            return matters.order_by(F("next_due").desc(nulls_first=True), F("closed_on").asc(nulls_last=True), "pk")
        case _:
            return by_urgency(matters)
    return matters.order_by(*(f"-{column}" if back else column for column in columns))

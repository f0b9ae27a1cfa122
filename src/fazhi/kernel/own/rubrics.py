"""Versions of rubrics that the district makes itself: added from a day on, never changed once they are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.changes import log
from fazhi.kernel.clock import now, today
from fazhi.kernel.evaluation.rubric import Item, Rubric
from fazhi.kernel.models import OwnRubric, User
from fazhi.law.basis import DISTRICT

ITEMS = 30
_FULL = Decimal(1000)


class BadOwnRubric(FazhiError):
    """The version cannot be so; ``faults``: messages by what they are about (``since``, ``items.2.full``)."""

    code = "bad_own_rubric"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("　".join(faults.values()), faults=dict(faults))
        self.faults = dict(faults)


def own_versions(identifier: str) -> list[Rubric]:
    """The district's versions of a rubric, in the order in which they were made."""
    return [_rubric(row) for row in OwnRubric.objects.filter(rubric=identifier).order_by("id")]


def _rubric(row: OwnRubric) -> Rubric:
    content = row.content
    return Rubric(
        id=row.rubric,
        version=row.version,
        label=content["label"],
        full=Decimal(content["full"]),
        in_force_from=row.since,
        basis=row.document,
        check=DISTRICT,
        items=tuple(_item(entry) for entry in content["items"]),
    )


def _item(entry: Mapping[str, Any]) -> Item:
    numbers = {name: Decimal(entry[name]) for name in ("full", "step", "remark_below")}
    return Item(
        id=entry["id"],
        label=entry["label"],
        guidance=entry["guidance"],
        may_not_apply=entry["may_not_apply"],
        **numbers,
    )


def described(rubric: Rubric) -> dict[str, Any]:
    """A version as plain values, for storing, comparing and showing."""
    return {
        "label": rubric.label,
        "full": f"{rubric.full:f}",
        "items": [
            {
                "id": item.id,
                "label": item.label,
                "full": f"{item.full:f}",
                "guidance": item.guidance,
                "step": f"{item.step:f}",
                "may_not_apply": item.may_not_apply,
                "remark_below": f"{item.remark_below:f}",
            }
            for item in rubric.items
        ],
    }


def draft(
    before: Rubric, label: str, items: Sequence[Mapping[str, Any]], since: dt.date | None, document: str
) -> Rubric:
    """The version that these words and numbers make.

    ``items``: id (empty for a new line), label, full, guidance, step, may_not_apply, remark_below (a share), as they
    were typed. Raises :class:`BadOwnRubric` with everything that is wrong.
    """
    faults: dict[str, str] = {}
    if not label.strip():
        faults["label"] = _("请写名称。")
    if since is None:
        faults["since"] = _("请写从哪一天起适用。")
    elif since < today():
        faults["since"] = _("不能早于今天：已经开始的评价按原来的版本。")
    if not document.strip():
        faults["document"] = _("请写明依据的文件和文号。")
    if not items:
        faults["items"] = _("至少要有一个评分项。")
    elif len(items) > ITEMS:
        faults["items"] = _("最多 {n} 个评分项。").format(n=ITEMS)
    taken = {str(entry["id"]) for entry in items if entry["id"]} | {item.id for item in before.items}
    made = []
    for number, entry in enumerate(items):
        wrong, item = _read(entry, _new_id(taken))
        faults |= {f"items.{number}.{name}": message for name, message in wrong.items()}
        if item is not None:
            taken.add(item.id)
            made.append(item)
    total = sum((item.full for item in made), Decimal(0))
    if len(made) == len(items) and made and len({item.id for item in made}) != len(made):
        faults["items"] = _("有两行是同一个评分项，请删去一行。")
    if made and len(made) == len(items) and total > _FULL:
        faults["items"] = _("各项合计 {total} 分，最多 {most} 分。").format(total=total, most=_FULL)
    if faults or since is None:
        raise BadOwnRubric(faults)
    return Rubric(before.id, "", label.strip(), total, since, document.strip(), DISTRICT, tuple(made))


def _new_id(taken: set[str]) -> str:
    return next(name for number in range(1, 10_000) if (name := f"own_{number}") not in taken)


def _read(entry: Mapping[str, Any], new_id: str) -> tuple[dict[str, str], Item | None]:
    wrong: dict[str, str] = {}
    if not str(entry["label"]).strip():
        wrong["label"] = _("请写评分项的名称。")
    numbers: dict[str, Decimal] = {}
    for name, least, most in (("full", Decimal(0), _FULL), ("step", Decimal(0), _FULL)):
        try:
            numbers[name] = Decimal(str(entry[name]).strip())
        except InvalidOperation:
            numbers[name] = Decimal("NaN")
        if not numbers[name].is_finite() or not least < numbers[name] <= most:
            wrong[name] = _("应是大于 0 的数，现为“{text}”。").format(text=entry[name])
    if not wrong and numbers["full"] % numbers["step"]:
        wrong["full"] = _("分值应是步长 {step} 的倍数。").format(step=numbers["step"])
    try:
        share = Decimal(str(entry["remark_below"] or 0).strip())
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 <= share <= 1:
        wrong["remark_below"] = _("应在 0 至 100% 之间，现为“{text}”。").format(text=entry["remark_below"])
    if wrong:
        return wrong, None
    return {}, Item(
        str(entry["id"] or new_id),
        str(entry["label"]).strip(),
        numbers["full"],
        str(entry["guidance"]).strip(),
        numbers["step"],
        bool(entry["may_not_apply"]),
        share,
    )


def add_version(before: Rubric, made: Rubric, *, by: User, reason: str = "") -> Rubric:
    """Keep a version made by :func:`draft`, which follows ``before``; returns it with the name of the version."""
    with transaction.atomic():
        log.lock()
        name, number = made.in_force_from.isoformat(), 1
        names = set(OwnRubric.objects.filter(rubric=made.id).values_list("version", flat=True))
        while name in names:
            number += 1
            name = f"{made.in_force_from.isoformat()}-{number}"
        row = OwnRubric.objects.create(
            rubric=made.id,
            version=name,
            since=made.in_force_from,
            content=described(made),
            document=made.basis,
            added_by=by,
            added_at=now(),
        )
        log.record(
            "rubric",
            "add_version",
            by=by,
            key=made.id,
            before={"version": before.version} | described(before),
            after={"version": name, "since": made.in_force_from.isoformat()} | described(made),
            reason=reason,
            document=made.basis,
        )
    return _rubric(row)

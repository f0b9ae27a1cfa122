"""Matters of every type: what types there are, lists, one matter, what happened, who is in it, how it was marked."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from fazhi.errors import FazhiError
from fazhi.faces.api import cursors, shown
from fazhi.faces.api.asking import asker, body, matter_of, note
from fazhi.faces.api.declared import body_schema, filters
from fazhi.faces.api.routing import json_body, operation, parameter
from fazhi.faces.api.scopes import READ, UNMASK
from fazhi.faces.api.shapes import EventPage, MatterOut, MatterPage, PartyOut, SheetOut, TypeOut, UnmaskedOut, UnmaskIn
from fazhi.faces.workbench.gathering import Gathered
from fazhi.faces.workbench.lists.filters import asked
from fazhi.faces.workbench.queues import TABS, Desk
from fazhi.i18n import _
from fazhi.kernel.matters.access import opening_from
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.models import MatterParty
from fazhi.kernel.parties.showing import masked, unmask
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.registry import everything, versions
from fazhi.kernel.ui.extras import seats
from fazhi.kernel.ui.scored import scored
from fazhi.kernel.ui.story import timeline

router = Router(tags=["matters"])

MOST = 200
_CURSOR: Any = Query(None, max_length=400)  # type: ignore[type-arg]
_LIMIT: Any = Query(50, ge=1, le=MOST)  # type: ignore[type-arg]
_ORDER: Any = Query("newest", pattern="^(newest|oldest)$")  # type: ignore[type-arg]
_ASKED = ("type", "state", "unit", "street", "is", "handler", "from", "to", "q", "tab")


def _parameters() -> list[dict[str, Any]]:
    text = {"type": "string", "maxLength": 100}
    day = {"type": "string", "format": "date"}
    types = {"type": "string", "enum": [one.id for one in everything()]}
    return [
        parameter("type", "query", types, _("事项类型")),
        parameter("state", "query", text, _("状态，见 GET /types")),
        parameter("unit", "query", text, _("现由哪个单位办（机构代码），mine 是本单位")),
        parameter("street", "query", text, _("街道（机构代码）")),
        parameter("is", "query", {"type": "string", "enum": ["open", "soon", "late", "closed"]}, _("办理情况")),
        parameter("handler", "query", {"type": "string", "enum": ["me", "none"]}, _("经办人")),
        parameter("from", "query", day, _("自哪一天起登记")),
        parameter("to", "query", day, _("到哪一天止登记")),
        parameter("q", "query", text, _("编号，或者名称里的词")),
        parameter("tab", "query", {"type": "string", "enum": [tab.name for tab in TABS]}, _("待办里的哪一部分")),
        *(parameter(name, "query", schema, schema["description"]) for name, schema in filters().items()),
    ]


@operation(router, "GET", "/types", READ, "list_types", "事项类型和各自的办理动作", response=list[TypeOut])
def types(request: HttpRequest) -> list[dict[str, Any]]:
    return [_type(request, one) for one in everything()]


@operation(router, "GET", "/types/{type_id}", READ, "get_type", "一个事项类型，连同登记时要填的", response=TypeOut)
def one_type(request: HttpRequest, type_id: str) -> dict[str, Any]:
    newest = versions(type_id)[-1]
    return _type(request, newest) | {"opening": body_schema(newest.opening(), live=True)}


def _type(request: HttpRequest, one: type[Procedure]) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": _(one.label),
        "version": one.version(),
        "basis": one.basis,
        "states": {name: _(state.label) for name, state in one.states().items()},
        "actions": {name: _(each.label) for name, each in one.transitions().items() if each.seats},
        "openable": bool(opening_from(seats(asker(request)), one.opening())),
    }


@operation(
    router,
    "GET",
    "/matters",
    READ,
    "list_matters",
    "您有权查看的事项",
    response=MatterPage,
    extra={"parameters": _parameters()},
    description=(
        "筛选与工作台的列表相同。按登记先后排序，缺省新的在前（order=newest）。"
        "翻页时把 next 原样放进 cursor，其余参数不变；"
        "翻页期间新登记的事项不会使别的事项重复或者漏掉。"
    ),
)
def matters(
    request: HttpRequest,
    cursor: str | None = _CURSOR,
    limit: int = _LIMIT,
    order: str = _ORDER,
) -> dict[str, Any]:
    query = {name: str(value) for name, value in request.GET.items() if name not in ("cursor", "limit", "order")}
    unknown = sorted(set(query) - set(_ASKED) - set(filters()))
    if unknown:
        raise FazhiError(_("没有这些参数：{names}。").format(names="、".join(unknown)), code="unknown_parameter")
    desk = Desk(asker(request))
    wanted = asked(desk, query)
    if wanted.wrong:
        raise FazhiError("".join(wanted.wrong), code="bad_parameter")
    refused = sorted(
        name
        for name, value in query.items()
        if name not in wanted.values
        or (name in wanted.filters and value.strip() not in dict(wanted.filters[name].choices))
    )
    if refused:
        raise FazhiError(
            _("参数 {names} 不适用：它的值不在可选范围内，或者不属于这个事项类型。").format(names="、".join(refused)),
            code="bad_parameter",
        )
    tab = next((tab for tab in TABS if tab.name == wanted.values.get("tab")), None)
    found = wanted.narrowed(tab.found(desk) if tab else desk.visible())
    back = order == "newest"
    place = cursors.read(f"matters.{order}", cursor)
    if place is not None:
        found = found.filter(pk__lt=place) if back else found.filter(pk__gt=place)
    rows = list(shown.with_units(found.order_by("-pk" if back else "pk"))[: limit + 1])
    following = cursors.written(f"matters.{order}", rows[limit - 1].pk) if len(rows) > limit else None
    return {"items": [shown.brief(one) for one in rows[:limit]], "next": following}


@operation(router, "GET", "/matters/{uuid:matter}", READ, "get_matter", "一件事项和现在能办的动作", response=MatterOut)
def matter(request: HttpRequest, matter: uuid.UUID) -> dict[str, Any]:
    found = matter_of(request, matter)
    note(request, "read matter %s", found.uuid)
    return shown.whole(request, found.uuid)


@operation(
    router, "GET", "/matters/{uuid:matter}/timeline", READ, "get_timeline", "办理经过，新的在前", response=EventPage
)
def events(
    request: HttpRequest,
    matter: uuid.UUID,
    cursor: str | None = _CURSOR,
    limit: int = _LIMIT,
) -> dict[str, Any]:
    found = matter_of(request, matter)
    gathered = Gathered(found, asker(request))
    before = cursors.read("timeline", cursor)
    told = [
        one
        for one in timeline(gathered.procedure, found, {unit.pk for unit in gathered.units}, among=gathered.seen)
        if before is None or one.event.sequence < before
    ]
    note(request, "read the timeline of matter %s", found.uuid)
    return {
        "items": [
            {
                "sequence": one.event.sequence,
                "at": one.event.at,
                "kind": one.event.kind,
                "label": one.label,
                "unit": one.who,
                "state": one.state,
                "answers": [{"label": label, "value": value} for label, value in one.answers],
                "files": [file.attachment.uuid for file in one.files],
                "erased": one.erased,
            }
            for one in told[:limit]
        ],
        "next": cursors.written("timeline", told[limit - 1].event.sequence) if len(told) > limit else None,
    }


@operation(
    router,
    "GET",
    "/matters/{uuid:matter}/parties",
    READ,
    "list_parties",
    "当事人，证件号码、电话和住址已遮盖",
    response=list[PartyOut],
)
def parties(request: HttpRequest, matter: uuid.UUID) -> list[dict[str, Any]]:
    found = matter_of(request, matter)
    note(request, "read the parties of matter %s", found.uuid)
    rows = found.parties.select_related("party", "represents__party").order_by("pk")
    return [_party(row) for row in rows]


def _party(row: MatterParty) -> dict[str, Any]:
    hidden = masked(row.party)
    return {
        "id": row.party.uuid,
        "kind": row.party.kind,
        "role": row.role,
        "represents": masked(row.represents.party).name if row.represents else "",
        "name": hidden.name,
        "id_number": hidden.id_number,
        "phone": hidden.phone,
        "address": hidden.address,
    }


@operation(
    router,
    "POST",
    "/matters/{uuid:matter}/parties/{uuid:party}/unmask",
    UNMASK,
    "unmask_party",
    "完整的证件号码、电话或住址；理由会留下记录",
    response=UnmaskedOut,
    extra=json_body(UnmaskIn.model_json_schema()),
)
def unmasked(request: HttpRequest, matter: uuid.UUID, party: uuid.UUID) -> dict[str, str]:
    found, given = matter_of(request, matter), body(request)
    row = MatterParty.objects.select_related("party").filter(matter=found, party__uuid=party).order_by("pk").first()
    if row is None:
        raise NotFound(_("没有这位当事人，或者您无权查看。"))
    field, reason = given.get("field"), given.get("reason")
    if set(given) != {"field", "reason"} or not isinstance(field, str) or not isinstance(reason, str):
        raise FazhiError(_("请给出 field（id_number、phone 或 address）和 reason（理由）。"), code="bad_answers")
    if len(reason) > _REASON:
        raise FazhiError(_("{label}最多 {n} 个字。").format(label=_("理由"), n=_REASON), code="too_long")
    return {"field": field, "value": unmask(row.party, field, by=asker(request), reason=reason, matter=found)}


_REASON = 200


@operation(
    router,
    "GET",
    "/matters/{uuid:matter}/evaluations",
    READ,
    "list_evaluations",
    "评价表；对方还没有评完时看不到对方的",
    response=list[SheetOut],
)
def evaluations(request: HttpRequest, matter: uuid.UUID) -> list[dict[str, Any]]:
    found = matter_of(request, matter)
    gathered = Gathered(found, asker(request))
    note(request, "read the evaluations of matter %s", found.uuid)
    return [
        {
            "id": one.sheet.uuid,
            "rubric": one.rubric,
            "full": one.full,
            "scorer": one.sheet.scorer.name,
            "target": one.sheet.target.name,
            "lines": [
                {
                    "item": line.item,
                    "label": line.label,
                    "full": line.full,
                    "value": str(line.value),
                    "remark": line.remark,
                }
                for line in one.lines
            ],
        }
        for one in scored(found, gathered.units, overseer=gathered.overseer)
    ]

"""JSON schemas made from the declarations: what an action is sent, what a list can be asked."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from fazhi.i18n import _
from fazhi.kernel.matters.access import may_take
from fazhi.kernel.matters.forms import LONG, SHORT
from fazhi.kernel.models import Matter
from fazhi.kernel.parties.documents import OF_PERSONS
from fazhi.kernel.parties.given import COLUMNS, KINDS, RIGHTS, STANDINGS
from fazhi.kernel.procedures import Ask, Procedure, Transition
from fazhi.kernel.procedures.registry import everything, versions

Json = dict[str, Any]

_PARTY = "#/components/schemas/PartyGiven"
_MOST_PARTIES = 100


def transitions(procedure: type[Procedure]) -> dict[str, Transition]:
    """Everything that people can do to matters of a type, in any version of it; the newest version says how."""
    found: dict[str, Transition] = {}
    for version in versions(procedure.id):
        found |= {name: each for name, each in version.transitions().items() if each.sources and each.seats}
    return found


def body_schema(transition: Transition, matter: Matter | None = None, *, live: bool = False) -> Json:
    """What an action is sent. ``live``: with the choices that stand in the records, for one matter."""
    opening = not transition.sources
    answers = {ask.name: _answer(ask, matter, live=live) for ask in transition.asks}
    required = [ask.name for ask in transition.asks if ask.required]
    found: Json = {
        "unit": {
            "type": "string",
            "maxLength": 30,
            "description": _("代表哪个单位（机构代码）；在几个单位任职时要写"),
        },
        "answers": {
            "type": "object",
            "properties": answers,
            "required": required,
            "additionalProperties": False,
        },
    }
    needed = ["answers"] if required else []
    if not opening:
        found["seen"] = {
            "type": "integer",
            "minimum": 1,
            "description": _("您看到的事项的 sequence；此后有人办理过，就不会办成（409 stale）"),
        }
        needed.append("seen")
    if transition.takes:
        files = {
            one.name: {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "minItems": one.at_least,
                "maxItems": one.at_most,
                "description": _("{label}：先用 POST /uploads 上传，这里写返回的 id").format(label=_(one.label)),
            }
            for one in transition.takes
        }
        wanted = [one.name for one in transition.takes if one.at_least]
        found["files"] = {
            "type": "object",
            "properties": files,
            "required": wanted,
            "additionalProperties": False,
        }
        needed += ["files"] if wanted else []
    return {"type": "object", "properties": found, "required": sorted(needed), "additionalProperties": False}


def _answer(ask: Ask, matter: Matter | None, *, live: bool) -> Json:
    text = _(ask.label) + (f"。{_(ask.help)}" if ask.help else "")
    return _kind(ask, matter, live=live) | {"description": text}


def _kind(ask: Ask, matter: Matter | None, *, live: bool) -> Json:
    match ask.kind:
        case "text" | "long_text":
            found: Json = {
                "type": "string",
                "maxLength": ask.maximum or (SHORT if ask.kind == "text" else LONG),
            }
            return found | ({"minLength": ask.minimum} if ask.minimum else {})
        case "choice":
            return _choice(ask, matter, live=live)
        case "choices":
            return {"type": "array", "items": _choice(ask, matter, live=live), "uniqueItems": True}
        case "unit" | "units":
            one: Json = {"type": "string", "maxLength": 100}
            if live:
                there = may_take(ask.place).values_list("code", "name") if ask.place else ()
                labels = dict(there)
                one = {"type": "string", "enum": list(labels), "x-labels": labels} if labels else one
            return one if ask.kind == "unit" else {"type": "array", "items": one, "uniqueItems": True}
        case "date":
            return {"type": "string", "format": "date"}
        case "integer":
            return {"type": "integer"} | _bounds(ask)
        case "decimal":
            return {"type": "string", "pattern": r"^-?[0-9]{1,16}(\.[0-9]{1,2})?$"}
        case "yes_no":
            return {"type": "boolean"}
        case "party":
            return {"$ref": _PARTY}
        case "parties":
            least = {"minItems": ask.minimum} if ask.minimum else {}
            most = {"maxItems": ask.maximum or _MOST_PARTIES}
            return {"type": "array", "items": {"$ref": _PARTY}} | least | most
        case "marks":
            return {
                "type": "object",
                "description": _('每项的得分（如 "lawfulness": "20"）和说明（"lawfulness.remark"）'),
                "additionalProperties": {"type": "string", "maxLength": LONG},
            }
    return {"type": "string", "maxLength": 40}


def _choice(ask: Ask, matter: Matter | None, *, live: bool) -> Json:
    if callable(ask.choices):
        if not live:
            return {"type": "string", "maxLength": 100}
        labels = dict(ask.choices(matter))
    else:
        labels = {value: _(label) for value, label in ask.choices}
    return {"type": "string", "enum": list(labels), "x-labels": labels}


def _bounds(ask: Ask) -> Json:
    found = {"minimum": ask.minimum, "maximum": ask.maximum}
    return {name: value for name, value in found.items() if value is not None}


def party_schema() -> Json:
    """A person or organisation as it is put down, with those who represent it."""
    one: Json = {
        "kind": _labelled(dict(KINDS)),
        "name": {"type": "string", "maxLength": 120},
        "document": _labelled(dict(OF_PERSONS)),
        "id_number": {"type": "string", "maxLength": 60},
        "birth": {"type": "string", "format": "date"},
        "phone": {"type": "string", "maxLength": 40},
        "address": {"type": "string", "maxLength": 200},
        "right": _labelled(dict(RIGHTS)),
    }
    for name, schema in one.items():
        schema["description"] = _column(name)
    representative = one | {"standing": _labelled(dict(STANDINGS)) | {"description": _column("standing")}}
    whole = one | {
        "earning": {"type": "boolean", "description": _column("earning")},
        "representatives": {
            "type": "array",
            "maxItems": 3,
            "description": _column("representatives"),
            "items": _object(representative),
        },
    }
    return _object(whole)


def _column(name: str) -> str:
    return _(COLUMNS[name])


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": ["name"], "additionalProperties": False}


def _labelled(labels: dict[str, str]) -> Json:
    return {"type": "string", "enum": list(labels), "x-labels": {value: _(label) for value, label in labels.items()}}


def filters() -> dict[str, Json]:
    """What a list of matters can be asked beside type and state: the choices of the opening forms that are columns."""
    found: dict[str, Json] = {}
    for procedure in everything():
        columns = {column.name for column in apps.get_model(procedure.record)._meta.fields}
        for ask in procedure.opening().asks:
            if ask.kind == "choice" and ask.name in columns:
                found.setdefault(ask.name, {"type": "string", "maxLength": 100, "description": _(ask.label)})
    return found

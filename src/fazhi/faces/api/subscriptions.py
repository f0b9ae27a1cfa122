"""Hooks by the API: made, listed, ended by the owner of the token."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from fazhi.errors import FazhiError
from fazhi.faces.api import hooks
from fazhi.faces.api.asking import asker, body
from fazhi.faces.api.models import Hook
from fazhi.faces.api.routing import json_body, operation
from fazhi.faces.api.scopes import HOOKS
from fazhi.faces.api.shapes import HookIn, HookOut
from fazhi.i18n import _
from fazhi.kernel.matters.errors import NotFound

router = Router(tags=["hooks"])


@operation(router, "GET", "/hooks", HOOKS, "list_hooks", "现在的推送订阅", response=list[HookOut])
def list_hooks(request: HttpRequest) -> list[dict[str, Any]]:
    return [_shown(one) for one in Hook.objects.filter(user=asker(request), ended_at=None)]


@operation(
    router,
    "POST",
    "/hooks",
    HOOKS,
    "create_hook",
    "订阅推送；返回的 secret 只显示这一次",
    response={201: HookOut},
    extra=json_body(HookIn.model_json_schema()),
)
def create_hook(request: HttpRequest) -> Status[dict[str, Any]]:
    given = body(request)
    url, topics = given.get("url"), given.get("topics")
    if set(given) != {"url", "topics"} or not isinstance(url, str) or not isinstance(topics, list):
        raise FazhiError(_("请给出 url 和 topics（列表）。"), code="bad_answers")
    if not all(isinstance(topic, str) for topic in topics):
        raise FazhiError(_("topics 的每一项应是文字。"), code="bad_answers")
    made, secret = hooks.create(asker(request), url, topics)
    return Status(201, _shown(made) | {"secret": secret})


@operation(router, "DELETE", "/hooks/{uuid:hook}", HOOKS, "end_hook", "取消一个推送订阅", response={204: None})
def end_hook(request: HttpRequest, hook: uuid.UUID) -> Status[None]:
    found = Hook.objects.filter(user=asker(request), uuid=hook, ended_at=None).first()
    if found is None:
        raise NotFound(_("没有这个推送订阅。"))
    hooks.end(found)
    return Status(204, None)


def _shown(hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.uuid,
        "url": hook.url,
        "topics": hook.topics,
        "made_at": hook.made_at,
        "last_sent_at": hook.last_sent_at,
    }

"""All operations under ``/api/v1``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from fazhi.i18n import in_chinese


class _Readable(JSONRenderer):
    """Chinese as it is written, so that a developer who looks at an answer can read it."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


def _made() -> NinjaAPI:
    # Here and not above: what is described in words is described as these are imported.
    from fazhi.faces.api import acting, counting, files, law, matters, problems, subscriptions

    made = NinjaAPI(
        title="法治平台接口",
        version="1",
        description=(
            "区县司法局业务平台的接口。令牌放在 Authorization: Bearer 头里；写操作要有 Idempotency-Key；"
            "错误是 RFC 9457 的 application/problem+json。说明见 docs/api.md。"
        ),
        renderer=_Readable(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-1",
    )
    acting.register()
    law.register()
    for router in (matters.router, files.router, counting.router, law.router, subscriptions.router, acting.router):
        made.add_router("", router)
    problems.register(made)
    return made


with in_chinese():
    api = _made()

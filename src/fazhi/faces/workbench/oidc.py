"""Signing in through the district's own identity provider (OpenID Connect Core 1.0, code flow with PKCE).

Set by ``FAZHI_OIDC_ISSUER``, ``FAZHI_OIDC_CLIENT_ID`` and ``FAZHI_OIDC_SECRET``. The claim ``FAZHI_OIDC_CLAIM``
(``preferred_username``) names an account that is there already: nobody gets one by signing in.
"""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.models import User
from fazhi.kernel.outbox.failures import kind
from fazhi.kernel.signing import sessions
from fazhi.kernel.signing.events import Kind, record

_NAME = "district"
_FOLLOWING = "oidc_following"
_HERE = ("127.0.0.1", "localhost", "::1")
_TIMEOUT = 10

_log = logging.getLogger("fazhi.access")


def is_configured() -> bool:
    """Whether the district has an identity provider."""
    return bool(os.environ.get("FAZHI_OIDC_ISSUER"))


def _client() -> Any:
    issuer = os.environ.get("FAZHI_OIDC_ISSUER", "").rstrip("/")
    given = issuer, os.environ.get("FAZHI_OIDC_CLIENT_ID", ""), os.environ.get("FAZHI_OIDC_SECRET", "")
    address = urlsplit(issuer)
    safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _HERE)
    if not (safe and all(given)):
        raise FazhiError(
            _("FAZHI_OIDC_ISSUER 应是 https 地址，并设 FAZHI_OIDC_CLIENT_ID 和 FAZHI_OIDC_SECRET。"), code="bad_oidc"
        )
    return _made(*given)


@lru_cache(maxsize=4)
def _made(issuer: str, client_id: str, secret: str) -> Any:
    """The client; it keeps what the provider says about itself, and its keys until one is missing."""
    from authlib.integrations.django_client import OAuth

    oauth = OAuth()
    return oauth.register(
        _NAME,
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": _TIMEOUT},
    )


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Away to the provider, with state, nonce and challenge in the session."""
    if not is_configured():
        raise Http404
    following = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
    request.session[_FOLLOWING] = following if safe else resolve_url("queue")
    try:
        answer: HttpResponse = _client().authorize_redirect(request, _return_address(request))
    except Exception as error:
        return _away(request, error)
    return answer


@login_not_required
@require_GET
def finish(request: HttpRequest) -> HttpResponse:
    """Back from the provider: whoever it names signs in, if there is such an account."""
    from fazhi.faces.workbench.signing import proceed

    if not is_configured():
        raise Http404
    if request.GET.get("error") == "access_denied":
        return _refused(request, _("您在统一身份登录页面取消了登录。"), 403)
    try:
        client = _client()
        issuer = client.load_server_metadata().get("issuer")
        if str(issuer).rstrip("/") != os.environ["FAZHI_OIDC_ISSUER"].rstrip("/"):
            raise FazhiError(_("统一身份平台自报的地址与 FAZHI_OIDC_ISSUER 不同。"), code="bad_oidc_issuer")
        claims = client.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": client.client_id},
            },
        ).get("userinfo")
    except Exception as error:
        # Of many kinds: the network, the protocol, the signature. None of them lets anybody in.
        return _away(request, error)
    named = str((claims or {}).get(os.environ.get("FAZHI_OIDC_CLAIM") or "preferred_username") or "")
    user = User.objects.filter(username=named, is_active=True).first() if named and "\x00" not in named else None
    if user is None:
        record(Kind.NO_ACCOUNT, named, here=sessions.here(request))
        return _refused(
            request, _("统一身份登录已成功，但本平台没有与它对应的可用账号。请联系本单位的系统管理员开通。"), 403
        )
    following = request.session.pop(_FOLLOWING, None) or resolve_url("queue")
    return proceed(request, user, sessions.IDENTITY_PROVIDER, following)


def _return_address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc_finish"))


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.warning("identity provider failed error=%s", kind(error))
    return _refused(request, _("统一身份登录没有成功，请再试一次；还是不行，请用账号和密码登录。"), 502)


def _refused(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "workbench/sign_in_refused.html", {"why": why}, status=status)

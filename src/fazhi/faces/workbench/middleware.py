"""What holds for every page: who must sign in, for how long, and what browsers are told."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from fazhi.i18n import _
from fazhi.kernel.own.rules import read_once
from fazhi.kernel.signing import sessions

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

Answer = Callable[[HttpRequest], HttpResponse]


class PageHeaders:
    """Nothing comes from elsewhere, nothing inline runs, and what somebody saw signed in is kept by no cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", _POLICY)
        response.setdefault("Permissions-Policy", _PERMISSIONS)
        response.setdefault("Cache-Control", "no-store")
        return response


class SessionLimits:
    """Ends a session that has lasted long enough; one that lies idle has ended by itself."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not sessions.within_limits(request.session):
            logout(request)
        return self.get_response(request)


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks who is there unless its view says otherwise, and a password that was given out is changed first.

    A script gets an answer that it can act on: where it only wanted to read, it is sent to sign in; where it was
    sending something, it is told so and the page with what was typed stays.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """See Django."""
        if (
            request.user.is_authenticated
            and request.user.must_change_password
            and request.session.get(sessions.BY) == sessions.PASSWORD
            and getattr(view_func, "login_required", True)
            and not getattr(view_func, "with_given_password", False)
        ):
            return _send(request, reverse("account_password"))
        return super().process_view(request, view_func, view_args, view_kwargs)

    # The answer to a script is no redirection.
    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """To the sign-in page, and from there back to the page on which they were."""
        return _send(request, resolve_url(self.get_login_url(view_func)))


class DistrictRulesOnce:
    """What the district set for itself is read once a page, however many deadlines the page shows."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with read_once():
            return self.get_response(request)


def _send(request: HttpRequest, address: str) -> HttpResponse:
    there = f"{address}?{urlencode({'next': _page(request)}, safe='/')}"
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(there)
    if request.method in ("GET", "HEAD"):
        return HttpResponse(status=401, headers={"HX-Redirect": there})
    return HttpResponse(
        _("登录已结束，没有提交；填写的内容还在本页。请在新窗口重新登录，再回到本页提交。"),
        status=401,
        content_type="text/plain; charset=utf-8",
        headers={"HX-Trigger": "signed-out"},
    )


def _page(request: HttpRequest) -> str:
    """The address of the page on which somebody is: of a fragment or of something sent, that around it."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    around = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(around, {request.get_host()}):
        return reverse("queue")
    return urlsplit(around)._replace(scheme="", netloc="").geturl()


def with_given_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view that works before a given password has been changed."""
    view.with_given_password = True  # type: ignore[attr-defined]
    return view

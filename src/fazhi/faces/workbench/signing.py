"""Signing in and out: account and password, then the second factor where there is one, then a new session."""

from __future__ import annotations

import datetime as dt
import math
import time
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.timezone import now as real_now
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.faces.workbench import oidc
from fazhi.faces.workbench.middleware import with_given_password
from fazhi.i18n import _
from fazhi.kernel.clock import SHANGHAI
from fazhi.kernel.models import User
from fazhi.kernel.signing import second_factor, sessions
from fazhi.kernel.signing.events import Kind, record
from fazhi.kernel.signing.locking import locked_until, one_at_a_time
from fazhi.kernel.signing.proving import owner_of

_WAITING = "waits_for_code"
_PATIENCE = 5 * 60
_LOCKED = "locked"


def locked_words(until: dt.datetime) -> str:
    """How long nobody can sign in, and who can change that; the same whether or not there is such an account."""
    minutes = math.ceil((until - real_now()).total_seconds() / 60)
    return _(
        "输错次数太多，这个账号暂时不能从这里登录，请在约 {minutes} 分钟后（{until} 以后）再试。"
        "着急的，请联系本单位的系统管理员解除锁定。"
    ).format(minutes=max(minutes, 1), until=f"{until.astimezone(SHANGHAI):%H:%M}")


class SignIn(AuthenticationForm):
    """Account and password. What is wrong with them is never said apart."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")
        wrong = _("账号或密码不对，请再试一次。忘记密码的，请联系本单位的系统管理员。")
        self.error_messages = {**self.error_messages, "invalid_login": wrong, "inactive": wrong}
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写。")

    def clean(self) -> dict[str, Any]:
        """The lock is asked before the password is looked at, and again, one try at a time, before anything is said.

        So tries in parallel tell no more than one by one: the password is hashed outside the lock, but whoever comes to
        it after the account was locked hears of the lock alone.
        """
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return self.cleaned_data
        assert self.request is not None
        place, found = sessions.here(self.request), None
        until = locked_until(username, place)
        if until is None:
            found = owner_of(username, password)
            with one_at_a_time(username):
                until = locked_until(username, place)
                if until is None and found is None:
                    record(Kind.FAILED, username, User.objects.filter(username=username).first(), here=place)
                    until = locked_until(username, place)
        if until is not None:
            raise ValidationError(locked_words(until), code=_LOCKED)
        if found is None:
            raise self.get_invalid_login_error()
        self.user_cache = found
        return self.cleaned_data


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """The sign-in page."""

    template_name = "workbench/sign_in.html"
    authentication_form = SignIn
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponseRedirect:
        """On to the second factor, or in."""
        return proceed(self.request, form.get_user(), sessions.PASSWORD, self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """429 where the account is locked for this address."""
        response = super().form_invalid(form)
        if form.has_error("__all__", _LOCKED):
            response.status_code = 429
        return response

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the way of the district's own identity provider, where there is one."""
        return super().get_context_data(**more, identity_provider=oidc.is_configured())


def proceed(request: HttpRequest, user: Any, way: str, following: str) -> HttpResponseRedirect:
    """The account is theirs: sign in, or ask for the second factor first. ``following`` is a checked address."""
    if not second_factor.wanted(user):
        sessions.begin(request, user, way)
        return HttpResponseRedirect(following)
    # A new session: whoever knew the key of the one before knows nothing of this one.
    request.session.flush()
    request.session[_WAITING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "way": way,
        "following": following,
        "since": time.time(),
    }
    request.session.set_expiry(_PATIENCE)
    return redirect("sign_in_code")


class Code(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["code"].label = _("验证码")
        self.fields["code"].help_text = _("手机验证器上的6位数字。手机不在身边的，可以填一个恢复码。")
        self.fields["code"].error_messages["required"] = _("请填写。")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code, under the same lock as the password."""
    waiting = request.session.get(_WAITING)
    user = _who_waits(waiting)
    if waiting is None or user is None:
        request.session.pop(_WAITING, None)
        return redirect("sign_in")
    form, status = Code(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        place = sessions.here(request)
        with one_at_a_time(user.username):
            until, accepted = locked_until(user.username, place), False
            if until is None:
                accepted = second_factor.accept(user, form.cleaned_data["code"], place)
                if not accepted:
                    record(Kind.CODE_FAILED, user.username, user, here=place)
                    until = locked_until(user.username, place)
        if accepted:
            sessions.begin(request, user, waiting["way"])
            request.session.pop(_WAITING, None)
            return HttpResponseRedirect(waiting["following"])
        status = 200 if until is None else 429
        wrong = _("验证码不对，或者已经用过。请等手机换出下一个数字，再试一次。")
        form.add_error("code", wrong if until is None else locked_words(until))
    return render(request, "workbench/sign_in_code.html", {"form": form}, status=status)


def _who_waits(waiting: dict[str, Any] | None) -> User | None:
    """Who has given the password and not yet the code; nobody after some minutes or a change of the password."""
    if waiting is None or time.time() - waiting["since"] > _PATIENCE:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or not constant_time_compare(waiting["password"], user.get_session_auth_hash()):
        return None
    return user


@with_given_password
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session is gone, here and in the database."""
    sessions.leave(request)
    return redirect("sign_in")

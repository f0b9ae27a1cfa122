"""My account (我的账号): seats, password, where one is signed in, the second factor, and the ways of notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.faces.workbench.asking import signed_in
from fazhi.faces.workbench.middleware import with_given_password
from fazhi.faces.workbench.signing import locked_words
from fazhi.i18n import _
from fazhi.kernel.accounts import change_password
from fazhi.kernel.models import User
from fazhi.kernel.outbox import channels
from fazhi.kernel.procedures.registry import roles
from fazhi.kernel.signing import second_factor, sessions
from fazhi.kernel.signing.events import Kind, record
from fazhi.kernel.signing.locking import locked_until, one_at_a_time

_SHOWN = 10


class PasswordForm(forms.Form):
    """The password that holds now: asked for before anything that guards the account is changed."""

    password = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.request, self.user = request, signed_in(request)
        self.fields["password"].label = _("现在的密码")
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写。")

    def clean_password(self) -> str:
        """Counted and locked like signing in: an unattended screen is no place to guess."""
        password, place, user = str(self.cleaned_data["password"]), sessions.here(self.request), self.user
        with one_at_a_time(user.username):
            until = locked_until(user.username, place)
            right = until is None and user.check_password(password)
            if until is None and not right:
                record(Kind.FAILED, user.username, user, here=place)
                until = locked_until(user.username, place)
        if not right:
            raise ValidationError(_("现在的密码不对。") if until is None else locked_words(until))
        return password


class NewPassword(PasswordForm):
    """Another password, typed twice."""

    new = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.fields["new"].label = _("新密码")
        self.fields["new"].help_text = "".join(password_validators_help_texts())
        self.fields["again"].label = _("再输入一遍新密码")

    def clean_new(self) -> str:
        """What a password has to be is said together with what else is wrong."""
        new = str(self.cleaned_data["new"])
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        """Both the same, and another than before."""
        new = self.cleaned_data.get("new")
        if new and self.cleaned_data.get("again") not in (None, new):
            self.add_error("again", _("两遍输入的新密码不一样。"))
        if new and new == self.cleaned_data.get("password"):
            self.add_error("new", _("新密码与现在的一样，请换一个。"))
        return self.cleaned_data


class EmailForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where notices are sent."""

    class Meta:
        model = User
        fields = ("email",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["email"].label = _("电子邮箱")
        self.fields["email"].help_text = _("到期提醒和待办通知也发到这里；留空则只在平台里提醒。")
        self.fields["email"].error_messages["invalid"] = _("这不是电子邮箱地址，请检查。")


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account; what is posted is the e-mail address."""
    user = signed_in(request)
    email = EmailForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and email.is_valid():
        User.objects.filter(pk=user.pk).update(email=email.cleaned_data["email"])
        messages.success(request, _("电子邮箱已保存。"))
        return redirect("account")
    known = roles()
    context = {
        "email": email,
        "channels": channels.names(),
        "held": [
            (seat.organization.name, _(known[seat.role].label) if seat.role in known else seat.role, seat)
            for seat in user.seats().order_by("organization__code", "role")
        ],
        "sessions": sessions.of(user),
        "this": request.session.session_key,
        "second_factor": second_factor.wanted(user),
        "codes_left": second_factor.codes_left(user),
        "happened": [(_(Kind(one.kind).label), one) for one in user.sign_in_events.all()[:_SHOWN]],
    }
    return render(request, "workbench/account/account.html", context, status=422 if email.errors else 200)


@with_given_password
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; every other device is signed out."""
    user, form = signed_in(request), NewPassword(request, request.POST or None)
    following = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        change_password(user, form.cleaned_data["new"], here=sessions.here(request), keep=request.session.session_key)
        # A new key for this session too, signed with the new password.
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改，其他设备都已退出。"))
        safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
        return redirect(following if safe else "account")
    context = {"form": form, "given": user.must_change_password, "next": following}
    return render(request, "workbench/account/password.html", context, status=422 if form.errors else 200)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = signed_in(request)
    ended = sessions.end(user, but=request.session.session_key)
    record(Kind.SESSIONS_ENDED, user.username, user, here=sessions.here(request))
    messages.success(request, _("已退出其他 {n} 处登录。").format(n=ended))
    return redirect("account")


class FirstCode(PasswordForm):
    """Password and a first code."""

    field_order = ("code", "password")

    code = forms.CharField(
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.fields["code"].label = _("验证器显示的6位数字")


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Scan, type the first code, and the second factor holds."""
    import segno

    user = signed_in(request)
    if second_factor.wanted(user):
        return redirect("account")
    app, form = second_factor.prepare(user), FirstCode(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.confirm(user, form.cleaned_data["code"], sessions.here(request))
        except second_factor.BadCode as problem:
            form.add_error("code", str(problem))
        else:
            sessions.end(user, but=request.session.session_key)
            return _show_codes(request, codes)
    address = second_factor.address(user, app)
    context = {
        "form": form,
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
        "key": second_factor.key(app),
    }
    return render(request, "workbench/account/enrol.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def disable(request: HttpRequest) -> HttpResponse:
    """No second factor any more, with the password."""
    user, form = signed_in(request), PasswordForm(request, request.POST or None)
    if not second_factor.wanted(user):
        return redirect("account")
    if request.method == "POST" and form.is_valid():
        second_factor.turn_off(user, sessions.here(request))
        messages.success(request, _("已关闭动态验证码，登录时只要密码。"))
        return redirect("account")
    return render(request, "workbench/account/disable.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones, with the password."""
    user, form = signed_in(request), PasswordForm(request, request.POST or None)
    if not second_factor.wanted(user):
        return redirect("account")
    if request.method == "POST" and form.is_valid():
        return _show_codes(request, second_factor.renew_codes(user, sessions.here(request)))
    return render(request, "workbench/account/renew.html", {"form": form}, status=422 if form.errors else 200)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The one page on which the codes stand; nothing keeps them."""
    return render(request, "workbench/account/codes.html", {"codes": codes})

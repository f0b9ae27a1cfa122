"""Access tokens and the calendar's address on the workbench: of one's own account, made with the password."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.errors import FazhiError
from fazhi.faces.api import calendar, tokens
from fazhi.faces.api.models import CalendarFeed, Token
from fazhi.faces.api.scopes import SCOPES
from fazhi.faces.workbench.account import PasswordForm
from fazhi.faces.workbench.asking import signed_in
from fazhi.i18n import _
from fazhi.kernel.signing import sessions

_DAYS = 90


class NewToken(PasswordForm):
    """For which system, what for, how long; and the password."""

    field_order = ("name", "scopes", "days", "password")

    name = forms.CharField(max_length=60)
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(min_value=1, max_value=tokens.LONGEST, initial=_DAYS)

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.fields["name"].label = _("给哪个系统用")
        self.fields["scopes"].label = _("可以做什么")
        self.fields["scopes"].choices = [(name, _(words)) for name, words in SCOPES.items()]  # type: ignore[attr-defined]
        self.fields["days"].label = _("有效多少天")
        self.fields["days"].help_text = _("最多 {n} 天，到期后要新建。").format(n=tokens.LONGEST)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens that are good now, and a form for another one. The new secret stands on this one answer alone."""
    user, form = signed_in(request), NewToken(request, request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            _made, secret = tokens.create(
                user, given["name"], given["scopes"], given["days"], here=sessions.here(request)
            )
        except FazhiError as problem:
            form.add_error(None, problem.message)
        else:
            form = NewToken(request)
    context = {
        "form": form,
        "secret": secret,
        "held": [(one, [_(SCOPES[name]) for name in one.scopes if name in SCOPES]) for one in tokens.held(user)],
    }
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let a token of one's own be good for nothing any more."""
    found = Token.objects.select_related("user").filter(user=signed_in(request), uuid=key).first()
    if found is None:
        raise Http404
    tokens.revoke(found, here=sessions.here(request))
    messages.success(request, _("已撤销令牌“{name}”。").format(name=found.name))
    return redirect("api_tokens")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar: made anew or taken away; it stands on this one answer alone."""
    user, address = signed_in(request), ""
    if request.method == "POST" and request.POST.get("do") == "end":
        calendar.end(user)
        messages.success(request, _("日历地址已停用。"))
        return redirect("calendar_address")
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("calendar_feed", args=[calendar.renew(user)]))
    context = {"address": address, "feed": CalendarFeed.objects.filter(user=user).first()}
    return render(request, "api/calendar.html", context)

"""Pages of people (人员): accounts, what they are in which unit, and what changes that."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.faces.workbench.admin.asking import (
    Changing,
    Day,
    Form,
    Preview,
    administrator,
    change,
    not_theirs,
    reason_field,
)
from fazhi.i18n import _
from fazhi.kernel import accounts
from fazhi.kernel.administration.reach import OutOfReach, Reach
from fazhi.kernel.clock import today
from fazhi.kernel.models import Membership, Organization, User
from fazhi.kernel.models.organizations import current
from fazhi.kernel.procedures.registry import roles
from fazhi.kernel.signing import locking, second_factor

_PAGE = 50
# Read aloud and copied by hand: no letters that look like figures.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Accounts, narrowed by name or account, unit, and whether they are open."""
    mine = administrator(request)
    text, code = (request.GET.get(name, "").replace("\x00", "").strip() for name in ("q", "unit"))
    closed = bool(request.GET.get("closed"))
    found = mine.people().filter(is_active=not closed).order_by("name", "username")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    unit = mine.organizations().filter(code=code).first() if code else None
    if unit is not None:
        found = found.filter(pk__in=unit.memberships.filter(current(today())).values("user"))
    seats = Membership.objects.filter(current(today())).select_related("organization").order_by("organization__code")
    seats = seats if mine.whole else seats.filter(organization__in=mine.units)
    page = Paginator(found.prefetch_related(Prefetch("memberships", seats, to_attr="held")), _PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [(user, [_seat_text(seat) for seat in vars(user)["held"]]) for user in page],
        "wanted": {"q": text, "closed": closed},
        "unit": unit,
        "narrowed": bool(text or closed or unit),
    }
    return render(request, "workbench/admin/people.html", context)


def role_label(identifier: str) -> str:
    """经办人 for ``handler``; the id itself where no installed procedure knows it any more."""
    known = roles()
    return _(known[identifier].label) if identifier in known else identifier


def _seat_text(seat: Membership) -> str:
    return f"{seat.organization.name}{role_label(seat.role)}"


def person_of(request: HttpRequest, key: uuid.UUID) -> tuple[Reach, User]:
    """The person at an address, and what whoever is signed in administers; 404 where they are not theirs."""
    mine = administrator(request)
    found = mine.people().filter(uuid=key).first()
    if found is None:
        raise not_theirs(request)
    return mine, found


@require_safe
def person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One person: seats with their days, credentials, the account."""
    mine, found = person_of(request, key)
    seats = found.memberships.select_related("organization").order_by("until", "-since", "organization__code")
    shown = [seat for seat in seats if mine.whole or seat.organization_id in mine.units]
    day = today()
    context = {
        "person": found,
        "seats": [(seat, role_label(seat.role), seat.until is None or seat.until >= day) for seat in shown],
        "hidden": sum(1 for seat in seats if seat not in shown and (seat.until is None or seat.until >= day)),
        "credentials": found.credentials.select_related("organization").order_by("-since"),
        "oneself": found.pk == mine.user.pk,
        "account_hindrance": _hindrance(lambda: mine.check_account(found)),
        "locked": locking.is_locked(found),
        "factor": second_factor.wanted(found),
        "changes": mine.changes().filter(user=found).count(),
    }
    return render(request, "workbench/admin/person.html", context)


def _hindrance(check: Callable[[], None]) -> str:
    try:
        check()
    except OutOfReach as problem:
        return problem.message
    return ""


def _units(mine: Reach) -> forms.ModelChoiceField[Organization]:
    return forms.ModelChoiceField(
        label=_("机构"),
        queryset=mine.organizations().filter(current(today())).order_by("code"),
        to_field_name="code",
        empty_label=_("请选择"),
        error_messages={"invalid_choice": _("请从列出的里面选。")},
    )


def _roles() -> forms.ChoiceField:
    labels = [(identifier, _(role.label)) for identifier, role in roles().items()]
    return forms.ChoiceField(label=_("岗位"), choices=[("", _("请选择")), *labels])


class _NewPerson(Form):
    def __init__(self, *args: Any, mine: Reach, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            username=forms.CharField(label=_("账号"), max_length=60, help_text=_("登录用，以后不改。")),
            name=forms.CharField(label=_("姓名"), max_length=60),
            email=forms.CharField(label=_("电子邮箱"), max_length=254, required=False, help_text=_("用于接收通知。")),
            unit=_units(mine),
            role=_roles(),
            since=Day(label=_("从哪一天起任职"), initial=today()),
            reason=reason_field(),
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An account with its first seat; the initial password is shown once, on the page that answers."""
    mine = administrator(request)

    def act(given: dict[str, Any]) -> HttpResponse:
        if not mine.whole:
            mine.check_seat(User(), given["unit"], given["role"])
        password = initial_password()
        made = accounts.create(
            given["username"], given["name"], password, email=given["email"], by=mine.user, reason=given["reason"]
        )
        accounts.take_seat(made, given["unit"], given["role"], given["since"], by=mine.user, reason=given["reason"])
        return _told(request, made, password, _("账号已建立"))

    form = _NewPerson(request.POST or None, mine=mine, initial={"unit": request.GET.get("unit", "")})
    return change(request, Changing(form, _("新增人员"), reverse("admin_people"), _("建立账号"), act))


def initial_password() -> str:
    """A password to be told and then changed: 60 bits and more, in groups of four."""
    letters = [secrets.choice(_LETTERS) for _number in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def _told(request: HttpRequest, user: User, password: str, title: str) -> HttpResponse:
    return render(request, "workbench/admin/password.html", {"person": user, "password": password, "title": title})


class _Seat(Form):
    def __init__(self, *args: Any, mine: Reach, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            unit=_units(mine),
            role=_roles(),
            since=Day(label=_("从哪一天起"), initial=today()),
            until=Day(label=_("到哪一天止"), required=False, help_text=_("最后一天；没有定期限的不填。")),
            reason=reason_field(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def give_seat(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give somebody a role in a unit."""
    mine, found = person_of(request, key)

    def act(given: dict[str, Any]) -> str:
        mine.check_seat(found, given["unit"], given["role"])
        seat = accounts.take_seat(
            found,
            given["unit"],
            given["role"],
            given["since"],
            until=given["until"],
            by=mine.user,
            reason=given["reason"],
        )
        return _("{name}已任{seat}。").format(name=found.name, seat=_seat_text(seat))

    form = _Seat(request.POST or None, mine=mine)
    title = _("给{name}任职").format(name=found.name)
    return change(request, Changing(form, title, _back(found), _("任职"), act, {"user": found}))


def _back(user: User) -> str:
    return reverse("admin_person", args=[user.uuid])


class _EndSeat(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(
            last=Day(label=_("最后一天"), required=False, help_text=_("不填的，现在就失效。")),
            reason=reason_field(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def end_seat(request: HttpRequest, key: uuid.UUID, seat: int) -> HttpResponse:
    """End a role of somebody."""
    mine, found = person_of(request, key)
    held = found.memberships.select_related("organization").filter(pk=seat).first()
    if held is None or not (mine.whole or held.organization_id in mine.units):
        raise not_theirs(request)
    text = _seat_text(held)

    def preview(given: dict[str, Any]) -> Preview:
        mine.check_seat(found, held.organization, held.role)
        others = held.organization.memberships.filter(current(today()), role=held.role, user__is_active=True)
        lines = [
            _("{name}到 {day} 不再任{seat}。").format(name=found.name, day=given["last"], seat=text)
            if given["last"]
            else _("{name}现在起不再任{seat}。").format(name=found.name, seat=text)
        ]
        if not others.exclude(user=found).exists():
            lines.append(_("这个岗位以后没有人，轮到它办的事项没有人能办。"))
        return Preview(tuple(lines))

    def act(given: dict[str, Any]) -> str:
        mine.check_seat(found, held.organization, held.role)
        accounts.end_seat(held, given["last"], by=mine.user, reason=given["reason"])
        return _("{name}不再任{seat}。").format(name=found.name, seat=text)

    form = _EndSeat(request.POST or None)
    title = _("免去{name}的{seat}").format(name=found.name, seat=text)
    changing = Changing(form, title, _back(found), _("免去"), act, {"user": found}, preview, weighty=True)
    return change(request, changing)


class _Reason(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ask(reason=reason_field())


def _account(
    request: HttpRequest,
    key: uuid.UUID,
    title: str,
    submit: str,
    act: Callable[[User, User, str], str | HttpResponse],
    warning: str = "",
) -> HttpResponse:
    """A change of an account for which only the reason is asked."""
    mine, found = person_of(request, key)

    def preview(given: dict[str, Any]) -> Preview:
        del given
        mine.check_account(found)
        return Preview((warning.format(name=found.name),))

    def acting(given: dict[str, Any]) -> str | HttpResponse:
        mine.check_account(found)
        return act(found, mine.user, given["reason"])

    changing = Changing(
        _Reason(request.POST or None),
        title.format(name=found.name),
        _back(found),
        submit,
        acting,
        {"user": found},
        preview if warning else None,
        weighty=True,
    )
    return change(request, changing)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Close an account."""

    def act(found: User, by: User, reason: str) -> str:
        accounts.close_account(found, by=by, reason=reason)
        return _("{name}的账号已停用。").format(name=found.name)

    warning = _("{name}马上退出登录，以后不能再登录，岗位都不算数；办过的事项和记录不变。")
    return _account(request, key, _("停用{name}的账号"), _("停用账号"), act, warning)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Open an account again."""

    def act(found: User, by: User, reason: str) -> str:
        accounts.reopen_account(found, by=by, reason=reason)
        return _("{name}的账号已恢复。").format(name=found.name)

    return _account(request, key, _("恢复{name}的账号"), _("恢复账号"), act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Another initial password, shown once."""

    def act(found: User, by: User, reason: str) -> HttpResponse:
        made = initial_password()
        accounts.reset_password(found, made, by=by, reason=reason)
        return _told(request, found, made, _("密码已重设"))

    warning = _("{name}现在的密码失效，已登录的都退出；新密码只显示一次，首次登录时必须修改。")
    return _account(request, key, _("重设{name}的密码"), _("重设密码"), act, warning)


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let an account that was locked be tried again."""

    def act(found: User, by: User, reason: str) -> str:
        accounts.unlock_account(found, by=by, reason=reason)
        return _("{name}的账号已解除锁定。").format(name=found.name)

    return _account(request, key, _("解除{name}的登录锁定"), _("解除锁定"), act)


@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take the second factor away."""

    def act(found: User, by: User, reason: str) -> str:
        accounts.reset_factor(found, by=by, reason=reason)
        return _("{name}的动态验证码已重置。").format(name=found.name)

    warning = _("{name}以后凭密码就能登录，直到自己重新开启动态验证码。请先核实是本人。")
    return _account(request, key, _("重置{name}的动态验证码"), _("重置动态验证码"), act, warning)

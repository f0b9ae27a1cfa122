"""Accounts and what people are in units: made, changed, ended, each in the log. Rights follow from seats alone."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.administration.reach import administers_all, check_not_last, platform_unit
from fazhi.kernel.administration.roles import ADMINISTRATOR
from fazhi.kernel.changes import log
from fazhi.kernel.clock import today
from fazhi.kernel.models import Membership, Organization, User
from fazhi.kernel.procedures.registry import roles
from fazhi.kernel.signing import locking, second_factor, sessions
from fazhi.kernel.signing.events import Kind, Origin, record

_USERNAME = re.compile(r"[\w.@+-]{2,60}")
_DAY = dt.timedelta(days=1)


class BadAccount(FazhiError):
    """The account or seat cannot be so; the message says what would be right."""

    code = "bad_account"


def check_new(username: str, name: str, email: str = "") -> None:
    """Whether an account can be made so. Raises :class:`BadAccount`."""
    if not _USERNAME.fullmatch(username):
        raise BadAccount(_("账号应为2至60个字母、数字、汉字或 . @ + - _，现为“{text}”。").format(text=username))
    if not name.strip():
        raise BadAccount(_("请写姓名。"))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise BadAccount(_("“{text}”不是电子邮箱地址。").format(text=email)) from None
    if User.objects.filter(username=username).exists():
        raise BadAccount(_("账号“{name}”已经有了，请换一个。").format(name=username))


def create(
    username: str, name: str, password: str, *, email: str = "", by: User | None = None, reason: str = ""
) -> User:
    """Make an account with which one can sign in, and then has to choose a password. Raises :class:`BadAccount`."""
    check_new(username, name, email)
    user = User(username=username, name=name.strip(), email=email, must_change_password=True)
    _set(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            log.record("account", "create", by=by, user=user, after={"active": True}, reason=reason)
    except IntegrityError:
        raise BadAccount(_("账号“{name}”已经有了，请换一个。").format(name=username)) from None
    return user


def change_password(user: User, password: str, *, here: Origin | None = None, keep: str | None = None) -> None:
    """Another password, chosen by the user; every session ends but the one with the key ``keep``.

    Raises :class:`BadAccount`.
    """
    with transaction.atomic():
        _replace(user, password, given=False, keep=keep)
        record(Kind.PASSWORD_CHANGED, user.username, user, here=here)


def reset_password(user: User, password: str, *, by: User | None = None, reason: str = "") -> None:
    """Another password, given by somebody else, which the user has to change. Raises :class:`BadAccount`."""
    with transaction.atomic():
        _replace(user, password, given=True)
        record(Kind.PASSWORD_SET, user.username, user, by=by)
        log.record("account", "reset_password", by=by, user=user, reason=reason)


def _replace(user: User, password: str, *, given: bool, keep: str | None = None) -> None:
    _set(user, password)
    user.must_change_password = given
    user.save(update_fields=["password", "must_change_password"])
    sessions.end(user, but=keep)


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadAccount(_("密码不行：{reasons}").format(reasons="".join(error.messages))) from None
    user.set_password(password)


def role_id(text: str) -> str:
    """The id of the role so called (``handler``, 经办人). Raises :class:`BadAccount` with those there are."""
    known = roles()
    for identifier, role in known.items():
        if text in (identifier, role.label, _(role.label)):
            return identifier
    shown = "、".join(f"{_(role.label)}（{identifier}）" for identifier, role in known.items())
    raise BadAccount(_("没有“{text}”这个岗位，有：{known}。").format(text=text, known=shown))


def take_seat(
    user: User,
    unit: Organization,
    role: str,
    since: dt.date | None = None,
    *,
    until: dt.date | None = None,
    by: User | None = None,
    reason: str = "",
) -> Membership:
    """Give somebody a role in a unit from a day (today) to a last day (without end); the same again is the same.

    Raises :class:`BadAccount`.
    """
    day, identifier = since or today(), role_id(role)
    if not user.is_active:
        raise BadAccount(_("账号“{name}”已停用。").format(name=user.username))
    if not unit.exists_on(max(day, today())):
        raise BadAccount(_("{unit}在 {day} 不存在，不能任职。").format(unit=unit.name, day=max(day, today())))
    if until is not None and until < day:
        raise BadAccount(_("最后一天 {until} 早于第一天 {since}。").format(until=until, since=day))
    if identifier == ADMINISTRATOR.id and unit.name != platform_unit():
        raise BadAccount(
            _("系统管理员只能设在管理平台的单位（{unit}）。").format(
                unit=platform_unit() or _("区县配置 [posts] 还没有写 platform.administration")
            )
        )
    with transaction.atomic():
        log.lock()
        held = user.memberships.filter(organization=unit, role=identifier)
        same = held.filter(until=None).first() if until is None else held.filter(since=day, until=until).first()
        if same is not None:
            return same
        made = Membership.objects.create(user=user, organization=unit, role=identifier, since=day, until=until)
        log.record(
            "membership", "take_seat", by=by, user=user, organization=unit, key=identifier, after=_span(made),
            reason=reason,
        )  # fmt: skip
    return made


def leave_seat(
    user: User,
    unit: Organization,
    role: str,
    last: dt.date | None = None,
    *,
    by: User | None = None,
    reason: str = "",
) -> None:
    """End a role in a unit with the day ``last``, without it at once.

    Raises :class:`BadAccount` if there is none, :class:`fazhi.kernel.administration.reach.OutOfReach` for the last
    system administrator.
    """
    with transaction.atomic():
        log.lock()
        lasting = Q(until=None) | Q(until__gte=today())
        held = user.memberships.filter(lasting, organization=unit, role=role_id(role)).order_by("-since").first()
        if held is None:
            raise BadAccount(_("{name}在{unit}没有这个岗位。").format(name=user.name, unit=unit.name))
        end_seat(held, last, by=by, reason=reason)


def end_seat(seat: Membership, last: dt.date | None = None, *, by: User | None = None, reason: str = "") -> None:
    """Let ``last`` be the last day of a seat; without it the seat ends at once. Raises as :func:`leave_seat`."""
    day = last or today() - _DAY
    with transaction.atomic():
        log.lock()
        held = Membership.objects.select_for_update().select_related("user", "organization").get(pk=seat.pk)
        if held.until is not None and held.until < today():
            raise BadAccount(_("这个岗位到 {day} 已经结束。").format(day=held.until))
        if administers_all(held):
            check_not_last(held.user)
        before = _span(held)
        if held.since > day:
            # It never came to last a whole day.
            held.delete()
            after = {}
        else:
            held.until = day
            held.save(update_fields=["until"])
            after = _span(held)
        log.record(
            "membership", "leave_seat", by=by, user=held.user, organization=held.organization, key=held.role,
            before=before, after=after, reason=reason,
        )  # fmt: skip


def close_account(user: User, *, by: User | None = None, reason: str = "") -> None:
    """Let nobody sign in to an account any more; its seats stay as they are and count for nothing.

    Raises :class:`fazhi.kernel.administration.reach.OutOfReach` for the last system administrator.
    """
    with transaction.atomic():
        log.lock()
        check_not_last(user)
        _set_active(user, False, "close_account", by, reason)
        sessions.end(user)


def reopen_account(user: User, *, by: User | None = None, reason: str = "") -> None:
    """Let an account that was closed be used again, with the seats it has."""
    with transaction.atomic():
        log.lock()
        _set_active(user, True, "reopen_account", by, reason)


def unlock_account(user: User, *, by: User | None = None, reason: str = "") -> None:
    """Let an account that was locked after failures be tried again."""
    with transaction.atomic():
        locking.unlock(user, by=by)
        log.record("account", "unlock", by=by, user=user, reason=reason)


def reset_factor(user: User, *, by: User | None = None, reason: str = "") -> None:
    """Take an account's second factor away, where the telephone was lost; the user sets up another one."""
    with transaction.atomic():
        if second_factor.reset(user, by=by):
            log.record("account", "reset_factor", by=by, user=user, reason=reason)


def _set_active(user: User, active: bool, action: str, by: User | None, reason: str) -> None:
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active != active:
        User.objects.filter(pk=user.pk).update(is_active=active)
        sessions.end(user)
        log.record(
            "account", action, by=by, user=user, before={"active": not active}, after={"active": active}, reason=reason
        )
    user.is_active = active


def _span(seat: Membership) -> dict[str, str | None]:
    return {"since": seat.since.isoformat(), "until": seat.until.isoformat() if seat.until else None}

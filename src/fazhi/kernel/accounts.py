"""Accounts and what people are in units: made, changed, ended. Rights follow from seats alone."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.models import Membership, Organization, User
from fazhi.kernel.procedures.registry import roles

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


def create(username: str, name: str, password: str, *, email: str = "") -> User:
    """Make an account with which one can sign in. Raises :class:`BadAccount`."""
    check_new(username, name, email)
    user = User(username=username, name=name.strip(), email=email)
    _set(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise BadAccount(_("账号“{name}”已经有了，请换一个。").format(name=username)) from None
    return user


def change_password(user: User, password: str) -> None:
    """Another password; whoever is signed in with the old one has to sign in again. Raises :class:`BadAccount`."""
    _set(user, password)
    user.save(update_fields=["password"])


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


def take_seat(user: User, unit: Organization, role: str, since: dt.date | None = None) -> Membership:
    """Give somebody a role in a unit from a day on (today); the same again is the same. Raises :class:`BadAccount`."""
    day = since or today()
    if not user.is_active:
        raise BadAccount(_("账号“{name}”已停用。").format(name=user.username))
    if not unit.exists_on(max(day, today())):
        raise BadAccount(_("{unit}在 {day} 不存在，不能任职。").format(unit=unit.name, day=max(day, today())))
    made, _new = Membership.objects.get_or_create(
        user=user, organization=unit, role=role_id(role), until=None, defaults={"since": day}
    )
    return made


def leave_seat(user: User, unit: Organization, role: str, last: dt.date | None = None) -> None:
    """End a role in a unit with the day ``last``, without it at once. Raises :class:`BadAccount` if there is none."""
    day = last or today() - _DAY
    with transaction.atomic():
        held = (
            Membership.objects.select_for_update()
            .filter(user=user, organization=unit, role=role_id(role), until__isnull=True)
            .first()
        )
        if held is None:
            raise BadAccount(_("{name}在{unit}没有这个岗位。").format(name=user.name, unit=unit.name))
        if held.since > day:
            # It never came to last a whole day.
            held.delete()
        else:
            held.until = day
            held.save(update_fields=["until"])

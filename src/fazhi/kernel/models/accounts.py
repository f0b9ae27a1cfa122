"""What belongs to an account beside its seats: where it is signed in, its second factor, and what happened to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from fazhi.i18n import later
from fazhi.kernel.models.organizations import User


class AccountSession(AbstractBaseSession):
    """A browser that is or was signed in. The row is the session: removed, it has ended."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="sessions")
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """See Django."""
        from fazhi.kernel.signing.store import SessionStore

        return SessionStore


class SecondFactor(models.Model):
    """The secret of an authenticator app (RFC 6238), encrypted; it counts once a code has shown that it arrived.

    ``last_step`` is the time step of the last code that was accepted: no code is accepted twice.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code that stands once for the authenticator app; only its keyed hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    index = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "index"], name="recovery_code_once")]


class SignInEvent(models.Model):
    """Something that happened to an account: signed in, failed, changed its password, … Only added to.

    ``name_index`` is a keyed hash of the account's name as it was typed: an account that does not exist is counted like
    one that does, and what people type there by mistake (a password) is kept nowhere. ``by`` is the administrator who
    did it for somebody, empty on the command line.
    """

    class Kind(models.TextChoices):
        """What happened; the labels are translated where they are shown."""

        SIGNED_IN = "signed_in", later("登录")
        FAILED = "failed", later("密码不对，未登录")
        CODE_FAILED = "code_failed", later("验证码不对，未登录")
        NO_ACCOUNT = "no_account", later("统一身份没有对应的账号，未登录")
        SIGNED_OUT = "signed_out", later("退出")
        SESSIONS_ENDED = "sessions_ended", later("退出其他设备")
        UNLOCKED = "unlocked", later("解除登录锁定")
        PASSWORD_CHANGED = "password_changed", later("修改密码")
        PASSWORD_SET = "password_set", later("由管理员设定密码")
        FACTOR_ON = "factor_on", later("开启动态验证码")
        FACTOR_OFF = "factor_off", later("关闭动态验证码")
        FACTOR_RESET = "factor_reset", later("由管理员重置动态验证码")
        RECOVERY_USED = "recovery_used", later("使用恢复码")
        RECOVERY_MADE = "recovery_made", later("重新生成恢复码")
        TOKEN_MADE = "token_made", later("新建访问令牌")
        TOKEN_REVOKED = "token_revoked", later("撤销访问令牌")

    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sign_in_events")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    name_index = models.BinaryField(max_length=32)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["name_index", "-id"], name="sign_in_by_name"),
            models.Index(fields=["user", "-id"], name="sign_in_by_user"),
        ]

"""Signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm

from fazhi.i18n import _


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

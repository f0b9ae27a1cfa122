"""What a password has to be (``AUTH_PASSWORD_VALIDATORS``): Django's checks in the platform's own words.

Django's Chinese catalogue lags behind its messages, and knows no English beside it that our users chose.
"""

from __future__ import annotations

from django.contrib.auth import password_validation as given

from fazhi.i18n import _


class LongEnough(given.MinimumLengthValidator):
    """At least ``min_length`` characters."""

    def get_error_message(self) -> str:
        """See Django."""
        return _("密码太短，至少要{n}个字。").format(n=self.min_length)

    def get_help_text(self) -> str:
        """See Django."""
        return _(
            "至少{n}个字（汉字、字母、数字、符号都可以），不要全是数字，不要用常见密码，不要与账号或姓名相近。"
        ).format(n=self.min_length)


class NotCommon(given.CommonPasswordValidator):
    """None of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        """See Django."""
        return _("这个密码太常见，很容易被猜中。")

    def get_help_text(self) -> str:
        """Said with the first."""
        return ""


class NotNumeric(given.NumericPasswordValidator):
    """Not digits alone."""

    def get_error_message(self) -> str:
        """See Django."""
        return _("密码不能全是数字。")

    def get_help_text(self) -> str:
        """Said with the first."""
        return ""


class NotLikeTheUser(given.UserAttributeSimilarityValidator):
    """Unlike the account's name, the person's name and the address."""

    def get_error_message(self) -> str:
        """See Django."""
        return _("密码与账号、姓名或邮箱太像。")

    def get_help_text(self) -> str:
        """Said with the first."""
        return ""

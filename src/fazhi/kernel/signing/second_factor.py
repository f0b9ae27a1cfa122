"""The second factor: codes of an authenticator app (TOTP, RFC 6238: SHA-1, six digits, thirty seconds), recovery codes.

SHA-1 and six digits because every app knows them. The secret is stored under SM4-GCM; of a recovery code only a keyed
hash is kept. A code is accepted once, and within one step of thirty seconds before and after.
"""

from __future__ import annotations

import secrets
import time
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.timezone import now as real_now

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.models import RecoveryCode, SecondFactor, User
from fazhi.kernel.secrets.blind import blind_index
from fazhi.kernel.secrets.cipher import decrypt, encrypt, needs_rotation
from fazhi.kernel.signing import sessions
from fazhi.kernel.signing.events import Kind, Origin, record

SECRET = "account.second_factor"  # noqa: S105 (what the secret is encrypted for)
STEP, DIGITS, CODES = 30, 6, 10
_RECOVERY = "account.recovery_code"
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for others (I, L, O, 0, 1)."""


class BadCode(FazhiError):
    """The code is not right, or has been used."""

    code = "bad_code"


def wanted(user: User) -> bool:
    """Whether this account is asked for a second factor."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists()


def prepare(user: User) -> TOTP:
    """A secret that waits to be confirmed; the same until it is. The caller has made sure that none is in use."""
    made, _new = SecondFactor.objects.get_or_create(
        user=user, defaults={"secret": encrypt(secrets.token_hex(20), purpose=SECRET), "made_at": real_now()}
    )
    return _totp(made)


def address(user: User, app: TOTP) -> str:
    """What the QR code says to the app (``otpauth://totp/…``)."""
    return app.get_provisioning_uri(user.username, _("法治工作台"))


def key(app: TOTP) -> str:
    """The secret as it is typed into an app that cannot scan: Base32 in groups of four."""
    text = parse_qs(urlsplit(app.get_provisioning_uri("", None)).query)["secret"][0]
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def confirm(user: User, code: str, here: Origin) -> list[str]:
    """Put the second factor in force with a first code; the recovery codes, which are never shown again.

    Raises :class:`BadCode`.
    """
    with transaction.atomic():
        if not _app_accepts(user, code, confirmed=False):
            raise BadCode(_("验证码不对。请看手机上当前显示的6位数字；如果总是不对，请检查手机时间是否设为自动。"))
        SecondFactor.objects.filter(user=user).update(confirmed_at=real_now())
        record(Kind.FACTOR_ON, user.username, user, here=here)
        return _new_codes(user)


def accept(user: User, code: str, here: Origin) -> bool:
    """Whether a code of the app, or a recovery code, opens the account; either does so once."""
    if _app_accepts(user, code, confirmed=True):
        return True
    if not code.strip():
        return False
    index = blind_index(code, purpose=_RECOVERY)
    used = RecoveryCode.objects.filter(user=user, index=index, used_at=None).update(used_at=real_now())
    if used:
        record(Kind.RECOVERY_USED, user.username, user, here=here)
    return used == 1


def renew_codes(user: User, here: Origin) -> list[str]:
    """Recovery codes in place of all earlier ones."""
    with transaction.atomic():
        record(Kind.RECOVERY_MADE, user.username, user, here=here)
        return _new_codes(user)


def codes_left(user: User) -> int:
    """How many recovery codes have not been used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def turn_off(user: User, here: Origin) -> None:
    """Ask this account for no second factor any more. The caller has asked for the password."""
    with transaction.atomic():
        _remove(user)
        record(Kind.FACTOR_OFF, user.username, user, here=here)


def reset(user: User, *, by: User | None = None) -> bool:
    """For whoever has lost the phone and the recovery codes: no second factor, and every session ends.

    Whether there was one. ``by`` is the administrator, None on the command line.
    """
    with transaction.atomic():
        if not _remove(user):
            return False
        sessions.end(user)
        record(Kind.FACTOR_RESET, user.username, user, by=by)
    return True


def encrypt_anew() -> None:
    """Bring every secret under the active key, after a new one was made."""
    with transaction.atomic():
        for factor in SecondFactor.objects.select_for_update().order_by("pk"):
            if needs_rotation(factor.secret):
                factor.secret = encrypt(decrypt(factor.secret, purpose=SECRET), purpose=SECRET)
                factor.save(update_fields=["secret"])


def _remove(user: User) -> bool:
    RecoveryCode.objects.filter(user=user).delete()
    return SecondFactor.objects.filter(user=user).delete()[0] > 0


def _totp(factor: SecondFactor) -> TOTP:
    return TOTP(bytes.fromhex(decrypt(factor.secret, purpose=SECRET)), DIGITS, SHA1(), STEP)  # noqa: S303


def _app_accepts(user: User, code: str, *, confirmed: bool) -> bool:
    digits = "".join(code.split())
    factor = SecondFactor.objects.filter(user=user, confirmed_at__isnull=not confirmed).first()
    if factor is None or not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return False
    app, this = _totp(factor), int(time.time()) // STEP
    for step in (this, this - 1, this + 1):
        if bytes_eq(app.generate(step * STEP), digits.encode()):
            newer = SecondFactor.objects.filter(user=user, last_step__lt=step)
            return newer.update(last_step=step) == 1
    return False


def _new_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["-".join(_letters(5) for _part in range(2)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, index=blind_index(code, purpose=_RECOVERY)) for code in codes
    )
    return codes


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _letter in range(count))

"""Encryption of single values with SM4 in Galois/Counter Mode (GB/T 32907-2016; RFC 8998, section 2).

A cipher is: format (1 byte, 1) · id of the key (4) · nonce (12) · ciphertext (as long as the UTF-8 text) · tag (16).
Format, key id and purpose are authenticated with it, so a cipher neither changes nor moves to another column unnoticed.
Nonces are random: one key is good for some 2³² values.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.secrets.keys import ID_BYTES, existing, keyring, missing

_FORMAT = b"\x01"
_NONCE, _TAG = 12, 16
_HEAD = len(_FORMAT) + ID_BYTES


class CannotDecrypt(FazhiError):
    """What is stored is no cipher, was changed, or belongs to another purpose."""

    code = "cannot_decrypt"


def encrypt(text: str, *, purpose: str) -> bytes:
    """Encrypt ``text`` for one use alone, such as "party.id_number"; 33 bytes longer than the text in UTF-8.

    Raises :class:`fazhi.kernel.secrets.keys.BadKeys`.
    """
    key = keyring().active
    head, nonce = _FORMAT + bytes.fromhex(key.id), os.urandom(_NONCE)
    encryptor = Cipher(SM4(key.secret), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head + purpose.encode())
    return head + nonce + encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag


def decrypt(blob: bytes | memoryview, *, purpose: str) -> str:
    """The text that was encrypted for this purpose.

    Raises :class:`CannotDecrypt`, and :class:`fazhi.kernel.secrets.keys.MissingKey` where its key is gone.
    """
    blob = bytes(blob)
    identifier = _key_id(blob)
    keys = existing()
    if keys is None:
        raise missing(identifier)
    nonce, sealed, tag = blob[_HEAD : _HEAD + _NONCE], blob[_HEAD + _NONCE : -_TAG], blob[-_TAG:]
    decryptor = Cipher(SM4(keys.find(identifier).secret), GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(blob[:_HEAD] + purpose.encode())
    try:
        return (decryptor.update(sealed) + decryptor.finalize()).decode()
    except InvalidTag:
        raise CannotDecrypt(
            _("数据解不开：密文被改动过，或者不是“{purpose}”这一项的。").format(purpose=purpose), purpose=purpose
        ) from None


def needs_rotation(blob: bytes | memoryview) -> bool:
    """Whether a value is under another key than the active one and should be encrypted anew.

    Raises :class:`CannotDecrypt` for what is no cipher.
    """
    return _key_id(bytes(blob)) != keyring().active_id


def _key_id(blob: bytes) -> str:
    if len(blob) < _HEAD + _NONCE + _TAG or not blob.startswith(_FORMAT):
        raise CannotDecrypt(_("数据解不开：这不是本系统加密的内容，或者已经残缺。"))
    return blob[len(_FORMAT) : _HEAD].hex()

"""The keys under which personal numbers are stored, kept apart from the database and from its backups.

They come from the environment variable ``FAZHI_KEYS`` or from the file ``FAZHI_HOME/keys.toml``, in the same form::

    active = "5f0c91aa"

    [data]
    5f0c91aa = "<32 hexadecimal digits>"

    [index]
    1be2077d = "<64 hexadecimal digits>"

New values are encrypted with the active data key; the others are kept to decrypt what is older. There is one key for
blind indexes, because a value must always give the same index.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from fazhi.errors import FazhiError
from fazhi.home import home
from fazhi.i18n import _

ENVIRONMENT = "FAZHI_KEYS"
FILE = "keys.toml"
DATA_BYTES, INDEX_BYTES, ID_BYTES = 16, 32, 4

_ID = re.compile(r"[0-9a-f]{8}")
_log = logging.getLogger(__name__)


class BadKeys(FazhiError):
    """The keys cannot be read, or may not be changed here."""

    code = "bad_keys"


class MissingKey(FazhiError):
    """The key is not there without which something stored cannot be read."""

    code = "missing_key"


@dataclass(frozen=True, repr=False)
class Key:
    """A secret with a name of four bytes, written as eight hexadecimal digits. Its repr shows the name alone."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"<Key {self.id}>"


@dataclass(frozen=True)
class Keyring:
    """All keys: data keys by id (16 bytes, SM4), the id of the active one, and the blind-index key (32 bytes)."""

    data: Mapping[str, Key]
    active_id: str
    index: Key

    @property
    def active(self) -> Key:
        """The key for what is encrypted now."""
        return self.data[self.active_id]

    def find(self, identifier: str) -> Key:
        """The data key of that id. Raises :class:`MissingKey`."""
        try:
            return self.data[identifier]
        except KeyError:
            raise missing(identifier) from None


def missing(identifier: str) -> MissingKey:
    """What is said where a key is not at hand: which one, and where it may be put back."""
    return MissingKey(
        _("缺少密钥 {key}，数据解不开。请把备份的密钥放回“{place}”。").format(key=identifier, place=_place()),
        key=identifier,
    )


def keyring() -> Keyring:
    """The keys; made on first use. Of two processes that start at once both take the keys of the first.

    Raises :class:`BadKeys` where they are there and cannot be read. A changed file is read again.
    """
    found = existing()
    if found is not None:
        return found
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{FILE}.{os.getpid()}-{secrets.token_hex(4)}")
        try:
            with _new_file(draft) as file:
                _fill(file, _text(_fresh()))
            # Linked and not renamed: whoever comes second takes the keys of the first.
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    made = existing()
    if made is None:
        raise BadKeys(_("密钥文件“{path}”刚建立就不见了，请检查这个文件夹。").format(path=path))
    return made


def existing() -> Keyring | None:
    """The keys that are there, or None: what was encrypted with keys now gone must not be met with new ones."""
    given = os.environ.get(ENVIRONMENT)
    if given:
        return _parse(given, _place())
    path = _path()
    try:
        state = path.stat()
        return _read(path, state.st_ino, state.st_mtime_ns, state.st_size, state.st_mode)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadKeys(_("读不了密钥文件“{path}”：{why}。").format(path=path, why=error.strerror or error)) from error


def add_key() -> Keyring:
    """Make a new active data key and keep the old ones; what is stored stays readable and can be encrypted anew.

    Raises :class:`BadKeys` for keys from the environment, which only their owner can change, and while another process
    is doing the same.
    """
    if os.environ.get(ENVIRONMENT):
        raise BadKeys(_("密钥来自环境变量 {name}，请在那里添加新密钥并改写 active。").format(name=ENVIRONMENT))
    keyring()
    path = _path()
    draft = path.with_name(f"{FILE}.new")
    try:
        # The draft is also the lock: from the reading of the old keys to their replacement there is one process here.
        with _new_file(draft) as file:
            try:
                old, key = keyring(), _new_key(DATA_BYTES)
                _fill(file, _text(replace(old, data={**old.data, key.id: key}, active_id=key.id)))
                os.replace(draft, path)
            except BaseException:
                draft.unlink()
                raise
    except FileExistsError:
        raise BadKeys(
            _("另一个进程正在更换密钥。若没有这样的进程，请删除上次中断时留下的“{path}”再试。").format(path=draft)
        ) from None
    except OSError as error:
        raise _unwritable(path, error) from error
    return keyring()


def _path() -> Path:
    return home() / FILE


def _place() -> str:
    return _("环境变量 {name}").format(name=ENVIRONMENT) if os.environ.get(ENVIRONMENT) else str(_path())


def _new_key(size: int) -> Key:
    return Key(secrets.token_hex(ID_BYTES), secrets.token_bytes(size))


def _fresh() -> Keyring:
    data, index = _new_key(DATA_BYTES), _new_key(INDEX_BYTES)
    return Keyring({data.id: data}, data.id, index)


def _text(keys: Keyring) -> str:
    lines = [
        "# 加密个人信息的密钥。丢失后，已加密的证件号码和电话无法恢复；请与数据库备份分开保管。",
        f'active = "{keys.active_id}"',
        "",
        "[data]",
        *(f'{key.id} = "{key.secret.hex()}"' for key in keys.data.values()),
        "",
        "[index]",
        f'{keys.index.id} = "{keys.index.secret.hex()}"',
    ]
    return "\n".join(lines) + "\n"


def _new_file(path: Path) -> TextIO:
    """A new file that only its owner may read. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")


def _fill(file: TextIO, text: str) -> None:
    file.write(text)
    file.flush()
    os.fsync(file.fileno())


def _unwritable(path: Path, error: OSError) -> BadKeys:
    return BadKeys(_("写不了密钥文件“{path}”：{why}。").format(path=path, why=error.strerror or error))


@lru_cache(maxsize=8)
def _read(path: Path, _inode: int, _changed: int, _size: int, mode: int) -> Keyring:
    """The file in one state of it: the other arguments say which."""
    if os.name == "posix" and mode & 0o077:
        _log.warning(_("密钥文件“{path}”别人也能读。请改为只有本人可读：chmod 600。").format(path=path))
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise _broken(str(path), _("不是 UTF-8 文本")) from None
    return _parse(text, str(path))


@lru_cache(maxsize=8)
def _parse(text: str, place: str) -> Keyring:
    # None of these errors may carry its cause: it would show a piece of the text.
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise _broken(place, _("不是 TOML 格式")) from None
    data = {key.id: key for key in _section(content, "data", DATA_BYTES, place)}
    index = _section(content, "index", INDEX_BYTES, place)
    active = content.get("active")
    if not isinstance(active, str) or active not in data:
        raise _broken(place, _("active 应是 [data] 中一个密钥的编号"))
    if len(index) != 1:
        raise _broken(place, _("[index] 应有且只有一个密钥"))
    return Keyring(data, active, index[0])


def _section(content: Mapping[str, object], name: str, size: int, place: str) -> list[Key]:
    section = content.get(name)
    if not isinstance(section, dict):
        raise _broken(place, _("缺少 [{section}]").format(section=name))
    keys = []
    for identifier, secret in section.items():
        if not _ID.fullmatch(identifier):
            raise _broken(place, _("[{section}] 中密钥的编号应是8位十六进制数").format(section=name))
        if not isinstance(secret, str) or not re.fullmatch(f"[0-9a-fA-F]{{{size * 2}}}", secret):
            raise _broken(
                place, _("[{section}] 中的 {key} 应是{n}位十六进制数").format(section=name, key=identifier, n=size * 2)
            )
        keys.append(Key(identifier, bytes.fromhex(secret)))
    return keys


def _broken(place: str, why: str) -> BadKeys:
    return BadKeys(_("密钥读不出来（{place}）：{why}。请用备份恢复。").format(place=place, why=why))

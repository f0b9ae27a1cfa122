"""The file of a backup: a plain tar that any tool can open, each member with its SHA-256 in a manifest at its end.

``database.dump`` (pg_dump's own compressed format), ``attachments/<sha256>``, ``manifest.json``, and last
``manifest.sha256``: a file that was cut off somewhere has no such end.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from fazhi.errors import FazhiError
from fazhi.i18n import _

FORMAT = 1
DUMP, MANIFEST, SEAL = "database.dump", "manifest.json", "manifest.sha256"
CHUNK = 1 << 20

_ATTACHMENT = re.compile(r"attachments/([0-9a-f]{64})")
_LARGEST_MANIFEST = 1 << 30

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much."""


class BadBackup(FazhiError):
    """The file is no backup, is not whole, was changed, or does not belong here."""

    code = "bad_backup"


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. ``counts``: rows by table; ``missing``: attachments that could not be read."""

    format: int
    fazhi: str
    made_at: str
    district: str
    district_name: str
    migrations: list[str]
    counts: dict[str, int]
    database_size: int
    newest_seal: str
    data_keys: list[str]
    index_key: str
    keys: str
    missing: list[str] = field(default_factory=list)
    members: dict[str, list[Any]] = field(default_factory=dict)  # name → [size, sha256]

    @property
    def attachments(self) -> list[str]:
        """The hashes of the files in it."""
        return [name.removeprefix("attachments/") for name in self.members if name != DUMP]


class Writer:
    """Writes members one after the other into an open file that can be sought in."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.members: dict[str, list[Any]] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> str:
        """Add a member whose length is known only when it has been read; returns its SHA-256."""
        start, size, digest = self._file.tell(), 0, sha256()
        self._file.write(bytes(tarfile.BLOCKSIZE))
        for chunk in chunks:
            self._file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        self._file.write(bytes(-size % tarfile.BLOCKSIZE))
        end = self._file.tell()
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        self._file.seek(start)
        # GNU's format says any size in a header of one block, for which room was left.
        self._file.write(info.tobuf(tarfile.GNU_FORMAT))
        self._file.seek(end)
        self.members[name] = [size, digest.hexdigest()]
        return digest.hexdigest()

    def take_back(self, name: str, start: int) -> None:
        """Take back what was written of the last member, which began at ``start``."""
        self._file.seek(start)
        self._file.truncate()
        self.members.pop(name, None)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the end of the file."""
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self.add(SEAL, [self.add(MANIFEST, [content]).encode()])
        self._file.write(bytes(2 * tarfile.BLOCKSIZE))


@dataclass(frozen=True)
class Backup:
    """A backup whose every byte was found to be as it was written."""

    path: Path
    manifest: Manifest
    offsets: dict[str, int]

    def open(self, name: str) -> BinaryIO:
        """The content of a member, as a file of its own."""
        return io.BufferedReader(_Member(self.path, self.offsets[name], self.manifest.members[name][0]), CHUNK)


class _Member(io.RawIOBase):
    """A piece of a file, read from its beginning to its end."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        self._file, self._left = path.open("rb"), size
        self._file.seek(start)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._file.read(min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)

    def close(self) -> None:
        self._file.close()
        super().close()


def verified(path: Path, progress: Progress) -> Backup:
    """Read a whole backup and compare every member with the manifest. Raises :class:`BadBackup`; changes nothing."""
    try:
        with tarfile.open(path, "r:") as tar:
            members = list(tar)
            content = _manifest(path, tar, {each.name: each for each in members})
    except FileNotFoundError:
        raise BadBackup(_("没有文件“{path}”。").format(path=path)) from None
    except OSError as error:
        raise BadBackup(_("读不了“{path}”：{reason}。").format(path=path, reason=error.strerror or error)) from None
    except (tarfile.TarError, EOFError):
        raise BadBackup(_("“{path}”不是 fazhi backup 做的备份，或者已经残缺。").format(path=path)) from None
    manifest = _parsed(path, content)
    for each in members:
        allowed = each.name in (DUMP, MANIFEST, SEAL) or _ATTACHMENT.fullmatch(each.name)
        if not allowed or each.type != tarfile.REGTYPE:
            raise BadBackup(_("“{path}”里有不该有的内容“{name}”，没有恢复。").format(path=path, name=each.name))
    names = [each.name for each in members if each.name not in (MANIFEST, SEAL)]
    if len(set(names)) != len(names) or set(names) != set(manifest.members) or DUMP not in manifest.members:
        raise BadBackup(_("“{path}”里的内容与其清单不符，没有恢复。").format(path=path))
    backup = Backup(path, manifest, {each.name: each.offset_data for each in members})
    total, done = sum(size for size, _hash in manifest.members.values()), 0
    for name, (_size, expected) in manifest.members.items():
        digest = sha256()
        with backup.open(name) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
                done += len(chunk)
                progress(_("核对备份"), done, total)
        attachment = _ATTACHMENT.fullmatch(name)
        if digest.hexdigest() != expected or (attachment and attachment[1] != expected):
            raise BadBackup(_("“{path}”里的“{name}”被改动或已损坏，没有恢复。").format(path=path, name=name))
    return backup


def _manifest(path: Path, tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> bytes:
    if MANIFEST not in members and DUMP not in members:
        raise BadBackup(_("“{path}”不是 fazhi backup 做的备份。").format(path=path))
    if MANIFEST not in members or SEAL not in members or members[MANIFEST].size > _LARGEST_MANIFEST:
        raise _incomplete(path)
    found, seal = tar.extractfile(members[MANIFEST]), tar.extractfile(members[SEAL])
    if found is None or seal is None:
        raise _incomplete(path)
    content = found.read()
    if sha256(content).hexdigest().encode() != seal.read():
        raise BadBackup(_("“{path}”的清单被改动或已损坏，没有恢复。").format(path=path))
    return content


def _parsed(path: Path, content: bytes) -> Manifest:
    try:
        table = json.loads(content)
        if table["format"] > FORMAT:
            raise BadBackup(
                _("“{path}”由更新的版本（{version}）制作，请先升级再恢复。").format(path=path, version=table["fazhi"])
            )
        manifest = Manifest(**table)
        if all(isinstance(size, int) and isinstance(hashed, str) for size, hashed in manifest.members.values()):
            return manifest
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise BadBackup(_("“{path}”的清单读不懂，没有恢复。").format(path=path))


def _incomplete(path: Path) -> BadBackup:
    return BadBackup(_("“{path}”不完整（可能没有传完，或磁盘满过），没有恢复。").format(path=path))

"""Where the content of attachments lies: under its own hash, so the same content lies there once and cannot change.

``FAZHI_STORE`` names another store by its dotted path (``package.module.Class``, called without arguments).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol

from fazhi.errors import FazhiError
from fazhi.home import home
from fazhi.i18n import _

ENVIRONMENT = "FAZHI_STORE"

_CHUNK = 1024 * 1024
_DRAFTS, _DRAFT_LIVES = ".drafts", 24 * 60 * 60
_HASH = re.compile("[0-9a-f]{64}")


class StoreError(FazhiError):
    """The store cannot be used, or what was to be stored is not what it was announced to be."""

    code = "store_error"


class NoContent(FazhiError):
    """The content of an attachment is not in the store."""

    code = "no_content"


class Store(Protocol):
    """A place for contents, each named by its SHA-256 in 64 small hexadecimal digits."""

    def put(self, stream: BinaryIO, sha256: str) -> None:
        """Store what is left of a stream, whole or not at all; again is the same. Raises :class:`StoreError`."""

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading. Raises :class:`NoContent`."""

    def exists(self, sha256: str) -> bool:
        """Whether the content is there."""

    def verify(self, sha256: str) -> bool:
        """Whether the content is there and unchanged."""


class LocalStore:
    """Contents in a folder, by default ``FAZHI_HOME/attachments``, at ``<first two digits>/<hash>``."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or home() / "attachments"

    def put(self, stream: BinaryIO, sha256: str) -> None:
        """See :class:`Store`. After a power cut the content is there whole, or a draft that is swept a day later."""
        target = self._path(sha256)
        try:
            self._write(stream, sha256, target)
        except OSError as error:
            raise StoreError(
                _("附件存不进“{folder}”：{why}。").format(folder=self.root, why=error.strerror or error)
            ) from error

    def open(self, sha256: str) -> BinaryIO:
        """See :class:`Store`."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise NoContent(
                _("附件的内容不在存储里（{sha256}…），请从备份恢复。").format(sha256=sha256[:12]), sha256=sha256
            ) from None

    def exists(self, sha256: str) -> bool:
        """See :class:`Store`."""
        return self._path(sha256).is_file()

    def verify(self, sha256: str) -> bool:
        """See :class:`Store`."""
        try:
            with self._path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in hexadecimal: {sha256!r}")
        return self.root / sha256[:2] / sha256

    def _write(self, stream: BinaryIO, sha256: str, target: Path) -> None:
        drafts = self.root / _DRAFTS
        for folder in (drafts, target.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(drafts)
        digest = hashlib.sha256()
        descriptor, draft = tempfile.mkstemp(dir=drafts)
        try:
            with os.fdopen(descriptor, "wb") as file:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != sha256:
                raise StoreError(_("附件在保存前被改动了，请重新上传。"))
            # Not skipped where it is there: what the disk has spoilt is mended by sending it again.
            os.replace(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _sync(target.parent)


def store() -> Store:
    """The store that ``FAZHI_STORE`` names, else a :class:`LocalStore`. Raises :class:`StoreError`."""
    dotted = os.environ.get(ENVIRONMENT)
    if not dotted:
        return LocalStore()
    module, _dot, name = dotted.rpartition(".")
    try:
        made: Store = getattr(import_module(module), name)()
    except (ImportError, AttributeError, ValueError) as error:
        raise StoreError(
            _("{variable} 应是一个存储类的路径，如 package.module.Class；“{path}”用不了。").format(
                variable=ENVIRONMENT, path=dotted
            )
        ) from error
    return made


def _sweep(drafts: Path) -> None:
    """Remove what killed processes left."""
    old = time.time() - _DRAFT_LIVES
    for draft in drafts.iterdir():
        # Another process may be sweeping too.
        with suppress(FileNotFoundError):
            if draft.stat().st_mtime < old:
                draft.unlink()


def _sync(folder: Path) -> None:
    """Let the entry in the folder survive a power cut, where the system can do that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

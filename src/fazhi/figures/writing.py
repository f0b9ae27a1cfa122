"""Writing a file whole or not at all, so that an interrupted run never leaves half a report behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fazhi.errors import FazhiError
from fazhi.i18n import _


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text (as UTF-8) or bytes to ``path``, which stays as it was where that fails.

    Raises FazhiError ("cannot_write") where the system refuses: no room, no right, or the file is open elsewhere.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        _replace(path, data)
    except OSError as error:
        raise FazhiError(
            _("写不了文件“{path}”（{reason}）。如果它正在 Word 或 WPS 中打开，请先关闭。").format(
                path=path, reason=error.strerror
            ),
            code="cannot_write",
            path=str(path),
        ) from error


def _replace(path: Path, data: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(unfinished, 0o644)  # mkstemp makes it private, but a report is made to be read
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise

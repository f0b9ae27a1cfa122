"""Writing a file whole or not at all, so that an interrupted run never leaves half a report behind."""

from __future__ import annotations

import errno
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
                path=path, reason=in_words(error)
            ),
            code="cannot_write",
            path=str(path),
        ) from error


def in_words(error: OSError) -> str:
    """Why the system refused, in Chinese; its own words are English and meant for programmers."""
    known = {
        errno.ENOSPC: _("磁盘已满"),
        errno.EDQUOT: _("磁盘配额已用完"),
        errno.EACCES: _("没有权限"),
        errno.EPERM: _("没有权限"),
        errno.EROFS: _("磁盘是只读的"),
        errno.ENOENT: _("没有这个文件或文件夹"),
        errno.ENOTDIR: _("路径中有一段不是文件夹"),
        errno.EISDIR: _("这是文件夹，不是文件"),
        errno.EEXIST: _("同名的已经存在"),
        errno.ENAMETOOLONG: _("名称太长"),
        errno.ELOOP: _("链接绕成了圈"),
        errno.EBUSY: _("正被占用"),
        errno.EMFILE: _("打开的文件太多"),
        errno.EIO: _("磁盘读写出错"),
    }
    return known.get(error.errno or 0) or _("系统错误 {number}").format(number=error.errno)


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

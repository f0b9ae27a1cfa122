"""Drafts of forms: saved as one types, with the files that were uploaded, restored, thrown away, and let go in time."""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from fazhi.errors import FazhiError
from fazhi.faces.workbench.models import Draft, DraftFile
from fazhi.home import home
from fazhi.i18n import _
from fazhi.kernel.attachments.inspect import inspect
from fazhi.kernel.clock import now
from fazhi.kernel.models import Event, Matter, User
from fazhi.kernel.procedures import Material
from fazhi.kernel.secrets.cipher import CannotDecrypt, decrypt, encrypt
from fazhi.kernel.secrets.keys import MissingKey

_PURPOSE = "workbench.draft"
_LARGEST = 256 * 1024
_log = logging.getLogger(__name__)


class DraftElsewhere(FazhiError):
    """The draft was saved, sent or thrown away in another window; what this one has is not saved over it."""

    code = "draft_elsewhere"


@dataclass(frozen=True)
class Place:
    """Whose draft of what: one transition of one matter, or the opening of a type (``matter`` is None)."""

    user: User
    procedure: str
    transition: str
    matter: Matter | None

    @property
    def _names(self) -> dict[str, Any]:
        return {
            "user": self.user,
            "procedure": self.procedure,
            "transition": self.transition,
            "matter": self.matter,
        }

    def find(self, *, lock: bool = False) -> Draft | None:
        """The draft there is, if any."""
        found = Draft.objects.select_for_update() if lock else Draft.objects
        return found.filter(**self._names).first()

    def make(self) -> Draft:
        """The draft there is, or a new empty one."""
        return Draft.objects.get_or_create(**self._names, defaults={"saved_at": now()})[0]


class StoredFile:
    """A file of a draft, opened when it is first read; as a form and :func:`receive` take files."""

    def __init__(self, row: DraftFile) -> None:
        self.name, self.size, self.row = row.name, row.size, row
        self._stream: BinaryIO | None = None

    def _open(self) -> BinaryIO:
        if self._stream is None:
            self._stream = _path(self.row.uuid).open("rb")
        return self._stream

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        return self._open().read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of a file."""
        return self._open().seek(offset, whence)

    def tell(self) -> int:
        """As of a file."""
        return self._open().tell()


def save(
    place: Place, answers: Mapping[str, list[Any]], unit: str, *, version: int | None = None, key: str = ""
) -> Draft:
    """Save what is typed.

    ``version``: the one that the window has (0: it began without a draft); None writes over whatever there is. ``key``:
    of the form; once it was sent, nothing is saved any more. Raises :class:`DraftElsewhere`.
    """
    content = json.dumps({"answers": dict(answers), "unit": unit}, ensure_ascii=False)
    if len(content) > _LARGEST:
        raise FazhiError(_("写的内容太长，没有存为草稿。"), code="draft_too_large")
    with transaction.atomic():
        draft = place.find(lock=True)
        if version is not None and version != (draft.version if draft else 0):
            raise DraftElsewhere(_("您在另一个窗口里也写了这一项，或者已经提交。这里写的不再自动保存。"))
        if _was_sent(place, key):
            raise DraftElsewhere(_("这一页的内容已经提交过了。"))
        draft = draft or place.make()
        draft.content, draft.saved_at = encrypt(content, purpose=_PURPOSE), now()
        draft.version, draft.seen = draft.version + 1, place.matter.sequence if place.matter else 0
        draft.save(update_fields=["content", "saved_at", "version", "seen"])
    return draft


def _was_sent(place: Place, key: str) -> bool:
    sent = Event.objects.filter(actor=place.user, key=key)
    return bool(key) and (sent.filter(matter=place.matter) if place.matter else sent.filter(sequence=1)).exists()


def content(draft: Draft) -> tuple[MultiValueDict[str, Any], str]:
    """The answers and the unit of a draft; nothing where its key is gone."""
    try:
        read = json.loads(decrypt(draft.content, purpose=_PURPOSE)) if draft.content else {}
    except (CannotDecrypt, MissingKey) as problem:
        _log.warning("draft %s cannot be read: %s", draft.pk, problem.code)
        read = {}
    return MultiValueDict(read.get("answers", {})), str(read.get("unit", ""))


def is_empty(draft: Draft) -> bool:
    """Whether nothing is in a draft: only files were uploaded into it, and all were taken out again."""
    return not draft.version and not draft.files.exists()


def add_file(place: Place, material: Material, file: Any) -> DraftFile:
    """Take a file into a draft. Raises :class:`fazhi.kernel.attachments.inspect.BadAttachment`, in words."""
    before = place.find()
    there = before.files.filter(material=material.name).count() if before else 0
    if there >= material.at_most:
        raise FazhiError(
            _("“{name}”没有收下：最多附 {n} 份。").format(name=file.name, n=material.at_most), code="too_many_files"
        )
    found = inspect(file, file.name, limit=settings.ATTACHMENT_LIMIT, allowed=material.types)
    draft = place.make()
    row = DraftFile(
        # Made here, because the content is there before the row is.
        uuid=uuid.uuid4(),
        draft=draft,
        material=material.name,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
    )
    file.seek(0)
    _write(file, _path(row.uuid))
    row.save(force_insert=True)
    Draft.objects.filter(pk=draft.pk).update(saved_at=now())
    return row


def remove_file(draft: Draft | None, key: str) -> None:
    """Take a file out of a draft again; one that is not there is no error."""
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return
    for row in draft.files.filter(uuid=wanted) if draft else ():
        row.delete()
        _path(row.uuid).unlink(missing_ok=True)


def files(draft: Draft | None) -> MultiValueDict[str, StoredFile]:
    """The files of a draft by material. One whose content is gone (a restored backup has none) is taken out."""
    found: MultiValueDict[str, StoredFile] = MultiValueDict()
    for row in draft.files.all() if draft is not None else ():
        if _path(row.uuid).is_file():
            found.appendlist(row.material, StoredFile(row))
        else:
            row.delete()
    return found


def discard(draft: Draft) -> None:
    """Let a draft go, with its files."""
    keys = list(draft.files.values_list("uuid", flat=True))
    draft.delete()
    for key in keys:
        _path(key).unlink(missing_ok=True)


def kept_days() -> int:
    """How long an unfinished form is kept after it was last touched."""
    return int(settings.DRAFT_DAYS)


def expire() -> int:
    """Let go what was not touched for ``FAZHI_DRAFT_DAYS``; returns how many drafts. May be repeated."""
    before = now() - dt.timedelta(days=kept_days())
    old = list(Draft.objects.filter(saved_at__lt=before))
    for draft in old:
        discard(draft)
    # What was written for a draft that was then not saved has no row.
    if (folder := _folder()).is_dir():
        for path in folder.iterdir():
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return home() / "drafts"


def _path(key: uuid.UUID) -> Path:
    return _folder() / str(key)


def _write(stream: Any, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("xb") as target:
            shutil.copyfileobj(stream, target)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            why = error.strerror or error
            raise FazhiError(_("文件没有存下来：{why}。").format(why=why), code="not_stored") from error
        raise

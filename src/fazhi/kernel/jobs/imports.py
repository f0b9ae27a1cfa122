"""Ledgers brought in by hand: files put into a folder, looked at, questions answered, bad rows mended, then stored.

The folder is what the commands ``fazhi ledgers check`` and ``store`` work on, and the same functions read it. A check
ends with everything stored and taken back, so that what it says of added and changed rows is what will happen.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue, installed
from fazhi.figures.ledger import normal_heading
from fazhi.figures.load import Loaded, load
from fazhi.figures.mapping import Mapping
from fazhi.figures.package import LARGEST_UNPACKED
from fazhi.figures.readers import EXCEL, REJECTED_FILE, Progress
from fazhi.figures.rejected import read_corrections, write_rejected
from fazhi.figures.sheets import UnreadableFile
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.database import ledgers as tables
from fazhi.kernel.jobs import files, past
from fazhi.kernel.jobs.access import may_import, sees
from fazhi.kernel.jobs.asking import ask
from fazhi.kernel.jobs.findings import collect
from fazhi.kernel.jobs.running import Running
from fazhi.kernel.matters.past_rows import Reader
from fazhi.kernel.matters.past_rows import ledgers as past_ledgers
from fazhi.kernel.matters.past_writing import Tally
from fazhi.kernel.models import ConfirmedHeading, Job, LedgerImport, User

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

CHECK, STORE = "ledgers.check", "ledgers.store"
SUFFIXES = (*EXCEL, ".csv")
MOST_FILES = 40
CHECKED_FILE = ".checked.json"
_NEW_REJECTED = ".rejected.new.xlsx"


class BadUpload(FazhiError):
    """What was brought cannot be taken; the message says what would be right."""

    code = "bad_upload"


class NoSuchImport(FazhiError):
    """There is no such import, or it is somebody else's, or its files are gone."""

    code = "no_such_import"


class NotReady(FazhiError):
    """It cannot be stored as it is now; the message says what is to be done first."""

    code = "not_ready"


# --- what a person does ----------------------------------------------------------------------------------------------


def begin(user: User, uploads: Iterable[UploadedFile[Any]], ledger: str = "") -> LedgerImport:
    """Take files in and ask for their check. ``ledger``: all of them are this one; else each is found by itself.

    Raises :class:`BadUpload`, and :class:`FazhiError` for a ledger that is not there or too many jobs.
    """
    given = list(uploads)
    names = [_checked_name(each) for each in given]
    if not given:
        raise BadUpload(_("请选择要导入的文件（{suffixes}）。").format(suffixes="、".join(SUFFIXES)))
    if len(given) > MOST_FILES:
        raise BadUpload(_("一次最多 {n} 个文件。").format(n=MOST_FILES))
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise BadUpload(_("有两个文件都叫“{name}”。请改名，或分两次导入。").format(name=double))
    of_past = ledger if ledger in past_ledgers() else ""
    told = {name: of_past or installed().ledger(ledger).name for name in names} if ledger else {}
    answers: dict[str, Any] = {"files": told} | ({"past": of_past} if of_past else {})
    with ExitStack() as undo, transaction.atomic():
        made = LedgerImport.objects.create(owner=user, made_at=now(), files=names, answers=answers)
        made.refresh_from_db(fields=["uuid"])
        folder = files.folder_of_import(made)
        undo.callback(shutil.rmtree, folder)
        for name, upload in zip(names, given, strict=True):
            _save(folder / name, upload)
        check(made)
        undo.pop_all()
    return made


def find(user: User, key: uuid.UUID) -> LedgerImport:
    """The import of that key, for its owner or a system administrator, who may import. Raises :class:`NoSuchImport`."""
    found = LedgerImport.objects.select_related("check_job", "store_job", "owner").filter(uuid=key).first()
    if found is None or not may_import(user) or not sees(user, found.owner_id):
        raise NoSuchImport(_("没有这次导入，或者不是您的。"))
    return found


def check(one: LedgerImport) -> Job:
    """Ask for the check of an import, again where something was answered or mended."""
    title = _("检查台账：{files}").format(files="、".join(one.files))
    job = ask(one.owner, CHECK, title, {"import": one.pk, "turn": _turn(one)})
    one.check_job = job
    one.save(update_fields=["check_job"])
    return job


def answer(
    one: LedgerImport, user: User, told: dict[str, str], skipped: list[list[str]], headings: dict[str, str]
) -> None:
    """Take answers and check again.

    ``told``: file → ledger, "" for the one that its headings show; ``skipped``: pairs of file and sheet that are not
    read; ``headings``: "ledger:heading" → column, "" for none. Answers about headings are remembered for everybody.
    """
    _open(one)
    catalogue = catalogue_of(one)
    known = {name: catalogue.ledger(ledger).name for name, ledger in told.items() if ledger and name in one.files}
    with transaction.atomic():
        for key, column in headings.items():
            name, _colon, heading = key.partition(":")
            ledger = catalogue.ledger(name)
            if column and column not in ledger.by_name:
                raise BadUpload(_("《{title}》没有“{column}”这一栏").format(title=ledger.title, column=column))
            ConfirmedHeading.objects.update_or_create(
                ledger=ledger.name,
                heading=normal_heading(heading)[:200],
                defaults={"column": column, "user": user, "at": now()},
            )
        one.answers = {**one.answers, "files": known, "skipped": skipped}
        one.save(update_fields=["answers"])
        check(one)


def catalogue_of(one: LedgerImport) -> Catalogue:
    """The ledgers that an import may bring: those of the district, or one of the past that becomes matters."""
    name = one.answers.get("past", "")
    return past.catalogue_of(name) if name else installed()


def forget(one: LedgerImport, keys: Iterable[int]) -> None:
    """Take back what was answered once about headings, and check again."""
    _open(one)
    with transaction.atomic():
        ConfirmedHeading.objects.filter(pk__in=list(keys)).delete()
        check(one)


def bring_rejected(one: LedgerImport, upload: UploadedFile[Any]) -> None:
    """Take the mended rejected.xlsx and check again. Raises :class:`BadUpload`."""
    _open(one)
    _checked_name(upload, (".xlsx",))
    _save(files.folder_of_import(one) / _NEW_REJECTED, upload)
    check(one)


def confirm(one: LedgerImport, *, seen: str, whole: bool) -> Job:
    """Ask for the storing of what the last check saw. Raises :class:`NotReady`."""
    _open(one)
    job = one.check_job
    if job is None or job.state != Job.State.DONE or not job.result.get("usable"):
        raise NotReady(_("请等检查做完，并处理好提出的问题，再导入。"))
    if not one.seen or seen != one.seen:
        raise NotReady(_("检查结果已经变了，请看过新的结果再确认。"))
    title = _("导入台账：{files}").format(files="、".join(one.files))
    made = ask(one.owner, STORE, title, {"import": one.pk, "seen": seen, "whole": whole})
    one.store_job = made
    one.save(update_fields=["store_job"])
    return made


def findings(one: LedgerImport) -> dict[str, Any] | None:
    """What the last check found (see :mod:`fazhi.kernel.jobs.findings`); None where there is nothing yet."""
    if one.cleared_at is not None:
        return None
    with suppress(OSError, ValueError):
        found: dict[str, Any] = json.loads((files.folder_of_import(one) / CHECKED_FILE).read_text("utf-8"))
        return found
    return None


def rejected(one: LedgerImport) -> Path | None:
    """The rejected.xlsx of the last check, if rows were put aside."""
    path = files.folder_of_import(one) / REJECTED_FILE
    return path if one.cleared_at is None and path.is_file() else None


# --- what the worker does --------------------------------------------------------------------------------------------


def run_check(running: Running) -> None:
    """Read everything, put aside what cannot be read, store it on trial, and write down what was found."""
    one = _of(running)
    folder = files.folder_of_import(one)
    _take_rejected(folder, catalogue_of(one))
    mark = _mark(one)
    loaded, reader = _read(one, _progress(running, len(one.files) + 2))
    running.say(_("写出没有读入的行"), len(one.files), len(one.files) + 2)
    write_rejected(folder / REJECTED_FILE, loaded.asides, loaded.stale, catalogue_of(one))
    running.say(_("试算：数据库里会有什么变化"), len(one.files) + 1, len(one.files) + 2)
    changes, before = _tried(loaded) if reader is None else _counted(loaded, reader)
    found = collect(loaded, changes, before, one.files)
    _write(folder / CHECKED_FILE, json.dumps(found, ensure_ascii=False).encode())
    counts = {"read": sum(item.read for item in loaded.ledgers.values())}
    counts["rejected"] = sum(item.rejected for item in loaded.all.values())

    def seen() -> dict[str, Any]:
        # Written in folder before, the rejected rows are part of what was looked at.
        LedgerImport.objects.filter(pk=one.pk).update(seen=mark)
        return {}

    usable = any(change is not None for change in changes.values())
    running.finish({**counts, "usable": usable, "import": str(one.uuid)}, effect=seen)


def run_store(running: Running) -> None:
    """Read everything again and store it: all of it and the end of the job in one transaction, or nothing.

    What becomes matters is written in parts, for it is long.
    """
    one = _of(running)
    if _mark(one) != running.data["seen"]:
        raise NotReady(_("文件或回答在检查以后变了，没有导入。请看过新的检查结果再确认。"))
    loaded, reader = _read(one, _progress(running, len(one.files) + 1))
    if reader is not None:
        _store_past(running, one, loaded, reader)
        return
    running.say(_("写入数据库"), len(one.files), len(one.files) + 1)

    def effect() -> dict[str, Any]:
        if not LedgerImport.objects.filter(pk=one.pk, stored_at=None).update(stored_at=now()):
            raise NotReady(_("这次导入已经做过，没有再做。"))
        done = tables.store(connection.connection, loaded, whole=running.data["whole"])
        return {
            "import": str(one.uuid),
            "ledgers": [
                {"name": name, "title": installed().ledgers[name].title, **vars(change)}
                for name, change in done.items()
                if change is not None
            ],
        }

    running.finish(effect=effect)


def _store_past(running: Running, one: LedgerImport, loaded: Loaded, reader: Reader) -> None:
    (item,) = loaded.ledgers.values()
    begun = {"at": 0, "added": 0, "there": 0, "other": 0} | running.so_far

    def each(seen: int, batch: Callable[[], Tally]) -> None:
        def effect() -> dict[str, Any]:
            begun.update(Counter(begun) + Counter(batch()._asdict()) | {"at": seen})
            return dict(begun)

        running.say(_("写入案件"), seen, item.read)
        running.part(effect)

    past.store(item, reader, running.owner, str(one.uuid), done=begun["at"], each=each)

    def effect() -> dict[str, Any]:
        if not LedgerImport.objects.filter(pk=one.pk, stored_at=None).update(stored_at=now()):
            raise NotReady(_("这次导入已经做过，没有再做。"))
        change = tables.Change(begun["added"], 0, begun["there"] + begun["other"], 0, 0)
        return {
            **begun,
            "import": str(one.uuid),
            "ledgers": [{"name": item.ledger.name, "title": item.ledger.title, **vars(change)}],
        }

    running.finish(effect=effect)


def _of(running: Running) -> LedgerImport:
    one = LedgerImport.objects.select_related("owner").filter(pk=running.data["import"]).first()
    if one is None or one.cleared_at is not None:
        raise NoSuchImport(_("这次导入的文件已不在。请重新上传。"))
    if not may_import(running.owner):
        raise NoSuchImport(_("您现在的岗位不能导入台账。请联系系统管理员。"))
    return one


def _progress(running: Running, total: int) -> Progress:
    def say(name: str, done: int, _files: int) -> None:
        running.say(_("正在读“{name}”").format(name=name) if name else _("正在核对"), done, total)

    return say


def _read(one: LedgerImport, progress: Progress) -> tuple[Loaded, Reader | None]:
    folder, of_past = files.folder_of_import(one), one.answers.get("past", "")
    if of_past:
        return past.read(folder, of_past, _mapping(one), progress)
    return load(folder, installed(), progress, mapping=_mapping(one)), None


def _mapping(one: LedgerImport) -> Mapping:
    mapping = Mapping(files=dict(one.answers.get("files", {})))
    mapping.skipped.update((file, sheet) for file, sheet in one.answers.get("skipped", ()))
    for each in ConfirmedHeading.objects.all():
        mapping.headings.setdefault(each.ledger, {})[each.heading] = each.column
    return mapping


def _tried(loaded: Loaded) -> tuple[dict[str, tables.Change | None], dict[str, int]]:
    """What storing would do, by doing it and taking it back; and how many rows each ledger has now."""
    with transaction.atomic():
        before = {name: _count(name) for name in loaded.ledgers}
        done = tables.store(connection.connection, loaded)
        transaction.set_rollback(True)
    return done, before


def _counted(loaded: Loaded, reader: Reader) -> tuple[dict[str, tables.Change | None], dict[str, int]]:
    found = {name: past.would_change(item, reader) for name, item in loaded.ledgers.items()}
    return {name: change for name, (change, _n) in found.items()}, {name: n for name, (_change, n) in found.items()}


def _count(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"ledger_{name}"])
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(f'SELECT count(*) FROM "ledger_{name}"')  # noqa: S608 (a declared name)
        return int(cursor.fetchone()[0])


def _take_rejected(folder: Path, catalogue: Catalogue) -> None:
    """Let the mended rejected.xlsx take the place of ours; one that cannot be read is thrown away and said so."""
    brought = folder / _NEW_REJECTED
    if not brought.is_file():
        return
    try:
        read_corrections(brought, catalogue)
    except (UnreadableFile, IndexError) as error:
        brought.unlink()
        reason = str(error) if isinstance(error, UnreadableFile) else _("里面没有内容")
        raise BadUpload(_("上传的更正表读不了，没有采用：{reason}").format(reason=reason)) from error
    brought.replace(folder / REJECTED_FILE)


def _mark(one: LedgerImport) -> str:
    """What tells one state of an import from another: its files, what was mended, every answer that plays a part."""
    told = sorted((each.ledger, each.heading, each.column) for each in ConfirmedHeading.objects.all())
    digest = hashlib.sha256(json.dumps([one.answers, told], ensure_ascii=False, sort_keys=True).encode())
    folder = files.folder_of_import(one)
    for name in sorted(one.files):
        digest.update(name.encode())
        with (folder / name).open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    for correction in _corrections(folder, catalogue_of(one)):
        digest.update(correction.encode())
    return digest.hexdigest()


def _corrections(folder: Path, catalogue: Catalogue) -> list[str]:
    """What people have mended; rows that nobody touched are only a copy of the files."""
    found = read_corrections(folder / REJECTED_FILE, catalogue)
    return sorted(
        f"{name} {one.file} {one.sheet} {one.row} {one.code} {one.accepted} {one.cells}"
        for name, each in found.items()
        for one in each.all
        if one.touched
    )


# --- files -----------------------------------------------------------------------------------------------------------


def _checked_name(upload: UploadedFile[Any], suffixes: tuple[str, ...] = SUFFIXES) -> str:
    name = files.fit_name(Path(str(upload.name).replace("\\", "/")).name)
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    if suffix not in suffixes:
        raise BadUpload(
            _("“{name}”不是台账文件的格式，请打开后另存为 .xlsx。可以上传：{suffixes}。").format(
                name=upload.name, suffixes="、".join(suffixes)
            )
        )
    if (upload.size or 0) > LARGEST_UNPACKED:
        raise BadUpload(_("“{name}”超过 {n} MB。请拆成几个文件。").format(name=upload.name, n=LARGEST_UNPACKED >> 20))
    # Names that the reader of folders keeps for itself.
    return f"_{name}" if stem.startswith(("~$", ".")) or name == REJECTED_FILE else name


def _save(path: Path, upload: UploadedFile[Any]) -> None:
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    with part.open("wb") as stream:
        for chunk in upload.chunks():
            stream.write(chunk)
    part.replace(path)


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    part.write_bytes(content)
    part.replace(path)


def _open(one: LedgerImport) -> None:
    if one.cleared_at is not None:
        raise NoSuchImport(_("这次导入的文件已不在。请重新上传。"))
    if one.stored_at is not None:
        raise NotReady(_("这次导入已经完成。要改，请重新上传改好的文件。"))
    if one.store_job is not None and one.store_job.unfinished:
        raise NotReady(_("正在导入，请等它做完，或先取消。"))


def _turn(one: LedgerImport) -> int:
    """Checks are told apart by what they look at, so that an answer given while one runs gets a check of its own."""
    return Job.objects.filter(kind=CHECK, data__import=one.pk).exclude(state=Job.State.WAITING).count()

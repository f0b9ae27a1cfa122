"""Contents under their hashes: whole or not at all, found broken when they are."""

from __future__ import annotations

import hashlib
import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fazhi.kernel.attachments.storage import LocalStore, NoContent, StoreError, store

CONTENT = "现场照片".encode() * 500_000
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "files")


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_what_is_put_in_comes_out(local: LocalStore) -> None:
    assert not local.exists(HASH)
    assert not local.verify(HASH)
    local.put(io.BytesIO(CONTENT), HASH)
    with local.open(HASH) as file:
        assert file.read() == CONTENT
    assert local.exists(HASH)
    assert local.verify(HASH)
    assert _files(local.root) == [f"{HASH[:2]}/{HASH}"]


@pytest.mark.skipif(os.name != "posix", reason="文件权限只在 POSIX 系统上检查")
def test_only_their_owner_reads_them(local: LocalStore) -> None:
    local.put(io.BytesIO(CONTENT), HASH)
    path = local.root / HASH[:2] / HASH
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_same_content_is_there_once_also_when_sent_at_once(local: LocalStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: local.put(io.BytesIO(CONTENT), HASH), range(8)))
    assert _files(local.root) == [f"{HASH[:2]}/{HASH}"]
    assert local.verify(HASH)


def test_another_content_than_announced_is_not_stored(local: LocalStore) -> None:
    with pytest.raises(StoreError, match="附件在保存前被改动了"):
        local.put(io.BytesIO(CONTENT + b"x"), HASH)
    assert _files(local.root) == []


def test_an_upload_that_breaks_off_leaves_nothing(local: LocalStore) -> None:
    class BreaksOff(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError("connection reset")
            return super().read(size)

    with pytest.raises(StoreError, match="附件存不进"):
        local.put(BreaksOff(CONTENT), HASH)
    assert _files(local.root) == []


def test_a_changed_byte_is_found_and_mended_by_sending_it_again(local: LocalStore) -> None:
    local.put(io.BytesIO(CONTENT), HASH)
    path = local.root / HASH[:2] / HASH
    path.write_bytes(b"\0" + CONTENT[1:])
    assert local.exists(HASH)
    assert not local.verify(HASH)
    local.put(io.BytesIO(CONTENT), HASH)
    assert local.verify(HASH)


def test_what_a_killed_process_left_is_swept_later(local: LocalStore) -> None:
    drafts = local.root / ".drafts"
    drafts.mkdir(parents=True)
    (drafts / "old").write_bytes(b"x")
    (drafts / "running").write_bytes(b"x")
    os.utime(drafts / "old", (time.time() - 90_000,) * 2)
    local.put(io.BytesIO(CONTENT), HASH)
    assert _files(drafts) == ["running"]


def test_a_content_that_is_gone(local: LocalStore) -> None:
    with pytest.raises(NoContent, match=f"附件的内容不在存储里（{HASH[:12]}…），请从备份恢复"):
        local.open(HASH)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", HASH.upper(), HASH[:-1], HASH + "\n"])
def test_nothing_but_a_hash_is_a_name(name: str, local: LocalStore) -> None:
    for use in (local.open, local.exists, local.verify, lambda bad: local.put(io.BytesIO(b""), bad)):
        with pytest.raises(ValueError, match="not a SHA-256"):
            use(name)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file in the way")
    with pytest.raises(StoreError, match=r"附件存不进“.*files”"):
        LocalStore(tmp_path / "files").put(io.BytesIO(CONTENT), HASH)


class Elsewhere(LocalStore):
    """What a bureau may bring of its own."""


class TestChoice:
    def test_by_default_under_the_home(self, home: Path) -> None:
        chosen = store()
        chosen.put(io.BytesIO(b"x"), hashlib.sha256(b"x").hexdigest())
        assert len(_files(home / "attachments")) == 1

    def test_by_its_dotted_path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FAZHI_STORE", f"{__name__}.Elsewhere")
        assert isinstance(store(), Elsewhere)

    @pytest.mark.parametrize("path", ["nowhere", "no.such.Store", "fazhi.kernel.attachments.storage.Nothing", "."])
    def test_a_path_that_leads_nowhere(self, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FAZHI_STORE", path)
        with pytest.raises(StoreError, match=r"FAZHI_STORE 应是一个存储类的路径，如 package\.module\.Class"):
            store()

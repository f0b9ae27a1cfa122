"""Backup and restore on the real server: the same rows come back, and a file that is not whole changes nothing."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.test import Client

from coordination_walk import Cast, cast, handling, reported
from fazhi.errors import FazhiError
from fazhi.kernel.attachments.storage import LocalStore
from fazhi.kernel.database.server import as_role, database
from fazhi.kernel.events.sealing import seal, verify
from fazhi.kernel.models import AccountSession, Attachment
from fazhi.kernel.operations.archive import Backup, BadBackup, verified
from fazhi.kernel.operations.backup import Made, back_up
from fazhi.kernel.operations.restore import missing_keys, present, restore
from fazhi.kernel.parties.registering import register
from fazhi.kernel.signing import second_factor


def nothing(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def people(fresh_platform: str, home: Path) -> Cast:
    people = cast()
    reported(people)
    handling(people)
    register("欧阳慧敏", phone="13800138000")
    Client().force_login(people.street)
    seal()
    return people


@pytest.fixture
def made(people: Cast, tmp_path: Path) -> Made:
    return back_up(tmp_path / "区.tar", nothing)


@pytest.fixture
def elsewhere(made: Made, postgres: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another, empty database and another home: another machine."""
    from django.db import connections

    connections.close_all()
    owner = database(postgres, "fazhi_elsewhere")
    other = tmp_path / "other home"
    monkeypatch.setenv("FAZHI_OWNER_URL", owner)
    monkeypatch.setenv("DATABASE_URL", as_role(owner, "fazhi_app"))
    monkeypatch.setenv("FAZHI_HOME", str(other))
    yield owner, other
    connections.close_all()
    with psycopg.connect(postgres, autocommit=True) as server:
        for (name,) in server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'fazhi_elsewhere%'"
        ).fetchall():
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def databases(postgres: str) -> list[str]:
    with psycopg.connect(postgres) as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'fazhi_elsewhere%' ORDER BY 1")
        return [name for (name,) in found.fetchall()]


def test_everything_comes_back_elsewhere(made: Made, elsewhere: tuple[str, Path], postgres: str) -> None:
    backup = verified(made.path, nothing)
    counts = made.manifest.counts
    assert (counts["kernel_matter"], counts["kernel_party"], len(made.manifest.attachments)) == (2, 1, 1)
    assert missing_keys(backup) == [*made.manifest.data_keys, made.manifest.index_key]
    assert len(made.manifest.data_keys) == 1
    assert present() == {}
    restored = restore(backup, nothing)
    assert restored.counts == counts
    assert (restored.verified.damages, restored.verified.newest) == ((), made.manifest.newest_seal)
    assert verify(known=made.manifest.newest_seal).events == counts["kernel_event"]
    assert LocalStore().verify(Attachment.objects.get().sha256)
    assert not AccountSession.objects.exists(), "nobody is signed in by a backup"
    assert databases(postgres) == ["fazhi_elsewhere"]
    owner, _home = elsewhere
    with psycopg.connect(as_role(owner, "fazhi_app")) as application:
        application.execute("SELECT * FROM kernel_event")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM kernel_event")
    with psycopg.connect(owner) as connection, pytest.raises(psycopg.Error, match="append-only"):
        connection.execute("DELETE FROM kernel_event")


def test_the_key_of_a_second_factor_is_named(fresh_platform: str, home: Path, tmp_path: Path) -> None:
    from fazhi.kernel.secrets.keys import keyring

    second_factor.prepare(cast().street)
    assert back_up(tmp_path / "区.tar", nothing).manifest.data_keys == [keyring().active_id]


def test_no_key_is_in_the_file(people: Cast, made: Made, home: Path) -> None:
    from fazhi.kernel.secrets.keys import keyring

    content = made.path.read_bytes()
    for key in (*keyring().data.values(), keyring().index):
        assert key.secret not in content
        assert key.secret.hex().encode() not in content
    assert "密钥须另行保管".encode() in content
    assert made.path.stat().st_mode & 0o077 == 0


def test_what_is_there_is_replaced_only_when_asked(made: Made, elsewhere: tuple[str, Path], postgres: str) -> None:
    backup = verified(made.path, nothing)
    restore(backup, nothing)
    handling(cast_again())
    with pytest.raises(FazhiError, match="--replace"):
        restore(backup, nothing)
    assert present()["kernel_matter"] == 3
    restore(backup, nothing, replace=True)
    assert present()["kernel_matter"] == 2
    assert databases(postgres) == ["fazhi_elsewhere"]


def cast_again() -> Cast:
    from fazhi.kernel.models import User

    found = {user.username: user for user in User.objects.all()}
    names = ("jiedao", "xuncha", "fenbo", "ducha", "zhuban", "juzhang", "xieban", "weiyuan", "pangren")
    return Cast(*(found[name] for name in names))


def test_a_restore_that_fails_leaves_the_old_one(made: Made, elsewhere: tuple[str, Path], postgres: str) -> None:
    backup = verified(made.path, nothing)
    restore(backup, nothing)
    handling(cast_again())

    def trouble(what: str, _done: int, _total: int) -> None:
        if what == "核验事项记录":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(backup, trouble, replace=True)
    assert present()["kernel_matter"] == 3
    assert databases(postgres) == ["fazhi_elsewhere"]


def test_nobody_else_may_be_at_work(made: Made, elsewhere: tuple[str, Path]) -> None:
    with psycopg.connect(elsewhere[0]), pytest.raises(FazhiError, match="1 个连接"):
        restore(verified(made.path, nothing), nothing)


def test_every_spoilt_byte_is_seen(made: Made) -> None:
    whole = made.path.read_bytes()
    with tarfile.open(made.path) as tar:
        members = list(tar)
    for member in members:
        for place in (member.offset + 3, member.offset_data + member.size // 2):
            spoilt = bytearray(whole)
            spoilt[place] ^= 1
            made.path.write_bytes(spoilt)
            with pytest.raises(BadBackup):
                verified(made.path, nothing)
    for length in (0, 100, 512, members[0].size // 2, members[-1].offset, len(whole) - 1600):
        made.path.write_bytes(whole[:length])
        with pytest.raises(BadBackup):
            verified(made.path, nothing)
    made.path.write_bytes(whole)
    assert isinstance(verified(made.path, nothing), Backup)


@pytest.mark.parametrize("name", ["../../outside", "/etc/outside", "attachments/../../outside", "more.txt"])
def test_what_does_not_belong_in_a_backup_is_refused(made: Made, name: str, tmp_path: Path) -> None:
    with tarfile.open(made.path, "a") as tar:
        info = tarfile.TarInfo(name)
        info.size = 5
        tar.addfile(info, io.BytesIO(b"hello"))
    with pytest.raises(BadBackup, match="不该有的内容"):
        verified(made.path, nothing)
    assert not (tmp_path.parent / "outside").exists()


def test_another_file_is_no_backup(tmp_path: Path) -> None:
    for content in (b"", b"hello", b"\0" * 20_000):
        path = tmp_path / "other.tar"
        path.write_bytes(content)
        with pytest.raises(BadBackup):
            verified(path, nothing)
    with pytest.raises(BadBackup, match="没有文件"):
        verified(tmp_path / "none.tar", nothing)


def test_another_district_is_refused(
    made: Made, elsewhere: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from importlib.resources import files

    other = tmp_path / "bie.toml"
    text = (files("fazhi") / "districts" / "luohu.toml").read_text("utf-8")
    other.write_text(text.replace('code = "440303"', 'code = "440399"'), "utf-8")
    monkeypatch.setenv("FAZHI_DISTRICT", str(other))
    with pytest.raises(BadBackup, match="FAZHI_DISTRICT"):
        restore(verified(made.path, nothing), nothing)
    assert present() == {}


def test_a_file_is_not_written_over(made: Made) -> None:
    before = made.path.read_bytes()
    with pytest.raises(FazhiError, match="--force"):
        back_up(made.path, nothing)
    assert made.path.read_bytes() == before
    back_up(made.path, nothing, force=True)
    verified(made.path, nothing)
    assert [path.name for path in made.path.parent.iterdir() if "part" in path.name] == []


def test_an_attachment_that_is_gone_or_spoilt_is_named(people: Cast, tmp_path: Path) -> None:
    digest = Attachment.objects.get().sha256
    path = next(path for path in LocalStore().root.rglob("*") if path.name == digest)
    path.write_bytes(b"spoilt")
    made = back_up(tmp_path / "1.tar", nothing)
    assert (made.manifest.missing, made.manifest.attachments) == ([digest], [])
    verified(made.path, nothing)
    path.unlink()
    assert back_up(tmp_path / "2.tar", nothing).manifest.missing == [digest]

"""Keys: made once however many processes start, changed without losing what is stored, never shown."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fazhi.kernel.secrets.cipher import decrypt, encrypt
from fazhi.kernel.secrets.keys import BadKeys, add_key, existing, keyring

TEXT = """
active = "00000002"
[data]
00000001 = "0123456789abcdeffedcba9876543210"
00000002 = "000102030405060708090A0B0C0D0E0F"
[index]
000000aa = "1111111111111111111111111111111111111111111111111111111111111111"
"""

_AT_ONCE = """
import sys, pathlib, time
from fazhi.errors import FazhiError
from fazhi.kernel.secrets import keys
print("ready", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.001)
try:
    ring = keys.{call}()
    print(ring.active_id, ring.index.id, ring.active.secret.hex())
except FazhiError as error:
    print(error.code, error.message)
"""


def _at_once(call: str, count: int, home: Path) -> list[str]:
    """What so many processes say that are let go at the same moment."""
    gate = home.parent / f"gate-{call}"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _AT_ONCE.format(call=call), str(gate)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
        )
        for _n in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    gate.touch()
    return [process.communicate(timeout=60)[0].strip() for process in processes]


def test_they_are_made_on_first_use_and_then_stay(home: Path) -> None:
    assert existing() is None
    made = keyring()
    assert keyring() == made
    assert list(made.data) == [made.active_id]
    assert (len(made.active.secret), len(made.index.secret)) == (16, 32)
    assert [path.name for path in home.iterdir()] == ["keys.toml"]


@pytest.mark.skipif(os.name != "posix", reason="文件权限只在 POSIX 系统上检查")
def test_only_their_owner_reads_the_file(home: Path) -> None:
    keyring()
    assert (home / "keys.toml").stat().st_mode & 0o777 == 0o600
    add_key()
    assert (home / "keys.toml").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_have_the_same_keys(home: Path) -> None:
    said = _at_once("keyring", 5, home)
    assert len(set(said)) == 1
    assert said[0].split() == [keyring().active_id, keyring().index.id, keyring().active.secret.hex()]
    assert [path.name for path in home.iterdir()] == ["keys.toml"]


def test_no_key_is_lost_when_several_processes_add_one(home: Path) -> None:
    keyring()
    said = _at_once("add_key", 5, home)
    added = [line.split()[0] for line in said if not line.startswith("bad_keys")]
    assert added
    assert all("另一个进程正在更换密钥" in line for line in said if line.startswith("bad_keys"))
    assert len(keyring().data) == 1 + len(set(added))
    assert set(added) <= set(keyring().data)


def test_a_new_key_is_used_and_the_old_one_kept(home: Path) -> None:
    old = keyring()
    new = add_key()
    assert new.active_id != old.active_id
    assert new.find(old.active_id) == old.active
    assert new.index == old.index
    assert keyring() == new


def test_a_key_that_another_process_adds_is_seen(home: Path) -> None:
    before = keyring()
    (said,) = _at_once("add_key", 1, home)
    assert keyring().active_id == said.split()[0] != before.active_id


def test_what_an_interrupted_change_left_is_named(home: Path) -> None:
    keyring()
    (home / "keys.toml.new").touch()
    with pytest.raises(BadKeys, match=r"请删除上次中断时留下的“.*keys\.toml\.new”再试"):
        add_key()
    assert (home / "keys.toml.new").exists()


def test_a_change_that_fails_leaves_the_old_keys_and_no_draft(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = keyring()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadKeys, match="写不了密钥文件"):
        add_key()
    monkeypatch.undo()
    monkeypatch.setenv("FAZHI_HOME", str(home))
    assert keyring() == old
    assert [path.name for path in home.iterdir()] == ["keys.toml"]


class TestFromTheEnvironment:
    def test_in_the_form_of_the_file(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FAZHI_KEYS", TEXT)
        keys = keyring()
        assert keys.active.secret == bytes(range(16))
        assert keys.find("00000001").secret.hex() == "0123456789abcdeffedcba9876543210"
        assert keys.index.secret == b"\x11" * 32
        assert not home.exists()

    def test_the_text_of_a_file_serves(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        made = keyring()
        monkeypatch.setenv("FAZHI_KEYS", (home / "keys.toml").read_text("utf-8"))
        (home / "keys.toml").unlink()
        assert keyring() == made

    def test_they_are_not_changed_here(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FAZHI_KEYS", TEXT)
        with pytest.raises(BadKeys, match="密钥来自环境变量 FAZHI_KEYS，请在那里添加"):
            add_key()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[data]", "[data", "不是 TOML 格式"),
        ("[data]", "[dates]", r"缺少 \[data\]"),
        ("[index]", "[indexes]", r"缺少 \[index\]"),
        ('active = "00000002"', "", "active 应是"),
        ('active = "00000002"', 'active = "00000003"', "active 应是"),
        ('active = "00000002"', "active = 2", "active 应是"),
        ("00000001 =", "k1 =", "编号应是8位十六进制数"),
        ("fedcba9876543210", "fedcba98765432", r"\[data\] 中的 00000001 应是32位十六进制数"),
        ("fedcba9876543210", "fedcba987654321g", r"\[data\] 中的 00000001 应是32位十六进制数"),
        ('"0123456789abcdeffedcba9876543210"', "1", r"\[data\] 中的 00000001 应是32位十六进制数"),
        ("000000aa =", '000000bb = "' + "2" * 64 + '"\n000000aa =', "有且只有一个密钥"),
        ('000000aa = "' + "1" * 64 + '"', "", "有且只有一个密钥"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_shows_no_key(
    old: str, new: str, said: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert old in TEXT
    home.mkdir()
    (home / "keys.toml").write_text(TEXT.replace(old, new), "utf-8")
    with pytest.raises(BadKeys, match=f"keys.toml）：.*{said}.*请用备份恢复") as caught:
        keyring()
    assert caught.value.__cause__ is None
    assert not re.search("[0-9a-f]{10}", caught.value.message.replace(str(home), ""))


def test_bytes_that_are_no_text(home: Path) -> None:
    home.mkdir()
    (home / "keys.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadKeys, match="不是 UTF-8 文本"):
        keyring()


def test_a_file_where_a_folder_should_be(home: Path) -> None:
    home.write_text("x")
    with pytest.raises(BadKeys, match=r"密钥文件“.*keys\.toml”"):
        keyring()


@pytest.mark.skipif(os.name != "posix", reason="文件权限只在 POSIX 系统上检查")
def test_a_file_that_others_can_read_is_reported(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    keyring()
    assert not caplog.records
    (home / "keys.toml").chmod(0o640)
    keyring()
    keyring()
    assert [record.getMessage() for record in caplog.records] == [
        f"密钥文件“{home / 'keys.toml'}”别人也能读。请改为只有本人可读：chmod 600。"
    ]


def test_no_key_shows_in_a_repr_or_a_log(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = add_key()
    decrypt(encrypt("440303", purpose="x"), purpose="x")
    shown = repr(keys) + str(keys.data) + caplog.text
    for key in (*keys.data.values(), keys.index):
        assert key.id in shown
        assert key.secret.hex() not in shown
        assert repr(key.secret) not in shown


def test_a_changed_file_is_read_again(home: Path) -> None:
    first = keyring()
    path = home / "keys.toml"
    path.write_text(TEXT, "utf-8")
    # Some file systems keep time in steps of two seconds.
    os.utime(path, (time.time() + 5, time.time() + 5))
    assert keyring().active_id == "00000002" != first.active_id

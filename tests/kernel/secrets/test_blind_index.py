"""Blind indexes: the same value is found again, and nobody without the key learns which value it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.kernel.secrets.blind import blind_index
from fazhi.kernel.secrets.keys import add_key

KEY = bytes(range(32))
KEYS = f"""
active = "00000001"
[data]
00000001 = "0123456789abcdeffedcba9876543210"
[index]
000000aa = "{KEY.hex()}"
"""


def _sm3(data: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


def _hmac(key: bytes, data: bytes) -> bytes:
    """RFC 2104, section 2, for the blocks of 64 bytes that SM3 has."""
    padded = key.ljust(64, b"\0")
    inner = _sm3(bytes(byte ^ 0x36 for byte in padded) + data)
    return _sm3(bytes(byte ^ 0x5C for byte in padded) + inner)


def test_it_is_hmac_with_sm3(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_KEYS", KEYS)
    # GB/T 32905-2016, appendix A.1
    assert _sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert blind_index("13800138000", purpose="party.phone") == _hmac(KEY, b"party.phone\x0013800138000")


@pytest.mark.parametrize(
    "written",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105-19491231-002X\n", "110105 1949 1231 002×"],
)
def test_however_it_is_written(written: str, home: Path) -> None:
    assert blind_index(written, purpose="p") == blind_index("11010519491231002X", purpose="p")


def test_another_purpose_is_another_index(home: Path) -> None:
    assert blind_index("1", purpose="a") != blind_index("1", purpose="b")
    assert blind_index("bc", purpose="a") != blind_index("c", purpose="ab")


def test_another_bureau_has_other_indexes(home: Path) -> None:
    first = blind_index("13800138000", purpose="p")
    (home / "keys.toml").unlink()
    assert blind_index("13800138000", purpose="p") != first


def test_a_new_data_key_changes_no_index(home: Path) -> None:
    first = blind_index("13800138000", purpose="p")
    add_key()
    assert blind_index("13800138000", purpose="p") == first


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(one=st.text("0123456789X", min_size=1), other=st.text("0123456789X", min_size=1))
def test_two_values_never_share_one(home: Path, one: str, other: str) -> None:
    same = blind_index(one, purpose="p") == blind_index(other, purpose="p")
    assert same == (one == other)
    assert len(blind_index(one, purpose="p")) == 32


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(anything=st.text())
def test_anything_that_comes_has_one(home: Path, anything: str) -> None:
    assert len(blind_index(anything, purpose="p")) == 32

"""Encryption: what comes back is what went in, and nothing else comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.kernel.secrets.cipher import CannotDecrypt, decrypt, encrypt, needs_rotation
from fazhi.kernel.secrets.keys import MissingKey, add_key, keyring

# The key of the example in GB/T 32907-2016 and RFC 8998.
KEYS = """
active = "00000001"
[data]
00000001 = "0123456789abcdeffedcba9876543210"
[index]
000000aa = "1111111111111111111111111111111111111111111111111111111111111111"
"""
PURPOSE = "party.id_number"
SPARE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def known_keys(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_KEYS", KEYS)


@SPARE
@given(text=st.text(st.characters(exclude_categories=["Cs"])), purpose=st.text(st.characters(codec="ascii")))
def test_what_goes_in_comes_back(home: Path, text: str, purpose: str) -> None:
    blob = encrypt(text, purpose=purpose)
    assert decrypt(blob, purpose=purpose) == decrypt(memoryview(blob), purpose=purpose) == text
    assert len(blob) == len(text.encode()) + 33


@pytest.mark.usefixtures("known_keys")
def test_what_is_stored_today_opens_tomorrow() -> None:
    stored = bytes.fromhex(
        "01000000017b4d0d94c20d0ef0fae08bc0740133b80891f15ee1bf38460bf7f15ee3d448800cc24366eaff4a3c0387562f670b"
    )
    assert decrypt(stored, purpose=PURPOSE) == "11010519491231002X"


@pytest.mark.usefixtures("known_keys")
def test_the_layout_is_the_documented_one() -> None:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes(range(12))
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(b"\x01\x00\x00\x00\x01party.phone")
    sealed = encryptor.update(b"13800138000") + encryptor.finalize()
    blob = b"\x01" + b"\x00\x00\x00\x01" + nonce + sealed + encryptor.tag
    assert decrypt(blob, purpose="party.phone") == "13800138000"


def test_the_same_text_is_never_the_same_cipher(home: Path) -> None:
    ciphers = {encrypt("13800138000", purpose=PURPOSE) for _n in range(50)}
    assert len(ciphers) == 50
    assert not any(b"13800138000" in cipher for cipher in ciphers)


def test_it_opens_for_its_own_purpose_alone(home: Path) -> None:
    blob = encrypt("13800138000", purpose="party.phone")
    with pytest.raises(CannotDecrypt, match=r"不是“party\.id_number”这一项的"):
        decrypt(blob, purpose="party.id_number")


@SPARE
@given(place=st.integers(0, 32 + 11), bit=st.integers(0, 7))
def test_no_bit_of_it_can_be_changed(known_keys: None, place: int, bit: int) -> None:
    blob = bytearray(encrypt("13800138000", purpose=PURPOSE))
    blob[place] ^= 1 << bit
    with pytest.raises((CannotDecrypt, MissingKey)) as caught:
        decrypt(bytes(blob), purpose=PURPOSE)
    # Bytes 1 to 4 name the key: another one, which is not there.
    assert isinstance(caught.value, MissingKey) == (1 <= place <= 4)


@pytest.mark.parametrize("cut", [1, 16, 17, 30, 43])
def test_a_part_of_it_does_not_open(cut: int, home: Path) -> None:
    blob = encrypt("13800138000", purpose=PURPOSE)
    with pytest.raises(CannotDecrypt):
        decrypt(blob[:-cut], purpose=PURPOSE)


@pytest.mark.parametrize("blob", [b"", b"13800138000", "张三".encode() * 20])
def test_what_is_no_cipher_is_named_so(blob: bytes, home: Path) -> None:
    for ask in (lambda: decrypt(blob, purpose=PURPOSE), lambda: needs_rotation(blob)):
        with pytest.raises(CannotDecrypt, match="不是本系统加密的内容，或者已经残缺"):
            ask()


class TestRotation:
    def test_old_ciphers_open_and_ask_for_the_new_key(self, home: Path) -> None:
        old = encrypt("13800138000", purpose=PURPOSE)
        assert not needs_rotation(old)
        add_key()
        assert decrypt(old, purpose=PURPOSE) == "13800138000"
        assert needs_rotation(old)
        new = encrypt(decrypt(old, purpose=PURPOSE), purpose=PURPOSE)
        assert not needs_rotation(new)

    def test_a_key_that_is_gone_is_named(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        blob, key = encrypt("13800138000", purpose=PURPOSE), keyring().active_id
        monkeypatch.setenv("FAZHI_KEYS", KEYS)
        with pytest.raises(MissingKey, match=f"缺少密钥 {key}，数据解不开。请把备份的密钥放回“环境变量 FAZHI_KEYS”"):
            decrypt(blob, purpose=PURPOSE)

    def test_a_lost_file_is_not_replaced_when_something_is_to_be_read(self, home: Path) -> None:
        blob = encrypt("13800138000", purpose=PURPOSE)
        (home / "keys.toml").unlink()
        with pytest.raises(MissingKey, match=r"放回“.*keys\.toml”"):
            decrypt(blob, purpose=PURPOSE)
        assert not (home / "keys.toml").exists()


def test_errors_do_not_repeat_what_was_encrypted(home: Path) -> None:
    blob = encrypt("13800138000", purpose=PURPOSE)
    with pytest.raises(CannotDecrypt) as caught:
        decrypt(blob, purpose="other")
    error = caught.value
    assert "13800138000" not in f"{error} {error.details} {error.__cause__}"
    assert blob.hex() not in f"{error} {error.details}"

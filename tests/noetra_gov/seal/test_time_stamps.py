"""Time stamps: OpenSSL accepts ours, and no byte of one can change."""

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noetra_gov.seal import keys, timestamps
from noetra_gov.seal.errors import SealError

from .conftest import AT

DATA = b"the minutes of the meeting"
DIGEST = sha256(DATA).digest()


@pytest.fixture(scope="module")
def token(store: keys.KeyStore) -> bytes:
    return timestamps.stamp(DIGEST, store, AT)


def test_it_states_the_time_it_was_given(store: keys.KeyStore, token: bytes) -> None:
    assert timestamps.read_token(token, DIGEST, [store.root]) == AT


def test_openssl_accepts_it(store: keys.KeyStore, token: bytes, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(token)
    (tmp_path / "data").write_bytes(DATA)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token", "-data", "data"]
    trust = ["-CAfile", str(store.root_pem_path), "-no_check_time"]
    done = subprocess.run(
        [*command, *trust], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "Verification: OK" in done.stdout, done.stderr
    (tmp_path / "data").write_bytes(DATA + b"!")
    done = subprocess.run(
        [*command, *trust], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "FAILED" in done.stdout + done.stderr


def test_it_stands_for_no_other_bytes(store: keys.KeyStore, token: bytes) -> None:
    with pytest.raises(SealError, match="other bytes"):
        timestamps.read_token(token, sha256(b"other").digest(), [store.root])


def test_a_stranger_cannot_stamp_for_us(store: keys.KeyStore, strangers: keys.KeyStore) -> None:
    forged = timestamps.stamp(DIGEST, strangers, AT)
    with pytest.raises(SealError, match="no trusted root"):
        timestamps.read_token(forged, DIGEST, [store.root])


def test_a_key_for_sealing_cannot_stamp_time(store: keys.KeyStore) -> None:
    from asn1crypto import tsp

    imprint = tsp.MessageImprint(
        {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST}
    )
    forged = timestamps.LocalAuthority(store.entity("seal"), AT).token(imprint).dump()
    with pytest.raises(SealError):
        timestamps.read_token(forged, DIGEST, [store.root])


@settings(max_examples=300)
@given(st.data())
def test_any_changed_byte_is_found(store: keys.KeyStore, token: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(token) - 1))
    change = data.draw(st.integers(1, 255))
    changed = bytearray(token)
    changed[place] ^= change
    with pytest.raises(SealError):
        timestamps.read_token(bytes(changed), DIGEST, [store.root])


@given(st.binary(max_size=200))
def test_any_rubbish_is_refused_with_a_sentence(store: keys.KeyStore, rubbish: bytes) -> None:
    with pytest.raises(SealError, match="not genuine"):
        timestamps.read_token(rubbish, DIGEST, [store.root])

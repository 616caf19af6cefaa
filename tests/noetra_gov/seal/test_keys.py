"""The key store: private keys stay private, certificates keep to their role."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from noetra_gov.seal import keys
from noetra_gov.seal.certificates import role_of
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.trust import load_roots, vouched_for

from .conftest import AT, BEGIN


def test_private_files_are_for_their_owner_alone(store: keys.KeyStore) -> None:
    private = [*store.directory.glob("*.p12"), store.directory / "passphrase"]
    assert len(private) == 7
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert stat.S_IMODE(store.directory.stat().st_mode) == 0o700


def test_no_public_file_holds_a_private_key(store: keys.KeyStore) -> None:
    for path in store.directory.glob("*.pem"):
        assert b"PRIVATE" not in path.read_bytes()
    assert b"PRIVATE" not in store.certificates_pem()


def test_init_leaves_existing_keys_as_they_are(store: keys.KeyStore) -> None:
    before = store.root_pem_path.read_bytes()
    again = keys.init(store.directory, at=AT + timedelta(days=400))
    assert again.root_pem_path.read_bytes() == before


def test_each_certificate_states_its_role_and_is_vouched_for(store: keys.KeyStore) -> None:
    for name, (role, _common_name, _is_rsa) in keys.ENTITIES.items():
        certificate = store.certificate(name)
        assert role_of(certificate) == role
        assert vouched_for(certificate, [store.root], AT)
        assert not vouched_for(certificate, [store.root], BEGIN - timedelta(days=1))


def test_only_the_authority_for_time_may_stamp_time(store: keys.KeyStore) -> None:
    from cryptography import x509

    def purposes(name: str) -> list[x509.ObjectIdentifier]:
        try:
            found = store.certificate(name).extensions.get_extension_for_class(
                x509.ExtendedKeyUsage
            )
        except x509.ExtensionNotFound:
            return []
        return list(found.value)

    assert purposes("tsa") == [ExtendedKeyUsageOID.TIME_STAMPING]
    assert [name for name in keys.ENTITIES if purposes(name)] == ["tsa"]


def test_a_stranger_is_not_vouched_for(store: keys.KeyStore, strangers: keys.KeyStore) -> None:
    assert not vouched_for(strangers.certificate("seal"), [store.root], AT)


def test_a_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="seal init"):
        keys.open_store(tmp_path)


def test_another_passphrase_opens_nothing(
    store: keys.KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    monkeypatch.setenv("NOETRA_KEY_PASSPHRASE_FILE", str(wrong))
    with pytest.raises(SealError, match="passphrase"):
        keys.open_store(store.directory).entity("seal")


def test_a_trust_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("hello")
    with pytest.raises(SealError, match=r"x\.pem"):
        load_roots([tmp_path / "x.pem"])

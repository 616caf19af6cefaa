"""in-toto Statements in DSSE envelopes."""

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest
from cryptography import x509

from noetra_gov.seal import dsse, keys
from noetra_gov.seal.errors import SealError

from .conftest import AT

STATEMENT = dsse.statement(
    subjects={"policy.onnx": "sha256:" + "ab" * 32},
    predicate_type="https://noetra-gov.example/certificate/v1",
    predicate={"level": 1, "text": "証明"},
)


def certificates(store: keys.KeyStore) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(store.certificates_pem())


def test_a_signed_statement_is_read_back(store: keys.KeyStore) -> None:
    envelope = json.loads(json.dumps(dsse.sign_statement(STATEMENT, store)))
    assert dsse.verify(envelope, certificates(store), [store.root], AT) == STATEMENT


def test_a_changed_statement_is_refused(store: keys.KeyStore) -> None:
    envelope = dsse.sign_statement(STATEMENT, store)
    payload = b64decode(envelope["payload"]).replace(b'"level":1', b'"level":3')
    envelope["payload"] = b64encode(payload).decode()
    with pytest.raises(SealError, match="changed"):
        dsse.verify(envelope, certificates(store), [store.root], AT)


def test_a_statement_of_a_stranger_is_refused(
    store: keys.KeyStore, strangers: keys.KeyStore
) -> None:
    envelope = dsse.sign_statement(STATEMENT, strangers)
    both = certificates(store) + certificates(strangers)
    with pytest.raises(SealError, match="another key"):
        dsse.verify(envelope, both, [store.root], AT)


def test_the_key_of_the_log_cannot_sign_statements(store: keys.KeyStore) -> None:
    envelope = dsse.sign_statement(STATEMENT, store.entity("log"))
    with pytest.raises(SealError):
        dsse.verify(envelope, certificates(store), [store.root], AT)


@pytest.mark.parametrize("envelope", [{}, {"payload": 1}, {"payload": "", "payloadType": "x"}])
def test_what_is_no_envelope_is_refused(store: keys.KeyStore, envelope: dict[str, Any]) -> None:
    with pytest.raises(SealError):
        dsse.verify(envelope, certificates(store), [store.root], AT)

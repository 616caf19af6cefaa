"""in-toto Statements in DSSE envelopes: certificates and decisions that stand on their own."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext_lazy as _
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, Key, SSlibKey

from noetra_gov.seal.canonical import canonical_json
from noetra_gov.seal.certificates import role_of
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.keys import Entity, KeyStore
from noetra_gov.seal.trust import vouched_for

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
ROLE = "statement"


def statement(
    *, subjects: Mapping[str, str], predicate_type: str, predicate: Mapping[str, Any]
) -> dict[str, Any]:
    """An in-toto Statement v1; `subjects` maps a name to its digest `sha256:<hex>`."""
    listed = [
        {"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}}
        for name, digest in sorted(subjects.items())
    ]
    return {
        "_type": STATEMENT_TYPE,
        "subject": listed,
        "predicateType": predicate_type,
        "predicate": dict(predicate),
    }


def key_id(certificate: x509.Certificate) -> str:
    """SHA-256 of the public key as it stands in the certificate."""
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    from hashlib import sha256

    return sha256(spki).hexdigest()


def _public(certificate: x509.Certificate) -> SSlibKey:
    return SSlibKey.from_crypto(certificate.public_key(), keyid=key_id(certificate))


def sign_statement(statement: Mapping[str, Any], key: KeyStore | Entity) -> dict[str, Any]:
    """The envelope as a dict, ready for json.dumps; the payload is canonical JSON."""
    entity = key.entity(ROLE) if isinstance(key, KeyStore) else key
    signer = CryptoSigner(entity.key, _public(entity.certificate))
    envelope = Envelope(canonical_json(dict(statement)), PAYLOAD_TYPE, {})
    envelope.sign(signer)
    return envelope.to_dict()


def verify(
    envelope: Mapping[str, Any],
    certificates: Iterable[x509.Certificate],
    roots: Iterable[x509.Certificate],
    at: datetime,
) -> dict[str, Any]:
    """The statement, if a certificate for statements that a root vouches for signed it."""
    trusted = list(roots)
    keys: list[Key] = [
        _public(certificate)
        for certificate in certificates
        if role_of(certificate) == ROLE and vouched_for(certificate, trusted, at)
    ]
    if not keys:
        raise SealError("statement-signer", _("No trusted certificate for statements is at hand."))
    try:
        parsed = Envelope.from_dict(json.loads(json.dumps(dict(envelope))))
        parsed.verify(keys, threshold=1)
        return _statement_in(parsed)
    except (VerificationError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise SealError(
            "statement-signature", _("The statement was changed, or another key signed it.")
        ) from error


def _statement_in(envelope: Envelope) -> dict[str, Any]:
    found = json.loads(envelope.payload)
    if envelope.payload_type != PAYLOAD_TYPE or found.get("_type") != STATEMENT_TYPE:
        raise SealError("statement-type", _("The envelope holds no in-toto Statement v1."))
    return found

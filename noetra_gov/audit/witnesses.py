"""Witnesses outside, whose cosignature says that they saw this log and no other.

Their public keys lie in the key store (`witnesses.txt`), not in the database: one a line, in the
C2SP form `name+keyid+base64(0x04 || public key)`.
"""

from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.notes import COSIGNATURE, Witness, key_id
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.keys import KeyStore

FILE = "witnesses.txt"


def verifier_key(name: str, public: Ed25519PublicKey) -> str:
    """How a witness states its key."""
    encoded = b64encode(COSIGNATURE + public.public_bytes_raw()).decode()
    return f"{name}+{key_id(name, COSIGNATURE, public).hex()}+{encoded}"


def witnesses(keys: KeyStore) -> list[Witness]:
    path = keys.directory / FILE
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_witness(line) for line in lines if line.strip() and not line.startswith("#")]


def witness_named(name: str, keys: KeyStore) -> Witness:
    for witness in witnesses(keys):
        if witness.name == name:
            return witness
    raise SealError(
        "witness",
        _("No witness “%(name)s” stands in %(file)s of the key store."),
        name=name,
        file=FILE,
    )


def _witness(line: str) -> Witness:
    try:
        name, stated, encoded = line.strip().split("+", 2)
        raw = b64decode(encoded, validate=True)
        public = Ed25519PublicKey.from_public_bytes(raw[1:])
        if raw[:1] != COSIGNATURE or key_id(name, COSIGNATURE, public).hex() != stated:
            raise ValueError("another kind of key")
    except ValueError as error:
        raise SealError(
            "witness", _("%(file)s holds a line that is no key of a witness."), file=FILE
        ) from error
    return Witness(name, public)

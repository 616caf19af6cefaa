"""RFC 3161 time stamps from an own authority, offline.

The authority signs what it is told is the time: it is as honest as the clock of the
installation. Production replaces `LocalAuthority` by an accredited service.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimeStamper

from noetra_gov.seal.keys import Entity, KeyStore
from noetra_gov.seal.tokens import read_strictly

# An identifier of our own policy, from the arc of UUIDs (no registration needed).
POLICY = "2.25.329800735698586629295641978511506172918"
SHA256 = {"algorithm": "sha256"}
RSA_SHA256 = {"algorithm": "sha256_rsa", "parameters": core.Null()}


@dataclass(frozen=True)
class LocalAuthority:
    """Answers time-stamp requests with the key “tsa” at one given time."""

    entity: Entity
    at: datetime

    @property
    def certificate(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.entity.certificate.public_bytes(Encoding.DER))

    def answer(self, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
        token = self.token(request["message_imprint"], nonce=request["nonce"].native)
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})

    def token(self, imprint: tsp.MessageImprint, nonce: int | None = None) -> cms.ContentInfo:
        content = self._info(imprint, nonce).dump()
        attributes = self._attributes(hashlib.sha256(content).digest())
        signature = self.entity.rsa_key.sign(attributes.dump(), PKCS1v15(), hashes.SHA256())
        return cms.ContentInfo(
            {
                "content_type": "signed_data",
                "content": {
                    "version": "v3",
                    "digest_algorithms": [SHA256],
                    "encap_content_info": {
                        "content_type": "tst_info",
                        "content": cms.ParsableOctetString(content),
                    },
                    "certificates": [self.certificate],
                    "signer_infos": [self._signer(attributes, signature)],
                },
            }
        )

    def _info(self, imprint: tsp.MessageImprint, nonce: int | None) -> tsp.TSTInfo:
        facts = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": imprint,
            "serial_number": secrets.randbits(64),
            "gen_time": self.at.astimezone(UTC).replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "tsa": asn1_x509.GeneralName("directory_name", self.certificate.subject),
        }
        if nonce is not None:
            facts["nonce"] = nonce
        return tsp.TSTInfo(facts)

    def _attributes(self, digest: bytes) -> cms.CMSAttributes:
        certificate_hash = hashlib.sha256(self.certificate.dump()).digest()
        return cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [digest]},
                {
                    "type": "signing_certificate_v2",
                    "values": [{"certs": [{"cert_hash": certificate_hash}]}],
                },
                {
                    "type": "cms_algorithm_protection",
                    "values": [{"digest_algorithm": SHA256, "signature_algorithm": RSA_SHA256}],
                },
            ]
        )

    def _signer(self, attributes: cms.CMSAttributes, signature: bytes) -> cms.SignerInfo:
        certificate = self.certificate
        identity = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": {"issuer_and_serial_number": identity},
                "digest_algorithm": SHA256,
                "signed_attrs": attributes,
                "signature_algorithm": RSA_SHA256,
                "signature": signature,
            }
        )


class LocalTimeStamper(TimeStamper):
    """The authority as pyHanko wants to be handed it."""

    def __init__(self, authority: LocalAuthority) -> None:
        super().__init__(include_nonce=True)
        self.authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return self.authority.answer(req)


def stamp(digest: bytes, store: KeyStore, at: datetime) -> bytes:
    """A time-stamp token (DER) over a SHA-256 digest of 32 bytes."""
    imprint = tsp.MessageImprint({"hash_algorithm": SHA256, "hashed_message": digest})
    return LocalAuthority(store.entity("tsa"), at).token(imprint).dump()


def read_token(token: bytes, digest: bytes, roots: list[x509.Certificate]) -> datetime:
    """When the digest existed, by an authority the roots vouch for; else SealError."""
    return read_strictly(token, digest, roots).at

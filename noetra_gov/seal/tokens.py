"""Read a time-stamp token so strictly that no byte of it can change unnoticed.

A CMS structure has bytes no signature covers: lengths, versions, the set of certificates, the
choice of algorithm names. A token that closes a file is covered by nothing else, so each of
these is required to have the one value it can have.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.trust import vouched_for

NOT_GENUINE = _("The time stamp is not genuine: %(what)s.")
ROLE_PURPOSE = ExtendedKeyUsageOID.TIME_STAMPING


@dataclass(frozen=True)
class Token:
    at: datetime
    certificate: x509.Certificate


def _require(condition: bool, what: Sentence) -> None:
    if not condition:
        raise SealError("time-stamp", NOT_GENUINE, what=what)


def read_strictly(token: bytes, digest: bytes, roots: list[x509.Certificate]) -> Token:
    """The time and signer of a token over `digest`; raises SealError where it is not perfect."""
    try:
        return _read(token, digest, roots)
    except SealError:
        raise
    except Exception as error:  # hostile bytes make parsers raise anything: all mean the same
        raise SealError("time-stamp", NOT_GENUINE, what=_("it cannot be read")) from error


def _read(token: bytes, digest: bytes, roots: list[x509.Certificate]) -> Token:
    info = cms.ContentInfo.load(token, strict=True)
    _require(info["content_type"].native == "signed_data", _("it is no signed data"))
    _walk(token, 0, len(token))
    data = info["content"]
    signer = _only_signer(data)
    certificate = _signer_certificate(data, signer)
    content = data["encap_content_info"]["content"]
    _check_signature(signer, content.contents, certificate)
    stamped = _time_of(content.parsed, digest)
    _check_trust(data, certificate, roots, stamped)
    return Token(stamped, certificate)


def _walk(raw: bytes, start: int, end: int) -> None:
    """Every length is written in its one shortest form and fits (X.690, 10.1)."""
    while start < end:
        tag, length, start = raw[start], raw[start + 1], start + 2
        _require(tag & 0x1F != 0x1F and length != 0x80, _("it is not in canonical form"))
        if length > 0x80:
            count = length & 0x7F
            length, first = int.from_bytes(raw[start : start + count], "big"), raw[start]
            start += count
            _require(bool(first) and length >= 0x80, _("it is not in canonical form"))
        _require(start + length <= end, _("it is cut off"))
        if tag & 0x20:
            _walk(raw, start, start + length)
        start += length


def _only_signer(data: cms.SignedData) -> cms.SignerInfo:
    signers = data["signer_infos"]
    _require(len(signers) == 1, _("it has not exactly one signer"))
    signer = signers[0]
    _require(data["version"].native == "v3", _("its version is not 3"))
    _require(signer["version"].native == "v1", "the version of its signer is not 1")
    _require(
        data["encap_content_info"]["content_type"].native == "tst_info", _("it states no time")
    )
    _require(not len(signer["unsigned_attrs"]), _("it carries unsigned attributes"))
    _require(not len(data["crls"]), _("it carries revocation lists"))
    listed = [algorithm.dump() for algorithm in data["digest_algorithms"]]
    _require(listed == [signer["digest_algorithm"].dump()], _("its digest algorithms disagree"))
    _require(signer["digest_algorithm"]["algorithm"].native == "sha256", _("it is not by SHA-256"))
    _require(
        signer["signature_algorithm"]["algorithm"].native == "sha256_rsa", _("it is not by RSA")
    )
    return signer


def _signer_certificate(data: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    identity = signer["sid"].chosen
    for choice in data["certificates"]:
        found: asn1_x509.Certificate = choice.chosen
        same = found.serial_number == identity["serial_number"].native
        if same and found.issuer.dump() == identity["issuer"].dump():
            return x509.load_der_x509_certificate(found.dump())
    raise SealError("time-stamp", NOT_GENUINE, what=_("the certificate of its signer is missing"))


def _check_signature(signer: cms.SignerInfo, content: bytes, certificate: x509.Certificate) -> None:
    attributes = {a["type"].native: a["values"] for a in signer["signed_attrs"]}
    _require(
        attributes["content_type"][0].native == "tst_info", _("it is signed as something else")
    )
    stated = attributes["message_digest"][0].native
    _require(stated == hashlib.sha256(content).digest(), _("its content was changed"))
    protected = attributes["cms_algorithm_protection"][0]
    for name in ("digest_algorithm", "signature_algorithm"):
        _require(
            protected[name].native == signer[name].native
            and protected[name].dump()[1:] == signer[name].dump()[1:],
            _("its algorithms were changed"),
        )
    certified = attributes["signing_certificate_v2"][0]["certs"][0]["cert_hash"].native
    _require(
        certified == certificate.fingerprint(hashes.SHA256()), _("its certificate was changed")
    )
    signed = signer["signed_attrs"].untag().dump()
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise SealError("time-stamp", "The time stamp is not genuine: its key is not RSA.")
    try:
        key.verify(signer["signature"].native, signed, PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise SealError("time-stamp", NOT_GENUINE, what=_("its signature does not fit")) from error


def _time_of(info: tsp.TSTInfo, digest: bytes) -> datetime:
    imprint = info["message_imprint"]
    _require(imprint["hash_algorithm"]["algorithm"].native == "sha256", _("it is not by SHA-256"))
    _require(imprint["hashed_message"].native == digest, _("it stands for other bytes"))
    return info["gen_time"].native


def _check_trust(
    data: cms.SignedData,
    certificate: x509.Certificate,
    roots: list[x509.Certificate],
    at: datetime,
) -> None:
    for choice in data["certificates"]:
        carried = x509.load_der_x509_certificate(choice.chosen.dump())
        _require(
            carried in roots or vouched_for(carried, roots, at),
            _("no trusted root vouches for its authority at that time"),
        )
        outer, inner = choice.chosen["signature_algorithm"], choice.chosen["tbs_certificate"]
        _require(outer.dump() == inner["signature"].dump(), _("a certificate was changed"))
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    _require(list(purposes) == [ROLE_PURPOSE], _("its key is not meant for time stamps alone"))

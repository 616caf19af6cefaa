"""Is a sealed PDF genuine? Every finding says where.

Judged at the time stamp in the file, never at the verifier's clock: the last time stamp must
cover the whole file and come from an authority that a trusted root vouches for; at the time
it states certificates must be valid and unrevoked by the revocation list in the file.
"""

import hashlib
import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import ades, policy_decl
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import policy_decl as path_policy
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.registry import SimpleTrustManager

from noetra_gov.core.errors import Sentence
from noetra_gov.seal.additions import check_additions
from noetra_gov.seal.ades_clock import validate_at
from noetra_gov.seal.certificates import common_name_of, role_of
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.reader import SealedReader
from noetra_gov.seal.tokens import read_strictly

SEAL_ROLE = "seal"
ROLES = frozenset({SEAL_ROLE, "decision"})
LEVEL = "PAdES B-LTA"
REVOCATION = path_policy.CertRevTrustPolicy(path_policy.REQUIRE_REVINFO)

for _noisy in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: stable code, place, verdict, and a sentence."""

    code: str
    where: str
    ok: bool
    sentence: Sentence


@dataclass
class PdfReport:
    findings: list[Finding] = field(default_factory=list)
    signed_at: datetime | None = None
    signers: list[str] = field(default_factory=list)

    @property
    def genuine(self) -> bool:
        return bool(self.findings) and all(finding.ok for finding in self.findings)

    @property
    def level(self) -> str:
        return LEVEL if self.genuine else ""

    def add(self, code: str, where: str, ok: bool, sentence: Sentence) -> bool:
        self.findings.append(Finding(code, where, ok, sentence))
        return ok


def verify_pdf(path: Path, *, roots: list[x509.Certificate]) -> list[Finding]:
    return inspect_pdf(path.read_bytes(), roots).findings


def inspect_pdf(data: bytes, roots: list[x509.Certificate]) -> PdfReport:
    """Every signature and time stamp of a sealed PDF; nothing a damaged file holds raises."""
    report = PdfReport()
    try:
        _inspect(data, roots, report)
    except Exception as error:  # hostile bytes make parsers raise anything: all mean the same
        report.add(
            "structure",
            "file",
            False,
            _("The file cannot be read as a sealed PDF: %(error)s.") % {"error": error},
        )
    return report


def _inspect(data: bytes, roots: list[x509.Certificate], report: PdfReport) -> None:
    reader = SealedReader(data)
    signatures = list(reader.embedded_signatures)
    if not signatures:
        report.add("no-signature", "file", False, _("The file carries no signature."))
        return
    for signature in signatures:
        _check_frame(data, signature, report)
    closing = signatures[-1]
    _check_closing(data, closing, report)
    if not report.genuine:
        return
    for signature in signatures:
        if signature.sig_object_type == "/DocTimeStamp":
            report.signed_at = _check_stamp(data, signature, roots, report)
    if report.genuine and report.signed_at:
        _check_signers(data, reader, roots, report, report.signed_at)


def _where(signature: EmbeddedPdfSignature) -> str:
    _start, length, after, _rest = signature.byte_range
    place = {"name": signature.field_name, "start": length, "end": after}
    return _("“%(name)s”, bytes %(start)s-%(end)s") % place


def _check_frame(data: bytes, signature: EmbeddedPdfSignature, report: PdfReport) -> None:
    """Two ranges around one canonical, zero-padded hexadecimal string, and nothing else left out."""
    start, length, after, rest = (int(number) for number in signature.byte_range)
    hole = data[length:after]
    inner, cms = hole[1:-1], signature.pkcs7_content
    framed = start == 0 and hole[:1] == b"<" and hole[-1:] == b">" and after + rest <= len(data)
    report.add(
        "byte-range",
        _where(signature),
        framed,
        _("The signature leaves out only itself.")
        if framed
        else _("The signature leaves out more than itself."),
    )
    padded = _signature_bytes(inner)
    canonical = padded is not None and padded.rstrip(b"\0") == bytes(cms).rstrip(b"\0")
    report.add(
        "contents",
        _where(signature),
        canonical,
        _("The signature is written in the one canonical way.")
        if canonical
        else _("Inside the signature's own bytes something was changed (hexadecimal or padding)."),
    )


def _signature_bytes(inner: bytes) -> bytes | None:
    """The bytes of upper-case hexadecimal whose rest after the DER structure is zero."""
    if set(inner) - set(b"0123456789ABCDEF") or len(inner) % 2:
        return None
    raw = bytes.fromhex(inner.decode())
    length = _der_length(raw)
    return raw[:length] if length and not any(raw[length:]) else None


def _der_length(raw: bytes) -> int:
    """The length of the outermost DER element, with its header."""
    if len(raw) < 6 or raw[0] != 0x30 or not 0x81 <= raw[1] <= 0x84:
        return 0
    count = raw[1] & 0x7F
    return 2 + count + int.from_bytes(raw[2 : 2 + count], "big")


def _check_closing(data: bytes, closing: EmbeddedPdfSignature, report: PdfReport) -> None:
    _start, _length, after, rest = (int(number) for number in closing.byte_range)
    whole = closing.sig_object_type == "/DocTimeStamp" and after + rest == len(data)
    report.add(
        "closing",
        _where(closing),
        whole,
        _("A time stamp closes the file and covers all of it.")
        if whole
        else _("The last time stamp does not cover the whole file: something was added."),
    )


def _check_stamp(
    data: bytes,
    signature: EmbeddedPdfSignature,
    roots: list[x509.Certificate],
    report: PdfReport,
) -> datetime | None:
    _start, length, after, rest = (int(number) for number in signature.byte_range)
    digest = hashlib.sha256(data[:length] + data[after : after + rest]).digest()
    raw = _signature_bytes(data[length + 1 : after - 1]) or b""
    try:
        token = read_strictly(raw, digest, roots)
    except SealError as error:
        report.add("time-stamp", _where(signature), False, str(error))
        return None
    report.add(
        "time-stamp",
        _where(signature),
        True,
        _("Time-stamped %(at)s by “%(name)s”.")
        % {"at": token.at.isoformat(), "name": common_name_of(token.certificate)},
    )
    return token.at


def _check_signers(
    data: bytes,
    reader: PdfFileReader,
    roots: list[x509.Certificate],
    report: PdfReport,
    at: datetime,
) -> None:
    roles = set()
    for signature in reader.embedded_regular_signatures:
        certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
        roles.add(role_of(certificate))
        _check_signer(data, signature, certificate, roots, report, at)
    if SEAL_ROLE not in roles:
        report.add("no-seal", "file", False, _("The programme's seal is missing."))


def _check_signer(
    data: bytes,
    signature: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    roots: list[x509.Certificate],
    report: PdfReport,
    at: datetime,
) -> None:
    name = common_name_of(certificate)
    result = validate_at(signature, _policy(roots), at)
    passed = result.ades_subindic == AdESPassed.OK and role_of(certificate) in ROLES
    stamped = result.signature_timestamp_status is not None
    where = _where(signature)
    if report.add("signature", where, passed and stamped, _verdict(name, passed, result)):
        report.signers.append(name)
    _check_rest(data, signature, report)


def _check_rest(data: bytes, signature: EmbeddedPdfSignature, report: PdfReport) -> None:
    _start, _length, after, rest = (int(number) for number in signature.byte_range)
    where = _where(signature)
    try:
        check_additions(data, after + rest)
    except SealError as error:
        report.add("added", where, False, str(error))
    else:
        report.add("added", where, True, _("After it only signatures and time stamps were added."))


def _verdict(name: str, passed: bool, result: ades.AdESLTAValidationResult) -> str:
    if passed:
        return _("Signed by “%(name)s”, level %(level)s.") % {"name": name, "level": LEVEL}
    return _(
        "The signature of “%(name)s” is not genuine (%(code)s): the document was changed, or "
        "no trusted root vouches for the signer at that time."
    ) % {"name": name, "code": result.ades_subindic}


def _policy(roots: list[x509.Certificate]) -> policy_decl.PdfSignatureValidationSpec:
    anchors = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    certificates = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=anchors), revinfo_policy=REVOCATION
    )
    gathering = policy_decl.RevocationInfoGatheringSpec(
        online_fetching_rule=policy_decl.RevinfoOnlineFetchingRule.LOCAL_ONLY
    )
    return policy_decl.PdfSignatureValidationSpec(
        policy_decl.SignatureValidationSpec(
            cert_validation_policy=certificates, revinfo_gathering_policy=gathering
        ),
        diff_policy=None,  # what was added later is compared by ourselves
    )

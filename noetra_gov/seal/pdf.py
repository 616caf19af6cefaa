"""Seal a PDF (PAdES B-LTA) offline, as of a given time.

Each seal is an incremental update: the bytes before it stay an exact prefix.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, TimestampDSSContentSettings
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from noetra_gov.seal.certificates import common_name_of
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.keys import Entity, KeyStore, default_store
from noetra_gov.seal.timestamps import LocalAuthority, LocalTimeStamper

# A widget that PDF/A accepts (printable) and PDF/UA ignores (outside the page).
INVISIBLE = fields.InvisSigSettings(
    set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
)


DSS_WITH_STAMP = TimestampDSSContentSettings(update_before_ts=True, include_vri=False)


@dataclass(frozen=True)
class SealedPdf:
    path: Path
    digest: str
    size: int


class _QuietWriter(IncrementalPdfFileWriter):
    """Adds to a file without touching its metadata, which state when the document was made."""

    def _update_meta(self) -> None:
        """pyHanko would name itself as producer and write the machine's time."""


class _SignerAt(signers.PdfSigner):
    """pyHanko's signer, with the clock it is given instead of the machine's."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def seal_pdf(
    path_in: Path,
    path_out: Path,
    *,
    at: datetime,
    store: KeyStore | None = None,
    signer: str = "seal",
    reason: str = "",
    field: str | None = None,
) -> SealedPdf:
    """Add one signature with its time stamps; call again with signer="decider" for a second."""
    keys = store or default_store()
    entity = keys.entity(signer)
    stamper = LocalTimeStamper(LocalAuthority(keys.entity("tsa"), at))
    field = field or signer.title()
    signed = _sign(_read(path_in), entity, keys, stamper, at=at, reason=reason, field=field)
    data = _close(signed, entity, keys, stamper, at=at, field=f"{field}Archive")
    _place(path_out, data)
    return SealedPdf(path_out, "sha256:" + hashlib.sha256(data).hexdigest(), len(data))


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        list(IncrementalPdfFileWriter(BytesIO(data)).prev.xrefs.explicit_refs_in_revision(0))
    except Exception as error:  # whatever a damaged file makes the parser raise means the same
        raise SealError(
            "no-pdf", _("%(name)s is no PDF that can be sealed."), name=path.name
        ) from error
    return data


def _place(path: Path, data: bytes) -> None:
    draft = path.with_name(path.name + ".new")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SealError(
            "cannot-write", _("%(path)s cannot be written. Name another file."), path=str(path)
        ) from error


def _sign(
    data: bytes,
    entity: Entity,
    keys: KeyStore,
    stamper: LocalTimeStamper,
    *,
    at: datetime,
    reason: str,
    field: str,
) -> bytes:
    """PAdES B-T: the signature and the time stamp over it."""
    writer = _QuietWriter(BytesIO(data))
    is_first = not list(fields.enumerate_sig_fields(writer.prev, filled_status=True))
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        name=common_name_of(entity.certificate),
        reason=reason or None,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=is_first,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
        validation_context=context_at(keys, at),
    )
    sealer = _SignerAt(
        meta,
        signer=_cms_signer(entity, keys.root),
        timestamper=stamper,
        new_field_spec=fields.SigFieldSpec(field, invis_sig_settings=INVISIBLE),
    )
    sealer.at = at
    output = BytesIO()
    try:
        sealer.sign_pdf(writer, output=output)
    except SigningError as error:
        raise SealError(
            "cannot-sign",
            _("The key cannot sign at that time: its certificate is not valid then, or revoked."),
        ) from error
    return output.getvalue()


def _close(
    data: bytes,
    entity: Entity,
    keys: KeyStore,
    stamper: LocalTimeStamper,
    *,
    at: datetime,
    field: str,
) -> bytes:
    """From B-T to B-LTA: certificates and revocation list, under a time stamp of the whole file."""
    context = context_at(keys, at)
    validator = CertificateValidator(_asn1(entity.certificate), validation_context=context)
    path = asyncio.run(validator.async_validate_usage({"non_repudiation"}))
    output = BytesIO()
    signers.PdfTimeStamper(
        stamper, field_name=field, invis_settings=INVISIBLE, readable_field_name=field
    ).timestamp_pdf(
        _QuietWriter(BytesIO(data)),
        "sha256",
        validation_context=context,
        validation_paths=[path],
        dss_settings=DSS_WITH_STAMP,
        output=output,
    )
    return output.getvalue()


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _cms_signer(entity: Entity, root: x509.Certificate) -> signers.SimpleSigner:
    der = entity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    registry = SimpleCertificateStore()
    registry.register(_asn1(root))
    return signers.SimpleSigner(
        signing_cert=_asn1(entity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(der),
        cert_registry=registry,
    )


def context_at(keys: KeyStore, at: datetime) -> ValidationContext:
    """What is trusted and known at a time: the own root and its revocation list of then."""
    return ValidationContext(
        trust_roots=[_asn1(keys.root)],
        crls=[keys.crl(at=at).public_bytes(Encoding.DER)],
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="require",
    )

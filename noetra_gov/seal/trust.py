"""Whom a root vouches for. Time is an argument: a seal is judged at its own time stamp."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext_lazy as _

from noetra_gov.seal.errors import SealError


def load_roots(paths: Iterable[Path]) -> list[x509.Certificate]:
    """Trusted certificates from PEM files."""
    found: list[x509.Certificate] = []
    for path in paths:
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise SealError(
                "bad-trust",
                _("%(name)s is no certificate in PEM form that can be read."),
                name=path.name,
            ) from error
    return found


def vouched_for(
    certificate: x509.Certificate, roots: Iterable[x509.Certificate], at: datetime
) -> bool:
    """A root signed it, and both were valid at that time."""
    return any(_signed_by(certificate, root) and _valid(root, at) for root in roots) and _valid(
        certificate, at
    )


def _valid(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _signed_by(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True

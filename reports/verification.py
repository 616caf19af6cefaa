"""Is a sealed dossier genuine? The product's own answer, for `manage.py verify` and the portal.

Signatures and time stamps are pyHanko's to judge, statements securesystemslib's, the log's the
log's own code; `noetra_verify.py` comes to the same answer without any of them.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from noetra_gov.audit import notes
from noetra_gov.audit.merkle import leaf_hash, verify_inclusion
from noetra_gov.audit.proofs import read_proof
from noetra_gov.core.errors import BadInput
from noetra_gov.seal import dsse
from noetra_gov.seal.canonical import canonical_json, digest_of_bytes
from noetra_gov.seal.certificates import role_of
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.pdf_check import Finding, inspect_pdf
from noetra_gov.seal.trust import load_roots, vouched_for
from reports import noetra_verify

MAX_BYTES = 200_000_000
Files = dict[str, bytes]


@dataclass
class Report:
    """The verdict with every finding."""

    findings: list[Finding] = field(default_factory=list)
    level: str = ""
    signed_at: datetime | None = None
    signers: list[str] = field(default_factory=list)

    @property
    def genuine(self) -> bool:
        return bool(self.findings) and all(finding.ok for finding in self.findings)

    def check(self, code: str, where: str, examine: Callable[[], str]) -> bool:
        """Run one check; whatever it raises is a finding, never a crash."""
        try:
            self.findings.append(Finding(code, where, True, examine()))
        except SealError as error:
            self.findings.append(Finding(code, where, False, str(error)))
        except noetra_verify.Problem as problem:
            text = _("It does not fit together: %(detail)s.") % {"detail": problem}
            self.findings.append(Finding(code, where, False, text))
        except Exception as error:  # hostile bytes make parsers raise anything
            text = _("it cannot be read (%(error)s)") % {"error": error}
            self.findings.append(Finding(code, where, False, text))
        return self.findings[-1].ok


def default_trust() -> list[Path]:
    """The root of this installation."""
    return [Path(settings.HOME) / "keys" / "root.pem"]


def verify_file(path: Path, *, trust: Iterable[Path] | None = None) -> Report:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput("too_large", _("%(name)s is too large for a dossier."), name=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            "no_file", _("%(name)s cannot be read. Check its name."), name=str(path)
        ) from error
    return verify_bytes(data, load_roots(trust or default_trust()))


def verify_bytes(data: bytes, roots: list[x509.Certificate]) -> Report:
    """The signatures first; the evidence only of a file that is what was signed."""
    sealed = inspect_pdf(data, roots)
    report = Report(list(sealed.findings), sealed.level, sealed.signed_at, sealed.signers)
    if sealed.genuine and sealed.signed_at:
        examine = partial(_check_evidence, data, roots, report, sealed.signed_at)
        report.check("evidence", _("attachments"), examine)
    return report


def _check_evidence(
    data: bytes, roots: list[x509.Certificate], report: Report, at: datetime
) -> str:
    with pikepdf.open(BytesIO(data)) as pdf:
        files = noetra_verify.attachments_of(pdf)
        identifier = bytes(pdf.trailer.ID[0])
    evidence = files["evidence.json"]
    bundle = json.loads(evidence)
    digest = digest_of_bytes(evidence)
    report.check("canonical", "evidence.json", lambda: _canonical(bundle, evidence))
    report.check("identifier", _("PDF identifier"), lambda: _identifier(identifier, evidence))
    report.check("listed", _("attachments"), lambda: _listed(bundle, files))
    if "money" in bundle:  # the record of a tested policy has none
        report.check("totals", "evidence.json", lambda: noetra_verify.check_totals(bundle))
    if "ledger.csv" in files:
        report.check(
            "extract",
            "ledger.csv",
            lambda: noetra_verify.check_extract(bundle, files["ledger.csv"]),
        )
    certificates = _certificates(files, roots, at)
    report.check("log", _("log proof"), lambda: _log(files, digest, certificates))
    for name in sorted(files):
        if name.endswith(".dsse.json"):
            report.check("statement", name, partial(_statement, files, name, roots, at))
    return _("%(count)s attachments") % {"count": len(files)}


def _canonical(bundle: Any, content: bytes) -> str:
    if canonical_json(bundle) != content:
        raise SealError("canonical", _("The evidence is not in canonical form."))
    return digest_of_bytes(content)


def _identifier(stated: bytes, content: bytes) -> str:
    digest = hashlib.sha256(content)
    if stated not in (digest.digest(), digest.hexdigest().encode()):
        raise SealError("identifier", _("The identifier of the PDF is not the evidence's digest."))
    return _("The identifier of the PDF is the evidence's digest.")


def _listed(bundle: dict[str, Any], files: Files) -> str:
    noetra_verify.check_listed(bundle, files)
    return _("Every attachment the evidence names is there, unchanged.")


def _certificates(
    files: Files, roots: list[x509.Certificate], at: datetime
) -> dict[str, x509.Certificate]:
    """Trusted certificates of the log and the statements, by role."""
    found = x509.load_pem_x509_certificates(files["certificates.pem"])
    return {role_of(one): one for one in found if vouched_for(one, roots, at)}


def _log(files: Files, digest: str, certificates: dict[str, x509.Certificate]) -> str:
    name = next(name for name in noetra_verify.PROOF_NAMES if name in files)
    proof = read_proof(files[name].decode())
    head, _signatures = notes.parse(proof.note)
    key = certificates["log"].public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise SealError("checkpoint-signer", _("The checkpoint is not signed by this log."))
    notes.verify(proof.note, head.origin, key)
    leaf = leaf_hash(proof.leaf)
    if not verify_inclusion(leaf, proof.index, head.size, proof.path, head.root):
        raise SealError("log", _("The proof does not lead to the head of the log."))
    if digest not in json.loads(proof.leaf)["digests"].values():
        raise SealError("log", _("The entry in the log does not state the evidence's digest."))
    if files["checkpoint.txt"].decode() != proof.note:
        raise SealError("log", _("The attached checkpoint is not the one of the proof."))
    return _("Entry %(index)s of %(size)s in %(origin)s.") % {
        "index": proof.index,
        "size": head.size,
        "origin": head.origin,
    }


def _statement(files: Files, name: str, roots: list[x509.Certificate], at: datetime) -> str:
    certificates = x509.load_pem_x509_certificates(files["certificates.pem"])
    statement = dsse.verify(json.loads(files[name]), certificates, roots, at)
    for subject in statement["subject"]:
        attached = files.get(subject["name"])
        if (
            attached is not None
            and hashlib.sha256(attached).hexdigest() != subject["digest"]["sha256"]
        ):
            raise SealError(
                "statement", _("%(name)s is not the file it speaks of."), name=subject["name"]
            )
    return str(statement["predicateType"])


def as_lines(report: Report) -> list[str]:
    """One finding a line, then the verdict."""
    lines = [
        f"{'ok ' if finding.ok else 'NOT'}  {finding.code:<14} {finding.where}: {finding.sentence}"
        for finding in report.findings
    ]
    return [*lines, verdict(report)]


def verdict(report: Report) -> str:
    if not report.genuine:
        return _("NOT GENUINE")
    return _("GENUINE: %(level)s, %(at)s, signed by %(signers)s") % {
        "level": report.level,
        "at": report.signed_at.isoformat() if report.signed_at else "",
        "signers": ", ".join(report.signers),
    }

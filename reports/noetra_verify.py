#!/usr/bin/env python3
"""Is this sealed dossier genuine? One file, without us.

    python noetra_verify.py DOSSIER.pdf --trust ROOT.pem [--json]

Needs Python 3.11 with cryptography, asn1crypto and pikepdf, no network and no clock: everything is judged
at the time stamp in the file. ROOT.pem is the certificate you were given by another way than the file.
Exit status: 0 genuine, 1 not, 2 wrong use. What is checked, and why: docs/guide-verify.md.
"""

import argparse
import base64
import csv
import hashlib
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast

import pikepdf
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HEXADECIMAL = frozenset(b"0123456789ABCDEF")
DSSE_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
SIGNING_ROLES = ("seal", "decision")
PROOF_NAMES = ("proof.txt", "log-proof.txt")


class Problem(Exception):
    """What is not as it must be."""


@dataclass
class Finding:
    code: str
    where: str
    ok: bool
    sentence: str

    def __str__(self) -> str:
        return f"{'ok ' if self.ok else 'NOT'}  {self.code:<14} {self.where}: {self.sentence}"


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)

    @property
    def genuine(self) -> bool:
        return bool(self.findings) and all(finding.ok for finding in self.findings)

    def check(self, code: str, where: str, examine: Callable[[], Any]) -> Any:
        """Run one check; whatever it raises is a finding, never a crash."""
        try:
            result = examine()
        except Problem as problem:
            self.findings.append(Finding(code, where, False, str(problem)))
            return None
        except Exception as error:  # hostile bytes make parsers raise anything
            text = f"it cannot be read ({type(error).__name__}: {error})"
            self.findings.append(Finding(code, where, False, text))
            return None
        sentence = result if isinstance(result, str) else "as it must be"
        self.findings.append(Finding(code, where, True, sentence))
        return result


def require(condition: Any, otherwise: str) -> None:
    if not condition:
        raise Problem(otherwise)


# --- whom we trust ---------------------------------------------------------------------------------


def role_of(certificate: x509.Certificate) -> str:
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return str(units[0].value) if units else ""


def name_of(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def is_vouched_for(
    certificate: x509.Certificate, roots: list[x509.Certificate], at: datetime
) -> bool:
    """Directly issued by a trusted root, both valid at that time."""
    for root in roots:
        try:
            certificate.verify_directly_issued_by(root)
        except Exception:  # noqa: S112 - another issuer or a forged signature: try the next root
            continue
        if all(c.not_valid_before_utc <= at <= c.not_valid_after_utc for c in (root, certificate)):
            return True
    return False


def is_listed_by(root: x509.Certificate, listed: x509.CertificateRevocationList) -> bool:
    """Whether that root signed the list; a key that cannot sign raises, which is a finding too."""
    return listed.is_signature_valid(cast(CertificateIssuerPublicKeyTypes, root.public_key()))


def check_unrevoked(
    certificate: x509.Certificate, crls: list[bytes], roots: list[x509.Certificate], at: datetime
) -> None:
    """A revocation list in the file, valid at that time, must not name the certificate."""
    for data in crls:
        listed = x509.load_der_x509_crl(data)
        issuers = [root for root in roots if root.subject == listed.issuer]
        signed = any(is_listed_by(root, listed) for root in issuers)
        timely = listed.last_update_utc <= at <= (listed.next_update_utc or at)
        if signed and timely and listed.issuer == certificate.issuer:
            entry = listed.get_revoked_certificate_by_serial_number(certificate.serial_number)
            require(entry is None or entry.revocation_date_utc > at, "its certificate was revoked")
            return
    raise Problem("the file holds no revocation list of its issuer for that time")


# --- CMS: signatures and time stamps ---------------------------------------------------------------


def walk_der(raw: bytes, start: int, end: int) -> None:
    """Every length is written in its one shortest form and fits (X.690, 10.1)."""
    while start < end:
        tag, length, start = raw[start], raw[start + 1], start + 2
        require(tag & 0x1F != 0x1F and length != 0x80, "it is not in canonical form")
        if length > 0x80:
            count = length & 0x7F
            length, first = int.from_bytes(raw[start : start + count], "big"), raw[start]
            start += count
            require(first and length >= 0x80, "it is not in canonical form")
        require(start + length <= end, "it is cut off")
        if tag & 0x20:
            walk_der(raw, start, start + length)
        start += length


def read_cms(raw: bytes) -> tuple[Any, Any]:
    """The signed data and its one signer, every unsigned byte required to have its one value."""
    info = cms.ContentInfo.load(raw, strict=True)
    require(info["content_type"].native == "signed_data", "it is no signed data")
    walk_der(raw, 0, len(raw))
    data = info["content"]
    require(len(data["signer_infos"]) == 1, "it has not exactly one signer")
    signer = data["signer_infos"][0]
    require(signer["version"].native == "v1" and not len(data["crls"]), "its form is not the usual")
    listed = [algorithm.dump() for algorithm in data["digest_algorithms"]]
    require(listed == [signer["digest_algorithm"].dump()], "its digest algorithms disagree")
    require(signer["digest_algorithm"]["algorithm"].native == "sha256", "it is not by SHA-256")
    require(signer["signature_algorithm"]["algorithm"].native == "sha256_rsa", "it is not by RSA")
    return data, signer


def signer_certificate(data: Any, signer: Any) -> x509.Certificate:
    identity = signer["sid"].chosen
    for choice in data["certificates"]:
        one = choice.chosen
        outer, inner = one["signature_algorithm"].dump(), one["tbs_certificate"]["signature"].dump()
        require(outer == inner, "a certificate in it was changed")
        if (one.issuer.dump(), one.serial_number) == (
            identity["issuer"].dump(),
            identity["serial_number"].native,
        ):
            return x509.load_der_x509_certificate(one.dump())
    raise Problem("the certificate of its signer is missing")


def check_signature(
    signer: Any, content_digest: bytes, certificate: x509.Certificate, kind: str
) -> None:
    attributes = {a["type"].native: a["values"] for a in signer["signed_attrs"]}
    require(attributes["content_type"][0].native == kind, "it was signed as something else")
    require(
        attributes["message_digest"][0].native == content_digest, "the bytes it covers were changed"
    )
    for protected in attributes.get("cms_algorithm_protection", []):
        for name in ("digest_algorithm", "signature_algorithm"):
            same = protected[name].dump()[1:] == signer[name].dump()[1:]
            require(same, "its algorithms were changed")
    named = attributes["signing_certificate_v2"][0]["certs"][0]["cert_hash"].native
    require(named == certificate.fingerprint(hashes.SHA256()), "its certificate was changed")
    signed, key = signer["signed_attrs"].untag().dump(), certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise Problem("the key of its signer is not RSA")
    try:
        key.verify(signer["signature"].native, signed, PKCS1v15(), hashes.SHA256())
    except Exception as error:
        raise Problem("the signature does not fit its signer's key") from error


def read_token(raw: bytes, digest: bytes, roots: list[x509.Certificate]) -> datetime:
    """When `digest` existed, by a time-stamp authority that a root vouches for."""
    data, signer = read_cms(raw)
    require(data["version"].native == "v3" and not len(signer["unsigned_attrs"]), "it was added to")
    protected = any(a["type"].native == "cms_algorithm_protection" for a in signer["signed_attrs"])
    is_time = data["encap_content_info"]["content"].parsed.__class__ is tsp.TSTInfo
    require(is_time and protected, "it states no time")
    content = data["encap_content_info"]["content"]
    certificate = signer_certificate(data, signer)
    check_signature(signer, hashlib.sha256(content.contents).digest(), certificate, "tst_info")
    imprint, at = content.parsed["message_imprint"], content.parsed["gen_time"].native
    require(imprint["hashed_message"].native == digest, "it stands for other bytes")
    for choice in data["certificates"]:
        carried = x509.load_der_x509_certificate(choice.chosen.dump())
        known = carried in roots or is_vouched_for(carried, roots, at)
        require(known, "no trusted root vouches for its authority at that time")
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    require(list(purposes) == [ExtendedKeyUsageOID.TIME_STAMPING], "its key is not for time stamps")
    return at


# --- the PDF ---------------------------------------------------------------------------------------


@dataclass
class Signature:
    name: str
    ranges: list[int]
    contents: bytes
    is_stamp: bool

    @property
    def where(self) -> str:
        return f"“{self.name}”, bytes {self.ranges[1]}-{self.ranges[2]}"

    @property
    def end(self) -> int:
        return self.ranges[2] + self.ranges[3]

    def covered(self, data: bytes) -> bytes:
        return hashlib.sha256(data[: self.ranges[1]] + data[self.ranges[2] : self.end]).digest()


def signatures_in(pdf: pikepdf.Pdf) -> list[Signature]:
    found = []
    for one in pdf.Root.AcroForm.Fields:
        value = one.get("/V")
        if one.get("/FT") == "/Sig" and value is not None:
            ranges = [int(number) for number in value.ByteRange]
            stamp = value.get("/Type") == "/DocTimeStamp"
            found.append(Signature(str(one.T), ranges, bytes(value.Contents), stamp))
    return sorted(found, key=lambda signature: signature.end)


def check_frame(data: bytes, signature: Signature) -> bytes:
    """Two ranges around one canonical, zero-padded hexadecimal string; answers its DER bytes."""
    start, length, after, rest = signature.ranges
    require(start == 0 and 0 < length < after and after + rest <= len(data), "its ranges are wrong")
    hole = data[length:after]
    require(hole[:1] == b"<" and hole[-1:] == b">", "it leaves out more than itself")
    inner = hole[1:-1]
    require(set(inner) <= HEXADECIMAL and len(inner) % 2 == 0, "its hexadecimal form was changed")
    raw = bytes.fromhex(inner.decode())
    require(raw[0] == 0x30 and 0x81 <= raw[1] <= 0x84, "it is no DER structure")
    count = raw[1] & 0x7F
    end = 2 + count + int.from_bytes(raw[2 : 2 + count], "big")
    require(not any(raw[end:]), "its padding is not zero")
    return raw[:end]


def check_signer(
    raw: bytes, digest: bytes, crls: list[bytes], roots: list[x509.Certificate], at: datetime
) -> x509.Certificate:
    data, signer = read_cms(raw)
    certificate = signer_certificate(data, signer)
    check_signature(signer, digest, certificate, "data")
    require(is_vouched_for(certificate, roots, at), f"its signer “{name_of(certificate)}” is unknown:"
            " no certificate given with --trust vouches for it at that time")  # fmt: skip
    require(role_of(certificate) in SIGNING_ROLES, "its key is not meant to sign documents")
    check_unrevoked(certificate, crls, roots, at)
    stamps = [
        a for a in signer["unsigned_attrs"] if a["type"].native == "signature_time_stamp_token"
    ]
    require(len(stamps) == 1 and len(stamps[0]["values"]) == 1, "its own time stamp is missing")
    signature = hashlib.sha256(signer["signature"].native).digest()
    stamped = read_token(stamps[0]["values"][0].dump(), signature, roots)
    require(stamped <= at, "its own time stamp is later than the one that closes the file")
    return certificate


def check_additions(data: bytes, signature: Signature) -> None:
    """After a signature only signatures, time stamps and validation data may have been added."""
    with (
        pikepdf.open(io.BytesIO(data[: signature.end])) as before,
        pikepdf.open(io.BytesIO(data)) as after,
    ):
        allowed = _may_change(before)
        for thing in before.objects:
            if isinstance(thing, pikepdf.Object) and thing.is_indirect:
                now = after.get_object(thing.objgen)
                if thing.objgen not in allowed:
                    same = _plain(thing) == _plain(now)
                    require(same, f"object {thing.objgen[0]} was changed after it was signed")
        _check_roots(before, after)


def _may_change(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The catalogue, the form and the pages get entries for later signatures; compared by part."""
    parts = [pdf.Root, pdf.Root.get("/AcroForm"), pdf.Root.get("/DSS"), *(p.obj for p in pdf.pages)]
    parts += [pdf.Root.DSS.get(key) for key in ("/CRLs", "/Certs")] if "/DSS" in pdf.Root else []
    form = pdf.Root.get("/AcroForm")
    parts += [form.get("/Fields")] if form is not None else []
    parts += [page.obj.get("/Annots") for page in pdf.pages]
    return {part.objgen for part in parts if isinstance(part, pikepdf.Object) and part.is_indirect}


def _plain(thing: pikepdf.Object) -> bytes:
    stream = thing.read_raw_bytes() if isinstance(thing, pikepdf.Stream) else b""
    return bytes(thing.unparse(resolved=True)) + stream


def _check_roots(before: pikepdf.Pdf, after: pikepdf.Pdf) -> None:
    for key in set(before.Root.keys()) | set(after.Root.keys()):
        if key not in ("/AcroForm", "/DSS", "/Extensions", "/Perms"):
            same = _value(before.Root.get(key)) == _value(after.Root.get(key))
            require(same, f"{key} of the catalogue was changed after it was signed")
    _check_form(before.Root.AcroForm, after.Root.AcroForm)
    require(len(before.pages) == len(after.pages), "pages were added or removed")
    for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=True), 1):
        for key in set(old.obj.keys()) | set(new.obj.keys()):
            if key != "/Annots":
                same = _value(old.obj.get(key)) == _value(new.obj.get(key))
                require(same, f"{key} of page {number} was changed after it was signed")
        _check_annotations(old, new, number)


def _check_form(old: pikepdf.Object, new: pikepdf.Object) -> None:
    """Fields stay, and what is added are signatures."""
    for key in (set(old.keys()) | set(new.keys())) - {"/Fields", "/SigFlags"}:
        same = _value(old.get(key)) == _value(new.get(key))
        require(same, f"{key} of the form was changed after it was signed")
    known, now = list(old.Fields), list(new.Fields)
    stay = [_value(one) for one in known] == [_value(one) for one in now[: len(known)]]
    signatures = all(one.get("/FT") == "/Sig" for one in now[len(known) :])
    require(stay and signatures, "the fields of the form were changed after it was signed")


def _check_annotations(old: pikepdf.Page, new: pikepdf.Page, number: int) -> None:
    known, now = list(old.obj.get("/Annots", [])), list(new.obj.get("/Annots", []))
    require([_value(a) for a in known] == [_value(a) for a in now[: len(known)]],
            f"an annotation of page {number} was changed after it was signed")  # fmt: skip
    for added in now[len(known) :]:
        left, low, right, high = (float(side) for side in added.Rect)
        invisible = added.get("/FT") == "/Sig" and (left, low) == (right, high)
        require(invisible, f"something visible was added to page {number} after it was signed")


def _value(thing: Any) -> bytes | None:
    """A direct value, or the number of an indirect one (whose content is compared by itself)."""
    return None if thing is None else bytes(pikepdf.Object.unparse(thing)) if isinstance(
        thing, pikepdf.Object) else repr(thing).encode()  # fmt: skip


def attachments_of(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


# --- the evidence ----------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    """RFC 8785."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """A float as ECMAScript writes it (Number::toString), from its shortest decimal digits."""
    if value == 0:
        return "0"
    negative, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text, sign = "".join(map(str, digits)), "-" if negative else ""
    count, point = len(text), len(text) + int(exponent)
    if count <= point <= 21:
        return sign + text + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{text[:point]}.{text[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{text}"
    fraction = f".{text[1:]}" if count > 1 else ""
    return f"{sign}{text[0]}{fraction}e{point - 1:+d}"


def check_evidence(content: bytes) -> dict[str, Any]:
    bundle = json.loads(content)
    require(canonical(bundle).encode() == content, "evidence.json is not in canonical form")
    return bundle


def check_identifier(pdf: pikepdf.Pdf, content: bytes) -> str:
    stated, digest = bytes(pdf.trailer.ID[0]), hashlib.sha256(content)
    same = stated in (digest.digest(), digest.hexdigest().encode())
    require(same, "the identifier of the PDF is not the digest of evidence.json")
    return f"sha256:{digest.hexdigest()}"


def check_listed(bundle: dict[str, Any], files: dict[str, bytes]) -> None:
    """Every attachment the bundle names by digest is there, unchanged."""
    for item in bundle.get("attachments", []):
        content = files.get(item["name"])
        if content is None:
            raise Problem(f"{item['name']} is missing")
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        require(digest == item["digest"], f"{item['name']} was changed")


STANDING = ("reserved", "settled", "lapsed", "frozen", "recovered")
ENTERS = {"appropriate": "appropriated", "release": "released", "reserve_release": "released",
          "commit": "committed", "carry_in": "committed", "advance": "advanced"}  # fmt: skip
LEAVES = {"decommit": "committed", "carry_over": "committed"}


def sums_of(entries: list[dict[str, Any]]) -> dict[tuple[int, str], int]:
    """Yen by fiscal year and column, from the ledger extract alone."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for entry in entries:
        amount, kind = entry["amount_yen"], entry["kind"]
        require(isinstance(amount, int) and amount >= 0, "an amount is no whole number of yen")
        given, taken = entry["from"].split("/"), entry["to"].split("/")
        if kind in ENTERS:
            sums[int(taken[0]), ENTERS[kind]] += amount
        if kind in LEAVES:
            sums[int(given[0]), LEAVES[kind]] -= amount
        if given[1] in STANDING:
            sums[int(given[0]), given[1]] -= amount
        if taken[1] in STANDING:
            sums[int(taken[0]), taken[1]] += amount
    return sums


def check_totals(bundle: dict[str, Any]) -> str:
    money, entries = bundle["money"], bundle["ledger"]["entries"]
    columns = (*dict.fromkeys(ENTERS.values()), *STANDING)
    if bundle["edition"]["audience"] == "full":
        sums = sums_of(entries)
        for year in money["years"]:
            for column in columns:
                stated, found = year[f"{column}_yen"], sums[year["fiscal_year"], column]
                require(stated == found, f"{column} of FY{year['fiscal_year']} is stated as {stated}"
                        f" yen, the ledger gives {found}")  # fmt: skip
        require(
            money["committed_yen"] == committed(entries),
            "the sum of commitments is not the ledger's",
        )
    for year in money["years"]:
        within = year["committed_yen"] <= year["appropriated_yen"]
        require(within, f"the commitments of FY{year['fiscal_year']} exceed its appropriation")
    require(money["committed_yen"] <= money["cap_yen"], "the commitments exceed the cap")
    tranche = money.get("tranche")
    if tranche:
        parts = tranche["released_yen"] + tranche["reserve_yen"]
        require(
            parts == tranche["total_yen"], "released part and reserve do not sum to the tranche"
        )
    return f"every total follows from {len(entries)} transfers"


def committed(entries: list[dict[str, Any]]) -> int:
    total = 0
    for entry in entries:
        total += entry["amount_yen"] if entry["kind"] == "commit" else 0
        lapsed = entry["kind"] == "lapse" and entry["from"].split("/")[1] == "committed"
        total -= entry["amount_yen"] if entry["kind"] == "decommit" or lapsed else 0
    return total


def check_extract(bundle: dict[str, Any], content: bytes) -> str:
    """ledger.csv says row by row what the bundle says."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    entries = bundle["ledger"]["entries"]
    require(
        len(rows) == len(entries), f"ledger.csv has {len(rows)} rows, the bundle {len(entries)}"
    )
    for number, (row, entry) in enumerate(zip(rows, entries, strict=True), 2):
        for key in row.keys() & entry.keys():
            stated, found = row[key].lstrip("'"), entry[key]
            same = stated == ("" if found is None else str(found).lstrip("'"))
            require(same, f"{key} in row {number} of ledger.csv is not what the bundle says")
    return f"{len(rows)} rows"


# --- the log and the statements --------------------------------------------------------------------


def certificates_in(files: dict[str, bytes]) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(files.get("certificates.pem", b""))


def key_for(
    role: str, files: dict[str, bytes], roots: list[x509.Certificate], at: datetime
) -> Ed25519PublicKey:
    for certificate in certificates_in(files):
        if role_of(certificate) == role and is_vouched_for(certificate, roots, at):
            key = certificate.public_key()
            if isinstance(key, Ed25519PublicKey):
                return key
            raise Problem(f"the key for the {role} is not Ed25519")
    raise Problem(f"certificates.pem holds no trusted certificate for the {role}")


def open_checkpoint(note: str, key: Ed25519PublicKey) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint the log signed (C2SP signed note)."""
    body, _, lines = note.partition("\n\n")
    body += "\n"
    match = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n", body)
    if match is None:
        raise Problem("the checkpoint has not the form of a signed note")
    origin = match[1]
    raw = origin.encode() + b"\n\x01" + key.public_bytes_raw()
    key_id = hashlib.sha256(raw).digest()[:4]
    for line in lines.splitlines():
        dash, name, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if dash == "\u2014" and name == origin and signature[:4] == key_id:
            _verify(key, signature[4:], body.encode(), "the checkpoint was changed")
            return origin, int(match[2]), base64.b64decode(match[3])
    raise Problem("the checkpoint is not signed by the log")


def _verify(key: Ed25519PublicKey, signature: bytes, data: bytes, otherwise: str) -> None:
    try:
        key.verify(signature, data)
    except Exception as error:
        raise Problem(otherwise) from error


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    require(0 <= index < size, "the proof names a place outside the log")
    number, last, result = index, size - 1, leaf
    for sibling in path:
        require(last, "the proof is too long")
        if number & 1 or number == last:
            result = hashlib.sha256(b"\x01" + sibling + result).digest()
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            result = hashlib.sha256(b"\x01" + result + sibling).digest()
        number, last = number >> 1, last >> 1
    require(not last, "the proof is too short")
    return result


def check_log(files: dict[str, bytes], key: Ed25519PublicKey) -> str:
    """The digest of evidence.json stands in a leaf of the log whose head is signed."""
    name = next((n for n in PROOF_NAMES if n in files), None)
    if name is None:
        raise Problem("the proof that the evidence stands in the log is missing")
    header, _, note = files[name].decode().partition("\n\n")
    lines = header.split("\n")
    require(lines[0] == "c2sp.org/tlog-proof@v1" and len(lines) > 2, f"{name} is no tlog-proof")
    extra, index = lines[1].removeprefix("extra "), lines[2].removeprefix("index ")
    leaf = base64.b64decode(extra, validate=True)
    path = [base64.b64decode(line, validate=True) for line in lines[3:]]
    origin, size, root = open_checkpoint(note, key)
    same = root_of(hashlib.sha256(b"\x00" + leaf).digest(), int(index), size, path) == root
    require(same, "the proof does not lead to the head of the log")
    require(files["checkpoint.txt"].decode() == note, "checkpoint.txt is not the one in the proof")
    require(
        files.get("log-entry.json", leaf) == leaf, "log-entry.json is not the leaf in the proof"
    )
    digest = "sha256:" + hashlib.sha256(files["evidence.json"]).hexdigest()
    stated = json.loads(leaf)["digests"].values()
    require(digest in stated, "the leaf does not state the digest of evidence.json")
    return f"entry {index} of {size} in {origin}"


def check_statement(content: bytes, key: Ed25519PublicKey, files: dict[str, bytes]) -> str:
    """A DSSE envelope: signed, an in-toto Statement, and about files that are as it says."""
    envelope = json.loads(content)
    require(envelope["payloadType"] == DSSE_TYPE, "it holds no in-toto Statement")
    payload = base64.b64decode(envelope["payload"], validate=True)
    signed = b"DSSEv1 %d %s %d %s" % (len(DSSE_TYPE), DSSE_TYPE.encode(), len(payload), payload)
    require(len(envelope["signatures"]) == 1, "it has not exactly one signature")
    signature = base64.b64decode(envelope["signatures"][0]["sig"], validate=True)
    _verify(key, signature, signed, "it was changed, or another key signed it")
    statement = json.loads(payload)
    require(statement["_type"] == STATEMENT_TYPE, "it holds no in-toto Statement v1")
    for subject in statement["subject"]:
        attached = files.get(subject["name"])
        if attached is not None:
            same = hashlib.sha256(attached).hexdigest() == subject["digest"]["sha256"]
            require(same, f"{subject['name']} is not the file it speaks of")
    return str(statement["predicateType"])


# --- all of it -------------------------------------------------------------------------------------


def check_signatures(
    data: bytes, pdf: pikepdf.Pdf, roots: list[x509.Certificate], report: Report
) -> datetime | None:
    signatures = report.check("signatures", "file", lambda: signatures_in(pdf)) or []
    if not signatures or not any(not signature.is_stamp for signature in signatures):
        report.findings.append(
            Finding("no-signature", "file", False, "the file carries no signature")
        )
        return None
    raw = {
        s.name: report.check("contents", s.where, partial(check_frame, data, s)) for s in signatures
    }
    closing = signatures[-1]
    at = report.check("closing", closing.where, lambda: _check_closing(data, closing, raw, roots))
    if not at or not report.genuine:
        return None
    _check_each(data, pdf, signatures, raw, roots, at, report)
    return at


def _check_closing(
    data: bytes, closing: Signature, raw: dict[str, bytes], roots: list[x509.Certificate]
) -> datetime:
    require(closing.is_stamp and closing.end == len(data),
            "no time stamp covers the whole file: something was added at its end")  # fmt: skip
    return read_token(raw[closing.name], closing.covered(data), roots)


def _check_stamp(raw: bytes, digest: bytes, roots: list[x509.Certificate]) -> str:
    return f"time-stamped {read_token(raw, digest, roots).isoformat()}"


def _check_each(
    data: bytes,
    pdf: pikepdf.Pdf,
    signatures: list[Signature],
    raw: dict[str, bytes],
    roots: list[x509.Certificate],
    at: datetime,
    report: Report,
) -> None:
    crls = [stream.read_bytes() for stream in pdf.Root.DSS.CRLs]
    roles = set()
    for one in signatures:
        digest = one.covered(data)
        if one.is_stamp:
            stamp = partial(_check_stamp, raw[one.name], digest, roots)
            report.check("time-stamp", one.where, stamp)
            continue
        signer = partial(check_signer, raw[one.name], digest, crls, roots, at)
        certificate = report.check("signature", one.where, signer)
        report.check("additions", one.where, partial(check_additions, data, one))
        if certificate:
            report.findings[-2].sentence = f"signed by “{name_of(certificate)}”"
            roles.add(role_of(certificate))
    if "seal" not in roles:
        report.findings.append(Finding("no-seal", "file", False, "the programme's seal is missing"))


def check_evidence_in(
    pdf: pikepdf.Pdf, roots: list[x509.Certificate], at: datetime, report: Report
) -> None:
    files = report.check("attachments", "file", lambda: attachments_of(pdf)) or {}
    evidence = files.get("evidence.json", b"")
    bundle = report.check("evidence", "evidence.json", lambda: check_evidence(evidence))
    if bundle is None:
        return
    report.check("identifier", "PDF identifier", lambda: check_identifier(pdf, evidence))
    report.check("listed", "attachments", lambda: check_listed(bundle, files))
    if "money" in bundle:  # the record of a tested policy has none
        report.check("totals", "evidence.json", lambda: check_totals(bundle))
    if "ledger.csv" in files:
        report.check("extract", "ledger.csv", lambda: check_extract(bundle, files["ledger.csv"]))
    report.check("log", "log proof", lambda: check_log(files, key_for("log", files, roots, at)))
    for name in sorted(files):
        if name.endswith(".dsse.json"):
            report.check("statement", name, partial(_check_statement, name, files, roots, at))


def _check_statement(
    name: str, files: dict[str, bytes], roots: list[x509.Certificate], at: datetime
) -> str:
    return check_statement(files[name], key_for("statement", files, roots, at), files)


def verify(data: bytes, roots: list[x509.Certificate]) -> Report:
    """Every finding on a sealed dossier."""
    report = Report()
    pdf = report.check("pdf", "file", lambda: pikepdf.open(io.BytesIO(data)))
    if pdf is not None:
        with pdf:
            at = check_signatures(data, pdf, roots, report)
            if at:
                check_evidence_in(pdf, roots, at, report)
    return report


def load_roots(paths: list[str]) -> Iterator[x509.Certificate]:
    for path in paths:
        with open(path, "rb") as stream:  # noqa: PTH123 - a script that stands alone
            yield from x509.load_pem_x509_certificates(stream.read())


def as_json(report: Report) -> str:
    found = [vars(finding) for finding in report.findings]
    answer = {"genuine": report.genuine, "findings": found}
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_text(report: Report) -> str:
    verdict = "GENUINE" if report.genuine else "NOT GENUINE"
    return "\n".join([*map(str, report.findings), verdict]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Is this sealed dossier genuine?")
    parser.add_argument("file", help="the sealed PDF")
    parser.add_argument("--trust", action="append", required=True, metavar="CERT.pem",
                        help="the root certificate you trust, obtained by another way")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="write the findings as JSON")
    options = parser.parse_args(arguments)
    try:
        roots = list(load_roots(options.trust))
        with open(options.file, "rb") as stream:  # noqa: PTH123
            data = stream.read()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"A file cannot be read: {error}\n")
        return 2
    report = verify(data, roots)
    sys.stdout.write(as_json(report) if options.json else as_text(report))
    return 0 if report.genuine else 1


if __name__ == "__main__":
    sys.exit(main())

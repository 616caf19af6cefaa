"""A sealed dossier as small as one can be, with all the parts a verifier looks at."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name

from noetra_gov.audit import merkle, notes
from noetra_gov.audit.tiles import in_memory
from noetra_gov.seal import dsse, pdf, timestamps
from noetra_gov.seal.canonical import canonical_json, digest_of_bytes
from noetra_gov.seal.keys import KeyStore

AT = datetime(2027, 12, 1, 10, 0, tzinfo=UTC)
ENTRIES = [
    {"kind": "appropriate", "from": "2028/out/METI/-", "to": "2028/appropriated/NEDO/-", "amount_yen": 900},
    {"kind": "release", "from": "2028/appropriated/NEDO/-", "to": "2028/released/NEDO/-", "amount_yen": 600},
    {"kind": "commit", "from": "2028/released/NEDO/-", "to": "2028/committed/NOETRA/I", "amount_yen": 500},
]  # fmt: skip
YEAR = {
    "fiscal_year": 2028, "appropriated_yen": 900, "released_yen": 600, "committed_yen": 500,
    "advanced_yen": 0, "reserved_yen": 0, "settled_yen": 0, "lapsed_yen": 0, "frozen_yen": 0,
    "recovered_yen": 0,
}  # fmt: skip


def bundle() -> dict[str, Any]:
    return {
        "edition": {"audience": "full"},
        "gate": {"code": "G1", "title": "ステージゲート 𠮷髙﨑㋿①"},
        "ledger": {"entries": [dict(entry) for entry in ENTRIES]},
        "money": {"cap_yen": 1_000, "committed_yen": 500, "tranche": None, "years": [dict(YEAR)]},
    }


@dataclass
class Parts:
    """What goes into the file; a test changes one of them before it is sealed."""

    keys: KeyStore
    evidence: bytes = field(default_factory=lambda: canonical_json(bundle()))
    logged: bytes | None = None
    identifier: bytes | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    log_keys: KeyStore | None = None
    statement_keys: KeyStore | None = None
    certificate_keys: KeyStore | None = None
    extra_entries: int = 5

    def but(self, **changes: Any) -> "Parts":
        return replace(self, **changes)


def ledger_csv(evidence: bytes) -> bytes:
    rows = json.loads(evidence)["ledger"]["entries"]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ENTRIES[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def log_files(parts: Parts) -> dict[str, bytes]:
    """Proof, checkpoint and time stamp for a leaf that states the evidence's digest."""
    keys = parts.log_keys or parts.keys
    digest = digest_of_bytes(parts.logged or parts.evidence)
    leaf = canonical_json({"action": "dossier.seal", "digests": {"evidence": digest}})
    tree = in_memory()
    tree.extend(merkle.leaf_hash(b"entry %d" % number) for number in range(parts.extra_entries))
    index = tree.size
    tree.extend([merkle.leaf_hash(leaf)])
    head = notes.Head(keys.origin, tree.size, merkle.root(tree.node, tree.size))
    note = notes.sign(head, keys.log_key)
    path = merkle.inclusion(tree.node, index, tree.size)
    proof = _proof(leaf, index, path, note)
    token = timestamps.stamp(sha256(note.encode()).digest(), keys, AT)
    return {
        "log-proof.txt": proof.encode(),
        "checkpoint.txt": note.encode(),
        "checkpoint.tsr": token,
        "certificates.pem": (parts.certificate_keys or parts.keys).certificates_pem(),
    }


def _proof(leaf: bytes, index: int, path: list[bytes], note: str) -> str:
    from base64 import b64encode

    lines = ["c2sp.org/tlog-proof@v1", f"extra {b64encode(leaf).decode()}", f"index {index}"]
    lines += [b64encode(sibling).decode() for sibling in path]
    return "\n".join(lines) + "\n\n" + note


def attachments(parts: Parts) -> dict[str, bytes]:
    statement = dsse.statement(
        subjects={"evidence.json": digest_of_bytes(parts.evidence)},
        predicate_type="https://noetra-gov.example/decision/v1",
        predicate={"outcome": "conditional"},
    )
    envelope = dsse.sign_statement(statement, parts.statement_keys or parts.keys)
    files = {
        "evidence.json": parts.evidence,
        "ledger.csv": ledger_csv(parts.evidence),
        "decision.dsse.json": json.dumps(envelope).encode(),
        **log_files(parts),
        **parts.files,
    }
    return {name: content for name, content in files.items() if content}


def unsealed(parts: Parts, path: Path) -> Path:
    """One page of text and the attachments, as a PDF without a signature."""
    with pikepdf.new() as document:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, 595, 842]),
            Resources=Dictionary(Font=Dictionary(F1=document.make_indirect(font))),
            Contents=document.make_stream(b"BT /F1 18 Tf 72 720 Td (Stage gate G1) Tj ET"),
        )
        document.pages.append(pikepdf.Page(document.make_indirect(page)))
        for name, content in attachments(parts).items():
            document.attachments[name] = AttachedFileSpec(document, content, filename=name)
        document.save(path, static_id=True)
    return _with_identifier(path, parts.identifier or sha256(parts.evidence).digest())


def _with_identifier(path: Path, identifier: bytes) -> Path:
    """qpdf makes its own identifier: it is replaced in the file, at the same length."""
    import re

    data = path.read_bytes()
    found = re.search(rb"/ID \[<([0-9a-f]{32})><([0-9a-f]{32})>\]", data)
    assert found
    both = b"/ID [<%s><%s>]" % (identifier.hex().encode(), identifier.hex().encode())
    path.write_bytes(data[: found.start()] + both + data[found.end() :])
    return path


def sealed(parts: Parts, directory: Path, *, by: tuple[str, ...] = ("seal",)) -> Path:
    path = unsealed(parts, directory / "unsealed.pdf")
    for name in by:
        result = pdf.seal_pdf(path, directory / f"{name}.pdf", at=AT, store=parts.keys, signer=name)
        path = result.path
    return path

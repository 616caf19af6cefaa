"""What lies inside a sealed dossier beside its pages (docs/formats/evidence-bundle.md)."""

import csv
import io
import json
from typing import Any

from certification.models import Certificate
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.audit.proofs import full_note, tlog_proof
from noetra_gov.audit.services import leaf_data
from noetra_gov.figures.export import neutral
from noetra_gov.gates.models import Gate
from noetra_gov.seal.canonical import canonical_json
from noetra_gov.seal.keys import default_store
from reports import bundle as evidence
from reports import pictures
from reports.render import Attached

LEDGER = (
    "id", "kind", "from", "to", "amount_yen", "happened_at", "recorded_at",
    "actor", "approver", "gate", "decision", "key",
)  # fmt: skip
EVIDENCE = ("id", "criterion", "value", "unit", "n", "verdict", "digest", "as_of")


def attachments(
    bundle: evidence.Bundle,
    drawn: dict[str, bytes],
    entry: Entry,
    checkpoint: Checkpoint,
    gate: Gate,
) -> list[Attached]:
    """In a fixed order, so that the same evidence gives the same file."""
    return [
        *basics(bundle, drawn, entry, checkpoint),
        *_tables(bundle),
        *_statements(bundle, gate),
    ]


def basics(
    bundle: evidence.Bundle, drawn: dict[str, bytes], entry: Entry, checkpoint: Checkpoint
) -> list[Attached]:
    """What every sealed record carries: its evidence, its pictures, its place in the log."""
    listed = canonical_json(pictures.manifest(bundle, drawn))
    proof = tlog_proof(entry, checkpoint).encode()
    note, token = full_note(checkpoint).encode(), bytes(checkpoint.token)
    keys = default_store().certificates_pem()
    return [
        Attached("evidence.json", evidence.canonical(bundle), "Source", "証拠の束 / evidence"),
        Attached("pictures.json", listed, "Supplement", "図の一覧 / stored pictures"),
        Attached("log-entry.json", leaf_data(entry), "Supplement", "記録簿の項目 / log entry"),
        Attached("checkpoint.txt", note, "Supplement", "記録簿の署名付き先頭 / signed checkpoint"),
        Attached("checkpoint.tsr", token, "Supplement", "先頭のタイムスタンプ / its time stamp"),
        Attached("proof.txt", proof, "Supplement", "登録の証明 / inclusion proof"),
        Attached("certificates.pem", keys, "Supplement", "記録簿と声明の証明書 / certificates"),
    ]


def _tables(bundle: evidence.Bundle) -> list[Attached]:
    rows = bundle["ledger"]["entries"]
    found = [
        Attached(
            "evidence.csv", table(EVIDENCE, bundle["evidence"]), "Data", "証拠の一覧 / evidence"
        )
    ]
    if rows:
        found.insert(
            0, Attached("ledger.csv", table(LEDGER, rows), "Data", "台帳の抜粋 / ledger extract")
        )
    return found


def table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[neutral(row[column]) for column in columns] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _statements(bundle: evidence.Bundle, gate: Gate) -> list[Attached]:
    """The decision and the certificates as they were signed; a public edition carries neither."""
    if bundle["edition"]["audience"] != "full":
        return []
    decision = gate.decisions.filter(state="confirmed").first()
    found = []
    if decision and decision.envelope:
        content = json.dumps(decision.envelope, sort_keys=True).encode()
        found.append(Attached("decision.dsse.json", content, "Supplement", "決定の声明 / decision"))
    numbers = [row["number"] for row in bundle["certification"]["certificates"]]
    for row in Certificate.objects.filter(number__in=numbers).order_by("number"):
        with row.envelope.open() as stream:
            name = f"certificate-{row.number}.dsse.json"
            found.append(Attached(name, stream.read(), "Supplement", "認証の声明 / certificate"))
    return found

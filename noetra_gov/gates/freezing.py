"""Freezing a package: everything handed in, and the evidence as known at the cut-off, under one digest."""

from datetime import datetime
from typing import Any

from noetra_gov.core.fiscal import TOKYO
from noetra_gov.gates import evidence
from noetra_gov.gates.models import FrozenEvidence, Gate, Package
from noetra_gov.seal.canonical import digest_of

NO_SOURCE = "none"


def stamp(at: datetime | None) -> str | None:
    """An instant as documents carry it: with the offset of Tokyo."""
    return at.astimezone(TOKYO).isoformat(timespec="seconds") if at else None


def package_contents(gate: Gate, gathered: list[tuple[str, evidence.Evidence]]) -> dict[str, Any]:
    """The package as plain data, ready for its digest."""
    return {
        "gate": gate.code,
        "template": {
            "code": gate.template.code,
            "version": gate.template.version,
            "digest": gate.template_digest,
        },
        "cut_off_at": stamp(gate.cut_off_at),
        "deliverables": [_deliverable(d) for d in _deliverables(gate)],
        "files": [_file(f) for f in gate.files.filter(deliverable=None, superseded_by=None)],
        "milestones": _milestones(gate),
        "self_assessment": _assessment(gate),
        "evidence": [_evidence(source, item) for source, item in gathered],
    }


def _deliverables(gate: Gate) -> Any:
    return gate.deliverables.select_related("required").prefetch_related(
        "files__superseded_by", "files__organisation"
    )


def _deliverable(deliverable: Any) -> dict[str, Any]:
    current = [f for f in deliverable.files.all() if not hasattr(f, "superseded_by")]
    return {
        "code": deliverable.required.code,
        "name_ja": deliverable.required.name_ja,
        "name_en": deliverable.required.name_en,
        "files": [_file(f) for f in current],
        "waiver_reason": deliverable.waiver_reason or None,
    }


def _file(file: Any) -> dict[str, Any]:
    return {
        "title": file.title,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "digest": file.digest,
        "organisation": file.organisation.code,
    }


def _milestones(gate: Gate) -> list[dict[str, Any]]:
    rows = gate.milestone_reports.select_related("milestone__organisation")
    return [
        {
            "code": row.milestone.code,
            "name_ja": row.milestone.name_ja,
            "name_en": row.milestone.name_en,
            "organisation": row.milestone.organisation.code,
            "due_on": row.milestone.due_on.isoformat(),
            "reached": row.reached,
            "text": row.text,
        }
        for row in rows
    ]


def _assessment(gate: Gate) -> list[dict[str, Any]]:
    rows = gate.self_assessments.order_by("axis")
    return [{"axis": r.axis, "grade": r.grade, "text": r.text} for r in rows]


def _evidence(source: str, item: Any) -> dict[str, Any]:
    return {
        "criterion": item.criterion,
        "source": source,
        "label_ja": item.label_ja,
        "label_en": item.label_en,
        "value": None if item.value is None else str(item.value),
        "unit": item.unit,
        "n": item.n,
        "verdict": item.verdict,
        "digest": item.digest,
        "lineage": item.lineage,
        "as_of": stamp(item.as_of),
    }


def gather(gate: Gate) -> list[tuple[str, evidence.Evidence]]:
    """Every criterion gets an answer; where no source has one, the answer is that nobody knows."""
    wanted = {criterion.code: criterion for criterion in gate.criteria()}
    found = [pair for pair in evidence.gather(gate, gate.cut_off_at) if pair[1].criterion in wanted]
    answered = {item.criterion for _source, item in found}
    silent = [_unanswered(gate, wanted[code]) for code in sorted(set(wanted) - answered)]
    return sorted([*found, *silent], key=lambda pair: (pair[1].criterion, pair[0], pair[1].digest))


def _unanswered(gate: Gate, criterion: Any) -> tuple[str, evidence.Evidence]:
    return NO_SOURCE, evidence.Evidence(
        criterion=criterion.code,
        label_ja=criterion.label_ja,
        label_en=criterion.label_en,
        value=None,
        unit=criterion.unit,
        n=None,
        verdict="unknown",
        digest="",
        lineage={"why": "no source answered"},
        as_of=gate.cut_off_at,
    )


def keep_evidence(package: Package, gathered: list[tuple[str, Any]], at: datetime) -> None:
    for source, item in gathered:
        FrozenEvidence.objects.create(
            package=package, gathered_at=at, source=source, as_of=item.as_of,
            **{k: v for k, v in _evidence(source, item).items() if k not in ("source", "as_of")},
        )  # fmt: skip


def package_intact(package: Package) -> bool:
    """The contents match the digest two people signed, and the evidence rows match the contents."""
    rows = [_evidence(row.source, row) for row in package.evidence.all()]
    kept = package.contents["evidence"]
    return digest_of(package.contents) == package.digest and _by_text(rows) == _by_text(kept)


def _by_text(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(digest_of(row) for row in rows)


def drift(package: Package) -> list[dict[str, Any]]:
    """Evidence that comes out differently when gathered again for the same cut-off."""
    again = {_key(_evidence(s, i)): _evidence(s, i) for s, i in gather(package.gate)}
    differing = []
    for kept in package.contents["evidence"]:
        now = again.get(_key(kept))
        if now is None or (now["value"], now["verdict"]) != (kept["value"], kept["verdict"]):
            differing.append({"kept": kept, "now": now})
    return differing


def _key(item: dict[str, Any]) -> tuple[str, str, str]:
    return item["criterion"], item["source"], item["label_en"]

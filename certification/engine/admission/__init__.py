"""Admission: what can be said against a submission before it has run a single step."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from certification.engine.admission.container import container_findings
from certification.engine.admission.sentences import finding
from certification.engine.faults import Finding, NotAdmitted, PolicyFault
from certification.engine.policies.manifest import PolicyManifest
from certification.engine.sandbox.inside.wire import LARGEST_TEXT, Kind
from certification.engine.sandbox.limits import Limits
from certification.engine.sandbox.policy import load_message, worker_config
from certification.engine.sandbox.process import WorkerProcess
from certification.engine.sandbox.tiers import demand

__all__ = ["Admission", "Finding", "admit", "require_admitted"]

LARGEST_MODEL = {"onnx": 200 * 10**6, "wasm": 10**6}
MOST_NODES = 5_000
DEEPEST = 3


@dataclass(frozen=True)
class Admission:
    """`digests`: policy (where there is a file) and manifest; `facts`: what the file holds."""

    ok: bool
    findings: list[Finding]
    digests: dict[str, str]
    facts: dict[str, Any] = field(default_factory=dict)
    tier: str = ""


def admit(
    model: Path,
    manifest: PolicyManifest,
    *,
    tier: Literal["auto", "full", "second"] = "auto",
    limits: Limits | None = None,
) -> Admission:
    """Static checks. Only its first bytes are looked at outside of the sandbox."""
    digests = {"manifest": manifest.digest}
    if manifest.served:
        return Admission(True, [], digests)
    data, findings = _read(model, LARGEST_MODEL[manifest.format])
    if findings:
        return Admission(False, findings, digests)
    digests["policy"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    findings = _before_parsing(data, manifest, digests["policy"])
    if findings:
        return Admission(False, findings, digests)
    found, _ = demand(tier)
    findings, facts = _inspect(data, manifest, found, limits or Limits())
    return Admission(not findings, findings, digests, facts, found)


def require_admitted(admission: Admission) -> None:
    if not admission.ok:
        raise NotAdmitted(admission.findings)


def _read(model: Path, most: int) -> tuple[bytes, list[Finding]]:
    if not model.exists():
        return b"", [finding("missing_file", path=str(model))]
    if not model.is_file():
        return b"", [finding("no_file", path=str(model))]
    try:
        with model.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        return b"", [finding("unreadable", path=str(model), reason=error.strerror or "")]
    if not data:
        return b"", [finding("empty_file")]
    if len(data) > most:
        return b"", [finding("too_large", limit=f"{most // 10**6} MB")]
    return data, []


def _before_parsing(data: bytes, manifest: PolicyManifest, digest: str) -> list[Finding]:
    findings = container_findings(data, manifest.format)
    if digest != f"sha256:{manifest.sha256}":
        findings.append(finding("digest", found=digest, wanted=f"sha256:{manifest.sha256}"))
    return findings


def _inspect(
    data: bytes, manifest: PolicyManifest, tier: Any, limits: Limits
) -> tuple[list[Finding], dict[str, Any]]:
    """A worker of its own, gone before the policy is ever run."""
    config = worker_config(manifest) | {"nodes": MOST_NODES, "depth": DEEPEST}
    worker = WorkerProcess(f"inspect_{manifest.format}", tier, limits)
    try:
        message = load_message(config, data)
        answer = worker.ask(Kind.INSPECT, message, limits.inspect_s, LARGEST_TEXT)
        return _understood(answer)
    except PolicyFault as fault:
        return [finding("inspection", reason=fault.sentence)], {}
    finally:
        worker.kill()


def _understood(answer: bytes) -> tuple[list[Finding], dict[str, Any]]:
    """The worker has read hostile bytes: only codes of our table get through."""
    try:
        report = json.loads(answer)
        findings = [finding(str(code), **values) for code, values in report["findings"]]
        return findings, dict(report["facts"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return [finding("inspection", reason="the inspection's report is malformed")], {}

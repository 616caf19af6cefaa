"""A gate that was really decided becomes a sealed dossier that both verifiers call genuine."""

import json
from collections.abc import Mapping
from typing import Any

import pikepdf
import pytest
from cryptography import x509

from noetra_gov.audit.models import Entry
from noetra_gov.core.errors import NotAllowed
from noetra_gov.figures.printing import close
from noetra_gov.programme.models import Field
from noetra_gov.seal.keys import default_store
from reports import bundle as evidence
from reports import noetra_verify, services
from reports.gather import gather
from reports.models import Dossier
from tests.noetra_gov.gates.scene import Scene


@pytest.fixture
def decided(scene: Scene) -> Scene:
    for number in (1, 13):
        Field.objects.create(
            number=number, name_ja=f"分野{number}", name_en=f"Field {number}", verified=number < 13
        )
    scene.to("decided")
    return scene


def files_of(dossier: Dossier) -> Mapping[str, bytes]:
    with pikepdf.open(dossier.file.path) as pdf:
        return noetra_verify.attachments_of(pdf)


def findings(data: bytes) -> list[str]:
    report = noetra_verify.verify(data, [default_store().root])
    return [str(finding) for finding in report.findings if not finding.ok]


def test_the_bundle_of_a_decided_gate_has_no_problem(decided: Scene) -> None:
    made = gather(decided.gate, as_of=decided.at)
    assert list(evidence.problems(made)) == []
    assert made["decision"]["outcome"] == "conditional"
    assert made["money"]["tranche"]["released_yen"] == 80_000_000_000
    assert [card["member"] for card in made["scores"]["cards"][:2]] == ["委員A", "委員B"]
    assert made["conditions"][0]["text"] == "Show the brake test again"
    assert made["edition"]["number"] == "G1-2027-01"


def test_the_same_time_gives_the_same_bundle_later(decided: Scene) -> None:
    before = gather(decided.gate, as_of=decided.at)
    decided.to("published")
    after = gather(decided.gate, as_of=before_time(before))
    same = ("money", "ledger", "criteria", "evidence", "scores", "decision", "fleet", "programme")
    assert {k: before[k] for k in same} == {k: after[k] for k in same}


def before_time(made: dict[str, Any]) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(made["as_of"])


def test_an_unfinished_gate_gives_a_draft(scene: Scene) -> None:
    scene.to("open")
    made = gather(scene.gate, as_of=scene.at)
    assert made["edition"]["state"] == "draft"
    assert made["decision"] is None
    assert made["money"]["tranche"] is None


def test_only_the_secretariat_issues(decided: Scene) -> None:
    with pytest.raises(NotAllowed):
        services.dossier_issue(actor=decided["pm"], gate=decided.gate, at=decided.at)
    assert not Entry.objects.filter(action="reports.evidence").exists()


@pytest.mark.slow
def test_issued_sealed_verified_and_one_byte_changed(decided: Scene) -> None:
    dossier = services.dossier_issue(
        actor=decided["secretary"], gate=decided.gate, at=decided.now()
    )
    close()
    data = dossier.file.path.read_bytes()
    assert findings(data) == []
    assert decided.reload().dossier_digest == dossier.file.digest
    attached = files_of(dossier)
    assert {
        "evidence.json",
        "ledger.csv",
        "proof.txt",
        "checkpoint.txt",
        "decision.dsse.json",
    } <= set(attached)
    _the_leaf_states_the_evidence(dossier, attached)
    for place in (100, len(data) // 2, len(data) - 100):
        changed = bytearray(data)
        changed[place] ^= 1
        assert findings(bytes(changed))


def _the_leaf_states_the_evidence(dossier: Dossier, attached: Mapping[str, bytes]) -> None:
    leaf = json.loads(attached["log-entry.json"])
    assert leaf["digests"] == {"evidence": dossier.evidence.digest}
    assert evidence.digest(json.loads(attached["evidence.json"])) == dossier.evidence.digest


def test_who_sees_which_edition(decided: Scene) -> None:
    def add(audience: str) -> Dossier:
        from noetra_gov.files.services import keep

        kept = keep(audience.encode(), name=f"{audience}.pdf")
        return Dossier.objects.create(
            gate=decided.gate, number=f"G1-{audience}", audience=audience, state="final",
            evidence=kept, unsealed_digest=kept.digest, file=kept, log_index=0, pages=1,
            as_of=decided.at, issued_by="user:secretary", issued_at=decided.at,
        )  # fmt: skip

    full, public = add("full"), add("public")
    seen = {
        name: set(Dossier.objects.visible_to(decided[name]))
        for name in ("auditor", "pm", "stranger")
    }
    assert seen == {"auditor": {full, public}, "pm": set(), "stranger": set()}
    decided.to("published")
    seen = {
        name: set(Dossier.objects.visible_to(decided[name]))
        for name in ("auditor", "pm", "stranger")
    }
    assert seen == {"auditor": {full, public}, "pm": {public}, "stranger": {public}}


def test_a_root_certificate_is_what_an_auditor_needs(decided: Scene) -> None:
    assert isinstance(default_store().root, x509.Certificate)

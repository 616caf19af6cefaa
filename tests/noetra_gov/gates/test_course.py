"""The whole course of a gate, by services only."""

import pytest

from noetra_gov.budget import selectors as ledger
from noetra_gov.budget.models import Account
from noetra_gov.core.errors import BadInput, Conflict, NotAllowed
from noetra_gov.core.workflow import history_of
from noetra_gov.gates import services
from noetra_gov.gates.flow import FLOW
from noetra_gov.gates.models import Condition
from tests.noetra_gov.gates.scene import RESERVE_YEN, STATES, TRANCHE_YEN, Scene

pytestmark = pytest.mark.django_db


def standing_yen(stage: str) -> int:
    rows = Account.objects.filter(fiscal_year_id=2028, stage=stage)
    return sum(row.balance_yen for row in rows)


def test_a_gate_goes_from_draft_to_published_and_its_conditions_open(scene: Scene):
    gate = scene.to("published")
    assert gate.state == "conditions_open"
    passed = [row.target for row in history_of(gate)]
    assert passed == list(STATES[1:])


def test_a_conditional_outcome_releases_the_tranche_less_its_reserve(scene: Scene):
    scene.to("decided")
    assert standing_yen("released") == TRANCHE_YEN - RESERVE_YEN
    assert standing_yen("reserved") == RESERVE_YEN
    assert ledger.differences() == []


def test_the_reserve_follows_when_the_last_condition_is_verified(scene: Scene):
    gate = scene.to("conditions_open")
    condition = Condition.objects.get(gate=gate)
    services.condition_supply(
        actor=scene["pm"], gate=gate, condition=condition, text="Done.", source=b"test report",
        name="report.txt", at=scene.now(),
    )  # fmt: skip
    services.condition_verify(
        actor=scene["secretary"], gate=gate, condition=condition, at=scene.now()
    )
    assert scene.reload().state == "closed"
    assert standing_yen("released") == TRANCHE_YEN
    assert standing_yen("reserved") == 0


def test_a_condition_sent_back_is_open_again(scene: Scene):
    gate = scene.to("conditions_open")
    condition = Condition.objects.get(gate=gate)
    supply = {"actor": scene["pm"], "gate": gate, "condition": condition, "text": "Done."}
    services.condition_supply(**supply, at=scene.now())
    services.condition_send_back(
        actor=scene["secretary"], gate=gate, condition=condition, reason="No data", at=scene.now()
    )
    services.condition_supply(**supply, at=scene.now())
    condition.refresh_from_db()
    assert condition.state == "supplied"


def test_a_returned_package_is_taken_up_and_signed_anew(scene: Scene):
    gate = scene.to("submitted")
    services.package_return(actor=scene["secretary"], gate=gate, reason="Unclear", at=scene.now())
    services.package_take_up(actor=scene["pm"], gate=gate, at=scene.now())
    services.package_sign(actor=scene["pm"], gate=gate, at=scene.now())
    services.package_countersign(actor=scene["second"], gate=gate, at=scene.now())
    assert scene.reload().package.version == 2


def test_returning_needs_a_reason(scene: Scene):
    gate = scene.to("submitted")
    with pytest.raises(Conflict):
        services.package_return(actor=scene["secretary"], gate=gate, reason=" ", at=scene.now())


def test_the_signer_cannot_countersign(scene: Scene):
    gate = scene.to("open")
    scene.fill()
    services.package_sign(actor=scene["pm"], gate=gate, at=gate.cut_off_at)
    with pytest.raises(NotAllowed):
        services.package_countersign(actor=scene["pm"], gate=gate, at=gate.cut_off_at)


def test_a_signed_package_no_longer_changes_until_it_is_withdrawn(scene: Scene):
    gate = scene.to("open")
    scene.fill()
    services.package_sign(actor=scene["pm"], gate=gate, at=gate.cut_off_at)
    change = {"gate": gate, "axis": "safety", "grade": "S", "text": "!", "at": gate.cut_off_at}
    with pytest.raises(Conflict):
        services.self_assess(actor=scene["pm"], **change)
    services.signature_withdraw(actor=scene["pm"], gate=gate, at=gate.cut_off_at)
    services.self_assess(actor=scene["pm"], **change)


def test_an_incomplete_package_is_not_even_signed(scene: Scene):
    gate = scene.to("open")
    with pytest.raises(Conflict, match=r"(?i)progress|進捗"):
        services.package_sign(actor=scene["pm"], gate=gate, at=gate.cut_off_at)


def test_a_waived_document_is_not_missing(scene: Scene):
    gate = scene.to("open")
    waived = gate.deliverables.first()
    services.deliverable_waive(
        actor=scene["secretary"], gate=gate, deliverable=waived, reason="Merged", at=scene.at
    )
    scene.fill()
    services.package_sign(actor=scene["pm"], gate=gate, at=gate.cut_off_at)
    assert gate.packages.get().contents["deliverables"][0]["waiver_reason"] == "Merged"


def test_nothing_is_signed_before_the_cut_off(scene: Scene):
    gate = scene.to("open")
    scene.fill()
    with pytest.raises(Conflict):
        services.package_sign(actor=scene["pm"], gate=gate, at=scene.at)


def test_thresholds_cannot_change_once_a_gate_has_opened(scene: Scene):
    gate = scene.to("open")
    criterion = gate.criteria().first()
    criterion.threshold = 99
    with pytest.raises(Conflict):
        criterion.save()
    with pytest.raises(Conflict):
        gate.template.save()


def test_a_threshold_changed_behind_the_back_stops_the_gate(scene: Scene):
    gate = scene.to("submitted")
    gate.criteria().update(threshold=99)
    with pytest.raises(Conflict):
        scene.from_submitted()


def test_a_changed_package_stops_the_gate(scene: Scene):
    gate = scene.to("panel_set")
    package = gate.package
    package.contents = package.contents | {"self_assessment": []}
    package.save()
    with pytest.raises(Conflict):
        scene.from_panel_set()


def test_the_fact_check_waits_for_replies_and_days(scene: Scene):
    gate = scene.to("fact_check")
    comment = services.fact_comment(
        actor=scene["pm"], gate=gate, passage="p. 2", text="It was 12, not 10.", at=scene.now()
    )
    services.fact_check_finish(actor=scene["pm"], gate=gate, at=scene.at)
    settle = {"gate": gate, "outcome": "go", "text": "Sound."}
    with pytest.raises(Conflict):
        services.recommend(actor=scene["chair"], **settle, at=scene.now())
    services.fact_reply(
        actor=scene["chair"], gate=gate, comment=comment, reply="Corrected.", accepted=True,
        at=scene.now(),
    )  # fmt: skip
    services.recommend(actor=scene["chair"], **settle, at=scene.now())
    assert scene.reload().state == "recommended"


def test_silence_ends_the_fact_check_after_ten_working_days(scene: Scene):
    gate = scene.to("fact_check")
    settle = {"gate": gate, "outcome": "go", "text": "Sound."}
    with pytest.raises(Conflict):
        services.recommend(actor=scene["chair"], **settle, at=scene.now())
    services.recommend(actor=scene["chair"], **settle, at=scene.now(days=30))


def test_a_departure_from_the_recommendation_needs_its_reason(scene: Scene):
    scene.outcome = "go"
    scene.to("recommended")
    scene.outcome = "hold"
    with pytest.raises(BadInput):
        scene.propose()
    scene.propose(departure_reason="The appropriation was cut.")


def test_a_declined_proposal_stays_on_record_and_is_proposed_anew(scene: Scene):
    gate = scene.to("recommended")
    scene.propose()
    services.outcome_decline(actor=scene["meti"], gate=gate, reason="Too much", at=scene.now())
    scene.propose(amount_yen=50_000_000_000)
    services.outcome_confirm(actor=scene["meti"], gate=gate, at=scene.now())
    assert [d.state for d in gate.decisions.all()] == ["declined", "confirmed"]


def test_a_tranche_above_the_appropriation_is_refused_and_leaves_no_trace(scene: Scene):
    gate = scene.to("recommended")
    with pytest.raises(BadInput):
        scene.propose(amount_yen=160_000_000_001)
    assert not gate.decisions.exists()


@pytest.mark.parametrize("outcome", ["hold", "stop"])
def test_hold_and_stop_freeze_what_is_not_disbursed(scene: Scene, outcome: str):
    scene.outcome = outcome
    scene.to("decided")
    assert standing_yen("released") == 0
    assert standing_yen("frozen") == 160_000_000_000


@pytest.mark.parametrize("outcome", ["accelerate", "go"])
def test_accelerate_and_go_release_the_whole_tranche(scene: Scene, outcome: str):
    scene.outcome = outcome
    gate = scene.to("published")
    assert gate.state == "published"
    assert standing_yen("released") == TRANCHE_YEN


def test_recycle_moves_no_money(scene: Scene):
    scene.outcome = "recycle"
    scene.to("decided")
    assert standing_yen("appropriated") == 160_000_000_000


def test_a_gate_without_conditions_closes_when_no_appeal_can_come(scene: Scene):
    scene.outcome = "go"
    scene.to("published")
    assert services.gates_settle(at=scene.now(days=5)) == []
    assert len(services.gates_settle(at=scene.now(days=60))) == 1
    assert scene.reload().state == "closed"


def test_falsified_evidence_leaves_only_a_stop(scene: Scene):
    gate = scene.to("fact_check")
    services.falsified_record(
        actor=scene["auditor"], gate=gate, text="Two logs are copies.", at=scene.now()
    )
    with pytest.raises(Conflict):
        scene.from_fact_check()
    scene.outcome = "stop"
    services.recommend(
        actor=scene["chair"], gate=gate, outcome="stop", text="Falsified.", at=scene.now()
    )


def test_every_step_of_the_flow_names_a_declared_right():
    from noetra_gov.people.permission import declared

    known = {right.code for right in declared()}
    assert {step.right for step in FLOW} <= known

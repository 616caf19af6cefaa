"""What can follow: appeals, a re-examination, an extraordinary review, the exit record."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from noetra_gov.budget.models import Account
from noetra_gov.core.errors import BadInput, Conflict, NotAllowed
from noetra_gov.core.fiscal import TOKYO
from noetra_gov.gates import services
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import Organisation, Role
from noetra_gov.seal.canonical import digest_of
from tests.noetra_gov.gates.scene import MEMBERS, Scene, person

pytestmark = pytest.mark.django_db
ALL_YEN = 160_000_000_000


def standing_yen(stage: str) -> int:
    return sum(a.balance_yen for a in Account.objects.filter(stage=stage))


def stop(scene: Scene, trigger: str = "incident") -> Gate:
    gate = services.review_open(
        actor=scene["meti"], template=scene.gate.template, trigger=trigger,
        applicant=Organisation.objects.get(code="NOETRA"), reason="A person was hurt.",
        at=scene.now(),
    )  # fmt: skip
    scene.gate = gate
    return gate


def review(scene: Scene, outcome: str) -> None:
    """From the open extraordinary review to its decision, without papers of the applicant."""
    scene.at = scene.gate.cut_off_at + timedelta(days=1)
    services.papers_skip(
        actor=scene["secretary"], gate=scene.gate, reason="Nothing came.", at=scene.at
    )
    scene.outcome = outcome
    scene.to("decided")


def test_an_extraordinary_review_freezes_at_once(scene: Scene):
    gate = stop(scene)
    assert gate.state == "open"
    assert standing_yen("frozen") == ALL_YEN
    assert gate.decision_due_on is not None


def test_a_go_of_the_extraordinary_review_lifts_the_freeze(scene: Scene):
    stop(scene)
    review(scene, "go")
    assert standing_yen("frozen") == 0
    assert standing_yen("appropriated") == ALL_YEN


def test_a_stop_of_the_extraordinary_review_confirms_it_and_writes_the_exit_record(scene: Scene):
    stop(scene)
    review(scene, "stop")
    assert standing_yen("frozen") == ALL_YEN
    exit_record = scene.gate.exit_record
    assert exit_record.contents["frozen"] == [{"fiscal_year": 2028, "frozen_yen": ALL_YEN}]
    assert exit_record.digest == digest_of(exit_record.contents)


def test_an_extraordinary_review_cannot_recommend_money(scene: Scene):
    stop(scene)
    with pytest.raises(Conflict):
        review(scene, "conditional")


def test_the_review_does_not_go_on_without_papers_before_their_time(scene: Scene):
    gate = stop(scene)
    with pytest.raises(Conflict):
        services.papers_skip(
            actor=scene["secretary"], gate=gate, reason="In a hurry", at=scene.now()
        )


def test_a_regular_gate_never_goes_on_without_papers(scene: Scene):
    gate = scene.to("open")
    with pytest.raises(Conflict):
        services.papers_skip(
            actor=scene["secretary"], gate=gate, reason="No", at=scene.now(days=90)
        )


def test_only_the_ministry_and_the_agency_open_an_extraordinary_review(scene: Scene):
    for name in ("pm", "honda", *MEMBERS, "auditor", "admin"):
        with pytest.raises(NotAllowed):
            services.review_open(
                actor=scene[name], template=scene.gate.template, trigger="incident",
                applicant=Organisation.objects.get(code="NOETRA"), reason="!", at=scene.now(),
            )  # fmt: skip
    assert standing_yen("frozen") == 0


def test_the_page_opens_the_review(scene: Scene, client: Client):
    client.force_login(scene["nedo"])
    form = {"template": scene.gate.template.pk, "trigger": "policy_change", "reason": "New law",
            "applicant": Organisation.objects.get(code="NOETRA").pk}  # fmt: skip
    assert client.get("/gates/extraordinary/").status_code == 200
    assert client.post("/gates/extraordinary/", form)["Location"] == "/gates/X1/"


def test_a_stop_without_a_handover_is_not_proposed(scene: Scene):
    scene.outcome = "stop"
    scene.to("recommended")
    with pytest.raises(BadInput):
        scene.propose(handover=" ")


def other_decider() -> object:
    return person("other", Organisation.objects.get(code="METI"), (Role.METI_DECIDER,))


def test_an_appeal_goes_to_somebody_who_did_not_decide(scene: Scene):
    gate = scene.to("published")
    services.appeal_lodge(actor=scene["pm"], gate=gate, text="Unjust.", at=scene.now())
    decide = {"gate": gate, "granted": True, "reason": "The figures were wrong.", "at": scene.now()}
    for name in ("meti", "nedo"):
        with pytest.raises(NotAllowed):
            services.appeal_decide(actor=scene[name], **decide)
    appeal = services.appeal_decide(actor=other_decider(), **decide)
    assert appeal.state == "granted"


def test_a_decision_is_appealed_once_and_in_time(scene: Scene):
    gate = scene.to("published")
    with pytest.raises(Conflict):
        services.appeal_lodge(actor=scene["pm"], gate=gate, text="!", at=scene.now(days=60))
    services.appeal_lodge(actor=scene["pm"], gate=gate, text="!", at=scene.now(days=-50))
    with pytest.raises(Conflict):
        services.appeal_lodge(actor=scene["pm"], gate=gate, text="!", at=scene.now())


def test_a_gate_does_not_close_over_an_appeal(scene: Scene):
    scene.outcome = "go"
    gate = scene.to("published")
    services.appeal_lodge(actor=scene["pm"], gate=gate, text="!", at=scene.now())
    assert services.gates_settle(at=scene.now(days=90)) == []


DATES = {
    "opens_on": date(2028, 2, 1),
    "cut_off_at": datetime(2028, 2, 29, 17, tzinfo=TOKYO),
    "hearing_on": date(2028, 3, 20),
}


def test_a_recycled_gate_is_examined_anew_and_can_release(scene: Scene):
    scene.outcome = "recycle"
    first = scene.to("published")
    again = services.gate_recycle(actor=scene["secretary"], gate=first, at=scene.now(), **DATES)
    assert (again.code, again.previous, again.state) == ("G1R", first, "draft")
    scene.gate, scene.outcome = again, "go"
    scene.at = DATES["cut_off_at"]
    services.gate_open(actor=scene["secretary"], gate=again, at=scene.at)
    scene.fill()
    services.package_sign(actor=scene["pm"], gate=again, at=scene.now())
    services.package_countersign(actor=scene["second"], gate=again, at=scene.now())
    scene.to("decided")
    assert standing_yen("released") == 100_000_000_000


def test_only_a_recycle_or_a_granted_appeal_is_examined_anew(scene: Scene):
    scene.outcome = "go"
    gate = scene.to("published")
    with pytest.raises(Conflict):
        services.gate_recycle(actor=scene["secretary"], gate=gate, at=scene.now(), **DATES)


def test_two_d_in_a_row_on_safety_leave_only_a_stop(scene: Scene):
    scene.outcome, scene.grade = "recycle", "D"
    first = scene.to("published")
    again = services.gate_recycle(actor=scene["secretary"], gate=first, at=scene.now(), **DATES)
    scene.gate, scene.at = again, DATES["cut_off_at"]
    services.gate_open(actor=scene["secretary"], gate=again, at=scene.at)
    scene.fill()
    services.package_sign(actor=scene["pm"], gate=again, at=scene.now())
    services.package_countersign(actor=scene["second"], gate=again, at=scene.now())
    with pytest.raises(Conflict):
        scene.to("recommended")
    scene.outcome = "stop"
    assert scene.to("decided").state == "decided"

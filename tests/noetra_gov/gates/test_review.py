"""Panel, cards and deciders: what the services refuse."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from noetra_gov.core.errors import BadInput, Conflict, DomainError, NotAllowed
from noetra_gov.gates import freezing, services
from noetra_gov.gates.models import Gate
from noetra_gov.gates.selectors import gate_record, waiting_for
from noetra_gov.panels import selectors as panels
from noetra_gov.panels import services as panel_services
from noetra_gov.panels.models import PanelMember
from noetra_gov.people.models import Organisation, OrganisationTie, Role, RoleAssignment
from noetra_gov.programme.models import Milestone
from tests.noetra_gov.gates.scene import MEMBERS, Scene

pytestmark = pytest.mark.django_db


def member(scene: Scene, name: str) -> PanelMember:
    return PanelMember.objects.get(panel=scene.gate.panel, user=scene[name])


def test_a_panel_without_a_quorum_of_the_free_is_not_set(scene: Scene):
    scene.to("submitted")
    scene.invite("chair", "member1", "member2", "member3", "rival")
    for name in ("chair", "member1", "member2", "member3", "rival"):
        scene.declare(name)
    with pytest.raises(Conflict):
        scene.from_submitted()


def test_a_panel_waits_until_every_member_has_declared(scene: Scene):
    scene.to("submitted")
    scene.invite(*MEMBERS)
    for name in MEMBERS[:-1]:
        scene.declare(name)
    with pytest.raises(Conflict, match="member4"):
        scene.from_submitted()


def test_a_tie_entered_after_the_declaration_is_found_when_the_panel_is_set(scene: Scene):
    scene.to("submitted")
    scene.invite(*MEMBERS)
    for name in MEMBERS:
        scene.declare(name)
    univ, aist = (Organisation.objects.get(code=code) for code in ("UNIV", "AIST"))
    OrganisationTie.objects.create(a=univ, b=aist, kind="collaborator")
    with pytest.raises(Conflict):
        scene.from_submitted()


def test_nedo_names_an_interested_party_and_the_door_closes_at_once(scene: Scene):
    scene.to("scoring_1")
    panel_services.conflict_name(
        actor=scene["secretary"], panel=scene.gate.panel, member=member(scene, "member1"),
        reason="Advises the applicant", at=scene.now(),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        scene.score("member1")
    assert not Gate.objects.visible_to(scene["member1"]).exists()


def test_a_declared_relative_recuses(scene: Scene):
    scene.to("open")
    scene.invite("member1")
    scene.declare("member1", relations=[{"kind": "spouse", "degree": 0, "person": "the PM"}])
    assert member(scene, "member1").findings.get().rule == 1


def test_a_later_declaration_unsays_nothing(scene: Scene):
    scene.to("open")
    scene.invite("member1")
    scene.declare("member1")
    scene.declare("member1", competitors=["HONDA"])
    with pytest.raises(NotAllowed):
        scene.declare("member1")
    assert member(scene, "member1").recused_at is not None


def test_a_card_is_handed_in_once_a_round(scene: Scene):
    scene.to("scoring_1")
    scene.score("member1")
    with pytest.raises(Conflict):
        scene.score("member1", grade="S")


def test_a_changed_grade_needs_its_reason(scene: Scene):
    scene.to("scoring_2")
    with pytest.raises(BadInput):
        scene.score("member1", grade="B")
    reasons = dict.fromkeys(scene.grades(), "The hearing showed it.")
    scene.score("member1", grade="B", reasons=reasons)


def test_an_unchanged_card_is_carried_over_when_the_cards_are_locked(scene: Scene):
    scene.to("fact_check")
    cards = panels.cards(scene.gate.panel, 3)
    assert len(cards) == 5
    assert all(card.carried for card in cards)


def test_the_hearing_waits_for_cards_or_absences(scene: Scene):
    scene.to("scoring_1")
    for name in MEMBERS[:-1]:
        scene.score(name)
    begin = {"actor": scene["chair"], "gate": scene.gate}
    with pytest.raises(Conflict, match="member4"):
        services.hearing_begin(**begin, at=scene.now())
    services.absence(**begin, member=member(scene, "member4"), reason="Abroad", at=scene.now())
    services.hearing_begin(**begin, at=scene.now())


def test_one_card_among_five_seats_is_no_review(scene: Scene):
    scene.to("scoring_1")
    scene.score("chair")
    for name in MEMBERS[1:]:
        services.absence(
            actor=scene["chair"], gate=scene.gate, member=member(scene, name), reason="Ill",
            at=scene.now(),
        )  # fmt: skip
    with pytest.raises(Conflict):
        services.hearing_begin(actor=scene["chair"], gate=scene.gate, at=scene.now())


def test_the_hearing_does_not_close_over_an_open_question(scene: Scene):
    gate = scene.to("hearing")
    question = services.question_ask(
        actor=scene["member1"], gate=gate, text="Why?", due_on=date(2027, 12, 1), at=scene.now()
    )
    with pytest.raises(Conflict):
        scene.from_hearing()
    services.question_answer(
        actor=scene["aist"], gate=gate, question=question, answer="So.", at=scene.now()
    )
    scene.from_hearing()


def test_a_dissent_travels_with_the_decision(scene: Scene):
    gate = scene.to("fact_check")
    services.dissent(actor=scene["member2"], gate=gate, text="Too early.", at=scene.now())
    scene.to("decided")
    memorandum = scene.gate.decisions.get().memorandum
    assert [d["text"] for d in memorandum["panel"]["dissents"]] == ["Too early."]


def test_a_dissent_comes_before_the_recommendation_or_not_at_all(scene: Scene):
    gate = scene.to("recommended")
    with pytest.raises(Conflict):
        services.dissent(actor=scene["member2"], gate=gate, text="Too late.", at=scene.now())


@pytest.mark.parametrize(("name", "role"), [("member1", "nedo_decider"), ("honda", "nedo_decider")])
def test_neither_a_panel_member_nor_the_alliance_decides(scene: Scene, name: str, role: str):
    RoleAssignment.objects.create(user=scene[name], role=Role(role))
    gate = scene.to("recommended")
    with pytest.raises(NotAllowed):
        services.outcome_propose(
            actor=scene[name], gate=gate, outcome="go", reason="!", at=scene.now()
        )


def test_one_person_with_both_roles_does_not_decide_alone(scene: Scene):
    RoleAssignment.objects.create(user=scene["nedo"], role=Role.METI_DECIDER)
    gate = scene.to("recommended")
    scene.propose()
    with pytest.raises(NotAllowed):
        services.outcome_confirm(actor=scene["nedo"], gate=gate, at=scene.now())


def test_weak_safety_leaves_no_go(scene: Scene):
    gate = scene.to("scoring_1")
    for name in MEMBERS:
        services.score(
            actor=scene[name], gate=gate, grades=scene.grades("S", safety="C"), comments={},
            at=scene.at,
        )  # fmt: skip
    services.hearing_begin(actor=scene["chair"], gate=gate, at=scene.now())
    scene.outcome = "go"
    with pytest.raises(Conflict):
        scene.to("recommended")
    scene.outcome = "conditional"
    scene.to("recommended")


def test_the_decision_is_a_signed_statement_of_its_memorandum(scene: Scene):
    from noetra_gov.seal import dsse
    from noetra_gov.seal.canonical import digest_of
    from noetra_gov.seal.keys import default_store

    scene.to("decided")
    decision = scene.gate.decisions.get()
    store = default_store()
    statement = dsse.verify(
        decision.envelope, [store.certificate("statement")], [store.root], scene.at
    )
    assert statement["predicate"] == decision.memorandum
    assert decision.digest == digest_of(decision.memorandum)


def test_the_letters_of_the_cards_do_not_follow_the_seats(scene: Scene):
    scene.to("decided")
    record = gate_record(scene.gate, scene.at)
    assert all("pseudonym" not in seat for seat in record["panel"]["members"])
    letters = panels.pseudonyms(scene.gate.panel)
    lots = dict(scene.gate.panel.members.values_list("pk", "lot"))
    assert sorted(letters, key=lambda pk: letters[pk]) == sorted(lots, key=lambda pk: lots[pk])


def test_a_refused_confirmation_leaves_no_trace(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    from noetra_gov.gates import money

    gate = scene.to("recommended")
    scene.propose()

    def broken(**_: object) -> None:
        raise Conflict("ledger", "The ledger refused.")

    monkeypatch.setattr(money, "settle_outcome", broken)
    with pytest.raises(DomainError):
        services.outcome_confirm(actor=scene["meti"], gate=gate, at=scene.now())
    assert scene.reload().state == "recommended"
    assert gate.decisions.get().state == "proposed"
    assert not gate.conditions.exists()


def test_the_worklist_says_what_waits_for_whom(scene: Scene):
    gate = scene.to("scoring_1")
    waiting = {name: len(waiting_for(user, scene.at)) for name, user in scene.people.items()}
    assert {name for name, count in waiting.items() if count} == set(MEMBERS)
    scene.score("member1")
    assert waiting_for(scene["member1"], scene.at) == []
    assert str(gate.code) in str(waiting_for(scene["chair"], scene.at)[0]["title"])


def test_an_overdue_condition_asks_the_deciders_for_a_review(scene: Scene):
    scene.to("conditions_open")
    assert waiting_for(scene["meti"], scene.at) == []
    late = waiting_for(scene["meti"], scene.now(days=400))
    assert late[0]["url"] == "/gates/extraordinary/"


def test_gathering_takes_the_same_queries_whatever_the_number_of_milestones(scene: Scene):
    """Law: the query count of the evidence does not depend on how many milestones there are."""
    scene.to("open")
    spent = []
    for first, last in ((0, 3), (3, 300)):
        add_milestones(first, last)
        with CaptureQueriesContext(connection) as queries:
            freezing.gather(scene.gate)
        spent.append(len(queries))
    assert spent[0] == spent[1]


def add_milestones(first: int, last: int) -> None:
    noetra = Organisation.objects.get(code="NOETRA")
    Milestone.objects.bulk_create(
        Milestone(
            code=f"m{i}", name_ja="m", name_en="m", organisation=noetra, due_on=date(2027, 1, 1)
        )
        for i in range(first, last)
    )

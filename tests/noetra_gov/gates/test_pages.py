"""Pages: who sees what, and that a closed door is closed everywhere."""

import pytest
from django.test import Client

from noetra_gov.core.errors import Conflict
from noetra_gov.gates import services
from noetra_gov.gates.models import Gate
from tests.noetra_gov.gates.scene import MEMBERS, Scene, next_gate

pytestmark = pytest.mark.django_db
PAPERS = ("package", "review", "decision")


def get(client: Client, scene: Scene, name: str, page: str = "") -> int:
    client.force_login(scene[name])
    return client.get(f"/gates/G1/{page}{'/' if page else ''}").status_code


def test_the_papers_open_to_overseers_contractors_and_the_panel_only(scene: Scene, client: Client):
    scene.to("fact_check")
    for page in PAPERS:
        seen = {name: get(client, scene, name, page) for name in scene.people}
        readers = {
            "secretary", "nedo", "meti", "reviewer", "auditor", "pm", "second", "engineer", "aist",
            *MEMBERS,
        }  # fmt: skip
        assert {name for name, status in seen.items() if status == 200} == readers
        assert {seen[name] for name in ("honda", "rival", "stranger", "admin")} == {404}


def test_a_gate_in_draft_is_unknown_to_the_contractor(scene: Scene, client: Client):
    assert get(client, scene, "pm") == 404
    assert get(client, scene, "secretary") == 200


def test_before_declaring_a_member_finds_the_papers_closed(scene: Scene, client: Client):
    scene.to("open")
    scene.invite("member1")
    assert get(client, scene, "member1") == 200
    assert get(client, scene, "member1", "package") == 403
    scene.declare("member1")
    assert get(client, scene, "member1", "package") == 200


def test_a_recused_member_finds_every_door_closed(scene: Scene, client: Client):
    scene.to("submitted")
    scene.invite(*MEMBERS, "rival")
    for name in (*MEMBERS, "rival"):
        scene.declare(name)
    number = scene.gate.files.first().pk
    for page in ("", *PAPERS, "score", f"files/{number}", "do/ask"):
        assert get(client, scene, "rival", page) == 404
    assert "G1" not in client.get("/gates/").content.decode()


def test_a_panel_member_declares_on_the_page_and_is_told_the_rule(scene: Scene, client: Client):
    scene.to("open")
    scene.invite("rival")
    client.force_login(scene["rival"])
    form = {"relation": "none", "degree": 0, "true_and_complete": "on"}
    answer = client.post("/panels/G1/declaration/", form)
    assert "RIVAL" in answer.content.decode()
    assert get(client, scene, "rival") == 404


def test_only_those_invited_find_the_declaration(scene: Scene, client: Client):
    scene.to("open")
    client.force_login(scene["stranger"])
    assert client.get("/panels/G1/declaration/").status_code == 404


def test_a_file_is_downloaded_by_its_readers(scene: Scene, client: Client):
    scene.to("submitted")
    row = scene.gate.files.first()
    client.force_login(scene["auditor"])
    answer = client.get(f"/gates/G1/files/{row.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(row.title.split()[0].encode())
    assert get(client, scene, "honda", f"files/{row.pk}") == 404


def test_the_result_is_public_without_sign_in(scene: Scene, client: Client):
    scene.to("published")
    for language in ("ja", "en"):
        answer = client.get("/gates/published/G1/", headers={"accept-language": language})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "NOETRA" in text
        assert "100,000,000,000" in text
        assert "member1" not in text
    assert client.get("/gates/published/").status_code == 200


def test_nothing_is_public_before_it_is_published(scene: Scene, client: Client):
    scene.to("decided")
    assert client.get("/gates/published/G1/").status_code == 404
    assert client.get("/gates/G1/").status_code == 302


def test_a_form_carries_an_action_out(scene: Scene, client: Client):
    scene.to("submitted")
    client.force_login(scene["secretary"])
    assert client.get("/gates/G1/do/return/").status_code == 200
    empty = client.post("/gates/G1/do/return/", {"reason": ""})
    assert empty.status_code == 400
    client.post("/gates/G1/do/return/", {"reason": "Unclear"})
    assert scene.reload().state == "returned"


def test_a_button_carries_an_action_out_and_a_look_does_not(scene: Scene, client: Client):
    scene.to("panel_set")
    client.force_login(scene["secretary"])
    client.get("/gates/G1/do/start_scoring/")
    assert scene.reload().state == "panel_set"
    client.post("/gates/G1/do/start_scoring/")
    assert scene.reload().state == "scoring_1"


def test_the_score_card_stands_beside_the_evidence(scene: Scene, client: Client):
    scene.to("scoring_1")
    client.force_login(scene["member2"])
    page = client.get("/gates/G1/score/").content.decode()
    assert "safety_grade" in page
    assert "M1" in page
    card = {f"{axis['code']}_grade": "B" for axis in scene.gate.template.scheme["axes"]}
    assert client.post("/gates/G1/score/", card).status_code == 302
    assert client.post("/gates/G1/score/", card).status_code == 403


def test_the_first_round_is_blind_and_the_chair_sees_the_spread_after_it(
    scene: Scene, client: Client
):
    scene.to("scoring_1")
    for name in MEMBERS:
        scene.score(name, grade="S" if name == "chair" else "C")

    def cards(name: str) -> object:
        client.force_login(scene[name])
        return client.get("/gates/G1/review/").context["cards"]

    assert cards("chair") is None
    assert cards("member1") is None
    services.hearing_begin(actor=scene["chair"], gate=scene.gate, at=scene.now())
    assert cards("member1") is None
    found = cards("chair")
    assert {axis["spread"] for axis in found["result"]["axes"]} == {3}  # type: ignore[index]


def test_every_page_speaks_both_languages_in_every_state(scene: Scene, client: Client):
    for state in ("draft", "open", "scoring_1", "fact_check", "conditions_open"):
        scene.to(state)
        for language in ("ja", "en"):
            for page in ("", "package/", "review/", "decision/"):
                client.force_login(scene["secretary"])
                headers = {"accept-language": language}
                assert client.get(f"/gates/G1/{page}", headers=headers).status_code == 200


def test_the_calendar_shows_every_gate_with_its_provenance(scene: Scene, client: Client):
    services.calendar_load(actor="system:test", at=scene.at)
    client.force_login(scene["reviewer"])
    page = client.get("/gates/").content.decode()
    assert all(code in page for code in ("G0", "C1", "C2", "G1", "G2", "G3", "CE"))
    with pytest.raises(Conflict):
        services.calendar_load(actor="system:test", at=scene.at)


def test_the_secretariat_prepares_the_next_gate_from_the_calendar(scene: Scene, client: Client):
    services.calendar_load(actor="system:test", at=scene.at)
    client.force_login(scene["secretary"])
    assert "第2回" in client.get("/gates/new/?code=G2").content.decode()
    answer = client.post("/gates/new/", next_gate(scene))
    assert answer["Location"] == "/gates/G2/"
    assert Gate.objects.get(code="G2").contractors.count() == 2
    assert client.post("/gates/new/", next_gate(scene)).status_code == 400


def test_dates_out_of_order_and_a_year_that_was_reviewed_are_refused(scene: Scene, client: Client):
    client.force_login(scene["secretary"])
    for wrong in ({"hearing_on": "2028-01-01"}, {"fiscal_year_released": 2028}):
        assert client.post("/gates/new/", next_gate(scene) | wrong).status_code == 400
    assert not Gate.objects.filter(code="G2").exists()


def test_nobody_else_prepares_a_gate(scene: Scene, client: Client):
    for name in ("pm", "chair", "meti", "auditor"):
        client.force_login(scene[name])
        assert client.get("/gates/new/").status_code == 403

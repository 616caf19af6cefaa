"""The same course through the API: what is refused says why, and closed doors are closed here too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.noetra_gov.gates.scene import MEMBERS, Scene, next_gate

pytestmark = pytest.mark.django_db
AT = "/api/v1/gates/G1/"


def post(client: Client, scene: Scene, name: str, action: str, **body: object):
    client.force_login(scene[name])
    return client.post(f"{AT}actions/{action}/", body)


def test_an_action_moves_the_gate(scene: Scene, client: Client):
    scene.to("submitted")
    answer = post(client, scene, "secretary", "return", reason="Unclear")
    assert answer.json() == {"code": "G1", "state": "returned"}


def test_a_file_arrives_through_the_api(scene: Scene, client: Client):
    gate = scene.to("open")
    answer = post(
        client, scene, "pm", "file", title="Plan", deliverable=gate.deliverables.first().pk,
        file=SimpleUploadedFile("plan.txt", b"a plan"),
    )  # fmt: skip
    assert answer.status_code == 200
    assert gate.files.get().name == "plan.txt"


def test_a_refusal_is_a_problem_with_its_reason(scene: Scene, client: Client):
    scene.to("submitted")
    answer = post(client, scene, "auditor", "return", reason="!")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


def test_a_gap_in_the_body_is_named(scene: Scene, client: Client):
    scene.to("submitted")
    answer = post(client, scene, "secretary", "return")
    assert answer.status_code == 400
    assert "reason" in answer.json()["title"]


def test_the_applicant_reads_the_record_without_the_talk_of_the_panel(scene: Scene, client: Client):
    scene.to("decided")
    client.force_login(scene["pm"])
    record = client.get(AT).json()
    assert not {"panel", "scores", "dissents", "recommendation"} & set(record)
    assert "memorandum" not in record["decision"]
    client.force_login(scene["auditor"])
    assert client.get(AT).json()["scores"]["second_round"]


def test_cards_stay_closed_until_they_are_locked(scene: Scene, client: Client):
    scene.to("scoring_1")
    scene.score("member1")
    for name in ("chair", "secretary", "auditor", "member2"):
        client.force_login(scene[name])
        assert "scores" not in client.get(AT).json()


def test_strangers_and_the_recused_find_nothing(scene: Scene, client: Client):
    scene.to("submitted")
    scene.invite(*MEMBERS, "rival")
    for name in (*MEMBERS, "rival"):
        scene.declare(name)
    for name in ("rival", "stranger", "honda", "admin"):
        client.force_login(scene[name])
        assert client.get(AT).status_code == 404
        assert client.get(f"{AT}actions/").status_code == 404
    client.logout()
    assert client.get(AT).status_code in (302, 403)


def test_every_action_says_whether_and_why_not(scene: Scene, client: Client):
    scene.to("open")
    client.force_login(scene["pm"])
    rows = client.get(f"{AT}actions/").json()
    assert all(row["allowed"] or row["reason"] for row in rows)
    assert {row["name"] for row in rows if row["allowed"]} >= {"file", "assess"}


def test_a_gate_is_prepared_through_the_api(scene: Scene, client: Client):
    client.force_login(scene["secretary"])
    answer = client.post("/api/v1/gates/", next_gate(scene))
    assert answer.status_code == 201
    assert answer.json()["state"]["code"] == "draft"
    client.force_login(scene["pm"])
    assert client.post("/api/v1/gates/", next_gate(scene)).status_code == 403

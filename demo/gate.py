"""Step 5: gate G1 from draft to published, through every state, by services only.

Every word of the papers is invented for the demonstration. The clock goes with the story: the gate
opens on 1 October 2027, its evidence is cut off on 31 October, and it is published in February 2028.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from demo import gate_papers as papers
from demo.money import appropriate_the_gated_year, tokyo
from noetra_gov.core import clock
from noetra_gov.core.yen import billions
from noetra_gov.gates import services as gates
from noetra_gov.gates.models import Gate
from noetra_gov.panels import services as panels
from noetra_gov.panels.models import PanelMember
from noetra_gov.people.models import Organisation, User
from noetra_gov.programme.models import Milestone
from noetra_gov.programme.services import milestone_add

Say = Callable[[str], None]
CUT_OFF = tokyo(2027, 10, 31, 17)
TRANCHE_YEN = 140_000_000_000
RESERVE_YEN = 30_000_000_000


def run(story: Any) -> None:
    """Take G1 through its course; each line says what came of a step."""
    say: Say = story.say
    appropriate_the_gated_year()
    gate = prepare(say)
    for part in (invite, hand_in, review, hear, check_facts, decide, publish):
        part(gate, say)
    gate.refresh_from_db()
    story.facts["gate"] = summary(gate)


def who(username: str) -> User:
    return User.objects.get(username=username)


def go_to(at: datetime) -> datetime:
    """The story's clock only goes forward."""
    at = max(at, clock.now() + timedelta(minutes=1))
    clock.set_demo(at)
    return clock.now()


def prepare(say: Say) -> Gate:
    """The secretariat fixes the template, draws up G1 and, on the day, opens it."""
    secretary, at = who("tanabe"), go_to(tokyo(2027, 9, 1))
    gates.calendar_load(actor="system:demo", at=at)
    template = gates.template_create(actor=secretary, at=at, **gates.standard_template())
    gate = gates.gate_create(
        actor=secretary, at=at, code="G1", template=template,
        applicant=Organisation.objects.get(code="NOETRA"),
        contractors=[Organisation.objects.get(code="AIST")], **papers.GATE, cut_off_at=CUT_OFF,
    )  # fmt: skip
    for row in papers.MILESTONES:
        _milestone(dict(row))
    gates.gate_open(actor=secretary, gate=gate, at=go_to(tokyo(2027, 10, 1)))
    say(f"draft → open: {template}, {template.criteria.count()} criteria fixed")
    return gate


def _milestone(facts: dict[str, Any]) -> None:
    owner = Organisation.objects.get(code=facts.pop("organisation"))
    milestone_add(
        actor="system:demo", at=clock.now(), organisation=owner, provenance="DEMO",
        source="Invented for the demonstration", **facts,
    )  # fmt: skip


def invite(gate: Gate, say: Say) -> None:
    """Seven are invited; the system finds that one works for a competitor of a shareholder."""
    at = go_to(tokyo(2027, 10, 4))
    for username in papers.PANEL:
        gates.member_invite(
            actor=who("tanabe"), gate=gate, user=who(username), chair=username == "prof-abe", at=at
        )
    for username in papers.PANEL:
        panels.interests_declare(
            actor=who(username), panel=gate.panel, content=papers.NOTHING_TO_DECLARE,
            at=go_to(tokyo(2027, 10, 8)),
        )  # fmt: skip
    for member in PanelMember.objects.filter(panel=gate.panel, recused_at__isnull=False):
        found, employer = member.findings.first(), member.user.organisation
        assert found is not None
        assert employer is not None
        say(
            f"recused: {member.user} ({employer.code}) declared nothing, but the "
            f"system found rule {found.rule}: {found.via} competes with {found.organisation}"
        )


def hand_in(gate: Gate, say: Say) -> None:
    """Files, milestones, self-assessment; signed, countersigned; returned once; signed again."""
    fill(gate)
    sign(gate, tokyo(2027, 11, 5))
    reason = "次年度実施計画書に再委託先の記載がありません。"
    gates.package_return(
        actor=who("tanabe"), gate=gate, reason=reason, at=go_to(tokyo(2027, 11, 9))
    )
    gates.package_take_up(actor=who("hayashi"), gate=gate, at=go_to(tokyo(2027, 11, 10)))
    plan = gate.files.get(name="next-plan.txt")
    add_file(gate, "next-plan", papers.CORRECTED_PLAN, supersedes=plan, name="next-plan-2.txt")
    sign(gate, tokyo(2027, 11, 15))
    gate.refresh_from_db()
    assert gate.package is not None
    say(f"open → submitted → returned → open → submitted: package {gate.package.digest[:19]}…")
    for row in gate.package.evidence.all():
        say(f"  {row.criterion} {row.label_en}: {row.value} {row.unit} ({row.verdict})")


def fill(gate: Gate) -> None:
    pm, at = who("hayashi"), go_to(tokyo(2027, 10, 20))
    for code, text in papers.DOCUMENTS.items():
        add_file(gate, code, text)
    for axis, (grade, text) in papers.SELF_ASSESSMENT.items():
        gates.self_assess(actor=pm, gate=gate, axis=axis, grade=grade, text=text, at=at)
    for code, text in papers.REPORTS.items():
        reached = "partly" if code in papers.LATE else "met"
        gates.milestone_report(
            actor=pm, gate=gate, milestone=Milestone.objects.get(code=code), reached=reached,
            text=text, at=at,
        )  # fmt: skip


def add_file(gate: Gate, code: str, text: str, name: str = "", **more: Any) -> None:
    deliverable = gate.deliverables.get(required__code=code)
    gates.file_add(
        actor=who("hayashi"), gate=gate, source=text.encode(), name=name or f"{code}.txt",
        title=deliverable.required.name_ja, deliverable=deliverable, at=clock.now(), **more,
    )  # fmt: skip


def sign(gate: Gate, at: datetime) -> None:
    gates.package_sign(actor=who("hayashi"), gate=gate, at=go_to(at))
    gates.package_countersign(
        actor=who("fujii"), gate=gate, at=go_to(clock.now() + timedelta(hours=2))
    )


def review(gate: Gate, say: Say) -> None:
    """Panel set, then the first round, each blind to the others; one absence is recorded."""
    gates.panel_set(actor=who("tanabe"), gate=gate, at=go_to(tokyo(2027, 11, 17)))
    gates.scoring_start(actor=who("tanabe"), gate=gate, at=go_to(tokyo(2027, 11, 18)))
    for username, (grades, comments) in papers.FIRST_ROUND.items():
        gates.score(
            actor=who(username), gate=gate, grades=grades, comments=comments,
            at=go_to(clock.now() + timedelta(days=1)),
        )  # fmt: skip
    absent = gate.panel.members.get(user__username="prof-ono")
    gates.absence(
        actor=who("prof-abe"), gate=gate, member=absent, reason="海外出張のため", at=clock.now()
    )
    say(f"submitted → panel_set → scoring_1: {len(papers.FIRST_ROUND)} cards, 1 absence recorded")


def hear(gate: Gate, say: Say) -> None:
    """Questions in writing and at the hearing; afterwards two members change a grade, with reasons."""
    chair, pm = who("prof-abe"), who("hayashi")
    gates.hearing_begin(actor=chair, gate=gate, at=go_to(tokyo(2027, 12, 15)))
    for username, question, answer in papers.QUESTIONS:
        asked = gates.question_ask(
            actor=who(username), gate=gate, text=question, due_on=date(2027, 12, 17), at=clock.now()
        )
        gates.question_answer(
            actor=pm, gate=gate, question=asked, answer=answer,
            at=go_to(clock.now() + timedelta(hours=1)),
        )  # fmt: skip
    gates.minutes_write(actor=chair, gate=gate, at=clock.now(), **papers.MINUTES)
    gates.hearing_close(actor=chair, gate=gate, at=go_to(tokyo(2027, 12, 17)))
    for username, (grades, reasons) in papers.SECOND_ROUND.items():
        first, comments = papers.FIRST_ROUND[username]
        gates.score(
            actor=who(username), gate=gate, grades=first | grades, comments=comments,
            reasons=reasons, at=go_to(clock.now() + timedelta(hours=3)),
        )  # fmt: skip
    say(
        f"hearing → scoring_2: {len(papers.QUESTIONS)} questions, {len(papers.SECOND_ROUND)} cards changed"
    )


def check_facts(gate: Gate, say: Say) -> None:
    """The applicant corrects a number; a member dissents; the panel settles."""
    chair, pm = who("prof-abe"), who("hayashi")
    gates.draft_issue(actor=chair, gate=gate, text=papers.DRAFT, at=go_to(tokyo(2027, 12, 24)))
    comment = gates.fact_comment(
        actor=pm, gate=gate, at=go_to(tokyo(2028, 1, 6)), **papers.FACT_COMMENT
    )
    gates.fact_reply(
        actor=chair, gate=gate, comment=comment, reply=papers.FACT_REPLY, accepted=True,
        at=go_to(tokyo(2028, 1, 11)),
    )  # fmt: skip
    gates.fact_check_finish(actor=pm, gate=gate, at=go_to(tokyo(2028, 1, 12)))
    gates.dissent(
        actor=who("dr-hara"), gate=gate, text=papers.DISSENT, at=go_to(tokyo(2028, 1, 13))
    )
    gates.recommend(
        actor=chair, gate=gate, outcome="conditional", text=papers.RECOMMENDATION,
        conditions=papers.CONDITIONS, at=go_to(tokyo(2028, 1, 18)),
    )  # fmt: skip
    score = gate.recommendation.score_bp
    say(f"fact_check → recommended: conditional, {score / 10_000:.2f} of 4, 1 dissent attached")


def decide(gate: Gate, say: Say) -> None:
    """NEDO proposes, METI confirms; memorandum sealed; the tranche moves less its reserve."""
    gates.outcome_propose(
        actor=who("okada"), gate=gate, outcome="conditional", reason=papers.DECISION,
        amount_yen=TRANCHE_YEN, reserve_yen=RESERVE_YEN, conditions=papers.CONDITIONS,
        at=go_to(tokyo(2028, 2, 1)),
    )  # fmt: skip
    gates.outcome_confirm(actor=who("ishida"), gate=gate, at=go_to(tokyo(2028, 2, 4)))
    decision = gate.decisions.get(state="confirmed")
    free = billions(TRANCHE_YEN - RESERVE_YEN)
    say(f"recommended → decided: {free} released for FY2028, {billions(RESERVE_YEN)} in reserve")
    say(f"decision memorandum {decision.digest[:19]}…, signed as an in-toto statement")


def publish(gate: Gate, say: Say) -> None:
    gates.gate_publish(actor=who("tanabe"), gate=gate, at=go_to(tokyo(2028, 2, 10)))
    say("decided → published → conditions_open")


def summary(gate: Gate) -> dict[str, Any]:
    decision = gate.decisions.get(state="confirmed")
    return {
        "code": gate.code,
        "state": gate.state,
        "package": gate.package.digest if gate.package else None,
        "outcome": decision.outcome,
        "decision": decision.digest,
        "tranche_yen": decision.amount_yen,
        "reserve_yen": decision.reserve_yen,
    }

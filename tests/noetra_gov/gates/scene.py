"""The scene of the gate tests: organisations, people, money, a template, and a guide through the states."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from noetra_gov.budget import services as budget
from noetra_gov.core.fiscal import TOKYO
from noetra_gov.gates import services as gates
from noetra_gov.gates.models import Gate
from noetra_gov.panels import services as panels
from noetra_gov.people.models import Organisation, OrganisationTie, Role, RoleAssignment, User
from noetra_gov.programme.models import FiscalYear, Programme

START = datetime(2027, 9, 1, 10, tzinfo=TOKYO)
OPENS = date(2027, 10, 1)
CUT_OFF = datetime(2027, 10, 31, 17, tzinfo=TOKYO)
ORGANISATIONS = {
    "METI": "government", "NEDO": "funder", "NOETRA": "contractor", "AIST": "contractor",
    "HONDA": "shareholder", "UNIV": "expert", "RIVAL": "expert", "AUDIT": "audit",
}  # fmt: skip
PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    "secretary": ("NEDO", (Role.NEDO_SECRETARIAT,)),
    "nedo": ("NEDO", (Role.NEDO_DECIDER,)),
    "meti": ("METI", (Role.METI_DECIDER, Role.BUDGET_APPROVER)),
    "reviewer": ("METI", (Role.METI_REVIEWER,)),
    "officer": ("NEDO", (Role.BUDGET_OFFICER,)),
    "pm": ("NOETRA", (Role.ALLIANCE_PM,)),
    "second": ("NOETRA", (Role.ALLIANCE_COUNTERSIGNER,)),
    "engineer": ("NOETRA", (Role.ALLIANCE_ENGINEER,)),
    "aist": ("AIST", (Role.ALLIANCE_PM,)),
    "honda": ("HONDA", (Role.ALLIANCE_PM,)),
    "chair": ("UNIV", (Role.PANEL_MEMBER, Role.PANEL_CHAIR)),
    "auditor": ("AUDIT", (Role.AUDITOR,)),
    "rival": ("RIVAL", (Role.PANEL_MEMBER,)),
    "stranger": ("UNIV", (Role.PANEL_MEMBER,)),
    "admin": ("NEDO", (Role.ADMINISTRATOR,)),
    **{f"member{n}": ("UNIV", (Role.PANEL_MEMBER,)) for n in (1, 2, 3, 4)},
}
MEMBERS = ("chair", "member1", "member2", "member3", "member4")
STATES = (
    "draft", "open", "submitted", "panel_set", "scoring_1", "hearing", "scoring_2", "fact_check",
    "recommended", "decided", "published", "conditions_open",
)  # fmt: skip
NOTHING: dict[str, Any] = {
    "relations": [], "employers": [], "same_laboratory": [], "collaborators": [], "competitors": [],
}  # fmt: skip
TRANCHE_YEN = 100_000_000_000
RESERVE_YEN = 20_000_000_000
RELEASING = ("accelerate", "go", "conditional", "reduce")
CONDITION = {"text": "Show the brake test again", "owner": "NOETRA", "due_on": "2028-06-30"}


@dataclass
class Scene:
    """People by name, one gate, and the day on which the next step happens."""

    people: dict[str, User]
    gate: Gate
    at: datetime = START
    grade: str = "A"
    outcome: str = "conditional"
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def make(cls) -> "Scene":
        people = enter_people()
        fund(people)
        template = gates.template_create(
            actor=people["secretary"], at=START, **without_outside_evidence()
        )
        gate = gates.gate_create(
            actor=people["secretary"], at=START, code="G1", template=template,
            contractors=[Organisation.objects.get(code="AIST")],
            applicant=Organisation.objects.get(code="NOETRA"),
            name_ja="第1回ステージゲート", name_en="Stage gate 1",
            fiscal_year_reviewed=2027, fiscal_year_released=2028,
            period_from=date(2026, 7, 1), period_until=date(2027, 9, 30),
            opens_on=OPENS, cut_off_at=CUT_OFF, hearing_on=date(2027, 12, 15),
        )  # fmt: skip
        return cls(people, gate)

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    def now(self, days: int = 1) -> datetime:
        self.at += timedelta(days=days)
        return self.at

    def reload(self) -> Gate:
        self.gate = Gate.objects.select_related("panel", "template").get(pk=self.gate.pk)
        self.gate.moment = self.at  # type: ignore[attr-defined]
        return self.gate

    def to(self, state: str) -> Gate:
        """Take the gate from where it is to a state, the ordinary way."""
        wanted = STATES.index("published" if state == "conditions_open" else state)
        while STATES.index(self.reload().state) < wanted:
            getattr(self, f"from_{self.gate.state}")()
        return self.reload()

    def invite(self, *names: str) -> None:
        for name in names:
            gates.member_invite(
                actor=self["secretary"], gate=self.gate, user=self[name], chair=name == "chair",
                at=self.at,
            )  # fmt: skip

    def declare(self, name: str, **content: Any) -> None:
        panels.interests_declare(
            actor=self[name], panel=self.gate.panel, content=NOTHING | content, at=self.at
        )

    def from_draft(self) -> None:
        self.at = datetime(2027, 10, 1, 9, tzinfo=TOKYO)
        gates.gate_open(actor=self["secretary"], gate=self.gate, at=self.at)

    def fill(self) -> None:
        """Everything the package needs."""
        gate = self.reload()
        for row in gate.deliverables.all():
            gates.file_add(
                actor=self["pm"], gate=gate, source=f"{row} of {gate.code}".encode(),
                name=f"{row}.txt", title=str(row), deliverable=row, at=self.at,
            )  # fmt: skip
        for axis in gate.template.scheme["axes"]:
            gates.self_assess(
                actor=self["pm"], gate=gate, axis=axis["code"], grade="A", text="…", at=self.at
            )

    def from_open(self) -> None:
        self.fill()
        self.at = CUT_OFF + timedelta(days=1)
        gates.package_sign(actor=self["pm"], gate=self.gate, at=self.at)
        gates.package_countersign(actor=self["second"], gate=self.gate, at=self.now())

    def from_submitted(self) -> None:
        if not self.gate.panel.members.exists():
            self.invite(*MEMBERS)
            for name in MEMBERS:
                self.declare(name)
        gates.panel_set(actor=self["secretary"], gate=self.gate, at=self.now())

    def from_panel_set(self) -> None:
        gates.scoring_start(actor=self["secretary"], gate=self.gate, at=self.now())

    def grades(self, grade: str | None = None, **axes: str) -> dict[str, str]:
        scheme = self.gate.template.scheme["axes"]
        return {axis["code"]: grade or self.grade for axis in scheme} | axes

    def score(self, name: str, grade: str | None = None, **more: Any) -> None:
        gates.score(
            actor=self[name], gate=self.reload(), grades=self.grades(grade), comments={},
            at=self.at, **more,
        )  # fmt: skip

    def from_scoring_1(self) -> None:
        for name in MEMBERS:
            self.score(name)
        gates.hearing_begin(actor=self["chair"], gate=self.gate, at=self.now())

    def from_hearing(self) -> None:
        gates.minutes_write(
            actor=self["chair"], gate=self.gate, minutes="Heard.", attendance="all", at=self.now()
        )
        gates.hearing_close(actor=self["chair"], gate=self.gate, at=self.at)

    def from_scoring_2(self) -> None:
        gates.draft_issue(actor=self["chair"], gate=self.gate, text="The draft.", at=self.now())

    def from_fact_check(self) -> None:
        if not self.gate.draft.finished_at:
            gates.fact_check_finish(actor=self["pm"], gate=self.gate, at=self.now())
        gates.recommend(
            actor=self["chair"], gate=self.gate, outcome=self.outcome, text="Sound.",
            conditions=self.conditions(), at=self.at,
        )  # fmt: skip

    def conditions(self) -> list[dict[str, str]]:
        return [CONDITION] if self.outcome in ("conditional", "reduce") else []

    def propose(self, **changes: Any) -> None:
        releases = bool(self.gate.fiscal_year_released) and self.outcome in RELEASING
        reserves = self.outcome in ("conditional", "reduce")
        asked = {
            "outcome": self.outcome, "reason": "As recommended.", "conditions": self.conditions(),
            "amount_yen": TRANCHE_YEN if releases else 0,
            "reserve_yen": RESERVE_YEN if reserves else 0,
            "handover": "Data to AIST by March" if self.outcome == "stop" else "",
        }  # fmt: skip
        gates.outcome_propose(
            actor=self["nedo"], gate=self.gate, at=self.now(), **asked | self.options | changes
        )

    def from_recommended(self) -> None:
        if not self.gate.decisions.exclude(state="declined").exists():
            self.propose()
        gates.outcome_confirm(actor=self["meti"], gate=self.gate, at=self.now())

    def from_decided(self) -> None:
        gates.gate_publish(actor=self["secretary"], gate=self.gate, at=self.now())


def enter_people() -> dict[str, User]:
    rows = {
        code: Organisation.objects.create(code=code, name_ja=code, name_en=code, kind=kind)
        for code, kind in ORGANISATIONS.items()
    }
    OrganisationTie.objects.create(a=rows["RIVAL"], b=rows["HONDA"], kind="competitor")
    return {name: person(name, rows[code], roles) for name, (code, roles) in PEOPLE.items()}


def person(name: str, organisation: Organisation, roles: tuple[Role, ...]) -> User:
    user = User.objects.create(username=name, display_name=name, organisation=organisation)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role)
    return user


def fund(people: dict[str, User]) -> None:
    """The cap of the programme, and an appropriation of FY2028 by two people."""
    programme = Programme.objects.create(
        code="p", name_ja="事業", name_en="Programme", first_year=2026, last_year=2030,
        cap_yen=1_000_000_000_000,
    )  # fmt: skip
    for year in range(2026, 2031):
        FiscalYear.objects.create(year=year, locked=year < 2028)
    budget.ledger_open(actor="system:test", programme=programme, at=START)
    paper = budget.appropriation_enter(
        actor=people["officer"], at=START, fiscal_year=2028, amount_yen=160_000_000_000,
        fund="GX", citation="law", provenance="DEMO",
    )  # fmt: skip
    budget.appropriation_confirm(actor=people["meti"], appropriation=paper, at=START)


def without_outside_evidence() -> dict[str, Any]:
    """The standard template with only those criteria that this room answers itself."""
    facts = gates.standard_template()
    own = {"package_complete", "open_incident", "overdue_condition", "falsified_evidence"}
    facts["criteria"] = [row for row in facts["criteria"] if row["kind"] in own]
    return facts


def next_gate(scene: Scene) -> dict[str, object]:
    """What the form of the second gate says."""
    organisations = {o.code: o.pk for o in Organisation.objects.filter(kind="contractor")}
    return {
        "code": "G2", "kind": "regular", "name_ja": "第2回", "name_en": "Second",
        "template": scene.gate.template.pk, "applicant": organisations["NOETRA"],
        "contractors": list(organisations.values()),
        "fiscal_year_reviewed": 2028, "fiscal_year_released": 2029,
        "period_from": "2028-04-01", "period_until": "2028-09-30", "opens_on": "2028-10-02",
        "cut_off_on": "2028-10-31", "hearing_on": "2028-12-15", "decision_due_on": "2029-02-09",
    }  # fmt: skip

"""People of every role, with passwords made on the spot."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from noetra_gov.people.models import Organisation, OrganisationKind, Role, TieKind, User
from noetra_gov.people.services import organisation_add, tie_add, user_add

ACTOR = "system:demo"
SOURCE = "Invented for the demonstration"


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    organisation: str
    roles: tuple[Role, ...]


def sign_in_line(person: Person, password: str) -> str:
    """Who, with which password, from where, and what they may do there."""
    roles = ", ".join(str(role) for role in person.roles)
    return f"  {person.username:<12} {password:<18} {person.organisation:<9} {roles}"


# Invented people; the experts' universities and companies are invented too.
PEOPLE = (
    Person("mori", "森 美咲", "METI", (Role.METI_REVIEWER,)),
    Person("ishida", "石田 修", "METI", (Role.METI_DECIDER, Role.BUDGET_APPROVER)),
    Person("tanabe", "田辺 由紀", "NEDO", (Role.NEDO_SECRETARIAT,)),
    Person("okada", "岡田 隆", "NEDO", (Role.NEDO_DECIDER,)),
    Person("kubo", "久保 恵", "NEDO", (Role.BUDGET_OFFICER,)),
    Person("hayashi", "林 健", "NOETRA", (Role.ALLIANCE_PM,)),
    Person("fujii", "藤井 彩", "NOETRA", (Role.ALLIANCE_COUNTERSIGNER,)),
    Person("ueda", "上田 翔", "NOETRA", (Role.ALLIANCE_ENGINEER,)),
    Person("noguchi", "野口 亮", "AIST", (Role.ALLIANCE_PM,)),
    Person("nishi", "西 真由", "HONDA", (Role.ALLIANCE_PM,)),
    Person("prof-abe", "阿部 正", "UNIV-A", (Role.PANEL_MEMBER, Role.PANEL_CHAIR)),
    Person("prof-kato", "加藤 葵", "UNIV-B", (Role.PANEL_MEMBER,)),
    Person("prof-sato", "佐藤 弘", "UNIV-C", (Role.PANEL_MEMBER,)),
    Person("dr-yoshida", "吉田 玲", "INST-D", (Role.PANEL_MEMBER,)),
    Person("dr-hara", "原 直人", "INST-E", (Role.PANEL_MEMBER,)),
    Person("prof-ono", "小野 千尋", "UNIV-F", (Role.PANEL_MEMBER,)),
    Person("dr-maeda", "前田 徹", "RIVAL", (Role.PANEL_MEMBER,)),
    Person("kimura", "木村 慎", "CERTLAB", (Role.CERT_REVIEWER,)),
    Person("shimizu", "清水 遥", "CERTLAB", (Role.CERT_DECIDER,)),
    Person("audit-ota", "太田 誠", "AUDIT", (Role.AUDITOR,)),
    Person("admin", "管理者", "NEDO", (Role.ADMINISTRATOR,)),
)
ORGANISATIONS = (
    ("UNIV-A", "架空大学A", "Fictional University A", OrganisationKind.EXPERT),
    ("UNIV-B", "架空大学B", "Fictional University B", OrganisationKind.EXPERT),
    ("UNIV-C", "架空大学C", "Fictional University C", OrganisationKind.EXPERT),
    ("INST-D", "架空研究所D", "Fictional Institute D", OrganisationKind.EXPERT),
    ("INST-E", "架空研究所E", "Fictional Institute E", OrganisationKind.EXPERT),
    ("UNIV-F", "架空大学F", "Fictional University F", OrganisationKind.EXPERT),
    ("RIVAL", "架空ロボティクス", "Fictional Robotics", OrganisationKind.EXPERT),
    ("CERTLAB", "架空認証センター", "Fictional Certification Centre", OrganisationKind.EXPERT),
    ("AUDIT", "架空監査機関", "Fictional Audit Office", OrganisationKind.AUDIT),
)


def make(at: datetime) -> dict[str, tuple[User, str]]:
    """Enter everyone; answers username → (user, password). The passwords are kept nowhere else."""
    for code, name_ja, name_en, kind in ORGANISATIONS:
        organisation_add(
            actor=ACTOR,
            at=at,
            code=code,
            name_ja=name_ja,
            name_en=name_en,
            kind=kind,
            provenance="DEMO",
            source=SOURCE,
        )
    codes = {row.code: row for row in Organisation.objects.all()}
    tie_add(
        actor=ACTOR,
        at=at,
        a=codes["RIVAL"],
        b=codes["HONDA"],
        kind=TieKind.COMPETITOR,
        provenance="DEMO",
        source=SOURCE,
    )
    return {person.username: _enter(person, codes, at) for person in PEOPLE}


def _enter(
    person: Person, organisations: dict[str, Organisation], at: datetime
) -> tuple[User, str]:
    password = secrets.token_urlsafe(12)
    user = user_add(
        actor=ACTOR,
        at=at,
        username=person.username,
        display_name=person.name,
        organisation=organisations[person.organisation],
        roles=list(person.roles),
        password=password,
    )
    return user, password

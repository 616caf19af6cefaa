"""What the register and a member's declarations say, handed to the pure rules."""

from datetime import datetime
from typing import Any

from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.panels.models import PanelMember
from noetra_gov.panels.rules import Candidate, Finding, Relation, Tie, findings
from noetra_gov.people.models import Organisation, OrganisationTie

PARTS = ("relations", "employers", "same_laboratory", "collaborators", "competitors")


def alliance_codes(at: datetime) -> frozenset[str]:
    """Every alliance organisation of the day, whatever its part in this gate."""
    day = tokyo_date(at)
    return frozenset(Organisation.objects.alliance_on(day).values_list("code", flat=True))


def findings_of(member: PanelMember, at: datetime) -> tuple[Finding, ...]:
    """Rules 1 to 5 for one member on the day."""
    return findings(
        _candidate(member), alliance=alliance_codes(at), ties=_ties(), at=tokyo_date(at)
    )


def _ties() -> list[Tie]:
    rows = OrganisationTie.objects.values_list(
        "a__code", "b__code", "kind", "from_on", "until_on", named=True
    )
    return [Tie(r.a__code, r.b__code, r.kind, r.from_on, r.until_on) for r in rows]


def _candidate(member: PanelMember) -> Candidate:
    said = _all_declared(member)
    employer = member.user.organisation.code if member.user.organisation else ""
    named = member.findings.filter(rule=5).values_list("via", flat=True)
    return Candidate(
        organisations=frozenset({employer, *said["employers"]} - {""}),
        relations=tuple(
            Relation(r["kind"], int(r.get("degree") or 0), r.get("person", ""))
            for r in said["relations"]
        ),
        same_laboratory=tuple(said["same_laboratory"]),
        collaborates_with=frozenset(said["collaborators"]),
        competes_with=frozenset(said["competitors"]),
        nedo_reasons=tuple(named),
    )


def _all_declared(member: PanelMember) -> dict[str, list[Any]]:
    """A later declaration adds to an earlier one: nothing once declared is unsaid."""
    every = list(member.declarations.values_list("content", flat=True))
    return {part: [x for content in every for x in content.get(part, [])] for part in PARTS}

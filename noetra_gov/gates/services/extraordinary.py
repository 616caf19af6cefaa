"""A stop can come at any time (rule 14): the trigger, the freeze at once, and a review that confirms
or lifts it within a stated time."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.budget import services as budget
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.core.fiscal import TOKYO, add_business_days, fiscal_year_of, tokyo_date
from noetra_gov.gates import freezing
from noetra_gov.gates.models import Gate, GateKind, GateTemplate, Package
from noetra_gov.gates.services.base import ask, locked, log, take_asked
from noetra_gov.gates.services.prepare import ready_to_open
from noetra_gov.panels import services as panels
from noetra_gov.people.models import Organisation, User
from noetra_gov.people.permission import permitted, require
from noetra_gov.seal.canonical import digest_of

TRIGGERS = {
    "incident": (_("incident"), "重大事案", "incident"),
    "falsified": (_("falsified evidence"), "エビデンスの改ざん", "falsified evidence"),
    "missed_condition": (_("missed condition"), "条件の不履行", "missed condition"),
    "policy_change": (_("policy change"), "政策の変更", "policy change"),
}
PAPERS_DAYS = 5
DECISION_DAYS = 20


@transaction.atomic
def review_open(
    *,
    actor: User,
    template: GateTemplate,
    applicant: Organisation,
    trigger: str,
    reason: str,
    at: datetime,
) -> Gate:
    """Freeze everything not disbursed and open the review: one transaction, never one alone."""
    require(permitted(actor, "gates.extraordinary"))
    if trigger not in TRIGGERS:
        raise BadInput("trigger", _("Choose what set the review off."))
    if not reason.strip():
        raise BadInput("reason", _("Write what happened; the freeze rests on it."))
    gate = _gate(actor, template, applicant, trigger, reason, at)
    budget.freeze(
        actor=actor, gate_code=gate.code, reason=reason, at=at, key=f"{gate.code}:open",
        decision_digest=digest_of({"trigger": trigger, "reason": reason}),
    )  # fmt: skip
    return _opened(gate, actor, reason, at)


def _opened(gate: Gate, actor: User, reason: str, at: datetime) -> Gate:
    gate = locked(gate, at)
    ready_to_open(gate, at)
    return take_asked(gate, "open", action="open", actor=actor, at=at, reason=reason)


def _end_of(day: date) -> datetime:
    """Close of business in Tokyo."""
    return datetime.combine(day, time(17), tzinfo=TOKYO)


def _gate(
    actor: User,
    template: GateTemplate,
    applicant: Organisation,
    trigger: str,
    reason: str,
    at: datetime,
) -> Gate:
    day = tokyo_date(at)
    code = f"X{Gate.objects.filter(kind=GateKind.EXTRAORDINARY).count() + 1}"
    _label, ja, en = TRIGGERS[trigger]
    panel = panels.panel_form(
        actor=actor, subject=code, scheme=template.scheme, quorum=template.quorum, at=at
    )
    gate = Gate.objects.create(
        code=code, kind=GateKind.EXTRAORDINARY, template=template, panel=panel,
        applicant=applicant, trigger=f"{trigger}: {reason}",
        name_ja=f"臨時審査（{ja}）", name_en=f"Extraordinary review ({en})",
        fiscal_year_reviewed=fiscal_year_of(day), period_from=day, period_until=day,
        opens_on=day, cut_off_at=_end_of(add_business_days(day, PAPERS_DAYS)),
        hearing_on=add_business_days(day, PAPERS_DAYS * 2),
        decision_due_on=add_business_days(day, DECISION_DAYS),
    )  # fmt: skip
    gate.contractors.set([applicant])
    log(actor.ref, "extraordinary", gate, {"trigger": trigger, "reason": reason}, at)
    return gate


@transaction.atomic
def papers_skip(*, actor: User, gate: Gate, reason: str, at: datetime) -> Gate:
    """The applicant handed in nothing in time: the review goes on with the evidence alone."""
    gate = locked(gate, at)
    ask(actor, "gates.skip_papers", gate, ["open"])
    if gate.kind != GateKind.EXTRAORDINARY:
        raise Conflict("regular", _("Only an extraordinary review goes on without papers."))
    if at <= gate.cut_off_at:
        raise Conflict("early", _("The applicant still has time to hand in papers."))
    if not reason.strip():
        raise BadInput("reason", _("Write why the review goes on without papers."))
    gathered = freezing.gather(gate)
    contents = freezing.package_contents(gate, gathered)
    package = Package.objects.create(
        gate=gate, version=gate.packages.count() + 1, contents=contents,
        digest=digest_of(contents), submitted_by=actor, submitted_at=at,
        countersigned_at=at,
    )  # fmt: skip
    freezing.keep_evidence(package, gathered, at)
    return take_asked(gate, "submitted", action="skip_papers", actor=actor, at=at, reason=reason)

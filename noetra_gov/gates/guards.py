"""What must be true before a gate moves. A guard answers None, or the sentence that says what is missing.

The gate carries `moment`, the instant asked about: rules never ask for the time.
"""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.core.fiscal import add_business_days, tokyo_date
from noetra_gov.gates import rules
from noetra_gov.panels import selectors as panels


def today(gate: Any) -> Any:
    return tokyo_date(gate.moment)


def appeal_until(gate: Any) -> Any:
    """The last day on which the decision can be appealed."""
    return add_business_days(tokyo_date(gate.published_at), gate.template.appeal_days)


def recyclable(gate: Any) -> Sentence | None:
    """A recycle or a granted appeal is examined anew, once."""
    decision = gate.decisions.filter(state="confirmed").first()
    recycled = decision is not None and decision.outcome == "recycle"
    if not recycled and not gate.appeals.filter(state="granted").exists():
        return _("Only a recycled gate, or one whose appeal was granted, is examined anew.")
    if gate.followed_by.exists():
        return _("The re-examination is prepared already.")
    return None


def opening(gate: Any) -> Sentence | None:
    if today(gate) < gate.opens_on:
        return format_lazy(_("The gate opens on {day}."), day=gate.opens_on.isoformat())
    if not gate.template.criteria.exists():
        return _("The template has no criteria. Fix thresholds and kill criteria first.")
    return None if gate.contractors.exists() else _("Name the contractors under review first.")


def package_complete(gate: Any) -> Sentence | None:
    """An incomplete file is not reviewed at all."""
    missing = [] if gate.kind == "extraordinary" else missing_parts(gate)
    if not missing:
        return None
    return format_lazy(
        _("The package is not complete. Missing: {parts}."), parts=", ".join(missing)
    )


def missing_parts(gate: Any) -> list[str]:
    deliverables = gate.deliverables.select_related("required").prefetch_related("files")
    states = [
        rules.DeliverableState(
            d.required.name, len(d.files.all()), d.waived_at is not None, d.waiver_reason
        )
        for d in deliverables
    ]
    assessed = set(gate.self_assessments.values_list("axis", flat=True))
    axes = [axis for axis in gate.template.scheme["axes"] if axis["code"] not in assessed]
    reported = gate.milestone_reports.values("milestone_id")
    due = due_milestones(gate).exclude(pk__in=reported)
    return [
        *rules.missing_deliverables(states),
        *(str(format_lazy(_("self-assessment: {axis}"), axis=a["label_ja"])) for a in axes),
        *(str(format_lazy(_("milestone {code}"), code=m.code)) for m in due),
    ]


def due_milestones(gate: Any) -> Any:
    """Milestones of the contractors that fall into the period under review."""
    from noetra_gov.programme.models import Milestone

    period = (gate.period_from, gate.period_until)
    return Milestone.objects.filter(
        organisation__in=gate.contractors.all(), due_on__range=period
    ).order_by("code")


def package_signed(gate: Any) -> Sentence | None:
    waiting = gate.packages.filter(countersigned_at__isnull=True, withdrawn_at__isnull=True)
    # The service countersigns before it moves; the page asks before that.
    if waiting.exists() or (
        gate.package is not None and gate.package.countersigned_at == gate.moment
    ):
        return None
    return _("The project manager has not signed a package yet.")


def panel(gate: Any) -> Sentence | None:
    if not gate.panel.members.exists():
        return _("Invite the panel first.")
    waiting = panels.undeclared(gate.panel)
    if waiting:
        names = ", ".join(str(member.user) for member in waiting)
        return format_lazy(
            _("These members have not declared their interests: {names}."), names=names
        )
    if not panels.has_chair(gate.panel):
        return _("The panel has no chair who is free of conflicts.")
    if not panels.quorum_reached(gate.panel):
        return format_lazy(
            _("Fewer than {quorum} members are free of conflicts. Invite more."),
            quorum=gate.panel.quorum,
        )
    return unchanged(gate)


def unchanged(gate: Any) -> Sentence | None:
    """Thresholds and package are what they were when they were frozen."""
    from noetra_gov.gates.freezing import package_intact

    if gate.template.digest() != gate.template_digest:
        return _("The thresholds differ from those the gate opened with. Call the auditor.")
    if gate.package is None or not package_intact(gate.package):
        return _("The frozen package does not match its digest. Call the auditor.")
    return None


def cards_in(gate: Any) -> Sentence | None:
    waiting = panels.awaited(gate.panel)
    if waiting:
        names = ", ".join(str(member.user) for member in waiting)
        return format_lazy(
            _("Cards are awaited from: {names}. Record an absence if one will not come."),
            names=names,
        )
    handed, seats = len(panels.cards(gate.panel, 1)), len(panels.sitting(gate.panel))
    if handed * 2 <= seats:
        return _("More than half of the members must have handed in a card.")
    return None


def hearing_recorded(gate: Any) -> Sentence | None:
    hearing = getattr(gate, "hearing", None)
    if hearing is None or not hearing.minutes.strip():
        return _("Write the minutes of the hearing first.")
    if gate.questions.filter(answered_at__isnull=True).exists():
        return _("A question is not answered yet.")
    return None


def fact_check_closed(gate: Any) -> Sentence | None:
    draft = gate.draft
    still_open = rules.fact_check_open(
        comments_without_reply=gate.fact_comments.filter(replied_at__isnull=True).count(),
        finished=draft.finished_at is not None,
        due_on=draft.due_on,
        on=today(gate),
    )
    if not still_open:
        return None
    return format_lazy(
        _("The fact check is open until {day}, and every comment needs a reply."),
        day=draft.due_on.isoformat(),
    )


def proposed(gate: Any) -> Sentence | None:
    if gate.decisions.exclude(state="declined").exists():
        return None
    return _("NEDO has not proposed an outcome yet.")


def memorandum_sealed(gate: Any) -> Sentence | None:
    decision = gate.decisions.filter(state="confirmed").first()
    if decision is None or not decision.envelope:
        return _("The decision memorandum is not sealed.")
    return None


def has_conditions(gate: Any) -> Sentence | None:
    return None if gate.conditions.exists() else _("The decision has no conditions.")


def settled(gate: Any) -> Sentence | None:
    if gate.conditions.exclude(state="verified").exists():
        return _("A condition is still open.")
    if gate.appeals.filter(decided_at__isnull=True).exists():
        return _("An appeal is not decided yet.")
    return None

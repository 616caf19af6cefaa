"""Everything a person can do to a gate, as a table: the pages' buttons, the API and the matrix test.

An action is a service with the right it asks for, the states it can happen in, and the form it needs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.core.workflow import step_of
from noetra_gov.gates import forms, needs, services
from noetra_gov.gates.flow import FLOW
from noetra_gov.gates.models import Gate
from noetra_gov.gates.services.after import PUBLISHED
from noetra_gov.gates.services.base import wrong_state
from noetra_gov.gates.services.package import AFTER_SUBMISSION
from noetra_gov.gates.services.prepare import BEFORE_PANEL
from noetra_gov.people.models import User
from noetra_gov.people.permission import Verdict, permitted


@dataclass(frozen=True)
class Action:
    name: str
    label: Sentence
    right: str
    states: tuple[str, ...]
    run: Callable[..., Any]
    form: type[forms.ActionForm] | None = None
    to: str = ""
    tone: str = ""
    needs: Callable[[Gate, User], Sentence | None] | None = None

    def verdict(self, user: User, gate: Gate, at: datetime) -> Verdict:
        """State, right, guard, in that order; the first that refuses gives the reason."""
        if gate.state not in self.states:
            return Verdict(False, wrong_state(self.states))
        found = permitted(user, self.right, gate)
        missing = self._missing(user, gate, at) if found else None
        return found if missing is None else Verdict(False, missing)

    def _missing(self, user: User, gate: Gate, at: datetime) -> Sentence | None:
        gate.moment = at
        step = step_of(FLOW, gate.state, self.to)
        guarded = step.guard(gate) if step and step.guard else None
        return guarded or (self.needs(gate, user) if self.needs else None)


_HEARD = ("scoring_1", "hearing")
_SCORED = ("scoring_1", "scoring_2")
ACTIONS = (
    Action("invite", _("Invite a member"), "gates.set_panel", BEFORE_PANEL,
           services.member_invite, forms.InviteForm, tone="secondary"),
    Action("open", _("Open the gate"), "gates.open", ("draft",), services.gate_open, to="open"),
    Action("file", _("Add a file"), "gates.prepare", ("open",),
           services.file_add, forms.FileForm, tone="secondary", needs=needs.unsigned),
    Action("milestone", _("Report on a milestone"), "gates.prepare", ("open",),
           services.milestone_report, forms.MilestoneForm, tone="secondary", needs=needs.unsigned),
    Action("assess", _("Assess an axis"), "gates.prepare", ("open",),
           services.self_assess, forms.AssessForm, tone="secondary", needs=needs.unsigned),
    Action("waive", _("Waive a document"), "gates.waive", ("open",),
           services.deliverable_waive, forms.WaiveForm, tone="secondary", needs=needs.unsigned),
    Action("sign", _("Sign and freeze the package"), "gates.sign", ("open",),
           services.package_sign, needs=needs.signable),
    Action("withdraw", _("Withdraw the signature"), "gates.sign", ("open",),
           services.signature_withdraw, tone="secondary", needs=needs.signed),
    Action("countersign", _("Countersign and submit"), "gates.countersign", ("open",),
           services.package_countersign, to="submitted"),
    Action("return", _("Return to the applicant"), "gates.return", ("submitted",),
           services.package_return, forms.ReasonForm, to="returned", tone="secondary"),
    Action("take_up", _("Take up again"), "gates.take_up", ("returned",),
           services.package_take_up, to="open"),
    Action("set_panel", _("Set the panel"), "gates.set_panel", ("submitted",),
           services.panel_set, to="panel_set"),
    Action("start_scoring", _("Open the paper review"), "gates.start_scoring", ("panel_set",),
           services.scoring_start, to="scoring_1"),
    Action("falsified", _("Record falsified evidence"), "gates.find_falsified", AFTER_SUBMISSION,
           services.falsified_record, forms.TextForm, tone="danger"),
    Action("score", _("Hand in the score card"), "gates.score", _SCORED,
           services.score, forms.ScoreForm, needs=needs.card_due),
    Action("absence", _("Record an absence"), "gates.hear", ("scoring_1",),
           services.absence, forms.AbsenceForm, tone="secondary", needs=needs.card_awaited),
    Action("hear", _("Begin the hearing"), "gates.hear", ("scoring_1",),
           services.hearing_begin, to="hearing"),
    Action("ask", _("Ask a question"), "gates.ask", _HEARD,
           services.question_ask, forms.QuestionForm, tone="secondary"),
    Action("answer", _("Answer a question"), "gates.answer", _HEARD,
           services.question_answer, forms.AnswerForm, needs=needs.question_open),
    Action("minutes", _("Write the minutes"), "gates.minutes", ("hearing",),
           services.minutes_write, forms.MinutesForm, tone="secondary"),
    Action("close_hearing", _("Close the hearing"), "gates.close_hearing", ("hearing",),
           services.hearing_close, to="scoring_2"),
    Action("draft", _("Lock the cards and issue the draft"), "gates.issue_draft", ("scoring_2",),
           services.draft_issue, forms.TextForm, to="fact_check"),
    Action("comment", _("Comment on the draft"), "gates.comment", ("fact_check",),
           services.fact_comment, forms.CommentForm, tone="secondary", needs=needs.fact_check_running),
    Action("finish", _("No further comments"), "gates.comment", ("fact_check",),
           services.fact_check_finish, needs=needs.fact_check_running),
    Action("reply", _("Reply to a comment"), "gates.reply", ("fact_check",),
           services.fact_reply, forms.ReplyForm, tone="secondary", needs=needs.comment_open),
    Action("dissent", _("Attach a dissent"), "gates.dissent", ("fact_check",),
           services.dissent, forms.TextForm, tone="secondary", needs=needs.no_dissent_yet),
    Action("recommend", _("Recommend"), "gates.recommend", ("fact_check",),
           services.recommend, forms.RecommendForm, to="recommended"),
    Action("propose", _("Propose an outcome"), "gates.propose", ("recommended",),
           services.outcome_propose, forms.ProposeForm),
    Action("confirm", _("Confirm the outcome"), "gates.confirm", ("recommended",),
           services.outcome_confirm, to="decided"),
    Action("decline", _("Decline the proposal"), "gates.decline", ("recommended",),
           services.outcome_decline, forms.ReasonForm, tone="danger", needs=needs.proposal_open),
    Action("publish", _("Publish"), "gates.publish", ("decided",),
           services.gate_publish, to="published"),
    Action("supply", _("Supply evidence for a condition"), "gates.supply_condition",
           ("conditions_open",), services.condition_supply, forms.SupplyForm, needs=needs.own_condition_open),
    Action("verify", _("Verify a condition"), "gates.verify_condition", ("conditions_open",),
           services.condition_verify, forms.ConditionForm, needs=needs.condition_supplied),
    Action("send_back", _("Send a condition back"), "gates.verify_condition", ("conditions_open",),
           services.condition_send_back, forms.SendBackForm, tone="secondary",
           needs=needs.condition_supplied),
    Action("skip_papers", _("Go on without papers"), "gates.skip_papers", ("open",),
           services.papers_skip, forms.ReasonForm, tone="secondary",
           needs=needs.extraordinary),
    Action("appeal", _("Appeal against the decision"), "gates.appeal", PUBLISHED,
           services.appeal_lodge, forms.TextForm, tone="secondary", needs=needs.appeal_possible),
    Action("decide_appeal", _("Decide on the appeal"), "gates.decide_appeal", PUBLISHED,
           services.appeal_decide, forms.AppealForm, needs=needs.appeal_open),
    Action("recycle", _("Prepare the re-examination"), "gates.recycle", (*PUBLISHED, "closed"),
           services.gate_recycle, forms.RecycleForm, tone="secondary", needs=needs.recyclable),
)  # fmt: skip
BY_NAME = {action.name: action for action in ACTIONS}


def offered(user: User, gate: Gate, at: datetime) -> list[tuple[Action, Verdict]]:
    """What the page shows: every action of this state that the person's roles could ever take."""
    here = [action for action in ACTIONS if gate.state in action.states]
    return [(a, a.verdict(user, gate, at)) for a in here if permitted(user, a.right)]

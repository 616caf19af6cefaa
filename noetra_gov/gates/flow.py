"""The course of a gate as data: states with two names, steps with right and guard.

The same table draws the diagram in the docs, the buttons on the page and the matrix test.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from noetra_gov.core.workflow import Flow, State, Step
from noetra_gov.gates import guards

GATE = "gate"
STATES = (
    State("draft", pgettext_lazy(GATE, "Draft"), _("In preparation"), "neutral"),
    State("open", pgettext_lazy(GATE, "Open"), _("Open for your papers"), "info"),
    State("submitted", _("Submitted"), _("Your papers are in"), "info"),
    State("returned", _("Returned"), _("Returned to you"), "warning"),
    State("panel_set", _("Panel set"), _("Under review"), "info"),
    State("scoring_1", _("Paper review"), _("Under review"), "info"),
    State("hearing", _("Hearing"), _("Hearing"), "info"),
    State("scoring_2", _("Second scoring"), _("Under review after the hearing"), "info"),
    State("fact_check", _("Fact check"), _("Your fact check of the draft"), "warning"),
    State("recommended", _("Recommended"), _("Before the deciders"), "info"),
    State("decided", _("Decided"), _("Decided"), "success"),
    State("published", _("Published"), _("Published"), "success"),
    State("conditions_open", _("Conditions open"), _("Conditions to fulfil"), "warning"),
    State("closed", pgettext_lazy(GATE, "Closed"), _("Completed"), "neutral"),
)
STATE_CODES = [state.code for state in STATES]

FLOW: Flow = (
    Step("draft", "open", "gates.open", _("Open the gate"), guard=guards.opening),
    Step("open", "submitted", "gates.countersign", _("Countersign"), guard=guards.package_signed),
    Step("submitted", "returned", "gates.return", _("Return to the applicant"), needs_reason=True),
    Step("returned", "open", "gates.take_up", _("Take up again")),
    Step("submitted", "panel_set", "gates.set_panel", _("Set the panel"), guard=guards.panel),
    Step(
        "panel_set",
        "scoring_1",
        "gates.start_scoring",
        _("Open the paper review"),
        guard=guards.unchanged,
    ),
    Step("scoring_1", "hearing", "gates.hear", _("Begin the hearing"), guard=guards.cards_in),
    Step(
        "hearing",
        "scoring_2",
        "gates.close_hearing",
        _("Close the hearing"),
        guard=guards.hearing_recorded,
    ),
    Step(
        "scoring_2",
        "fact_check",
        "gates.issue_draft",
        _("Lock the cards and issue the draft"),
        guard=guards.unchanged,
    ),
    Step(
        "fact_check",
        "recommended",
        "gates.recommend",
        _("Recommend"),
        guard=guards.fact_check_closed,
    ),
    Step("recommended", "decided", "gates.confirm", _("Confirm"), guard=guards.proposed),
    Step("decided", "published", "gates.publish", _("Publish"), guard=guards.memorandum_sealed),
    Step(
        "published",
        "conditions_open",
        "gates.system",
        _("Open the conditions"),
        guard=guards.has_conditions,
    ),
    Step("published", "closed", "gates.system", _("Close the gate"), guard=guards.settled),
    Step("conditions_open", "closed", "gates.system", _("Close the gate"), guard=guards.settled),
)


def state_of(code: str) -> State:
    return next(state for state in STATES if state.code == code)

"""The course of a submission, as data: the buttons, the history and the tests are drawn from it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification import rights
from noetra_gov.core.workflow import Flow, Step

SYSTEM = ""  # the campaign itself moves these; nobody holds a right to them

FLOW: Flow = (
    Step("submitted", "planned", rights.PLAN, _("Lock the plan")),
    Step("planned", "running", rights.PLAN, _("Start the campaign")),
    Step("running", "evaluated", SYSTEM, _("Campaign ended")),
    Step(
        "evaluated",
        "reviewed",
        rights.REVIEW,
        pgettext_lazy("certification", "Review"),
        needs_reason=True,
    ),
    Step("reviewed", "certified", rights.DECIDE, _("Certify"), needs_reason=True),
    Step(
        "reviewed",
        "refused",
        rights.DECIDE,
        pgettext_lazy("certification", "Refuse"),
        needs_reason=True,
    ),
    Step("reviewed", "inconclusive", rights.DECIDE, _("Close as inconclusive"), needs_reason=True),
    Step("reviewed", "not_admitted", rights.DECIDE, _("Close as not admitted"), needs_reason=True),
)

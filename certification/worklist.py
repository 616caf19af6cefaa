"""What waits for certifiers."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from certification import rights
from certification.models import Submission
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted
from noetra_gov.portal.worklist import WorkItem

WAITING = (
    ("submitted", rights.PLAN, _("Lock the plan of {name}"), _("A policy was submitted.")),
    ("planned", rights.PLAN, _("Start the campaign of {name}"), _("Its plan is locked.")),
    ("evaluated", rights.REVIEW, _("Review the evidence of {name}"), _("Its campaign ended.")),
    ("reviewed", rights.DECIDE, _("Decide on {name}"), _("It was reviewed.")),
)


class CertificationWork:
    name = "certification"

    def items(self, user: User, at: datetime) -> Iterable[WorkItem]:
        for state, right, title, why in WAITING:
            if not permitted(user, right):
                continue
            for submission in Submission.objects.filter(state=state).select_related("release"):
                if permitted(user, right, submission):
                    url = reverse("certification:submission", args=[submission.pk])
                    yield WorkItem(format_lazy(title, name=submission.release), url, None, why)

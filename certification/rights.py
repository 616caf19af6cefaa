"""Rights over certification: applicant, reviewer and decider are three different people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.people.models import ALLIANCE_KINDS, Role, User
from noetra_gov.people.permission import declare


def _not_of_the_alliance(user: User, submission: Any) -> Sentence | None:
    if user.organisation is None or user.organisation.kind in ALLIANCE_KINDS:
        return _("A person of the alliance does not review or decide on its policies.")
    if submission.submitted_by == user.ref:
        return _("You submitted this policy. Another person must act here.")
    return None


def _not_the_reviewer(user: User, submission: Any) -> Sentence | None:
    campaign = getattr(submission, "campaign", None)
    review = getattr(campaign, "review", None) if campaign else None
    if review and review.reviewer == user.ref:
        return _("You reviewed this policy. Another person decides.")
    return _not_of_the_alliance(user, submission)


def _own_organisation(user: User, submission: Any) -> Sentence | None:
    if submission.organisation_id != user.organisation_id:
        return _("This policy belongs to another organisation.")
    return None


SUBMIT = declare(
    "certification.submit",
    label=_("Submit a policy"),
    roles=[Role.ALLIANCE_ENGINEER, Role.ALLIANCE_PM],
    check=_own_organisation,
)
PLAN = declare(
    "certification.plan",
    label=_("Lock the plan and start the campaign"),
    roles=[Role.CERT_REVIEWER],
    check=_not_of_the_alliance,
)
REVIEW = declare(
    "certification.review",
    label=_("Review the evidence of a campaign"),
    roles=[Role.CERT_REVIEWER],
    check=_not_of_the_alliance,
)
DECIDE = declare(
    "certification.decide",
    label=_("Decide on a certificate"),
    roles=[Role.CERT_DECIDER],
    check=_not_the_reviewer,
)
VIEW = declare(
    "certification.view",
    label=_("See submissions, campaigns and certificates"),
    roles=list(Role),
)

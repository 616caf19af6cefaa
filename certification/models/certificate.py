"""What people decided: the review, and the certificate with its life."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certification.models.campaign import Campaign
from noetra_gov.core.models import InsertOnly
from noetra_gov.files.models import StoredFile


class Review(InsertOnly):
    """The reviewer's reading of the evidence; the decision is another person's."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="review")
    reviewer = models.CharField(_("reviewed by"), max_length=150)
    recommends = models.BooleanField(_("recommends a certificate"))
    text = models.TextField(_("review"))
    at = models.DateTimeField(_("reviewed at"))

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.reviewer}"


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("in force")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("superseded")


class Certificate(models.Model):
    """An in-toto Statement in a DSSE envelope, with its number and its state; never removed."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="certificate")
    state = models.CharField(
        _("state"), max_length=12, choices=CertificateState, default=CertificateState.ISSUED
    )
    provisional = models.BooleanField(_("provisional"))
    provisional_reason = models.TextField(_("why provisional"), blank=True)
    reviewer = models.CharField(_("reviewed by"), max_length=150)
    decided_by = models.CharField(_("decided by"), max_length=150)
    issued_at = models.DateTimeField(_("issued at"))
    expires_on = models.DateField(_("valid until"))
    envelope = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    statement_digest = models.CharField(_("statement digest"), max_length=80)
    limits = models.JSONField(_("limit rates per 1,000 robot-hours"), default=dict)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=CertificateState.values), name="certificate_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(reviewer=F("decided_by")), name="certificate_two_people"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        return {"issued": "success", "superseded": "neutral"}.get(self.state, "danger")

"""What money rests on and what takes two people: appropriations and payments."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Sourced
from noetra_gov.people.models import Organisation
from noetra_gov.programme.models import FiscalYear


class Appropriation(Sourced):
    """One appropriation of one year: entered by one person, in force once another confirmed it."""

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="appropriations")
    amount_yen = models.BigIntegerField(_("amount"))
    fund = models.CharField(_("source of funds"), max_length=200)
    citation = models.CharField(_("citation"), max_length=300)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        ordering = ("fiscal_year", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="appropriation_positive"),
            models.CheckConstraint(
                condition=~Q(entered_by=F("confirmed_by")), name="appropriation_two_people"
            ),
        )

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.amount_yen:,}"


class PaymentState(models.TextChoices):
    REQUESTED = "requested", _("requested")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


class Payment(models.Model):
    """An advance or a final payment: asked for by one person, approved by another (rule 11)."""

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="payments")
    line = models.CharField(_("cost item"), max_length=80)
    amount_yen = models.BigIntegerField(_("amount"))
    state = models.CharField(
        _("state"), max_length=10, choices=PaymentState, default=PaymentState.REQUESTED
    )
    requested_by = models.CharField(_("requested by"), max_length=150)
    requested_at = models.DateTimeField(_("requested at"))
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=~Q(requested_by=F("decided_by")), name="payment_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PaymentState.values), name="payment_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.amount_yen:,}"

"""Sealed records: what was issued, from which evidence, in which file. Rows are written once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.models import Campaign, Submission
from noetra_gov.core.models import InsertOnly
from noetra_gov.files.models import StoredFile
from noetra_gov.gates.models import Gate
from noetra_gov.panels.models import PanelMember
from noetra_gov.people.models import Role, User

FULL_READERS = (
    Role.NEDO_SECRETARIAT, Role.NEDO_DECIDER, Role.METI_REVIEWER, Role.METI_DECIDER, Role.AUDITOR,
)  # fmt: skip


class Audience(models.TextChoices):
    FULL = "full", _("full edition")
    PUBLIC = "public", _("public edition")


class EditionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    FINAL = "final", _("final")


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, user: User) -> "DossierQuerySet":
        """METI, NEDO and auditors see every edition of a gate they see, unless they were recused from
        its panel; everybody else sees what is published."""
        shown = self.filter(gate__in=Gate.objects.visible_to(user))
        public = Q(audience=Audience.PUBLIC, gate__published_at__isnull=False)
        if not (user.is_authenticated and user.has_role(*FULL_READERS)):
            return shown.filter(public)
        recused = PanelMember.objects.filter(user=user, recused_at__isnull=False)
        return shown.filter(public | ~Q(gate__panel__in=recused.values("panel")))


class Dossier(InsertOnly):
    """One edition of a gate's dossier: sealed, and kept as long as anything refers to it."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="dossiers")
    number = models.CharField(_("number"), max_length=40, unique=True)
    audience = models.CharField(_("edition"), max_length=8, choices=Audience)
    state = models.CharField(_("state"), max_length=8, choices=EditionState)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    unsealed_digest = models.CharField(_("digest before sealing"), max_length=71)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    log_index = models.PositiveBigIntegerField(_("entry in the log"))
    pages = models.PositiveIntegerField(_("pages"))
    as_of = models.DateTimeField(_("evidence as of"))
    issued_by = models.CharField(_("issued by"), max_length=150)
    issued_at = models.DateTimeField(_("issued at"))

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("dossier")
        constraints = (
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="dossier_audience_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EditionState.values), name="dossier_state_known"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def file_name(self) -> str:
        return f"dossier-{self.number}.pdf"

    @property
    def tone(self) -> str:
        return "success" if self.state == EditionState.FINAL else "warning"


class TestedRecordQuerySet(models.QuerySet["TestedRecord"]):
    def visible_to(self, user: User) -> "TestedRecordQuerySet":
        """Whoever sees the submission sees what was said about it."""
        return self.filter(campaign__submission__in=Submission.objects.visible_to(user))


class TestedRecord(InsertOnly):
    """The certificate or the refusal of a tested policy as a sealed PDF."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="records")
    number = models.CharField(_("number"), max_length=40, unique=True)
    evidence = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    unsealed_digest = models.CharField(_("digest before sealing"), max_length=71)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    log_index = models.PositiveBigIntegerField(_("entry in the log"))
    pages = models.PositiveIntegerField(_("pages"))
    issued_by = models.CharField(_("issued by"), max_length=150)
    issued_at = models.DateTimeField(_("issued at"))

    objects = TestedRecordQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("record of a tested policy")

    def __str__(self) -> str:
        return self.number

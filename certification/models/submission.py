"""A policy handed in by an organisation of the alliance, with what it is meant for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certification import words
from noetra_gov.files.models import StoredFile
from noetra_gov.people.models import ALLIANCE_KINDS, Organisation, User
from noetra_gov.programme.models import Field, ModelRelease, RobotBody


class SubmissionState(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    PLANNED = "planned", _("plan locked")
    RUNNING = "running", _("campaign running")
    EVALUATED = "evaluated", _("evaluated")
    REVIEWED = "reviewed", _("reviewed")
    CERTIFIED = "certified", _("certified")
    REFUSED = "refused", pgettext_lazy("certification", "refused")
    INCONCLUSIVE = "inconclusive", _("inconclusive")
    NOT_ADMITTED = "not_admitted", _("not admitted")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User) -> "SubmissionQuerySet":
        """An organisation of the alliance sees its own; METI, NEDO, certifiers and auditors see all."""
        if not user.is_authenticated:
            return self.none()
        if user.organisation and user.organisation.kind in ALLIANCE_KINDS:
            return self.filter(organisation=user.organisation)
        return self


class Submission(models.Model):
    """One attempt. `attempt` counts the attempts of this organisation with this model by name."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="submissions")
    release = models.ForeignKey(ModelRelease, models.PROTECT, related_name="submissions")
    body = models.ForeignKey(RobotBody, models.PROTECT, related_name="submissions")
    field = models.ForeignKey(Field, models.PROTECT, related_name="submissions")
    world = models.CharField(_("world"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"))
    policy = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    manifest = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    attempt = models.PositiveIntegerField(_("attempt"))
    state = models.CharField(
        _("state"), max_length=14, choices=SubmissionState, default=SubmissionState.SUBMITTED
    )
    submitted_by = models.CharField(_("submitted by"), max_length=150)
    submitted_at = models.DateTimeField(_("submitted at"))

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=SubmissionState.values), name="submission_state_known"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1) & Q(level__lte=3), name="submission_level_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.release} / {self.body} / {self.world}"

    @property
    def world_label(self) -> str:
        return words.world(self.world)

    @property
    def tone(self) -> str:
        tones = {"certified": "success", "refused": "danger", "not_admitted": "danger"}
        return tones.get(self.state, "warning" if self.state == "inconclusive" else "info")

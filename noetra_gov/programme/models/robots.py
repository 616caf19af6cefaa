"""Model releases, robot bodies, and the register that gives each robot one dense number."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Sourced
from noetra_gov.people.models import Organisation


class ModelRelease(Sourced):
    """One release of the foundation model or of a policy built on it."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    version = models.CharField(_("version"), max_length=40)
    digest = models.CharField(_("digest"), max_length=80, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="model_releases")
    released_on = models.DateField(_("released on"))

    class Meta:
        ordering = ("released_on", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "name", "version"], name="release_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class RobotBody(Sourced):
    """A type of robot hardware: a certificate names body and model together."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="robot_bodies")
    sensors = models.CharField(_("sensors"), max_length=200, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name_plural = _("robot bodies")

    def __str__(self) -> str:
        return self.name


class RobotIdentity(models.Model):
    """An organisation's identifier of a robot, mapped once to a dense number from 0."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    identifier = models.CharField(max_length=120)
    number = models.PositiveIntegerField(unique=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "identifier"], name="robot_once"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.identifier} = {self.number}"

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import InsertOnly


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """All of it to those who audit, decide or keep the office; to others what they did."""
        return self if user.may("audit.read") else self.filter(actor=user.ref)


class Entry(InsertOnly):
    """Who did what to which thing. The record of these columns is the leaf of the log."""

    actor = models.CharField(_("actor"), max_length=150)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    object = models.CharField(_("object"), max_length=200, db_index=True)
    digests = models.JSONField(_("digests"), default=dict)
    payload = models.TextField(_("payload"))
    payload_digest = models.CharField(_("digest of the payload"), max_length=71)
    at = models.DateTimeField(_("when it happened"))
    recorded = models.DateTimeField(_("when it was recorded"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")

    def __str__(self) -> str:
        return f"{self.action} {self.object}"

    @property
    def record(self) -> dict[str, Any]:
        """What the leaf states; the payload stands in it by its digest alone."""
        return {
            "action": self.action,
            "actor": self.actor,
            "at": self.at.isoformat(),
            "digests": self.digests,
            "object": self.object,
            "payload": self.payload_digest,
            "recorded": self.recorded.isoformat(),
        }


class Leaf(InsertOnly):
    """The place of an entry in the tree; given by the sequencer, never changed."""

    index = models.PositiveBigIntegerField(_("index"), primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("index",)

    def __str__(self) -> str:
        return str(self.index)


class Tile(models.Model):
    """256 hashes of one level of the tree, with the levels between them and the next tile."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("level", "index")
        constraints = (models.UniqueConstraint(fields=["level", "index"], name="tile_once"),)

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class TreeState(models.Model):
    """The one row the sequencer locks: how many leaves the tree has."""

    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_tree"),)

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(InsertOnly):
    """A signed and time-stamped head of the tree."""

    size = models.PositiveBigIntegerField(_("entries"), unique=True)
    root = models.CharField(_("root"), max_length=64)
    note = models.TextField(_("signed note"))
    token = models.BinaryField(_("time stamp"))
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ("size",)
        verbose_name = _("checkpoint")

    def __str__(self) -> str:
        return f"{self.size}: {self.root[:16]}"


class Cosignature(InsertOnly):
    """The line a witness outside put under a checkpoint."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(_("witness"), max_length=200)
    line = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosigned_once"),
        )

    def __str__(self) -> str:
        return f"{self.witness} {self.checkpoint_id}"


class SecurityKind(models.TextChoices):
    DENIED = "denied", _("denied")
    SIGN_IN = "sign_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    SIGN_OUT = "sign_out", _("signed out")
    DOWNLOAD = "download", _("downloaded")


class SecurityEvent(InsertOnly):
    """What was refused and who came and went; beside the log, not in it."""

    kind = models.CharField(_("kind"), max_length=20, choices=SecurityKind, db_index=True)
    actor = models.CharField(_("actor"), max_length=150)
    right = models.CharField(_("right"), max_length=80, blank=True)
    object = models.CharField(_("object"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    source = models.CharField(_("address"), max_length=64, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("security event")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=SecurityKind.values), name="security_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.actor}"

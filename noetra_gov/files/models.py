"""Kept files by digest, and uploads that can be taken up again."""

from pathlib import Path
from typing import Any, BinaryIO

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.files.layout import path_of, store_root


class StoredFile(models.Model):
    """A name for bytes that lie under their digest; the same bytes may have several names."""

    digest = models.CharField(_("digest"), max_length=71, db_index=True)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=120)
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("stored file")
        constraints = (models.UniqueConstraint(fields=["digest", "name"], name="file_name_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return path_of(self.digest)

    def open(self) -> BinaryIO:
        return self.path.open("rb")


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Any) -> "UploadQuerySet":
        """An upload is its owner's alone."""
        return self.filter(owner=user.ref)


class Upload(models.Model):
    """A large file on its way in, piece by piece; after a break it goes on at `received`."""

    key = models.UUIDField(unique=True)
    owner = models.CharField(_("owner"), max_length=150)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    received = models.PositiveBigIntegerField(_("received bytes"), default=0)
    began_at = models.DateTimeField(_("began at"))
    touched_at = models.DateTimeField(_("last piece at"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("upload")
        constraints = (
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_within_size"),
            models.CheckConstraint(
                condition=Q(stored=None) | Q(received=F("size")), name="upload_stored_when_whole"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

    @property
    def path(self) -> Path:
        return store_root() / "uploads" / str(self.key)

    @property
    def is_whole(self) -> bool:
        return self.received == self.size

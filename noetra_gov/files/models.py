from pathlib import Path
from typing import BinaryIO

from django.db import models
from django.utils.translation import gettext_lazy as _

from noetra_gov.files.layout import path_of


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

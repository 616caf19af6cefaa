"""Keep a file as it came, and find it again by its digest."""

from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from noetra_gov.core import clock
from noetra_gov.core.errors import BadInput
from noetra_gov.files import detect
from noetra_gov.files.layout import MEGABYTE, Kept, write
from noetra_gov.files.models import StoredFile

LIMIT = 20_000 * MEGABYTE
NAME_LENGTH = 255


def keep(
    source: Path | bytes | BinaryIO,
    *,
    name: str,
    media_type: str | None = None,
    limit: int = LIMIT,
) -> StoredFile:
    """Keep bytes under their digest; the same bytes under the same name are the same row."""
    kept = _write(source, limit)
    if not kept.size:
        raise BadInput("file_empty", _("The file “%(name)s” is empty."), name=name)
    row, _made = StoredFile.objects.get_or_create(
        digest=kept.digest,
        name=clean_name(name),
        defaults={
            "size": kept.size,
            "media_type": media_type or detect.media_type(kept.head, name),
            "kept_at": clock.now(),
        },
    )
    return row


def _write(source: Path | bytes | BinaryIO, limit: int) -> Kept:
    if isinstance(source, bytes):
        return write(BytesIO(source), limit=limit)
    if isinstance(source, Path):
        with _opened(source) as stream:
            return write(stream, limit=limit)
    return write(source, limit=limit)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise BadInput(
            "file_missing", _("The file %(path)s cannot be read. Check its name."), path=str(path)
        ) from error


def clean_name(name: str) -> str:
    """The last part of a name, without control characters: a name is shown, never a path."""
    last = PurePath(name.replace("\\", "/")).name
    printable = "".join(letter for letter in last if letter.isprintable())
    return "file" if printable in {"", ".", ".."} else printable[:NAME_LENGTH]


def fetch(digest: str) -> StoredFile:
    """A kept file by its digest."""
    row = StoredFile.objects.filter(digest=digest).first()
    if row is None:
        raise BadInput(
            "file_unknown", _("No file with the digest %(digest)s is kept."), digest=digest
        )
    return row

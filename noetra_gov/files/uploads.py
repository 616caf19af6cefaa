"""Large files in pieces: begin, append at an offset as often as the line breaks, finish.

The offset in the row is what counts: bytes beyond it, from a piece that broke off, are cut away.
"""

import hashlib
import os
import uuid
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.files.layout import CHUNK, MEGABYTE
from noetra_gov.files.models import StoredFile, Upload
from noetra_gov.files.services import LIMIT, clean_name, keep

PIECE_LIMIT = 64 * MEGABYTE
OPEN_PER_OWNER = 10
FORGOTTEN_AFTER = timedelta(days=7)


@transaction.atomic
def upload_begin(*, owner: str, name: str, size: int, at: datetime, limit: int = LIMIT) -> Upload:
    """A place for a file of a stated size."""
    if not 0 < size <= limit:
        raise BadInput(
            "file_too_large",
            _("The file must have between 1 byte and %(limit)s MB."),
            limit=limit // MEGABYTE,
        )
    if Upload.objects.filter(owner=owner, stored=None).count() >= OPEN_PER_OWNER:
        raise Conflict("uploads_open", _("Ten uploads are open. Finish or give up one of them."))
    upload = Upload.objects.create(
        key=uuid.uuid4(), owner=owner, name=clean_name(name), size=size, began_at=at, touched_at=at
    )
    upload.path.parent.mkdir(parents=True, exist_ok=True)
    upload.path.touch(mode=0o600)
    return upload


@transaction.atomic
def upload_append(*, upload: Upload, offset: int, piece: BinaryIO, at: datetime) -> Upload:
    """Add a piece; it must begin where the last one ended."""
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if offset != locked.received:
        raise Conflict(
            "wrong_offset",
            _("The next piece begins at byte %(expected)s, not %(given)s."),
            expected=locked.received,
            given=offset,
        )
    room = min(locked.size - locked.received, PIECE_LIMIT)
    locked.received += _write(locked, piece, room)
    locked.touched_at = at
    locked.save(update_fields=["received", "touched_at"])
    return locked


def _write(upload: Upload, piece: BinaryIO, room: int) -> int:
    """Write at the offset and force it to the disk before the row says so."""
    with upload.path.open("r+b") as target:
        target.truncate(upload.received)
        target.seek(upload.received)
        written = 0
        while block := piece.read(min(CHUNK, room - written + 1)):
            written += len(block)
            if written > room:
                raise BadInput("piece_too_large", _("The piece is larger than what is missing."))
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    return written


@transaction.atomic
def upload_finish(*, upload: Upload, digest: str | None = None, at: datetime) -> StoredFile:
    """Keep the whole file; with `digest` only if it is the one the sender computed."""
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.stored:
        return locked.stored
    if not locked.is_whole:
        raise Conflict(
            "upload_not_whole",
            _("%(missing)s bytes are still missing."),
            missing=locked.size - locked.received,
        )
    if digest and digest != _digest(locked):
        raise BadInput("digest_differs", _("The file arrived changed. Send it again."))
    stored = keep(locked.path, name=locked.name)
    locked.stored, locked.touched_at = stored, at
    locked.save(update_fields=["stored", "touched_at"])
    transaction.on_commit(lambda: locked.path.unlink(missing_ok=True))
    return stored


def _digest(upload: Upload) -> str:
    with upload.path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


@transaction.atomic
def uploads_forget(*, at: datetime) -> int:
    """Remove what nobody went on with for a week; answers how many."""
    forgotten = list(Upload.objects.filter(stored=None, touched_at__lt=at - FORGOTTEN_AFTER))
    for upload in forgotten:
        upload.path.unlink(missing_ok=True)
        upload.delete()
    return len(forgotten)

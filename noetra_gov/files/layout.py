"""Where bytes lie: HOME/files/ab/cd/abcd…, and how they get there whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import BadInput

CHUNK = 1 << 20
HEAD = 4096
MEGABYTE = 1_000_000
READ_ONLY = 0o444


@dataclass(frozen=True)
class Kept:
    digest: str
    size: int
    head: bytes


def store_root() -> Path:
    return Path(settings.HOME) / "files"


def path_of(digest: str) -> Path:
    hexadecimal = digest.removeprefix("sha256:")
    if len(hexadecimal) != 64 or not set(hexadecimal) <= set("0123456789abcdef"):
        raise BadInput("bad_digest", _("This is no SHA-256 digest: %(digest)s."), digest=digest)
    return store_root() / hexadecimal[:2] / hexadecimal[2:4] / hexadecimal


def write(source: BinaryIO, *, limit: int) -> Kept:
    """Copy a stream into the store: temporary name, fsync, rename, read-only."""
    waiting = store_root() / "waiting"
    waiting.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=waiting)
    try:
        with os.fdopen(handle, "wb") as target:
            kept = _copy(source, target, limit)
            target.flush()
            os.fsync(target.fileno())
        _move(Path(name), path_of(kept.digest))
    finally:
        Path(name).unlink(missing_ok=True)
    return kept


def _copy(source: BinaryIO, target: BinaryIO, limit: int) -> Kept:
    hasher, size, head = hashlib.sha256(), 0, b""
    for block in _blocks(source):
        size += len(block)
        if size > limit:
            raise BadInput(
                "file_too_large",
                _("The file is larger than %(limit)s MB. Split it, or ask the administrator."),
                limit=limit // MEGABYTE,
            )
        head = head or block[:HEAD]
        hasher.update(block)
        target.write(block)
    return Kept("sha256:" + hasher.hexdigest(), size, head)


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(CHUNK):
        yield block


def _move(draft: Path, final: Path) -> None:
    if final.exists():
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    draft.chmod(READ_ONLY)
    draft.rename(final)
    directory = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)

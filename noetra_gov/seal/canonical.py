"""Canonical JSON (RFC 8785) and digests written as `sha256:<hex>`."""

import hashlib
from pathlib import Path
from typing import Any

import rfc8785
from django.utils.translation import gettext_lazy as _

from noetra_gov.seal.errors import SealError

CHUNK = 1 << 20


def canonical_json(obj: Any) -> bytes:
    """The one byte string that stands for `obj`; numbers beyond 2^53 and NaN are refused."""
    try:
        return rfc8785.dumps(obj)
    except rfc8785.CanonicalizationError as error:
        raise SealError(
            "not-canonical",
            _(
                "This value cannot be written as canonical JSON: %(error)s. "
                "Write large integers and decimals as text."
            ),
            error=error,
        ) from error


def digest_of_bytes(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_of(obj: Any) -> str:
    return digest_of_bytes(canonical_json(obj))


def digest_of_file(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(CHUNK):
            hasher.update(block)
    return "sha256:" + hasher.hexdigest()

"""C2SP signed notes: checkpoints of the log, signed with Ed25519, and cosignatures of witnesses."""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.utils.translation import gettext_lazy as _

from noetra_gov.seal.errors import SealError

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
DASH = "\u2014"


@dataclass(frozen=True)
class Head:
    """What a checkpoint states: the log's name, its size, its root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        return f"{DASH} {self.name} {b64encode(self.key_id + self.value).decode()}\n"


def key_id(name: str, kind: bytes, public: Ed25519PublicKey) -> bytes:
    named = name.encode() + b"\n" + kind + public.public_bytes_raw()
    return hashlib.sha256(named).digest()[:4]


def sign(head: Head, key: Ed25519PrivateKey) -> str:
    """The signed note: body, empty line, one signature by the log."""
    signer = key_id(head.origin, ED25519, key.public_key())
    return f"{head.body}\n{Signature(head.origin, signer, key.sign(head.body.encode())).line}"


def parse(note: str) -> tuple[Head, list[Signature]]:
    try:
        body, _separator, lines = note.partition("\n\n")
        origin, size, root = body.split("\n")
        head = Head(origin, int(size), b64decode(root, validate=True))
        signatures = [_signature(line) for line in lines.splitlines()]
    except (ValueError, Base64Error) as error:
        raise SealError(
            "checkpoint-form", _("This is no checkpoint in signed-note form.")
        ) from error
    if head.body != body + "\n" or lines != "".join(one.line for one in signatures):
        raise SealError("checkpoint-form", _("The checkpoint is not in its canonical form."))
    return head, signatures


def _signature(line: str) -> Signature:
    dash, name, encoded = line.split(" ")
    data = b64decode(encoded, validate=True)
    if dash != DASH or len(data) <= 4:
        raise ValueError("no signature line")
    return Signature(name, data[:4], data[4:])


def verify(note: str, origin: str, public: Ed25519PublicKey) -> Head:
    """The head, if the log itself signed it."""
    head, signatures = parse(note)
    wanted = key_id(origin, ED25519, public)
    signed = [s for s in signatures if s.name == origin and s.key_id == wanted]
    if head.origin != origin or not signed:
        raise SealError("checkpoint-signer", _("The checkpoint is not signed by this log."))
    try:
        public.verify(signed[0].value, head.body.encode())
    except InvalidSignature as error:
        raise SealError("checkpoint-signature", _("The checkpoint was changed.")) from error
    return head


def cosign(note: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """The line by which a witness says: at this time I saw this log, and only this one."""
    head, _signatures = parse(note)
    moment = int(at.astimezone(UTC).timestamp())
    value = moment.to_bytes(8, "big") + key.sign(_cosigned(head, moment))
    return Signature(name, key_id(name, COSIGNATURE, key.public_key()), value).line


def verify_cosignature(note: str, line: str, name: str, public: Ed25519PublicKey) -> datetime:
    """When the witness saw it; raises SealError where the line is not the witness's."""
    head, _signatures = parse(note)
    try:
        signature = _signature(line.rstrip("\n"))
        moment = int.from_bytes(signature.value[:8], "big")
        if signature.name != name or signature.key_id != key_id(name, COSIGNATURE, public):
            raise ValueError("another key")
        public.verify(signature.value[8:], _cosigned(head, moment))
    except (ValueError, Base64Error, InvalidSignature) as error:
        raise SealError(
            "cosignature", _("The cosignature is not by the witness %(name)s."), name=name
        ) from error
    return datetime.fromtimestamp(moment, UTC)


def _cosigned(head: Head, moment: int) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{head.body}".encode()


@dataclass(frozen=True)
class Witness:
    """A party outside that cosigns checkpoints."""

    name: str
    public: Ed25519PublicKey

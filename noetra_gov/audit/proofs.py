"""An entry and its place in the log, in the C2SP tlog-proof form: one text, checked without us."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.merkle import join, leaf_hash
from noetra_gov.audit.models import Checkpoint, Entry
from noetra_gov.audit.services import leaf_data
from noetra_gov.audit.store import stored_tree
from noetra_gov.core.errors import Conflict
from noetra_gov.seal.errors import SealError

HEADER = "c2sp.org/tlog-proof@v1"


def tlog_proof(entry: Entry, checkpoint: Checkpoint) -> str:
    """The proof that `entry` stands under the signed head; `extra` carries the leaf itself."""
    leaf = getattr(entry, "leaf", None)
    if leaf is None or leaf.index >= checkpoint.size:
        raise Conflict(
            "not_in_checkpoint",
            _("The entry is newer than this checkpoint. Make a new checkpoint."),
        )
    path = stored_tree(checkpoint.size).inclusion(leaf.index)
    lines = [
        HEADER,
        f"extra {b64encode(leaf_data(entry)).decode()}",
        f"index {leaf.index}",
        *(b64encode(sibling).decode() for sibling in path),
    ]
    return "\n".join(lines) + "\n\n" + full_note(checkpoint)


def full_note(checkpoint: Checkpoint) -> str:
    """The signed note with the lines of every witness."""
    lines = checkpoint.cosignatures.order_by("id").values_list("line", flat=True)
    return checkpoint.note + "".join(lines)


@dataclass(frozen=True)
class Step:
    """One sibling on the way from the leaf to the root."""

    number: int
    on_the_left: bool
    sibling: str
    result: str


def steps_of(entry: Entry, checkpoint: Checkpoint) -> list[Step]:
    """The proof step by step, for people."""
    index, size = entry.leaf.index, checkpoint.size
    result = leaf_hash(leaf_data(entry))
    found: list[Step] = []
    number, last = index, size - 1
    for sibling in stored_tree(size).inclusion(index):
        is_left = bool(number & 1) or number == last
        result = join(sibling, result) if is_left else join(result, sibling)
        while is_left and number and not number & 1:
            number, last = number >> 1, last >> 1
        number, last = number >> 1, last >> 1
        found.append(Step(len(found) + 1, is_left, sibling.hex(), result.hex()))
    return found


@dataclass(frozen=True)
class Proof:
    leaf: bytes
    index: int
    path: list[bytes]
    note: str


def read_proof(text: str) -> Proof:
    """A tlog-proof taken apart; raises SealError where it has not that form."""
    head, _separator, note = text.partition("\n\n")
    lines = head.split("\n")
    try:
        if lines[0] != HEADER or not note:
            raise ValueError("another header")
        extra, index = lines[1].removeprefix("extra "), lines[2].removeprefix("index ")
        path = [b64decode(line, validate=True) for line in lines[3:]]
        return Proof(b64decode(extra, validate=True), int(index), path, note)
    except (ValueError, IndexError) as error:
        raise SealError("proof-form", _("This is no tlog-proof.")) from error

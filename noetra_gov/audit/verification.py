"""Does the log say the truth about itself? Every row is hashed anew and held against the signed heads."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from noetra_gov.audit import notes
from noetra_gov.audit.merkle import leaf_hash, root
from noetra_gov.audit.models import Checkpoint, Entry, Leaf, Tile
from noetra_gov.audit.selectors import tree_size, waiting
from noetra_gov.audit.services import leaf_data
from noetra_gov.audit.tiles import TILE_BYTES, Tiles, in_memory
from noetra_gov.audit.witnesses import witnesses
from noetra_gov.seal.canonical import digest_of_bytes
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.keys import KeyStore
from noetra_gov.seal.timestamps import read_token

BATCH = 1_000


@dataclass(frozen=True)
class Fault:
    """Something in the log that is not as it was written."""

    code: str
    where: str
    sentence: str


@dataclass
class LogReport:
    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    waiting: int = 0
    checkpoints: int = 0
    last_at: datetime | None = None
    uncovered: int = 0

    @property
    def sound(self) -> bool:
        return not self.faults

    def fault(self, code: str, where: str, sentence: str) -> None:
        self.faults.append(Fault(code, where, sentence))


def verify_log(keys: KeyStore) -> LogReport:
    """Read everything once: entries, leaves, tiles, heads; then what waits."""
    report = LogReport(waiting=waiting())
    tree = in_memory()
    heads = _heads(keys, report)
    for leaf, entry in _leaves():
        _check_leaf(leaf, entry, tree.size, report)
        tree.extend([bytes(leaf.hash)])
        if tree.size in heads:
            _check_head(heads.pop(tree.size), tree, report)
    report.entries = tree.size
    for head in heads.values():
        _check_head(head, tree, report)
    _check_tree(tree, report)
    _check_waiting(report)
    return report


def _leaves() -> Iterator[tuple[Leaf, Entry | None]]:
    """Each leaf with its entry, a missing one as None."""
    for leaves in batched(Leaf.objects.order_by("index").iterator(chunk_size=BATCH), BATCH):
        entries = Entry.objects.in_bulk([leaf.entry_id for leaf in leaves])
        for leaf in leaves:
            yield leaf, entries.get(leaf.entry_id)


def batched(items: Iterator[Leaf], count: int) -> Iterator[list[Leaf]]:
    while batch := list(islice(items, count)):
        yield batch


def _check_leaf(leaf: Leaf, entry: Entry | None, expected: int, report: LogReport) -> None:
    where = f"entry {leaf.index}"
    if leaf.index != expected:
        report.fault(
            "gap", where, _("Entry %(index)s is missing or was moved.") % {"index": expected}
        )
    if entry is None:
        report.fault("removed", where, _("The entry was removed."))
        return
    try:
        _check_entry(entry, bytes(leaf.hash), where, report)
    except (SealError, ValueError, TypeError, AttributeError):
        report.fault("changed", where, _("The entry was changed: it cannot be read."))


def _check_entry(entry: Entry, stated: bytes, where: str, report: LogReport) -> None:
    if leaf_hash(leaf_data(entry)) != stated:
        report.fault("changed", where, _("The entry was changed, or stands in another's place."))
    if digest_of_bytes(entry.payload.encode()) != entry.payload_digest:
        report.fault("payload", where, _("The payload is not the one that was recorded."))


def _heads(keys: KeyStore, report: LogReport) -> dict[int, Checkpoint]:
    public = keys.certificate("log").public_key()
    heads = {}
    for head in Checkpoint.objects.order_by("size"):
        report.checkpoints += 1
        report.last_at = head.at
        _check_signed(head, keys, public, report)
        heads[head.size] = head
    return heads


def _check_signed(head: Checkpoint, keys: KeyStore, public: Any, report: LogReport) -> None:
    where = f"checkpoint {head.size}"
    try:
        stated = notes.verify(head.note, keys.origin, public)
        stamped = read_token(
            bytes(head.token), hashlib.sha256(head.note.encode()).digest(), [keys.root]
        )
    except SealError as error:
        report.fault("checkpoint", where, str(error))
        return
    if (stated.size, stated.root.hex()) != (head.size, head.root):
        report.fault("checkpoint", where, _("Its columns are not what its signed note says."))
    if stamped != head.at:
        report.fault("checkpoint", where, _("Its time is not the one of its time stamp."))
    _check_cosignatures(head, keys, where, report)


def _check_cosignatures(head: Checkpoint, keys: KeyStore, where: str, report: LogReport) -> None:
    known = {witness.name: witness.public for witness in witnesses(keys)}
    for row in head.cosignatures.all():
        try:
            if row.witness not in known:
                raise SealError(
                    "witness", _("The witness %(name)s is not one of ours."), name=row.witness
                )
            seen = notes.verify_cosignature(head.note, row.line, row.witness, known[row.witness])
        except SealError as error:
            report.fault("cosignature", where, str(error))
            continue
        if seen != row.seen_at:
            report.fault("cosignature", where, _("The time a witness saw it was changed."))


def _check_head(head: Checkpoint, tree: Tiles, report: LogReport) -> None:
    where = f"checkpoint {head.size}"
    if head.size > tree.size:
        missing = head.size - tree.size
        report.fault(
            "removed",
            where,
            _("%(count)s entries it was signed over are missing.") % {"count": missing},
        )
    elif root(tree.node, head.size).hex() != head.root:
        report.fault(
            "root",
            where,
            _(
                "The entries before it are not those it was signed over: some were changed, "
                "removed, added or moved."
            ),
        )


def _check_tree(tree: Tiles, report: LogReport) -> None:
    """The kept tiles and the kept size are those of the entries."""
    if tree_size() != tree.size:
        report.fault(
            "size",
            "tree",
            _("The tree says %(said)s, there are %(found)s entries.")
            % {"said": tree_size(), "found": tree.size},
        )
    expected = set(tree.changed)
    for tile in Tile.objects.iterator(chunk_size=200):
        key = (tile.level, tile.index)
        data = tree.tile(*key) if key in expected else b""
        expected.discard(key)
        if bytes(tile.data) != data or len(tile.data) != TILE_BYTES:
            report.fault("tile", f"tile {key[0]}/{key[1]}", _("It is not the tile of the entries."))
    for level, index in sorted(expected):
        report.fault("tile", f"tile {level}/{index}", _("It is missing."))


def _check_waiting(report: LogReport) -> None:
    """What waits has no place yet, but must already be in one piece."""
    for entry in Entry.objects.filter(leaf=None).iterator():
        where = f"waiting entry #{entry.pk}"
        if digest_of_bytes(entry.payload.encode()) != entry.payload_digest:
            report.fault("payload", where, _("The payload is not the one that was recorded."))
    signed = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    report.uncovered = max(report.entries - signed, 0)

"""Every write to the log: record in the caller's transaction, sequence, sign."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from noetra_gov.audit import notes
from noetra_gov.audit.merkle import leaf_hash
from noetra_gov.audit.models import (
    Checkpoint,
    Cosignature,
    Entry,
    Leaf,
    SecurityEvent,
    SecurityKind,
    TreeState,
)
from noetra_gov.audit.store import save_changed, stored_tree
from noetra_gov.core import clock
from noetra_gov.seal import timestamps
from noetra_gov.seal.canonical import canonical_json, digest_of_bytes
from noetra_gov.seal.keys import default_store

BATCH = 2_000


def record(
    *,
    actor: str,
    action: str,
    obj: str,
    payload: dict[str, Any],
    at: datetime,
    digests: Mapping[str, str] | None = None,
) -> Entry:
    """One entry in the caller's transaction; `digests` stand in the leaf itself."""
    canonical = canonical_json(payload)
    return Entry.objects.create(
        actor=actor,
        action=action,
        object=obj,
        digests=dict(digests or {}),
        payload=canonical.decode(),
        payload_digest=digest_of_bytes(canonical),
        at=at.astimezone(UTC),
        recorded=clock.now().astimezone(UTC),
    )


def leaf_data(entry: Entry) -> bytes:
    """The bytes that are hashed into the tree."""
    return canonical_json(entry.record)


def sequence(*, at: datetime | None = None) -> int:
    """Give every waiting entry its place in the tree; answers how many there were."""
    placed = 0
    while batch := _sequence_batch():
        placed += batch
    return placed


@transaction.atomic
def _sequence_batch() -> int:
    state = _locked_state()
    waiting = list(Entry.objects.filter(leaf=None).order_by("id")[:BATCH])
    if not waiting:
        return 0
    tree = stored_tree(state.size)
    leaves = [
        Leaf(index=state.size + number, entry=entry, hash=leaf_hash(leaf_data(entry)))
        for number, entry in enumerate(waiting)
    ]
    tree.extend(bytes(leaf.hash) for leaf in leaves)
    Leaf.objects.bulk_create(leaves)
    save_changed(tree)
    state.size = tree.size
    state.save(update_fields=["size"])
    return len(waiting)


def _locked_state() -> TreeState:
    """The one row that sequencers queue for."""
    TreeState.objects.get_or_create(pk=1)
    return TreeState.objects.select_for_update().get(pk=1)


def checkpoint(*, at: datetime) -> Checkpoint:
    """Sequence what waits, then sign and time-stamp the head; an unchanged log keeps its last."""
    sequence(at=at)
    return _sign_head(at)


@transaction.atomic
def _sign_head(at: datetime) -> Checkpoint:
    size = _locked_state().size
    known = Checkpoint.objects.filter(size=size).first()
    if known:
        return known
    keys, root, at = default_store(), stored_tree(size).root(), at.astimezone(UTC)
    at = at.replace(microsecond=0)  # a time stamp counts whole seconds
    note = notes.sign(notes.Head(keys.origin, size, root), keys.log_key)
    token = timestamps.stamp(sha256(note.encode()).digest(), keys, at)
    return Checkpoint.objects.create(size=size, root=root.hex(), note=note, token=token, at=at)


def cosignature_add(*, checkpoint: Checkpoint, witness: notes.Witness, line: str) -> Cosignature:
    """Keep the line of a witness outside, after checking that it is the witness's."""
    seen = notes.verify_cosignature(checkpoint.note, line, witness.name, witness.public)
    return Cosignature.objects.create(
        checkpoint=checkpoint, witness=witness.name, line=line.rstrip("\n") + "\n", seen_at=seen
    )


def deny(
    *, actor: str, right: str, obj: str, reason: str, at: datetime, source: str = ""
) -> SecurityEvent:
    """A refusal, beside the log. Call it outside the transaction that is rolled back."""
    return SecurityEvent.objects.create(
        kind=SecurityKind.DENIED,
        actor=actor[:150],
        right=right[:80],
        object=obj[:200],
        reason=reason,
        source=source[:64],
        at=at,
    )


def sign_in(*, actor: str, outcome: str, at: datetime, source: str = "") -> SecurityEvent:
    """A sign-in (`sign_in`, `sign_in_failed`, `sign_out`), beside the log."""
    kind = SecurityKind(outcome)
    return SecurityEvent.objects.create(kind=kind, actor=actor[:150], source=source[:64], at=at)

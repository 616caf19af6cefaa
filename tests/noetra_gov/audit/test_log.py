"""Entries are recorded in the caller's transaction, get their place once, and are proved."""

import subprocess
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from noetra_gov.audit import merkle, notes, services
from noetra_gov.audit.models import Checkpoint, Entry, Leaf, SecurityEvent, Tile
from noetra_gov.audit.proofs import full_note, read_proof, steps_of, tlog_proof
from noetra_gov.audit.selectors import first_checkpoint_after, first_checkpoint_over, waiting
from noetra_gov.audit.store import stored_tree
from noetra_gov.audit.verification import verify_log
from noetra_gov.audit.witnesses import FILE, verifier_key, witness_named
from noetra_gov.core.errors import Conflict
from noetra_gov.seal.canonical import canonical_json
from noetra_gov.seal.errors import SealError
from noetra_gov.seal.keys import KeyStore

from .conftest import AT, write

pytestmark = pytest.mark.django_db


def test_an_entry_leaves_with_the_transaction_it_belongs_to() -> None:
    class Refused(Exception):
        pass

    def refused_after_writing() -> None:
        with transaction.atomic():
            write(1)
            raise Refused

    with pytest.raises(Refused):
        refused_after_writing()
    assert not Entry.objects.exists()


def test_a_leaf_is_the_same_before_and_after_the_database() -> None:
    (entry,) = write(1)
    assert services.leaf_data(entry) == services.leaf_data(Entry.objects.get())


def test_every_entry_gets_one_place_in_the_order_of_writing(store: KeyStore) -> None:
    entries = write(3)
    assert (waiting(), services.sequence(at=AT), waiting()) == (3, 3, 0)
    entries += write(2, first=3)
    assert services.sequence(at=AT) == 2
    assert services.sequence(at=AT) == 0
    placed = list(Leaf.objects.order_by("index").values_list("index", "entry_id"))
    assert placed == [(number, entry.pk) for number, entry in enumerate(entries)]


def test_the_stored_tree_is_the_tree_of_the_entries(store: KeyStore) -> None:
    for _round in range(3):
        write(211)
        services.sequence(at=AT)
    leaves = [merkle.leaf_hash(services.leaf_data(entry)) for entry in Entry.objects.all()]
    expected = merkle.root(_in_memory(leaves).node, len(leaves))
    assert stored_tree(len(leaves)).root() == expected
    assert Tile.objects.count() == 4  # 633 leaves: three tiles and one above them


def _in_memory(leaves: list[bytes]):
    from noetra_gov.audit.tiles import in_memory

    tree = in_memory()
    tree.extend(leaves)
    return tree


def test_a_checkpoint_covers_what_was_written_before_it(store: KeyStore) -> None:
    write(3)
    head = services.checkpoint(at=AT)
    assert (head.size, waiting()) == (3, 0)
    assert services.checkpoint(at=AT + timedelta(days=1)) == head
    write(1, first=3)
    assert services.checkpoint(at=AT + timedelta(days=1)).size == 4


def test_the_first_checkpoint_after_a_moment_is_found(store: KeyStore) -> None:
    write(1)
    services.checkpoint(at=AT)
    entry = write(1, first=1)[0]
    assert first_checkpoint_after(AT) is None
    assert first_checkpoint_over(entry) is None
    head = services.checkpoint(at=AT + timedelta(minutes=1))
    assert first_checkpoint_after(AT) == head
    assert first_checkpoint_over(Entry.objects.get(pk=entry.pk)) == head


def test_a_proof_is_complete_in_itself(store: KeyStore) -> None:
    entries = write(20)
    head = services.checkpoint(at=AT)
    for entry in Entry.objects.select_related("leaf"):
        proof = read_proof(tlog_proof(entry, head))
        stated = notes.verify(proof.note, store.origin, store.log_key.public_key())
        leaf = merkle.leaf_hash(proof.leaf)
        assert merkle.verify_inclusion(leaf, proof.index, stated.size, proof.path, stated.root)
        assert proof.leaf == canonical_json(entry.record)
        assert steps_of(entry, head)[-1].result == head.root
    assert len(entries) == 20


def test_an_entry_that_waits_has_no_proof(store: KeyStore) -> None:
    write(1)
    head = services.checkpoint(at=AT)
    with pytest.raises(Conflict):
        tlog_proof(write(1, first=1)[0], head)


def test_a_changed_note_is_refused(store: KeyStore) -> None:
    write(2)
    note, public = services.checkpoint(at=AT).note, store.log_key.public_key()
    for wrong in (
        note.replace("\n2\n", "\n3\n"),
        note.replace(store.origin, "other.example/log"),
        note + "x",
        note.replace("\n\n", "\n"),
        "",
    ):
        with pytest.raises(SealError):
            notes.verify(wrong, store.origin, public)
    with pytest.raises(SealError):
        notes.verify(note, store.origin, Ed25519PrivateKey.generate().public_key())


def test_a_witness_cosigns_and_the_time_it_saw_is_kept(store: KeyStore) -> None:
    key, name = Ed25519PrivateKey.generate(), "witness.example"
    path = store.directory / FILE
    path.write_text(verifier_key(name, key.public_key()) + "\n")
    write(2)
    head = services.checkpoint(at=AT)
    line = notes.cosign(head.note, name, key, AT + timedelta(hours=1))
    row = services.cosignature_add(checkpoint=head, witness=witness_named(name, store), line=line)
    assert row.seen_at == AT + timedelta(hours=1)
    assert full_note(head) == head.note + line
    assert verify_log(store).sound
    forged = notes.cosign(head.note, name, Ed25519PrivateKey.generate(), AT)
    with pytest.raises(SealError, match="not by the witness"):
        services.cosignature_add(checkpoint=head, witness=witness_named(name, store), line=forged)
    path.unlink()
    assert [fault.code for fault in verify_log(store).faults] == ["cosignature"]


def test_openssl_accepts_the_checkpoint_and_its_time(store: KeyStore, tmp_path: Path) -> None:
    write(5)
    call_command("audit", "export", str(tmp_path / "out"))
    guide = (tmp_path / "out" / "README.md").read_text()
    lines = [line.strip() for line in guide.splitlines() if line.startswith("    ")]
    shell = [line for line in lines if line.startswith(("head", "tail", "openssl"))]
    assert len(shell) == 7
    answers = [
        subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path / "out", capture_output=True, text=True,
                       check=False)
        for line in shell
    ]  # fmt: skip
    assert [answer.returncode for answer in answers] == [0] * 7, answers
    said = "".join(answer.stdout + answer.stderr for answer in answers)
    assert "Signature Verified Successfully" in said
    assert "Verification: OK" in said


def test_the_export_holds_every_entry_and_the_root_follows(store: KeyStore, tmp_path: Path) -> None:
    import json

    write(300)
    call_command("audit", "export", str(tmp_path / "out"), "--proof", "299")
    out = tmp_path / "out"
    lines = [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]
    leaves = [merkle.leaf_hash(line["leaf"].encode()) for line in lines]
    root = b64decode((out / "checkpoint").read_text().splitlines()[2])
    assert merkle.root(_in_memory(leaves).node, 300) == root
    assert (out / "tile/0/000").read_bytes() == b"".join(leaves[:256])
    assert (out / "tile/0/001.p/44").read_bytes() == b"".join(leaves[256:])
    assert (out / "tile/1/000.p/1").stat().st_size == 32
    assert read_proof((out / "proofs/299.tlog-proof").read_text()).index == 299
    first = (out / "tile/entries/000").read_bytes()
    assert first[2 : 2 + int.from_bytes(first[:2], "big")] == lines[0]["leaf"].encode()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'user:other'",
        "DELETE FROM audit_entry",
        "UPDATE audit_leaf SET hash = hash",
        "DELETE FROM audit_leaf",
        "UPDATE audit_checkpoint SET size = 99",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_securityevent SET actor = 'nobody'",
        "DELETE FROM audit_securityevent",
    ],
)
def test_raw_sql_can_neither_change_nor_remove(store: KeyStore, statement: str) -> None:
    write(1)
    services.checkpoint(at=AT)
    services.deny(actor="user:a", right="x", obj="y", reason="z", at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_application_can_neither_change_nor_remove() -> None:
    (entry,) = write(1)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_a_refusal_stands_in_the_security_log_and_not_in_the_log() -> None:
    services.deny(actor="user:a", right="gates.open", obj="gates.Gate:G1", reason="…", at=AT)
    services.sign_in(actor="user:a", outcome="sign_in", at=AT, source="192.0.2.1")
    assert SecurityEvent.objects.count() == 2
    assert not Entry.objects.exists()


def test_the_time_stamp_of_a_checkpoint_is_over_its_signed_note(store: KeyStore) -> None:
    from noetra_gov.seal.timestamps import read_token

    write(1)
    head = services.checkpoint(at=AT.replace(microsecond=1))
    digest = sha256(head.note.encode()).digest()
    assert read_token(bytes(head.token), digest, [store.root]) == AT
    assert Checkpoint.objects.get().at == AT == datetime(2027, 12, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("place", ["a-file", "a-file/below", "/proc/nowhere", "full"])
def test_an_export_to_a_place_that_cannot_take_it_writes_and_signs_nothing(
    place: str, store: KeyStore, tmp_path: Path
) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "one").touch()
    write(3)
    before = Checkpoint.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("audit", "export", str(tmp_path / place))
    assert refused.value.returncode == 1
    assert Checkpoint.objects.count() == before

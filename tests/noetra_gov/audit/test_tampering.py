"""Whoever holds the database but not the key is found out: every column, every row."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from noetra_gov.audit import services
from noetra_gov.audit.models import Checkpoint, Entry, Leaf, Tile, TreeState
from noetra_gov.audit.verification import LogReport, verify_log
from noetra_gov.seal.keys import KeyStore

from .conftest import AT, write

pytestmark = pytest.mark.django_db
TABLES = {"audit_entry": Entry, "audit_leaf": Leaf, "audit_checkpoint": Checkpoint}


@pytest.fixture
def log(store: KeyStore, db: None) -> Iterator[KeyStore]:
    """Seven entries, two heads, and the guards of the tables lifted as an owner could lift them."""
    write(4)
    services.checkpoint(at=AT)
    write(3, first=4)
    services.checkpoint(at=AT + timedelta(hours=1))
    with connection.cursor() as cursor:
        for name, table in guards():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
    return store


def guards() -> list[tuple[str, str]]:
    sql = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'audit%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0


def codes(report: LogReport) -> set[str]:
    return {fault.code for fault in report.faults}


def test_an_untouched_log_is_sound(log: KeyStore) -> None:
    report = verify_log(log)
    assert report.sound, report.faults
    assert (report.entries, report.checkpoints, report.waiting) == (7, 2, 0)


COLUMNS = [
    ("audit_entry", "actor", "user:other"),
    ("audit_entry", "action", "test.other"),
    ("audit_entry", "object", "tests.Thing:99"),
    ("audit_entry", "digests", '{"evidence": "sha256:00"}'),
    ("audit_entry", "payload", '{"number":99}'),
    ("audit_entry", "payload_digest", "sha256:" + "0" * 64),
    ("audit_entry", "at", "2027-12-01 10:00:01+00:00"),
    ("audit_entry", "recorded", "2027-12-01 10:00:00.000001+00:00"),
    ("audit_checkpoint", "size", 5),
    ("audit_checkpoint", "root", "0" * 64),
    ("audit_checkpoint", "note", "nothing"),
    ("audit_checkpoint", "token", b"nothing"),
    ("audit_checkpoint", "at", "2027-12-01 10:00:01+00:00"),
    ("audit_leaf", "hash", bytes(32)),
    ("audit_tile", "data", bytes(16_320)),
    ("audit_treestate", "size", 6),
]


@pytest.mark.parametrize(("table", "column", "value"), COLUMNS)
def test_a_changed_column_is_found(log: KeyStore, table: str, column: str, value: object) -> None:
    first = {"audit_leaf": "index", "audit_treestate": "id"}.get(table, "id")
    run(
        f'UPDATE {table} SET "{column}" = %s WHERE "{first}" = (SELECT MIN("{first}") FROM {table})',
        value,
    )
    assert not verify_log(log).sound


def test_the_list_above_names_every_column() -> None:
    models = (Entry, Checkpoint, Leaf, Tile, TreeState)
    columns = {(m._meta.db_table, f.column) for m in models for f in m._meta.concrete_fields}
    # Numbers of rows mean nothing by themselves; what they tie together is tested below.
    free = {(m._meta.db_table, "id") for m in models}
    tied = {("audit_leaf", "index"), ("audit_leaf", "entry_id"),
            ("audit_tile", "level"), ("audit_tile", "index")}  # fmt: skip
    assert columns == {(table, column) for table, column, _ in COLUMNS} | tied | free - {
        ("audit_leaf", "id")
    }


@pytest.mark.parametrize("column", ["level", "index"])
def test_a_moved_tile_is_found(log: KeyStore, column: str) -> None:
    run(f'UPDATE audit_tile SET "{column}" = 3')
    assert "tile" in codes(verify_log(log))


def test_a_removed_entry_is_found(log: KeyStore) -> None:
    last = Leaf.objects.get(index=3)
    run("DELETE FROM audit_leaf WHERE entry_id = %s", last.entry_id)
    run("DELETE FROM audit_entry WHERE id = %s", last.entry_id)
    assert {"gap", "root"} <= codes(verify_log(log))


def test_removed_last_entries_are_found(log: KeyStore) -> None:
    """Also when the size of the tree and its tiles are made to fit: the signed head remembers."""
    for leaf in Leaf.objects.filter(index__gte=5):
        run("DELETE FROM audit_leaf WHERE entry_id = %s", leaf.entry_id)
        run("DELETE FROM audit_entry WHERE id = %s", leaf.entry_id)
    rebuild_tiles()
    assert "removed" in codes(verify_log(log))


def test_exchanged_entries_are_found(log: KeyStore) -> None:
    a, b = (Leaf.objects.get(index=number).entry_id for number in (1, 2))
    spare = max(a, b) + 100
    for old, new in ((a, spare), (b, a), (spare, b)):
        run("UPDATE audit_entry SET id = %s WHERE id = %s", new, old)
    assert codes(verify_log(log)) == {"changed"}


def test_an_inserted_entry_that_takes_a_place_is_found(log: KeyStore) -> None:
    """Every later entry moved on by one, hashes and tiles computed anew: the heads do not fit."""
    (added,) = write(1, first=50)
    for leaf in Leaf.objects.order_by("-index").filter(index__gte=2):
        run('UPDATE audit_leaf SET "index" = %s WHERE "index" = %s', leaf.index + 1, leaf.index)
    from noetra_gov.audit.merkle import leaf_hash

    Leaf.objects.create(index=2, entry=added, hash=leaf_hash(services.leaf_data(added)))
    rebuild_tiles()
    assert codes(verify_log(log)) == {"root"}


def test_a_history_rewritten_with_all_its_hashes_is_found(log: KeyStore) -> None:
    """The owner of the database changes an entry and recomputes leaf, tiles and root."""
    from noetra_gov.audit.merkle import leaf_hash

    victim = Leaf.objects.get(index=2)
    run("UPDATE audit_entry SET actor = 'user:innocent' WHERE id = %s", victim.entry_id)
    forged = leaf_hash(services.leaf_data(Entry.objects.get(pk=victim.entry_id)))
    run('UPDATE audit_leaf SET hash = %s WHERE "index" = 2', forged)
    rebuild_tiles()
    assert codes(verify_log(log)) == {"root"}


def rebuild_tiles() -> None:
    from noetra_gov.audit.store import save_changed
    from noetra_gov.audit.tiles import in_memory

    tree = in_memory()
    tree.extend(bytes(leaf.hash) for leaf in Leaf.objects.order_by("index"))
    Tile.objects.all().delete()
    TreeState.objects.update(size=tree.size)
    save_changed(tree)


def test_a_removed_head_leaves_what_it_covered_under_the_next(log: KeyStore) -> None:
    """Removing a head hides nothing: the later head still covers every entry before it."""
    run("DELETE FROM audit_checkpoint WHERE size = 4")
    run("UPDATE audit_entry SET actor = 'user:other' WHERE id = (SELECT MIN(id) FROM audit_entry)")
    assert "changed" in codes(verify_log(log))


def test_what_waits_is_reported_and_its_payload_checked(log: KeyStore) -> None:
    (entry,) = write(1, first=90)
    assert (verify_log(log).sound, verify_log(log).waiting) == (True, 1)
    run("UPDATE audit_entry SET payload = '{}' WHERE id = %s", entry.pk)
    assert codes(verify_log(log)) == {"payload"}


def test_the_command_says_where_and_ends_with_one(
    log: KeyStore, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit", "verify")
    assert "7" in capsys.readouterr().out
    run("UPDATE audit_entry SET payload = '{}' WHERE id = (SELECT MIN(id) FROM audit_entry)")
    with pytest.raises(CommandError) as refused:
        call_command("audit", "verify")
    assert refused.value.returncode == 1
    assert "entry 0" in capsys.readouterr().out

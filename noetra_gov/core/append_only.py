"""A table that the database itself lets nobody change: triggers refuse UPDATE and DELETE, in raw SQL too.

operations = [append_only("budget_transfer"), …]          in a migration
"""

from typing import Any

from django.db import migrations

SENTENCE = "{table} is append-only: rows are never changed or removed"


def append_only(table: str) -> migrations.RunPython:
    """The migration operation that puts the triggers on a table, on SQLite and on PostgreSQL."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        for statement in _create(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def backwards(apps: Any, schema_editor: Any) -> None:
        for statement in _drop(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return migrations.RunPython(forwards, backwards, elidable=False)


def _create(table: str, vendor: str) -> list[str]:
    sentence = SENTENCE.format(table=table)
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for verb in ("update", "delete")
        ]
    return [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ]


def _drop(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER {table}_append_only ON {table}",
        f"DROP FUNCTION {table}_append_only()",
    ]

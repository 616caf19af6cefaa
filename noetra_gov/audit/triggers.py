"""Rows that are written once are guarded by the database itself.

This stops mistakes and raw SQL of the application. Whoever owns the database can drop a trigger:
against that stand the tree, its signed heads, and `audit verify`.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = (
    "audit_entry",
    "audit_leaf",
    "audit_checkpoint",
    "audit_cosignature",
    "audit_securityevent",
)
MESSAGE = "rows of this table are written once"
EVENTS = ("UPDATE", "DELETE")


def install(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = APPEND_ONLY) -> None:
    remove(connection, tables)
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in tables:
            for statement in make(table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = APPEND_ONLY) -> None:
    """Lift the guard: for tests, which empty their tables, and for restoring a backup."""
    with connection.cursor() as cursor:
        for table in tables:
            for event in (*EVENTS, "TRUNCATE"):
                name = _name(table, event)
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for event in EVENTS
    ]


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION noetra_written_once() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    guards = [
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
        f"FOR EACH {scope} EXECUTE FUNCTION noetra_written_once()"
        for event, scope in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ]
    return [function, *guards]

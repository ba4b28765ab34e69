# SPDX-License-Identifier: EUPL-1.2
"""Database triggers that refuse to change or delete what the audit tables hold.

They are installed after every migration, because SQLite drops a table's triggers when it rebuilds the table.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_entry", "audit_subject", "audit_chainlink", "audit_seal")
MESSAGE = "The audit log is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing, on SQLite and PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ordito_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
            )
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION ordito_audit_refuse()"
                )
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION ordito_audit_refuse()"
                )
            else:
                for event in ("update", "delete"):
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event} BEFORE {event.upper()} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                    )


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of our triggers that the database has."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit_%'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The named bypass for the teardown of tests: takes the triggers away and puts them back."""
    with connection.cursor() as cursor:
        for name in names(connection):
            table = name.rsplit("_no_", 1)[0]
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    try:
        yield
    finally:
        install(connection)

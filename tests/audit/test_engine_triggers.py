# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction

from ordito.audit.actions import log_access
from ordito.audit.engine.triggers import MESSAGE, TABLES, names, without_triggers
from ordito.audit.enums import Kind
from ordito.audit.models import ChainLink, Entry, Seal
from ordito.core.access import SystemActor
from tests.factories.territory import make_territory

POSTGRESQL = connection.vendor == "postgresql"
SUFFIXES = ("change", "truncate") if POSTGRESQL else ("update", "delete")
EVERY_TRIGGER = {f"{table}_no_{suffix}" for table in TABLES for suffix in SUFFIXES}


@pytest.fixture
def _rows(db: None) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    entry = log_access("audit.try", by=SystemActor("prova"), at=at, kind=Kind.READ, rows=[make_territory()])
    ChainLink.objects.create(entry_id=entry.pk, digest="0" * 64)
    Seal.objects.create(day=at.date(), last_link_id=1, digest="0" * 64, code="0" * 64)


@pytest.mark.django_db
def test_every_table_has_its_triggers() -> None:
    assert names(connection) == EVERY_TRIGGER


@pytest.mark.django_db
def test_triggers_stand_again_after_migrate() -> None:
    lost = f"{TABLES[0]}_no_{SUFFIXES[0]}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {lost}" + (f" ON {TABLES[0]}" if POSTGRESQL else ""))
    assert lost not in names(connection)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    assert names(connection) == EVERY_TRIGGER


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("command", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_change_by_hand_is_refused(table: str, command: str) -> None:
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(command.format(table))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own table names
        assert cursor.fetchone()[0] == 1


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("table", TABLES)
def test_emptying_is_refused(table: str) -> None:
    command = f"TRUNCATE {table}" if POSTGRESQL else f"DELETE FROM {table}"  # noqa: S608 - our own table names
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(command)


@pytest.mark.usefixtures("_rows")
def test_change_through_the_models_is_refused() -> None:
    entry = Entry.objects.get()
    entry.purpose = "altro"
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match=MESSAGE), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.usefixtures("_rows")
def test_bypass_puts_the_triggers_back_even_after_an_error() -> None:
    def break_off() -> None:
        with without_triggers(connection):
            assert names(connection) == set()
            raise LookupError

    with pytest.raises(LookupError):
        break_off()
    assert names(connection) == EVERY_TRIGGER

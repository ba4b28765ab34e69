# SPDX-License-Identifier: EUPL-1.2
"""The guard that makes every write an action, and the privacy class of every field.

No tables here: only what the tables of every floor are made of.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import connections, models, router

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = TypeVar("Row", bound=models.Model)

_open: ContextVar[bool] = ContextVar("ordito_writing", default=False)


class UnauditedWriteError(RuntimeError):
    """Somebody wrote to an audited table outside an action."""


@contextmanager
def writing() -> Iterator[None]:
    """Open the guard. Only `audit.actions.recorded` and, in tests, the factories call this."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def _check(model: type[models.Model]) -> None:
    if not _open.get():
        raise UnauditedWriteError(f"{model.__name__} is written only inside an action (audit.actions.recorded).")


class Privacy(StrEnum):
    """What a field says about people; read alike by scrubbing, erasure, export to the subject and statistics."""

    IDENTITY = "identity"  # who somebody is: names, codes, street, contacts; encrypted at rest
    NARRATIVE = "narrative"  # free text about somebody; encrypted at rest
    SENSITIVE = "sensitive"  # a coded fact about somebody's need, health, measure, family
    PERSONAL = "personal"  # another coded fact about somebody: birth date, sex, Comune
    LINK = "link"  # ties rows of the same person together
    STAFF = "staff"  # about operators, in their public role
    PUBLIC = "public"  # about places, bodies, services, code lists
    TECHNICAL = "technical"  # about the row itself


class AuditedQuerySet(models.QuerySet[Row]):
    """A query set that refuses bulk writes outside an action."""

    def update(self, **values: Any) -> int:
        """As Django's, inside an action."""
        _check(self.model)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, inside an action."""
        _check(self.model)
        return super().delete()

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        """As Django's, inside an action."""
        _check(self.model)
        return super().bulk_create(objs, *args, **options)

    def bulk_update(self, objs: Iterable[Row], fields: Iterable[str], *args: Any, **options: Any) -> int:
        """As Django's, inside an action."""
        _check(self.model)
        return super().bulk_update(objs, fields, *args, **options)


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows as fast as the database can: COPY on PostgreSQL, executemany elsewhere.

    Values are of the database's own types (JSON as text); columns left out take the database's default, so that only
    the id may be; no ids come back. An audited table asks for the guard here as everywhere.
    """
    if issubclass(model, AuditedModel):
        _check(model)
    connection = connections[router.db_for_write(model)]
    table = model._meta.db_table  # noqa: SLF001 - public API of the framework
    names = ", ".join(map(connection.ops.quote_name, columns))  # a column may be called "index"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(rows))  # noqa: S608 - our own names


PLAIN = frozenset((str, int, bool, bytes, type(None)))  # types that every database takes as they are


def insert_new(rows: Sequence[models.Model]) -> None:
    """Insert many new rows of one model and give them their ids, within the transaction of an action.

    Less than half the time of `bulk_create`, which writes every value into the text of the statement. Values are
    taken from the rows as they stand: no `auto_now`, no default of the database.
    """
    if not rows:
        return
    model = type(rows[0])
    meta = model._meta  # noqa: SLF001 - public API of the framework
    connection = connections[router.db_for_write(model)]
    for row, key in zip(rows, _new_ids(connection, meta.db_table, len(rows)), strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - as the framework's own insert
    fields = [(field, field.attname, isinstance(field, models.JSONField)) for field in meta.local_concrete_fields]

    def values(row: models.Model) -> tuple[Any, ...]:
        found = []
        for field, name, prepared in fields:
            value = getattr(row, name)
            plain = not prepared and type(value) in PLAIN
            found.append(value if plain else field.get_db_prep_save(value, connection))
        return tuple(found)

    copy_rows(model, [str(field.column) for field, _name, _prepared in fields], map(values, rows))


def _new_ids(connection: Any, table: str, count: int) -> list[int]:
    """So many ids that no other row will get; on SQLite the transaction's write lock keeps others from taking them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ids = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(ids, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + count + 1))


class AuditedModel(models.Model):
    """Base of every table that holds a fact: written by actions only, each field with its privacy class."""

    privacy: ClassVar[Mapping[str, Privacy]] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """As Django's, inside an action."""
        _check(type(self))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """As Django's, inside an action."""
        _check(type(self))
        return super().delete(*args, **options)


class DatedQuerySet(AuditedQuerySet[Row]):
    """Rows with `valid_from` and `valid_to`, the last day included; None means open."""

    def at(self, day: Any) -> Self:
        """Rows in force on `day`."""
        started = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        lasting = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day)
        return self.filter(started & lasting)

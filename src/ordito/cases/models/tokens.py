# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import connections, models

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROWS_AT_ONCE = 50_000


class SearchTokenQuerySet(AuditedQuerySet["SearchToken"]):
    """Search tokens."""

    def copy_in(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Insert many (token, person id) pairs as fast as the database can: COPY on PostgreSQL, executemany elsewhere.

        Sorted first, so that the index is walked in its own order.
        """
        self.bulk_create([])  # asks the guard: only an action may write
        table = self.model._meta.db_table  # noqa: SLF001 - Django's public name
        rows = sorted(set(pairs))
        connection = connections[self.db]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} (token, person_id) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            statement = f"INSERT INTO {table} (token, person_id) VALUES (%s, %s)"  # noqa: S608 - our own table's name
            for start in range(0, len(rows), ROWS_AT_ONCE):
                cursor.executemany(statement, rows[start : start + ROWS_AT_ONCE])


class SearchToken(AuditedModel):
    """A keyed search word of a person's name (see `core.text`), eight bytes, made for the person's Ambito only.

    No foreign key and no index on the person: half the size of the largest table. Tokens of a person are computed
    again from the name when it changes, and looked for by a full scan when the name can no longer be read.
    """

    pk = models.CompositePrimaryKey("token", "person_id")
    token = models.BigIntegerField()
    person_id = models.BigIntegerField()

    objects = SearchTokenQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "pk": Privacy.TECHNICAL,
        "token": Privacy.IDENTITY,
        "person_id": Privacy.LINK,
    }

    def __str__(self) -> str:
        return f"token of {self.person_id}"

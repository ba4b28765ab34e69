# SPDX-License-Identifier: EUPL-1.2
"""Years of work added to loaded records: interventions and diary entries, copied within each record by the database.

A sealed text may be copied within a person's rows, because it is bound to person and field; what is measured later
reads it as any other. Nothing of this is an action: it is a benchmark's own database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model


def events() -> int:
    """Dated rows of records: takings in charge, closures, interventions, diary entries, memberships, assignments."""
    from ordito.cases import models

    kinds: tuple[type[Model], ...] = (
        models.TakingInCharge,
        models.Closure,
        models.Intervention,
        models.DiaryEntry,
        models.FamilyMembership,
        models.WorkerAssignment,
    )
    return sum(kind._base_manager.count() for kind in kinds)  # noqa: SLF001 - Django's public name


def grow(wanted: int) -> int:
    """Copy interventions and diary entries until there are `wanted` events at least; returns how many there are."""
    from ordito.cases.models import DiaryEntry, Intervention

    have = events()
    rows = DiaryEntry._base_manager.count() + Intervention._base_manager.count()  # noqa: SLF001 - the same
    times = -(-max(0, wanted - have) // max(rows, 1))
    if times:
        copy(DiaryEntry, times, dates=("happened_on",))
        copy(Intervention, times, dates=("starts_on", "ends_on"), codes=("public_code",), only="ends_on IS NOT NULL")
        short = wanted - events()
        if short > 0:  # open interventions were not copied: the diary makes up for them
            copy(DiaryEntry, -(-short // DiaryEntry._base_manager.count()), dates=("happened_on",))  # noqa: SLF001 - the same
    return events()


def copy(
    model: type[Model], times: int, *, dates: tuple[str, ...], codes: tuple[str, ...] = (), only: str = ""
) -> None:
    """Insert every row of a table `times` more times, each a week earlier than the one before.

    `codes` are columns that no two rows may share.
    """
    from django.db import connection

    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - the same
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - the same
    made = {column: _earlier(column) for column in dates} | dict.fromkeys(codes, "'B' || id || 'N' || turn.n")
    shown = ", ".join(made.get(column, _named(column)) for column in columns)
    names = ", ".join(_named(column) for column in columns)
    condition = f" WHERE {only}" if only else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE turn(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turn WHERE n < {int(times)}) "
            f"INSERT INTO {table} ({names}) SELECT {shown} FROM {table} CROSS JOIN turn{condition}"
        )


def _named(column: str) -> str:
    from django.db import connection

    return connection.ops.quote_name(column)


def _earlier(column: str) -> str:
    from django.db import connection

    name = _named(column)
    if connection.vendor == "sqlite":
        return f"date({name}, '-' || (7 * turn.n) || ' days')"
    return f"{name} - 7 * turn.n"


def analyze() -> Any:
    """Let the database know what it holds now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")

# SPDX-License-Identifier: EUPL-1.2
"""Writing and taking back the attendance that a provider sent (`queries.attendance` says what its columns are)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.cases.models import InterventionAttendance
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.attendance import KIND, AttendanceSheet, told_by
from ordito.core.access import Verb, permit, require
from ordito.core.declare import ImportedObject
from ordito.core.fields import seal_texts
from ordito.core.models import insert_new

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord


def write_attendance(
    records: Sequence[ImportRecord], *, by: Actor, at: datetime, territory_id: int, batch_id: int
) -> list[list[ImportedObject]]:
    """Bring sound rows in; a row that is there already brings nothing."""
    require(by, Verb.IMPORT_DATA)
    sheet = AttendanceSheet(records, by=by, territory_id=territory_id)
    taken: set[tuple[int, date]] = set(sheet.known)
    rows: list[InterventionAttendance | None] = []
    with recorded("cases.load_attendance", by=by, at=at) as trace:
        for record in records:
            intervention, _wrong = sheet.named(record.values)
            if intervention is None or (intervention.pk, record.values["day"]) in taken:
                rows.append(None)
                continue
            taken.add((intervention.pk, record.values["day"]))
            told = told_by(record.values)
            row = InterventionAttendance(
                intervention=intervention,
                day=record.values["day"],
                hours=told.hours,
                units=told.units,
                import_batch=batch_id,
            )
            seal_texts(row, note=record.values.get("note", ""))
            rows.append(row)
        written = [row for row in rows if row is not None]
        insert_new(written)
        records_touched = {row.intervention.taking.case_file_id for row in written}
        trace.touches_ids("cases.intervention", sorted({row.intervention_id for row in written}))
        trace.touches_ids("cases.casefile", sorted(records_touched))
        trace.notes(rows=len(written), batch=batch_id)
    return [[ImportedObject(KIND, str(row.pk))] if row is not None else [] for row in rows]


def undo_attendance(
    objects: Sequence[ImportedObject], *, by: Actor, at: datetime, batch_id: int
) -> list[ImportedObject]:
    """Annul the rows of an import; all of them, because nobody changes attendance by hand."""
    require(by, Verb.UNDO_IMPORT)
    ids = [int(thing.object_id) for thing in objects]
    rows = InterventionAttendance.objects.filter(pk__in=ids, import_batch=batch_id, annulled_at__isnull=True)
    held = in_service(by, Verb.UNDO_IMPORT, prefix="intervention__taking__case_file__")
    permit(not rows.exclude(held).exists())
    with recorded("cases.undo_attendance", by=by, at=at) as trace:
        records = rows.values_list("intervention__taking__case_file_id", flat=True).distinct()
        trace.touches_ids("cases.casefile", sorted(records))
        trace.notes(rows=rows.update(annulled_at=at), batch=batch_id)
    return []

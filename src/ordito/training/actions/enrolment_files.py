# SPDX-License-Identifier: EUPL-1.2
"""Enrolling from a spreadsheet, and taking it back (`queries.enrolment_sheet` says what its columns are)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.core.access import Verb, permit, require
from ordito.core.declare import ImportedObject
from ordito.territory.models import Professional
from ordito.training import rules
from ordito.training.actions.enrolments import Applicant, check_open, leave, person_of, put_in
from ordito.training.actions.errors import lock
from ordito.training.enums import EnrolmentSource, EnrolmentState, MessageKey
from ordito.training.models import Edition, Enrolment
from ordito.training.queries.enrolment_sheet import KIND, touched_enrolments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord

SHOWN = ("surname", "name", "email", "profile", "body")


def write_enrolments(
    records: Sequence[ImportRecord],
    *,
    by: Actor,
    at: datetime,
    territory_id: int,  # noqa: ARG001 - the protocol's signature
    batch_id: int,
) -> list[list[ImportedObject]]:
    """Bring sound rows in: a seat or the waiting list; who is in already brings nothing.

    Raises:
        NotAllowedError: a verb is missing, or somebody works for a body whose staff the actor does not enrol.
        TrainingError: an edition has been closed since the check.
    """
    require(by, Verb.ENROL_STAFF)
    written: list[list[ImportedObject]] = []
    with recorded("training.load_enrolments", by=by, at=at) as trace:
        ids = sorted({int(record.values["edition"]) for record in records})
        editions = {row.pk: lock(row) for row in Edition.objects.filter(pk__in=ids).order_by("pk")}
        for edition in editions.values():
            check_open(edition, at)
        for record in records:
            row = _written(record, editions[int(record.values["edition"])], by=by, at=at)
            written.append([ImportedObject(KIND, str(row.pk))] if row is not None else [])
            if row is not None:
                trace.touches(row)
        trace.touches(*editions.values())
        trace.notes(batch=batch_id)
    return written


def _written(record: ImportRecord, edition: Edition, *, by: Actor, at: datetime) -> Enrolment | None:
    """The enrolment that a row made; None when the person had one."""
    person = person_of(Applicant(**{name: record.values.get(name, "") for name in SHOWN}))
    column = "professional" if isinstance(person, Professional) else "learner"
    if Enrolment.objects.filter(edition=edition, **{column: person}).exists():
        return None
    permit(rules.can_bring(by, edition, person, rules.today_of(at)))
    return put_in(edition, person, EnrolmentSource.IMPORT, by=by, at=at)


def undo_enrolments(
    objects: Sequence[ImportedObject], *, by: Actor, at: datetime, batch_id: int
) -> list[ImportedObject]:
    """Withdraw those whom nobody has touched since; the seats go to who waits."""
    require(by, Verb.ENROL_STAFF)
    kept = touched_enrolments(objects, by=by, batch_id=batch_id)
    stay = {thing.object_id for thing in kept}
    ids = [int(thing.object_id) for thing in objects if thing.object_id not in stay]
    for row in Enrolment.objects.filter(pk__in=ids, source=EnrolmentSource.IMPORT).select_related("edition"):
        leave(row, EnrolmentState.WITHDRAWN, MessageKey.WITHDRAWN, "", by=by, at=at)
    return kept

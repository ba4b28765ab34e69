# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.enums import AssessmentState, ListKey
from ordito.assessments.models import Assessment, Assessor
from ordito.assessments.queries.schemes import instruments_for
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, lock
from ordito.cases.enums import ApprovalKind, ApprovalState, CaseFileState
from ordito.cases.models import CaseFile, TakingInCharge
from ordito.cases.queries.approvals import approval_of
from ordito.core.access import permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.assessments.models import Instrument
    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Professional


@dataclass(frozen=True)
class Occasion:
    """When an assessment was made, and with whom; presence None: not said."""

    time: Code
    held_on: date
    assessors: Sequence[Professional] = ()
    with_family: bool | None = None
    with_child: bool | None = None

    def check(self, at: datetime) -> None:
        """The day has come, and the time is one of the list on that day."""
        check_not_future(self.held_on, at=at, field="held_on")
        check_code(self.time, ListKey.TIME, at=self.held_on, field="time")


def start_assessment(
    *, by: Actor, at: datetime, case_file: CaseFile, instrument: Instrument, occasion: Occasion
) -> Assessment:
    """Begin an assessment as a draft, in the taking in charge that is open if there is one.

    Begun twice by the same person with the same instrument, time and day, it is the same one.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: a closed record, a day in the future, a code out of its list, an instrument not in use that day.
    """
    permit(rules.can_assess(by, case_file))
    occasion.check(at)
    if instrument not in instruments_for(case_file.ambito_id, day=timezone.localdate(at)):
        raise CaseError(_("Questo strumento non è in uso."), field="instrument")
    with recorded("assessments.start_assessment", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        _check_open(record)
        row = Assessment(
            case_file=record,
            taking=_open_taking(record),
            instrument=instrument,
            author_id=by.actor_id,
            author_name=by.actor_name[:160],
            written_at=at,
        )
        _set_occasion(row, occasion)
        if (begun := _begun(row)) is not None:
            row = begun
        else:
            row.save(force_insert=True)
            _set_assessors(row, occasion.assessors)
        trace.touches(row, record)
    return row


def _set_occasion(row: Assessment, occasion: Occasion) -> None:
    row.time, row.held_on = occasion.time, occasion.held_on
    row.with_family, row.with_child = occasion.with_family, occasion.with_child


def _begun(row: Assessment) -> Assessment | None:
    """The same draft of the same person, when the form came a second time."""
    drafts = Assessment.objects.current().filter(state=AssessmentState.DRAFT, author_id=row.author_id)
    return drafts.filter(case_file=row.case_file, instrument=row.instrument, time=row.time, held_on=row.held_on).first()


def edit_assessment(
    *, by: Actor, at: datetime, assessment: Assessment, version: int | None, occasion: Occasion, summary: str
) -> Assessment:
    """Correct when and with whom a draft was made, and its summary.

    Raises:
        NotAllowedError: the actor may not write this part.
        ConflictError: somebody saved meanwhile.
        CaseError: completed already, the taking in charge is closed, a day in the future.
    """
    permit(rules.can_assess(by, assessment.case_file))
    occasion.check(at)
    with recorded("assessments.edit_assessment", by=by, at=at) as trace:
        row = locked_draft(assessment, version=version)
        _set_occasion(row, occasion)
        seal_texts(row, summary=summary)
        row.version += 1
        row.save()
        _set_assessors(row, occasion.assessors)
        fields = ["time", "held_on", "with_family", "with_child", "summary", "assessors"]
        trace.touches(row, row.case_file, fields=fields)
    return row


def complete_assessment(*, by: Actor, at: datetime, assessment: Assessment) -> Assessment:
    """Say that the scores count. The first of its time in the taking in charge becomes the main one.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: no score yet, or the taking in charge is closed.
    """
    permit(rules.can_assess(by, assessment.case_file))
    with recorded("assessments.complete_assessment", by=by, at=at) as trace:
        row = lock(Assessment, assessment.pk)
        if row.state == AssessmentState.DRAFT:
            row = locked_draft(row)
            complete_locked(row, at=at)
        trace.touches(row, row.case_file, fields=["state", "main"])
    return row


def complete_locked(row: Assessment, *, at: datetime) -> None:
    """As `complete_assessment`, of a row already locked within an action."""
    if not row.scores.filter(value__isnull=False).exists():
        raise CaseError(_("Non c’è ancora nessun punteggio: compila almeno una riga, poi completa."))
    row.state, row.completed_at = AssessmentState.COMPLETED, at
    row.main = not _others(row).filter(main=True).exists()
    row.version += 1
    row.save()


def reopen_assessment(*, by: Actor, at: datetime, assessment: Assessment) -> Assessment:
    """Bring a completed assessment back to where it can be corrected; it no longer counts until completed again.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: the taking in charge is closed, a decision or an approval stands on it.
    """
    permit(rules.can_assess(by, assessment.case_file))
    with recorded("assessments.reopen_assessment", by=by, at=at) as trace:
        row = lock(Assessment, assessment.pk)
        _check_standing(row)
        if row.screenings.exists():
            raise CaseError(_("Su questa valutazione poggia la decisione di inserimento: fanne una nuova."))
        _check_not_approved(row)
        if row.state == AssessmentState.COMPLETED:
            row.state, row.main = AssessmentState.DRAFT, False
            row.version += 1
            row.save()
        trace.touches(row, row.case_file, fields=["state", "main"])
    return row


def make_main(*, by: Actor, at: datetime, assessment: Assessment) -> Assessment:
    """Choose which assessment of its time counts in statistics and national flows.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: a draft.
    """
    permit(rules.can_assess(by, assessment.case_file))
    with recorded("assessments.make_main", by=by, at=at) as trace:
        lock(CaseFile, assessment.case_file_id)
        row = lock(Assessment, assessment.pk)
        if row.state == AssessmentState.DRAFT or row.discarded_at is not None:
            raise CaseError(_("Prima completa la valutazione."))
        _others(row).filter(main=True).update(main=False)
        row.main = True
        row.version += 1
        row.save()
        trace.touches(row, row.case_file, fields=["main"])
    return row


def discard_assessment(*, by: Actor, at: datetime, assessment: Assessment) -> Assessment:
    """Put a draft away; it stays in the database and is shown no more.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: completed already.
    """
    permit(rules.can_assess(by, assessment.case_file))
    with recorded("assessments.discard_assessment", by=by, at=at) as trace:
        row = lock(Assessment, assessment.pk)
        if row.discarded_at is None:
            row = locked_draft(row)
            row.discarded_at = at
            row.version += 1
            row.save()
        trace.touches(row, row.case_file, fields=["discarded_at"])
    return row


def locked_draft(assessment: Assessment, *, version: int | None = None) -> Assessment:
    """The draft, locked; a completed one, or one of a closed taking in charge, takes no writing."""
    row = lock(Assessment, assessment.pk, version=version)
    _check_standing(row)
    if row.state != AssessmentState.DRAFT:
        raise CaseError(_("Questa valutazione è già completata: riaprila per correggerla."))
    return row


def _check_standing(row: Assessment) -> None:
    if row.discarded_at is not None:
        raise CaseError(_("Questa bozza è stata messa da parte."))
    if row.taking is not None and row.taking.closed_on is not None:
        raise CaseError(_("La presa in carico di questa valutazione è chiusa: riaprila per scrivere."))
    _check_open(row.case_file)


def _check_not_approved(row: Assessment) -> None:
    last = approval_of(ApprovalKind.ASSESSMENT, row.pk)
    if last is not None and last.state == ApprovalState.APPROVED:
        raise CaseError(_("Questa valutazione è stata approvata e non si riapre: fanne una nuova."))
    if last is not None and last.state == ApprovalState.ASKED:
        raise CaseError(_("È in attesa di approvazione: ritira la richiesta, poi riaprila."))


def _check_open(record: CaseFile) -> None:
    if record.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: riapri la presa in carico per scrivere una valutazione."))


def _open_taking(record: CaseFile) -> TakingInCharge | None:
    rows = TakingInCharge.objects.current().open().filter(case_file=record)
    return rows.order_by("-opened_on", "-pk").first()


def _others(row: Assessment) -> QuerySet[Assessment]:
    """The other assessments of the same time in the same taking in charge."""
    rows = Assessment.objects.current().filter(case_file=row.case_file_id, taking=row.taking_id, time=row.time_id)
    return rows.exclude(pk=row.pk)


def _set_assessors(row: Assessment, people: Sequence[Professional]) -> None:
    wanted = {person.pk for person in people}
    row.assessors.exclude(professional__in=wanted).delete()
    present = set(row.assessors.values_list("professional_id", flat=True))
    Assessor.objects.bulk_create(Assessor(assessment=row, professional_id=pk) for pk in sorted(wanted - present))

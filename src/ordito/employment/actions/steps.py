# SPDX-License-Identifier: EUPL-1.2
"""The course of a path: from stage to stage, the end of a placement, whether work lasts, what was a mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order
from ordito.cases.actions.part_rows import check_standing
from ordito.cases.models import Code
from ordito.core.dates import format_date
from ordito.core.fields import seal_texts
from ordito.employment import rules
from ordito.employment.actions.placement_values import count_again
from ordito.employment.actions.rows import changing
from ordito.employment.enums import ListKey
from ordito.employment.models import (
    Appraisal,
    JobMonitoring,
    JobPlacement,
    PlacementOutcome,
    StageStep,
    WorkPath,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.core.access import Actor


def move_path(
    *,
    by: Actor,
    at: datetime,
    work_path: WorkPath,
    version: int,
    to: Code,
    on: date,
    reason: str = "",
    outcome: Code | None = None,
) -> WorkPath:
    """Take a path to another stage: forward, past some if need be; back only with a reason.

    Coming to the last stage ends the path with its outcome; going back from it opens the path again.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: the same stage, days out of order, a reason or an outcome is missing.
    """
    check_not_future(on, at=at, field="on")
    check_code(to, ListKey.STAGE, at=on, field="to")
    fields = ["stage", "ended_on", "outcome"]
    name = "employment.move_path"
    with changing(name, work_path, by=by, at=at, version=version, fields=fields, open_path=False) as (path, trace):
        ends = to.code == rules.CONCLUDED
        if not ends:
            _check_lives(path)
        _check_step(path, to, on, reason)
        _enter(path, to, on, outcome)
        step = StageStep(work_path=path, stage=to, on=on, by_name=by.actor_name, written_at=at)
        seal_texts(step, reason=reason.strip())
        step.save(force_insert=True)
        trace.touches(step)
    return path


def _check_step(path: WorkPath, to: Code, on: date, reason: str) -> None:
    """To another stage, not before the one of now began; back, or out of a conclusion, only with a reason."""
    if to.pk == path.stage_id:
        raise CaseError(_("Il percorso è già in questa fase."), field="to")
    latest = path.steps.order_by("-on", "-pk")[0].on
    if on < latest:
        words = _("La fase di adesso è cominciata il %(day)s: questa viene dopo.")
        raise CaseError(words % {"day": format_date(latest)}, field="on")
    back = path.ended_on is not None or rules.goes_back(Code.objects.of(ListKey.STAGE), path.stage, to)
    if back and not reason.strip():
        raise CaseError(_("Si torna a una fase precedente: scrivi perché."), field="reason")


def _check_lives(path: WorkPath) -> None:
    """A path that goes on is of somebody alive, in a taking in charge that is open, and there is no other one."""
    person = path.case_file.person
    if person.deceased_on is not None:
        words = _("Questa persona è deceduta il %(day)s: il percorso si può solo concludere.")
        raise CaseError(words % {"day": format_date(person.deceased_on)})
    if path.taking.closed_on is not None:
        raise CaseError(_("La presa in carico di questo percorso è chiusa: il percorso si può solo concludere."))
    others = WorkPath.objects.going().filter(case_file__person=person, case_file__ambito=path.case_file.ambito_id)
    if others.exclude(pk=path.pk).exists():
        raise CaseError(_("C’è già un altro percorso aperto: questo non si può riaprire."))


def _enter(path: WorkPath, to: Code, on: date, outcome: Code | None) -> None:
    path.stage = to
    if to.code != rules.CONCLUDED:
        if outcome is not None:
            raise CaseError(_("L’esito si scrive quando il percorso è concluso."), field="outcome")
        path.ended_on, path.outcome = None, None
        return
    if outcome is None:
        raise CaseError(_("Scegli l’esito del percorso."), field="outcome")
    check_code(outcome, ListKey.PATH_OUTCOME, at=on, field="outcome")
    last = _last_day(path)
    if last is not None and on < last:
        words = _("Nel percorso c’è qualcosa del %(day)s: non può concludersi prima.")
        raise CaseError(words % {"day": format_date(last)}, field="on")
    path.ended_on, path.outcome = on, outcome


def _last_day(path: WorkPath) -> date | None:
    """The latest day on which something of the path began or was done."""
    visits = JobMonitoring.objects.current().filter(placement__work_path=path, placement__annulled_at=None)
    checked = PlacementOutcome.objects.filter(placement__work_path=path, placement__annulled_at=None)
    days: list[date | None] = [
        *JobPlacement.objects.current().filter(work_path=path).values_list("starts_on", flat=True),
        *Appraisal.objects.current().filter(work_path=path).values_list("held_on", flat=True),
        *visits.values_list("held_on", flat=True),
        *checked.values_list("checked_on", flat=True),
    ]
    return max((day for day in days if day is not None), default=None)


def end_placement(
    *, by: Actor, at: datetime, placement: JobPlacement, version: int, ends_on: date, end_reason: Code
) -> JobPlacement:
    """Write when a placement ended and why.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it ended already, before it began, or before somebody visited it.
    """
    check_not_future(ends_on, at=at, field="ends_on")
    check_code(end_reason, ListKey.PLACEMENT_END, at=ends_on, field="end_reason")
    fields = ["ends_on", "end_reason"]
    with changing("employment.end_placement", placement, by=by, at=at, version=version, fields=fields) as (row, _trace):
        if row.ends_on is not None:
            raise CaseError(_("Questo inserimento è già finito."))
        check_order(row.starts_on, ends_on, field="ends_on")
        visits = JobMonitoring.objects.current().filter(placement=row)
        last = visits.order_by("-held_on").values_list("held_on", flat=True).first()
        if last is not None and ends_on < last:
            words = _("C’è un monitoraggio del %(day)s: l’inserimento non può finire prima.")
            raise CaseError(words % {"day": format_date(last)}, field="ends_on")
        row.ends_on, row.end_reason = ends_on, end_reason
    return row


def check_outcome(
    *,
    by: Actor,
    at: datetime,
    outcome: PlacementOutcome,
    version: int,
    checked_on: date,
    state: Code,
    note: str = "",
) -> PlacementOutcome:
    """Write whether somebody works, so many months after a placement began; what was written may be corrected.

    Also when the path is concluded: the last outcomes come months later.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it is too early to tell, or placement or path were set aside.
    """
    check_not_future(checked_on, at=at, field="checked_on")
    check_code(state, ListKey.OUTCOME_STATE, at=checked_on, field="state")
    fields = ["checked_on", "state", "note"]
    name = "employment.check_outcome"
    with changing(name, outcome, by=by, at=at, version=version, fields=fields, open_path=False) as (row, _trace):
        check_standing(row.placement)
        check_standing(row.placement.work_path)
        first = row.due_on - timedelta(days=rules.EARLY_DAYS)
        if checked_on < first:
            words = _("È presto: questo esito si rileva dal %(day)s.")
            raise CaseError(words % {"day": format_date(first)}, field="checked_on")
        row.checked_on, row.state, row.by_name = checked_on, state, by.actor_name
        seal_texts(row, note=note.strip())
    return row


def annul_row(*, by: Actor, at: datetime, row: Any, version: int) -> Any:
    """Set a row aside that was written by mistake: it no longer counts, and stays in the audit and the archive.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: the path is concluded, or a path has placements or appraisals in it.
    """
    fields = ["annulled_at"]
    with changing("employment.annul_row", row, by=by, at=at, version=version, fields=fields) as (current, trace):
        if isinstance(current, WorkPath):
            _check_empty(current)
        current.annulled_at = at
        if isinstance(current, JobMonitoring):
            current.save()
            trace.touches(count_again(current.placement))
    return current


def _check_empty(path: WorkPath) -> None:
    rows = (JobPlacement.objects.current(), Appraisal.objects.current())
    if any(found.filter(work_path=path).exists() for found in rows):
        raise CaseError(_("In questo percorso c’è già qualcosa: se è finito concludilo, oppure togli prima il resto."))

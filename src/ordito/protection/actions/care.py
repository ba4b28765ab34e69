# SPDX-License-Identifier: EUPL-1.2
"""The course of placements and foster care: cards filled and sent, steps from search to start, ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order
from ordito.cases.models import Code
from ordito.core.fields import open_text, seal_texts
from ordito.protection import rules
from ordito.protection.actions.care_values import check_lives_nowhere_else
from ordito.protection.actions.changing import changing
from ordito.protection.engine.clock import SEMESTER, add_months, semester_end
from ordito.protection.enums import Form, FosterState, FosterStay, ListKey
from ordito.protection.models import FosterStep, ReportDue, SemestralCard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.cases.models import Document
    from ordito.core.access import Actor
    from ordito.protection.models import FosterCare, OutOfHomePlacement

CARD_TEXTS = ("parents", "relations", "condition", "school", "prospects")


def end_placement(
    *, by: Actor, at: datetime, placement: OutOfHomePlacement, version: int, ends_on: date, outcome: Code
) -> OutOfHomePlacement:
    """Write how a stay out of the family ended.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it ended already, or before it began.
    """
    check_not_future(ends_on, at=at, field="ends_on")
    check_code(outcome, ListKey.OUT_OF_HOME_OUTCOME, at=ends_on, field="outcome")
    fields = ["ends_on", "outcome"]
    with changing("protection.end_placement", placement, by=by, at=at, version=version, fields=fields) as (row, _t):
        if row.ends_on is not None:
            raise CaseError(_("Questo collocamento è già concluso."))
        check_order(row.starts_on, ends_on, field="ends_on")
        row.ends_on, row.outcome = ends_on, outcome
    return row


def fill_card(*, by: Actor, at: datetime, card: SemestralCard, version: int, texts: Mapping[str, str]) -> SemestralCard:
    """Write the six-monthly card; `texts` by the names of `CARD_TEXTS`.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it was sent already, or there is nothing in it.
    """
    cleaned = {name: texts.get(name, "").strip() for name in CARD_TEXTS}
    if not any(cleaned.values()):
        raise CaseError(_("Scrivi almeno una parte della scheda."), field=CARD_TEXTS[0])
    with changing("protection.fill_card", card, by=by, at=at, version=version, fields=CARD_TEXTS) as (row, _trace):
        _check_waiting(row)
        seal_texts(row, **cleaned)
        row.filled_at, row.filled_by_name = at, by.actor_name
    return row


def send_card(
    *,
    by: Actor,
    at: datetime,
    card: SemestralCard,
    version: int,
    sent_on: date,
    protocol_number: str = "",
    protocol_date: date | None = None,
    document: Document | None = None,
) -> SemestralCard:
    """Write that a card went to the prosecutor; the next one is due when the next semester ends.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it was sent already, or is still empty.
    """
    check_not_future(sent_on, at=at, field="sent_on")
    fields = ["sent_on", "protocol_number", "protocol_date", "document"]
    with changing("protection.send_card", card, by=by, at=at, version=version, fields=fields) as (row, trace):
        _check_waiting(row)
        if row.filled_at is None:
            raise CaseError(_("Compila la scheda prima di registrarne l’invio."))
        row.sent_on, row.protocol_number, row.protocol_date = sent_on, protocol_number, protocol_date
        row.document = document
        if row.placement.ends_on is None:
            following = row.number + 1
            due_on = semester_end(row.placement.starts_on, following)
            trace.touches(SemestralCard.objects.create(placement=row.placement, number=following, due_on=due_on))
    return row


def _check_waiting(card: SemestralCard) -> None:
    if card.sent_on is not None:
        raise CaseError(_("Questa scheda risulta già inviata."))


def move_foster(
    *,
    by: Actor,
    at: datetime,
    foster: FosterCare,
    version: int,
    to: FosterState,
    on: date,
    family: str = "",
    outcome: Code | None = None,
    note: str = "",
) -> FosterCare:
    """Take a foster care to its next state; `family` names the one that was found, `outcome` how it ended.

    The start leaves the first six-monthly report behind it; the end drops the one that waits.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: no such step from where it is, dates out of order, a family or an outcome is missing.
    """
    check_not_future(on, at=at, field="on")
    fields = ["state", "family", "started_on", "ended_on", "outcome"]
    with changing("protection.move_foster", foster, by=by, at=at, version=version, fields=fields) as (row, trace):
        if to not in rules.FOSTER_MOVES[FosterState(row.state)]:
            raise CaseError(_("Da questo stato non si può passare a quello scelto."), field="to")
        latest = row.steps.order_by("-on").values_list("on", flat=True).first()
        check_order(latest or row.requested_on, on, field="on")
        if family.strip():
            seal_texts(row, family=family.strip())
        if to in {FosterState.IDENTIFIED, FosterState.STARTED} and not open_text(row, "family"):
            raise CaseError(_("Scrivi qual è la famiglia affidataria."), field="family")
        _enter(row, to, on, outcome, trace, by=by, at=at)
        step = FosterStep(foster=row, state=to, on=on, by_name=by.actor_name)
        seal_texts(step, note=note.strip())
        step.save(force_insert=True)
        trace.touches(step)
    return row


def _enter(
    row: FosterCare, to: FosterState, on: date, outcome: Code | None, trace: Trace, *, by: Actor, at: datetime
) -> None:
    row.state = to
    if to == FosterState.STARTED:
        if row.stay == FosterStay.RESIDENTIAL:
            check_lives_nowhere_else(row.case_file, on, None, but=row, field="on")
        row.started_on = on
        trace.touches(_first_report(row, on, by=by, at=at))
    if to == FosterState.ENDED:
        if outcome is None:
            raise CaseError(_("Scegli l’esito."), field="outcome")
        check_code(outcome, ListKey.FOSTER_OUTCOME, at=on, field="outcome")
        row.ended_on, row.outcome = on, outcome
        trace.touches(*_drop_reports(row, on))


def _first_report(row: FosterCare, on: date, *, by: Actor, at: datetime) -> ReportDue:
    """To the guardianship judge when parents agreed, to the juvenile court when it ordered (L. 184/1983, art. 4)."""
    recipient = "guardianship_judge" if row.form == Form.CONSENSUAL else "juvenile_civil"
    report: ReportDue = ReportDue.objects.create(
        case_file=row.case_file,
        form_key=uuid4(),
        written_at=at,
        written_by_name=by.actor_name,
        recipient=Code.objects.get(code_list__key=ListKey.OFFICE, code=recipient),
        content=Code.objects.get(code_list__key=ListKey.REPORT_CONTENT, code=rules.REPORT_OF_FOSTER),
        measure=row.measure,
        due_on=add_months(on, SEMESTER),
        every_months=SEMESTER,
    )
    return report


def _drop_reports(row: FosterCare, on: date) -> list[ReportDue]:
    waiting = ReportDue.objects.current().filter(
        case_file=row.case_file, content__code=rules.REPORT_OF_FOSTER, sent_on=None, dropped_on=None
    )
    dropped = list(waiting.select_for_update(of=("self",)))
    for report in dropped:
        report.dropped_on = on
        report.version += 1
        report.save()
    return dropped

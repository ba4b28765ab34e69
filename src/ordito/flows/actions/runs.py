# SPDX-License-Identifier: EUPL-1.2
"""The life of a sending: started, filed, sent, answered."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_not_future, lock
from ordito.core.access import permit
from ordito.flows import rules
from ordito.flows.enums import ItemState, Outcome, RunState
from ordito.flows.models import FlowItem, FlowRun
from ordito.jobs.actions import enqueue

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.flows.engine.layout import Flow
    from ordito.territory.models import Organisation, Territory

CHECKER = "ordito.flows.tasks.check_run"
WRITER = "ordito.flows.tasks.write_file"
OUTCOMES = {"accettato": Outcome.ACCEPTED, "scartato": Outcome.REJECTED}
LONGEST_REASON = 300
IDENTIFIER_AND_OUTCOME = 2


def permit_run(by: Actor, run: FlowRun) -> None:
    """Refuse who does not send for the body."""
    permit(rules.can_send(by, ambito_id=run.ambito_id, body_id=run.body_id))


def start_run(
    *,
    by: Actor,
    at: datetime,
    flow: Flow,
    ambito: Territory,
    body: Organisation,
    starts_on: date,
    ends_on: date,
    form_key: UUID,
) -> FlowRun:
    """Start the check of a period (the dry run): nothing is sent. The same form sent again is the same sending.

    Raises:
        NotAllowedError: the actor does not send for the body.
        CaseError: the period ends before it begins, or has not ended yet.
    """
    permit(rules.can_send(by, ambito_id=ambito.pk, body_id=body.pk))
    if ends_on < starts_on:
        raise CaseError(_("Il periodo finisce prima di cominciare."), field="ends_on")
    check_not_future(ends_on, at=at, field="ends_on")
    known = FlowRun.objects.filter(form_key=form_key).first()
    if known is not None:
        return known
    with recorded("flows.start_run", by=by, at=at) as trace:
        run = FlowRun.objects.create(
            flow=flow,
            ambito=ambito,
            body=body,
            starts_on=starts_on,
            ends_on=ends_on,
            form_key=form_key,
            made_at=at,
            made_by_name=by.actor_name,
        )
        _enqueue(CHECKER, run, _("Controllo di un flusso nazionale"), by=by, at=at)
        trace.touches(run)
    return run


def start_file(*, by: Actor, at: datetime, run: FlowRun) -> FlowRun:
    """Ask for the file of a sending that was checked; it can be made again until it is sent.

    Raises:
        NotAllowedError: the actor does not send for the body.
        CaseError: there is nothing to send, or it was sent.
    """
    permit_run(by, run)
    with recorded("flows.start_file", by=by, at=at) as trace:
        row = lock(FlowRun, run.pk)
        if not rules.may_move(row.state, RunState.FILED):
            raise CaseError(_("Di questo invio non si può preparare il file."))
        if not row.items.filter(state=ItemState.READY).exists():
            raise CaseError(_("Non c’è niente da inviare."))
        _enqueue(WRITER, row, _("File di un flusso nazionale"), by=by, at=at)
        trace.touches(row)
    return row


def _enqueue(function: str, run: FlowRun, label: str, *, by: Actor, at: datetime) -> None:
    run.job_id = enqueue(function, by=by, at=at, label=label, run_id=run.pk, user_id=by.actor_id).pk
    run.save(update_fields=["job_id"])


def mark_sent(*, by: Actor, at: datetime, run: FlowRun, sent_on: date) -> FlowRun:
    """Write that the file was handed to INPS: from now on its data count as sent.

    Raises:
        NotAllowedError: the actor does not send for the body.
        CaseError: there is no file, it was sent already, or the day is in the future.
    """
    permit_run(by, run)
    check_not_future(sent_on, at=at, field="sent_on")
    if sent_on < timezone.localdate(run.made_at):
        raise CaseError(_("L’invio non può essere precedente al controllo."), field="sent_on")
    with recorded("flows.mark_sent", by=by, at=at) as trace:
        row = lock(FlowRun, run.pk)
        if not rules.may_move(row.state, RunState.SENT):
            raise CaseError(_("Questo invio non ha un file, o è già stato segnato come inviato."))
        row.state, row.sent_on, row.sent_by_name = RunState.SENT, sent_on, by.actor_name
        row.version += 1
        row.save()
        trace.touches(row)
    return row


def record_outcomes(*, by: Actor, at: datetime, run: FlowRun, text: str) -> int:
    """Write what INPS answered, from lines "identificativo;accettato|scartato;motivo"; returns how many rows changed.

    Raises:
        NotAllowedError: the actor does not send for the body.
        CaseError: it was not sent yet, or a line is not understood; nothing is written.
    """
    permit_run(by, run)
    if run.state != RunState.SENT:
        raise CaseError(_("Segna prima l’invio: poi si registrano gli esiti."))
    answers = _read(text)
    with recorded("flows.record_outcomes", by=by, at=at) as trace:
        lock(FlowRun, run.pk)
        items = {one.external_id: one for one in run.items.filter(state=ItemState.READY).order_by("pk")}
        for number, (identifier, outcome, reason) in enumerate(answers, start=1):
            if identifier not in items:
                words = _("Riga %(line)s: nell’invio non c’è «%(identifier)s».")
                raise CaseError(words % {"line": number, "identifier": identifier}, field="text")
            items[identifier].outcome, items[identifier].outcome_text = outcome, reason
        changed = [items[identifier] for identifier, _outcome, _reason in answers]
        FlowItem.objects.bulk_update(changed, ["outcome", "outcome_text"], batch_size=500)
        trace.touches(run, *changed)
        trace.touches_ids("cases.casefile", sorted({one.case_file_id for one in changed}))
        trace.notes(rejected=sum(one.outcome == Outcome.REJECTED for one in changed))
    return len(changed)


def _read(text: str) -> list[tuple[str, Outcome, str]]:
    found: dict[str, tuple[str, Outcome, str]] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text.strip()), delimiter=";"), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        outcome = OUTCOMES.get(cells[1].lower()) if len(cells) >= IDENTIFIER_AND_OUTCOME else None
        if outcome is None:
            words = _("Riga %(line)s: scrivi identificativo, «accettato» o «scartato» e il motivo, separati da «;».")
            raise CaseError(words % {"line": number}, field="text")
        found[cells[0]] = (cells[0], outcome, " ".join(cells[2:])[:LONGEST_REASON])
    if not found:
        raise CaseError(_("Non c’è nessuna riga."), field="text")
    return list(found.values())

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, check_order, lock
from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.models import ConcernReport, TakingInCharge
from ordito.cases.models.scopes import ServicePlace
from ordito.core.access import permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.audit.actions import Trace
    from ordito.cases.models import Code, Contact, Person
    from ordito.core.access import Actor

REPORTER = ("reporter", "reporter_role", "reporter_body", "reporter_contact")
FOLLOW_UP = ("answer", "sent_to")


def report_concern(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    received_on: date,
    reporter_kind: Code,
    urgency: Code,
    content: str,
    contact: Contact | None = None,
    sent_on: date | None = None,
    form_key: UUID | None = None,
    **texts: str,
) -> ConcernReport:
    """Write down a concern report (*segnalazione*) about a person; the service that holds the person receives it.

    `texts` are the sealed fields in `REPORTER` (name, role, body, how to reach who signals) and `FOLLOW_UP` (what they
    were answered, to whom it was sent). `contact` is the one it came from. A form sent twice gives back what it wrote.

    Raises:
        NotAllowedError: the actor neither records contacts nor opens records in that service.
        CaseError: no content, a date in the future, out of order or after the person's death, a code out of its list.
    """
    place = ServicePlace(person.comune_id, person.ambito_id, person.body_id)
    permit(rules.can_register_person(by, place))
    permit(contact is None or (rules.can_read_contact(by, contact) and contact.person_id == person.pk))
    if form_key is not None and (sent := ConcernReport.objects.filter(form_key=form_key, person=person).first()):
        return sent
    concern = ConcernReport(
        person=person,
        **asdict(place),
        received_on=received_on,
        reporter_kind=reporter_kind,
        urgency=urgency,
        contact=contact,
        sent_on=sent_on,
        form_key=form_key,
    )
    _check(concern, content, at=at)
    return _write_concern(concern, by=by, at=at, content=content, **texts)


def _write_concern(concern: ConcernReport, *, by: Actor, at: datetime, content: str, **texts: str) -> ConcernReport:
    with recorded("cases.report_concern", by=by, at=at) as trace:
        concern.recorded_by_name, concern.recorded_at = by.actor_name, at
        given = {name: texts.get(name, "").strip() for name in (*REPORTER, *FOLLOW_UP)}
        seal_texts(concern, content=content.strip(), **given)
        concern.save(force_insert=True)
        trace.touches(concern, concern.person, *([concern.contact] if concern.contact else []))
    return concern


def _check(concern: ConcernReport, content: str, *, at: datetime) -> None:
    if not content.strip():
        raise CaseError(_("Scrivi che cosa è segnalato."), field="content")
    received_on = concern.received_on
    check_not_future(received_on, at=at, field="received_on")
    check_not_future(concern.sent_on, at=at, field="sent_on")
    if concern.sent_on is not None and concern.sent_on < received_on:
        raise CaseError(_("Non può essere trasmessa prima di essere ricevuta."), field="sent_on")
    check_alive(concern.person, received_on, field="received_on")
    check_code(concern.reporter_kind, ListKey.REPORTER_KIND, at=received_on, field="reporter_kind")
    check_code(concern.urgency, ListKey.URGENCY, at=received_on, field="urgency")


def weigh_concern(
    *,
    by: Actor,
    at: datetime,
    concern: ConcernReport,
    version: int,
    outcome: Code,
    weighed_on: date,
    accepted: bool,
    note: str = "",
    sent_on: date | None = None,
    **texts: str,
) -> ConcernReport:
    """Say what became of a concern report: accepted (the service goes on with it) or filed, with the reason.

    `texts` may say again what is in `FOLLOW_UP`. An accepted report is tied to the taking in charge that goes on or
    begins next.

    Raises:
        NotAllowedError: the actor does not open records in the service that received it.
        ConflictError: somebody saved meanwhile.
        CaseError: already weighed, weighed or sent before it was received, filed without saying why.
    """
    permit(rules.can_weigh_concern(by, concern))
    check_code(outcome, ListKey.CONCERN_OUTCOME, at=weighed_on, field="outcome")
    _need_reason(note, accepted=accepted)
    with recorded("cases.weigh_concern", by=by, at=at) as trace:
        row = _still_waiting(lock(ConcernReport, concern.pk, version=version))
        for field, day in (("weighed_on", weighed_on), ("sent_on", sent_on)):
            check_not_future(day, at=at, field=field)
            check_order(row.received_on, day, field=field)
        row.state = ConcernState.ACCEPTED if accepted else ConcernState.FILED
        row.outcome, row.weighed_on, row.sent_on = outcome, weighed_on, sent_on or row.sent_on
        row.taking = _already_in_charge(row.person) if accepted else None
        seal_texts(row, note=note.strip(), **{name: texts[name].strip() for name in FOLLOW_UP if name in texts})
        row.version += 1
        row.save()
        trace.touches(row, row.person, fields=["state", "outcome", "weighed_on"])
    return row


def _still_waiting(row: ConcernReport) -> ConcernReport:
    if row.state != ConcernState.RECEIVED:
        raise CaseError(_("Questa segnalazione è già stata valutata."))
    return row


def _need_reason(note: str, *, accepted: bool) -> None:
    if not accepted and not note.strip():
        raise CaseError(_("Scrivi perché la segnalazione si archivia."), field="note")


def _already_in_charge(person: Person) -> TakingInCharge | None:
    """The one open taking in charge of the person, if there is one and no more."""
    standing = TakingInCharge.objects.current().open().filter(case_file__person=person)
    found = list(standing.filter(case_file__annulled_at__isnull=True)[:2])
    return found[0] if len(found) == 1 else None


def tie_concerns(taking: TakingInCharge, trace: Trace) -> None:
    """Tie to a new taking in charge the accepted reports that led to it; within the action that begins it."""
    waiting = ConcernReport.objects.filter(
        person_id=taking.case_file.person_id, state=ConcernState.ACCEPTED, taking__isnull=True
    )
    for row in waiting.select_for_update(of=("self",)):
        row.taking = taking
        row.version += 1
        row.save()
        trace.touches(row)

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock, permit
from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.models import ConcernReport, Contact, Person
from ordito.cases.models.scopes import ServicePlace
from ordito.cases.queries.workplaces import ambito_id_of
from ordito.core.fields import new_wrapped_key, seal_texts, uuid7

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Territory


def record_contact(
    *,
    by: Actor,
    at: datetime,
    comune: Territory,
    body: Organisation,
    happened_on: date,
    channel: Code,
    request: str,
    person: Person | None = None,
    who: str = "",
    answer: str = "",
    initiative: Code | None = None,
    outcome: Code | None = None,
) -> Contact:
    """Write down that somebody turned to the front desk; they need not be registered, nor give a name.

    Raises:
        NotAllowedError: the actor does not work at that front desk, or may not find the person there.
        CaseError: nothing asked, a date in the future, a code out of its list.
    """
    place = ServicePlace(comune.pk, ambito_id_of(comune, at=timezone.localdate(at)), body.pk)
    permit(rules.can_record_contact(by, place))
    permit(person is None or Person.objects.searchable_by(by).filter(pk=person.pk).exists())
    if not request.strip():
        raise CaseError(_("Scrivi che cosa è stato chiesto."), field="request")
    check_not_future(happened_on, at=at, field="happened_on")
    check_code(channel, ListKey.ACCESS_CHANNEL, at=happened_on, field="channel")
    check_code(initiative, ListKey.ACCESS_INITIATIVE, at=happened_on, field="initiative")
    check_code(outcome, ListKey.CONTACT_OUTCOME, at=happened_on, field="outcome")
    contact = Contact(
        public_id=uuid7(),
        person=person,
        **asdict(place),
        happened_on=happened_on,
        channel=channel,
        initiative=initiative,
        outcome=outcome,
    )
    return _write_contact(contact, by=by, at=at, who=who.strip(), request=request.strip(), answer=answer.strip())


def _refuse_elsewhere(person: Person, body_id: int) -> None:
    """Who works for two bodies does not tell the colleagues of one whom the other knows."""
    if person.body_id != body_id:
        raise CaseError(_("Questa persona è nota a un altro ente: registrala prima nel tuo servizio."))


def _write_contact(contact: Contact, *, by: Actor, at: datetime, **texts: str) -> Contact:
    if contact.person is not None:
        _refuse_elsewhere(contact.person, contact.body_id)
    with recorded("cases.record_contact", by=by, at=at) as trace:
        contact.recorded_by_id, contact.recorded_by_name, contact.recorded_at = by.actor_id, by.actor_name, at
        contact.wrapped_key = new_wrapped_key(contact.public_id)
        seal_texts(contact, **texts)
        contact.save(force_insert=True)
        trace.touches(contact, *([contact.person] if contact.person else []))
    return contact


def link_contact(*, by: Actor, at: datetime, contact: Contact, person: Person) -> Contact:
    """Say who a contact was with, once the person is registered.

    Raises:
        NotAllowedError: the actor does not work at that front desk, or may not find the person there.
        CaseError: the contact already has another person, or the person is known to another body.
    """
    permit(rules.can_read_contact(by, contact))
    permit(Person.objects.searchable_by(by).filter(pk=person.pk).exists())
    with recorded("cases.link_contact", by=by, at=at) as trace:
        row = lock(Contact, contact.pk)
        if row.person_id not in {None, person.pk}:
            raise CaseError(_("Questo contatto è già collegato a un'altra persona."))
        _refuse_elsewhere(person, row.body_id)
        row.person = person
        row.version += 1
        row.save()
        trace.touches(row, person, fields=["person"])
    return row


def report_concern(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    received_on: date,
    reporter_kind: Code,
    urgency: Code,
    content: str,
    reporter: str = "",
) -> ConcernReport:
    """Write down a concern report (*segnalazione*) about a person; the service that holds the person receives it.

    Raises:
        NotAllowedError: the actor neither records contacts nor opens records in that service.
        CaseError: no content, a date in the future, a code out of its list.
    """
    place = ServicePlace(person.comune_id, person.ambito_id, person.body_id)
    permit(rules.can_register_person(by, place))
    if not content.strip():
        raise CaseError(_("Scrivi che cosa è segnalato."), field="content")
    check_not_future(received_on, at=at, field="received_on")
    check_code(reporter_kind, ListKey.REPORTER_KIND, at=received_on, field="reporter_kind")
    check_code(urgency, ListKey.URGENCY, at=received_on, field="urgency")
    with recorded("cases.report_concern", by=by, at=at) as trace:
        concern = ConcernReport(
            person=person,
            comune_id=place.comune_id,
            ambito_id=place.ambito_id,
            body_id=place.body_id,
            received_on=received_on,
            reporter_kind=reporter_kind,
            urgency=urgency,
            recorded_by_name=by.actor_name,
            recorded_at=at,
        )
        seal_texts(concern, reporter=reporter.strip(), content=content.strip())
        concern.save(force_insert=True)
        trace.touches(concern, person)
    return concern


def weigh_concern(
    *,
    by: Actor,
    at: datetime,
    concern: ConcernReport,
    version: int,
    outcome: Code,
    weighed_on: date,
    accepted: bool,
) -> ConcernReport:
    """Say what became of a concern report: accepted (the service goes on with it) or filed.

    Raises:
        NotAllowedError: the actor does not open records in the service that received it.
        ConflictError: somebody saved meanwhile.
        CaseError: already weighed, or before it was received.
    """
    permit(rules.can_weigh_concern(by, concern))
    check_not_future(weighed_on, at=at, field="weighed_on")
    check_code(outcome, ListKey.CONCERN_OUTCOME, at=weighed_on, field="outcome")
    with recorded("cases.weigh_concern", by=by, at=at) as trace:
        row = lock(ConcernReport, concern.pk, version=version)
        if row.state != ConcernState.RECEIVED:
            raise CaseError(_("Questa segnalazione è già stata valutata."))
        check_order(row.received_on, weighed_on, field="weighed_on")
        row.state = ConcernState.ACCEPTED if accepted else ConcernState.FILED
        row.outcome = outcome
        row.weighed_on = weighed_on
        row.version += 1
        row.save()
        trace.touches(row, row.person, fields=["state", "outcome", "weighed_on"])
    return row

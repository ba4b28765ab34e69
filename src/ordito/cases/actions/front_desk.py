# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import Contact, Person
from ordito.cases.models.scopes import ServicePlace
from ordito.cases.queries.workplaces import ambito_id_of
from ordito.core.access import permit
from ordito.core.fields import new_wrapped_key, seal_texts, uuid7

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Territory

CONTACT_CODES = {
    "desk": ListKey.DESK,
    "channel": ListKey.ACCESS_CHANNEL,
    "initiative": ListKey.ACCESS_INITIATIVE,
    "outcome": ListKey.CONTACT_OUTCOME,
}


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
    form_key: UUID | None = None,
    **codes: Code | None,
) -> Contact:
    """Write down that somebody turned to the front desk; they need not be registered, nor give a name.

    `codes` are the desk, the initiative and the outcome, where they are known. A form sent twice (`form_key`, which
    becomes the contact's public id) gives back the contact it wrote.

    Raises:
        NotAllowedError: the actor does not work at that front desk, or may not find the person there.
        CaseError: nothing asked, a date in the future or after the person's death, a code out of its list.
    """
    place = ServicePlace(comune.pk, ambito_id_of(comune, at=timezone.localdate(at)), body.pk)
    permit(rules.can_record_contact(by, place))
    permit(person is None or Person.objects.searchable_by(by).filter(pk=person.pk).exists())
    same = Contact.objects.filter(public_id=form_key) if form_key else Contact.objects.none()
    if sent_before := same.filter(**asdict(place)).first():
        return sent_before
    public_id = uuid7() if form_key is None or same.exists() else form_key
    contact = Contact(public_id=public_id, person=person, happened_on=happened_on, channel=channel, **codes)
    contact.comune_id, contact.ambito_id, contact.body_id = place.comune_id, place.ambito_id, place.body_id
    _check_contact(contact, request, at=at)
    return _write_contact(contact, by=by, at=at, who=who.strip(), request=request.strip(), answer=answer.strip())


def _check_contact(contact: Contact, request: str, *, at: datetime) -> None:
    if not request.strip():
        raise CaseError(_("Scrivi che cosa è stato chiesto."), field="request")
    check_not_future(contact.happened_on, at=at, field="happened_on")
    check_alive(contact.person, contact.happened_on, field="happened_on")
    for field, key in CONTACT_CODES.items():
        check_code(getattr(contact, field), key, at=contact.happened_on, field=field)


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

# SPDX-License-Identifier: EUPL-1.2
"""What fills the pages of the front desk, of merges and of blind requests: one call, through the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ordito.cases.actions import (
    ask_blindly,
    deliver_blind_request,
    load_term_rules,
    merge_persons,
    record_contact,
    report_concern,
)
from ordito.cases.enums import ListKey
from ordito.cases.models import BlindDelivery
from ordito.core.access import SystemActor
from tests.factories.cases import (
    NOW,
    TODAY,
    code,
    make_case_file,
    make_diary_entry,
    make_person,
    make_place,
    make_taking,
    make_worker,
    staff,
)

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import BlindRequest, ConcernReport, Contact, Person, PersonMerge
    from tests.factories.cases import Place

CODE = "RSSMRA85T10A562S"


@dataclass(frozen=True)
class Desk:
    """A front desk at work: `worker` asked blindly, and decides upon what `elsewhere` asked in turn."""

    contact: Contact
    late_concern: ConcernReport
    merge: PersonMerge
    twin: Person
    asked: BlindRequest
    arrived: BlindDelivery
    elsewhere: User


def fill_desk(place: Place, worker: User) -> Desk:
    """A contact, a report whose term is over, a merge, two alike still apart, a blind request sent and one arrived."""
    code(ListKey.DESK, "pua")  # loads the lists that the terms name
    load_term_rules(by=SystemActor("test"), at=NOW)
    known = make_person(place, "Segnalati", "Prova", fiscal_code=CODE)
    record = make_case_file(known, opened_by=staff(worker))
    make_taking(record, worker=staff(worker))
    contact = _contact(place, worker, known)
    kept, absorbed, twin = (make_person(place, "Doppioni", name) for name in ("Gemma", "Gema", "Gemma"))
    make_diary_entry(make_case_file(absorbed, opened_by=staff(worker)), "Primo colloquio.")
    reason = "Stessa tessera sanitaria."
    merge = merge_persons(by=worker, at=NOW, kept=kept, absorbed=absorbed, version=1, reason=reason)
    there = make_place()
    elsewhere = make_worker(there, full_name="Lina Lontana")
    asked = ask_blindly(by=worker, at=NOW, person=known, reason="Vorrei capire il percorso già fatto.")
    return Desk(contact, _concern(worker, known, contact), merge, twin, asked, _arrived(there, elsewhere), elsewhere)


def _contact(place: Place, worker: User, person: Person) -> Contact:
    return record_contact(
        by=worker,
        at=NOW,
        comune=place.comune,
        body=place.body,
        happened_on=TODAY - timedelta(days=9),
        channel=code(ListKey.ACCESS_CHANNEL, "phone"),
        desk=code(ListKey.DESK, "pua"),
        request="Chiede un colloquio.",
        person=person,
    )


def _concern(worker: User, person: Person, contact: Contact) -> ConcernReport:
    return report_concern(
        by=worker,
        at=NOW,
        person=person,
        contact=contact,
        received_on=TODAY - timedelta(days=9),
        reporter_kind=code(ListKey.REPORTER_KIND, "school"),
        urgency=code(ListKey.URGENCY, "high"),
        content="Molte assenze.",
        reporter="Olga Inventati",
        reporter_role="Insegnante",
    )


def _arrived(there: Place, asker: User) -> BlindDelivery:
    """What somebody of another service asks about the person of the same fiscal code."""
    person = make_person(there, "Segnalati", "Prova", fiscal_code=CODE)
    request = ask_blindly(by=asker, at=NOW, person=person, reason="Si è trasferita qui.", contact="080 555")
    deliver_blind_request(at=NOW, request_id=request.pk)
    return BlindDelivery.objects.get(request=request)

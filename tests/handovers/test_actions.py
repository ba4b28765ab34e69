# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.audit.models import Entry
from ordito.cases.actions import CaseError
from ordito.cases.actions.moving import move_record
from ordito.cases.enums import CaseFileState, ListKey, Part, Protection
from ordito.cases.models import CaseFile, Document
from ordito.cases.queries.record_header import record_header
from ordito.cases.rules import can_write_part
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.handovers.actions import (
    accept_handover,
    finish_handover,
    finish_referral,
    refuse,
    revoke,
    take_referral,
)
from ordito.handovers.enums import PassageState
from ordito.handovers.models import Handover, Referral
from ordito.handovers.queries.dossier import dossier_blocks, printable
from ordito.messages.models import Message
from tests.factories.cases import (
    NOW,
    TODAY,
    Place,
    code,
    make_case_file,
    make_diary_entry,
    make_intervention,
    make_person,
    make_place,
    make_taking,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.handovers import make_handover, make_referral
from tests.factories.rights import make_limitation
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> Place:
    """The Comune where the family goes to live."""
    return make_place()


@pytest.fixture
def receiver(elsewhere: Place) -> User:
    """Who works there."""
    return make_worker(elsewhere, full_name="Rita Riceve")


def test_accepting_opens_a_record_of_the_other_body_with_the_dossier(
    house: House, elsewhere: Place, receiver: User
) -> None:
    make_intervention(house.taking)
    handover = make_handover(house.taking, house.worker, elsewhere)
    assert list(Handover.objects.received_by(receiver)) == [handover]
    assert not CaseFile.objects.visible_to(receiver).exists()
    record = accept_handover(by=receiver, at=NOW, handover=handover)
    assert (record.body, record.comune, record.state) == (elsewhere.body, elsewhere.comune, CaseFileState.IN_CHARGE)
    assert record.person.full_name() == house.record.person.full_name()
    assert record.person.pk != house.record.person_id
    assert record.person.link == house.record.person.link
    taking = record.takings.get()
    assert (taking.area, taking.worker, taking.opened_on) == (house.taking.area, staff(receiver), TODAY)
    assert list(taking.reasons.values_list("reason__code", "main")) == [("parenting", True)]
    document = Document.objects.visible_to(receiver).get(case_file=record)
    assert read_whole(StoredFile.objects.get(pk=document.stored_file_id)).startswith(b"%PDF")
    assert list(CaseFile.objects.visible_to(receiver)) == [record]
    assert list(CaseFile.objects.visible_to(house.worker)) == [house.record]


def test_finishing_closes_the_taking_of_who_offered(house: House, elsewhere: Place, receiver: User) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    closing: dict[str, Any] = {
        "closed_on": TODAY,
        "outcome": code(ListKey.OUTCOME, "stable"),
        "reason": code(ListKey.CLOSURE_REASON, "handover"),
    }
    with pytest.raises(CaseError):
        finish_handover(by=house.worker, at=NOW, handover=handover, **closing)
    accept_handover(by=receiver, at=NOW, handover=handover)
    done = finish_handover(by=house.worker, at=NOW, handover=handover, **closing)
    assert done.state == PassageState.DONE
    house.taking.refresh_from_db()
    assert house.taking.closed_on == TODAY
    assert CaseFile.objects.visible_to(house.worker).exists()


def test_each_step_is_told_to_the_other_side(house: House, elsewhere: Place, receiver: User) -> None:
    coordinator = make_worker(elsewhere, role=SERVICE_COORDINATOR)
    handover = make_handover(house.taking, house.worker, elsewhere)
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {receiver.pk, coordinator.pk}
    assert not any("Zanzotti" in message.subject + message.body for message in Message.objects.all())
    accept_handover(by=receiver, at=NOW, handover=handover)
    told = Message.objects.filter(recipient_id=house.worker.pk).get()
    assert "accettato" in told.subject


def test_refusal_needs_a_word_and_lets_another_be_offered(house: House, elsewhere: Place, receiver: User) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    with pytest.raises(CaseError) as raised:
        refuse(by=receiver, at=NOW, passage=handover, answer="  ")
    assert raised.value.field == "answer"
    refused = refuse(by=receiver, at=NOW, passage=handover, answer="La residenza non è ancora cambiata.")
    assert (refused.state, open_text(refused, "answer")) == (
        PassageState.REFUSED,
        "La residenza non è ancora cambiata.",
    )
    with pytest.raises(CaseError):
        accept_handover(by=receiver, at=NOW, handover=handover)
    assert make_handover(house.taking, house.worker, elsewhere).pk != handover.pk


def test_offered_twice_is_refused_and_revoked_may_be_offered_again(house: House, elsewhere: Place) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    with pytest.raises(CaseError):
        make_handover(house.taking, house.worker, elsewhere)
    revoke(by=house.worker, at=NOW, passage=handover)
    assert make_handover(house.taking, house.worker, elsewhere).state == PassageState.OFFERED


def test_revoked_or_answered_is_over_for_the_other_side(house: House, elsewhere: Place, receiver: User) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    revoke(by=house.worker, at=NOW, passage=handover)
    with pytest.raises(CaseError) as raised:
        accept_handover(by=receiver, at=NOW, handover=handover)
    assert "revocato" in str(raised.value)
    assert not CaseFile.objects.visible_to(receiver).exists()


def test_nobody_takes_a_step_of_the_other_side(house: House, elsewhere: Place, receiver: User, colleague: User) -> None:
    for stranger in (receiver, colleague):
        with pytest.raises(NotAllowedError):
            make_handover(house.taking, stranger, elsewhere)
    handover = make_handover(house.taking, house.worker, elsewhere)
    for other in (house.worker, colleague, make_worker(make_place())):
        with pytest.raises(NotAllowedError):
            accept_handover(by=other, at=NOW, handover=handover)
        with pytest.raises(NotAllowedError):
            refuse(by=other, at=NOW, passage=handover, answer="No.")
    with pytest.raises(NotAllowedError):
        revoke(by=receiver, at=NOW, passage=handover)


def test_person_known_to_the_other_body_keeps_its_record(house: House, elsewhere: Place, receiver: User) -> None:
    known = make_person(elsewhere, fiscal_code="RSSMRA15C04A662X")
    given = make_person(house.place, fiscal_code="RSSMRA15C04A662X")
    taking = make_taking(make_case_file(given), worker=staff(house.worker))
    there = make_taking(make_case_file(known), worker=staff(make_worker(elsewhere)), area="adults")
    handover = make_handover(taking, house.worker, elsewhere)
    with pytest.raises(CaseError) as raised:
        accept_handover(by=receiver, at=NOW, handover=handover)
    assert "seguita da altri" in str(raised.value)
    coordinator = make_worker(elsewhere, role=SERVICE_COORDINATOR)
    assert accept_handover(by=coordinator, at=NOW, handover=handover).pk == there.case_file_id


def test_name_of_a_protected_person_is_never_offered(house: House, elsewhere: Place) -> None:
    with writing():
        house.record.person.protection = Protection.ADDRESS
        house.record.person.save()
    with pytest.raises(CaseError) as raised:
        make_handover(house.taking, house.worker, elsewhere, names=True)
    assert raised.value.field == "names"


def test_handover_within_the_body_is_refused(house: House) -> None:
    with pytest.raises(CaseError) as raised:
        make_handover(house.taking, house.worker, house.place)
    assert raised.value.field == "comune"


def test_limited_record_goes_to_no_other_body(house: House, elsewhere: Place, beside: Place) -> None:
    make_limitation(house.record, house.worker)
    with pytest.raises(CaseError, match="è limitato"):
        make_handover(house.taking, house.worker, elsewhere)
    with pytest.raises(CaseError, match="è limitato"):
        make_referral(house.record, house.worker, elsewhere.body, comune=elsewhere.comune)
    assert make_handover(house.taking, house.worker, beside).within_body


def test_dossier_leaves_out_what_was_not_agreed(house: House, elsewhere: Place) -> None:
    make_diary_entry(house.record, "Un racconto riservato.")
    make_intervention(house.taking)
    record = record_header(house.worker, house.record, today=TODAY)

    def text(*parts: Part) -> str:
        return str(printable(dossier_blocks(house.worker, record, house.taking, parts)))

    assert "Un racconto riservato." not in text(Part.INTERVENTIONS)
    assert "Un racconto riservato." in text(Part.DIARY)


def test_referral_is_answered_in_the_service_that_works_here(house: House, elsewhere: Place, receiver: User) -> None:
    referral = make_referral(house.record, house.worker, elsewhere.body, comune=elsewhere.comune)
    assert list(Referral.objects.received_by(receiver)) == [referral]
    with pytest.raises(NotAllowedError):
        take_referral(by=house.worker, at=NOW, referral=referral)
    taken = take_referral(by=receiver, at=NOW, referral=referral, answer="Lunedì alle 10.")
    assert taken.state == PassageState.ACCEPTED
    done = finish_referral(by=house.worker, at=NOW, referral=referral, answer="Ci è andata.")
    assert (done.state, open_text(done, "answer")) == (PassageState.DONE, "Ci è andata.")


def test_answer_of_a_body_outside_is_written_by_the_sender(house: House, outsider: User) -> None:
    referral = make_referral(house.record, house.worker, make_organisation())
    with pytest.raises(NotAllowedError):
        take_referral(by=outsider, at=NOW, referral=referral)
    assert take_referral(by=house.worker, at=NOW, referral=referral).state == PassageState.ACCEPTED


@pytest.fixture
def beside(house: House) -> Place:
    """Another Comune of the same union: the same body works there."""
    other = make_place(ambito=house.place.ambito)
    return Place(other.ambito, other.comune, house.place.body)


def worker_there(beside: Place) -> User:
    return make_worker(beside, full_name="Vanda Vicina")


def test_within_one_body_the_record_itself_goes_to_the_other_service(house: House, beside: Place) -> None:
    vanda = worker_there(beside)
    handover = make_handover(house.taking, house.worker, beside)
    assert (handover.dossier_id, handover.parts.count(), handover.within_body) == (None, 0, True)
    assert not CaseFile.objects.visible_to(vanda).exists()
    record = accept_handover(by=vanda, at=NOW, handover=handover, answer="Va bene.")
    assert (record.pk, record.comune, record.number) == (house.record.pk, beside.comune, house.record.number)
    taking = record.takings.get()
    assert (taking.worker, taking.closed_on, taking.version) == (staff(vanda), None, house.taking.version + 1)
    assert [row.valid_to is None for row in taking.assignments.order_by("pk")][-1]
    handover.refresh_from_db()
    assert (handover.state, handover.received_case_file) == (PassageState.DONE, record)
    assert CaseFile.objects.followed_by(vanda).get() == record
    assert not CaseFile.objects.visible_to(house.worker).exists()
    assert record.person.comune == beside.comune


def test_within_one_body_the_team_of_before_reads_nothing_any_more(
    house: House, beside: Place, colleague: User, teammate: User
) -> None:
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    deputy, planned, gone = (make_worker(house.place) for _who in range(3))
    before = make_team_member(
        house.taking, staff(colleague), house.place.body, reads=(Part.DIARY,), writes=(Part.DIARY,)
    )
    new = make_team_member(house.taking, staff(deputy), house.place.body, deputy=True, valid_from=today)
    later = make_team_member(house.taking, staff(planned), house.place.body, valid_from=tomorrow)
    past = make_team_member(house.taking, staff(gone), house.place.body, valid_to=date(2026, 2, 1))
    handover = make_handover(house.taking, house.worker, beside)
    record = accept_handover(by=worker_there(beside), at=timezone.now(), handover=handover)
    ended = dict(record.takings.get().team.values_list("professional", "valid_to"))
    assert ended == {
        teammate.professional_id: yesterday,
        staff(colleague).pk: yesterday,
        staff(deputy).pk: today,
        staff(gone).pk: date(2026, 2, 1),
    }
    assert not any(CaseFile.objects.visible_to(user).exists() for user in (colleague, teammate, planned))
    assert not can_write_part(colleague, record, Part.DIARY)
    assert not any((CaseFile.objects.followed_by(deputy).exists(), new.shares.exists(), later.shares.exists()))
    assert before.shares.exists()
    touched = Entry.objects.get(action="cases.move_record").objects_touched["cases.teammember"]
    assert {before.pk, new.pk, later.pk} <= set(touched)
    assert past.pk not in touched


def test_within_one_body_a_second_area_is_closed_first(house: House, beside: Place) -> None:
    make_taking(house.record, worker=staff(house.worker), area="disability")
    with pytest.raises(CaseError, match="una sola per ente"):
        make_handover(house.taking, house.worker, beside)


def test_to_the_same_service_nothing_is_handed_over(house: House) -> None:
    with pytest.raises(CaseError, match="Cambia operatore"):
        make_handover(house.taking, house.worker, house.place)


def test_record_moves_only_into_a_service_where_one_opens_records(
    house: House, beside: Place, colleague: User, receiver: User
) -> None:
    for stranger in (colleague, receiver):
        with pytest.raises(NotAllowedError):
            move_record(by=stranger, at=NOW, taking=house.taking, comune=beside.comune, ambito_id=beside.ambito.pk)

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.models import Entry
from ordito.cases import rules as record_rules
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import Part
from ordito.cases.models import TeamShare
from ordito.core.access import NotAllowedError, Verb, can
from ordito.core.fields import open_text, uuid7
from ordito.core.models import writing
from ordito.stewardship import actions
from ordito.stewardship.enums import ListKey, RequestKind
from ordito.stewardship.models import DataRequest, Limitation, RecordNote
from tests.factories.cases import NOW, TODAY, make_diary_entry
from tests.factories.rights import make_copy, make_limitation, make_note, make_request, release, rights_code

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


def _answer(request: DataRequest, by: User, **values: Any) -> DataRequest:
    given: dict[str, Any] = {
        "version": request.version,
        "outcome": rights_code(ListKey.REQUEST_OUTCOME, "granted"),
        "answered_on": TODAY,
        "answer": "Consegnata la copia.",
        "at": NOW,
    }
    return actions.answer_request(by=by, request=request, **{**given, **values})


@pytest.mark.parametrize(
    ("received", "due"),
    [(date(2026, 11, 7), date(2026, 12, 7)), (date(2026, 1, 31), date(2026, 2, 28)), (TODAY, date(2026, 12, 21))],
)
def test_an_answer_is_due_in_a_month(house: House, received: date, due: date) -> None:
    request = make_request(house.record, house.worker, received_on=received)
    assert request.due_on == due
    entry = Entry.objects.get(action="stewardship.record_request")
    assert entry.objects_touched["cases.casefile"] == [house.record.pk]


def test_the_same_form_writes_once(house: House) -> None:
    key = uuid7()
    first = make_request(house.record, house.worker, form_key=key)
    assert make_request(house.record, house.worker, form_key=key).pk == first.pk
    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"received_on": TODAY + timedelta(days=1)}, "received_on"),
        ({"words": "  "}, "words"),
        ({"asker": "parent"}, "asker_name"),
    ],
)
def test_what_cannot_be_is_refused(house: House, values: dict[str, Any], field: str) -> None:
    if "asker" in values:
        values = {"asker": rights_code(ListKey.REQUEST_ASKER, values["asker"])}
    with pytest.raises(CaseError) as refused:
        make_request(house.record, house.worker, **values)
    assert refused.value.field == field


def test_who_acts_for_the_person_is_named(house: House) -> None:
    parent = rights_code(ListKey.REQUEST_ASKER, "parent")
    request = make_request(house.record, house.worker, asker=parent, asker_name="Zanzotti Olimpia")
    assert open_text(request, "asker_name") == "Zanzotti Olimpia"
    alone = make_request(house.record, house.worker, asker_name="Zanzotti Olimpia")
    assert open_text(alone, "asker_name") == ""


def test_more_time_once_within_the_month_with_its_reason(house: House) -> None:
    request = make_request(house.record, house.worker)
    with pytest.raises(CaseError):
        actions.extend_request(by=house.worker, at=NOW, request=request, version=1, reason=" ")
    longer = actions.extend_request(by=house.worker, at=NOW, request=request, version=1, reason="Dieci anni di carte.")
    assert (longer.due_on, longer.extended_on) == (date(2027, 2, 7), TODAY)
    with pytest.raises(CaseError, match="una volta sola"):
        actions.extend_request(by=house.worker, at=NOW, request=longer, version=2, reason="Ancora.")
    old = make_request(house.record, house.worker, received_on=date(2026, 9, 1))
    with pytest.raises(CaseError, match="mese è passato"):
        actions.extend_request(by=house.worker, at=NOW, request=old, version=1, reason="Tardi.")


def test_an_answer_closes_the_request(house: House) -> None:
    request = make_request(house.record, house.worker)
    for values in ({"answer": ""}, {"answered_on": date(2026, 11, 1)}, {"answered_on": TODAY + timedelta(days=1)}):
        with pytest.raises(CaseError):
            _answer(request, house.worker, **values)
    with pytest.raises(ConflictError):
        _answer(request, house.worker, version=7)
    answered = _answer(request, house.worker)
    assert (answered.answered_by_name, str(answered.outcome)) == ("Anna Prova", "Accolta")
    with pytest.raises(CaseError, match="già stato risposto"):
        _answer(answered, house.worker)


def test_a_copy_is_finished_before_the_answer(house: House) -> None:
    request = make_request(house.record, house.worker)
    copy = make_copy(request, house.worker)
    with pytest.raises(CaseError, match="non è finita"):
        _answer(request, house.worker)
    release(copy, house.worker)
    assert _answer(request, house.worker).answered_on == TODAY


def test_who_does_not_follow_serves_no_request(house: House, colleague: User, outsider: User, teammate: User) -> None:
    for actor in (colleague, outsider, teammate):
        with pytest.raises(NotAllowedError):
            make_request(house.record, actor)
        with pytest.raises(NotAllowedError):
            make_note(house.record, actor)
        with pytest.raises(NotAllowedError):
            make_limitation(house.record, actor)


def test_a_note_stands_until_it_is_taken_away(house: House) -> None:
    note = make_note(house.record, house.worker)
    assert RecordNote.objects.shown(TODAY).get() == note
    kept = rights_code(ListKey.NOTE_DECISION, "kept")
    decided = actions.decide_note(
        by=house.worker, at=NOW, note=note, version=1, decision=kept, decided_on=TODAY, why="Due testimoni."
    )
    assert (decided.decision, open_text(decided, "why")) == (kept, "Due testimoni.")
    ended = actions.end_note(by=house.worker, at=NOW, note=decided, version=2)
    assert not RecordNote.objects.shown(TODAY).exists()
    assert open_text(ended, "words") == "Quel giorno non ero in casa."
    with pytest.raises(CaseError):
        actions.end_note(by=house.worker, at=NOW, note=ended, version=3)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"part": "nowhere"}, "part"), ({"words": ""}, "words"), ({"given_on": TODAY + timedelta(days=1)}, "given_on")],
)
def test_a_note_that_cannot_be_is_refused(house: House, values: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as refused:
        make_note(house.record, house.worker, **values)
    assert refused.value.field == field


def test_a_note_answers_a_request_of_the_same_record_alone(house: House) -> None:
    request = make_request(house.record, house.worker, kind=RequestKind.RECTIFICATION)
    assert make_note(house.record, house.worker, request=request).request == request


def test_nobody_writes_in_a_limited_record(house: House, coordinator: User, teammate: User) -> None:
    entry = make_diary_entry(house.record, "Scritta prima.", author=house.worker)
    with writing():
        TeamShare.objects.create(member=house.taking.team.get(), part=Part.DIARY, writes=True)
    assert record_rules.can_write_part(teammate, house.record, Part.DIARY)
    limitation = make_limitation(house.record, house.worker)
    for actor in (house.worker, coordinator):
        assert not can(actor, Verb.WRITE_RECORD, house.record)
        assert not record_rules.can_write_part(actor, house.record, Part.DIARY)
        assert not record_rules.can_edit_person(actor, house.record.person)
        assert not record_rules.can_correct_entry(actor, entry)
        assert can(actor, Verb.ASSIGN_WORKER, house.record)
        assert can(actor, Verb.VIEW_RECORD, house.record)
        assert can(actor, Verb.EXPORT_PERSON, house.record)
    assert not record_rules.can_write_part(teammate, house.record, Part.DIARY)
    actions.end_limitation(
        by=house.worker, at=NOW, limitation=limitation, version=1, told_on=TODAY, reason="Verificato."
    )
    assert can(house.worker, Verb.WRITE_RECORD, house.record)
    assert record_rules.can_write_part(teammate, house.record, Part.DIARY)


def test_an_exception_lets_the_service_write_for_some_days(house: House) -> None:
    limitation = make_limitation(house.record, house.worker)
    others = rights_code(ListKey.LIMITATION_EXCEPTION, "others")
    given: dict[str, Any] = {"by": house.worker, "limitation": limitation, "ground": others, "at": NOW}
    for days, note in ((-1, "Ieri."), (40, "Troppo."), (3, " ")):
        with pytest.raises(CaseError):
            actions.except_from_limitation(**given, valid_to=TODAY + timedelta(days=days), note=note)
    actions.except_from_limitation(**given, valid_to=TODAY + timedelta(days=3), note="La sorella è in pericolo.")
    standing = Limitation.objects.standing(TODAY)
    assert standing.exists()
    assert not Limitation.objects.freezing(TODAY).exists()
    assert Limitation.objects.freezing(TODAY + timedelta(days=4)).exists()


def test_a_limitation_ends_once_the_person_was_told(house: House) -> None:
    limitation = make_limitation(house.record, house.worker)
    with pytest.raises(CaseError, match="già limitato"):
        make_limitation(house.record, house.worker)
    values: dict[str, Any] = {"by": house.worker, "at": NOW, "limitation": limitation, "version": 1}
    for told_on, reason in ((TODAY, ""), (date(2026, 11, 1), "Prima."), (TODAY + timedelta(days=1), "Domani.")):
        with pytest.raises(CaseError):
            actions.end_limitation(**values, told_on=told_on, reason=reason)
    ended = actions.end_limitation(**values, told_on=TODAY, reason="Verificato con la persona.")
    assert ended.ended_on == TODAY
    assert not Limitation.objects.standing(TODAY).exists()
    assert make_limitation(house.record, house.worker, starts_on=TODAY).pk != limitation.pk

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.models import Entry
from ordito.cases.actions import CaseError, correct_entry
from ordito.cases.models import DiaryRevision, Person
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.fields import open_text, uuid7
from ordito.stewardship import actions
from ordito.stewardship.enums import ListKey, RequestKind
from ordito.stewardship.queries.erasing import texts_with
from tests.factories.cases import NOW, TODAY, make_case_file, make_diary_entry, make_place
from tests.factories.rights import make_request, rights_code
from tests.factories.stewardship import make_hold

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.stewardship.models import DataRequest, Erasure
    from tests.records import House

pytestmark = pytest.mark.django_db

SAID = "La signora Bianconi dice che rubava al mercato."


def _asked(house: House) -> DataRequest:
    return make_request(house.record, house.worker, kind=RequestKind.ERASURE)


def _erase(house: House, request: DataRequest, words: str = "rubava", *, whole: bool = False) -> list[Erasure]:
    texts = texts_with(house.worker, house.record, [words])
    keys = [one.key for one in texts]
    return actions.erase_texts(by=house.worker, at=NOW, request=request, words=[words], chosen=keys, whole=whole)


def _answer(request: DataRequest, by: User, outcome: str, ground: str = "") -> DataRequest:
    return actions.answer_request(
        by=by,
        at=NOW,
        request=request,
        version=request.version,
        outcome=rights_code(ListKey.REQUEST_OUTCOME, outcome),
        answered_on=TODAY,
        answer="Cancellato quel passaggio.",
        refusal_ground=rights_code(ListKey.ERASURE_REFUSAL, ground) if ground else None,
    )


def test_words_are_erased_also_from_what_was_written_before(house: House) -> None:
    entry, request = make_diary_entry(house.record, SAID, author=house.worker), _asked(house)
    given: dict[str, Any] = {"kind": entry.kind, "happened_on": entry.happened_on, "text": f"{SAID} Forse."}
    correct_entry(by=house.worker, at=NOW, entry=entry, version=1, **given)
    made = _erase(house, request)
    assert {one.kind for one in made} == {"cases.diaryentry", "cases.diaryrevision"}
    entry.refresh_from_db()
    assert open_text(entry, "text") == "La signora Bianconi dice che □□□ al mercato. Forse."
    assert "rubava" not in open_text(DiaryRevision.objects.get(), "text")
    assert not texts_with(house.worker, house.record, ["rubava"])
    logged = Entry.objects.get(action="stewardship.erase_texts")
    assert house.record.pk in logged.objects_touched["cases.casefile"]
    assert "rubava" not in str(logged.detail)


def test_a_whole_text_is_erased_and_says_so(house: House) -> None:
    entry, request = make_diary_entry(house.record, SAID, author=house.worker), _asked(house)
    _erase(house, request, whole=True)
    entry.refresh_from_db()
    assert open_text(entry, "text") == "□□□ cancellato su richiesta della persona"


def test_private_notes_of_others_are_neither_shown_nor_erased(house: House, coordinator: User) -> None:
    make_diary_entry(house.record, SAID, author=coordinator, private=True)
    assert texts_with(house.worker, house.record, ["rubava"]) == []


def test_a_record_of_the_person_at_another_body_is_theirs(house: House) -> None:
    known = Person.objects.get(pk=house.record.person_id)
    known.body = make_place().body
    make_diary_entry(make_case_file(known), SAID)
    mine = make_diary_entry(house.record, SAID)
    assert [text.row for text in texts_with(SystemActor("prova"), house.record, ["rubava"])] == [mine]


def test_a_text_that_changed_meanwhile_is_not_erased(house: House) -> None:
    entry, request = make_diary_entry(house.record, SAID, author=house.worker), _asked(house)
    [text] = texts_with(house.worker, house.record, ["rubava"])
    given: dict[str, Any] = {"kind": entry.kind, "happened_on": entry.happened_on, "text": f"{SAID} Poi ha negato."}
    correct_entry(by=house.worker, at=NOW, entry=entry, version=1, **given)
    with pytest.raises(CaseError, match="cambiato"):
        actions.erase_texts(by=house.worker, at=NOW, request=request, words=["rubava"], chosen=[text.key], whole=False)


def test_nothing_is_erased_without_a_request_in_a_blocked_record_or_by_others(house: House, colleague: User) -> None:
    make_diary_entry(house.record, SAID, author=house.worker)
    request, access = _asked(house), make_request(house.record, house.worker, form_key=uuid7())
    with pytest.raises(CaseError, match="lo ha chiesto"):
        _erase(house, access)
    keys = [one.key for one in texts_with(house.worker, house.record, ["rubava"])]
    with pytest.raises(NotAllowedError):
        actions.erase_texts(by=colleague, at=NOW, request=request, words=["rubava"], chosen=keys, whole=True)
    make_hold(house.record, house.worker)
    with pytest.raises(CaseError, match="bloccata"):
        _erase(house, request)


def test_an_erasure_is_granted_when_done_and_refused_with_its_ground(house: House) -> None:
    make_diary_entry(house.record, SAID, author=house.worker)
    request = _asked(house)
    for outcome, field in (("granted", "outcome"), ("refused", "refusal_ground")):
        with pytest.raises(CaseError) as raised:
            _answer(request, house.worker, outcome)
        assert raised.value.field == field
    _erase(house, request)
    answered = _answer(request, house.worker, "partly", "duty")
    assert answered.refusal_ground is not None
    with pytest.raises(CaseError, match="già stato risposto"):
        _erase(house, request, "Bianconi")

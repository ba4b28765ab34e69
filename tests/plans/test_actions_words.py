# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import TEAM_MEMBER
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import CaseFileState, Part
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.plans import actions
from ordito.plans.enums import ListKey
from ordito.plans.models import Words
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_team_member
from tests.factories.plans import make_words
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


def say(house: House, by: User | None = None, **changes: Any) -> Words:
    values: dict[str, Any] = {
        "speaker": code(ListKey.SPEAKER, "child"),
        "text": "Ho paura del buio.",
        "said_on": TODAY,
    } | changes
    return actions.write_words(by=by or house.worker, at=NOW, case_file=house.record, **values)


def member(house: House, part: Part) -> User:
    """Somebody of the team with whom one part is shared to be written."""
    body = make_organisation()
    professional = make_professional(organisation=body)
    make_team_member(house.taking, professional, body, writes=[part])
    return make_user(role=TEAM_MEMBER, organisation=body, professional=professional)


def test_words_are_sealed_with_the_age_of_then(house: House) -> None:
    row = Words.objects.get(pk=say(house, said_on=date(2026, 3, 3)).pk)
    assert (row.age, row.written_by_name) == (10, house.worker.actor_name)  # eleven on 4 March
    assert say(house, said_on=date(2026, 3, 4)).age == 11
    assert open_text(row, "text") == "Ho paura del buio."
    assert b"buio" not in bytes(row.text)


def test_age_is_of_the_person_of_the_record_alone(house: House) -> None:
    assert say(house, speaker=code(ListKey.SPEAKER, "mother"), speaker_name="Zoraide").age is None


def test_same_words_twice_stand_once(house: House) -> None:
    assert say(house) == say(house)
    assert say(house, text="Altro.") != say(house)


@pytest.mark.parametrize(
    ("changes", "field"), [({"text": " "}, "text"), ({"said_on": TODAY + timedelta(days=1)}, "said_on")]
)
def test_words_that_make_no_sense_are_refused(house: House, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as refused:
        say(house, **changes)
    assert refused.value.field == field


def test_closed_record_takes_no_words(house: House) -> None:
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    with pytest.raises(CaseError, match="chiusa"):
        say(house)


def test_words_have_a_permission_of_their_own(house: House, colleague: User, teammate: User) -> None:
    assert say(house, member(house, Part.WORDS)).case_file == house.record
    for stranger in (member(house, Part.PLANS), colleague, teammate):
        with pytest.raises(NotAllowedError):
            say(house, stranger, text="Altro.")


def test_who_wrote_them_corrects_them_and_no_other_of_the_team(house: House) -> None:
    writer, other = member(house, Part.WORDS), member(house, Part.WORDS)
    row = say(house, writer)
    same: dict[str, Any] = {"at": NOW, "words": row, "speaker": row.speaker, "said_on": row.said_on}
    with pytest.raises(NotAllowedError):
        actions.correct_words(by=other, version=1, text="No.", **same)
    actions.correct_words(by=writer, version=1, text="Ho paura del lupo.", **same)
    with pytest.raises(ConflictError):
        actions.correct_words(by=house.worker, version=1, text="Ho paura.", **same)
    actions.withdraw_words(by=house.worker, at=NOW, words=row)
    with pytest.raises(CaseError, match="tolto"):
        actions.correct_words(by=writer, version=2, text="Ancora.", **same)
    assert not Words.objects.current().exists()


def test_plans_and_words_are_read_apart(house: House, colleague: User, outsider: User) -> None:
    row = make_words(house.record)
    assert list(Words.objects.visible_to(house.worker)) == [row]
    assert list(Words.objects.visible_to(member(house, Part.WORDS))) == [row]
    for stranger in (member(house, Part.PLANS), colleague, outsider):
        assert not Words.objects.visible_to(stranger).exists()

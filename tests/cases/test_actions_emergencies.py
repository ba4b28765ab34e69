# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.cases import rules
from ordito.cases.actions import CaseError, break_glass, end_emergency
from ordito.cases.enums import ListKey, Part, Protection
from ordito.cases.models import CaseFile, DiaryEntry, EmergencyAccess, Intervention
from ordito.core.access import NotAllowedError, Verb
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.messages.models import Message
from tests.factories.cases import code, make_diary_entry, make_intervention, make_worker

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


def _open(by: User, record: CaseFile, **values: Any) -> EmergencyAccess:
    given = {
        "at": timezone.now(),
        "reason": code(ListKey.EMERGENCY_REASON, "child_at_risk"),
        "note": "La bambina è al pronto soccorso.",
        "hours": 4,
    }
    return break_glass(by=by, case_file=record, **{**given, **values})


def test_whole_record_is_read_and_nothing_is_written(house: House, colleague: User) -> None:
    make_intervention(house.taking)
    make_diary_entry(house.record)
    access = _open(colleague, house.record)
    assert list(CaseFile.objects.visible_to(colleague)) == [house.record]
    assert Intervention.objects.visible_to(colleague).count() == 1
    assert DiaryEntry.objects.visible_to(colleague).count() == 1
    assert rules.parts_open_to(colleague, house.record) == frozenset(Part)
    assert not CaseFile.objects.followed_by(colleague).exists()
    assert not house.record.allows(colleague, Verb.WRITE_RECORD)
    assert not any(rules.can_write_part(colleague, house.record, part) for part in Part)
    assert (access.ends_at - access.starts_at) == timedelta(hours=4)
    assert open_text(access, "note") == "La bambina è al pronto soccorso."


def test_it_ends_by_itself(house: House, colleague: User) -> None:
    _open(colleague, house.record, at=timezone.now() - timedelta(hours=5))
    assert not CaseFile.objects.visible_to(colleague).exists()


def test_who_answers_for_the_record_is_told_and_ends_it(house: House, colleague: User, coordinator: User) -> None:
    access = _open(colleague, house.record)
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {house.worker.pk, coordinator.pk}
    assert not any("Zanzotti" in message.subject + message.body for message in Message.objects.all())
    entry = Entry.objects.get(action="cases.break_glass")
    assert (entry.purpose, entry.objects_touched["cases.casefile"]) == ("Minore in pericolo", [house.record.pk])
    end_emergency(by=house.worker, at=timezone.now(), access=access)
    assert not CaseFile.objects.visible_to(colleague).exists()
    with pytest.raises(CaseError):
        end_emergency(by=house.worker, at=timezone.now(), access=access)


def test_only_who_opened_or_answers_ends_it(house: House, colleague: User) -> None:
    access = _open(colleague, house.record)
    with pytest.raises(NotAllowedError):
        end_emergency(by=make_worker(house.place), at=timezone.now(), access=access)
    assert end_emergency(by=colleague, at=timezone.now(), access=access).ended_by_name == "Carlo Collega"


def test_the_same_form_twice_opens_once(house: House, colleague: User) -> None:
    assert _open(colleague, house.record).pk == _open(colleague, house.record).pk


def test_nobody_opens_what_they_follow_or_what_is_elsewhere(house: House, outsider: User, teammate: User) -> None:
    for actor in (house.worker, outsider, teammate):
        with pytest.raises(NotAllowedError):
            _open(actor, house.record)


def test_who_moves_to_another_service_loses_it(house: House, colleague: User) -> None:
    _open(colleague, house.record)
    with writing():
        colleague.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    del colleague.grants
    assert not CaseFile.objects.visible_to(colleague).exists()


def test_protected_person_is_for_the_coordinator_alone(house: House, colleague: User) -> None:
    access = _open(colleague, house.record)
    with writing():
        house.record.person.protection = Protection.ADDRESS
        house.record.person.save()
    assert not CaseFile.objects.visible_to(colleague).exists()
    with writing():
        access.delete()
    with pytest.raises(NotAllowedError):
        _open(colleague, house.record)


@pytest.mark.parametrize(
    ("values", "field"), [({"note": "  "}, "note"), ({"hours": 25}, "hours"), ({"hours": 0}, "hours")]
)
def test_reason_and_end_are_asked(house: House, colleague: User, values: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as raised:
        _open(colleague, house.record, **values)
    assert raised.value.field == field
    assert not CaseFile.objects.visible_to(colleague).exists()

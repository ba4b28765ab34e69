# SPDX-License-Identifier: EUPL-1.2
"""Scheduling, moving, calling off: what is written, who is told, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ordito.core.access import NotAllowedError
from ordito.meetings import actions
from ordito.meetings.enums import Answer, MeetingState, Visibility
from ordito.meetings.models import Meeting, MeetingMove
from ordito.messages.models import Message
from tests.factories.meetings import HOUR, HOUSE, NOW, TEN, Hall, crowd, invite

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_same_form_twice_makes_one_meeting(hall: Hall) -> None:
    key = uuid4()
    known: dict[str, Any] = {"by": hall.officer, "at": NOW, "plan": hall.plan(), "form_key": key}
    assert actions.schedule_meeting(**known) == actions.schedule_meeting(**known)
    assert Meeting.objects.count() == 1


def test_who_organises_elsewhere_may_not(hall: Hall) -> None:
    with pytest.raises(NotAllowedError):
        actions.schedule_meeting(by=hall.worker, at=NOW, plan=hall.plan())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (lambda _hall: {"ends_at": TEN}, "until"),
        (lambda _hall: {"breaks": [[60, 300]]}, "break_start"),
        (lambda _hall: {"venue": None}, "room"),
    ],
    ids=["end before start", "break outside", "room of another venue"],
)
def test_what_makes_no_sense_is_said_at_its_field(
    hall: Hall, values: Callable[[Hall], dict[str, object]], field: str
) -> None:
    with pytest.raises(actions.MeetingError) as refused:
        actions.schedule_meeting(by=hall.officer, at=NOW, plan=hall.plan(**values(hall)))
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_a_taken_room_is_said_and_may_be_confirmed(hall: Hall) -> None:
    hall.meeting()
    with pytest.raises(actions.TakenError, match="Sala Telaio"):
        hall.meeting(starts_at=TEN + 2 * HOUR, anyway=False)
    assert hall.meeting(starts_at=TEN + 2 * HOUR).pk
    assert hall.meeting(starts_at=TEN + 5 * HOUR, anyway=False).pk


def test_a_moved_meeting_keeps_its_old_date_and_its_uid(hall: Hall) -> None:
    row = hall.meeting()
    invite(row, hall.worker)
    (moved,) = actions.move_meeting(
        by=hall.officer, at=NOW, meeting=row, starts_at=TEN + HOUR, ends_at=TEN + 4 * HOUR, reason="Sala occupata"
    )
    assert (moved.state, moved.uid, moved.sequence, moved.version) == (MeetingState.MOVED, row.uid, 1, 2)
    assert MeetingMove.objects.get(meeting=row).starts_at == TEN
    (notice,) = Message.objects.filter(recipient_id=hall.worker.pk)
    assert "Sala occupata" in notice.body


def test_moving_says_who_has_something_else(hall: Hall) -> None:
    row, other = hall.meeting(), hall.meeting(starts_at=TEN + 6 * HOUR)
    invite(row, hall.worker)
    invite(other, hall.worker)
    with pytest.raises(actions.TakenError, match="ha un altro incontro"):
        actions.move_meeting(by=HOUSE, at=NOW, meeting=row, starts_at=TEN + 5 * HOUR, ends_at=TEN + 7 * HOUR)


def test_nothing_changed_writes_nothing(hall: Hall) -> None:
    row = hall.meeting()
    assert actions.edit_meeting(by=hall.officer, at=NOW, meeting=row, plan=hall.plan()) == []


def test_who_saves_second_is_told(hall: Hall) -> None:
    row = hall.meeting()
    actions.edit_meeting(by=HOUSE, at=NOW, meeting=row, plan=hall.plan(title="Altro titolo"), version=1)
    with pytest.raises(actions.ConflictError) as refused:
        actions.edit_meeting(by=HOUSE, at=NOW, meeting=row, plan=hall.plan(title="Mio titolo"), version=1)
    assert refused.value.current.title == "Altro titolo"


def test_calling_off_asks_why_and_tells_everybody(hall: Hall) -> None:
    row = hall.meeting()
    invite(row, hall.worker, hall.trainer)
    with pytest.raises(actions.MeetingError):
        actions.cancel_meeting(by=hall.officer, at=NOW, meeting=row, reason=" ")
    actions.cancel_meeting(by=hall.officer, at=NOW, meeting=row, reason="Allerta meteo")
    row.refresh_from_db()
    assert (row.state, row.reason) == (MeetingState.CANCELLED, "Allerta meteo")
    assert Message.objects.filter(recipient_id__in=[hall.worker.pk, hall.trainer.pk]).count() == 2
    with pytest.raises(actions.MeetingError):
        actions.move_meeting(by=HOUSE, at=NOW, meeting=row, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR)


def test_what_has_not_begun_was_not_held(hall: Hall) -> None:
    row = hall.meeting()
    with pytest.raises(actions.MeetingError):
        actions.hold_meeting(by=HOUSE, at=TEN - HOUR, meeting=row)
    assert actions.hold_meeting(by=HOUSE, at=TEN + HOUR, meeting=row).state == MeetingState.HELD
    assert actions.reopen_meeting(by=HOUSE, at=TEN + HOUR, meeting=row).state == MeetingState.SCHEDULED


def test_the_same_person_twice_is_one(hall: Hall) -> None:
    row = hall.meeting()
    assert len(invite(row, hall.worker, hall.worker)) == 1
    assert invite(row, hall.worker) == []
    typed = actions.Contact("Rossi Finti", "Ida", "ida@esempio.invalid")
    actions.invite_contact(by=HOUSE, at=NOW, meeting=row, contact=typed)
    with pytest.raises(actions.MeetingError) as refused:
        actions.invite_contact(by=HOUSE, at=NOW, meeting=row, contact=typed)
    assert refused.value.field == "email"


def test_a_seat_given_back_goes_to_who_waits(hall: Hall) -> None:
    row = hall.meeting(capacity=2)
    people = crowd(row, 3)
    for person in people:
        actions.answer_invitation(by=HOUSE, at=NOW, participation=person, answer=Answer.ACCEPTED)
    people[2].refresh_from_db()
    assert people[2].answer == Answer.WAITING
    actions.answer_invitation(by=HOUSE, at=NOW, participation=people[0], answer=Answer.DECLINED)
    people[2].refresh_from_db()
    assert people[2].answer == Answer.ACCEPTED


def test_somebody_else_does_not_answer_for_me(hall: Hall) -> None:
    (mine,) = invite(hall.meeting(), hall.worker)
    with pytest.raises(NotAllowedError):
        actions.answer_invitation(by=hall.trainer, at=NOW, participation=mine, answer=Answer.DECLINED)


@pytest.mark.parametrize(
    ("visibility", "stranger", "worker"),
    [(Visibility.PUBLIC, True, True), (Visibility.NETWORK, True, True), (Visibility.PARTICIPANTS, False, True)],
)
def test_who_sees_a_meeting(hall: Hall, visibility: Visibility, stranger: bool, worker: bool) -> None:  # noqa: FBT001 - a case
    row = hall.meeting(visibility=visibility)
    invite(row, hall.worker)
    assert Meeting.objects.visible_to(hall.stranger).filter(pk=row.pk).exists() is stranger
    assert Meeting.objects.visible_to(hall.worker).filter(pk=row.pk).exists() is worker
    assert Meeting.objects.visible_to(hall.officer).filter(pk=row.pk).exists()


def test_a_draft_is_seen_by_who_organises_alone(hall: Hall) -> None:
    row = hall.meeting(draft=True, visibility=Visibility.PUBLIC)
    invite(row, hall.worker)
    assert not Meeting.objects.visible_to(hall.worker).exists()
    assert not Meeting.objects.public().exists()
    assert Meeting.objects.visible_to(hall.officer).get() == row

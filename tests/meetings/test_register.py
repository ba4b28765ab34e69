# SPDX-License-Identifier: EUPL-1.2
"""Minutes attended: typed, filled, refused, from a sheet; who keeps the register."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import FACILITATOR
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.meetings import actions, rules
from ordito.meetings.enums import Answer, MeetingState, ParticipantRole, Source
from ordito.meetings.models import Attendance, SignInSheet
from tests.factories.accounts import make_membership
from tests.factories.meetings import HOUR, HOUSE, NOW, TEN, Hall, crowd, invite
from tests.factories.territory import make_organisation
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.meetings.models import Meeting

    Enter = Callable[[User], Client]

PAST = TEN - timedelta(days=365)
"""A meeting that began a year before the others: its register is open whatever the day of the test."""


def past(hall: Hall, **values: Any) -> Meeting:
    """A day with a break: four hours, a pause of one, four hours."""
    return hall.meeting(starts_at=PAST, ends_at=PAST + 9 * HOUR, breaks=[[240, 300]], **values)


def test_minutes_of_two_blocks(hall: Hall, enter: Enter) -> None:
    row = past(hall)
    first, second = crowd(row, 2)
    address = reverse("meetings:register", args=[row.pk])
    client = enter(hall.officer)
    page = text_of(client.get(address))
    assert "Mattina" in page
    assert "10:00–14:00" in page
    sent = {f"m-{first.pk}-0": "3:30", f"m-{first.pk}-1": "x", f"m-{second.pk}-0": "", f"m-{second.pk}-1": "45"}
    client.post(address, {**sent, "source": "sheet"})
    written = {(one.participation_id, one.block): one.minutes for one in Attendance.objects.all()}
    assert written == {(first.pk, 0): 210, (first.pk, 1): 240, (second.pk, 1): 45}
    assert set(Attendance.objects.values_list("source", flat=True)) == {Source.SHEET}


def test_the_same_register_twice_writes_once_and_an_emptied_cell_goes(hall: Hall, enter: Enter) -> None:
    row = past(hall)
    (one,) = crowd(row, 1)
    client, address = enter(hall.officer), reverse("meetings:register", args=[row.pk])
    for _turn in range(2):
        client.post(address, {f"m-{one.pk}-0": "60", f"m-{one.pk}-1": "60"})
    assert Attendance.objects.count() == 2
    client.post(address, {f"m-{one.pk}-0": "60", f"m-{one.pk}-1": ""})
    assert Attendance.objects.get().block == 0


def test_who_has_nothing_written_was_there_all_the_time(hall: Hall, enter: Enter) -> None:
    row = past(hall)
    first, second = crowd(row, 2)
    sent = {f"m-{person.pk}-{block}": "" for person in (first, second) for block in (0, 1)}
    enter(hall.officer).post(
        reverse("meetings:register", args=[row.pk]), {**sent, f"m-{first.pk}-0": "10", "fills": "on"}
    )
    assert sorted(Attendance.objects.filter(participation=second).values_list("minutes", flat=True)) == [240, 240]
    assert list(Attendance.objects.filter(participation=first).values_list("minutes", flat=True)) == [10]


@pytest.mark.parametrize(("text", "said"), [("241", "Al massimo 240 minuti"), ("tanto", "Scrivi i minuti (90)")])
def test_a_cell_that_cannot_be_is_said_there_and_nothing_is_written(
    hall: Hall, enter: Enter, text: str, said: str
) -> None:
    row = past(hall)
    first, second = crowd(row, 2)
    sent = {f"m-{first.pk}-0": text, f"m-{second.pk}-0": "30"}
    answer = enter(hall.officer).post(reverse("meetings:register", args=[row.pk]), sent)
    assert answer.status_code == 422
    page = text_of(answer)
    assert said in page
    assert f'href="#m-{first.pk}-0"' in page
    assert f'value="{text}"' in page
    assert "data-focus" in page, "who cannot see the page is led to what is wrong"
    assert not Attendance.objects.exists()


def test_the_action_too_refuses_more_than_the_block(hall: Hall) -> None:
    (one,) = crowd(past(hall), 1)
    with pytest.raises(actions.CellError) as refused:
        actions.record_minutes_attended(by=HOUSE, at=NOW, cells={(one.pk, 0): 241})
    assert refused.value.cell == (one.pk, 0)
    with pytest.raises(actions.CellError):
        actions.record_minutes_attended(by=HOUSE, at=NOW, cells={(one.pk, 2): 1})


def test_a_meeting_may_not_become_shorter_than_its_register(hall: Hall) -> None:
    row = past(hall)
    (one,) = crowd(row, 1)
    actions.record_minutes_attended(by=HOUSE, at=NOW, cells={(one.pk, 1): 200})
    with pytest.raises(actions.MeetingError) as refused:
        actions.move_meeting(by=HOUSE, at=NOW, meeting=row, starts_at=PAST, ends_at=PAST + 6 * HOUR, anyway=True)
    assert refused.value.field == "until"


def test_a_register_is_not_written_before_the_day(hall: Hall) -> None:
    (one,) = crowd(hall.meeting(), 1)
    with pytest.raises(actions.MeetingError):
        actions.record_minutes_attended(by=HOUSE, at=TEN - timedelta(days=1), cells={(one.pk, 0): 10})
    assert actions.record_minutes_attended(by=HOUSE, at=TEN, cells={(one.pk, 0): 10}) == 1


def test_a_trainer_keeps_the_register_of_what_they_lead_alone(hall: Hall, enter: Enter) -> None:
    own, other = past(hall), past(hall)
    invite(own, hall.trainer, role=ParticipantRole.TEACHER)
    invite(other, hall.trainer)
    client = enter(hall.trainer)
    assert client.get(reverse("meetings:register", args=[own.pk])).status_code == 200
    assert client.get(reverse("meetings:register", args=[other.pk])).status_code == 403
    meeting = reverse("meetings:meeting", args=[own.pk])
    assert "Segna come svolto" in text_of(client.get(meeting))
    assert "Annulla l’incontro" not in text_of(client.get(meeting))
    client.post(reverse("meetings:move_state", args=[own.pk]), {"move": "hold"})
    own.refresh_from_db()
    assert own.state == MeetingState.HELD
    (one,) = crowd(other, 1)
    with pytest.raises(NotAllowedError):
        actions.record_minutes_attended(by=hall.trainer, at=NOW, cells={(one.pk, 0): 10})


def test_the_register_asks_the_same_queries_for_one_and_for_many(
    hall: Hall, enter: Enter, django_assert_num_queries: Any
) -> None:
    row = past(hall)
    client, address = enter(hall.officer), reverse("meetings:register", args=[row.pk])
    crowd(row, 1)
    client.get(address)  # the session is written once
    with django_assert_num_queries(13):
        client.get(address)
    crowd(row, 20)
    with django_assert_num_queries(13):
        client.get(address)
    assert Entry.objects.filter(action="meetings.read_register", actor_id=hall.officer.pk).count() == 3


def test_who_declined_and_did_not_come_is_not_in_the_register(hall: Hall, enter: Enter) -> None:
    row = past(hall)
    (one,) = crowd(row, 1)
    actions.answer_invitation(by=HOUSE, at=NOW, participation=one, answer=Answer.DECLINED)
    assert one.filed_name not in text_of(enter(hall.officer).get(reverse("meetings:register", args=[row.pk])))


def test_a_sheet_is_numbered_printed_and_endorsed(hall: Hall, enter: Enter) -> None:
    row = past(hall)
    crowd(row, 20)
    client = enter(hall.officer)
    answer = client.post(reverse("meetings:sheet", args=[row.pk]))
    assert answer.content.startswith(b"%PDF")
    client.post(reverse("meetings:sheet", args=[row.pk]))
    sheets = list(SignInSheet.objects.order_by("number"))
    assert [(sheet.number, sheet.pages) for sheet in sheets] == [(1, 2), (2, 2)]
    address = reverse("meetings:endorse", args=[row.pk, sheets[0].pk])
    assert client.post(address, {"endorsed_on": "01/01/2099", "endorsed_by": "Ufficio"}).status_code == 422
    page = text_of(client.post(address, {"endorsed_on": "01/10/2025", "endorsed_by": "Ufficio fondo"}, follow=True))
    assert "vidimato il 01/10/2025 da Ufficio fondo" in page


def test_people_counted_without_a_name(hall: Hall, enter: Enter) -> None:
    row = past(hall)
    client, address = enter(hall.officer), reverse("meetings:count", args=[row.pk])
    assert client.post(address, {"headcount": "0", "label": "cittadini"}).status_code == 422
    for number in ("40", "45"):
        client.post(address, {"headcount": number, "label": "cittadini"})
    page = text_of(client.get(reverse("meetings:meeting", args=[row.pk])))
    assert "45 cittadini" in page
    assert "40 cittadini" not in page


def test_minutes_and_sheets_are_read_by_who_keeps_that_register(hall: Hall) -> None:
    row = past(hall)
    first, second = invite(row, hall.worker, hall.stranger)
    cells: dict[tuple[int, int], int | None] = {(one.pk, 0): 60 for one in (first, second)}
    actions.record_minutes_attended(by=HOUSE, at=NOW, cells=cells)
    actions.make_sheet(by=HOUSE, at=NOW, meeting=row, pages=1)
    seen = {person.full_name: Attendance.objects.visible_to(person).count() for person in (hall.worker, hall.trainer)}
    assert seen == {"Ada Operatrice": 1, "Tea Formatrice": 0}, "a trainer sees the meeting, and does not lead it"
    assert Attendance.objects.visible_to(hall.officer).count() == 2
    assert [SignInSheet.objects.visible_to(one).count() for one in (hall.trainer, hall.officer)] == [0, 1]


def test_organising_for_one_body_keeps_no_register_of_another(hall: Hall) -> None:
    row = past(hall)
    make_membership(hall.trainer, role=FACILITATOR, organisation=make_organisation())
    assert not rules.can_keep_register(hall.trainer, row)
    invite(row, hall.trainer, role=ParticipantRole.TEACHER)
    assert rules.can_keep_register(hall.trainer, row)

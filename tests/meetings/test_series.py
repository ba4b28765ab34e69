# SPDX-License-Identifier: EUPL-1.2
"""Series: made by a rule, changed and called off one by one, from one on, or all that is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.meetings import actions
from ordito.meetings.actions.meetings import agreed
from ordito.meetings.engine.recurrence import weekly
from ordito.meetings.enums import Scope, Visibility
from ordito.meetings.models import Meeting
from ordito.messages.models import Message
from tests.factories.meetings import HOUR, HOUSE, NOW, ROME, TEN, Hall, invite
from tests.factories.territory import make_organisation
from tests.meetings.engine.test_calendars import both
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]

WEEK = timedelta(days=7)


def series(hall: Hall, count: int = 5, **values: object) -> list[Meeting]:
    """Every Tuesday from the day of the tests on; the fourth comes after the clock has gone back."""
    return actions.schedule_series(by=HOUSE, at=NOW, plan=hall.plan(**values), rule=weekly([1], count))


def hours(rows: list[Meeting]) -> list[str]:
    """Day and hour of each in Rome, as they stand now."""
    fresh = Meeting.objects.in_bulk([row.pk for row in rows])
    return [f"{fresh[row.pk].starts_at.astimezone(ROME):%d/%m %H:%M}" for row in rows]


def test_a_series_keeps_the_hour_and_is_cut_from_one_on(hall: Hall) -> None:
    rows = actions.schedule_series(by=hall.officer, at=NOW, plan=hall.plan(), rule=weekly([1], 5))
    assert [row.starts_at.hour for row in rows] == [10] * 5
    assert {row.ends_at - row.starts_at for row in rows} == {timedelta(hours=3)}
    actions.cancel_meeting(by=hall.officer, at=NOW, meeting=rows[3], reason="Finito prima", scope=Scope.FOLLOWING)
    states = Meeting.objects.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == ["scheduled"] * 3 + ["cancelled"] * 2


def test_what_of_a_series_another_body_took_over_is_not_called_off_with_it(hall: Hall) -> None:
    rows = actions.schedule_series(by=hall.officer, at=NOW, plan=hall.plan(), rule=weekly([1], 3))
    elsewhere = hall.plan(starts_at=rows[2].starts_at, organiser=make_organisation(), territory=None)
    actions.edit_meeting(by=HOUSE, at=NOW, meeting=rows[2], plan=elsewhere)
    actions.cancel_meeting(by=hall.officer, at=NOW, meeting=rows[0], reason="Finito prima", scope=Scope.FOLLOWING)
    states = Meeting.objects.order_by("starts_at").values_list("state", flat=True)
    assert list(states) == ["cancelled", "cancelled", "scheduled"]


def test_a_series_says_on_which_days_the_room_is_taken(hall: Hall) -> None:
    hall.meeting(starts_at=TEN + timedelta(days=14))
    with pytest.raises(actions.TakenError, match="20/10/2026"):
        actions.schedule_series(by=HOUSE, at=NOW, plan=hall.plan(), rule=weekly([1], 4))


def test_an_endless_series_is_refused_at_its_field(hall: Hall) -> None:
    with pytest.raises(actions.MeetingError) as refused:
        actions.schedule_series(by=HOUSE, at=NOW, plan=hall.plan(), rule="FREQ=DAILY;COUNT=900")
    assert refused.value.field == "times"


def test_this_and_the_following_move_and_keep_what_was_not_touched(hall: Hall) -> None:
    rows = series(hall)
    invite(rows[3], hall.worker)
    invite(rows[4], hall.worker)
    other_room = hall.venue.rooms.get(name="Sala Spola")
    actions.edit_meeting(by=HOUSE, at=NOW, meeting=rows[3], plan=replace(agreed(rows[3]), room=other_room))
    plan = replace(agreed(rows[2]), title="Nuovo titolo", starts_at=rows[2].starts_at + timedelta(days=1, hours=4))
    plan = replace(plan, ends_at=plan.starts_at + 2 * HOUR)
    done = actions.edit_meeting(
        by=hall.officer, at=NOW, meeting=rows[2], plan=plan, scope=Scope.FOLLOWING, reason="Cambio di turno"
    )
    assert [row.pk for row in done] == [row.pk for row in rows[2:]]
    assert hours(rows) == ["06/10 10:00", "13/10 10:00", "21/10 14:00", "28/10 14:00", "04/11 14:00"]
    fresh = list(Meeting.objects.order_by("number"))
    assert [row.title for row in fresh] == ["Laboratorio di prova"] * 2 + ["Nuovo titolo"] * 3
    assert [row.room for row in fresh[2:]] == [hall.room, other_room, hall.room]
    assert [row.minutes for row in fresh] == [180, 180, 120, 120, 120]
    assert [(row.state, row.sequence) for row in fresh[1:4]] == [("scheduled", 0), ("moved", 1), ("moved", 2)]
    (notice,) = Message.objects.filter(recipient_id=hall.worker.pk)
    assert "28/10/2026, dalle 14:00 alle 16:00\n04/11/2026" in notice.body


def test_all_to_come_change_and_those_held_or_called_off_stay(hall: Hall) -> None:
    rows = series(hall)
    actions.hold_meeting(by=HOUSE, at=rows[0].ends_at, meeting=rows[0])
    actions.cancel_meeting(by=HOUSE, at=NOW, meeting=rows[1], reason="Sciopero")
    now = rows[1].ends_at
    starts_at = rows[4].starts_at - HOUR
    actions.move_meeting(
        by=HOUSE, at=now, meeting=rows[4], starts_at=starts_at, ends_at=starts_at + 3 * HOUR, scope=Scope.COMING
    )
    assert [hour[-5:] for hour in hours(rows)] == ["10:00", "10:00", "09:00", "09:00", "09:00"]


def test_a_week_later_the_meetings_of_a_series_are_not_in_each_others_way(hall: Hall) -> None:
    rows = series(hall, 3)
    hall.meeting(starts_at=TEN + 3 * WEEK)
    move = {"meeting": rows[0], "starts_at": TEN + WEEK, "ends_at": TEN + WEEK + 3 * HOUR, "scope": Scope.FOLLOWING}
    with pytest.raises(actions.TakenError, match="27/10/2026, la sala Sala Telaio è occupata") as refused:
        actions.move_meeting(by=HOUSE, at=NOW, **move)  # type: ignore[arg-type]  # said once for both calls
    assert "13/10" not in str(refused.value)
    assert hours(rows)[0] == "06/10 10:00"
    actions.move_meeting(by=HOUSE, at=NOW, anyway=True, **move)  # type: ignore[arg-type]  # as above
    assert hours(rows) == ["13/10 10:00", "20/10 10:00", "27/10 10:00"]


def test_calendars_read_a_changed_series_under_its_uid(hall: Hall, client: Client) -> None:
    rows = series(hall, visibility=Visibility.PUBLIC)
    address = reverse("meetings:public_feed")
    (before,) = both(client.get(address).content)
    plan = replace(agreed(rows[2]), title="Dopo", starts_at=rows[2].starts_at + HOUR, ends_at=rows[2].ends_at + HOUR)
    actions.edit_meeting(by=HOUSE, at=NOW, meeting=rows[2], plan=plan, scope=Scope.FOLLOWING)
    master, *changed = sorted(both(client.get(address).content), key=lambda one: not one["rule"])
    assert {one["uid"] for one in (master, *changed)} == {before["uid"]}
    assert {one["sequence"] for one in (master, *changed)} == {1}
    assert {one["recurrence"]: one["start"] for one in changed} == {
        row.starts_at: row.starts_at + HOUR for row in rows[2:]
    }
    assert {one["summary"] for one in changed} == {"Dopo"}
    actions.move_meeting(
        by=HOUSE, at=NOW, meeting=rows[0], starts_at=TEN - HOUR, ends_at=TEN + HOUR, scope=Scope.COMING
    )
    read = both(client.get(address).content)
    assert [one["rule"] for one in read].count(True) == 1, "all are exceptions, and the rule they belong to stays"
    assert len(read) == 6
    assert {one["sequence"] for one in read} == {2}


def test_the_form_asks_which_meetings_of_a_series_change(hall: Hall, enter: Enter) -> None:
    rows = series(hall, 3)
    client, address = enter(hall.officer), reverse("meetings:edit", args=[rows[1].pk])
    page = client.get(address)
    assert "questo e quelli dopo: 2 incontri" in text_of(page)
    sent = as_opened(page.context["form"]) | {"title": "Altro", "start": "15", "until": "18"}
    assert client.post(address, sent | {"scope": "tutti"}).status_code == 422
    done = client.post(address, sent | {"scope": "following"}, follow=True)
    assert "2 incontri salvati." in text_of(done)
    assert hours(rows) == ["06/10 10:00", "13/10 15:00", "20/10 15:00"]
    alone = hall.meeting(starts_at=TEN + timedelta(days=100))
    assert "scope" not in client.get(reverse("meetings:edit", args=[alone.pk])).context["form"].fields

# SPDX-License-Identifier: EUPL-1.2
"""Calendars for other programs: whose, what, unchanged, revoked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import icalendar
from django.urls import reverse

from ordito.meetings import actions
from ordito.meetings.engine.recurrence import weekly
from ordito.meetings.enums import Visibility
from ordito.meetings.models import FeedToken
from tests.factories.meetings import HOUR, HOUSE, NOW, TEN, Hall, invite
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]


def read(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def titles(content: bytes) -> set[str]:
    return {str(event["summary"]) for event in read(content)}


def test_an_address_is_shown_once_and_opens_ones_own_calendar(hall: Hall, enter: Enter, client: Client) -> None:
    invite(hall.meeting(title="Il mio 🧵", visibility=Visibility.PARTICIPANTS), hall.worker)
    hall.meeting(title="Di altri")
    page = text_of(enter(hall.worker).post(reverse("meetings:subscription")))
    own, place = re.findall(r'value="(http://testserver/calendario/indirizzo/[^"]+)"', page)
    assert titles(client.get(own).content) == {"Il mio 🧵"}
    assert titles(client.get(place).content) == {"Il mio 🧵", "Di altri"}
    assert own not in text_of(enter(hall.worker).get(reverse("meetings:subscription")))
    assert own.split("/")[-2] not in {feed.digest for feed in FeedToken.objects.all()}


def test_a_revoked_or_replaced_address_opens_nothing(hall: Hall, enter: Enter, client: Client) -> None:
    first = actions.open_feed(by=hall.worker, at=NOW)
    second = actions.open_feed(by=hall.worker, at=NOW)
    assert client.get(reverse("meetings:own_feed", args=[first])).status_code == 404
    assert client.get(reverse("meetings:own_feed", args=[second])).status_code == 200
    enter(hall.worker).post(reverse("meetings:subscription"), {"revoca": "1"})
    assert client.get(reverse("meetings:own_feed", args=[second])).status_code == 404


def test_unchanged_is_said_in_a_word_and_a_change_is_not_missed(hall: Hall, client: Client) -> None:
    row = hall.meeting(visibility=Visibility.PUBLIC)
    address = reverse("meetings:public_feed")
    before = client.get(address)
    tag = before["ETag"]
    same = client.get(address, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    actions.move_meeting(by=HOUSE, at=NOW, meeting=row, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR)
    after = client.get(address, headers={"If-None-Match": tag})
    assert after.status_code == 200
    (event,) = read(after.content)
    assert (int(event["sequence"]), event["dtstart"].dt) == (1, TEN + HOUR)


def test_the_public_calendar_holds_what_is_public(hall: Hall, client: Client) -> None:
    hall.meeting(title="Pubblico", visibility=Visibility.PUBLIC)
    hall.meeting(title="Bozza", visibility=Visibility.PUBLIC, draft=True)
    hall.meeting(title="Rete")
    assert titles(client.get(reverse("meetings:public_feed")).content) == {"Pubblico"}


def test_a_series_of_which_one_meeting_moved_and_one_is_off(hall: Hall, client: Client) -> None:
    plan = hall.plan(visibility=Visibility.PUBLIC)
    rows = actions.schedule_series(by=HOUSE, at=NOW, plan=plan, rule=weekly([1], 5))
    moved = rows[1]
    actions.move_meeting(
        by=HOUSE, at=NOW, meeting=moved, starts_at=moved.starts_at + HOUR, ends_at=moved.ends_at + HOUR, anyway=True
    )
    actions.cancel_meeting(by=HOUSE, at=NOW, meeting=rows[4], reason="Sciopero")
    events = read(client.get(reverse("meetings:public_feed")).content)
    assert len({str(event["uid"]) for event in events}) == 1
    assert sorted("RRULE" in event for event in events) == [False, False, True]
    assert {str(event["status"]) for event in events} == {"CONFIRMED", "CANCELLED"}


def test_a_wrong_secret_and_an_owner_without_meetings_are_not_there(hall: Hall, client: Client) -> None:
    secret = actions.open_feed(by=hall.worker, at=NOW)
    assert client.get(reverse("meetings:own_feed", args=["x" * 43])).status_code == 404
    assert client.get(reverse("meetings:owner_feed", args=[secret, "training.edition", 1])).status_code == 404
    assert client.get(reverse("meetings:territory_feed", args=[secret, 10**9])).status_code == 404

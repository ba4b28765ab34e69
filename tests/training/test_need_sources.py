# SPDX-License-Identifier: EUPL-1.2
"""A need that comes from something in Ordito: its form filled in, and the thread that leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.meetings.actions import approve_minutes
from ordito.meetings.models import OpenNode
from ordito.threads.models import Thread
from ordito.training.enums import NeedOrigin
from ordito.training.models import TrainingNeed
from tests.factories.cases import make_place, make_record, make_worker
from tests.factories.meetings import HOUSE, NOW, make_hall, make_minutes
from tests.factories.training import make_school
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


def address(kind: str, pk: int | str) -> str:
    return f"{reverse('training:raise_need')}?da={kind}&id={pk}"


def test_an_open_node_becomes_a_need_and_stays_tied_to_it(enter: Callable[[User], Client]) -> None:
    hall = make_hall()
    minutes = approve_minutes(by=HOUSE, at=NOW, minutes=make_minutes(hall.meeting()))
    node = OpenNode.objects.get()
    browser = enter(hall.worker)
    link = address("meetings.opennode", node.pk)
    assert link.replace("&", "&amp;") in text_of(browser.get(reverse("meetings:minutes", args=[minutes.meeting_id])))
    form = browser.get(link).context["form"]
    assert form["text"].value() == node.text
    assert form["origin"].value() == NeedOrigin.OPEN_NODE
    for _twice in range(2):
        answer = browser.post(link, as_opened(form) | {"text": "Tenere insieme più servizi"}, follow=True)
    need = TrainingNeed.objects.get()
    thread = Thread.objects.get()
    assert (thread.from_kind, thread.from_id) == ("meetings.opennode", node.pk)
    assert (thread.to_kind, thread.to_id, thread.relation) == ("training.trainingneed", need.pk, "motivates")
    assert node.text in text_of(answer), "the page of the need says where it comes from"
    wrong = browser.post(link, as_opened(form) | {"text": ""})
    assert wrong.status_code == 422


def test_what_is_not_seen_or_no_source_is_not_there(enter: Callable[[User], Client]) -> None:
    school, place = make_school(), make_place()
    worker = make_worker(place)
    record = make_record(place, worker=worker).case_file
    make_minutes(make_hall().meeting())  # a draft is for who writes it
    hidden = OpenNode.objects.get()
    browser = enter(worker)
    for kind, pk in (
        ("cases.casefile", record.pk),  # theirs, but a record is no source: the whole network reads a need
        ("territory.territory", school.region.pk),
        ("training.trainingneed", school.need().pk),
        ("meetings.opennode", hidden.pk),
        ("meetings.opennode", "x"),
        ("meetings.opennode", "9" * 30),
        ("altro", 1),
    ):
        assert browser.get(address(kind, pk)).status_code == 404, kind
    assert "Diventa un fabbisogno" not in text_of(browser.get(reverse("territory:place", args=[school.region.pk])))

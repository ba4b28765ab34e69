# SPDX-License-Identifier: EUPL-1.2
"""Two people save the same thing at the same moment, each on a connection of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.audit.models import Entry
from ordito.cases import actions
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import ListKey
from ordito.cases.models import Closure, DiaryEntry, DiaryRevision, TakingInCharge, WorkerAssignment
from ordito.core.fields import open_text
from tests.factories.cases import code, make_diary_entry, make_intervention, make_place, make_record, make_worker, staff
from tests.faults.machines import at_once, shared_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 3


class Room:
    """A record, who follows it and who coordinates the service."""

    def __init__(self) -> None:
        self.place = make_place()
        self.worker = make_worker(self.place, full_name="Anna Prova")
        self.coordinator = make_worker(self.place, role=SERVICE_COORDINATOR, full_name="Cora Coordina")
        self.taking = make_record(self.place, worker=self.worker)
        make_intervention(self.taking)

    @property
    def record(self) -> CaseFile:
        return self.taking.case_file

    def fresh(self) -> TakingInCharge:
        """The taking in charge as a page has loaded it."""
        return TakingInCharge.objects.select_related("case_file__person").get(pk=self.taking.pk)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with shared_database(tmp_path):
        yield Room()


def entries(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def one_won(found: list[Any], won: type) -> Exception:
    """One act succeeded; what the other was told."""
    [lost] = [one for one in found if not isinstance(one, won)]
    assert sum(isinstance(one, won) for one in found) == len(found) - 1
    assert isinstance(lost, CaseError), repr(lost)
    return lost


def closing(room: Room, by: User) -> Callable[[], TakingInCharge]:
    row, today = room.fresh(), timezone.localdate()
    outcome, reason = code(ListKey.OUTCOME, "improved"), code(ListKey.CLOSURE_REASON, "completed")
    return lambda: actions.close_taking(
        by=by,
        at=timezone.localtime(),
        taking=row,
        version=row.version,
        closed_on=today,
        outcome=outcome,
        reason=reason,
        note=f"Chiusa da {by.full_name}",
    )


def test_closing_together_closes_once(room: Room) -> None:
    lost = one_won(at_once(closing(room, room.worker), closing(room, room.coordinator)), TakingInCharge)
    assert isinstance(lost, ConflictError)
    assert "qualcun altro ha salvato" in str(lost)
    assert Closure.objects.count() == entries("cases.close_taking") == 1
    row = room.fresh()
    assert (row.closed_on, row.version) == (timezone.localdate(), 2)
    assert row.interventions.get().version == 2


def test_closing_together_tells_the_second_who_closed(room: Room) -> None:
    today = timezone.localdate()
    values = {
        "closed_on": f"{today:%d/%m/%Y}",
        "outcome": code(ListKey.OUTCOME, "improved").pk,
        "reason": code(ListKey.CLOSURE_REASON, "completed").pk,
        "note": "Una nota lunga",
        "end_interventions": "on",
        "version": 1,
    }
    url = reverse("cases:close", args=[room.record.pk, room.taking.pk])

    def sending(user: User) -> Callable[[], Any]:
        client = Client()
        client.force_login(user)
        return lambda: client.post(url, values)

    answers = at_once(sending(room.worker), sending(room.coordinator))
    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (302, 422)
    text = second.content.decode()
    assert "ha già chiuso questa presa in carico" in text
    assert "Una nota lunga" in text
    assert Closure.objects.count() == entries("cases.close_taking") == 1


def test_assigning_two_workers_assigns_one(room: Room) -> None:
    colleagues = [staff(make_worker(room.place)) for _ in range(2)]
    today = timezone.localdate()

    def assigning(number: int) -> Callable[[], TakingInCharge]:
        row = room.fresh()
        return lambda: actions.assign_worker(
            by=room.coordinator,
            at=timezone.localtime(),
            taking=row,
            version=row.version,
            worker=colleagues[number],
            valid_from=today,
        )

    lost = one_won(at_once(assigning(0), assigning(1)), TakingInCharge)
    assert isinstance(lost, ConflictError)
    open_ones = WorkerAssignment.objects.filter(taking=room.taking, valid_to__isnull=True)
    assert [row.professional_id for row in open_ones] == [room.fresh().worker_id]
    assert (WorkerAssignment.objects.count(), entries("cases.assign_worker")) == (2, 1)


def test_assignment_over_a_newer_one_is_shown_and_then_saved_knowingly(room: Room) -> None:
    first, second = (staff(make_worker(room.place)) for _ in range(2))
    url = reverse("cases:assign", args=[room.record.pk, room.taking.pk])
    client = Client()
    client.force_login(room.coordinator)
    page = client.get(url)
    version = page.context["form"]["version"].value()
    values = {"valid_from": f"{timezone.localdate():%d/%m/%Y}", "version": version}
    assert client.post(url, values | {"worker": first.pk}).status_code == 302
    answer = client.post(url, values | {"worker": second.pk})
    assert answer.status_code == 422
    assert "ha salvato alle" in answer.content.decode()
    assert room.fresh().worker_id == first.pk
    values["version"] = answer.context["form"]["version"].value()
    assert client.post(url, values | {"worker": second.pk}).status_code == 302
    assert room.fresh().worker_id == second.pk


def test_correcting_one_entry_together_keeps_one_and_tells_the_other(room: Room) -> None:
    entry = make_diary_entry(room.record, "Com’era.", author=room.worker)

    def correcting(by: User, text: str) -> Callable[[], DiaryEntry]:
        row = DiaryEntry.objects.select_related("case_file__person", "kind").get(pk=entry.pk)
        return lambda: actions.correct_entry(
            by=by,
            at=timezone.localtime(),
            entry=row,
            version=row.version,
            kind=row.kind,
            happened_on=row.happened_on,
            text=text,
        )

    found = at_once(correcting(room.worker, "Di Anna."), correcting(room.coordinator, "Di Cora."))
    lost = one_won(found, DiaryEntry)
    assert isinstance(lost, ConflictError)
    row = DiaryEntry.objects.get()
    assert open_text(row, "text") in {"Di Anna.", "Di Cora."}
    assert open_text(lost.current, "text") == open_text(row, "text")
    assert (row.version, entries("cases.correct_entry")) == (2, 1)
    assert [open_text(one, "text") for one in DiaryRevision.objects.all()] == ["Com’era."]


def publishing(room: Room, by: User, text: str) -> Callable[[], DiaryEntry]:
    kind = code(ListKey.DIARY_KIND, "interview")
    return lambda: actions.publish_entry(
        by=by,
        at=timezone.localtime(),
        case_file=room.record,
        kind=kind,
        happened_on=timezone.localdate(),
        text=text,
    )


def test_publishing_together_keeps_both_texts(room: Room) -> None:
    found = at_once(publishing(room, room.worker, "Di Anna."), publishing(room, room.coordinator, "Di Cora."))
    assert all(isinstance(one, DiaryEntry) for one in found), found
    assert sorted(open_text(row, "text") for row in DiaryEntry.objects.all()) == ["Di Anna.", "Di Cora."]
    assert entries("cases.publish_entry") == 2


def test_the_same_text_sent_twice_is_published_once(room: Room) -> None:
    sending = publishing(room, room.worker, "Premuto due volte.")
    first, second = at_once(sending, sending)
    assert first.pk == second.pk == DiaryEntry.objects.get().pk
    assert entries("cases.publish_entry") == 1


def test_the_same_words_on_another_occasion_are_another_entry(room: Room) -> None:
    entry = publishing(room, room.worker, "Visita domiciliare.")()
    entry.written_at -= timedelta(minutes=3)
    from ordito.core.models import writing

    with writing():
        entry.save()
    assert publishing(room, room.worker, "Visita domiciliare.")().pk != entry.pk

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.audit.models import Entry
from ordito.cases.actions import (
    CaseError,
    ConflictError,
    add_intervention,
    add_team_member,
    assign_worker,
    close_taking,
    edit_taking,
    end_team_member,
    open_case_file,
    reopen_taking,
    take_in_charge,
)
from ordito.cases.enums import CaseFileState, ListKey, Part
from ordito.cases.models import CaseFile, Closure, TakingInCharge, WorkerAssignment
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import UnauditedWriteError, writing
from tests.factories.accounts import make_user
from tests.factories.cases import (
    NOW,
    TODAY,
    code,
    make_case_file,
    make_intervention,
    make_person,
    make_place,
    make_record,
    make_taking,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


def _close(by: User, taking: TakingInCharge, *, version: int = 1, closed_on: date = TODAY) -> TakingInCharge:
    return close_taking(
        by=by,
        at=NOW,
        taking=taking,
        version=version,
        closed_on=closed_on,
        outcome=code(ListKey.OUTCOME, "improved"),
        reason=code(ListKey.CLOSURE_REASON, "completed"),
        note="La famiglia cammina da sola.",
    )


def _take(by: User, case_file: CaseFile, *reasons: str, opened_on: date = TODAY) -> TakingInCharge:
    return take_in_charge(
        by=by,
        at=NOW,
        case_file=case_file,
        mode=code(ListKey.MODE, "consensual"),
        reasons=[code(ListKey.REASON, reason) for reason in reasons],
        opened_on=opened_on,
    )


def test_case_file_takes_the_next_number_of_the_body() -> None:
    place, other = make_place(), make_place()
    worker = make_worker(place)
    first = open_case_file(by=worker, at=NOW, person=make_person(place), opened_on=TODAY)
    second = open_case_file(by=worker, at=NOW, person=make_person(place, "Verdi"), opened_on=TODAY)
    elsewhere = open_case_file(by=make_worker(other), at=NOW, person=make_person(other), opened_on=TODAY)
    assert [row.number for row in (first, second, elsewhere)] == ["2026/000001", "2026/000002", "2026/000001"]
    assert first.state == CaseFileState.OPEN


def test_opener_may_open_the_record_until_somebody_takes_charge() -> None:
    place = make_place()
    opener, colleague = make_worker(place), make_worker(place)
    record = open_case_file(by=opener, at=NOW, person=make_person(place), opened_on=TODAY)
    assert list(CaseFile.objects.visible_to(opener)) == [record]
    assert not CaseFile.objects.visible_to(colleague).exists()
    taking = _take(opener, record, "parenting")
    coordinator = make_user(role=SERVICE_COORDINATOR, territory=place.comune)
    assign_worker(by=coordinator, at=NOW, taking=taking, version=1, worker=staff(colleague), valid_from=TODAY)
    assert not CaseFile.objects.visible_to(opener).exists()
    assert list(CaseFile.objects.visible_to(colleague)) == [record]


def test_second_case_file_of_the_same_body_is_refused() -> None:
    place = make_place()
    worker = make_worker(place)
    person = make_person(place)
    open_case_file(by=worker, at=NOW, person=person, opened_on=TODAY)
    with pytest.raises(CaseError):
        open_case_file(by=worker, at=NOW, person=person, opened_on=TODAY)


def test_outsider_opens_no_case_file() -> None:
    person = make_person(make_place())
    with pytest.raises(NotAllowedError):
        open_case_file(by=make_worker(make_place()), at=NOW, person=person, opened_on=TODAY)


def test_taking_in_charge_has_one_main_reason_and_a_worker() -> None:
    place = make_place()
    worker = make_worker(place)
    record = open_case_file(by=worker, at=NOW, person=make_person(place), opened_on=TODAY)
    taking = _take(worker, record, "neglect", "school")
    rows = taking.reasons.order_by("pk").values_list("reason__code", "main")
    assert list(rows) == [("neglect", True), ("school", False)]
    assert taking.worker_id == worker.professional_id
    record.refresh_from_db()
    assert record.state == CaseFileState.IN_CHARGE
    entry = Entry.objects.get(action="cases.take_in_charge")
    assert entry.objects_touched["cases.person"] == [record.person_id]


@pytest.mark.parametrize("reasons", [(), ("neglect", "neglect")])
def test_taking_in_charge_without_clear_reasons_is_refused(reasons: tuple[str, ...]) -> None:
    place = make_place()
    worker = make_worker(place)
    record = open_case_file(by=worker, at=NOW, person=make_person(place), opened_on=TODAY)
    with pytest.raises(CaseError) as raised:
        _take(worker, record, *reasons)
    assert raised.value.field == "reasons"


def test_second_open_taking_is_refused_by_action_and_database() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    with pytest.raises(CaseError):
        _take(worker, taking.case_file, "school")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_taking(taking.case_file)


def test_colleague_cannot_take_close_or_assign() -> None:
    place = make_place()
    taking = make_record(place, worker=make_worker(place))
    colleague = make_worker(place)
    with pytest.raises(NotAllowedError):
        _close(colleague, taking)
    with pytest.raises(NotAllowedError):
        _take(colleague, taking.case_file, "school")
    with pytest.raises(NotAllowedError):
        assign_worker(by=colleague, at=NOW, taking=taking, version=1, worker=staff(colleague), valid_from=TODAY)


def test_closing_ends_what_is_open_and_keeps_the_note_sealed() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    running = make_intervention(taking)
    closed = _close(worker, taking)
    running.refresh_from_db()
    assert (closed.closed_on, running.ends_on) == (TODAY, TODAY)
    assert closed.case_file.state == CaseFileState.IN_CHARGE  # the row given in is as it was
    assert CaseFile.objects.get(pk=taking.case_file_id).state == CaseFileState.CLOSED
    closure = Closure.objects.get(taking=taking)
    assert open_text(closure, "note") == "La famiglia cammina da sola."
    assert b"famiglia" not in bytes(closure.note)


def test_two_workers_closing_the_same_taking_get_one_closure() -> None:
    place = make_place()
    worker = make_worker(place)
    coordinator = make_user(role=SERVICE_COORDINATOR, territory=place.comune)
    taking = make_record(place, worker=worker)
    _close(worker, taking)
    with pytest.raises(ConflictError) as raised:
        _close(coordinator, taking)
    assert raised.value.current.closed_on == TODAY
    with pytest.raises(CaseError):
        _close(coordinator, taking, version=2)
    assert Closure.objects.count() == 1


@pytest.mark.parametrize("closed_on", [date(2026, 1, 9), date(2026, 11, 22)])
def test_closing_before_the_start_or_in_the_future_is_refused(closed_on: date) -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    with pytest.raises(CaseError) as raised:
        _close(worker, taking, closed_on=closed_on)
    assert raised.value.field == "closed_on"
    taking.refresh_from_db()
    assert taking.closed_on is None


def test_reopening_keeps_the_closure_in_the_history() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    running = make_intervention(taking)
    _close(worker, taking, closed_on=date(2026, 6, 1))
    reopened = reopen_taking(
        by=worker,
        at=NOW,
        taking=taking,
        version=2,
        reopened_on=TODAY,
        reason=code(ListKey.REOPENING_REASON, "new_need"),
    )
    assert (reopened.closed_on, reopened.outcome, reopened.closure_reason) == (None, None, None)
    closure = Closure.objects.get()
    assert (closure.closed_on, closure.reopened_on) == (date(2026, 6, 1), TODAY)
    running.refresh_from_db()
    assert running.ends_on == date(2026, 6, 1)
    assert CaseFile.objects.get(pk=taking.case_file_id).state == CaseFileState.IN_CHARGE
    _close(worker, reopened, version=3)
    assert Closure.objects.filter(reopened_on__isnull=True).count() == 1


def test_reopening_an_open_one_or_beside_another_is_refused() -> None:
    place = make_place()
    worker = make_worker(place)
    record = make_case_file(make_person(place))
    reason = code(ListKey.REOPENING_REASON, "error")
    old = make_taking(record, worker=worker.professional, closed_on=date(2026, 2, 1))
    current = make_taking(record, worker=worker.professional, opened_on=date(2026, 3, 1))
    for taking in (old, current):
        with pytest.raises(CaseError):
            reopen_taking(by=worker, at=NOW, taking=taking, version=1, reopened_on=TODAY, reason=reason)


def test_assignment_leaves_who_came_before_on_record() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    newcomer = make_professional(organisation=place.body)
    assign_worker(by=worker, at=NOW, taking=taking, version=1, worker=newcomer, valid_from=date(2026, 9, 1))
    rows = WorkerAssignment.objects.order_by("pk").values_list("professional_id", "valid_from", "valid_to")
    assert list(rows) == [
        (worker.professional_id, date(2026, 1, 10), date(2026, 8, 31)),
        (newcomer.pk, date(2026, 9, 1), None),
    ]
    assert TakingInCharge.objects.get(pk=taking.pk).worker_id == newcomer.pk


def test_mode_and_reasons_are_edited_under_the_version() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    new = {"mode": code(ListKey.MODE, "urgent"), "reasons": [code(ListKey.REASON, "abuse")], "review_on": TODAY}
    edit_taking(by=worker, at=NOW, taking=taking, version=1, **new)  # type: ignore[arg-type]
    assert [row.reason.code for row in taking.reasons.all()] == ["abuse"]
    with pytest.raises(ConflictError):
        edit_taking(by=worker, at=NOW, taking=taking, version=1, **new)  # type: ignore[arg-type]


def test_team_member_of_another_body_sees_shared_parts_until_expiry() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    school = make_organisation()
    teacher = make_user(role="team_member", organisation=school, professional=make_professional(organisation=school))
    assert not CaseFile.objects.visible_to(teacher).exists()
    member = add_team_member(
        by=worker,
        at=NOW,
        taking=taking,
        professional=staff(teacher),
        organisation=school,
        shares={Part.INTERVENTIONS},
        purpose=code(ListKey.SHARING_PURPOSE, "school"),
        valid_from=date(2020, 1, 1),
        valid_to=date(2099, 1, 1),
    )
    assert list(CaseFile.objects.visible_to(teacher)) == [taking.case_file]
    assert not CaseFile.objects.followed_by(teacher).exists()
    end_team_member(by=worker, at=NOW, member=member, valid_to=date(2020, 2, 1))
    assert not CaseFile.objects.visible_to(teacher).exists()


def test_team_member_of_another_body_needs_an_expiry() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    with pytest.raises(CaseError) as raised:
        add_team_member(
            by=worker,
            at=NOW,
            taking=taking,
            professional=make_professional(),
            organisation=make_organisation(),
            shares=(),
            valid_from=TODAY,
            valid_to=None,
        )
    assert raised.value.field == "valid_to"


def test_intervention_into_a_closed_taking_is_refused() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    _close(worker, taking)
    with pytest.raises(CaseError):
        add_intervention(
            by=worker,
            at=NOW,
            taking=taking,
            starts_on=TODAY,
            kind=code(ListKey.INTERVENTION_KIND, "home_education"),
        )


def test_failed_action_leaves_neither_row_nor_audit() -> None:
    place = make_place()
    worker = make_worker(place)
    taking = make_record(place, worker=worker)
    before = Entry.objects.count()
    with pytest.raises(CaseError):
        _close(worker, taking, closed_on=date(2025, 1, 1))
    assert Entry.objects.count() == before


def test_write_outside_an_action_is_refused() -> None:
    taking = make_record(make_place())
    with pytest.raises(UnauditedWriteError):
        taking.save()
    with pytest.raises(UnauditedWriteError):
        TakingInCharge.objects.update(closed_on=TODAY)


def test_database_refuses_an_outcome_on_an_open_taking() -> None:
    taking = make_record(make_place())
    taking.outcome = code(ListKey.OUTCOME, "improved")
    with pytest.raises(IntegrityError), transaction.atomic(), writing():
        taking.save()

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils import timezone

from ordito.agenda import actions
from ordito.agenda.actions import Agreed, BusyError
from ordito.agenda.enums import AppointmentState, ListKey
from ordito.agenda.models import Appointment, CalendarFeed
from ordito.agenda.queries.calendar import planned
from ordito.agenda.queries.feeds import events_of, user_of
from ordito.agenda.rules import STEPS
from ordito.audit.queries import about
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import CaseFileState, Part
from ordito.cases.enums import ListKey as CasesKey
from ordito.cases.models import DiaryEntry
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.agenda import agenda_code, make_appointment
from tests.factories.cases import code, make_record, staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.accounts.models import User
    from tests.records import House

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def agreed(house: House, **values: Any) -> Agreed:
    given: dict[str, Any] = {
        "kind": agenda_code(ListKey.KIND, "interview"),
        "starts_at": START,
        "ends_at": START + HOUR,
        "staff": [staff(house.worker)],
        "people": [house.record.person],
    }
    return Agreed(**given | values)


def plan(house: House, by: User | None = None, **values: Any) -> list[Appointment]:
    given: dict[str, Any] = {"form_key": uuid4(), "agreed": agreed(house)}
    return actions.plan_appointments(by=by or house.worker, at=AT, case_file=house.record, **given | values)


def test_planned_with_who_takes_part_and_in_the_log_of_the_record(house: House) -> None:
    (row,) = plan(house, agreed=agreed(house, place="Stanza 4", note="Portare il referto."))
    assert (row.state, row.starts_at, row.series) == (AppointmentState.PLANNED, START, None)
    assert open_text(row, "place") == "Stanza 4"
    assert open_text(row, "note") == "Portare il referto."
    assert [one.professional for one in row.staff.all()] == [staff(house.worker)]
    assert [one.person for one in row.people.all()] == [house.record.person]
    assert about("cases.casefile", house.record.pk).filter(action="agenda.plan_appointments").exists()


def test_same_form_twice_writes_once(house: House) -> None:
    key = uuid4()
    first = plan(house, form_key=key, times=2)
    again = plan(house, form_key=key, times=2)
    assert [row.pk for row in first] == [row.pk for row in again]
    assert Appointment.objects.count() == 2


def test_series_keeps_the_hour_of_the_clock_when_summer_time_ends(house: House) -> None:
    summer = datetime(2026, 10, 22, 8, 0, tzinfo=UTC)  # ten in Rome
    rows = plan(house, agreed=agreed(house, starts_at=summer, ends_at=summer + HOUR), every=2, times=3)
    assert [timezone.localtime(row.starts_at).strftime("%d/%m %H:%M") for row in rows] == [
        "22/10 10:00",
        "05/11 10:00",
        "19/11 10:00",
    ]
    assert {row.series for row in rows} == {rows[0].series} != {None}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": START}, "until"),
        ({"ends_at": START + timedelta(days=2)}, "until"),
        ({"staff": []}, "staff"),
    ],
)
def test_refused_at_its_field(house: House, values: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as caught:
        plan(house, agreed=agreed(house, **values))
    assert caught.value.field == field
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"), [({"times": 0}, "times"), ({"times": 53}, "times"), ({"every": 13}, "every")]
)
def test_repetitions_have_bounds(house: House, values: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as caught:
        plan(house, **values)
    assert caught.value.field == field


def test_code_of_another_list_is_refused(house: House) -> None:
    with pytest.raises(CaseError):
        plan(house, agreed=agreed(house, kind=code(CasesKey.DIARY_KIND, "interview")))


def test_closed_record_takes_no_appointment(house: House) -> None:
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    with pytest.raises(CaseError, match="chiusa"):
        plan(house)


def test_worker_taken_in_another_record_is_a_warning_that_names_nobody(house: House) -> None:
    other = make_record(house.place, worker=house.worker, surname="Quaglia").case_file
    make_appointment(other, staff(house.worker), starts_at=START + timedelta(minutes=30))
    with pytest.raises(BusyError) as caught:
        plan(house)
    assert "10:30–11:30" in str(caught.value)
    assert "Quaglia" not in str(caught.value)
    assert caught.value.field == "anyway"
    assert len(plan(house, anyway=True)) == 1


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.HELD])
def test_only_what_is_planned_takes_somebody(house: House, state: AppointmentState) -> None:
    make_appointment(house.record, staff(house.worker), starts_at=START, state=state)
    assert len(plan(house)) == 1


def test_one_after_the_other_do_not_clash(house: House) -> None:
    make_appointment(house.record, staff(house.worker), starts_at=START - HOUR)
    assert len(plan(house)) == 1


def test_colleague_without_the_record_may_not(house: House, colleague: User) -> None:
    with pytest.raises(NotAllowedError):
        plan(house, by=colleague)


@pytest.mark.parametrize(("shared", "may"), [(Part.AGENDA, True), (Part.INTERVENTIONS, False)])
def test_team_member_plans_when_the_agenda_is_shared_to_be_written(
    house: House, teammate: User, shared: Part, *, may: bool
) -> None:
    with writing():
        house.taking.team.get(professional=teammate.professional).shares.update_or_create(
            part=shared, defaults={"writes": True}
        )
    if may:
        assert len(plan(house, by=teammate)) == 1
    else:
        with pytest.raises(NotAllowedError):
            plan(house, by=teammate)


def test_moved_keeps_the_old_date(house: House) -> None:
    (row,) = plan(house)
    later = agreed(house, starts_at=START + 2 * HOUR, ends_at=START + 3 * HOUR)
    moved = actions.edit_appointment(by=house.worker, at=AT, appointment=row, version=1, agreed=later)
    assert (moved.starts_at, moved.version, moved.state) == (START + 2 * HOUR, 2, AppointmentState.PLANNED)
    old = moved.moves.get()
    assert (old.starts_at, old.moved_by_name) == (START, "Anna Prova")
    assert about("agenda.appointment", row.pk).filter(action="agenda.move_appointment").exists()


def test_correction_at_the_same_hour_is_no_move_and_no_clash_with_itself(house: House) -> None:
    (row,) = plan(house)
    changed = actions.edit_appointment(
        by=house.worker, at=AT, appointment=row, version=1, agreed=agreed(house, note="Con la nonna.", people=[])
    )
    assert not changed.moves.exists()
    assert not changed.people.exists()
    assert open_text(changed, "note") == "Con la nonna."


def test_two_at_once_is_a_conflict(house: House) -> None:
    (row,) = plan(house)
    actions.edit_appointment(by=house.worker, at=AT, appointment=row, version=1, agreed=agreed(house, note="Prima."))
    with pytest.raises(ConflictError):
        actions.edit_appointment(by=house.worker, at=AT, appointment=row, version=1, agreed=agreed(house, note="Poi."))
    assert open_text(Appointment.objects.get(), "note") == "Prima."


def test_what_was_held_is_not_moved(house: House) -> None:
    row = make_appointment(house.record, staff(house.worker), state=AppointmentState.HELD)
    with pytest.raises(CaseError, match="ancora fissato"):
        actions.edit_appointment(by=house.worker, at=AT, appointment=row, version=1, agreed=agreed(house))


def step(house: House, name: str, row: Appointment, **values: Any) -> Appointment:
    act: Callable[..., Appointment] = getattr(actions, name)
    given = {"missed_by": agenda_code(ListKey.MISSED_BY, "family")} if name == "miss" else {}
    return act(by=house.worker, at=AT, appointment=row, version=row.version, **given | values)


@pytest.mark.parametrize("name", sorted(STEPS))
@pytest.mark.parametrize("state", list(AppointmentState))
def test_steps_are_those_of_the_table(house: House, name: str, state: AppointmentState) -> None:
    row = make_appointment(
        house.record,
        staff(house.worker),
        **{"missed_by": "family"} if state == AppointmentState.MISSED else {"state": state},
    )
    if state in STEPS[name]:
        target = {"hold": "held", "miss": "missed", "cancel": "cancelled", "plan_again": "planned"}[name]
        assert step(house, name, row).state == target
    else:
        with pytest.raises(CaseError):
            step(house, name, row)


def test_missed_says_by_whom_and_why_and_comes_back(house: House) -> None:
    row = make_appointment(house.record, staff(house.worker))
    row = step(house, "miss", row, outcome="La madre era al lavoro.")
    assert row.missed_by is not None
    assert row.missed_by.code == "family"
    assert open_text(row, "outcome") == "La madre era al lavoro."
    again = step(house, "plan_again", row)
    assert (again.missed_by, open_text(again, "outcome")) == (None, "")


@pytest.mark.parametrize("name", ["hold", "miss"])
def test_future_is_neither_held_nor_missed(house: House, name: str) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=AT + timedelta(days=1))
    with pytest.raises(CaseError, match="futuro"):
        step(house, name, row)


def test_what_is_agreed_for_later_today_may_be_held(house: House) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=AT + 2 * HOUR)
    assert step(house, "hold", row).state == AppointmentState.HELD


def tell(house: House, row: Appointment, by: User | None = None, **values: Any) -> DiaryEntry:
    given: dict[str, Any] = {
        "kind": code(CasesKey.DIARY_KIND, "interview"),
        "happened_on": timezone.localdate(row.starts_at),
        "text": "Si è parlato della scuola.",
    }
    return actions.tell_in_diary(by=by or house.worker, at=AT, appointment=row, **given | values)


def test_told_in_the_diary_is_held_and_knows_its_entry(house: House) -> None:
    row = make_appointment(house.record, staff(house.worker))
    entry = tell(house, row)
    row.refresh_from_db()
    assert (row.state, row.diary_entry) == (AppointmentState.HELD, entry)
    assert open_text(entry, "text") == "Si è parlato della scuola."
    assert tell(house, row, text="Un altro testo.") == entry
    assert DiaryEntry.objects.count() == 1
    with pytest.raises(CaseError):
        step(house, "plan_again", row)


def test_refused_entry_leaves_the_appointment_as_it_was(house: House) -> None:
    row = make_appointment(house.record, staff(house.worker))
    with pytest.raises(CaseError):
        tell(house, row, text="")
    row.refresh_from_db()
    assert row.state == AppointmentState.PLANNED
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize(
    ("values", "said"), [({"state": AppointmentState.CANCELLED}, "annullato"), ({"missed_by": "person"}, "mancato")]
)
def test_missed_or_cancelled_is_not_told_as_if_it_were_held(house: House, values: dict[str, Any], said: str) -> None:
    row = make_appointment(house.record, staff(house.worker), **values)
    with pytest.raises(CaseError, match=said):
        tell(house, row)


def test_planned_of_a_record_by_kind(house: House) -> None:
    hearing = make_appointment(house.record, kind="hearing", starts_at=START)
    interview = make_appointment(house.record, starts_at=START - HOUR)
    make_appointment(house.record, state=AppointmentState.HELD)
    assert list(planned(house.record)) == [interview, hearing]
    assert list(planned(house.record, "hearing")) == [hearing]


def test_feed_opens_replaces_and_revokes(house: House) -> None:
    first = actions.open_feed(by=house.worker, at=AT)
    assert user_of(first) == house.worker
    assert not CalendarFeed.objects.filter(digest__contains=first).exists()
    second = actions.open_feed(by=house.worker, at=AT)
    assert (user_of(first), user_of(second)) == (None, house.worker)
    assert actions.revoke_feed(by=house.worker, at=AT)
    assert user_of(second) is None
    assert not actions.revoke_feed(by=house.worker, at=AT)


def test_feed_of_a_closed_account_says_nothing(house: House) -> None:
    secret = actions.open_feed(by=house.worker, at=AT)
    house.worker.is_active = False
    house.worker.save()
    assert user_of(secret) is None


def test_feed_is_for_who_reads_records(db: None) -> None:
    with pytest.raises(NotAllowedError):
        actions.open_feed(by=make_user(full_name="Nessun Ruolo"), at=AT)


def test_feed_has_own_appointments_of_records_still_read(house: House, colleague: User) -> None:
    mine = make_appointment(house.record, staff(house.worker), starts_at=START, comune=house.place.comune)
    make_appointment(house.record, staff(colleague), starts_at=START)
    gone = make_record(house.place, worker=colleague).case_file
    make_appointment(gone, staff(house.worker), starts_at=START)
    (event,) = events_of(house.worker, now=AT)
    assert event.uid == f"{mine.uid}@ordito"
    assert (event.summary, event.location) == ("Colloquio", house.place.comune.name)

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.accounts.roles import DPO
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.actions import CaseError, ConflictError, merge_persons
from ordito.cases.models import CaseFile
from ordito.cases.queries.merging import plan_of, pointers_to
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.messages.models import Message
from ordito.stewardship import actions
from ordito.stewardship.enums import WatchKind
from ordito.stewardship.models import FindingRecord, WatchedDay, WatchFinding, WatchRule
from ordito.stewardship.queries.findings import finding_view
from ordito.stewardship.tasks.watching import watch_accesses
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, make_case_file, make_person, make_record, make_team_member, staff
from tests.factories.rights import at_hour, read, rule_of, watch

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)


def kinds(found: list[WatchFinding]) -> set[str]:
    return {one.kind for one in found}


def change(kind: WatchKind, **values: Any) -> WatchRule:
    with writing():
        WatchRule.objects.filter(kind=kind).update(**values)
    return rule_of(kind)


def test_a_common_day_finds_nothing(house: House) -> None:
    for minute in range(10):
        read(house.record, house.worker, at_hour(FRIDAY, 10, minute))
    assert watch(FRIDAY) == []
    assert WatchedDay.objects.get().found == 0
    assert not Message.objects.exists()


def test_many_records_in_an_hour(house: House, coordinator: User) -> None:
    change(WatchKind.MANY_RECORDS, threshold=3)
    records = [house.record, *(make_record(house.place, worker=house.worker).case_file for _number in range(2))]
    for minute, record in enumerate(records):
        read(record, house.worker, at_hour(FRIDAY, 10, minute))
    for hour, record in zip((9, 11, 13), records, strict=True):  # as many, but through the day
        read(record, coordinator, at_hour(FRIDAY, hour))
    [found] = watch(FRIDAY)
    assert (found.kind, found.count, found.reader_name) == (WatchKind.MANY_RECORDS, 3, "Anna Prova")
    assert found.first_at == at_hour(FRIDAY, 10)
    assert set(found.records.values_list("case_file_id", flat=True)) == {record.pk for record in records}


def test_out_of_hours_by_the_clock_on_the_wall(house: House) -> None:
    change(WatchKind.OFF_HOURS, threshold=1)
    for hour in (7, 19):
        read(house.record, house.worker, at_hour(FRIDAY, hour, 30))
    assert watch(FRIDAY) == []
    read(house.record, house.worker, at_hour(SATURDAY, 10))
    assert kinds(watch(SATURDAY)) == {WatchKind.OFF_HOURS}


@pytest.mark.parametrize(("hour", "minute"), [(6, 59), (20, 0), (23, 30)])
def test_before_and_after_the_office(house: House, hour: int, minute: int) -> None:
    change(WatchKind.OFF_HOURS, threshold=1)
    read(house.record, house.worker, at_hour(FRIDAY, hour, minute))
    assert kinds(watch(FRIDAY)) == {WatchKind.OFF_HOURS}


def test_who_has_the_readers_surname(house: House) -> None:
    person = house.record.person
    with writing():
        seal_texts(person, surname=staff(house.worker).surname.upper(), name="Qualcuno")
        person.save()
    read(house.record, house.worker, at_hour(FRIDAY, 10))
    assert kinds(watch(FRIDAY)) == {WatchKind.SAME_SURNAME}


def test_who_has_the_name_of_somebody_who_works_here(house: House, colleague: User) -> None:
    person, other = house.record.person, staff(colleague)
    with writing():
        seal_texts(person, surname=other.surname, name=other.name)
        person.save()
    read(house.record, house.worker, at_hour(FRIDAY, 10))
    found = watch(FRIDAY)
    assert WatchKind.COLLEAGUE in kinds(found)


def test_records_that_the_reader_has_no_tie_to(house: House, coordinator: User) -> None:
    change(WatchKind.UNLINKED, threshold=1)
    read(house.record, house.worker, at_hour(FRIDAY, 10))
    assert watch(FRIDAY) == []
    thursday = FRIDAY - timedelta(days=4)
    with writing():
        WatchedDay.objects.all().delete()
    read(house.record, coordinator, at_hour(thursday, 10))
    [found] = watch(thursday)
    assert (found.kind, found.reader_name) == (WatchKind.UNLINKED, "Cora Coordina")
    make_team_member(house.taking, staff(coordinator), house.place.body)
    with writing():
        WatchFinding.objects.get().records.all().delete()
        WatchFinding.objects.all().delete()
        WatchedDay.objects.all().delete()
    assert watch(thursday) == []


def test_emergencies_refusals_searches_and_prints(house: House, outsider: User) -> None:
    for kind, threshold in ((WatchKind.REFUSED, 2), (WatchKind.MANY_SEARCHES, 2), (WatchKind.TAKEN_OUT, 2)):
        change(kind, threshold=threshold)
    for minute in range(2):
        read(house.record, outsider, at_hour(FRIDAY, 10, minute), kind=Kind.REFUSED)
        log_access("cases.find_people", by=house.worker, at=at_hour(FRIDAY, 9, minute), kind=Kind.SEARCH)
        log_access(
            "papers.print_record",
            by=house.worker,
            at=at_hour(FRIDAY, 12 + minute),
            kind=Kind.PRINT,
            rows=[house.record],
        )
    log_access("cases.break_glass", by=house.worker, at=at_hour(FRIDAY, 15), kind=Kind.WRITE, rows=[house.record])
    log_access("cases.read_record", by=SystemActor("prova"), at=at_hour(FRIDAY, 3), kind=Kind.READ)
    found = {one.kind: one.reader_name for one in watch(FRIDAY)}
    assert found == {
        WatchKind.EMERGENCY: "Anna Prova",
        WatchKind.REFUSED: "Olga Altrove",
        WatchKind.MANY_SEARCHES: "Anna Prova",
        WatchKind.TAKEN_OUT: "Anna Prova",
    }


def test_two_records_of_one_person_in_one_finding_are_merged_without_a_word_of_it(house: House) -> None:
    change(WatchKind.MANY_RECORDS, threshold=2)
    twin = make_case_file(make_person(house.place, "Zanzotti", "Ezechiele"), opened_by=staff(house.worker))
    for minute, record in enumerate((house.record, twin)):
        read(record, house.worker, at_hour(FRIDAY, 10, minute))
    [found] = [one for one in watch(FRIDAY) if one.kind == WatchKind.MANY_RECORDS]
    numbers = finding_view(found).records
    assert [number.split(",")[0] for number in numbers] == sorted((house.record.number, twin.number))
    kept = house.record.person
    assert FindingRecord not in {move.model for move in plan_of(kept, twin.person).moves}
    merge_persons(by=house.worker, at=NOW, kept=kept, absorbed=twin.person, version=kept.version, reason="La stessa.")
    assert finding_view(found).records == numbers
    assert FindingRecord not in {model for model, _key in pointers_to(CaseFile)}, "an undo of an import goes this way"


def test_a_rule_that_is_off_or_not_in_force_finds_nothing(house: House) -> None:
    change(WatchKind.EMERGENCY, active=False)
    change(WatchKind.OFF_HOURS, threshold=1, valid_from=SATURDAY)
    log_access("cases.break_glass", by=house.worker, at=at_hour(FRIDAY, 15), kind=Kind.WRITE, rows=[house.record])
    read(house.record, house.worker, at_hour(FRIDAY, 23))
    assert watch(FRIDAY) == []


def test_a_day_is_looked_at_once_and_missed_days_are_caught_up(house: House) -> None:
    for day in (FRIDAY, SATURDAY):
        log_access("cases.break_glass", by=house.worker, at=at_hour(day, 15), kind=Kind.WRITE, rows=[house.record])
    assert len(watch(FRIDAY)) == 1
    assert len(watch(FRIDAY)) == 1
    assert actions.watch_days(by=SystemActor("test"), at=at_hour(date(2026, 11, 24), 4)) == 1
    assert list(WatchedDay.objects.order_by("day").values_list("day", "found")) == [
        (FRIDAY, 1),
        (SATURDAY, 1),
        (date(2026, 11, 22), 0),
        (date(2026, 11, 23), 0),
    ]


def test_only_who_reads_the_log_is_told(house: House, coordinator: User) -> None:
    dpo = make_user(role=DPO, territory=house.place.ambito, full_name="Dora Protegge")
    log_access("cases.break_glass", by=house.worker, at=at_hour(FRIDAY, 15), kind=Kind.WRITE, rows=[house.record])
    watch(FRIDAY)
    assert [message.recipient_id for message in Message.objects.all()] == [dpo.pk]


def test_the_job_looks_at_yesterday(db: None) -> None:
    assert watch_accesses() == {"found": 0}
    assert WatchedDay.objects.get().day < timezone.localdate()


def test_seen_with_a_note_that_only_its_row_opens(house: House, colleague: User) -> None:
    dpo = make_user(role=DPO, territory=house.place.ambito, full_name="Dora Protegge")
    log_access("cases.break_glass", by=house.worker, at=at_hour(FRIDAY, 15), kind=Kind.WRITE, rows=[house.record])
    [found] = watch(FRIDAY)
    with pytest.raises(CaseError):
        actions.see_finding(by=dpo, at=NOW, finding=found, note=" ")
    with pytest.raises(NotAllowedError):
        actions.see_finding(by=colleague, at=NOW, finding=found, note="No.")
    seen = actions.see_finding(by=dpo, at=NOW, finding=found, note="Turno di reperibilità.")
    assert (seen.note, seen.seen_by_name) == ("Turno di reperibilità.", "Dora Protegge")
    assert b"reperibil" not in bytes(seen.sealed_note)
    assert not WatchFinding.objects.unseen().exists()
    assert not WatchFinding.objects.visible_to(colleague).exists()


def test_a_changed_rule_holds_from_today(house: House, colleague: User) -> None:
    dpo = make_user(role=DPO, territory=house.place.ambito)
    rule = rule_of(WatchKind.MANY_RECORDS)
    values: dict[str, Any] = {"at": NOW, "rule": rule, "version": rule.version, "active": True, "minutes": 30}
    for wrong in ({"threshold": 0}, {"threshold": 20_000}, {"threshold": 5, "minutes": 0}):
        with pytest.raises(CaseError):
            actions.change_rule(by=dpo, **{**values, **wrong})
    with pytest.raises(NotAllowedError):
        actions.change_rule(by=colleague, **values, threshold=5)
    fresh = actions.change_rule(by=dpo, **values, threshold=5)
    rule.refresh_from_db()
    assert rule.valid_to == fresh.valid_from - timedelta(days=1)
    assert (fresh.threshold, fresh.minutes, rule.threshold) == (5, 30, 30)
    with pytest.raises(ConflictError):
        actions.change_rule(by=dpo, **values, threshold=6)
    again = actions.change_rule(
        by=dpo, at=NOW, rule=fresh, version=fresh.version, threshold=7, active=False, minutes=10
    )
    assert (again.pk, again.active) == (fresh.pk, False), "changed twice on one day"


def test_hours_have_an_order(house: House) -> None:
    dpo = make_user(role=DPO, territory=house.place.ambito)
    rule = rule_of(WatchKind.OFF_HOURS)
    values: dict[str, Any] = {"by": dpo, "at": NOW, "rule": rule, "version": 1, "threshold": 1, "active": True}
    with pytest.raises(CaseError) as refused:
        actions.change_rule(**values, opens=time(20), closes=time(8))
    assert refused.value.field == "closes"
    assert actions.change_rule(**values, opens=time(8), closes=time(18), minutes=5).minutes == 0

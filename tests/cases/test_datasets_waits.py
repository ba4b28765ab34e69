# SPDX-License-Identifier: EUPL-1.2
"""Waits from a request on: open until something follows, in a band by their days, read again with their person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.actions import recorded
from ordito.cases.datasets import DATASETS as OF_CASES
from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.models import Contact
from ordito.cases.queries.waits import BAND
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.indicators.actions import extract_snapshot
from ordito.indicators.engine.mart import OPEN
from ordito.indicators.engine.store import Store
from ordito.indicators.queries.snapshots import folder_of
from ordito.plans.datasets import DATASETS as OF_PLANS
from ordito.plans.enums import PlanState
from tests.factories.cases import NOW, code, make_case_file, make_diary_entry, make_person, make_place, make_taking
from tests.factories.flows import make_concern_report
from tests.factories.plans import make_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.cases.models import CaseFile, ConcernReport

pytestmark = pytest.mark.django_db
SETS = {dataset.name: dataset for dataset in (*OF_CASES, *OF_PLANS)}
SIGNALLED = date(2026, 1, 10)


def told(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a dataset by column."""
    columns = [column.name for column in SETS[name].columns]
    return (dict(zip(columns, row, strict=True)) for row in SETS[name].rows())


def waits(name: str) -> list[tuple[str, date | None]]:
    """The band and the last day of each wait."""
    return [(row["band"], row["followed_on"]) for row in told(name)]


def record() -> CaseFile:
    return make_case_file(make_person(make_place()))


def signalled(case_file: CaseFile, **values: Any) -> ConcernReport:
    row = make_concern_report(case_file, received_on=SIGNALLED)
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def after(days: int) -> date:
    return SIGNALLED + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "band"), [(0, "30"), (30, "30"), (31, "60"), (60, "60"), (61, "90"), (90, "90"), (91, "over")]
)
def test_report_waits_for_the_first_interview_in_the_band_of_its_days(days: int, band: str) -> None:
    case_file = record()
    signalled(case_file)
    for day in (after(-5), after(days), after(days + 40)):
        make_diary_entry(case_file, happened_on=day)
    make_diary_entry(case_file, happened_on=SIGNALLED, private=True)
    assert waits("report_interviews") == [(band, after(days))]


def test_whoever_was_not_met_waits_and_is_not_zero_days() -> None:
    signalled(record())
    assert waits("report_interviews") == waits("report_takings") == waits("report_plans") == [("waiting", None)]


def test_filed_reports_and_takings_that_ended_without_it_wait_no_more() -> None:
    case_file = record()
    taking = make_taking(case_file, opened_on=after(3), closed_on=after(90))
    signalled(case_file, state=ConcernState.ACCEPTED, weighed_on=after(1), taking=taking)
    signalled(record(), state=ConcernState.FILED, weighed_on=after(1))
    assert waits("report_takings") == [("30", after(3))]
    assert not waits("report_interviews")
    assert not waits("report_plans")
    assert not waits("taking_plans")


def test_who_was_in_charge_already_does_not_wait_to_be() -> None:
    case_file = record()
    make_taking(case_file, opened_on=after(-100))
    signalled(case_file)
    make_diary_entry(case_file, happened_on=after(7))
    assert not waits("report_takings")
    assert not waits("report_plans")
    assert waits("report_interviews") == [("30", after(7))]


def test_first_plan_agreed_ends_the_waits_for_it() -> None:
    case_file = record()
    signalled(case_file)
    make_taking(case_file, opened_on=after(20))
    make_plan(case_file, starts_on=after(30))
    make_plan(case_file, state=PlanState.AGREED, agreed_on=after(70))
    make_plan(case_file, state=PlanState.AGREED, agreed_on=after(200))
    assert waits("report_plans") == [("90", after(70))]
    assert waits("taking_plans") == [("60", after(70))]


def test_what_follows_after_a_taking_ended_ends_no_wait_of_it() -> None:
    case_file = record()
    taking = make_taking(case_file, opened_on=after(3), closed_on=after(90))
    signalled(case_file, state=ConcernState.ACCEPTED, weighed_on=after(1), taking=taking)
    make_taking(case_file, opened_on=after(300))
    make_diary_entry(case_file, happened_on=after(301))
    make_plan(case_file, state=PlanState.AGREED, agreed_on=after(320))
    assert not waits("report_interviews")
    assert not waits("report_plans")
    assert waits("report_takings") == [("30", after(3))]
    assert waits("taking_plans") == [("30", after(320))], "of the second taking alone"


def contact(case_file: CaseFile, outcome: str, **values: Any) -> Contact:
    row = Contact(
        person=case_file.person,
        body=case_file.body,
        comune=case_file.comune,
        ambito=case_file.ambito,
        happened_on=SIGNALLED,
        channel=code(ListKey.ACCESS_CHANNEL, "in_person"),
        outcome=code(ListKey.CONTACT_OUTCOME, outcome),
        recorded_by_name="Qualcuno",
        recorded_at=NOW,
        wrapped_key=case_file.person.wrapped_key,
    )
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def test_contacts_that_led_on_wait_for_the_interview_and_those_that_did_not_are_none() -> None:
    case_file = record()
    for outcome in ("appointment", "information"):
        contact(case_file, outcome)
    contact(case_file, "appointment", person=None)
    make_diary_entry(case_file, happened_on=after(33))
    assert waits("contact_interviews") == [("60", after(33))], "of who is not known nobody can say more"


def test_bands_have_names_and_rows_their_columns() -> None:
    case_file = record()
    signalled(case_file)
    make_taking(case_file, opened_on=SIGNALLED)
    contact(case_file, "appointment")
    names = {code: str(name) for code, name in (BAND.names or dict)().items()}
    for name in ("report_interviews", "report_takings", "contact_interviews", "report_plans", "taking_plans"):
        (row,) = told(name)
        assert BAND in SETS[name].columns
        assert row["band"] in names
    assert list(names.values()) == [
        "0–30 giorni", "31–60 giorni", "61–90 giorni", "oltre 90 giorni", "ancora in attesa",
    ]  # fmt: skip


def test_refresh_reads_a_wait_again_when_its_record_or_its_person_is_touched() -> None:
    system = SystemActor("prova")
    files = [record() for _number in range(3)]
    for case_file in files:
        signalled(case_file)
        make_taking(case_file, opened_on=SIGNALLED)
    extract_snapshot(by=system, at=NOW)
    with recorded("cases.prova", by=system, at=NOW) as trace:
        entry = make_diary_entry(files[0], happened_on=after(8))
        trace.touches(entry, files[0])
    with recorded("cases.prova", by=system, at=NOW) as trace:
        files[1].person.annulled_at = NOW
        files[1].person.save()
        trace.touches(files[1].person)
    found = Store(folder_of(extract_snapshot(by=system, at=NOW + timedelta(minutes=5), whole=False)))
    table = found.read("report_interviews", ["band", "end"])
    assert found.manifest.layers == 2
    assert sorted(zip(table["band"].to_pylist(), (day == OPEN for day in table["end"].to_pylist()), strict=True)) == [
        ("30", False),
        ("waiting", True),
    ]
    again = Store(folder_of(extract_snapshot(by=system, at=NOW + timedelta(minutes=9))))
    assert again.manifest.layers == 1
    assert [again.digest(name) for name in SETS] == [found.digest(name) for name in SETS]


def test_refresh_forgets_a_wait_that_its_record_ended_and_ends_one_by_a_plan_of_another_record() -> None:
    system, place = SystemActor("prova"), make_place()
    ended, followed = (make_case_file(make_person(place)) for _number in range(2))
    taking = make_taking(ended, opened_on=after(3))
    signalled(ended, state=ConcernState.ACCEPTED, weighed_on=after(1), taking=taking)
    make_taking(followed, opened_on=SIGNALLED)
    elsewhere = make_place(ambito=place.ambito)
    followed.person.body = elsewhere.body
    other = make_case_file(followed.person)
    extract_snapshot(by=system, at=NOW)
    with recorded("cases.prova", by=system, at=NOW) as trace:
        taking.closed_on = after(90)
        taking.save()
        trace.touches(taking, ended)
    with recorded("cases.prova", by=system, at=NOW) as trace:
        make_plan(other, state=PlanState.AGREED, agreed_on=after(40))
        trace.touches(other)
    found = Store(folder_of(extract_snapshot(by=system, at=NOW + timedelta(minutes=5), whole=False)))
    assert found.manifest.layers == 2
    assert not found.facts("report_plans").rows
    assert found.read("taking_plans", ["band"])["band"].to_pylist() == ["60"]

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ordito.cases.actions import CaseError, ConflictError
from ordito.core.access import SystemActor
from ordito.core.fields import open_text
from ordito.protection import actions
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import ListKey
from ordito.protection.models import ProtectiveMeasure, ReportDue
from tests.factories.cases import make_record
from tests.factories.protection import code, make_measure, make_proceeding, make_report

if TYPE_CHECKING:
    from tests.records import House

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ROME)
TODAY = NOW.date()
SYSTEM = SystemActor("test")


def measure_values(**changes: Any) -> actions.MeasureValues:
    given: dict[str, Any] = {
        "nature": "judicial",
        "issuer": code(ListKey.OFFICE, "juvenile_civil"),
        "kind": code(ListKey.MEASURE_KIND, "responsibility"),
        "standing": "provisional",
        "issued_on": date(2026, 3, 1),
        "contents": [code(ListKey.MEASURE_CONTENT, name) for name in ("prescriptions", "protected_meetings")],
        "text": "Prescrive ai genitori di collaborare.",
    }
    return actions.MeasureValues(**given | changes)


def add(house: House, values: actions.RowValues) -> Any:
    return actions.add_row(values, by=SYSTEM, at=NOW, case_file=house.record, form_key=uuid4())


def contents(row: ProtectiveMeasure) -> set[str]:
    return set(row.contents.values_list("content__code", flat=True))


def test_measure_keeps_its_contents_and_their_corrections(house: House) -> None:
    row = add(house, measure_values())
    assert contents(row) == {"prescriptions", "protected_meetings"}
    assert open_text(row, "text").startswith("Prescrive")
    changed = measure_values(contents=[code(ListKey.MEASURE_CONTENT, "prescriptions")])
    actions.edit_row(changed, by=SYSTEM, at=NOW, row=row, version=row.version)
    assert contents(row) == {"prescriptions"}
    with pytest.raises(ConflictError):
        actions.edit_row(changed, by=SYSTEM, at=NOW, row=row, version=1)


def test_measure_that_replaces_another_ends_it_on_its_own_day(house: House) -> None:
    before = make_measure(house.record)
    add(house, measure_values(replaces=before, issued_on=date(2026, 9, 1)))
    before.refresh_from_db()
    assert before.ended_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issuer": "social_service"}, "issuer"),
        ({"nature": "administrative"}, "issuer"),
        ({"kind": "emergency_removal"}, "kind"),
        ({"kind": "consensual_foster_care"}, "kind"),
        ({"nature": "administrative", "issuer": "social_service"}, "standing"),
        ({"issued_on": date(2026, 12, 1)}, "issued_on"),
        ({"until": date(2026, 2, 1)}, "until"),
        ({"notified_on": date(2026, 2, 1)}, "notified_on"),
        ({"kind": "mayor"}, "kind"),
    ],
)
def test_measure_that_cannot_be_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    keys = {"issuer": ListKey.OFFICE, "kind": ListKey.MEASURE_KIND}
    if changes.get("kind") == "mayor":  # a code of another list
        keys["kind"] = ListKey.OFFICE
    changes = {name: code(keys[name], value) if name in keys else value for name, value in changes.items()}
    with pytest.raises(CaseError) as error:
        add(house, measure_values(**changes))
    assert error.value.field == field
    assert not ProtectiveMeasure.objects.exists()


def test_measure_points_to_nothing_of_another_record_nor_to_itself(house: House) -> None:
    other = make_record(house.place, surname="Altrui").case_file
    for field, row in (("replaces", make_measure(other)), ("proceeding", make_proceeding(other))):
        with pytest.raises(CaseError) as error:
            add(house, measure_values(**{field: row}))
        assert error.value.field == field
    own = add(house, measure_values())
    with pytest.raises(CaseError) as error:
        actions.edit_row(measure_values(replaces=own), by=SYSTEM, at=NOW, row=own, version=own.version)
    assert error.value.field == "replaces"


def test_proceeding_is_before_a_judge(house: House) -> None:
    subject = code(ListKey.PROCEEDING_SUBJECT, "responsibility")
    with pytest.raises(CaseError) as error:
        add(house, actions.ProceedingValues(office=code(ListKey.OFFICE, "mayor"), subject=subject))
    assert error.value.field == "office"
    row = add(
        house,
        actions.ProceedingValues(
            office=code(ListKey.OFFICE, "juvenile_civil"), subject=subject, number="812", year=2026, judge="dott. Finto"
        ),
    )
    assert (row.register_number, open_text(row, "judge")) == ("812/2026", "dott. Finto")


def report_values(**changes: Any) -> actions.ReportValues:
    given: dict[str, Any] = {
        "recipient": code(ListKey.OFFICE, "juvenile_civil"),
        "content": code(ListKey.REPORT_CONTENT, "update"),
        "due_on": date(2026, 8, 31),
    }
    return actions.ReportValues(**given | changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due_on": None}, "due_on"),
        ({"due_on": None, "sent_on": date(2026, 12, 1)}, "sent_on"),
        ({"due_on": None, "sent_on": date(2026, 3, 1), "every_months": 6}, "every_months"),
    ],
)
def test_report_that_cannot_be_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as error:
        add(house, report_values(**changes))
    assert error.value.field == field


def test_sent_report_that_repeats_leaves_the_next_counted_from_its_term(house: House) -> None:
    row = add(house, report_values(every_months=6))
    sent = actions.send_report(
        by=SYSTEM, at=NOW, report=row, version=row.version, sent_on=date(2026, 9, 20), protocol_number="91"
    )
    following = ReportDue.objects.get(sent_on=None)
    assert (following.due_on, following.follows) == (date(2027, 2, 28), sent)
    with pytest.raises(CaseError, match="già inviata"):
        actions.send_report(by=SYSTEM, at=NOW, report=row, version=sent.version, sent_on=TODAY)
    assert ReportDue.objects.count() == 2


def test_report_due_no_more_is_not_sent(house: House) -> None:
    row = make_report(house.record)
    actions.drop_report(by=SYSTEM, at=NOW, report=row, version=1, dropped_on=TODAY)
    with pytest.raises(CaseError, match="non è più dovuta"):
        actions.send_report(by=SYSTEM, at=NOW, report=row, version=2, sent_on=TODAY)

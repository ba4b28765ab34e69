# SPDX-License-Identifier: EUPL-1.2
"""People of an Ambito enrolled from a spreadsheet: what the dry run says, what is written, what is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.core.access import NotAllowedError
from ordito.core.declare import ImportRecord
from ordito.training.actions.enrolment_files import undo_enrolments, write_enrolments
from ordito.training.actions.enrolments import request_enrolment
from ordito.training.enums import EnrolmentSource, EnrolmentState
from ordito.training.models import Enrolment
from ordito.training.queries.enrolment_sheet import check_enrolments, edition_choices
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_territory
from tests.factories.training import School, applicant, make_school

if TYPE_CHECKING:
    from ordito.training.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> School:
    found = make_school()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def rows(edition: Edition, *people: tuple[str, str]) -> list[ImportRecord]:
    return [
        ImportRecord(number, {"edition": str(edition.pk), "surname": surname, "name": "Ada", "email": email})
        for number, (surname, email) in enumerate(people, start=2)
    ]


def how(school: School, **values: Any) -> dict[str, Any]:
    officer = make_user(role=AMBITO_OFFICER, territory=school.ambito)
    return {"by": officer, "territory_id": school.ambito.pk, "batch_id": 1} | values


def test_the_dry_run_says_what_is_wrong_and_what_will_happen(school: School) -> None:
    edition, closed = school.edition(seats=2), school.edition(enrol_until=school.now.date().replace(day=1, month=1))
    inside = school.colleague("Dentro", name="Ada")
    school.enrol(edition, inside)
    asked = applicant("Chiesta", name="Ada")
    request_enrolment(edition=edition, applicant=asked, by=school.manager, at=school.now)
    people = [("Dentro", inside.email), ("Chiesta", asked.email), ("Uno", "uno@example.org"),
              ("Uno", "UNO@example.org"), ("Due", "due"), ("Tre", "tre@example.org")]  # fmt: skip
    records = [*rows(edition, *people), *rows(closed, ("Chiusa", "chiusa@example.org"))]
    found = check_enrolments(records, **how(school))
    assert [[(one.code, one.warning) for one in problems] for problems in found] == [
        [("already_in", True)],
        [("not_in", True)],
        [],
        [("twice", False)],
        [("not_an_address", False)],
        [("full", True)],
        [("closed", False)],
    ]
    assert Enrolment.objects.count() == 2, "a dry run writes nothing"
    assert str(edition) in {one.label for one in edition_choices()}


def test_rows_get_a_seat_or_wait_once_and_are_taken_back_unless_touched(school: School) -> None:
    edition, hows = school.edition(seats=1), how(school, at=school.now)
    records = rows(edition, ("Uno", "uno@example.org"), ("Due", "due@example.org"))
    written = write_enrolments(records, **hows)
    states = Enrolment.objects.order_by("pk").values_list("state", "source")
    assert list(states) == [
        (EnrolmentState.ENROLLED, EnrolmentSource.IMPORT),
        (EnrolmentState.WAITING, EnrolmentSource.IMPORT),
    ]
    assert write_enrolments(records, **hows) == [[], []], "who is in already brings nothing"
    del hows["territory_id"]
    objects = [thing for things in written for thing in things]
    assert undo_enrolments(objects, **hows) == []
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.WITHDRAWN}
    kept = undo_enrolments(objects, **hows)
    assert [thing.object_id for thing in kept] == [thing.object_id for thing in objects]


def test_the_staff_of_a_body_elsewhere_is_left_to_that_body(school: School) -> None:
    edition, hows = school.edition(seats=1), how(school)
    school.enrol(edition)
    elsewhere = make_organisation(seat=make_territory(parent=make_ambito()))
    theirs = make_professional("Altrove", "Ada", organisation=elsewhere, email="altrove@example.org")
    ours = school.colleague("Nostra", name="Ada")
    records = rows(edition, ("Altrove", theirs.email), ("Nostra", ours.email))
    codes = [[one.code for one in problems] for problems in check_enrolments(records, **hows)]
    assert codes == [["not_theirs", "full"], ["full"]]
    with pytest.raises(NotAllowedError):
        write_enrolments(records, **hows, at=school.now)
    assert len(write_enrolments(records[1:], **hows, at=school.now)[0]) == 1


def test_who_enrols_no_staff_brings_nobody_in(school: School) -> None:
    edition = school.edition()
    with pytest.raises(NotAllowedError):
        write_enrolments(rows(edition, ("Uno", "uno@example.org")), **how(school, at=school.now, by=school.worker))

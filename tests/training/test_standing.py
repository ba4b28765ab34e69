# SPDX-License-Identifier: EUPL-1.2
"""Where people stand with editions: in words once it is over, and warned when two meet in the same hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import TRAINING_MANAGER
from ordito.core.models import writing
from ordito.training.actions import editions
from ordito.training.enums import EditionState, EnrolmentState
from ordito.training.models import Edition, EditionOutcome, Enrolment
from ordito.training.queries.standing import clashes_of, meet, words_of
from ordito.training.rules import token_of
from tests.factories.accounts import make_user
from tests.factories.training import School, applicant, make_school
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

NINE = datetime(2026, 10, 6, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> School:
    found = make_school()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


@pytest.mark.parametrize(
    ("starts", "hours", "found"), [(-1, 1, False), (-1, 2, True), (1, 1, True), (3, 1, True), (4, 2, False)]
)
def test_lessons_meet_when_they_share_some_time(starts: int, hours: int, found: bool) -> None:  # noqa: FBT001 - a case
    other = (NINE + starts * HOUR, NINE + (starts + hours) * HOUR)
    assert meet([(NINE, NINE + 4 * HOUR)], [other]) is found
    assert not meet([], [other])


@pytest.mark.parametrize(
    ("edition", "state", "minutes", "words"),
    [
        ("open", "enrolled", None, "iscritta"),
        ("open", "waiting", None, "in lista d’attesa"),
        ("closed", "enrolled", 60, "ha partecipato"),
        ("closed", "enrolled", 0, "non ha partecipato"),
        ("past", "enrolled", None, "edizione finita"),
        ("past", "waiting", None, "senza posto"),
        ("past", "requested", None, "mai confermata"),
        ("past", "withdrawn", None, "ritirata"),
        ("cancelled", "enrolled", None, "edizione annullata"),
        ("cancelled", "refused", None, "non accolta"),
    ],
)
def test_what_is_over_does_not_read_as_enrolled(edition: str, state: str, minutes: int | None, words: str) -> None:
    past = edition == "past"
    of = Edition(ends_on=date(2026, 10, 1 if past else 13), state=EditionState.OPEN if past else EditionState(edition))
    row = Enrolment(edition=of, state=EnrolmentState(state))
    if minutes is not None:
        row.outcome = EditionOutcome(minutes=minutes)
    assert words_of(row, date(2026, 10, 6)) == words


@pytest.mark.django_db
def test_who_is_in_two_editions_in_the_same_hours_is_warned_and_not_refused(
    school: School, enter: Callable[[User], Client]
) -> None:
    person = school.worker.professional
    assert person is not None
    first, second, apart = school.edition(), school.edition(), school.edition()
    school.lesson(first, hour=9)
    school.lesson(second, hour=11)
    school.lesson(apart, days=3)
    for one in (first, apart):
        school.enrol(one, person)
    worker, office = enter(school.worker), enter(school.manager)
    answer = worker.post(reverse("training:enrol_oneself", args=[second.pk]), follow=True)
    assert f"ha lezioni nelle stesse ore anche in: {first}." in text_of(answer)
    assert Enrolment.objects.get(edition=second).state == EnrolmentState.ENROLLED
    mine = text_of(worker.get(reverse("training:mine")))
    assert f"Lezioni nelle stesse ore anche in: {first}." in mine
    assert f"anche in: {apart}" not in mine
    listed = text_of(office.get(reverse("training:people", args=[first.pk])))
    assert f"Lezioni nelle stesse ore anche in: {second}." in listed
    new = reverse("training:enrol_by_office", args=[second.pk])
    typed = as_opened(office.get(new).context["form"]) | {
        "surname": "Zanzotti",
        "name": "Ada",
        "email": "z@example.org",
    }
    assert "Ada Zanzotti ha lezioni" not in text_of(office.post(new, typed, follow=True))
    editions.cancel_edition(edition=second, reason="Poche persone", by=school.manager, at=school.now)
    assert "nelle stesse ore" not in text_of(worker.get(reverse("training:mine")))


@pytest.mark.django_db
def test_an_office_learns_only_that_there_is_another_edition(school: School, client: Client) -> None:
    ours, theirs = school.edition(), school.edition()
    for one in (ours, theirs):
        school.lesson(one)
    rows = [school.enrol(one, applicant()) for one in (ours, theirs)]
    elsewhere = make_user(role=TRAINING_MANAGER, territory=None, organisation=school.cooperative)
    assert clashes_of(rows[:1], elsewhere) == {rows[0].pk: ["un’altra edizione"]}
    assert clashes_of(rows[:1], school.manager) == {rows[0].pk: [str(theirs)]}
    own = client.get(reverse("training:own_enrolment", args=[rows[0].pk, token_of(rows[0].pk)]))
    assert str(theirs) in text_of(own)


@pytest.mark.django_db
def test_nobody_is_let_in_or_refused_once_it_is_over(school: School, enter: Callable[[User], Client]) -> None:
    edition, office = school.edition(), enter(school.manager)
    row, own = school.enrol(edition), school.enrol(edition, school.worker.professional)
    leave, page = reverse("training:withdraw", args=[own.pk]), reverse("training:edition", args=[edition.pk])
    worker = enter(school.worker)
    assert leave in text_of(worker.get(page))
    people, refuse = reverse("training:people", args=[edition.pk]), reverse("training:refuse", args=[row.pk])
    assert refuse in text_of(office.get(people))
    with writing():
        Edition.objects.filter(pk=edition.pk).update(state=EditionState.CLOSED)
    assert leave not in text_of(worker.get(page))
    listed = text_of(office.get(people))
    assert refuse not in listed
    assert "edizione finita" in listed
    for name in ("refuse", "admit", "withdraw"):
        assert office.post(reverse(f"training:{name}", args=[row.pk]), {"reason": "Perché no"}).status_code == 403

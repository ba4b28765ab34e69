# SPDX-License-Identifier: EUPL-1.2
"""Courses, editions, the register, a person's own page and the roll-up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import COACH, TRAINER
from ordito.core.access import NotAllowedError
from ordito.meetings.actions import invite
from ordito.meetings.enums import ParticipantRole
from ordito.territory.enums import Profile
from ordito.training.models import Accreditation, Course, Edition, Enrolment
from ordito.training.queries.editions import lessons_of
from ordito.training.queries.register import register_of
from ordito.training.queries.rollup import rollup
from tests.factories.accounts import make_user
from tests.factories.training import School, make_school, teach, track
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
INVALID = 422
REGISTER = 11


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> School:
    found = make_school()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def test_a_course_from_the_line_of_a_plan_to_an_edition_with_a_lesson(
    school: School, enter: Callable[[User], Client]
) -> None:
    client = enter(school.manager)
    line = school.plan(lines=1).lines.get()
    new = f"{reverse('training:new_course')}?linea={line.pk}"
    form = as_opened(client.get(new).context["form"])
    assert (form["title"], form["plan_line"]) == ("Linea 1", str(line.pk))
    for _twice in range(2):
        client.post(new, form)
    course = Course.objects.get()
    client.post(reverse("training:offer_course", args=[course.pk]))
    new = reverse("training:new_edition", args=[course.pk])
    form = as_opened(client.get(new).context["form"])
    wrong = client.post(new, form | {"ends_on": "01/01/2020"})
    assert wrong.context["form"].errors.keys() == {"ends_on"}
    client.post(new, form)
    edition = Edition.objects.get()
    assert edition.threshold == 80
    new = reverse("training:new_lesson", args=[edition.pk])
    form = as_opened(client.get(new).context["form"]) | {"starts": "9", "until": "13"}
    backwards = client.post(new, form | {"until": "8"})
    assert backwards.context["form"].errors.keys() == {"until"}
    assert client.post(new, form).status_code == 302
    beside = as_opened(client.get(new).context["form"]) | {"starts": "12", "until": "14"}
    assert client.post(new, beside).context["form"].errors.keys() == {"starts"}
    assert edition.lessons.get().meeting.minutes == 240
    client.post(reverse("training:open_edition", args=[edition.pk]))
    assert "aperta" in text_of(client.get(reverse("training:edition", args=[edition.pk])))


def test_modules_never_last_longer_than_the_course(school: School, enter: Callable[[User], Client]) -> None:
    client, course = enter(school.manager), school.course()
    address = reverse("training:modules", args=[course.pk])
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "version": course.version}
    sent |= {"form-0-title": "Principi", "form-0-hours": "10", "form-1-title": "Pratica", "form-1-hours": "6,5"}
    long = client.post(address, sent)
    assert long.status_code == INVALID
    assert "più ore del corso" in text_of(long)
    assert client.post(address, sent | {"form-1-hours": "6"}).status_code == 302
    assert [module.hours for module in course.modules.order_by("position")] == [Decimal(10), Decimal(6)]
    assert client.post(address, sent | {"form-1-hours": ""}).status_code == INVALID
    assert client.post(address, sent | {"form-1-hours": "5"}).status_code == INVALID, "somebody saved meanwhile"


def test_no_credits_without_a_grant(school: School, enter: Callable[[User], Client]) -> None:
    client, course = enter(school.manager), school.course()
    new = reverse("training:new_accreditation", args=[course.pk])
    form = as_opened(client.get(new).context["form"]) | {"requested_on": "01/08/2026"}
    assert client.post(new, form | {"credits": "12"}).context["form"].errors.keys() == {"credits"}
    assert client.post(new, form).status_code == 302
    row = Accreditation.objects.get()
    edit = reverse("training:edit_accreditation", args=[course.pk, row.pk])
    granted = as_opened(client.get(edit).context["form"]) | {"state": "granted", "credits": "12", "deontological": "13"}
    assert client.post(edit, granted | {"decided_on": "10/08/2026"}).context["form"].errors.keys() == {"deontological"}
    assert client.post(edit, granted | {"deontological": "5"}).context["form"].errors.keys() == {"decided_on"}
    assert client.post(edit, granted | {"deontological": "5", "decided_on": "10/08/2026"}).status_code == 302
    assert "12 crediti, di cui 5 deontologici" in text_of(client.get(reverse("training:course", args=[course.pk])))


def test_twelve_of_sixteen_hours_are_not_enough_and_thirteen_are(school: School) -> None:
    edition = school.edition(seats=2)
    lessons = [school.lesson(edition, days=day) for day in range(4)]
    school.enrol(edition)
    for lesson in lessons[:3]:
        school.attend(lesson, 240)
    line = register_of(edition).lines[0]
    assert (line.total, line.share, line.enough) == (720, Decimal(75), False)
    school.attend(lessons[3], 60)
    line = register_of(edition).lines[0]
    assert (line.minutes, line.share, line.enough) == ((240, 240, 240, 60), Decimal("81.2"), True)


def test_the_register_asks_as_often_for_three_people_as_for_one(
    school: School, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, edition = enter(school.tutor), teach(school, people=1, lessons=2)
    address = reverse("training:register", args=[edition.pk])
    client.get(address)
    for people in (0, 2):
        for _person in range(people):
            school.enrol(edition)
        with django_assert_num_queries(REGISTER):
            page = client.get(address)
        assert len(page.context["register"].lines) == 1 + people
    assert enter(school.worker).get(address).status_code == 403


def test_who_only_knows_of_an_edition_reads_no_list_of_people(school: School, enter: Callable[[User], Client]) -> None:
    edition = teach(school, people=2)
    page = enter(school.worker).get(reverse("training:edition", args=[edition.pk]))
    assert page.status_code == 200
    assert "Iscrivimi" in text_of(page)
    assert enter(school.worker).get(reverse("training:people", args=[edition.pk])).status_code == 403
    assert len(enter(school.tutor).get(reverse("training:people", args=[edition.pk])).context["rows"]) == 2
    draft = school.edition(opened=False)
    assert enter(school.worker).get(reverse("training:edition", args=[draft.pk])).status_code == 404
    assert enter(school.tutor).get(reverse("training:edition", args=[draft.pk])).status_code == 200


def test_a_persons_page_shows_how_their_service_was_counted(school: School, enter: Callable[[User], Client]) -> None:
    person = school.colleague()
    page = enter(school.manager).get(reverse("training:person", args=[person.pk]))
    assert page.context["service"].track == track("miglioramento")
    assert "01/01/2020" in text_of(page)
    assert enter(school.worker).get(reverse("training:person", args=[person.pk])).status_code == 403
    assert enter(school.worker).get(reverse("training:mine")).status_code == 200
    experience = reverse("training:experience", args=[person.pk])
    client = enter(school.manager)
    form = as_opened(client.get(experience).context["form"])
    form |= {"starts_on": "01/01/2010", "ends_on": "31/12/2009", "evidence": "Certificato"}
    assert client.post(experience, form).context["form"].errors.keys() == {"ends_on"}
    assert client.post(experience, form | {"ends_on": "31/12/2016"}).status_code == 302
    page = client.get(reverse("training:person", args=[person.pk]))
    assert page.context["service"].track == track("aggiornamento")


def test_a_track_is_changed_by_the_office_and_cannot_end_before_it_begins(
    school: School, enter: Callable[[User], Client]
) -> None:
    client, row = enter(school.manager), track("miglioramento")
    edit = reverse("training:edit_track", args=[row.pk])
    form = as_opened(client.get(edit).context["form"])
    assert client.post(edit, form | {"to_years": "2"}).context["form"].errors.keys() == {"to_years"}
    assert client.post(edit, form | {"to_years": "12"}).status_code == 302
    assert "fino a 12 anni esatti" in text_of(client.get(reverse("training:tracks")))


def test_the_roll_up_counts_people_once_and_enrolments_each(school: School, enter: Callable[[User], Client]) -> None:
    first, second = school.course(title="Primo"), school.course(title="Secondo", hours=12)
    both = school.colleague(profile=Profile.EDUCATOR)
    for course, editions in ((first, 2), (second, 1)):
        for number in range(editions):
            edition = school.edition(course, declared_people=10 if number else None)
            school.enrol(edition, both)
            school.enrol(edition)
    school.edition(first, starts_on=school.starts + timedelta(days=365), ends_on=school.starts + timedelta(days=366))
    found = rollup(school.manager, today=school.starts, year=school.starts.year)
    assert (found.total.editions, found.total.hours) == (3, Decimal(44))
    assert (found.total.persons, found.total.enrolments, found.total.declared) == (4, 6, 10)
    assert [(one.label, one.editions, one.persons, one.enrolments) for one in found.courses] == [
        ("Primo", 2, 3, 4),
        ("Secondo", 1, 2, 2),
    ]
    assert [(one.label, one.persons) for one in found.sectors] == [("private", 4)]
    assert {one.label: one.enrolments for one in found.profiles} == {
        "Educatore professionale": 3,
        "Assistente sociale": 3,
    }
    page = enter(school.worker).get(reverse("training:rollup"), {"anno": school.starts.year})
    assert page.context["found"].total.editions == 3
    assert enter(school.worker).get(reverse("training:rollup"), {"anno": "x"}).context["found"].total.editions == 4


def test_who_gathers_people_in_the_place_makes_themselves_no_teacher_of_a_lesson(
    school: School, enter: Callable[[User], Client]
) -> None:
    edition = school.edition()
    school.enrol(edition)
    meeting = school.lesson(edition).meeting
    coach = make_user(role=COACH, territory=school.region, professional=True)
    assert coach.professional is not None
    client = enter(coach)
    for name in ("meeting", "people", "register", "edit", "cancel"):
        assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == 404
    with pytest.raises(NotAllowedError):
        invite(
            by=coach, at=school.now, meeting=meeting, professionals=[coach.professional], role=ParticipantRole.TEACHER
        )
    assert client.get(reverse("training:people", args=[edition.pk])).status_code == 403
    assert enter(school.manager).get(reverse("meetings:edit", args=[meeting.pk])).status_code == 200


def test_who_teaches_a_lesson_keeps_the_register_of_that_lesson_alone(
    school: School, enter: Callable[[User], Client]
) -> None:
    edition = school.edition(remote_url="https://aula.example.org/segreta")
    school.enrol(edition, school.colleague("Finta"))
    teacher = make_user(role=TRAINER, territory=school.region, professional=True)
    own, other = school.lesson(edition, teacher=teacher.professional).meeting, school.lesson(edition, days=1).meeting
    client = enter(teacher)
    assert "Finta" in text_of(client.get(reverse("meetings:register", args=[own.pk])))
    for name in ("meetings:register", "meetings:meeting", "meetings:minutes"):
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
    for name in ("people", "register"):
        assert client.get(reverse(f"training:{name}", args=[edition.pk])).status_code == 403
    page = client.get(reverse("training:edition", args=[edition.pk]))
    assert [(line.opens, line.keeps) for line in page.context["lessons"]] == [(True, True), (False, False)]
    assert "aula.example.org" in text_of(page)
    assert not Enrolment.objects.visible_to(teacher).exists()
    assert [line.keeps for line in lessons_of(edition, school.tutor)] == [True, True]


def test_the_link_of_the_classroom_is_for_who_has_a_seat(school: School, enter: Callable[[User], Client]) -> None:
    link = "https://aula.example.org/segreta"
    edition = school.edition(remote_url=link, venue=None)
    address = reverse("training:edition", args=[edition.pk])
    assert link not in text_of(enter(school.worker).get(address))
    school.enrol(edition, school.worker.professional)
    for person in (school.worker, school.tutor, school.manager):
        assert link in text_of(enter(person).get(address))

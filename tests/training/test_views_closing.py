# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import CLASSROOM_TUTOR, PROVIDER
from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.messages.models import Message
from ordito.training.actions.closing import close_edition
from ordito.training.enums import EditionState
from ordito.training.models import EditionClosing
from tests.factories.accounts import make_user
from tests.factories.closing import attend, enrol, make_edition, make_learner, meetings_of
from tests.factories.standards import HOUSE, make_school
from tests.factories.territory import make_organisation, make_professional
from tests.training.test_actions_closing import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.training.models import Edition
    from tests.factories.standards import School


@pytest.fixture
def school(db: None) -> School:
    return make_school()


@pytest.fixture
def edition(school: School) -> Edition:
    """With the learner of the school and a colleague from elsewhere, both written in the register."""
    made = make_edition(school)
    assert school.learner.professional is not None
    attend(enrol(made, school.learner.professional, body=school.body), [240, 180])
    other = make_organisation("Cooperativa di prova")
    attend(enrol(made, make_professional("Zanella", organisation=other), body=other), [60, 0])
    return made


def url(edition: Edition, name: str = "closing") -> str:
    return reverse(f"training:{name}", args=[edition.pk])


def test_the_manager_closes_it_and_may_open_it_again(
    school: School, edition: Edition, enter: Callable[[User], Client]
) -> None:
    client = enter(school.manager)
    page = client.get(url(edition)).content.decode()
    assert "1 persona non arriva al 80% delle ore (6 h 24 min)" in page

    assert client.post(url(edition), {"summary": "Bene.", "version": edition.version}).status_code == 302
    page = client.get(url(edition)).content.decode()
    assert "Cooperativa di prova" in page
    assert page.count("Zanella") == 1
    assert client.post(url(edition), {"summary": "Bene."}).status_code == 302
    assert client.post(url(edition, "closing_open"), {"reason": ""}).status_code == 422
    client.post(url(edition, "closing_open"), {"reason": "Manca una firma"})
    assert not EditionClosing.objects.exists()


def test_the_tutor_closes_it_too(school: School, edition: Edition, enter: Callable[[User], Client]) -> None:
    tutor = make_user(role=CLASSROOM_TUTOR, organisation=school.body, professional=True)
    with writing():
        edition.tutor = tutor.professional
        edition.save()

    assert enter(tutor).post(url(edition), {"version": edition.version}).status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.CLOSED


def test_what_is_missing_leads_to_where_it_is_written(school: School, enter: Callable[[User], Client]) -> None:
    edition = make_edition(school, held=False)

    page = enter(school.manager).get(url(edition)).content.decode()
    assert reverse("meetings:meeting", args=[meetings_of(edition)[0].pk]) in page
    assert "Concludi e avvisa" not in page
    assert enter(school.manager).post(url(edition), {"version": edition.version}).status_code == 422


def test_somebody_changed_it_meanwhile(school: School, edition: Edition, enter: Callable[[User], Client]) -> None:
    answer = enter(school.manager).post(url(edition), {"summary": "Scritto da me", "version": edition.version + 7})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Scritto da me" in page
    assert f'name="version" value="{edition.version}"' in page


def test_who_learnt_sees_their_own_result(school: School, edition: Edition, enter: Callable[[User], Client]) -> None:
    client = enter(school.learner)
    assert client.get(url(edition)).status_code == 404
    close_edition(by=HOUSE, at=AT, edition=edition, summary="Che cosa abbiamo fatto insieme.")

    page = client.get(url(edition)).content.decode()
    assert "7 h" in page
    assert "Che cosa abbiamo fatto insieme." in page
    assert "Zanella" not in page
    assert url(edition) in client.get(reverse("training:edition", args=[edition.pk])).content.decode()


def test_who_has_no_account_is_led_to_their_own_result(
    edition: Edition, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    enrolment = enrol(edition, make_learner())
    attend(enrolment, [240, 180])
    close_edition(by=HOUSE, at=AT, edition=edition, summary="Un gruppo che continua.")

    letter = Message.objects.get(address="vinti@fuori.example")
    page = client.get(letter.url).content.decode()
    assert "Hai frequentato 7 h su 8 h." in page
    assert "Un gruppo che continua." in page


def test_a_body_sees_its_staff_and_nobody_else_anything(
    edition: Edition, school: School, enter: Callable[[User], Client]
) -> None:
    close_edition(by=HOUSE, at=AT, edition=edition)
    cooperative = edition.enrolments.get(professional__surname="Zanella").organisation
    officer = make_user(role=PROVIDER, organisation=cooperative)
    stranger = make_user(role=PROVIDER, organisation=make_organisation())

    page = enter(officer).get(url(edition)).content.decode()
    assert "Zanella" in page
    assert school.learner.professional is not None
    assert school.learner.professional.surname not in page
    assert enter(stranger).get(url(edition)).status_code == 404


@pytest.fixture
def crowded(school: School) -> Edition:
    """Longer, and with more people than the other one."""
    made = make_edition(school, name="Edizione 2", lessons=4)
    for number in range(3):
        attend(enrol(made, make_professional(), body=make_organisation(f"Ente folto {number}")), [240] * 4)
    return made


def test_closing_asks_as_much_for_many_people_as_for_few(
    edition: Edition, crowded: Edition, school: School, enter: Callable[[User], Client], django_assert_num_queries: Any
) -> None:
    client = enter(school.manager)
    client.get(url(edition))
    for one in (edition, crowded):
        with django_assert_num_queries(13):
            client.get(url(one))


def test_results_ask_as_much_for_many_people_as_for_few(
    edition: Edition, crowded: Edition, school: School, enter: Callable[[User], Client], django_assert_num_queries: Any
) -> None:
    for one in (edition, crowded):
        close_edition(by=HOUSE, at=AT, edition=one)
    client = enter(school.manager)
    client.get(url(edition))
    for one in (edition, crowded):
        with django_assert_num_queries(11):
            client.get(url(one))
    assert Entry.objects.filter(action="training.read_register", actor_id=school.manager.pk).count() == 3

# SPDX-License-Identifier: EUPL-1.2
"""Enrolling on the pages: oneself, one's staff, by the office, and from the public page without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.messages.models import Message
from ordito.training.actions import enrolments as actions
from ordito.training.enums import EnrolmentState, MessageKey
from ordito.training.models import Enrolment, EnrolmentMessageTemplate
from ordito.training.rules import token_of
from tests.factories.training import HOUSE, School, applicant, make_school, track
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
INVALID = 422
S = EnrolmentState


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> School:
    found = make_school()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def test_a_worker_enrols_and_gives_the_seat_back(school: School, enter: Callable[[User], Client]) -> None:
    edition, client = school.edition(), enter(school.worker)
    for _twice in range(2):
        answer = client.post(reverse("training:enrol_oneself", args=[edition.pk]), follow=True)
    row = Enrolment.objects.get()
    assert (row.professional, row.state) == (school.worker.professional, S.ENROLLED)
    assert "iscrizione confermata" in text_of(answer)
    withdraw = reverse("training:withdraw", args=[row.pk])
    assert enter(school.provider).get(withdraw).status_code == 404
    client.post(withdraw, {"reason": "Udienza"})
    row.refresh_from_db()
    assert (row.state, row.reason) == (S.WITHDRAWN, "Udienza")


def test_a_body_enrols_its_staff_and_reads_who_is_in(school: School, enter: Callable[[User], Client]) -> None:
    edition, client = school.edition(seats=1), enter(school.provider)
    people = [school.colleague("Aaa"), school.colleague("Bbb")]
    address = reverse("training:enrol_staff", args=[edition.pk])
    offered = client.get(address).context["form"].fields["people"].queryset
    assert set(people) <= set(offered)
    assert client.post(address, {}).context["form"].errors.keys() == {"people"}
    page = client.post(address, {"people": [one.pk for one in people]}, follow=True)
    assert "1 persona iscritta." in text_of(page)
    assert "è in lista d’attesa" in text_of(page)
    stranger = school.worker.professional
    assert stranger is not None
    assert client.post(address, {"people": [stranger.pk]}).status_code == INVALID
    assert enter(school.worker).get(address).status_code == 403


def test_the_office_enrols_refuses_and_admits(school: School, enter: Callable[[User], Client]) -> None:
    edition = school.edition(school.course(track=track("aggiornamento")))
    client = enter(school.manager)
    new = reverse("training:enrol_by_office", args=[edition.pk])
    form = as_opened(client.get(new).context["form"])
    typed = form | {"surname": "Zanzotti", "name": "Ezechiele", "email": "senza chiocciola"}
    answer = client.post(new, typed)
    assert answer.context["form"].errors["email"] == [
        "Questo non è un indirizzo e-mail: controlla che ci siano la @ e il punto."
    ]
    page = client.post(new, typed | {"email": "zanzotti@example.org"}, follow=True)
    assert "Il corso è per il percorso Aggiornamento (oltre 10 anni)" in text_of(page)
    row = Enrolment.objects.get()
    client.post(reverse("training:admit", args=[row.pk]), {"reason": "Vent’anni in un’altra regione"})
    row.refresh_from_db()
    assert row.state == S.ENROLLED
    client.post(reverse("training:refuse", args=[row.pk]), {"reason": "Ha rinunciato al telefono"})
    row.refresh_from_db()
    assert row.state == S.REFUSED
    assert enter(school.tutor).get(reverse("training:admit", args=[row.pk])).status_code == 403
    assert enter(school.worker).get(reverse("training:admit", args=[row.pk])).status_code == 403


def ask(school: School, client: Client, address: str, email: str = "zanzotti@example.org") -> object:
    form = as_opened(client.get(address).context["form"])
    return client.post(address, form | {"surname": "Zanzotti", "name": "Ezechiele", "email": email}, follow=True)


def said(answer: object) -> str:
    """The page without what is new each time in its head."""
    return text_of(answer).partition("<h1")[2].partition("</main>")[0]


def test_a_stranger_asks_confirms_from_the_e_mail_and_leaves(school: School, client: Client) -> None:
    edition = school.edition()
    page = said(ask(school, client, reverse("training:public_edition", args=[edition.pk])))
    row = Enrolment.objects.get()
    letter = Message.objects.get(address="zanzotti@example.org")
    own = reverse("training:own_enrolment", args=[row.pk, token_of(row.pk)])
    assert (row.state, letter.url) == (S.REQUESTED, own)
    assert client.get(own).status_code == 200
    row.refresh_from_db()
    assert row.state == S.REQUESTED, "a mail scanner that opens the link confirms nothing"
    client.post(own, {"confirm": "1"})
    row.refresh_from_db()
    assert row.state == S.ENROLLED
    again = said(ask(school, client, reverse("training:public_edition", args=[edition.pk])))
    assert page == again, "who asks learns nothing of who is enrolled"
    assert Enrolment.objects.count() == 1
    client.post(own, {"withdraw": "1"})
    row.refresh_from_db()
    assert row.state == S.WITHDRAWN
    forged = reverse("training:own_enrolment", args=[row.pk, token_of(row.pk + 1)])
    assert client.get(forged).status_code == client.post(forged, {"confirm": "1"}).status_code == 404


def test_the_public_sees_open_editions_alone(school: School, client: Client) -> None:
    public, reserved, draft = school.edition(), school.edition(public=False), school.edition(opened=False)
    page = client.get(reverse("training:public"))
    assert [row.pk for row in page.context["rows"]] == [public.pk]
    for edition in (reserved, draft):
        assert client.get(reverse("training:public_edition", args=[edition.pk])).status_code == 404


def test_too_many_requests_from_one_address_are_stopped(
    school: School, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.training.views.public.MOST_TRIES", 0)
    answer = ask(school, client, reverse("training:public_edition", args=[school.edition().pk]))
    assert "troppe richieste" in text_of(answer)
    assert not Enrolment.objects.exists()


def test_an_e_mail_is_written_in_the_offices_words(school: School, enter: Callable[[User], Client]) -> None:
    client = enter(school.manager)
    edit = reverse("training:edit_letter", args=[MessageKey.ENROLLED])
    form = as_opened(client.get(edit).context["form"])
    wrong = client.post(edit, form | {"body": "Ciao {cognome}"})
    assert "Non conosco {cognome}" in text_of(wrong)
    client.post(edit, form | {"subject": "Benvenuta", "body": "Ciao {nome}, ci vediamo {date}. {corso}"})
    assert EnrolmentMessageTemplate.objects.get().by_name == "Rita Formazione"
    edition = school.edition(school.course(title="Un titolo con {nome} dentro"))
    row = actions.enrol_by_office(edition=edition, person=applicant(), by=HOUSE, at=school.now)
    letter = Message.objects.get(about_id=row.pk)
    assert letter.subject == "Benvenuta"
    assert (
        letter.body == "Ciao Ezechiele Zanzotti, ci vediamo dal 06/10/2026 al 13/10/2026. Un titolo con {nome} dentro"
    )
    stale = client.post(edit, form | {"subject": "Altro"})
    assert stale.status_code == INVALID

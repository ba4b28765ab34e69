# SPDX-License-Identifier: EUPL-1.2
"""The rules that an office keeps as data, and what ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.audit.models import Entry
from ordito.meetings.models import ContactPerson
from ordito.messages.models import Message
from ordito.training.actions import enrolments, upkeep
from ordito.training.enums import EnrolmentState, TermKey
from ordito.training.models import CreditRule, Enrolment, Learner, TrainingTerm
from ordito.training.rules import token_of
from tests.factories.training import HOUSE, School, applicant, make_school
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> School:
    found = make_school()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def ask(school: School, surname: str = "Zanzotti") -> Enrolment:
    """A request from the public page."""
    edition = school.edition()
    enrolments.request_enrolment(edition=edition, applicant=applicant(surname), by=HOUSE, at=school.now)
    return edition.enrolments.get()


def later(school: School, days: int) -> dict[str, int]:
    return upkeep.forget_requests(by=HOUSE, at=school.now + timedelta(days=days, minutes=1))


def test_a_request_nobody_confirms_is_forgotten_with_who_asked(school: School) -> None:
    ask(school)
    assert Message.objects.count() == 1
    assert later(school, 29) == {"requests": 0, "people": 0}
    assert not Entry.objects.filter(action="training.forget_requests").exists()
    assert later(school, 30) == {"requests": 1, "people": 1}
    left = [model.objects.count() for model in (Enrolment, Learner, ContactPerson, Message)]
    assert left == [0, 0, 0, 0]
    assert Entry.objects.get(action="training.forget_requests").detail == {"requests": 1, "people": 1}
    assert later(school, 30) == {"requests": 0, "people": 0}, "safe to run twice"


def test_who_asks_again_has_the_whole_time_again(school: School) -> None:
    row = ask(school)
    again = school.now + timedelta(days=20)
    enrolments.request_enrolment(edition=row.edition, applicant=applicant("Zanzotti"), by=HOUSE, at=again)
    assert later(school, 31) == {"requests": 0, "people": 0}, "the second letter left eleven days ago"
    assert later(school, 50) == {"requests": 1, "people": 1}


def test_who_is_enrolled_elsewhere_or_was_in_before_stays_known(school: School) -> None:
    asked, other, back = ask(school), ask(school), ask(school, "Bandini")
    enrolments.confirm_enrolment(enrolment=other, by=HOUSE, at=school.now)
    enrolments.confirm_enrolment(enrolment=back, by=HOUSE, at=school.now)
    enrolments.withdraw(enrolment=Enrolment.objects.get(pk=back.pk), by=school.manager, at=school.now)
    enrolments.request_enrolment(edition=back.edition, applicant=applicant("Bandini"), by=HOUSE, at=school.now)
    assert later(school, 31) == {"requests": 1, "people": 0}
    assert not Enrolment.objects.filter(pk=asked.pk).exists()
    states = dict(Enrolment.objects.values_list("pk", "state"))
    assert states == {other.pk: EnrolmentState.ENROLLED, back.pk: EnrolmentState.WITHDRAWN}
    assert Learner.objects.count() == 2


def test_the_office_says_after_how_many_days(school: School, enter: Callable[[User], Client]) -> None:
    ask(school)
    browser, address = enter(school.manager), reverse("training:edit_term", args=[TermKey.UNCONFIRMED])
    form = as_opened(browser.get(address).context["form"])
    assert form["days"] == 30
    assert browser.post(address, form | {"days": "0"}).status_code == 422
    assert browser.post(address, form | {"days": "10"}).status_code == 302
    assert browser.post(address, form | {"days": "20"}).status_code == 422, "somebody saved meanwhile"
    assert TrainingTerm.objects.get().days == 10
    assert later(school, 11) == {"requests": 1, "people": 1}
    assert browser.get(reverse("training:edit_term", args=["altro"])).status_code == 404


def test_the_personal_address_of_an_enrolment_ends(
    school: School, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ask(school)
    address = reverse("training:own_enrolment", args=[row.pk, token_of(row.pk)])
    for days, status in ((90, 200), (91, 410)):
        then = school.now.replace(month=10, day=13) + timedelta(days=days)  # the edition ends on 13 October
        monkeypatch.setattr("django.utils.timezone.now", lambda then=then: then)
        answer = client.get(address)
        assert answer.status_code == status
    assert "Questo indirizzo non vale più" in text_of(answer)
    assert client.post(address, {"confirm": "1"}).status_code == 410
    assert "Zanzotti" not in text_of(answer)


def test_credits_owed_are_kept_by_year(
    school: School, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser, new = enter(school.manager), reverse("training:new_credit_rule")
    form = as_opened(browser.get(new).context["form"])
    typed = form | {"from_year": "2026", "years": "3", "credits": "75", "deontological": "80"}
    assert "non possono essere di più" in text_of(browser.post(new, typed))
    typed |= {"deontological": "18,5", "verified": "on"}
    for _twice in range(2):
        assert browser.post(new, typed).status_code == 302
    assert "C’è già una regola" in text_of(browser.post(new, typed | {"credits": "90"}))
    rule = CreditRule.objects.get(from_year=2026)
    edit = reverse("training:edit_credit_rule", args=[rule.pk])
    shown = as_opened(browser.get(edit).context["form"])
    assert browser.post(edit, shown | {"credits": "70"}).status_code == 302
    answer = browser.post(edit, shown | {"credits": "80"})
    assert answer.status_code == 422
    assert answer.context["conflict"]
    page = reverse("training:office_rules")
    with django_assert_num_queries(5):
        assert "da verificare" in text_of(browser.get(page))
    own = text_of(enter(school.worker).get(reverse("training:credits")))
    assert "Triennio 2026–2028" in own
    assert "su 70, ne mancano 70" in own
    for address in (new, edit, page):
        assert enter(school.worker).get(address).status_code == 403

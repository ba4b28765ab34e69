# SPDX-License-Identifier: EUPL-1.2
"""A certificate for who has no account: the letter, the personal address, its end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.messages.enums import MessageKind
from ordito.messages.models import Message
from ordito.training.actions import certificates as actions
from ordito.training.actions.certificate_letters import tell_certificates
from ordito.training.models import Certificate, CertificateLink
from ordito.training.views.certificate_check import MOST_TRIES
from tests.factories.certificates import make_certificates, use_small_key
from tests.factories.training import make_school
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from tests.factories.training import School

pytestmark = pytest.mark.django_db
MINE_QUERIES = 1
STRANGER = "zanzotti@fuori.example"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def row(school: School) -> Certificate:
    """Somebody without an account, whose paper is made; the other certificate is of who has one."""
    _own, stranger = make_certificates(school, people=2)
    with writing():
        stranger.enrolment.email = STRANGER
        stranger.enrolment.save()
    actions.make_papers(by=school.manager, at=timezone.now(), edition=stranger.edition, progress=lambda *_: None)
    return Certificate.objects.get(pk=stranger.pk)


def secret_in(message: Message) -> str:
    found = re.search(r"/attestati/mio/([\w-]+)/", message.body)
    assert found, message.body
    return found[1]


def at(name: str, *args: object) -> str:
    return reverse(f"training:certificate_{name}", args=args)


def test_who_has_no_account_reads_and_downloads(
    client: Client,
    row: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    use_small_key(monkeypatch)
    message = Message.objects.get(address=STRANGER)
    secret = secret_in(message)
    assert (message.url, "Gentile Prova Zanzotti1" in message.body) == ("", True)
    assert secret not in str(list(CertificateLink.objects.values())) + str(list(Entry.objects.values()))
    with django_assert_num_queries(MINE_QUERIES):
        page = client.get(at("mine", secret))
    assert all(word in text_of(page) for word in (row.number, row.course_title, "Prova Zanzotti1", "13 h"))
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    paper = client.get(at("mine_paper", secret))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert paper["Content-Disposition"] == f'attachment; filename="attestato-{row.year}-{row.ordinal:06}.pdf"'
    badge = client.get(at("mine_badge", secret))
    assert len(badge.content.split(b".")) == 3
    handed = Entry.objects.filter(action__startswith="training.hand_out").values_list("actor_name", flat=True)
    assert set(handed) == {"Indirizzo personale di un attestato"}
    assert len(handed) == 2


def test_who_has_an_account_finds_it_there_and_nobody_is_told_twice(school: School, row: Certificate) -> None:
    own = Message.objects.get(recipient_id=school.worker.pk, kind=MessageKind.NOTICE)
    assert own.url == reverse("training:credits")
    assert "/mio/" not in own.body
    before = Message.objects.count()
    assert tell_certificates(by=school.manager, at=timezone.now(), edition=row.edition) == 0
    assert Message.objects.count() == before


def test_who_can_no_longer_enter_gets_a_personal_address(school: School) -> None:
    (row,) = make_certificates(school, people=1)
    school.worker.is_active = False
    with writing():
        school.worker.save()
        row.enrolment.email = STRANGER
        row.enrolment.save()
    actions.make_papers(by=school.manager, at=timezone.now(), edition=row.edition, progress=lambda *_: None)
    told = Message.objects.about("training.certificate", row.pk)
    assert [(message.kind, message.address, bool(secret_in(message))) for message in told] == [
        (MessageKind.EMAIL, STRANGER, True)
    ]


def test_a_revoked_one_is_said_and_not_handed_out(school: School, client: Client, row: Certificate) -> None:
    secret = secret_in(Message.objects.get(address=STRANGER))
    actions.revoke_certificate(by=school.manager, at=timezone.now(), certificate=row, because="Un segreto.")
    for name in ("mine", "mine_paper", "mine_badge"):
        page = text_of(client.get(at(name, secret), follow=True))
        assert "è revocato" in page
        assert "Un segreto" not in page
        assert "Scarica il PDF" not in page


def test_a_wrong_secret_finds_nothing_and_trying_is_stopped(client: Client, row: Certificate) -> None:
    secret = secret_in(Message.objects.get(address=STRANGER))
    for number in range(MOST_TRIES):
        assert client.get(at("mine", f"{secret[:-4]}x{number}")).status_code == 404
    assert client.get(at("mine", secret)).status_code == 429
    assert row.course_title not in text_of(client.get(at("mine", secret)))


def test_an_address_ends_by_itself(client: Client, row: Certificate) -> None:
    secret = secret_in(Message.objects.get(address=STRANGER))
    with writing():
        CertificateLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    gone = client.get(at("mine_paper", secret))
    assert (gone.status_code, "non vale più" in text_of(gone)) == (410, True)
    assert row.surname not in text_of(gone)


def test_who_manages_sends_another_and_takes_it_away(
    school: School, enter: Callable[[User], Client], client: Client, row: Certificate
) -> None:
    first = secret_in(Message.objects.get(address=STRANGER))
    browser, url = enter(school.manager), at("link", row.pk)
    assert STRANGER in text_of(browser.get(url))
    with writing():
        CertificateLink.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    for _clicked in range(2):
        assert "E-mail in partenza" in text_of(browser.post(url, {"send": "1"}, follow=True))
    assert Message.objects.filter(address=STRANGER).count() == 2
    second = secret_in(Message.objects.filter(address=STRANGER).latest("pk"))
    assert [client.get(at("mine", secret)).status_code for secret in (first, second)] == [410, 200]
    browser.post(url, {"end": "1"})
    assert client.get(at("mine", second)).status_code == 410
    actions.revoke_certificate(by=school.manager, at=timezone.now(), certificate=row, because="Errore.")
    assert "non si può più scaricare" in text_of(browser.post(url, {"send": "1"}))
    assert enter(school.worker).get(url).status_code == 403


def test_without_an_address_nobody_was_told(school: School, enter: Callable[[User], Client]) -> None:
    _own, stranger = make_certificates(school, people=2)
    actions.make_papers(by=school.manager, at=timezone.now(), edition=stranger.edition, progress=lambda *_: None)
    browser, url = enter(school.manager), at("link", stranger.pk)
    assert "dalle tu il PDF" in text_of(browser.get(url))
    assert (
        text_of(browser.get(reverse("training:certificates", args=[stranger.edition_id]))).count("persona non avvisata")
        == 1
    )
    refused = browser.post(url, {"send": "1"})
    assert (refused.status_code, "non c’è un indirizzo e-mail" in text_of(refused)) == (422, True)
    assert settings.SITE_ADDRESS not in "".join(message.body for message in Message.objects.all())

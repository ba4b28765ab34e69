# SPDX-License-Identifier: EUPL-1.2
"""The pages of certificates: of an edition, one's own, and what anybody is told of a code."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ordito.accounts.roles import TRAINING_MANAGER
from ordito.audit.models import Entry
from ordito.jobs.models import Job, JobState
from ordito.training.actions import certificates as actions
from ordito.training.models import Certificate
from ordito.training.views.certificate_check import MOST_TRIES
from tests.factories.accounts import make_user
from tests.factories.certificates import SIGNER, make_certificates, make_graduates, use_small_key
from tests.factories.territory import make_territory
from tests.factories.training import make_school
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

    from ordito.accounts.models import User
    from tests.factories.training import School

pytestmark = pytest.mark.django_db
EDITION_QUERIES, OWN_QUERIES, CHECK_QUERIES = 17, 5, 1


@pytest.fixture
def school() -> School:
    return make_school()


def at(name: str, *args: object) -> str:
    return reverse(f"training:{name}", args=args)


@pytest.mark.parametrize("people", [1, 3])
def test_pages_cost_the_same_for_one_and_for_three(
    school: School,
    enter: Callable[[User], Client],
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    people: int,
) -> None:
    rows = make_certificates(school, people=people)
    for _time in range(people):
        make_certificates(school, people=1)
    for browser, url, queries in (
        (enter(school.manager), at("certificates", rows[0].edition_id), EDITION_QUERIES),
        (enter(school.worker), at("credits"), OWN_QUERIES),
        (client, at("certificate_check", rows[0].code), CHECK_QUERIES),
    ):
        browser.get(url)
        with django_assert_num_queries(queries):
            assert browser.get(url).status_code == 200
    assert Entry.objects.filter(action="training.read_certificates", actor_id=school.manager.pk).count() == 2


def test_certificates_are_given_from_the_page_of_the_edition(
    school: School,
    enter: Callable[[User], Client],
    jobs_at_once: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    edition = make_graduates(school, people=2)
    browser, url = enter(school.manager), at("certificates", edition.pk)
    assert at("certificates", edition.pk) in text_of(browser.get(at("edition", edition.pk)))
    assert "2 persone hanno diritto" in text_of(browser.get(url))
    refused = browser.post(url, {"signer": "Firma Inventata", "signer_role": " "})
    assert refused.status_code == 422
    assert "Firma Inventata" in text_of(refused)
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(url, SIGNER).status_code == 302
    page = text_of(browser.get(url))
    assert "2 attestati validi" in page
    assert "Rilascia gli attestati" not in page
    assert browser.post(url, SIGNER).status_code == 422, "nobody is left"
    row = Certificate.objects.order_by("ordinal")[0]
    paper = browser.get(at("certificate_paper", row.pk))
    assert paper["Content-Disposition"] == 'attachment; filename="attestato-2026-000001.pdf"'
    assert paper["X-Content-Type-Options"] == "nosniff"


def test_a_job_that_failed_is_said_and_started_again(school: School, enter: Callable[[User], Client]) -> None:
    [row] = make_certificates(school, people=1)
    browser, url = enter(school.manager), at("certificates", row.edition_id)
    assert "in attesa" in text_of(browser.get(url)).lower()
    Job.objects.update(state=JobState.FAILED, message="Il disco è pieno.")
    page = text_of(browser.get(url))
    assert "Il disco è pieno." in page
    assert "Prepara di nuovo" in page
    assert browser.post(url, SIGNER).status_code == 302
    assert Job.objects.filter(function=actions.MAKER).count() == 2
    assert "in preparazione" in text_of(enter(school.worker).get(at("certificate_paper", row.pk), follow=True))


def test_who_manages_nothing_gives_and_revokes_nothing(school: School, enter: Callable[[User], Client]) -> None:
    own, other = make_certificates(school, people=2)
    browser = enter(school.worker)
    for name, pk in (("certificates", own.edition_id), ("certificate_revoke", own.pk)):
        assert browser.get(at(name, pk)).status_code == 403
    assert browser.get(at("credits_file", own.edition_id, "csv")).status_code == 403
    for name in ("certificate_paper", "certificate_badge"):
        assert browser.get(at(name, other.pk)).status_code == 404
    elsewhere = make_user(role=TRAINING_MANAGER, territory=make_territory())
    assert enter(elsewhere).get(at("certificates", own.edition_id)).status_code == 403


def test_a_certificate_is_revoked_with_a_reason(school: School, enter: Callable[[User], Client]) -> None:
    [row] = make_certificates(school, people=1)
    browser, url = enter(school.manager), at("certificate_revoke", row.pk)
    assert row.filed_name in text_of(browser.get(url))
    assert browser.post(url, {"because": ""}).status_code == 422
    page = text_of(browser.post(url, {"because": "Nome sbagliato."}, follow=True))
    assert "Nome sbagliato." in page
    assert "già revocato" in text_of(browser.post(url, {"because": "Di nuovo."}))
    own = enter(school.worker)
    assert "revocato" in text_of(own.get(at("credits")))
    assert "revocato" in text_of(own.get(at("certificate_badge", row.pk), follow=True))


def test_ones_own_credits_with_what_is_missing(
    school: School, enter: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_key(monkeypatch)
    [row] = make_certificates(school, people=1)
    browser = enter(school.worker)
    page = text_of(browser.get(at("credits")))
    assert all(word in page for word in ("Triennio 2026–2028", "su 60, ne mancano 48", "su 15, ne mancano 11"))
    badge = browser.get(at("certificate_badge", row.pk))
    assert badge["Content-Type"] == "application/vc+jwt"
    assert len(badge.content.split(b".")) == 3
    assert "non è collegato" in text_of(enter(school.adopter).get(at("credits")))


def test_credits_for_the_order_as_two_files(school: School, enter: Callable[[User], Client]) -> None:
    rows = make_certificates(school, people=2)
    browser = enter(school.manager)
    csv = browser.get(at("credits_file", rows[0].edition_id, "csv")).content.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("Numero di iscrizione all’albo;Cognome;Nome")
    assert csv[-1].endswith(";AS-123;" + rows[1].course_title + ";06/10/2026;13/10/2026;13,0;12,0;4,0")
    content = browser.get(at("credits_file", rows[0].edition_id, "xlsx")).content
    [_headings, *lines] = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert lines[-1][-3:] == [13.0, 12.0, 4.0]
    assert lines[-1][0] == "00001"
    assert browser.get(at("credits_file", rows[0].edition_id, "pdf")).status_code == 404


def test_a_stranger_verifies_a_code(school: School, client: Client) -> None:
    row = make_certificates(school, people=2)[1]
    form = at("certificate_check_form")
    assert "Codice dell’attestato" in text_of(client.get(form))
    for answer in (client.get(at("certificate_check", row.code)), client.get(form, {"codice": row.code.upper()})):
        assert answer.status_code == 200
        page = text_of(answer)
        assert all(word in page for word in ("Attestato valido", row.number, row.course_title))
        assert "Zanzotti1" not in page
    assert "Prova Zanzotti1" in text_of(client.get(form, {"codice": row.code, "cognome": "zanzotti1"}))
    wrong = text_of(client.get(form, {"codice": row.code, "cognome": "Altri"}))
    assert "non corrisponde" in wrong
    assert "Zanzotti1" not in wrong
    actions.revoke_certificate(by=school.manager, at=school.now, certificate=row, because="Un segreto.")
    for surname in ("", "zanzotti1", "Altri"):  # its code is public from now on: who has it learns no name, no course
        revoked = text_of(client.get(form, {"codice": row.code, "cognome": surname}))
        assert "Attestato revocato" in revoked
        assert not any(word in revoked for word in ("Un segreto", "Prova Zanzotti1", row.course_title, "corrisponde"))
    unknown = client.get(at("certificate_check", "x" * 16))
    assert (unknown.status_code, "Codice sconosciuto" in text_of(unknown)) == (404, True)


def test_codes_are_not_found_by_trying(school: School, client: Client) -> None:
    [row] = make_certificates(school, people=1)
    for number in range(MOST_TRIES):
        client.get(at("certificate_check", f"forged{number}"))
    assert client.get(at("certificate_check", row.code)).status_code == 429
    cache.clear()
    assert client.get(at("certificate_check", row.code)).status_code == 200


def test_programs_find_the_key_the_issuer_and_what_was_revoked(
    school: School, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_key(monkeypatch)
    [row] = make_certificates(school, people=1)
    key = actions.signing_key(at=school.now)
    [published] = client.get(at("certificate_keys")).json()["keys"]
    assert published == client.get(at("certificate_key", key.kid)).json()
    assert published["kid"] == key.kid
    assert client.get(at("certificate_key", "altra")).status_code == 404
    assert client.get(at("certificate_issuer")).json()["type"] == ["Profile"]
    assert client.get(at("certificate_revoked")).json()["revokedCredential"] == []
    actions.revoke_certificate(by=school.manager, at=school.now, certificate=row, because="Errore.")
    [gone] = client.get(at("certificate_revoked")).json()["revokedCredential"]
    assert gone["id"].endswith(at("certificate_check", row.code))

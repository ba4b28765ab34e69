# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.audit.models import Entry
from ordito.core.http import INVALID
from ordito.files.actions import expire_files
from ordito.jobs.models import Job
from ordito.questionnaires import actions
from ordito.questionnaires.enums import Door
from ordito.questionnaires.models import Export
from tests.factories.accounts import make_user
from tests.factories.questionnaires import AT, HOUSE, instance_xml, make_submission, make_version
from tests.factories.territory import make_ambito
from tests.questionnaires.owners import KIND, declare_places

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db
ANSWERS = {
    "/data/nome": "Centro <Aurora>",
    "/data/posti": "12",
    "/data/canali": "sportello altro",
    "/data/sede[1]/via": "Via dei Mille 1",
    "/data/sede[1]/dal": "2026-01-31",
}


@pytest.fixture
def ambito(monkeypatch: pytest.MonkeyPatch) -> Territory:
    """The place for which answers are given."""
    declare_places(monkeypatch)
    return make_ambito("Ambito di Prova")


@pytest.fixture
def officer(client: Client, ambito: Territory) -> Client:
    """The client of who reads the answers of the place."""
    client.force_login(make_user(role=AMBITO_OFFICER, territory=ambito))
    return client


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """A published version."""
    return make_version()


def address(name: str, *arguments: object) -> str:
    return reverse(f"questionnaires:{name}", args=arguments)


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_for_three_as_for_one(
    officer: Client,
    ambito: Territory,
    version: QuestionnaireVersion,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(count):
        make_submission(version, owner_kind=KIND, owner_id=ambito.pk)
    url = address("answers", version.pk)
    officer.get(url)
    with django_assert_num_queries(7):
        answer = officer.get(url)
    assert answer.content.decode().count("Ambito di Prova</a>") == count


def test_list_shows_only_what_one_may_read_and_filters(
    officer: Client, ambito: Territory, version: QuestionnaireVersion
) -> None:
    good = make_submission(version, owner_kind=KIND, owner_id=ambito.pk)
    bad = make_submission(version, {"/data/posti": "500"}, owner_kind=KIND, owner_id=ambito.pk)
    other = make_submission(version, owner_kind=KIND, owner_id=make_ambito().pk)
    tried = make_submission(version)
    url = address("answers", version.pk)
    text = officer.get(url).content.decode()
    shown = {row for row in (good, bad, other, tried) if str(row.public_id) in text}
    assert shown == {good, bad}
    text = officer.get(f"{url}?stato=invalid").content.decode()
    assert str(bad.public_id) in text
    assert str(good.public_id) not in text


def test_answers_are_read_in_the_words_of_the_form_and_logged(
    officer: Client, ambito: Territory, version: QuestionnaireVersion
) -> None:
    submission = make_submission(version, ANSWERS, owner_kind=KIND, owner_id=ambito.pk)
    text = officer.get(address("submission", submission.public_id)).content.decode()
    for said in ("Centro &lt;Aurora&gt;", "Sportello, Altro", "Sede 1", "Via dei Mille 1", "31/01/2026", "corrette"):
        assert said in text
    assert "È aperto?" not in text
    entry = Entry.objects.get(action="questionnaires.open_answers")
    assert entry.objects_touched == {"questionnaires.submission": [submission.pk]}


def test_wrong_answers_are_shown_with_their_reason(
    officer: Client, ambito: Territory, version: QuestionnaireVersion
) -> None:
    submission = make_submission(version, {"/data/posti": "500"}, owner_kind=KIND, owner_id=ambito.pk)
    text = officer.get(address("submission", submission.public_id)).content.decode()
    for said in ("Alcune risposte non vanno bene", "Rispondi a questa domanda.", "Al massimo cento."):
        assert said in text


def test_answers_that_wait_for_their_check_say_so(
    officer: Client, ambito: Territory, version: QuestionnaireVersion
) -> None:
    submission = make_submission(version, ANSWERS, owner_kind=KIND, owner_id=ambito.pk, checked=False)
    assert "Il controllo è in corso" in officer.get(address("submission", submission.public_id)).content.decode()


def test_outsider_does_not_learn_of_answers(client: Client, ambito: Territory, version: QuestionnaireVersion) -> None:
    files = actions.Answered({}, {"foto.txt": b"x"})
    xml = instance_xml(version, ANSWERS)
    submission = actions.receive_submission(
        xml=xml, version=version, owner_kind=KIND, owner_id=ambito.pk, door=Door.API, by=HOUSE, at=AT, files=files
    )
    row = submission.files.get()
    urls = [
        address("submission", submission.public_id),
        address("submission_xml", submission.public_id),
        address("submission_file", submission.public_id, row.pk),
    ]
    client.force_login(make_user(role=AMBITO_OFFICER, territory=make_ambito()))
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    client.force_login(make_user(role=REGIONAL_OFFICER))
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    client.force_login(make_user(role=PROVIDER))
    assert [client.get(url).status_code for url in urls] == [403, 403, 403]
    client.force_login(make_user(role=AMBITO_OFFICER, territory=ambito))
    assert [client.get(url).status_code for url in urls] == [200, 200, 200]
    assert client.get(urls[1]).content == xml
    assert b"".join(client.get(urls[2]).streaming_content) == b"x"  # type: ignore[attr-defined]
    kinds = set(
        Entry.objects.filter(action__in=("questionnaires.export_xml", "questionnaires.open_answer_file")).values_list(
            "kind", flat=True
        )
    )
    assert kinds == {"export", "read"}


@pytest.mark.usefixtures("jobs_at_once")
@pytest.mark.django_db(transaction=True)
def test_export_is_chosen_made_and_downloaded(
    officer: Client, ambito: Territory, version: QuestionnaireVersion
) -> None:
    make_submission(version, ANSWERS, owner_kind=KIND, owner_id=ambito.pk)
    url = address("export_new", version.pk)
    answer = officer.post(url, {"form": "csv", "headings": "names", "several": "both", "with_errors": "on"})
    export = Export.objects.get()
    assert answer["Location"] == address("export", export.pk)
    assert export.options == {
        "labels": False,
        "language": "",
        "as_text": True,
        "as_columns": True,
        "with_errors": True,
    }
    text = officer.get(answer["Location"]).content.decode()
    assert "Contengono 1 scheda." in text
    row = export.files.order_by("pk").first()
    assert row is not None
    sent = officer.get(address("export_file", export.pk, row.pk))
    assert b"Centro <Aurora>" in b"".join(sent.streaming_content)  # type: ignore[attr-defined]
    assert officer.get(address("export_progress", export.pk))["HX-Refresh"] == "true"
    assert str(export.created_at.year) in officer.get(url).content.decode()
    assert row.file.expires_at is not None
    expire_files(now=row.file.expires_at)
    assert "non più conservato" in officer.get(answer["Location"]).content.decode()
    assert officer.get(address("export_file", export.pk, row.pk)).status_code == 404


def test_export_is_of_its_maker_alone(client: Client, ambito: Territory, version: QuestionnaireVersion) -> None:
    client.force_login(make_user(role=AMBITO_OFFICER, territory=ambito))
    client.post(address("export_new", version.pk), {"form": "xlsx", "headings": "labels", "several": "both"})
    export = Export.objects.get()
    assert "Preparazione dei file" in client.get(address("export", export.pk)).content.decode()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=ambito))
    for name in ("export", "export_progress"):
        assert client.get(address(name, export.pk)).status_code == 404
    client.force_login(make_user(role=PROVIDER))
    assert client.get(address("export", export.pk)).status_code == 403
    assert client.post(address("export_new", version.pk), {}).status_code == 403


def test_export_that_failed_says_why(officer: Client, version: QuestionnaireVersion) -> None:
    officer.post(address("export_new", version.pk), {"form": "xlsx", "headings": "labels", "several": "both"})
    export = Export.objects.get()
    Job.objects.filter(pk=export.job_id or 0).update(state="failed", message="Lo spazio è esaurito.")
    text = officer.get(address("export", export.pk)).content.decode()
    assert "L’esportazione non è riuscita" in text
    assert "Lo spazio è esaurito." in text


def test_wrong_choices_are_refused_at_the_field(officer: Client, version: QuestionnaireVersion) -> None:
    answer = officer.post(address("export_new", version.pk), {"form": "pdf", "headings": "labels", "several": "both"})
    assert answer.status_code == INVALID
    assert set(answer.context["form"].errors) == {"form"}
    assert not Export.objects.exists()

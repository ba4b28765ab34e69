# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from benchmarks.questionnaires.books import choices, question, workbook_bytes
from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.core.http import INVALID
from ordito.files.models import StoredFile
from ordito.questionnaires.models import Draft, Questionnaire, QuestionnaireVersion
from tests.factories.accounts import make_user
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_ambito, make_territory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Territory:
    """The place of the officer who designs."""
    return make_territory("Regione di prova")


@pytest.fixture
def officer(client: Client, region: Territory) -> Client:
    """The client of who designs questionnaires for the region."""
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=region))
    return client


@pytest.fixture
def reader(client: Client, region: Territory) -> Client:
    """The client of who only reads them."""
    client.force_login(make_user(role=AMBITO_OFFICER, territory=make_ambito(parent=region)))
    return client


def book(**values: Any) -> io.BytesIO:
    content = io.BytesIO(workbook_bytes(small(**values)))
    content.name = "scheda.xlsx"
    return content


def address(name: str, *arguments: object) -> str:
    return reverse(f"questionnaires:{name}", args=arguments)


# --- the list ---


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_for_three_as_for_one(
    officer: Client, region: Territory, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_version(small(title=f"Scheda {number}"), territory=region, published=number % 2 == 0)
    officer.get(address("list"))  # the session is there
    with django_assert_num_queries(6):
        answer = officer.get(address("list"))
    assert answer.content.decode().count("Scheda ") == count


def test_list_finds_by_title_and_state(officer: Client, region: Territory) -> None:
    make_version(small("alfa", title="Centri diurni"), territory=region)
    make_version(small("beta", title="Affido"), territory=region, published=False)
    for query, found, missing in (
        ("q=centri", "Centri diurni", "Affido"),
        ("q=beta", "Affido", "Centri diurni"),
        ("stato=draft", "Affido", "Centri diurni"),
        ("stato=published", "Centri diurni", "Affido"),
    ):
        text = officer.get(f"{address('list')}?{query}").content.decode()
        assert found in text, query
        assert missing not in text, query
    assert "Togli qualche filtro" in officer.get(f"{address('list')}?q=zzz").content.decode()


def test_list_says_what_to_do_when_there_is_nothing(reader: Client) -> None:
    text = reader.get(address("list")).content.decode()
    assert "Nessun questionario" in text
    assert address("upload") not in text


# --- uploading ---


def test_workbook_is_loaded_and_its_page_shown(officer: Client, region: Territory) -> None:
    answer = officer.post(
        address("upload"), {"file": book(form_id="csf"), "territory": region.pk, "description": "A che serve"}
    )
    version = QuestionnaireVersion.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == address("version", version.pk)
    assert version.questionnaire.description == "A che serve"
    text = officer.get(answer["Location"]).content.decode()
    assert "È una bozza" in text
    assert "Nessun avviso" in text


def test_refused_workbook_lists_what_is_wrong_and_keeps_what_was_typed(officer: Client, region: Territory) -> None:
    survey = [question("text", "a", "A", relevant="${manca} = 1")]
    answer = officer.post(
        address("upload"),
        {"file": book(survey=survey), "territory": region.pk, "description": "Testo già scritto"},
    )
    text = answer.content.decode()
    assert answer.status_code == INVALID
    assert "Il questionario ha errori" in text
    assert '<th scope="row">survey</th>' in text
    assert "manca" in text
    assert "Testo già scritto" in text
    assert not Questionnaire.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Il file inviato è vuoto"),
        (b"%PDF-1.7 prova", "Questo file è un PDF"),
        (b"PK\x03\x04 rotto", "danneggiato"),
        (b"solo testo", "Servono .xlsx"),
    ],
)
def test_what_is_no_workbook_is_said(officer: Client, region: Territory, content: bytes, said: str) -> None:
    file = io.BytesIO(content)
    file.name = "scheda.xlsx"
    answer = officer.post(address("upload"), {"file": file, "territory": region.pk})
    assert answer.status_code == INVALID
    assert said in answer.content.decode()


def test_form_without_file_or_place_is_refused_at_its_fields(officer: Client) -> None:
    answer = officer.post(address("upload"), {"territory": make_territory().pk})
    assert answer.status_code == INVALID
    assert set(answer.context["form"].errors) == {"file", "territory"}


def test_second_version_and_wrong_form_id(officer: Client, region: Territory) -> None:
    version = make_version(small("csf"), territory=region)
    url = address("upload_version", version.questionnaire_id)
    answer = officer.post(url, {"file": book(form_id="altro")})
    assert answer.status_code == INVALID
    assert "form_id è «altro»" in answer.content.decode()
    assert officer.post(url, {"file": book(form_id="csf", version="2")}).status_code == 302
    assert list(version.questionnaire.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


# --- who may what ---


def test_reader_sees_published_versions_and_changes_nothing(reader: Client, region: Territory) -> None:
    version = make_version(territory=region)
    for name in ("version", "questions", "workbook", "xform", "answers", "export_new"):
        assert reader.get(address(name, version.pk)).status_code == 200, name
    text = reader.get(address("version", version.pk)).content.decode()
    assert address("retire", version.pk) not in text
    for name in ("publish", "retire", "discard"):
        assert reader.get(address(name, version.pk)).status_code == 403, name
        assert reader.post(address(name, version.pk)).status_code == 403, name
    assert "Di’ che non conta" not in reader.get(address("questions", version.pk)).content.decode()
    for name in ("try", "attach", "say_counting"):
        assert reader.post(address(name, version.pk)).status_code == 403, name
    assert reader.get(address("upload")).status_code == 403
    version.refresh_from_db()
    assert version.state == "published"


def test_outsider_does_not_learn_of_a_draft(reader: Client, client: Client, region: Territory) -> None:
    draft = make_version(territory=region, published=False)
    assert reader.get(address("version", draft.pk)).status_code == 404
    assert reader.get(address("detail", draft.questionnaire_id)).status_code == 404
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=make_territory()))
    for name in ("version", "publish", "discard", "workbook", "xform", "answers"):
        assert client.get(address(name, draft.pk)).status_code == 404, name
    assert client.post(address("try", draft.pk)).status_code == 404
    client.force_login(make_user(role=PROVIDER))
    for url in (address("list"), address("version", draft.pk), address("detail", draft.questionnaire_id)):
        assert client.get(url).status_code == 403


def test_colleague_of_another_place_does_not_change_what_is_published(client: Client, region: Territory) -> None:
    version = make_version(territory=region)
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=make_territory()))
    assert client.get(address("version", version.pk)).status_code == 200
    assert client.post(address("retire", version.pk)).status_code == 403
    assert client.get(address("upload_version", version.questionnaire_id)).status_code == 403


# --- a version ---


def test_version_gives_back_workbook_and_xform(officer: Client, region: Territory) -> None:
    version = make_version(small("csf"), territory=region)
    answer = officer.get(address("workbook", version.pk))
    assert b"".join(answer.streaming_content) == workbook_bytes(small("csf"))  # type: ignore[attr-defined]
    assert 'filename="csf-v1.xlsx"' in answer["Content-Disposition"]
    answer = officer.get(address("xform", version.pk))
    assert answer.content.decode() == version.xform
    assert answer["Content-Disposition"].startswith("attachment")


def test_missing_file_is_said_and_attached(officer: Client, region: Territory) -> None:
    survey = [
        question("text", "codice", "Codice"),
        question("calculate", "comune", calculation="pulldata('comuni', 'nome', 'codice', ${codice})"),
    ]
    version = make_version(small(survey=survey), territory=region, published=False)
    assert "Il questionario usa comuni.csv" in officer.get(address("version", version.pk)).content.decode()
    answer = officer.post(address("publish", version.pk))
    assert answer.status_code == INVALID
    assert "Mancano dei file" in answer.content.decode()
    wrong = io.BytesIO(b"%PDF-1.7 x")
    wrong.name = "comuni.csv"
    answer = officer.post(address("attach", version.pk), {"name": "comuni.csv", "file": wrong})
    assert answer.status_code == INVALID
    assert "Questo tipo di file non si può caricare qui" in answer.content.decode()
    right = io.BytesIO(b"codice,nome\nA,Bari\n")
    right.name = "qualunque.csv"
    answer = officer.post(address("attach", version.pk), {"name": "comuni.csv", "file": right})
    assert answer.status_code == 302
    row = version.attachments.get()
    sent = officer.get(address("attached", version.pk, row.pk))
    assert b"".join(sent.streaming_content) == b"codice,nome\nA,Bari\n"  # type: ignore[attr-defined]
    assert officer.get(address("attached", version.pk, row.pk + 1)).status_code == 404


def test_author_tries_a_draft(officer: Client, region: Territory) -> None:
    version = make_version(territory=region, published=False)
    answer = officer.post(address("try", version.pk))
    draft = Draft.objects.get()
    assert answer["Location"] == address("fill", draft.public_id)
    assert officer.get(answer["Location"]).status_code == 200
    assert officer.post(address("try", version.pk))["Location"] == answer["Location"]


def test_changes_are_shown_declared_and_published(officer: Client, region: Territory) -> None:
    survey = [question("select_one orario", "orario", "Orario"), question("integer", "posti", "Posti")]
    first = make_version(small("csf", survey=survey, choices=choices("orario", "mattina", "sera")), territory=region)
    survey = [question("select_one orario", "orario", "Orario"), question("integer", "capienza", "Posti")]
    sheets = small("csf", version="2", survey=survey, choices=choices("orario", "mattina", "notte"))
    second = make_version(sheets, questionnaire=first.questionnaire, published=False)
    url = address("publish", second.pk)
    text = officer.get(url).content.decode()
    assert "<del>Sera</del>" in text
    assert "<ins>Notte</ins>" in text
    values = {"map:orario:sera": "notte", "note:orario": "nuovo nome", "continues:capienza": "posti"}
    answer = officer.post(url, values)
    assert answer.status_code == INVALID
    assert "Di’ se le risposte si possono confrontare" in answer.content.decode()
    assert "nuovo nome" in answer.content.decode()
    answer = officer.post(url, values | {"change:orario": "equivalent"})
    assert answer.status_code == 302
    rows = {row.name: row for row in second.questions.select_related("question")}
    assert rows["orario"].mapping == {"sera": "notte"}
    assert rows["capienza"].question.key == "posti"
    assert "equivalente" in officer.get(address("questions", second.pk)).content.decode()
    assert officer.get(url).status_code == 302


def test_author_says_whether_a_question_counts_people(officer: Client, region: Territory) -> None:
    survey = [question("integer", "euro", "Spesa in euro"), question("text", "nome", "Nome")]
    version = make_version(small("csf", survey=survey), territory=region)
    page, url = address("questions", version.pk), address("say_counting", version.pk)
    assert officer.get(page).content.decode().count(">Di’ che non conta persone<span") == 1, (
        "a number does, a text is not counted"
    )
    answer = officer.post(url, {"chiave": "euro", "persone": "no"}, follow=True)
    assert "si vedono come sono state scritte" in answer.content.decode()
    assert ">Di’ che conta persone<span" in answer.content.decode()
    officer.post(url, {"chiave": "nome", "persone": "si"})
    assert Questionnaire.objects.get().counting == {"euro": False}, "answers in words are not counted"


def test_version_is_retired_or_discarded_after_asking(officer: Client, region: Territory) -> None:
    published = make_version(territory=region)
    assert "Quelle in corso continuano" in officer.get(address("retire", published.pk)).content.decode()
    officer.post(address("retire", published.pk))
    draft = make_version(territory=region, published=False)
    assert officer.get(address("discard", draft.pk)).status_code == 200
    assert officer.post(address("discard", draft.pk))["Location"] == address("detail", draft.questionnaire_id)
    published.refresh_from_db()
    draft.refresh_from_db()
    assert (published.state, draft.state) == ("retired", "discarded")
    again = officer.post(address("retire", published.pk), follow=True)
    assert "Si ritira solo una versione pubblicata" in again.content.decode()
    assert "Nessuna versione" in officer.get(address("detail", draft.questionnaire_id)).content.decode()

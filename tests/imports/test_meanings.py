# SPDX-License-Identifier: EUPL-1.2
"""What an unknown word of a code column means is said once, sealed, and every row is checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import serializers
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.imports.actions import ImportRefusedError, choose_reading, explain_words, start_writing
from ordito.imports.engine.reading import Choices
from ordito.imports.enums import BatchState
from ordito.imports.models import Finding, ImportBatch
from ordito.imports.queries import word_columns
from ordito.imports.tasks import check_rows, write_rows
from ordito.jobs.models import Job
from ordito.territory.enums import OrganisationKind
from ordito.territory.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito
from tests.imports.bodies import BODIES, NOW, mapped, sheet

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db

ROWS = [
    ("Alfa", "1/2/2019", "Parolaccia", ""),
    ("Beta", "1/2/2019", "PAROLACCIA", ""),
    ("Gamma", "1/2/2019", "Comunee", ""),
    ("Delta", "1/2/2019", "Comune", ""),
]
MEANT = OrganisationKind.ASSOCIATION.value


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def check(batch: ImportBatch, by: User) -> ImportBatch:
    check_rows(ignore, batch_id=batch.pk, by_id=by.pk)
    batch.refresh_from_db()
    return batch


def url(name: str, batch: ImportBatch) -> str:
    return reverse(f"imports:{name}", args=[batch.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def batch(officer: User, ambito: Territory) -> ImportBatch:
    """Checked: three rows of four refused for two words."""
    return check(mapped(officer, ambito, sheet(ROWS)), officer)


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    """The officer's browser."""
    client.force_login(officer)
    return client


def names_of(answer: Any) -> dict[str, str]:
    """The names of the fields, by word."""
    return {word.text: field.name for _column, lines in answer.context["form"].tables for word, field in lines}


def explain(batch: ImportBatch, by: User, **said: str) -> None:
    explain_words(batch=batch, target=BODIES, meanings={"kind": said}, by=by, at=NOW)


def test_check_gathers_the_words_sealed(batch: ImportBatch) -> None:
    column = word_columns(batch, BODIES)[0]
    assert (column.heading, column.left_out) == ("Tipo", 0)
    assert [(word.text, word.rows, word.value, word.suggested) for word in column.words] == [
        ("Parolaccia", 2, "", False),
        ("Comunee", 1, OrganisationKind.MUNICIPALITY.value, True),
    ]


def test_words_and_meanings_are_nowhere_in_plain(batch: ImportBatch, officer: User) -> None:
    explain(batch, officer, parolaccia=MEANT)
    check(batch, officer)
    rows = [*ImportBatch.objects.all(), *Finding.objects.all(), *Entry.objects.all(), *Job.objects.all()]
    stored = serializers.serialize("json", rows).lower()
    assert "parolaccia" not in stored
    assert "comunee" not in stored
    assert b"parolaccia" not in bytes(batch.sealed_reading).lower()
    assert batch.reading["meanings"] == {"kind": {"parolaccia": MEANT}}


def test_explained_words_are_accepted_by_the_check_and_written(batch: ImportBatch, officer: User) -> None:
    assert (batch.rows_accepted, batch.rows_refused) == (1, 3)
    explain(batch, officer, parolaccia=MEANT, comunee="")
    assert batch.state == BatchState.CHECKING
    assert not Finding.objects.exists()
    check(batch, officer)
    assert (batch.rows_accepted, batch.rows_refused) == (3, 1)
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    assert dict(Organisation.objects.values_list("name", "kind")) == {
        "Alfa": MEANT,
        "Beta": MEANT,
        "Delta": OrganisationKind.MUNICIPALITY,
    }
    entry = Entry.objects.get(action="imports.explain_words")
    assert entry.objects_touched == {"imports.importbatch": [batch.pk]}


def test_words_explained_once_are_known_in_the_next_file_of_the_kind(
    batch: ImportBatch, officer: User, ambito: Territory, page: Client
) -> None:
    explain(batch, officer, parolaccia=MEANT, comunee="")
    check(batch, officer)
    after = mapped(officer, ambito, sheet([("Epsilon", "1/2/2020", "Parolaccia", "")]))
    assert after.reading["meanings"] == {"kind": {"parolaccia": MEANT}}, "what was left refused is asked again"
    assert check(after, officer).rows_accepted == 1
    assert "Vale anche qui 1 voce spiegata allora." in text(page.get(url("start", after)))


def test_meanings_said_before_stay_and_come_back_chosen(batch: ImportBatch, officer: User) -> None:
    explain(batch, officer, parolaccia=MEANT)
    check(batch, officer)
    explain(batch, officer, comunee="")
    check(batch, officer)
    assert batch.reading["meanings"] == {"kind": {"parolaccia": MEANT, "comunee": ""}}
    words = {word.key: (word.value, word.suggested) for word in word_columns(batch, BODIES)[0].words}
    assert words == {"parolaccia": (MEANT, False), "comunee": ("", False)}


def test_meanings_outlive_another_reading_of_the_file(batch: ImportBatch, officer: User) -> None:
    explain(batch, officer, parolaccia=MEANT)
    check(batch, officer)
    choose_reading(batch=batch, target=BODIES, choices=Choices(**batch.reading["choices"]), by=officer, at=NOW)
    assert batch.reading["meanings"] == {"kind": {"parolaccia": MEANT}}
    assert "words" not in batch.reading


def test_words_of_all_chunks_are_gathered_and_counted_anew_by_each_check(
    batch: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.imports.actions.work.CHUNK", 1)
    explain(batch, officer, comunee="")
    check(batch, officer)
    words = batch.reading["words"]["kind"]
    assert {key: word["rows"] for key, word in words.items()} == {"parolaccia": 2, "comunee": 1}


@pytest.mark.parametrize("meanings", [{"kind": {"parolaccia": "forged"}}, {"name": {"alfa": MEANT}}, {"x": {"y": "z"}}])
def test_meaning_out_of_the_list_is_refused(
    batch: ImportBatch, officer: User, meanings: dict[str, dict[str, str]]
) -> None:
    with pytest.raises(ImportRefusedError, match="elenco"):
        explain_words(batch=batch, target=BODIES, meanings=meanings, by=officer, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert "meanings" not in batch.reading or not batch.reading["meanings"]


@pytest.mark.parametrize("state", set(BatchState) - {BatchState.CHECKED})
def test_words_are_explained_between_the_check_and_the_import_only(
    batch: ImportBatch, officer: User, state: BatchState
) -> None:
    with writing():
        ImportBatch.objects.update(state=state)
    with pytest.raises(ImportRefusedError, match="non si può più cambiare"):
        explain(batch, officer, parolaccia=MEANT)


@pytest.mark.parametrize("role", [SOCIAL_WORKER, AMBITO_OFFICER])
def test_explaining_is_for_those_who_import_there(batch: ImportBatch, ambito: Territory, role: Any) -> None:
    place = ambito if role is SOCIAL_WORKER else make_ambito()
    with pytest.raises(NotAllowedError):
        explain(batch, make_user(role=role, territory=place), parolaccia=MEANT)


def test_page_of_the_words_leads_to_another_check(page: Client, batch: ImportBatch) -> None:
    assert url("meanings", batch) in text(page.get(url("detail", batch)))
    shown = page.get(url("meanings", batch))
    names = names_of(shown)
    assert set(names) == {"Parolaccia", "Comunee"}
    assert f'<option value="{OrganisationKind.MUNICIPALITY.value}" selected>' in text(shown)
    assert Entry.objects.filter(action="imports.meanings", kind="read").count() == 1
    answer = page.post(url("meanings", batch), {names["Parolaccia"]: MEANT, names["Comunee"]: ""})
    assert answer.headers["Location"] == url("detail", batch)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKING
    assert batch.reading["meanings"] == {"kind": {"parolaccia": MEANT, "comunee": ""}}
    assert url("meanings", batch) not in text(page.get(url("detail", batch)))


def test_forged_choice_is_refused_and_the_others_stay_chosen(page: Client, batch: ImportBatch) -> None:
    names = names_of(page.get(url("meanings", batch)))
    answer = page.post(url("meanings", batch), {names["Parolaccia"]: MEANT, names["Comunee"]: "forged"})
    assert answer.status_code == 422
    assert f'<option value="{MEANT}" selected>' in text(answer)
    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED


def test_words_that_were_not_asked_for_are_left_alone(page: Client, batch: ImportBatch) -> None:
    names = names_of(page.get(url("meanings", batch)))
    page.post(url("meanings", batch), {names["Parolaccia"]: MEANT, "word_0123": MEANT})
    batch.refresh_from_db()
    assert batch.reading["meanings"] == {"kind": {"parolaccia": MEANT}}


def test_saving_too_late_says_so_and_keeps_what_was_chosen(page: Client, batch: ImportBatch) -> None:
    names = names_of(page.get(url("meanings", batch)))
    with writing():
        ImportBatch.objects.update(state=BatchState.RUNNING)
    answer = page.post(url("meanings", batch), {names["Parolaccia"]: MEANT})
    assert answer.status_code == 422
    assert "non si può più cambiare" in text(answer)
    assert f'<option value="{MEANT}" selected>' in text(answer)


def test_file_without_unknown_words_has_nothing_to_explain(page: Client, officer: User, ambito: Territory) -> None:
    sound = check(mapped(officer, ambito, sheet([("Alfa", "1/2/2019", "Comune", "")])), officer)
    assert url("meanings", sound) not in text(page.get(url("detail", sound)))
    assert "Nessuna voce da spiegare" in text(page.get(url("meanings", sound)))


def test_discarded_import_has_no_words_left(page: Client, batch: ImportBatch) -> None:
    page.post(url("discard", batch))
    for answer in (page.get(url("meanings", batch)), page.post(url("meanings", batch), {})):
        assert answer.headers["Location"] == url("detail", batch)


def test_page_of_the_words_costs_the_same_with_two_and_sixty(
    page: Client,
    officer: User,
    ambito: Territory,
    batch: ImportBatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [(f"Ente {number}", "1/2/2019", f"voce {number}", "") for number in range(60)]
    many = check(mapped(officer, ambito, sheet(rows)), officer)
    page.get(url("meanings", batch))
    for shown in (batch, many):
        with django_assert_num_queries(10):
            answer = page.get(url("meanings", shown))
    assert "Ci sono ancora 10 voci" in text(answer)


def test_upload_after_a_discarded_file_with_columns(batch: ImportBatch, page: Client, officer: User) -> None:
    page.post(url("discard", batch))
    assert mapped(officer, batch.territory, sheet(ROWS)).state == BatchState.CHECKING

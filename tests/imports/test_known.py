# SPDX-License-Identifier: EUPL-1.2
"""Rows about somebody already there: a rule for the file, another choice for single rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.declare import OnKnown
from ordito.core.models import writing
from ordito.imports.actions import ImportRefusedError, choose_known, start_writing
from ordito.imports.enums import BatchState
from ordito.imports.models import Finding, ImportBatch
from ordito.imports.tasks import check_rows, write_rows
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation
from tests.imports.bodies import NOW, mapped, sheet

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db
ROWS = [("Alfa", "1/1/2020", "", ""), ("Beta", "1/1/2020", "", ""), ("Gamma", "1/1/2020", "", "")]


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def tried(officer: User, batch: ImportBatch) -> ImportBatch:
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def batch(officer: User, ambito: Territory) -> ImportBatch:
    """Alfa and Beta are there already."""
    for name in ("Alfa", "Beta"):
        make_organisation(name=name)
    return tried(officer, mapped(officer, ambito, sheet(ROWS)))


def codes(batch: ImportBatch) -> dict[int, str]:
    return dict(Finding.objects.filter(batch=batch).values_list("row", "code"))


def test_rule_and_single_rows_are_asked_again_of_the_target(batch: ImportBatch, officer: User) -> None:
    assert codes(batch) == {4: "taken", 5: "taken"}
    choose_known(batch=batch, rule=OnKnown.SKIP, rows={5: OnKnown.NEW}, by=officer, at=NOW)
    assert batch.state == BatchState.CHECKING
    tried(officer, batch)
    assert codes(batch) == {4: "skipped", 5: "twice"}
    choose_known(batch=batch, rule=OnKnown.NEW, rows={5: None}, by=officer, at=NOW)
    assert codes(tried(officer, batch)) == {4: "twice", 5: "twice"}
    assert batch.row_choices == {}


def test_once_written_nothing_can_be_chosen(batch: ImportBatch, officer: User) -> None:
    with writing():
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.RUNNING)
    with pytest.raises(ImportRefusedError):
        choose_known(batch=batch, rule=OnKnown.SKIP, rows={}, by=officer, at=NOW)


def test_page_shows_the_rows_as_the_file_has_them_and_takes_the_choices(
    batch: ImportBatch, officer: User, client: Client
) -> None:
    client.force_login(officer)
    page = client
    address = reverse("imports:known", args=[batch.pk])
    text = page.get(reverse("imports:detail", args=[batch.pk])).content.decode()
    assert "2 righe parlano di persone già presenti" in text
    assert address in text
    text = page.get(address).content.decode()
    assert "Alfa" in text
    assert "Gamma" not in text
    assert Entry.objects.filter(action="imports.known").count() == 1
    answer = page.post(address, {"rule": "boh", "row_4": "new"})
    assert answer.status_code == 422
    answer = page.post(address, {"rule": "skip", "row_4": "new", "row_5": ""})
    assert answer.status_code == 302
    tried(officer, ImportBatch.objects.get())
    assert codes(batch) == {4: "twice", 5: "skipped"}


def test_rows_quoted_are_forgotten_once_written(batch: ImportBatch, officer: User) -> None:
    assert [row["text"] for row in batch.reading["known"]] == ["Alfa", "Beta"]
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert "known" not in batch.reading


def test_page_is_of_those_who_import_there(batch: ImportBatch, ambito: Territory, client: Client) -> None:
    address = reverse("imports:known", args=[batch.pk])
    client.force_login(make_user(role=SOCIAL_WORKER, territory=ambito))
    assert client.get(address).status_code == 403
    client.force_login(make_user(role=AMBITO_OFFICER, territory=make_ambito("Altro")))
    assert client.get(address).status_code == 404


def test_page_costs_the_same_with_one_row_and_three(
    officer: User, ambito: Territory, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("Alfa", "Beta", "Gamma"):
        make_organisation(name=name)
    client.force_login(officer)
    for rows in (ROWS[:1], ROWS):
        found = tried(officer, mapped(officer, ambito, sheet(rows)))
        client.get(reverse("imports:known", args=[found.pk]))
        with django_assert_num_queries(11):
            client.get(reverse("imports:known", args=[found.pk]))

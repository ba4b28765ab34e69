# SPDX-License-Identifier: EUPL-1.2
"""Files with more than a plain table: groups of headings, other sheets, last month's columns, nothing but errors."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from django.urls import reverse

from ordito.imports.actions import upload_file
from ordito.imports.enums import BatchState
from ordito.imports.models import ImportBatch
from ordito.imports.tasks import check_rows, write_rows
from tests.factories.territory import make_territory
from tests.imports.bodies import BODIES, GOOD, HEADINGS, NOW, mapped, sheet, uploaded
from tests.imports.engine.sheets import xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db
GROUPED = [("Elenco degli enti",), ("Ente", "", "Altro", ""), ("Denominazione", "Attivo dal", "Tipo", ""), *GOOD]


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    """The officer's browser."""
    client.force_login(officer)
    return client


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def seen(page: Client, name: str, batch: ImportBatch) -> str:
    return " ".join(page.get(reverse(f"imports:{name}", args=[batch.pk])).content.decode().split())


def done(officer: User, ambito: Territory, page: Client, content: bytes) -> ImportBatch:
    batch = mapped(officer, ambito, content)
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    page.post(reverse("imports:start", args=[batch.pk]), {"repeat_confirmed": "on"})
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    return batch


def test_groups_of_headings_are_shown_and_corrected(page: Client, officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito, xlsx(GROUPED))
    assert batch.reading["columns"][:2] == ["Ente – Denominazione", "Ente – Attivo dal"]
    assert batch.mapping == {"0": "name", "1": "since", "2": "kind"}
    text = seen(page, "columns", batch)
    assert "Elenco degli enti" in text
    assert "non letta" in text
    address = reverse("imports:reading", args=[batch.pk])
    page.post(address, {"sheet": "Foglio1", "header_row": "3", "header_rows": "1"})
    batch.refresh_from_db()
    assert batch.reading["columns"][:2] == ["Denominazione", "Attivo dal"]
    page.post(address, {"sheet": "Foglio1", "header_row": "2", "header_rows": "2"})
    batch.refresh_from_db()
    assert batch.reading["columns"][0] == "Ente – Denominazione"


def test_what_is_not_read_is_said_and_empty_columns_are_not_asked_for(
    page: Client, officer: User, ambito: Territory
) -> None:
    rows = [(name, "", since, *rest) for name, since, *rest in (HEADINGS, *GOOD)]
    content = xlsx([*rows, ("Totale", 3)], others={"2019": [HEADINGS, *GOOD]})
    text = seen(page, "columns", uploaded(officer, ambito, content))
    assert "La riga 5: è un totale." in text
    assert "1 colonna vuota." in text
    assert "(2019)" in text
    assert "(colonna B)" not in text


def test_another_sheet_is_imported_out_of_the_same_file(page: Client, officer: User, ambito: Territory) -> None:
    content = xlsx([HEADINGS, *GOOD], others={"2019": [HEADINGS, ("Delta", "1/1/2019", "", "")], "Vuoto": [["x"]]})
    first = done(officer, ambito, page, content)
    assert "Gli altri fogli di questo file" in seen(page, "detail", first)
    address = reverse("imports:sheet", args=[first.pk])
    assert page.post(address, {"sheet": "Vuoto", "target": "bodies"}).status_code == 302
    assert ImportBatch.objects.count() == 1
    answer = page.post(address, {"sheet": "2019", "target": "bodies"})
    second = ImportBatch.objects.exclude(pk=first.pk).get()
    assert answer.headers["Location"] == reverse("imports:columns", args=[second.pk])
    assert (second.reading["choices"]["sheet"], second.rows_total) == ("2019", 1)
    assert "già stato importato" not in seen(page, "columns", second)


def test_another_sheet_that_cannot_be_kept_or_read_is_said(
    page: Client, officer: User, ambito: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = xlsx([HEADINGS, *GOOD], others={"2019": [HEADINGS, ("Delta", "1/1/2019", "", "")]})
    first = done(officer, ambito, page, content)
    full, gone = OSError(errno.ENOSPC, "full"), FileNotFoundError()
    for module, call, failure, said in (
        (os, "fsync", full, "spazio del sistema"),
        (Path, "open", gone, "non è più conservato"),
    ):
        with monkeypatch.context() as broken:
            broken.setattr(module, call, Mock(side_effect=failure))
            answer = page.post(reverse("imports:sheet", args=[first.pk]), {"sheet": "2019", "target": "bodies"})
        assert answer.headers["Location"] == reverse("imports:detail", args=[first.pk])
        assert said in seen(page, "detail", first)
    assert ImportBatch.objects.count() == 1


def test_what_changed_since_last_month_is_said_before_running(page: Client, officer: User, ambito: Territory) -> None:
    first = uploaded(officer, ambito, sheet(GOOD, ("Chi", "Da quando", "Tipo", "Note")))
    page.post(reverse("imports:columns", args=[first.pk]), {"column_0": "name", "column_1": "since"})
    same = uploaded(officer, ambito, sheet(GOOD, ("Chi", "Da quando", "Tipo", "Note")))
    assert same.mapping == {"0": "name", "1": "since"}
    assert "Le colonne sono le stesse." in seen(page, "columns", same)
    other = uploaded(officer, ambito, sheet(GOOD, ("Tipo", "Chi", "Attivo dal", "Zona")))
    assert other.mapping == {"1": "name", "2": "since"}
    text = seen(page, "columns", other)
    assert "Nuove, da controllare: Attivo dal, Zona." in text
    assert "Mancano: Da quando." in text
    assert "riconosciute dal nome: Tipo, Chi." in text
    page.post(reverse("imports:columns", args=[other.pk]), {"column_1": "name"})
    check_rows(ignore, batch_id=other.pk, by_id=officer.pk)
    assert "Mancano: Da quando." in seen(page, "start", other)


def test_columns_of_another_place_are_not_remembered(officer: User, ambito: Territory) -> None:
    mapped(officer, ambito)
    comune = make_territory("Borgo Inventato", parent=ambito)
    stream = io.BytesIO(sheet())
    batch = upload_file(target=BODIES, territory=comune, stream=stream, name="x.xlsx", by=officer, at=NOW)
    assert batch.reading["earlier"] is None


@pytest.mark.parametrize("good", [0, 1])
def test_dry_run_stops_when_nothing_but_errors_comes(
    page: Client, officer: User, ambito: Territory, monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    monkeypatch.setattr("ordito.imports.actions.work.CHUNK", 10)
    monkeypatch.setattr("ordito.imports.actions.work.HOPELESS", 20)
    broken: Sequence[tuple[str, ...]] = [("", f"{day}/13/2020", "", "x") for day in range(50)]
    batch = mapped(officer, ambito, sheet([*GOOD[:good], *broken]))
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_refused) == (BatchState.CHECKED, 50 if good else 20)
    assert ("La prova si è fermata" in seen(page, "detail", batch)) is not bool(good)
    answer = page.get(reverse("imports:refused", args=[batch.pk, "csv"]))
    assert len(answer.content.splitlines()) == 1 + batch.rows_refused

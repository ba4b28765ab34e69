# SPDX-License-Identifier: EUPL-1.2
"""The page of tables: what may be asked, what is perturbed, what is refused, what leaves and is written down."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.urls import reverse
from python_calamine import load_workbook

from ordito.accounts.roles import ADMINISTRATOR, DPO, SOCIAL_WORKER
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.models import Person
from ordito.core.models import writing
from ordito.explore.queries.desk import Asked, desk_of
from ordito.explore.queries.heads import heads_of
from ordito.indicators.engine.definition import Definition, Only
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import Scale
from ordito.indicators.queries.residents import Share, residents_of
from ordito.territory.enums import Hierarchy
from ordito.territory.models import TerritoryLink
from tests.factories.accounts import make_user
from tests.factories.cases import make_case_file, make_person, make_taking
from tests.factories.territory import make_ambito
from tests.indicators.conftest import Region, people, snapshot

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.indicators.engine.table import Figure

pytestmark = pytest.mark.django_db

PAGE = "/statistiche/"
BY_AMBITO = {"misura": "persone_in_carico", "periodo": "2025", "righe": "ambito"}
BY_GENDER = BY_AMBITO | {"colonne": "genere"}
MOST_NOISE = 6


def figure_of(response: Any) -> Figure:
    found: Figure = response.context["figure"]
    return found


def values(response: Any) -> dict[str, list[int | None]]:
    return {
        row.label: [None if cell.value is None else int(cell.value) for cell in row.cells]
        for row in figure_of(response).rows
    }


def test_page_opens_on_the_last_whole_year_by_ambito_with_table_bars_and_map(officer: Client, counted: Region) -> None:
    response = officer.get(PAGE)
    assert response.status_code == 200
    found = values(response)
    assert set(found) == {"Puglia", *(place.ambito.name for place in counted.places)}
    for place, true in zip(counted.places, (26, 17, 9), strict=True):
        [number] = found[place.ambito.name]
        assert number is not None
        assert abs(number - true) <= MOST_NOISE
        assert number not in {1, 2}
    assert len(response.context["drawings"].bars.bars) == len(response.context["drawings"].map.shapes) == 3
    page = response.content.decode()
    assert "Dati di 3 Comuni su 3" in page
    assert "Il dato più lontano è del 2025." in page
    assert "non sommano" in page


def test_same_persons_give_the_same_figure_by_whatever_filter(officer: Client, counted: Region) -> None:
    by_gender = values(officer.get(PAGE, BY_GENDER))
    only_girls = values(officer.get(PAGE, BY_AMBITO | {"solo.genere": "F"}))
    inside = counted.places[0].ambito
    within = values(officer.get(PAGE, BY_AMBITO | {"righe": "genere", "dentro": str(inside.pk)}))
    assert only_girls[inside.name] == [by_gender[inside.name][0]] == within["Femmine"]
    snapshot()
    assert values(officer.get(PAGE, BY_GENDER)) == by_gender, "nor does a new night draw again"


ASKED = (
    {"misura": "minori_ogni_mille"},
    {"misura": "takings:duration"},
    {"misura": "takings:opened", "righe": "anni"},
    {"righe": "trimestri", "colonne": "eta"},
    {"righe": "taking_reasons.reason", "colonne": "genere"},
    {"righe": "body"},
    {"righe": "fasce", "colonne": "genere"},
    {"righe": "comune", "periodo": "2025-2"},
)


def test_whatever_may_be_asked_is_answered_as_a_table(officer: Client) -> None:
    for asked in ASKED:
        response = officer.get(PAGE, BY_AMBITO | asked)
        assert response.status_code == 200, asked
        assert figure_of(response).rows, asked
        if figure_of(response).decimals == 0:
            assert not {1, 2} & {number for row in values(response).values() for number in row}, asked


def test_rate_is_of_the_perturbed_number(officer: Client, counted: Region) -> None:
    persons = values(officer.get(PAGE, BY_AMBITO | {"misura": "minori_in_carico"}))
    rates = figure_of(officer.get(PAGE, BY_AMBITO | {"misura": "minori_ogni_mille"}))
    for row in rates.rows:
        [number] = persons[row.label]
        assert number is not None
        residents = 1800 * (3 if row.total else 1)  # 50 of each age and sex in each Comune
        assert float(row.cells[0].value or 0) == pytest.approx(number * 1000 / residents, abs=0.06)
    assert counted.places


def test_place_without_data_says_why_and_is_not_zero(client: Client, region: Region) -> None:
    people(region.places[0], 9, 7)
    snapshot()
    client.force_login(make_user(role=SOCIAL_WORKER, territory=region.places[0].comune))
    response = client.get(PAGE, BY_AMBITO)
    assert values(response)[region.places[1].ambito.name] == [None]
    page = response.content.decode()
    assert "Nessun Comune di questo territorio ha ancora caricato dati." in page
    assert "Dati di 1 Comuni su 3" in page
    assert response.context["drawings"].map.classes.no_data == 2
    rates = client.get(PAGE, BY_AMBITO | {"misura": "minori_ogni_mille"})
    own, whole = (row for row in figure_of(rates).rows if row.cells[0].value is not None)
    assert own.cells == whole.cells, "residents of places without data divide nothing"
    assert "solo quelli dei Comuni con dati" in rates.content.decode()


def test_two_periods_across_a_boundary_are_each_told_by_the_places_of_their_own(
    officer: Client, counted: Region
) -> None:
    old, born = counted.places[1], make_ambito("Ambito nato nel 2026")
    with writing():
        TerritoryLink.objects.filter(parent=old.ambito).update(valid_to=date(2025, 12, 31))
        TerritoryLink.objects.create(
            parent=born, child=old.comune, hierarchy=Hierarchy.AMBITO, valid_from=date(2026, 1, 1)
        )
    asked = BY_AMBITO | {"confronta": "2026"}
    persons = values(officer.get(PAGE, asked | {"misura": "minori_in_carico"}))
    rates = {row.label: row for row in figure_of(officer.get(PAGE, asked | {"misura": "minori_ogni_mille"})).rows}
    for place, period in ((old.ambito, 0), (born, 1)):
        number, told = persons[place.name][period], rates[place.name].cells
        assert number
        assert float(told[period].value or 0) == pytest.approx(number * 1000 / 1800, abs=0.06)
        assert told[1 - period].value is None


def test_nobody_resides_at_an_age_that_is_not_known(official: User, counted: Region) -> None:
    desk = desk_of(official)
    assert desk is not None
    codes = ("0", "18", "")
    scale = Scale(codes, codes, codes, np.arange(3)[np.newaxis])
    heads = heads_of(desk, desk.dimensions("takings")["eta"], scale, (), ())
    recipe, everywhere = Definition("takings", Measure.PERSONS), Share(frozenset({counted.places[0].comune.pk}))
    found = residents_of([[head.share.beside(everywhere)] for head in heads], recipe, date(2025, 12, 31), None)
    assert found[:, 0].tolist() == [1800, 8300, 0]


def test_two_periods_and_two_places_are_compared_with_a_band(officer: Client, counted: Region) -> None:
    periods = figure_of(officer.get(PAGE, BY_AMBITO | {"confronta": "2026", "colonne": "genere"}))
    assert periods.columns == ("2025", "2026", "Differenza", "Rapporto")
    first, other = counted.places[0].ambito, counted.places[1].ambito
    asked = BY_AMBITO | {"righe": "genere", "dentro": str(first.pk), "confronta": f"t{other.pk}"}
    places = figure_of(officer.get(PAGE, asked))
    assert places.columns[:2] == (first.name, other.name)
    cells = places.rows[0].cells
    assert cells[2].value == (cells[0].value or 0) - (cells[1].value or 0)
    assert cells[3].detail.startswith("da ")


def test_row_leads_into_its_place_and_the_trail_leads_back(officer: Client, counted: Region) -> None:
    links = [url for _row, url in officer.get(PAGE, BY_GENDER).context["rows"]]
    inside = officer.get(links[1])
    place = next(one for one in counted.places if one.ambito.name in values(inside))
    assert set(values(inside)) == {place.ambito.name, place.comune.name}
    [up, here] = inside.context["trail"]
    assert here.url == ""
    assert set(values(officer.get(up.url))) == set(values(officer.get(PAGE, BY_GENDER)))


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"misura": "non_esiste"}, "misura"),
    ({"periodo": "1850"}, "periodo"),
    ({"periodo": "2025-9"}, "periodo"),
    ({"righe": "quartiere"}, "righe"),
    ({"colonne": "colore"}, "colonne"),
    ({"righe": "eta", "colonne": "fasce"}, "colonne"),
    ({"righe": "taking_reasons.reason", "colonne": "mode"}, "colonne"),
    ({"righe": "taking_reasons.reason", "solo.mode": "consensual"}, "righe"),
    ({"dentro": "99999999"}, "dentro"),
    ({"confronta": "2025"}, "confronta"),
    ({"righe": "anni", "confronta": "2026"}, "confronta"),
    ({"confronta": "t0", "dentro": ""}, "righe"),
    ({"solo.genere": "Z"}, "solo.genere"),
)


def test_bad_input_is_an_error_at_its_field(officer: Client) -> None:
    for wrong, field in WRONG:
        response = officer.get(PAGE, BY_AMBITO | wrong)
        assert response.status_code == 422, wrong
        assert field in response.context["form"].errors, wrong
        assert "tra quelle disponibili" not in response.content.decode(), "our words, not the framework's"
        assert "figure" not in response.context


def test_table_that_nobody_could_read_is_refused_with_smaller_ones(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.explore.queries.tables.MOST_SHOWN", 10)
    response = officer.get(PAGE, BY_GENDER)
    assert response.status_code == 422
    page = response.content.decode()
    assert "16 caselle" in page
    assert "La stessa tabella senza colonne" in page
    assert "figure" not in response.context


def test_exact_figures_are_of_the_own_place_alone_and_are_written(ambito: Client, counted: Region) -> None:
    own = counted.places[2]
    asked = BY_GENDER | {"righe": "comune", "dentro": str(own.ambito.pk), "esatte": "on"}
    response = ambito.get(PAGE, asked)
    assert values(response)[own.comune.name] == [6, 3, 9]
    assert "non vanno diffuse" in response.content.decode()
    entry = Entry.objects.filter(action="indicators.read_exact_figure").get()
    assert (entry.kind, entry.detail) == (Kind.READ, asked | {"misura": "persone_in_carico", "periodo": "2025"})
    elsewhere = counted.places[0].ambito.pk
    for place in (str(elsewhere), ""):
        assert ambito.get(PAGE, asked | {"dentro": place}).status_code == 422
    for other in (f"t{elsewhere}", "t0"):
        assert ambito.get(PAGE, asked | {"righe": "genere", "confronta": other}).status_code == 422
    assert Entry.objects.filter(action="indicators.read_exact_figure").count() == 1


def test_exact_figures_do_not_tell_who_is_known_elsewhere_too(ambito: Client, counted: Region) -> None:
    own, elsewhere = counted.places[2], counted.places[0]
    known = Person.objects.filter(comune=own.comune, sex="M").first()
    assert known is not None
    again = make_person(elsewhere, "Altrove")
    with writing():
        Person.objects.filter(pk=again.pk).update(link=known.link)
    make_taking(make_case_file(again), opened_on=date(2025, 9, 1))
    snapshot()
    asked = BY_AMBITO | {"righe": "comune", "dentro": str(own.ambito.pk), "esatte": "on"}
    assert values(ambito.get(PAGE, asked))[own.comune.name] == [9]


def test_social_worker_sees_no_comuni_and_nothing_exact(client: Client, counted: Region) -> None:
    snapshot()
    client.force_login(make_user(role=SOCIAL_WORKER, territory=counted.places[0].comune))
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "esatte" not in response.context["form"].fields
    assert client.get(PAGE, BY_AMBITO | {"righe": "comune"}).status_code == 422


@pytest.mark.parametrize("role", [ADMINISTRATOR, DPO, None])
def test_who_has_no_part_in_statistics_is_refused(client: Client, db: None, role: Any) -> None:
    client.force_login(make_user(role=role))
    for name in ("pivot", "views", "dashboards", "reports"):
        assert client.get(reverse(f"explore:{name}")).status_code == 403
    for name in ("export", "save"):
        assert client.post(reverse(f"explore:{name}")).status_code == 403


def test_page_without_a_snapshot_says_what_to_do(client: Client, region: Region) -> None:
    client.force_login(make_user(role=SOCIAL_WORKER, territory=region.places[0].comune))
    for name in ("explore:pivot", "explore:dashboards"):
        assert client.get(reverse(name)).status_code == 200
    assert "Non ci sono ancora dati da contare" in client.get(PAGE).content.decode()


def test_export_says_what_the_page_says_and_is_written_with_its_purpose(officer: Client) -> None:
    page = values(officer.get(PAGE, BY_GENDER))
    url = reverse("explore:export")
    assert officer.post(url, BY_GENDER | {"formato": "csv", "scopo": ""}).status_code == 422
    assert not Entry.objects.filter(action="indicators.export_figure").exists()
    response = officer.post(url, BY_GENDER | {"formato": "csv", "scopo": "Relazione annuale"})
    lines = [line.split(";") for line in response.content.decode("utf-8-sig").splitlines()]
    for label, numbers in page.items():
        assert [label, *map(str, numbers)] in [line[: len(numbers) + 1] for line in lines]
    assert any("perturbate" in line[0] for line in lines)
    entry = Entry.objects.filter(action="indicators.export_figure").get()
    assert (entry.kind, entry.purpose) == (Kind.EXPORT, "Relazione annuale")
    book = officer.post(url, BY_AMBITO | {"formato": "xlsx", "scopo": "Verifica dei dati"})
    cells = load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert ["Puglia", float(page["Puglia"][-1] or 0)] in [row[:2] for row in cells]
    paper = officer.post(url, BY_GENDER | {"formato": "pdf", "scopo": "Da stampare"})
    assert paper.content.startswith(b"%PDF")


def test_delicate_facts_are_not_offered_beside_the_one_that_is_counted(official: User) -> None:
    desk = desk_of(official)
    assert desk is not None
    free = Asked("a", "A", "", "", Definition("takings", Measure.PERSONS))
    kept = replace(free, definition=Definition("takings", Measure.PERSONS, where=(Only("mode", ("x",)),)))
    assert {"mode", "taking_reasons.reason"} <= {one.code for one in desk.offered(free)}
    assert [one.code for one in desk.offered(kept) if one.sensitive] == ["mode"]


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow_with_what_is_counted(
    officer: Client, counted: Region, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    people(counted.places[1], more, more)
    snapshot()
    officer.get(PAGE, BY_AMBITO)  # residents and boundaries stay in the process
    with django_assert_num_queries(37):
        officer.get(PAGE, BY_GENDER)


def test_ages_that_a_definition_is_not_about_are_no_rows_of_it(officer: Client) -> None:
    asked = BY_AMBITO | {"misura": "minori_ogni_mille", "righe": "fasce"}
    assert [row.label for row in figure_of(officer.get(PAGE, asked)).rows[1:]] == [
        "0–2",
        "3–5",
        "6–10",
        "11–13",
        "14–17",
    ]
    columns = figure_of(officer.get(PAGE, BY_AMBITO | {"misura": "minori_ogni_mille", "colonne": "eta"})).columns
    assert columns == ("0–5", "6–13", "14–17", "Totale")

# SPDX-License-Identifier: EUPL-1.2
"""The page of statistics: who sees what, what is hidden, what is refused, what leaves and is written down."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from python_calamine import load_workbook

from ordito.accounts.roles import ADMINISTRATOR, AMBITO_OFFICER, DPO, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.models import Person
from ordito.core.models import writing
from ordito.indicators.engine.table import CellState, Figure
from ordito.indicators.models import Indicator
from ordito.indicators.queries import figures
from ordito.indicators.tasks import extract
from ordito.jobs.models import Job
from tests.factories.accounts import make_user
from tests.factories.cases import make_case_file, make_person, make_taking
from tests.indicators.conftest import Region, people, snapshot

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

PAGE = "/statistiche/"
BY_AMBITO = {"indicatore": "persone_in_carico", "periodo": "2025", "livello": "ambito"}
BY_GENDER = BY_AMBITO | {"suddivisione": "genere"}


@pytest.fixture
def officer(client: Client, counted: Region) -> Client:
    """Somebody of the Region, with a snapshot taken."""
    snapshot()
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=counted.whole))
    return client


def figure_of(response: Any) -> Figure:
    found: Figure = response.context["figure"]
    return found


def texts(response: Any) -> dict[str, list[str]]:
    figure = figure_of(response)
    return {row.label: [figure.text(cell) for cell in row.cells] for row in figure.rows}


def test_page_shows_the_table_of_the_last_whole_year_by_ambito_with_bars_and_map(
    officer: Client, counted: Region
) -> None:
    response = officer.get(PAGE)
    assert response.status_code == 200
    assert texts(response) == {"Puglia": ["52"]} | {
        place.ambito.name: [str(number)] for place, number in zip(counted.places, (26, 17, 9), strict=True)
    }
    drawings = response.context["drawings"]
    assert [bar.text for bar in drawings.bars.bars] == ["26", "17", "9"]
    assert {shape.text for shape in drawings.map.shapes} == {"26", "17", "9"}
    page = response.content.decode()
    assert "Dati di 3 Comuni su 3" in page
    assert "10/03/2025" in page


def test_first_visitor_after_a_new_snapshot_waits_for_no_gate(
    client: Client, counted: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on the page as it opens nor on that of any other indicator."""
    extract(lambda _done, _total: None)
    monkeypatch.setattr(figures, "Gate", None)  # to call it is an error
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=counted.whole))
    assert texts(client.get(PAGE))["Puglia"] == ["52"]
    codes = list(Indicator.objects.values_list("code", flat=True))
    assert len(codes) > 3
    for code in codes:
        assert client.get(PAGE, {"indicatore": code}).status_code == 200
    with pytest.raises(TypeError):
        client.get(PAGE, BY_GENDER)


def test_small_cell_and_what_would_tell_it_are_hidden_and_are_nowhere_in_the_page(
    officer: Client, counted: Region
) -> None:
    response = officer.get(PAGE, BY_GENDER)
    found = texts(response)
    assert found["Puglia"] == ["27", "25", "52"]
    assert found[counted.places[2].ambito.name] == ["nascosta", "nascosta", "9"]
    hidden = [cell for row in figure_of(response).rows for cell in row.cells if cell.state == CellState.HIDDEN]
    assert len(hidden) == 4, "two in the row and two in another, so that columns do not tell"
    assert {cell.value for cell in hidden} == {None}
    assert len({cell.reason for cell in hidden}) == 1, "to say which is the small one would tell it"
    assert "Nascosta per proteggere le persone" in response.content.decode()


def test_table_that_cannot_be_protected_is_refused_with_ones_that_pass(client: Client, region: Region) -> None:
    """Stocks of 20 and 23 tell that at least three were opened between them."""
    people(region.places[0], 9, 7)
    people(region.places[1], 12, 8, year=2024)
    people(region.places[1], 2, 1)
    snapshot()
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=region.whole))
    response = client.get(PAGE, BY_AMBITO | {"indicatore": "prese_avviate"})
    assert response.context["figure"] is None
    assert "non si può mostrare" in response.content.decode()
    addresses = [address for _words, address in response.context["proposals"]]
    assert addresses
    for address in addresses:
        answer = client.get(address)
        assert figure_of(answer).hidden < len(figure_of(answer).rows)


def test_place_without_data_says_so_and_is_not_zero(client: Client, region: Region) -> None:
    people(region.places[0], 9, 7)
    snapshot()
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=region.whole))
    response = client.get(PAGE, BY_AMBITO)
    assert texts(response)[region.places[1].ambito.name] == ["senza dati"]
    assert "Dati di 1 Comuni su 3" in response.content.decode()
    assert response.context["drawings"].map.classes.no_data == 2


def test_rate_is_per_thousand_residents_of_the_ages_asked(officer: Client, counted: Region) -> None:
    response = officer.get(PAGE, BY_AMBITO | {"indicatore": "minori_ogni_mille"})
    assert texts(response)[counted.places[0].ambito.name] == ["14,4"], "26 of 1,800 residents under 18"
    assert "Residenti al 1º gennaio 2024" in response.content.decode()


def test_rate_of_a_hidden_count_is_hidden(officer: Client, counted: Region) -> None:
    response = officer.get(PAGE, BY_GENDER | {"indicatore": "minori_ogni_mille"})
    assert texts(response)[counted.places[2].ambito.name][:2] == ["nascosta", "nascosta"]


@pytest.mark.parametrize(
    ("indicator", "total"), [("prese_aperte", "52"), ("prese_avviate", "52"), ("prese_concluse", "0")]
)
def test_stock_and_flows_are_shown(officer: Client, indicator: str, total: str) -> None:
    response = officer.get(PAGE, BY_AMBITO | {"indicatore": indicator})
    assert texts(response)["Puglia"] == [total]


@pytest.mark.parametrize("breakdown", ["servizio", "ente", "motivo", "modalita"])
def test_values_of_a_facet_have_no_total(officer: Client, counted: Region, breakdown: str) -> None:
    response = officer.get(PAGE, BY_AMBITO | {"suddivisione": breakdown})
    assert not any(row.total for row in figure_of(response).rows)
    assert "non c’è un totale" in response.content.decode()
    bodies = {str(place.body) for place in counted.places}
    assert breakdown != "ente" or set(texts(response)) == bodies


def test_one_value_of_a_facet_is_shown_by_place(officer: Client, counted: Region) -> None:
    body = counted.places[0].body
    response = officer.get(PAGE, BY_AMBITO | {"suddivisione": "ente", "valore": str(body.pk)})
    assert str(body) in figure_of(response).subtitle
    assert len(figure_of(response).rows) == 4


def test_within_a_place_shows_its_rows_alone(officer: Client, counted: Region) -> None:
    place = counted.places[0]
    response = officer.get(PAGE, BY_AMBITO | {"livello": "comune", "dentro": str(place.ambito.pk)})
    assert list(texts(response)) == [place.ambito.name, place.comune.name]


@pytest.mark.parametrize("changed", [{"suddivisione": "genere"}, {"suddivisione": "fasce"}, {"suddivisione": "eta"}])
def test_column_of_the_drawings_is_chosen_by_address(officer: Client, changed: dict[str, str]) -> None:
    response = officer.get(PAGE, BY_AMBITO | changed | {"colonna": "0"})
    assert response.context["drawings"].column == figure_of(response).columns[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicatore": "non_esiste"},
        {"periodo": "1850"},
        {"periodo": "2025-9"},
        {"livello": "quartiere"},
        {"suddivisione": "colore"},
        {"dentro": "99999999"},
        {"dentro": "uno"},
        {"indicatore": "prese_avviate", "periodo": "2025-1", "suddivisione": "motivo"},
    ],
)
def test_bad_input_is_an_error_of_the_form(officer: Client, wrong: dict[str, str]) -> None:
    response = officer.get(PAGE, BY_AMBITO | wrong)
    assert response.status_code == 422
    assert response.context["form"].errors


@pytest.mark.parametrize("odd", [{"valore": "'; DROP TABLE"}, {"colonna": "-1"}, {"colonna": "9" * 30}, {"altro": "1"}])
def test_odd_parameters_change_nothing(officer: Client, odd: dict[str, str]) -> None:
    assert texts(officer.get(PAGE, BY_AMBITO | odd)) == texts(officer.get(PAGE, BY_AMBITO))


def test_indicator_whose_ages_are_no_bands_says_so(officer: Client) -> None:
    with writing():
        version = Indicator.objects.in_use().get(code="persone_in_carico").current
        assert version is not None
        version.definition = version.definition | {"ages": {"from": 4, "to": 9}}
        version.save()
    response = officer.get(PAGE, BY_AMBITO)
    assert response.status_code == 422
    assert "non coincidono con le fasce" in response.content.decode()


def test_age_bands_of_a_question_on_minors_stop_at_seventeen(officer: Client) -> None:
    response = officer.get(PAGE, BY_AMBITO | {"indicatore": "minori_in_carico", "suddivisione": "fasce"})
    assert figure_of(response).columns == ("0–2", "3–5", "6–10", "11–13", "14–17", "Totale")


def test_page_without_a_snapshot_says_what_to_do(client: Client, region: Region) -> None:
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=region.whole))
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "Non ci sono ancora dati da contare" in response.content.decode()


@pytest.mark.parametrize("indicator", ["prese_avviate", "prese_aperte"])
def test_takings_are_shown_by_comune_as_exact_figures_alone(officer: Client, counted: Region, indicator: str) -> None:
    """Beside the persons by Comune of the same year they gave hidden cells back in the invented region."""
    wanted = BY_AMBITO | {"indicatore": indicator, "livello": "comune"}
    for within in ({}, {"dentro": str(counted.places[0].ambito.pk)}):
        answer = officer.get(PAGE, wanted | within)
        assert answer.status_code == 422
        assert "livello" in answer.context["form"].errors
    own = counted.places[0]
    officer.force_login(make_user(role=AMBITO_OFFICER, territory=own.ambito))
    answer = officer.get(PAGE, wanted | {"dentro": str(own.ambito.pk), "esatte": "on"})
    assert texts(answer)[own.comune.name] == ["26"]


def test_social_worker_sees_figures_but_not_by_comune(client: Client, counted: Region) -> None:
    snapshot()
    client.force_login(make_user(role=SOCIAL_WORKER, territory=counted.places[0].comune))
    assert client.get(PAGE, BY_AMBITO).status_code == 200
    assert client.get(PAGE, BY_AMBITO | {"livello": "comune"}).status_code == 422
    assert "esatte" not in client.get(PAGE).context["form"].fields


@pytest.mark.parametrize("role", [ADMINISTRATOR, DPO, None])
def test_who_has_no_part_in_statistics_is_refused(client: Client, counted: Region, role: Any) -> None:
    snapshot()
    client.force_login(make_user(role=role, territory=counted.whole if role else None))
    for name in ("figure", "rules"):
        assert client.get(reverse(f"indicators:{name}")).status_code == 403
    for name in ("export", "refresh"):
        assert client.post(reverse(f"indicators:{name}")).status_code == 403


def test_visitor_is_sent_to_the_login(client: Client) -> None:
    assert client.get(PAGE).status_code == 302


@pytest.fixture
def ambito(client: Client, counted: Region) -> Client:
    """The officer of the Ambito with the small cell."""
    snapshot()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=counted.places[2].ambito))
    return client


def exact(place_id: int) -> dict[str, str]:
    return BY_GENDER | {"livello": "comune", "dentro": str(place_id), "esatte": "on"}


def test_officer_sees_exact_figures_of_the_own_ambito_and_it_is_written(ambito: Client, counted: Region) -> None:
    place = counted.places[2]
    response = ambito.get(PAGE, exact(place.ambito.pk))
    assert texts(response)[place.comune.name] == ["6", "3", "9"]
    assert "non vanno diffuse" in response.content.decode()
    entry = Entry.objects.filter(action="indicators.read_exact_figure").get()
    assert (entry.kind, entry.detail) == (Kind.READ, {"indicator": "persone_in_carico", "place": place.ambito.pk})


def test_exact_figures_do_not_tell_who_is_known_elsewhere_too(ambito: Client, counted: Region) -> None:
    """The persons of the own records are counted all, wherever a later taking in charge may be."""
    own, elsewhere = counted.places[2], counted.places[0]
    known = Person.objects.filter(comune=own.comune, sex="M").first()
    assert known is not None
    again = make_person(elsewhere, "Altrove")
    with writing():
        Person.objects.filter(pk=again.pk).update(link=known.link)
    make_taking(make_case_file(again), opened_on=date(2025, 9, 1))
    snapshot()
    assert texts(ambito.get(PAGE, exact(own.ambito.pk)))[own.comune.name] == ["6", "3", "9"]
    protected = texts(ambito.get(PAGE, BY_GENDER | {"livello": "ambito"}))
    assert protected[own.ambito.name][-1] == "8", "in the tables for all, a person has one place"


def test_officer_gets_no_exact_figures_elsewhere_nor_of_the_whole(ambito: Client, counted: Region) -> None:
    for place in (str(counted.places[0].ambito.pk), ""):
        response = ambito.get(PAGE, BY_GENDER | {"dentro": place, "esatte": "on"})
        assert response.status_code == 422
        assert "figure" not in response.context
    assert not Entry.objects.filter(action="indicators.read_exact_figure").exists()


def test_exact_figures_need_the_regions_leave(ambito: Client, counted: Region) -> None:
    from ordito.indicators.models import DisclosurePolicy

    with writing():
        DisclosurePolicy.objects.update(exact_in_own_place=False)
    response = ambito.get(PAGE, exact(counted.places[2].ambito.pk))
    assert "esatte" not in response.context["form"].fields
    assert figure_of(response).protected


def test_regional_officer_gets_no_exact_figures(officer: Client, counted: Region) -> None:
    response = officer.get(PAGE, exact(counted.places[2].ambito.pk))
    assert figure_of(response).protected
    assert texts(response)[counted.places[2].comune.name][1] == "nascosta"


def test_export_says_what_the_page_says_and_is_written_with_its_purpose(officer: Client, counted: Region) -> None:
    page = officer.get(PAGE, BY_GENDER)
    sent = BY_GENDER | {"formato": "csv", "scopo": "Relazione annuale"}
    response = officer.post(reverse("indicators:export"), sent)
    assert response["Content-Disposition"] == 'attachment; filename="persone_in_carico-2025.csv"'
    lines = [line.split(";") for line in response.content.decode("utf-8-sig").splitlines()]
    for label, values in texts(page).items():
        assert [label, *values] in lines
    assert any("Cifre protette" in line[0] for line in lines)
    entry = Entry.objects.filter(action="indicators.export_figure").get()
    assert (entry.kind, entry.purpose) == (Kind.EXPORT, "Relazione annuale")
    assert entry.detail == {"indicator": "persone_in_carico", "kind": "csv", "protected": True, "hidden_cells": 4}
    assert counted.places


def test_export_as_a_workbook_opens_with_numbers(officer: Client) -> None:
    response = officer.post(reverse("indicators:export"), BY_AMBITO | {"formato": "xlsx", "scopo": "Verifica dei dati"})
    cells = load_workbook(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert ["Puglia", 52.0] in [row[:2] for row in cells]


def test_export_without_a_purpose_is_refused_and_nothing_is_written(officer: Client) -> None:
    response = officer.post(reverse("indicators:export"), BY_AMBITO | {"formato": "csv", "scopo": ""})
    assert response.status_code == 422
    assert response.context["figure"] is not None, "the table is still there"
    assert not Entry.objects.filter(action="indicators.export_figure").exists()


def test_refresh_starts_a_job_and_goes_to_its_page(officer: Client) -> None:
    response = officer.post(reverse("indicators:refresh"))
    job = Job.objects.get()
    assert response["Location"] == reverse("accounts:job", args=[job.pk])


def test_social_worker_may_not_refresh_nor_set_rules(client: Client, counted: Region) -> None:
    client.force_login(make_user(role=SOCIAL_WORKER, territory=counted.places[0].comune))
    assert client.post(reverse("indicators:refresh")).status_code == 403
    assert client.get(reverse("indicators:rules")).status_code == 403


def test_rules_change_what_is_hidden_at_once(officer: Client, counted: Region) -> None:
    assert officer.get(reverse("indicators:rules")).status_code == 200
    wrong = officer.post(reverse("indicators:rules"), {"soglia": "2"})
    assert wrong.status_code == 422
    assert officer.post(reverse("indicators:rules"), {"soglia": "10", "esatte": "on"}).status_code == 302
    response = officer.get(PAGE, BY_AMBITO)
    assert texts(response)[counted.places[2].ambito.name] == ["nascosta"]


def test_fragment_for_htmx_is_the_same_page(officer: Client) -> None:
    response = officer.get(PAGE, BY_GENDER, headers={"HX-Request": "true"})
    assert 'id="risultato"' in response.content.decode()


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow_with_what_is_counted(
    officer: Client, counted: Region, django_assert_max_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    people(counted.places[1], more, more)
    snapshot()
    with django_assert_max_num_queries(42):
        officer.get(PAGE, BY_GENDER)

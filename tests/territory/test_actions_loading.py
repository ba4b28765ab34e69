# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError, SystemActor
from ordito.territory.actions import RegionFilesError, load_region
from ordito.territory.models import (
    Implementation,
    Population,
    Programme,
    RegionBoundary,
    ServiceType,
    Territory,
    TerritoryLink,
)
from tests.factories.accounts import make_user
from tests.territory.conftest import PUGLIA, toy_boundaries, toy_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
SYSTEM = SystemActor("prova")


def counts() -> dict[str, int]:
    models = (Territory, TerritoryLink, Population, ServiceType, Programme, Implementation, RegionBoundary)
    return {model.__name__: model.objects.count() for model in models}


def load(folder: Path) -> Any:
    return load_region(by=SYSTEM, at=AT, folder=folder)


def changed_rows(table: str, index: int, **values: str) -> list[dict[str, str]]:
    rows = toy_tables()[table]
    rows[index] = rows[index] | values
    return rows


def test_load_region_writes_all_and_one_audit_entry(toy_folder: Callable[..., Path]) -> None:
    report = load(toy_folder())
    assert (report.places, report.links, report.population) == (8, 10, 606)
    assert counts() == {
        "Territory": 8,
        "TerritoryLink": 10,
        "Population": 606,
        "ServiceType": 1,
        "Programme": 1,
        "Implementation": 1,
        "RegionBoundary": 1,
    }
    entry = Entry.objects.get(action="territory.load_region")
    assert entry.detail == {"places": 8, "links": 10, "population": 606, "catalogues": 3, "boundaries": 1}
    assert len(entry.objects_touched["territory.territory"]) == 8


def test_load_region_twice_changes_nothing(toy_folder: Callable[..., Path]) -> None:
    folder = toy_folder()
    load(folder)
    before = counts()
    report = load(folder)
    assert (report.places, report.links, report.population, report.catalogues, report.boundaries) == (0, 0, 0, 0, 0)
    assert counts() == before


def test_load_region_renews_what_differs(toy_folder: Callable[..., Path]) -> None:
    load(toy_folder())
    moved = toy_tables()["links.csv"]
    last = moved.pop()  # 001003 in A2, for ever
    moved += [last | {"valid_to": "2024-12-31"}, last | {"parent_code": "A1", "valid_from": "2025-01-01"}]
    people = changed_rows("population.csv", 0, age_0="41")
    report = load(toy_folder("second", links=moved, population=people))
    assert (report.places, report.links, report.population) == (0, 2, 202)
    comune = Territory.objects.get(code="001003")
    links = TerritoryLink.objects.filter(child=comune, hierarchy="ambito").order_by("pk")
    assert [(link.parent.code, link.valid_from, link.valid_to) for link in links] == [
        ("A2", None, date(2024, 12, 31)),
        ("A1", date(2025, 1, 1), None),
    ]
    assert Population.objects.get(territory__code="001001", sex="F", age=0).residents == 41


def test_load_region_removes_a_link_that_was_wrong(toy_folder: Callable[..., Path]) -> None:
    load(toy_folder())
    links = toy_tables()["links.csv"]
    links[-1]["parent_code"] = "A1"
    assert load(toy_folder("second", links=links)).links == 2
    assert set(TerritoryLink.objects.filter(hierarchy="ambito").values_list("parent__code", flat=True)) == {"A1"}


@pytest.mark.parametrize(
    ("table", "index", "values", "problem"),
    [
        ("places", 0, {"kind": "planet"}, "places.csv, riga 2: “planet” non è tra i valori previsti"),
        ("places", 5, {"code": "1", "istat_code": "1"}, "places.csv, riga 7: il codice di un Comune è il suo codice"),
        ("places", 6, {"code": "001001", "istat_code": "001001"}, "places.csv, riga 8: il codice “001001” è già usato"),
        ("places", 5, {"cadastral_code": "1234"}, "places.csv, riga 7: il codice catastale"),
        ("places", 5, {"name": ""}, "places.csv, riga 7: mancano il codice o il nome"),
        ("places", 5, {"verified": "forse"}, "places.csv, riga 7: “forse” deve essere yes oppure no"),
        ("places", 3, {"valid_from": "01/02/2024"}, "places.csv, riga 5: “01/02/2024” non è una data"),
        ("places", 3, {"valid_from": "2024-02-01", "valid_to": "2024-01-01"}, "places.csv, riga 5: la data finale"),
        ("links", 9, {"parent_code": "A9"}, "links.csv, riga 11: il luogo “ambito A9” non è in places.csv"),
        ("links", 9, {"hierarchy": "district"}, "links.csv: il Comune 001003 non sta in nessun Ambito."),
        ("links", 9, {"valid_to": "2025-12-31"}, "links.csv: il Comune 001003 non sta in nessun Ambito."),
        ("links", 6, {"valid_from": "2027-01-01"}, "links.csv: il Comune 001003 non sta in nessuna Provincia."),
        ("links", 9, {"child_code": "001002"}, "links.csv, riga 11: “001002” è in due luoghi nello stesso giorno"),
        ("links", 0, {"parent_kind": "province", "parent_code": "PP"}, "links.csv, riga 2: un luogo non può stare"),
        ("population", 0, {"age_7": "-1"}, "population.csv, riga 2: “-1” non è un numero intero"),
        ("population", 0, {"age_7": ""}, "population.csv, riga 2: “?” non è un numero intero"),
        ("population", 1, {"sex": "X"}, "population.csv, riga 3: “X” non è tra i valori previsti"),
        ("population", 1, {"sex": "F"}, "population.csv, riga 3: Comune, anno e sesso sono già più sopra"),
        ("population", 5, {"istat_code": "001009"}, "population.csv, riga 7: il Comune “001009” non è in places.csv"),
        ("population", 5, {"istat_code": "001009"}, "population.csv: mancano i residenti del Comune 001003 (M)"),
        ("implementations", 0, {"ambito_code": "A9"}, "implementations.csv, riga 2: l’Ambito non è in places.csv"),
        ("implementations", 0, {"programme": "X"}, "implementations.csv, riga 2: il programma non è in"),
        ("implementations", 0, {"level": "alto"}, "implementations.csv, riga 2: “alto” non è tra i valori"),
        ("service_types", 0, {"age_to": "molti"}, "service_types.csv, riga 2: “molti” non è un numero intero"),
    ],
)
def test_load_region_refuses_wrong_rows_and_writes_nothing(
    toy_folder: Callable[..., Path], table: str, index: int, values: dict[str, str], problem: str
) -> None:
    folder = toy_folder(**{table: changed_rows(f"{table}.csv", index, **values)})
    with pytest.raises(RegionFilesError) as failure:
        load(folder)
    assert problem in str(failure.value)
    assert set(counts().values()) == {0}
    assert not Entry.objects.exists()


def test_load_region_says_every_problem_at_once(toy_folder: Callable[..., Path]) -> None:
    people = changed_rows("population.csv", 0, age_0="x", age_1="y")
    folder = toy_folder(population=people, places=changed_rows("places.csv", 5, name=""))
    with pytest.raises(RegionFilesError) as failure:
        load(folder)
    assert [(problem.file, problem.row) for problem in failure.value.problems] == [
        ("places.csv", 7),
        ("population.csv", 2),
        ("population.csv", 2),
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("boundaries.json", b"{", "boundaries.json: il file non contiene confini leggibili."),
        ("boundaries.json", None, "boundaries.json: il file manca."),
        ("places.csv", None, "places.csv: il file manca."),
        ("links.csv", "kind,code\nà,b\n".encode("latin-1"), "links.csv: il file non è scritto in UTF-8."),
        ("links.csv", b"kind,code\na,b\n", "links.csv, riga 1: mancano le colonne: hierarchy, child_kind"),
        ("population.csv", b"", "population.csv, riga 1: mancano le colonne: istat_code"),
    ],
)
def test_load_region_refuses_unreadable_files(
    toy_folder: Callable[..., Path], name: str, content: bytes | None, problem: str
) -> None:
    folder = toy_folder()
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(RegionFilesError) as failure:
        load(folder)
    assert problem in str(failure.value)
    assert set(counts().values()) == {0}


def test_load_region_refuses_boundaries_of_other_places(toy_folder: Callable[..., Path]) -> None:
    boundaries = toy_boundaries()
    boundaries["objects"]["comuni"]["geometries"][2]["id"] = "001009"
    with pytest.raises(RegionFilesError) as failure:
        load(toy_folder(boundaries=boundaries))
    assert "Comuni senza confini: 001003." in str(failure.value)
    assert "confini di Comuni che non sono in places.csv: 001009." in str(failure.value)


def test_load_region_works_without_the_optional_files(toy_folder: Callable[..., Path]) -> None:
    folder = toy_folder()
    for name in ("service_types.csv", "programmes.csv", "implementations.csv"):
        (folder / name).unlink()
    assert load(folder).catalogues == 0


def test_load_region_undoes_all_when_a_write_fails(
    toy_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr("ordito.territory.actions.loading._write_boundaries", fail)
    with pytest.raises(OSError, match="disk full"):
        load(toy_folder())
    assert set(counts().values()) == {0}


@pytest.mark.parametrize("role", [SOCIAL_WORKER, AMBITO_OFFICER])
def test_load_region_is_not_for_who_manages_less_than_the_region(toy_folder: Callable[..., Path], role: Any) -> None:
    folder = toy_folder()
    load(folder)
    user = make_user(role=role, territory=Territory.objects.get(code="A1"))
    with pytest.raises(NotAllowedError):
        load_region(by=user, at=AT, folder=folder)


def test_load_region_is_for_the_regional_officer(toy_folder: Callable[..., Path]) -> None:
    folder = toy_folder()
    load(folder)
    user = make_user(role=REGIONAL_OFFICER, territory=Territory.objects.get(code="99"))
    assert load_region(by=user, at=AT, folder=folder).places == 0


def test_load_territory_command_prints_problems_and_changes(
    toy_folder: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_territory", str(toy_folder()))
    assert "Regione di prova: luoghi 8, legami 10, residenti 606, altre righe 4" in capsys.readouterr().out
    broken = toy_folder("broken", places=changed_rows("places.csv", 5, name=""))
    with pytest.raises(CommandError, match="Niente è stato caricato") as failure:
        call_command("load_territory", str(broken))
    assert "places.csv, riga 7" in str(failure.value)


@pytest.mark.slow
def test_load_region_takes_the_whole_of_puglia_in_few_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        report = load(PUGLIA)
    assert report.population == 257 * 2 * 101
    kinds = dict.fromkeys(Territory.objects.values_list("kind", flat=True), 0)
    for kind in Territory.objects.values_list("kind", flat=True):
        kinds[kind] += 1
    assert kinds == {"region": 1, "province": 6, "zone": 7, "ambito": 45, "municipality": 257}
    advanced = Implementation.objects.filter(level="advanced", programme__code="PIPPI")
    assert set(advanced.values_list("territory__name", flat=True)) == {
        "Bari",
        "Conversano",
        "Francavilla Fontana",
        "Galatina",
        "Troia",
    }
    assert not TerritoryLink.objects.filter(hierarchy="ambito", verified=True).exists()  # to be confirmed by the Region
    assert len(queries) < 500

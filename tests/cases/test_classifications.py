# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.actions.classifications import Version, load_classification, read_table
from ordito.cases.actions.defaults import load_defaults
from ordito.cases.actions.errors import CaseError
from ordito.cases.models import Classification, ClassificationItem
from ordito.cases.queries.classifications import codes_in, inps_code_of
from ordito.core.access import NotAllowedError, SystemActor
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, make_codes, make_intervention
from tests.factories.territory import make_service_type
from tests.factories.work import make_defaults
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
TABLE = (
    "codice;voce;codice_superiore;interventi\nA;Alto;;\nA1;Basso;A;home_education\nA2;Altro;A;day_centre|open_centre\n"
)


def load(text: str = TABLE, *, scheme: str = "prova", version: str = "1", **values: date | None) -> Classification:
    given = Version(scheme=scheme, version=version, label="Prova", **values)  # type: ignore[arg-type]  # dates alone
    return load_classification(by=SYSTEM, at=NOW, version=given, rows=read_table(text))


@pytest.fixture
def officer(house: House) -> User:
    """Who decides the settings of the house's Ambito."""
    return make_user(role=AMBITO_OFFICER)


def test_table_becomes_items_under_their_parents(house: House) -> None:
    make_codes()
    found = load()
    assert [(item.code, item.parent and item.parent.code) for item in found.items.order_by("position")] == [
        ("A", None),
        ("A1", "A"),
        ("A2", "A"),
    ]
    row = make_intervention(house.taking)
    assert codes_in("prova", [row], on=NOW.date()) == {row.pk: "A1"}


def test_table_loaded_again_replaces_the_version_and_leaves_others(house: House) -> None:
    make_codes()
    first = load()
    load(version="2")
    again = load("codice,voce\nA1,Basso e nuovo\n")
    assert again.pk == first.pk
    assert list(again.items.values_list("code", "label")) == [("A1", "Basso e nuovo")]
    assert ClassificationItem.objects.count() == 4


def test_code_is_the_one_of_the_version_in_force(house: House) -> None:
    make_codes()
    old = "codice;voce;interventi\nOLD01;Vecchia;home_education\n"
    new = "codice;voce;interventi\nNEW01;Nuova;home_education\n"
    load(old, scheme="inps_prestazioni", version="1", valid_to=date(2025, 12, 31))
    load(new, scheme="inps_prestazioni", version="2", valid_from=date(2026, 1, 1))
    row = make_intervention(house.taking)
    assert inps_code_of(row, on=date(2025, 12, 31)) == "OLD01"
    assert inps_code_of(row, on=date(2026, 1, 1)) == "NEW01"
    assert inps_code_of(make_intervention(house.taking, kind="meals"), on=date(2026, 1, 1)) is None


def test_kind_decides_before_the_type_of_service_and_two_codes_are_none(house: House) -> None:
    make_codes()
    ade = make_service_type("ADE")
    text = "codice;voce;interventi;tipi_di_servizio\nK;K;home_education;\nT;T;;ADE\nX;X;meals;\nY;Y;meals;\n"
    load(text)
    by_kind = make_intervention(house.taking, service_type=make_service_type("ADE2"))
    twice = make_intervention(house.taking, kind="meals")
    typed = make_intervention(house.taking, kind="other", service_type=ade)
    assert codes_in("prova", [by_kind, twice, typed], on=NOW.date()) == {by_kind.pk: "K", typed.pk: "T"}


def test_codes_of_many_interventions_cost_one_query(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_codes()
    load()
    for count in (1, 3):
        rows = [make_intervention(house.taking) for _ in range(count)]
        with django_assert_num_queries(1):
            codes_in("prova", rows, on=NOW.date())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("codice\nA\n", "manca la colonna «voce»"),
        ("codice;voce\nA;\n", "Riga 2"),
        ("codice;voce\nA;x\nA;y\n", "Riga 3: il codice A"),
        (f"codice;voce\n{'A' * 21};x\n", "troppo lunghi"),
        ("codice;voce\n", "da una a 20.000"),
        ("codice;voce;codice_superiore\nA;x;Z\n", "sotto Z"),
        ("codice;voce;interventi\nA;x;volare\n", "non conosciamo volare"),
    ],
)
def test_bad_table_is_refused_whole(text: str, words: str) -> None:
    make_codes()
    with pytest.raises(CaseError, match=words):
        load(text)
    assert not ClassificationItem.objects.exists()


def test_defaults_come_once_and_unverified_and_leave_changes_alone() -> None:
    make_defaults()
    assert {row.scheme for row in Classification.objects.all()} == {
        "fnps_grid",
        "fnps_macrolivelli",
        "inps_area_utenza",
    }
    assert not Classification.objects.filter(verified=True).exists()
    load("codice;voce\nA;Mia\n", scheme="fnps_grid", version="da verificare")
    assert load_defaults(by=SYSTEM, at=NOW) == 0
    assert Classification.objects.get(scheme="fnps_grid").items.get().label == "Mia"


def test_only_who_decides_the_settings_loads(house: House) -> None:
    with pytest.raises(NotAllowedError):
        load_classification(
            by=house.worker, at=NOW, version=Version(scheme="x", version="1", label="X"), rows=read_table(TABLE)
        )


def test_pages_list_show_and_load(house: House, officer: User, enter: Callable[[User], Client]) -> None:
    make_defaults()
    client = enter(officer)
    html = text_of(client.get(reverse("cases:classifications")))
    assert "Griglia FNPS degli interventi" in html
    assert "da verificare" in html
    grid = Classification.objects.get(scheme="fnps_macrolivelli")
    html = text_of(client.get(reverse("cases:classification", args=[grid.pk])))
    assert "Assistenza domiciliare integrata (ADI)" in html
    data = {
        "file": SimpleUploadedFile("t.csv", TABLE.encode()),
        "scheme": "prova",
        "version": "1",
        "label": "Prova",
    }
    assert client.post(reverse("cases:classification_load"), data).status_code == 302
    assert Classification.objects.get(scheme="prova").items.count() == 3
    bad = data | {"file": SimpleUploadedFile("t.csv", b"codice\nA\n")}
    answer = client.post(reverse("cases:classification_load"), bad)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})


def test_pages_are_closed_to_who_does_not_decide(house: House, enter: Callable[[User], Client]) -> None:
    for name in ("classifications", "classification_load", "weights"):
        assert enter(house.worker).get(reverse(f"cases:{name}")).status_code == 403


def test_command_loads_a_file_and_says_what_is_wrong(tmp_path: Path) -> None:
    make_codes()
    file = tmp_path / "tabella.csv"
    file.write_text(TABLE, encoding="utf-8")
    call_command("load_classification", str(file), scheme="prova", edition="1", label="Prova", verbosity=0)
    assert Classification.objects.get().items.count() == 3
    file.write_text("codice\nA\n", encoding="utf-8")
    with pytest.raises(CommandError, match="voce"):
        call_command("load_classification", str(file), scheme="prova", edition="1", label="Prova")

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.audit.queries import about
from ordito.cases.enums import ListKey, Protection
from ordito.cases.models import CaseFile, Person
from ordito.core.models import writing
from tests.factories.accounts import make_membership, make_user
from tests.factories.cases import (
    Place,
    code,
    make_case_file,
    make_codes,
    make_person,
    make_place,
    make_record,
    make_taking,
    staff,
)
from tests.factories.territory import make_territory
from tests.records import House, as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

SEARCH, NEW = "/cartelle/cerca/", "/cartelle/persone/nuova/"
VALID_CODE = "RSSMRA85T10A562S"


def names(answer: Any) -> list[str]:
    return [candidate.full_name for candidate, _age in answer.context["candidates"]]


def person_data(**changes: Any) -> dict[str, Any]:
    return {"surname": "Nuvolari", "name": "Ada", "birth_date": "3/4/2019", "sex": "F"} | changes


@pytest.mark.parametrize(
    "typed", ["zanzotti", "Ezechiele Zanzotti", "zanzoti ezechiele", "zanz", "04/03/2015", "2026/{serial}"]
)
def test_search_finds_whatever_is_known(house: House, enter: Callable[[User], Client], typed: str) -> None:
    answer = enter(house.worker).post(SEARCH, {"q": typed.format(serial=house.record.serial)})
    assert names(answer) == ["Zanzotti Ezechiele"]
    assert house.url("record") in text_of(answer)


def test_search_says_why_somebody_matches(house: House, enter: Callable[[User], Client]) -> None:
    assert "cognome simile" in text_of(enter(house.worker).post(SEARCH, {"q": "zanzoti"}))
    assert "nato lo stesso giorno" in text_of(enter(house.worker).post(SEARCH, {"q": "4.3.2015"}))


def test_date_that_fits_nobody_is_said_and_the_name_still_finds(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).post(SEARCH, {"q": "zanzotti 5/3/2015"})
    assert names(answer) == ["Zanzotti Ezechiele"]
    assert "Nessuno è nato il 05/03/2015" in text_of(answer)
    assert "Nessuno è nato" not in text_of(enter(house.worker).post(SEARCH, {"q": "zanzotti 4/3/2015"}))


def test_creation_is_offered_only_after_a_search(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    assert "Registra una nuova persona" not in text_of(client.get(SEARCH))
    assert "Registra una nuova persona" not in text_of(client.post(SEARCH, {"q": "  "}))
    assert client.get(NEW)["Location"] == SEARCH
    html = text_of(client.post(SEARCH, {"q": "Inesistenti"}))
    assert "Nessuna persona trovata nel tuo servizio" in html
    assert "Registra una nuova persona" in html


def test_search_finds_nobody_outside_the_service(house: House, outsider: User, enter: Callable[[User], Client]) -> None:
    known = text_of(enter(outsider).post(SEARCH, {"q": "Zanzotti"}))
    unknown = text_of(enter(outsider).post(SEARCH, {"q": "Zzzzzzzz"}))
    assert "Ezechiele" not in known
    assert "Nessuna persona trovata nel tuo servizio" in known
    assert known.count("<li") == unknown.count("<li")


def test_record_of_a_colleague_is_named_and_not_opened(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    html = text_of(enter(colleague).post(SEARCH, {"q": "Zanzotti"}))
    assert "La segue un altro operatore del servizio." in html
    assert house.url("record") not in html


def test_search_is_logged_without_the_name(house: House, enter: Callable[[User], Client]) -> None:
    enter(house.worker).post(SEARCH, {"q": "Zanzotti"})
    entry = Entry.objects.get(kind=Kind.SEARCH)
    assert entry.objects_touched == {"cases.person": [house.record.person_id]}
    assert "anzotti" not in str(entry.detail)


@pytest.mark.parametrize("role", [AMBITO_OFFICER])
def test_search_is_for_who_may_search(house: House, enter: Callable[[User], Client], role: Any) -> None:
    client = enter(make_user(role=role, territory=house.place.ambito))
    assert client.get(SEARCH).status_code == 403
    assert client.post(NEW, person_data()).status_code == 403


def test_search_takes_the_same_queries_for_one_and_three(
    house: House, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(house.worker)
    client.post(SEARCH, {"q": "zanzotti"})
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        assert len(names(client.post(SEARCH, {"q": "zanzotti"}))) == 1
    for _number in range(2):
        make_record(house.place, worker=house.worker)
    with django_assert_num_queries(len(one)):
        assert len(names(client.post(SEARCH, {"q": "zanzotti"}))) == 3


def test_what_was_searched_is_not_typed_twice(house: House, enter: Callable[[User], Client]) -> None:
    form = enter(house.worker).post(NEW, {"q": "nuvolari ada 3/4/2019"}).context["form"]
    assert (form["surname"].value(), form["name"].value()) == ("Nuvolari", "Ada")
    assert form["birth_date"].value() == date(2019, 4, 3)


def test_person_is_registered_and_the_record_opened(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).post(NEW, person_data(apri="1"))
    record = CaseFile.objects.latest("pk")
    assert answer["Location"] == f"/cartelle/{record.pk}/"
    assert record.person.full_name() == "Nuvolari Ada"
    assert (record.person.birth_date, record.person.sex) == (date(2019, 4, 3), "F")
    assert (record.comune, record.body) == (house.place.comune, house.place.body)


def test_person_alone_is_registered_without_a_record(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    answer = client.post(NEW, person_data())
    person = Person.objects.latest("pk")
    assert answer["Location"] == reverse("cases:person", args=[person.public_id])
    html = text_of(client.get(answer["Location"]))
    assert "Senza cartella" in html
    opened = client.post(f"{answer['Location']}apri/", {"opened_on": "01/03/2026"})
    assert opened["Location"] == f"/cartelle/{person.case_files.get().pk}/"
    assert client.get(answer["Location"])["Location"] == opened["Location"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"surname": ""}, {"surname"}),
        ({"birth_date": "30/02/2019"}, {"birth_date"}),
        ({"birth_date": "01/01/2099"}, {"birth_date"}),
        ({"birth_date": "01/01/1850"}, {"birth_date"}),
        ({"fiscal_code": "RSSMRA85T10A562X"}, {"fiscal_code"}),
        ({"email": "non-va"}, {"email"}),
        ({"birth_place": "Paperopoli"}, {"birth_place"}),
    ],
)
def test_person_with_bad_input_is_refused_at_its_field(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], wrong: set[str]
) -> None:
    before = Person.objects.count()
    answer = enter(house.worker).post(NEW, person_data(**changes))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)
    assert 'value="Ada"' in text_of(answer)
    assert Person.objects.count() == before


def test_fiscal_code_fills_what_is_empty(house: House, enter: Callable[[User], Client]) -> None:
    data = {"surname": "Rossi", "name": "Mario", "fiscal_code": "rss mra 85t10 a562s"}
    enter(house.worker).post(NEW, data)
    person = Person.objects.latest("pk")
    assert (person.sex, person.birth_date, person.birth_place) == ("M", date(1985, 12, 10), "A562")


def test_fiscal_code_that_disagrees_warns_once(house: House, enter: Callable[[User], Client]) -> None:
    client, data = enter(house.worker), person_data(fiscal_code=VALID_CODE)
    answer = client.post(NEW, data)
    html = text_of(answer)
    assert answer.status_code == 422
    errors = {name: str(found[0]) for name, found in answer.context["form"].errors.items()}
    assert errors == {
        "surname": "Il codice fiscale è di una persona con un altro cognome.",
        "name": "Il codice fiscale è di una persona con un altro nome.",
        "birth_date": "Il codice fiscale è di una persona nata il 10/12/1985.",
        "sex": "Il codice fiscale è di un uomo.",
    }
    assert "Ho controllato: salva lo stesso" in html
    assert client.post(NEW, data | {"letto": "1"}).status_code == 302


def test_prefill_answers_with_the_fields_of_birth(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).post("/cartelle/persone/dal-codice-fiscale/", {"fiscal_code": VALID_CODE})
    html = text_of(answer)
    assert 'value="10/12/1985"' in html
    assert '<option value="M" selected>' in html
    assert "<html" not in html
    kept = {"fiscal_code": VALID_CODE, "birth_date": "1/1/2000"}
    assert 'value="1/1/2000"' in text_of(enter(house.worker).post("/cartelle/persone/dal-codice-fiscale/", kept))


def test_somebody_alike_is_shown_before_registering_again(house: House, enter: Callable[[User], Client]) -> None:
    make_person(house.place, "Nuvolari", "Ada", birth_date=date(2019, 4, 3))
    client, before = enter(house.worker), Person.objects.count()
    answer = client.post(NEW, person_data(name="Adda"))
    assert answer.status_code == 422
    assert "Forse è già registrata" in text_of(answer)
    assert Person.objects.count() == before
    assert client.post(NEW, person_data(name="Adda", nuova="1")).status_code == 302


def test_people_alike_are_a_search_in_the_log(house: House, enter: Callable[[User], Client]) -> None:
    """Also who is not shown, because another Comune of the body knows them: a fiscal code was tried on them."""
    place = house.place
    shown = make_person(place, "Nuvolari", "Ada", birth_date=date(2019, 4, 3))
    second = make_place(ambito=place.ambito)
    other = make_person(Place(place.ambito, second.comune, place.body), "Lontani", "Bea", fiscal_code=VALID_CODE)
    client = enter(house.worker)
    client.post(NEW, person_data(name="Adda"))
    assert about("cases.person", shown.pk).filter(kind=Kind.SEARCH, actor_id=house.worker.pk).count() == 1
    answer = client.post(NEW, person_data(fiscal_code=VALID_CODE, letto="1"))
    assert answer.status_code == 422
    assert "Lontani" not in text_of(answer)
    assert about("cases.person", other.pk).filter(kind=Kind.SEARCH, actor_id=house.worker.pk).count() == 1


def test_service_is_asked_to_who_works_in_two(house: House, enter: Callable[[User], Client]) -> None:
    other = make_place()
    make_membership(house.worker, role=SOCIAL_WORKER, territory=other.comune)
    client = enter(house.worker)
    assert set(client.post(NEW, person_data()).context["form"].errors) == {"workplace"}
    client.post(NEW, person_data(workplace=f"{other.comune.pk}-{other.body.pk}"))
    assert Person.objects.latest("pk").comune == other.comune


def test_person_is_hidden_from_outside_and_the_attempt_logged(
    house: House, outsider: User, enter: Callable[[User], Client]
) -> None:
    url = reverse("cases:person", args=[house.record.person.public_id])
    assert enter(outsider).get(url).status_code == 404
    assert about("cases.person", house.record.person_id).latest("pk").kind == Kind.REFUSED
    assert enter(outsider).get(f"{url}modifica/").status_code == 404
    assert enter(house.worker).get(url)["Location"] == house.url("record")


def test_person_is_corrected_by_who_follows(house: House, enter: Callable[[User], Client]) -> None:
    client, url = enter(house.worker), reverse("cases:person_edit", args=[house.record.person.public_id])
    assert client.get(url).context["form"]["surname"].value() == "Zanzotti"
    data = person_data(surname="Zanzotto", version=1, phone="080 12")
    assert client.post(url, data).status_code == 302
    assert names(client.post(SEARCH, {"q": "zanzotto"})) == ["Zanzotto Ada"]


def test_person_is_corrected_though_comune_and_citizenship_left_the_lists(
    house: House, enter: Callable[[User], Client]
) -> None:
    row, comune, state = house.record.person, make_territory(valid_to=date(2020, 1, 1)), code(ListKey.CITIZENSHIP, "eu")
    with writing():
        row.residence, row.citizenship = comune, state
        row.save()
        state.valid_to = date(2020, 1, 1)
        state.save()
    client, url = enter(house.worker), reverse("cases:person_edit", args=[row.public_id])
    sent = as_opened(client.get(url).context["form"]) | {"phone": "080 12"}
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.residence, row.citizenship) == (comune, state)


def test_person_corrected_by_two_shows_both_versions(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    url = reverse("cases:person_edit", args=[house.record.person.public_id])
    enter(coordinator).post(url, person_data(phone="080 1", version=1))
    answer = enter(house.worker).post(url, person_data(phone="080 2", version=1))
    assert answer.status_code == 422
    lines = {line.label: (line.theirs, line.mine) for line in answer.context["conflict"].lines}
    assert lines == {"Telefono": ("080 1", "080 2")}


def test_form_sent_twice_registers_once(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    key = client.post(NEW, {"q": "nuvolari ada"}).context["form"]["form_key"].value()
    data = {"surname": "Nuvolari", "name": "Ada", "form_key": key, "apri": "1"}
    before = Person.objects.count()
    first, second = client.post(NEW, data), client.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert Person.objects.count() == before + 1
    assert client.post(NEW, data | {"form_key": "non-una-chiave"}).status_code == 422
    stolen = data | {"form_key": house.record.person.public_id}
    assert client.post(NEW, stolen)["Location"] == house.url("record")  # of the same service: nothing is written


def test_code_of_somebody_of_the_service_is_refused_with_a_link(house: House, enter: Callable[[User], Client]) -> None:
    known = make_person(house.place, "Rossi", "Mario", fiscal_code=VALID_CODE, birth_date=date(1985, 12, 10))
    client = enter(house.worker)
    data = {"surname": "Rossi", "name": "Mario", "fiscal_code": VALID_CODE, "nuova": "1"}
    answer = client.post(NEW, data)
    link = reverse("cases:person", args=[known.public_id])
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"fiscal_code"})
    assert link in text_of(answer)
    assert "È un’altra persona" not in text_of(answer)
    edit = reverse("cases:person_edit", args=[house.record.person.public_id])
    answer = client.post(edit, person_data(fiscal_code=VALID_CODE, version=1, letto="1"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"fiscal_code"})
    assert link in text_of(answer)


def test_code_of_somebody_protected_is_refused_without_saying_whose(
    house: House, enter: Callable[[User], Client], colleague: User
) -> None:
    hidden = make_person(house.place, "Rossi", "Mara", fiscal_code=VALID_CODE, protection=Protection.ADDRESS)
    make_taking(make_case_file(hidden), worker=staff(colleague))
    answer = enter(house.worker).post(NEW, {"surname": "Rossi", "name": "Mario", "fiscal_code": VALID_CODE})
    html = text_of(answer)
    assert answer.status_code == 422
    assert str(hidden.public_id) not in html
    assert "Mara" not in html
    assert "chiedi a chi coordina il servizio" in html


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("00743110157", "codice provvisorio di undici cifre"),
        ("RSSMRAURTMLARSNL", "omocodia"),
        ("RSSMRA85T10A562X", "non è valido"),
        ("", ""),
        (VALID_CODE, ""),
    ],
)
def test_kinds_of_fiscal_code_are_told_apart(
    house: House, enter: Callable[[User], Client], typed: str, note: str
) -> None:
    answer = enter(house.worker).post("/cartelle/persone/dal-codice-fiscale/", {"fiscal_code": typed})
    assert note in text_of(answer)
    assert bool(answer.context["code_note"]) == bool(note)


def test_prefill_leaves_alone_what_is_filled_already(house: House, enter: Callable[[User], Client]) -> None:
    """Somebody may be typing in those fields while the answer comes."""
    url, client = "/cartelle/persone/dal-codice-fiscale/", enter(house.worker)
    filled = {"sex": "F", "birth_date": "1/1/2000", "birth_place": "Bari"}
    for typed in ("", VALID_CODE, "00743110157"):
        answer = client.post(url, filled | {"fiscal_code": typed})
        assert answer["HX-Retarget"] == "#nota-codice", typed
        assert "id_birth_date" not in text_of(answer), typed
    assert "HX-Retarget" not in client.post(url, {"fiscal_code": VALID_CODE, "sex": "F"})


def test_temporary_code_says_nothing_of_birth_and_is_enough(house: House, enter: Callable[[User], Client]) -> None:
    make_codes()
    data = {"surname": "Neonata", "name": "Senza Codice", "fiscal_code": "00743110157", "birth_place": "marocco"}
    assert enter(house.worker).post(NEW, data).status_code == 302
    person = Person.objects.latest("pk")
    assert (person.sex, person.birth_date, person.birth_place) == ("", None, "Z330")
    url = reverse("cases:person", args=[person.public_id])
    assert "Marocco" in text_of(enter(house.worker).get(url))


def test_what_the_searched_code_says_is_carried_into_the_form(house: House, enter: Callable[[User], Client]) -> None:
    form = enter(house.worker).post(NEW, {"q": f"de santis chiara {VALID_CODE}"}).context["form"]
    values = [form[name].value() for name in ("surname", "name", "fiscal_code", "sex", "birth_date", "birth_place")]
    assert values == ["De Santis", "Chiara", VALID_CODE, "M", date(1985, 12, 10), "A562"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"birth_date": "01/01/2099"}, "birth_date", "nel futuro"),
        ({"deceased_on": "01/01/2099"}, "deceased_on", "nel futuro"),
        ({"deceased_on": "02/04/2019"}, "deceased_on", "prima della nascita"),
    ],
)
def test_life_that_cannot_be_is_refused_at_its_field(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], field: str, words: str
) -> None:
    answer = enter(house.worker).post(NEW, person_data(**changes))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])


def test_protection_is_said_on_the_record_and_kept_when_corrected(
    house: House, enter: Callable[[User], Client]
) -> None:
    client, url = enter(house.worker), reverse("cases:person_edit", args=[house.record.person.public_id])
    assert client.post(url, person_data(protection="address", version=1)).status_code == 302
    assert "Indirizzo segreto" in text_of(client.get(house.url("record")))
    assert client.get(url).context["form"]["protection"].value() == "address"

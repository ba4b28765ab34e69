# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import CaseFileState, ListKey, Part, Protection
from ordito.cases.models import CaseFile
from ordito.circumstances.models import Address, Isee, Language, LivingPlace, SchoolYear
from ordito.circumstances.rules.kinds import KINDS
from ordito.core.models import writing
from tests.circumstances.test_models import team_reader
from tests.factories.cases import code, staff
from tests.factories.circumstances import entry, make_fact, make_situation
from tests.factories.territory import make_territory
from tests.records import as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

READ = ["circumstances:situation", "circumstances:health"]
SITUATION_QUERIES = 26
HEALTH_QUERIES = 15


def form_data(**values: Any) -> dict[str, Any]:
    return {
        "source": entry("fact_source", "declared").pk,
        "valid_from": "10/01/2020",
        "valid_to": "",
        "note": "",
    } | values


@pytest.mark.parametrize("name", READ)
def test_page_says_what_is_missing_and_is_logged(house: House, enter: Callable[[User], Client], name: str) -> None:
    answer = enter(house.worker).get(house.url(name))
    assert answer.status_code == 200
    assert text_of(answer).count("Non indicato") == len(
        [kind for kind in KINDS if kind.part == {"s": Part.CIRCUMSTANCES, "h": Part.HEALTH}[name.split(":")[1][0]]]
    )
    read = about("cases.casefile", house.record.pk).filter(kind=Kind.READ).first()
    assert read is not None
    assert read.detail["part"] == name.split(":")[1]


def test_situation_shows_today_by_sections_and_folds_what_was(house: House, enter: Callable[[User], Client]) -> None:
    make_situation(house.record.person, author=house.worker)
    text = text_of(enter(house.worker).get(house.url("circumstances:situation")))
    today, _summary, history = text.partition("Storia: 1 dato di prima")
    assert "Via dei Tigli 4" in today
    assert "Via Vecchia 9" in history
    for words in (
        "2026/2027 · classe 5 · I.C. Collodi",
        "€ 8.120,50",
        "Albania",
        "serve un mediatore",
        "Avv. Fittizia",
    ):
        assert words in text, words
    assert "Arachidi" not in text


def test_health_is_a_page_of_its_own(house: House, enter: Callable[[User], Client]) -> None:
    make_situation(house.record.person)
    text = text_of(enter(house.worker).get(house.url("circumstances:health")))
    for words in ("Arachidi", "percentuale di invalidità 75%", "Dott. Inventato", "sostegno necessario: medio"):
        assert words in text, words
    assert "Via dei Tigli" not in text


@pytest.mark.parametrize("name", READ)
def test_reading_asks_for_the_record_and_for_the_part(
    house: House, enter: Callable[[User], Client], outsider: User, colleague: User, *, teammate: User, name: str
) -> None:
    assert enter(outsider).get(house.url(name)).status_code == 404
    assert enter(colleague).get(house.url(name)).status_code == 404
    assert enter(teammate).get(house.url(name)).status_code == 403


def test_team_member_reads_one_part_without_the_other_and_writes_neither(
    house: House, enter: Callable[[User], Client]
) -> None:
    make_situation(house.record.person)
    client = enter(team_reader(house, Part.HEALTH))
    assert client.get(house.url("circumstances:situation")).status_code == 403
    text = text_of(client.get(house.url("circumstances:health")))
    assert "Arachidi" in text
    assert "Correggi" not in text
    assert client.get(house.url("circumstances:fact_new", "notizia")).status_code == 403


@pytest.mark.parametrize(("name", "count"), [(READ[0], SITUATION_QUERIES), (READ[1], HEALTH_QUERIES)])
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_many_facts(
    house: House,
    enter: Callable[[User], Client],
    django_assert_num_queries: Any,
    *,
    name: str,
    count: int,
    rows: int,
) -> None:
    for _row in range(rows):
        make_situation(house.record.person)
    client = enter(house.worker)
    client.get(house.url(name))
    with django_assert_num_queries(count):
        assert client.get(house.url(name)).status_code == 200


def test_every_kind_has_a_form_that_opens_and_says_what_is_wrong(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    for kind in KINDS:
        url = house.url("circumstances:fact_new", kind.key)
        assert str(kind.add) in text_of(client.get(url)).replace("&#x27;", "'")
        answer = client.post(url, {"note": "Quello che ho scritto"})
        assert (answer.status_code, "source" in answer.context["form"].errors) == (422, True), kind.key
        assert "Quello che ho scritto" in text_of(answer)
        assert not kind.model._default_manager.exists()


@pytest.mark.parametrize(
    ("key", "typed", "wrong"),
    [
        ("indirizzo", {"kind": "residence"}, "street"),
        ("isee", {"kind": "minors", "value": "-1"}, "value"),
        ("isee", {"kind": "minors", "value": "ottomila"}, "value"),
        ("isee", {"kind": "minors", "value": "8.120,505"}, "value"),
        ("isee", {"kind": "minors", "value": "8120", "valid_from": ""}, "valid_from"),
        ("scuola", {"level": "primary", "year": "2025", "grade": "6", "valid_from": ""}, "grade"),
        ("scuola", {"level": "primary", "year": "2025", "grade": "quinta", "valid_from": ""}, "grade"),
        ("scuola", {"level": "primary", "year": "2025", "valid_from": "01/03/2020"}, "valid_from"),
        ("certificazione", {"kind": "invalidity", "percent": "101"}, "percent"),
        ("misura", {"kind": "auu", "amount": "100"}, "period"),
        ("lingua", {"language": "it", "valid_from": "32/01/2020"}, "valid_from"),
        ("lingua", {"language": "it", "valid_from": "01/01/2031"}, "valid_from"),
        ("lingua", {"language": "it", "valid_to": "01/01/2019"}, "valid_to"),
        ("lingua", {"language": "it", "valid_from": "01/01/2015"}, "valid_from"),
        ("notizia", {"kind": "allergy", "text": ""}, "text"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_written(
    house: House, enter: Callable[[User], Client], key: str, typed: dict[str, str], wrong: str
) -> None:
    [kind] = [kind for kind in KINDS if kind.key == key]
    data = form_data(**typed)
    for name, list_key in kind.lists.items():
        if name in typed:
            data[name] = entry(list_key, typed[name]).pk
    answer = enter(house.worker).post(house.url("circumstances:fact_new", key), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {wrong})
    assert not kind.model._default_manager.exists()


def test_school_year_without_dates_is_the_whole_year(house: House, enter: Callable[[User], Client]) -> None:
    data = form_data(year="2025", level=entry("school_level", "primary").pk, valid_from="")
    answer = enter(house.worker).post(house.url("circumstances:fact_new", "scuola"), data)
    assert answer["Location"] == house.url("circumstances:situation")
    row = SchoolYear.objects.get()
    assert (row.valid_from, row.valid_to) == (date(2025, 9, 1), date(2026, 8, 31))


def test_isee_without_end_holds_until_the_end_of_the_year(house: House, enter: Callable[[User], Client]) -> None:
    data = form_data(kind=entry("isee_kind", "minors").pk, value="8.120,50", valid_from="03/02/2026")
    enter(house.worker).post(house.url("circumstances:fact_new", "isee"), data)
    assert Isee.objects.get().valid_to == date(2026, 12, 31)


def test_moving_house_is_three_clicks_and_nothing_is_typed_twice(house: House, enter: Callable[[User], Client]) -> None:
    make_fact(house.record.person, "dove-vive", kind="own_family")
    client = enter(house.worker)
    url = house.url("circumstances:fact_new", "dove-vive")
    data = form_data(kind=entry("living_place", "relatives").pk, valid_from="01/06/2026", note="Dai nonni materni")
    asked = client.post(url, data)
    assert asked.status_code == 422
    text = text_of(asked)
    assert "Chiudi quello di prima al 31/05/2026 e salva" in text
    assert "Dai nonni materni" in text
    assert client.post(url, data | {"chiudi": "1"})["Location"] == house.url("circumstances:situation")
    assert sorted(LivingPlace.objects.values_list("kind__code", "valid_to")) == [
        ("own_family", date(2026, 5, 31)),
        ("relatives", None),
    ]


def test_correcting_keeps_a_comune_and_an_entry_that_are_no_more(house: House, enter: Callable[[User], Client]) -> None:
    comune = make_territory(valid_to=date(2020, 1, 1))
    fact: Any = make_fact(house.record.person, "indirizzo", kind="domicile", comune=comune, street="Via Uno 1")
    with writing():
        fact.kind.valid_to = timezone.localdate() - timedelta(days=1)
        fact.kind.save()
    client, url = enter(house.worker), house.url("circumstances:fact_edit", "indirizzo", fact.pk)
    sent = as_opened(client.get(url).context["form"]) | {"street": "Via Uno 2"}
    assert client.post(url, sent).status_code == 302
    fact.refresh_from_db()
    assert (fact.comune, fact.kind.code) == (comune, "domicile")


def test_correcting_shows_both_versions_when_two_save(house: House, enter: Callable[[User], Client]) -> None:
    fact = make_fact(house.record.person, "lavoro", condition="employed", occupation="Cuoca")
    client = enter(house.worker)
    url = house.url("circumstances:fact_edit", "lavoro", fact.pk)
    assert "Cuoca" in text_of(client.get(url))
    data = form_data(condition=entry("work_condition", "employed").pk, occupation="Cuoca in mensa", version="1")
    assert client.post(url, data)["Location"] == house.url("circumstances:situation")
    answer = client.post(url, data | {"occupation": "Aiuto cuoca"})
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Cuoca in mensa" in text
    assert "Aiuto cuoca" in text
    assert client.post(url, data | {"occupation": "Aiuto cuoca", "version": "2"}).status_code == 302
    assert "Cuoca in mensa" in text_of(client.get(url))


def test_fact_is_ended_and_withdrawn_from_its_pages(house: House, enter: Callable[[User], Client]) -> None:
    fact = make_fact(house.record.person, "lingua", language="sq")
    client = enter(house.worker)
    end, annul = (house.url(f"circumstances:fact_{what}", "lingua", fact.pk) for what in ("end", "annul"))
    assert client.post(end, {"valid_to": "01/01/2019"}).status_code == 422
    assert client.post(end, {"valid_to": "31/01/2026"})["Location"] == house.url("circumstances:situation")
    assert "Oggi non indicato" in text_of(client.get(house.url("circumstances:situation")))
    assert "Non comparirà più" in text_of(client.get(annul))
    assert client.post(annul, {"version": "2"}).status_code == 302
    assert client.get(annul).status_code == 404
    assert not Language.objects.visible_to(house.worker).exists()


@pytest.mark.parametrize("name", ["fact_edit", "fact_end", "fact_annul"])
def test_pages_of_a_fact_are_for_who_writes_the_part(
    house: House, enter: Callable[[User], Client], outsider: User, teammate: User, name: str
) -> None:
    fact = make_fact(house.record.person, "lingua", language="sq")
    url = house.url(f"circumstances:{name}", "lingua", fact.pk)
    assert enter(outsider).get(url).status_code == 404
    assert enter(teammate).get(url).status_code == 403
    assert enter(team_reader(house, Part.CIRCUMSTANCES)).get(url).status_code == 403
    assert enter(house.worker).get(house.url(f"circumstances:{name}", "lingua", 999_999)).status_code == 404
    assert enter(house.worker).get(house.url(f"circumstances:{name}", "inventato", fact.pk)).status_code == 404


def test_closed_record_offers_nothing_and_refuses(house: House, enter: Callable[[User], Client]) -> None:
    with writing():
        CaseFile.objects.filter(pk=house.record.pk).update(state=CaseFileState.CLOSED)
    client = enter(house.worker)
    assert "Aggiungi" not in text_of(client.get(house.url("circumstances:situation"))).split("<main")[1]
    data = form_data(language=entry("language", "it").pk)
    answer = client.post(house.url("circumstances:fact_new", "lingua"), data)
    assert answer.status_code == 422
    assert "La cartella è chiusa" in text_of(answer)


def test_what_the_person_s_row_says_is_offered_once_with_its_values(
    house: House, enter: Callable[[User], Client]
) -> None:
    person = house.record.person
    with writing():
        person.residence, person.citizenship = house.place.comune, code(ListKey.CITIZENSHIP, "italian")
        person.save()
    client = enter(house.worker)
    page = house.url("circumstances:situation")
    assert "Dalla scheda della persona" in text_of(client.get(page))
    form = client.get(house.url("circumstances:fact_new", "indirizzo")).context["form"]
    assert form.initial == {
        "kind": entry("address_kind", "residence").pk,
        "comune": house.place.comune.pk,
        "street": "",
    }
    assert client.get(house.url("circumstances:fact_new", "cittadinanza")).context["form"].initial["country"]
    make_fact(person, "indirizzo", kind="residence", street="Via Uno 1")
    make_fact(person, "cittadinanza", country="380")
    assert "Dalla scheda della persona" not in text_of(client.get(page))
    assert client.get(house.url("circumstances:fact_new", "indirizzo")).context["form"].initial == {}


def test_new_address_of_who_is_protected_starts_secret(house: House, enter: Callable[[User], Client]) -> None:
    with writing():
        house.record.person.protection = Protection.ADDRESS
        house.record.person.save()
    form = enter(house.worker).get(house.url("circumstances:fact_new", "indirizzo")).context["form"]
    assert form.initial["secret"] is True


def test_overview_has_the_essentials_for_who_reads_them(
    house: House, enter: Callable[[User], Client], teammate: User
) -> None:
    make_situation(house.record.person)
    text = text_of(enter(house.worker).get(house.url("record")))
    for words in ("Scuola primaria, classe 5", "€ 8.120,50 (Per prestazioni a minorenni)", "Serve un mediatore"):
        assert words in text, words
    assert "Disabilità" in text
    assert "Disabilità" not in text_of(enter(team_reader(house, Part.CIRCUMSTANCES)).get(house.url("record")))
    assert "ISEE" not in text_of(enter(team_reader(house, Part.HEALTH)).get(house.url("record")))
    assert "Tutta la situazione" not in text_of(enter(teammate).get(house.url("record")))


def test_timeline_tells_beginnings_ends_and_what_was_written_late(
    house: House, enter: Callable[[User], Client]
) -> None:
    make_situation(house.record.person)
    address = reverse("cases:timeline", args=[house.record.pk])
    text = text_of(enter(house.worker).get(address, {"cosa": "situation", "periodo": "tutto"}))
    assert "ISEE: € 8.120,50" in text
    assert "Indirizzi, non vale più: Residenza" in text
    assert "2026/2027" in text
    assert timezone.localdate() > date(2026, 9, 1)


def test_readers_of_a_secret_address_are_chosen_among_colleagues_and_team(
    house: House, enter: Callable[[User], Client], colleague: User, coordinator: User
) -> None:
    client = enter(house.worker)
    data = form_data(kind=entry("address_kind", "stay").pk, street="Via Nascosta 1", secret="on")
    answer = client.post(house.url("circumstances:fact_new", "indirizzo"), data)
    address = Address.objects.get()
    url = house.url("circumstances:readers", address.pk)
    assert answer["Location"] == url
    assert "Chi può leggere l’indirizzo protetto" in text_of(client.get(url))
    assert enter(coordinator).get(url).status_code == 404
    assert client.post(url, {"readers": ["999999"]}).status_code == 422
    assert client.post(url, {"readers": [staff(coordinator).pk]})["Location"] == house.url("circumstances:situation")
    assert "Via Nascosta 1" in text_of(enter(coordinator).get(house.url("circumstances:situation")))
    assert enter(colleague).get(url).status_code == 404

# SPDX-License-Identifier: EUPL-1.2
"""The forms of the page of ties: right input, bad input, two people at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from ordito.cases.queries.record_header import record_header
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.kinship.enums import ListKey, Nature
from ordito.kinship.models import Kin, ParentalResponsibility, Relative, Tie
from ordito.kinship.queries.parents import known_parents
from ordito.kinship.queries.story import printed
from ordito.papers.queries.letter_fields import rows_of
from tests.factories.cases import TODAY, make_person
from tests.factories.kinship import kinship_code, make_kin, make_relative, make_responsibility, make_tie, make_unit
from tests.factories.territory import make_service
from tests.records import House, as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.accounts.models import User


@pytest.fixture
def client(house: House, enter: Callable[[User], Client]) -> Client:
    """The browser of who follows the record."""
    return enter(house.worker)


def me(house: House) -> str:
    return f"p{house.record.person_id}"


def test_a_grandmother_is_added_by_name(house: House, client: Client) -> None:
    mother = make_kin(house.record, "Marta Finta", house.record.person).first
    data = {"name": "Assunta Finta", "sex": "F", "birth_year": "1950", "role": "natural:up", "of": f"r{mother.pk}"}
    assert client.post(house.url("kinship:kin_new"), data)["Location"] == house.url("kinship:ties")
    assert "Nonno o nonna" not in text_of(client.get(house.url("kinship:ties")))
    assert Kin.objects.get(second=mother).first.birth_year == 1950


def test_a_child_of_two_is_typed_once(house: House, client: Client) -> None:
    partner = make_kin(house.record, "Bea Finta", house.record.person, Nature.COHABITING).first
    data = {
        "name": "Neonato Finto",
        "role": "natural:down",
        "of": me(house),
        "also_of": f"r{partner.pk}",
        "ancora": "1",
    }
    assert client.post(house.url("kinship:kin_new"), data)["Location"] == house.url("kinship:kin_new")
    assert Kin.objects.filter(nature="natural").count() == 2
    assert Relative.objects.filter(person=None).count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": ""}, "role"),
        ({"of": ""}, "of"),
        ({"of": "p999999"}, "of"),
        ({"birth_year": "cinquanta"}, "birth_year"),
        ({"birth_year": "3000"}, "birth_year"),
        ({"role": "other:up"}, "words"),
        ({"role": "married:up", "name": ""}, "name"),
        ({"valid_from": "domani"}, "valid_from"),
        ({"birth_year": "2024"}, "role"),
    ],
)
def test_bad_input_is_said_at_the_field_and_nothing_is_lost(
    house: House, client: Client, changes: dict[str, str], field: str
) -> None:
    data = {"name": "Ada Finta", "role": "natural:up", "of": me(house)} | changes
    answer = client.post(house.url("kinship:kin_new"), data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["name"].value() == data["name"]
    assert not Kin.objects.exists()


def test_what_the_unit_says_is_taken_over_in_one_go(house: House, client: Client) -> None:
    mother = make_person(house.place, "Inventata", "Marta", sex="F", birth_date=date(1985, 1, 1))
    father = make_person(house.place, "Zanzotti", "Ubaldo", sex="M", birth_date=date(1980, 1, 1))
    make_unit((mother, "reference"), (father, "spouse"), (house.record.person, "child"))
    page = client.get(house.url("kinship:kin_proposed"))
    chosen = page.context["form"]["ties"].value()
    assert len(chosen) == 3
    assert client.post(house.url("kinship:kin_proposed"), {"ties": []}).status_code == 422
    assert client.post(house.url("kinship:kin_proposed"), {"ties": chosen}).status_code == 302
    assert sorted(Kin.objects.values_list("nature", flat=True)) == ["married", "natural", "natural"]
    assert client.get(house.url("kinship:kin_proposed"))["Location"] == house.url("kinship:ties")


def test_two_people_who_correct_a_tie_see_both_versions(house: House, client: Client) -> None:
    kin = make_kin(house.record, "Ada Finta", house.record.person, Nature.PARENT_NATURAL)
    url = house.url("kinship:kin_edit", kin.pk)
    assert client.post(url, {"nature": "adoptive", "version": 1}).status_code == 302
    answer = client.post(url, {"nature": "foster", "valid_from": "01/02/2026", "version": 1})
    html = text_of(answer)
    assert answer.status_code == 422
    assert "genitore adottivo" in html
    assert "01/02/2026" in html
    assert client.post(url, {"nature": "foster", "version": 2}).status_code == 302


def test_a_name_is_corrected(house: House, client: Client) -> None:
    row = make_relative(house.record, "Ada Finta")
    make_kin(house.record, row, house.record.person)
    url = house.url("kinship:relative_edit", row.pk)
    assert url in text_of(client.get(house.url("kinship:ties")))
    data = {"name": "Ida Finta", "sex": "F", "birth_year": "1949", "deceased": "on", "version": 1}
    assert client.post(url, data).status_code == 302
    row.refresh_from_db()
    assert (open_text(row, "name"), row.deceased) == ("Ida Finta", True)
    assert client.get(house.url("kinship:relative_edit", 999_999)).status_code == 404


FATHER = {
    "name": "Ubaldo Finto",
    "sex": "M",
    "birth_date": "10/02/1982",
    "phone": "080 123",
    "email": "ubaldo@esempio.it",
    "street": "Via Inventata 3, Bari",
}


def test_parent_without_a_record_has_dates_contacts_and_responsibility(house: House, client: Client) -> None:
    new = house.url("kinship:kin_new")
    data = FATHER | {"role": "natural:up", "of": me(house)}
    assert client.post(new, data).status_code == 302
    row = Relative.objects.get(person=None)
    make_responsibility(house.record, house.record.person, row)
    page = text_of(client.get(house.url("kinship:ties")))
    assert "080 123, ubaldo@esempio.it, Via Inventata 3, Bari" in page
    assert b"080 123" not in bytes(row.phone)
    record = record_header(house.worker, house.record, today=TODAY)
    parent = known_parents(house.worker, record)[0]
    assert (parent.name, parent.relation, parent.born, parent.died) == ("Ubaldo Finto", "padre", "10/02/1982", "")
    assert parent.responsibility
    blocks = printed(house.worker, record)
    assert any("080 123" in str(block) for block in blocks)
    assert rows_of(house.worker, record)["genitori"][0]["recapiti"].startswith("080 123")

    edit = house.url("kinship:relative_edit", row.pk)
    changed = FATHER | {"version": row.version, "deceased_on": "01/01/1980"}
    refused = client.post(edit, changed)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"deceased_on"})
    future = client.post(edit, FATHER | {"version": row.version, "birth_date": "01/01/2099"})
    assert (future.status_code, set(future.context["form"].errors)) == (422, {"birth_date"})
    assert client.post(edit, changed | {"deceased_on": "01/03/2026"}).status_code == 302
    row.refresh_from_db()
    assert (row.deceased, row.deceased_on, row.birth_year) == (True, date(2026, 3, 1), None)
    stale = client.post(edit, changed | {"deceased_on": "", "phone": "080 999"})
    assert stale.status_code == 422
    assert "Le due versioni" in text_of(stale)
    assert "080 999" in text_of(stale)


def test_contacts_of_a_parent_stay_in_the_part_of_the_family(house: House, teammate: User) -> None:
    make_kin(house.record, make_relative(house.record, "Ubaldo Finto", sex="M"), house.record.person)
    record = record_header(teammate, house.record, today=TODAY)
    assert known_parents(teammate, record) == []


def test_responsibility_is_written_corrected_and_shown(house: House, client: Client) -> None:
    mother = make_kin(house.record, "Marta Finta", house.record.person).first
    source = kinship_code(ListKey.RESPONSIBILITY_SOURCE, "law").pk
    data = {"child": me(house), "holder": f"r{mother.pk}", "kind": "full", "source": source}
    assert client.post(house.url("kinship:responsibility_new"), data).status_code == 302
    row = ParentalResponsibility.objects.get()
    twice = client.post(house.url("kinship:responsibility_new"), data)
    assert (twice.status_code, set(twice.context["form"].errors)) == (422, {"valid_from"})
    change: dict[str, Any] = {"kind": "limited", "source": source, "measure": "decreto 7", "version": 1}
    assert client.post(house.url("kinship:responsibility_edit", row.pk), change).status_code == 302
    html = text_of(client.get(house.url("kinship:ties")))
    assert "decreto 7" in html
    assert "limitata" in html


@pytest.mark.parametrize(
    ("changes", "field"), [({"holder": ""}, "holder"), ({"kind": ""}, "kind"), ({"source": ""}, "source")]
)
def test_responsibility_needs_who_how_and_why(
    house: House, client: Client, changes: dict[str, str], field: str
) -> None:
    source = kinship_code(ListKey.RESPONSIBILITY_SOURCE, "law").pk
    data = {"child": me(house), "holder_name": "", "kind": "full", "source": source} | changes
    answer = client.post(house.url("kinship:responsibility_new"), data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_the_ecomap_is_written_corrected_and_ended(house: House, client: Client) -> None:
    area = kinship_code(ListKey.TIE_AREA, "school").pk
    data: dict[str, Any] = {"area": area, "name": "Scuola Inventata", "strength": "strong", "direction": "both"}
    assert client.post(house.url("kinship:tie_new"), data).status_code == 302
    row = Tie.objects.get()
    edit = house.url("kinship:tie_edit", row.pk)
    assert client.post(edit, data | {"strength": "broken", "version": 1}).status_code == 302
    end = house.url("kinship:row_end", "ecomappa", row.pk)
    assert client.post(end, {"valid_to": "01/06/2026", "version": 2}).status_code == 302
    page = client.get(house.url("kinship:ties"))
    assert [tie.name for tie in page.context["ecomap"].past] == ["Scuola Inventata"]
    wrong = client.post(house.url("kinship:tie_new"), {"area": area, "strength": "strong", "direction": "both"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"name"})


def test_tie_is_corrected_though_its_service_closed(house: House, client: Client) -> None:
    service = make_service()
    row = make_tie(house.record, service=service, name="")
    with writing():
        row.area.valid_to = timezone.localdate() - timedelta(days=1)
        row.area.save()
    edit = house.url("kinship:tie_edit", row.pk)
    sent = as_opened(client.get(edit).context["form"]) | {"strength": "broken"}
    assert client.post(edit, sent).status_code == 302
    row.refresh_from_db()
    assert (row.service, row.area.code) == (service, "school")


def test_responsibility_is_corrected_though_its_source_left_the_list(house: House, client: Client) -> None:
    row = make_responsibility(house.record, house.record.person, "Qualcuna")
    with writing():
        row.source.valid_to = timezone.localdate() - timedelta(days=1)
        row.source.save()
    edit = house.url("kinship:responsibility_edit", row.pk)
    sent = as_opened(client.get(edit).context["form"]) | {"measure": "Decreto 12/2026"}
    assert client.post(edit, sent).status_code == 302


def test_rows_of_every_sort_end_and_are_taken_back(house: House, client: Client) -> None:
    rows = {
        "legame": make_kin(house.record, "Ada", house.record.person),
        "responsabilita": make_responsibility(house.record, house.record.person, "Qualcuna"),
        "ecomappa": make_tie(house.record),
    }
    for sort, row in rows.items():
        assert client.get(house.url("kinship:row_end", sort, row.pk)).status_code == 200
        assert client.get(house.url("kinship:row_withdraw", sort, row.pk)).status_code == 200
        assert client.post(house.url("kinship:row_withdraw", sort, row.pk), {"version": 1}).status_code == 302
        assert client.get(house.url("kinship:row_end", sort, row.pk)).status_code == 404
    assert client.get(house.url("kinship:row_end", "altro", 1)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("colleague", 404), ("teammate", 403)])
def test_forms_of_rows_are_for_who_writes_the_family(
    house: House, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    kin = make_kin(house.record, "Ada", house.record.person)
    tie, held = make_tie(house.record), make_responsibility(house.record, house.record.person, "Qualcuna")
    client = Client()
    client.force_login(request.getfixturevalue(who))
    urls = [
        house.url("kinship:kin_edit", kin.pk),
        house.url("kinship:relative_edit", kin.first_id),
        house.url("kinship:tie_edit", tie.pk),
        house.url("kinship:responsibility_edit", held.pk),
        house.url("kinship:row_end", "legame", kin.pk),
        house.url("kinship:row_withdraw", "ecomappa", tie.pk),
    ]
    assert {client.get(url).status_code for url in urls} == {status}

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.audit.queries import about
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import CaseFileState, ListKey, Part, Protection
from ordito.cases.models import CaseFile
from ordito.circumstances import actions
from ordito.circumstances.actions import OverlapError
from ordito.circumstances.models import Address, FactRevision, Isee, Language, LivingPlace, WorkSituation
from ordito.circumstances.queries.situation import revisions_of
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from tests.circumstances.test_models import team_reader
from tests.factories.cases import code, staff
from tests.factories.circumstances import entry, fact_values, make_fact

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.circumstances.models import Fact
    from tests.records import House


def add(house: House, key: str, *, by: User | None = None, close_previous: bool = False, **values: Any) -> Fact:
    return actions.add_fact(
        by=by or house.worker,
        at=timezone.now(),
        case_file=house.record,
        kind=BY_KEY[key],
        values=fact_values(key, **values),
        close_previous=close_previous,
    )


def correct(house: House, fact: Fact, key: str, *, version: int | None = None, **values: Any) -> Fact:
    return actions.correct_fact(
        by=house.worker,
        at=timezone.now(),
        case_file=house.record,
        fact=fact,
        version=version or fact.version,
        values=fact_values(key, **values),
    )


def test_fact_is_written_with_who_said_so_and_in_the_log_of_the_record(house: House) -> None:
    fact = add(house, "lavoro", condition="employed", occupation="Bracciante", weekly_hours=Decimal("20.5"))
    row = WorkSituation.objects.get()
    assert (row.pk, row.person, row.recorded_by_name) == (fact.pk, house.record.person, "Anna Prova")
    assert open_text(row, "occupation") == "Bracciante"
    [written] = about("cases.casefile", house.record.pk)
    assert written.action == "circumstances.add_fact"
    assert "Bracciante" not in str(written.__dict__)


def test_same_fact_sent_twice_is_written_once(house: House) -> None:
    first = add(house, "lingua", language="sq", note="Con la nonna")
    assert add(house, "lingua", language="sq", note="Con la nonna").pk == first.pk
    assert Language.objects.count() == 1


@pytest.mark.parametrize("who", ["colleague", "outsider", "teammate"])
def test_who_does_not_write_the_part_is_refused(house: House, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowedError):
        add(house, "lingua", by=request.getfixturevalue(who), language="it")
    assert not Language.objects.exists()


def test_reading_a_part_is_not_writing_it(house: House) -> None:
    with pytest.raises(NotAllowedError):
        add(house, "lingua", by=team_reader(house, Part.CIRCUMSTANCES), language="it")


@pytest.mark.parametrize(
    ("key", "values", "field"),
    [
        ("lingua", {"language": "it", "valid_from": date(2999, 1, 1)}, "valid_from"),
        ("lingua", {"language": "it", "valid_from": date(2015, 3, 3)}, "valid_from"),
        ("lingua", {"language": "it", "valid_to": date(2019, 1, 1)}, "valid_to"),
        ("scuola", {"level": "primary", "year": 2990, "valid_from": date(2990, 9, 1)}, "valid_from"),
    ],
)
def test_dates_that_cannot_be_are_refused(house: House, key: str, values: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as refused:
        add(house, key, **values)
    assert refused.value.field == field
    assert not BY_KEY[key].model._default_manager.exists()


def test_entry_of_another_list_is_refused(house: House) -> None:
    with pytest.raises(CaseError) as refused:
        add(house, "lingua", language=code(ListKey.MODE, "consensual"))
    assert refused.value.field == "language"


def test_closed_record_is_not_written_to(house: House) -> None:
    with writing():
        CaseFile.objects.filter(pk=house.record.pk).update(state=CaseFileState.CLOSED)
    with pytest.raises(CaseError, match="chiusa"):
        add(house, "lingua", language="it")


def test_second_residence_asks_and_then_ends_the_first_the_day_before(house: House) -> None:
    first = add(house, "indirizzo", kind="residence", street="Via Uno 1", valid_from=date(2020, 1, 10))
    with pytest.raises(OverlapError) as asked:
        add(house, "indirizzo", kind="residence", street="Via Due 2", valid_from=date(2026, 6, 1))
    assert asked.value.close_on == date(2026, 5, 31)
    assert Address.objects.count() == 1
    add(house, "indirizzo", kind="residence", street="Via Due 2", valid_from=date(2026, 6, 1), close_previous=True)
    first.refresh_from_db()
    assert first.valid_to == date(2026, 5, 31)
    assert [line.text[:9] for line in revisions_of(first, BY_KEY["indirizzo"])] == ["Residenza"]


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ({"valid_from": date(2026, 6, 1)}, {"valid_from": date(2020, 1, 1)}),
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2026, 7, 1)}, {"valid_from": date(2026, 6, 1)}),
        ({"valid_from": None}, {"valid_from": None}),
        ({"valid_from": date(2026, 6, 1)}, {"valid_from": date(2026, 6, 1)}),
    ],
)
def test_overlap_that_no_closing_solves_is_refused(house: House, before: dict[str, Any], then: dict[str, Any]) -> None:
    add(house, "dove-vive", kind="own_family", **before)
    with pytest.raises(OverlapError) as refused:
        add(house, "dove-vive", kind="relatives", close_previous=True, **then)
    assert refused.value.close_on is None
    assert LivingPlace.objects.count() == 1


def test_what_may_hold_together_does(house: House) -> None:
    add(house, "indirizzo", kind="domicile", street="Dal padre")
    add(house, "indirizzo", kind="domicile", street="Dalla madre")
    add(house, "isee", kind="ordinary", value=Decimal(9000), valid_to=date(2020, 12, 31))
    add(house, "isee", kind="current", value=Decimal(4000), valid_to=date(2020, 12, 31))
    add(house, "isee", kind="current", value=Decimal(5000), valid_from=date(2021, 1, 1))
    with pytest.raises(OverlapError):
        add(house, "isee", kind="current", value=Decimal(6000), valid_from=date(2020, 5, 1))
    assert (Address.objects.count(), Isee.objects.count()) == (2, 3)


def test_correction_keeps_what_it_said_and_a_second_writer_is_told(house: House) -> None:
    fact = add(house, "lavoro", condition="unemployed", occupation="", note="Cerca da marzo")
    correct(house, fact, "lavoro", condition="employed", occupation="Cuoca")
    row = WorkSituation.objects.get()
    assert (row.condition.code, open_text(row, "note"), row.version) == ("employed", "", 2)
    [revision] = revisions_of(row, BY_KEY["lavoro"])
    assert "Disoccupato" in revision.text
    assert "Cerca da marzo" in revision.text
    with pytest.raises(ConflictError):
        correct(house, fact, "lavoro", version=1, condition="student")


def test_correction_may_leave_an_entry_that_has_ended(house: House) -> None:
    fact = add(house, "lingua", language="sq")
    ended = entry("language", "sq")
    with writing():
        ended.valid_to = date(2026, 1, 1)
        ended.save()
    correct(house, fact, "lingua", language="sq", mediator=True)
    assert Language.objects.get().mediator


def test_fact_is_ended_and_one_of_a_day_is_not(house: House) -> None:
    fact = add(house, "lingua", language="sq")
    call: dict[str, Any] = {"by": house.worker, "at": timezone.now(), "case_file": house.record}
    with pytest.raises(CaseError):
        actions.end_fact(**call, fact=fact, version=1, valid_to=date(2019, 1, 1))
    actions.end_fact(**call, fact=fact, version=1, valid_to=date(2026, 1, 31))
    assert Language.objects.get().valid_to == date(2026, 1, 31)
    title = add(house, "studio", title="primary")
    with pytest.raises(CaseError):
        actions.end_fact(**call, fact=title, version=1, valid_to=date(2026, 1, 31))


def test_withdrawn_fact_leaves_the_page_and_its_words_stay(house: House) -> None:
    fact = add(house, "lingua", language="sq")
    call: dict[str, Any] = {"by": house.worker, "at": timezone.now(), "case_file": house.record, "fact": fact}
    actions.annul_fact(**call, version=1)
    assert not Language.objects.visible_to(house.worker).exists()
    assert FactRevision.objects.count() == 1
    with pytest.raises(ConflictError):
        actions.annul_fact(**call, version=1)


def test_fact_of_somebody_else_is_not_changed_through_this_record(house: House) -> None:
    from tests.factories.cases import make_person

    fact = make_fact(make_person(house.place, "Altrui"), "lingua", language="it")
    with pytest.raises(NotAllowedError):
        actions.annul_fact(by=house.worker, at=timezone.now(), case_file=house.record, fact=fact, version=1)


def test_person_repeats_the_residence_of_today(house: House) -> None:
    person = house.record.person
    add(house, "indirizzo", kind="residence", street="Via Uno 1", comune=house.place.comune)
    person.refresh_from_db()
    assert (person.residence, open_text(person, "street"), person.version) == (house.place.comune, "Via Uno 1", 2)
    move: dict[str, Any] = {
        "kind": "residence",
        "street": "Via Due 2",
        "valid_from": date(2026, 6, 1),
        "place": "Tirana",
    }
    add(house, "indirizzo", close_previous=True, **move)
    person.refresh_from_db()
    assert (person.residence, open_text(person, "street")) == (None, "Via Due 2")


def test_old_address_written_late_changes_nothing_of_the_person(house: House) -> None:
    add(house, "indirizzo", kind="residence", street="Via Oggi 1", valid_from=date(2022, 1, 1))
    add(house, "indirizzo", kind="residence", street="Via Ieri 1", valid_to=date(2021, 12, 31))
    person = house.record.person
    person.refresh_from_db()
    assert (open_text(person, "street"), person.version) == ("Via Oggi 1", 2)


@pytest.mark.parametrize(
    ("countries", "group"),
    [(("008",), "non_eu"), (("008", "642"), "eu"), (("008", "380"), "italian"), (("999",), "stateless")],
)
def test_person_repeats_the_group_of_the_citizenships(house: House, countries: tuple[str, ...], group: str) -> None:
    for country in countries:
        add(house, "cittadinanza", country=country)
    person = house.record.person
    person.refresh_from_db()
    assert person.citizenship is not None
    assert person.citizenship.code == group


def test_person_keeps_saying_international_protection(house: House) -> None:
    person = house.record.person
    with writing():
        person.citizenship = code(ListKey.CITIZENSHIP, "protection")
        person.save()
    add(house, "cittadinanza", country="270")
    person.refresh_from_db()
    assert person.citizenship is not None
    assert person.citizenship.code == "protection"


def test_person_repeats_no_abode_and_unaccompanied_until_they_end(house: House) -> None:
    person = house.record.person
    place, flag = add(house, "dove-vive", kind="homeless"), add(house, "attenzione", kind="unaccompanied_minor")
    person.refresh_from_db()
    assert (person.no_fixed_abode, person.unaccompanied_minor) == (True, True)
    yesterday = timezone.localdate() - timedelta(days=1)
    call: dict[str, Any] = {
        "by": house.worker,
        "at": timezone.now(),
        "case_file": house.record,
        "valid_to": yesterday,
        "version": 1,
    }
    actions.end_fact(**call, fact=place)
    actions.end_fact(**call, fact=flag)
    person.refresh_from_db()
    assert (person.no_fixed_abode, person.unaccompanied_minor) == (False, False)


def test_secret_residence_leaves_the_person_without_address_and_no_comune_in_plain(house: House) -> None:
    person = house.record.person
    add(house, "indirizzo", kind="residence", street="Via Uno 1", comune=house.place.comune)
    hidden: dict[str, Any] = {
        "kind": "residence",
        "street": "Via Nascosta 1",
        "comune": house.place.comune,
        "secret": True,
    }
    row = add(house, "indirizzo", close_previous=True, valid_from=date(2026, 6, 1), **hidden)
    person.refresh_from_db()
    assert (person.residence, open_text(person, "street"), person.protection) == (None, "", Protection.ADDRESS)
    assert isinstance(row, Address)
    assert (row.comune, open_text(row, "place")) == (None, house.place.comune.name)


def test_only_who_is_told_names_readers_and_changes_a_secret_address(house: House, coordinator: User) -> None:
    row = add(house, "indirizzo", kind="stay", street="Via Nascosta 1", secret=True)
    assert isinstance(row, Address)
    call: dict[str, Any] = {"at": timezone.now(), "case_file": house.record, "address": row}
    with pytest.raises(NotAllowedError):
        actions.name_address_readers(by=coordinator, readers=[staff(coordinator)], **call)
    actions.name_address_readers(by=house.worker, readers=[staff(coordinator)], **call)
    assert [one.professional for one in row.readers.all()] == [staff(coordinator)]
    actions.name_address_readers(by=coordinator, readers=[], **call)
    assert not row.readers.exists()
    open_one = add(house, "indirizzo", kind="residence", street="Via Aperta 1")
    assert isinstance(open_one, Address)
    with pytest.raises(CaseError):
        actions.name_address_readers(
            by=house.worker, readers=[], at=timezone.now(), case_file=house.record, address=open_one
        )

# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.cases.actions import (
    BulkCase,
    BulkDiary,
    BulkFamily,
    BulkIntervention,
    BulkPerson,
    BulkTaking,
    add_intervention,
    bulk_load,
    edit_person,
    undo_batch,
)
from ordito.cases.enums import CaseFileState, ListKey
from ordito.cases.models import (
    CaseFile,
    DiaryEntry,
    FamilyMembership,
    FamilyUnit,
    Intervention,
    Person,
    SearchToken,
    TakingInCharge,
)
from ordito.cases.queries.people import find_people
from ordito.cases.queries.tokens import name_tokens
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.fields import open_text
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, code, make_place, make_worker, staff

if TYPE_CHECKING:
    from ordito.cases.actions import LoadedCase
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")
CODE = "RSSMRA85T10A562S"


def _person(place: Place, surname: str = "Rossi", **values: Any) -> BulkPerson:
    given: dict[str, Any] = {"name": "Mario", "birth_date": date(2012, 3, 4), "sex": "M", **values}
    return BulkPerson(
        surname=surname, comune_id=place.comune.pk, ambito_id=place.ambito.pk, body_id=place.body.pk, **given
    )


def _taking(opened_on: date = date(2024, 2, 3), **values: Any) -> BulkTaking:
    return BulkTaking(
        mode_id=code(ListKey.MODE, "consensual").pk,
        opened_on=opened_on,
        reason_ids=(code(ListKey.REASON, "neglect").pk, code(ListKey.REASON, "school").pk),
        interventions=(
            BulkIntervention(
                kind_id=code(ListKey.INTERVENTION_KIND, "home_education").pk,
                starts_on=opened_on,
                quantity=Decimal("6.5"),
                unit_id=code(ListKey.QUANTITY_UNIT, "hours_week").pk,
            ),
        ),
        **values,
    )


def test_everything_comes_in_and_is_as_if_written_by_hand() -> None:
    place = make_place()
    worker = make_worker(place)
    diary = BulkDiary(
        kind_id=code(ListKey.DIARY_KIND, "note").pk,
        happened_on=date(2024, 3, 1),
        title="",
        text="Una nota",
        author_name="Qualcuno",
    )
    cases = [
        BulkCase(
            person=_person(place, fiscal_code=CODE, street="Via Finta 3"),
            takings=(_taking(worker_id=staff(worker).pk),),
            diary=(diary,),
        ),
        BulkCase(person=_person(place, "Verdi")),
    ]
    family = BulkFamily(
        composition_id=code(ListKey.COMPOSITION, "registry").pk,
        valid_from=date(2012, 3, 4),
        members=(
            (1, code(ListKey.RELATION, "reference").pk),
            (0, code(ListKey.RELATION, "child").pk),
        ),
    )
    loaded = bulk_load(cases, [family], by=SYSTEM, at=NOW)
    person = Person.objects.get(pk=loaded[0].person_id)
    assert person.full_name() == "Rossi Mario"
    assert open_text(person, "street") == "Via Finta 3"
    record = CaseFile.objects.get()
    assert (record.pk, record.person_id, record.state) == (
        loaded[0].case_file_id,
        person.pk,
        CaseFileState.IN_CHARGE,
    )
    assert record.number == "2024/000001"
    taking = TakingInCharge.objects.get()
    assert [row.main for row in taking.reasons.order_by("pk")] == [True, False]
    assert Intervention.objects.get().quantity == Decimal("6.5")
    assert open_text(DiaryEntry.objects.get(), "text") == "Una nota"
    assert loaded[1].case_file_id is None
    assert FamilyMembership.objects.count() == 2
    assert list(CaseFile.objects.visible_to(worker)) == [record]
    assert [found.person for found in find_people(worker, "rosi mario", at=NOW)] == [person]
    stored = set(SearchToken.objects.filter(person_id=person.pk).values_list("token", flat=True))
    assert stored == set(name_tokens("Rossi Mario", place.ambito.pk))


def test_numbers_go_on_after_the_last_of_the_body_and_year() -> None:
    place = make_place()
    cases = [BulkCase(person=_person(place, f"Rossi{n}"), opened_on=date(2024 + n % 2, 1, 1)) for n in range(4)]
    bulk_load(cases, by=SYSTEM, at=NOW)
    bulk_load([BulkCase(person=_person(place, "Neri"), opened_on=date(2024, 1, 1))], by=SYSTEM, at=NOW)
    numbers = sorted(record.number for record in CaseFile.objects.all())
    assert numbers == ["2024/000001", "2024/000002", "2024/000003", "2025/000001", "2025/000002"]


def test_one_audit_entry_names_everybody() -> None:
    place = make_place()
    loaded = bulk_load([BulkCase(person=_person(place, f"R{n}")) for n in range(3)], by=SYSTEM, at=NOW, import_batch=9)
    entry = Entry.objects.get(action="cases.bulk_load")
    assert entry.objects_touched["cases.person"] == [row.person_id for row in loaded]
    assert entry.detail["batch"] == 9


def _known(place: Place) -> list[LoadedCase]:
    case = BulkCase(person=_person(place), takings=(_taking(closed_on=date(2024, 9, 1)),))
    return bulk_load([case], by=SYSTEM, at=NOW)


def test_case_of_somebody_known_uses_their_record() -> None:
    place = make_place()
    first = bulk_load(
        [BulkCase(person=_person(place), takings=(_taking(closed_on=date(2024, 9, 1)),))], by=SYSTEM, at=NOW
    )
    again = bulk_load([BulkCase(person_id=first[0].person_id, takings=(_taking(date(2025, 1, 1)),))], by=SYSTEM, at=NOW)
    assert again[0].case_file_id == first[0].case_file_id
    record = CaseFile.objects.get()
    assert record.state == CaseFileState.IN_CHARGE
    assert record.takings.count() == 2


def test_fiscal_code_twice_brings_nothing_in() -> None:
    place = make_place()
    cases = [BulkCase(person=_person(place, fiscal_code=CODE)), BulkCase(person=_person(place, "X", fiscal_code=CODE))]
    with pytest.raises(IntegrityError):
        bulk_load(cases, by=SYSTEM, at=NOW)


def test_officer_loads_into_the_own_ambito_only() -> None:
    place, elsewhere = make_place(), make_place()
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    bulk_load([BulkCase(person=_person(place))], by=officer, at=NOW)
    with pytest.raises(NotAllowedError):
        bulk_load([BulkCase(person=_person(elsewhere))], by=officer, at=NOW)
    with pytest.raises(NotAllowedError):
        bulk_load([BulkCase(person=_person(place))], by=make_user(role=SOCIAL_WORKER, territory=place.comune), at=NOW)
    assert Person.objects.count() == 1


def _batch(place: Place) -> list[int]:
    cases = [BulkCase(person=_person(place, f"Rossi{n}"), takings=(_taking(),)) for n in range(3)]
    return [row.person_id for row in bulk_load(cases, by=SYSTEM, at=NOW, import_batch=5)]


def test_undo_annuls_everything_nobody_touched() -> None:
    place = make_place()
    _batch(place)
    kept = undo_batch(by=make_user(role=AMBITO_OFFICER, territory=place.ambito), at=NOW, batch=5)
    assert not any(kept.values())
    assert not Person.objects.current().exists()
    assert not CaseFile.objects.current().exists()
    assert not TakingInCharge.objects.current().exists()
    assert not Intervention.objects.current().exists()
    assert not SearchToken.objects.exists()
    assert Person.objects.count() == 3


def test_undo_keeps_what_was_worked_on_and_all_that_holds_it() -> None:
    place = make_place()
    first, second, third = _batch(place)
    worker = make_user(role="service_coordinator", territory=place.comune)
    edit_person(by=worker, at=NOW, person=Person.objects.get(pk=first), version=1, phone="080")
    taking = TakingInCharge.objects.get(case_file__person_id=second)
    add_intervention(
        by=worker,
        at=NOW,
        taking=taking,
        starts_on=date(2026, 1, 1),
        kind=code(ListKey.INTERVENTION_KIND, "mediation"),
    )
    kept = undo_batch(by=SYSTEM, at=NOW, batch=5)
    assert kept["cases.person"] == {first, second}
    assert kept["cases.takingincharge"] == {taking.pk}
    assert set(Person.objects.current().values_list("pk", flat=True)) == {first, second}
    assert set(CaseFile.objects.current().values_list("person_id", flat=True)) == {second}
    assert Intervention.objects.current().filter(taking=taking).count() == 2
    assert not TakingInCharge.objects.current().filter(case_file__person_id=third).exists()


def test_undo_of_a_taking_of_somebody_known_before_leaves_the_person() -> None:
    place = make_place()
    known = bulk_load(
        [BulkCase(person=_person(place), takings=(_taking(closed_on=date(2024, 9, 1)),))], by=SYSTEM, at=NOW
    )
    bulk_load(
        [BulkCase(person_id=known[0].person_id, takings=(_taking(date(2025, 1, 1)),))],
        by=SYSTEM,
        at=NOW,
        import_batch=5,
    )
    undo_batch(by=SYSTEM, at=NOW, batch=5)
    record = CaseFile.objects.current().get()
    assert record.state == CaseFileState.CLOSED
    assert record.takings.current().count() == 1
    assert Person.objects.current().count() == 1


def test_same_file_after_an_undo_comes_in_again() -> None:
    place = make_place()
    cases = [BulkCase(person=_person(place, fiscal_code=CODE), takings=(_taking(),))]
    bulk_load(cases, by=SYSTEM, at=NOW, import_batch=5)
    undo_batch(by=SYSTEM, at=NOW, batch=5)
    bulk_load(cases, by=SYSTEM, at=NOW, import_batch=6)
    assert Person.objects.current().count() == 1


def test_undo_is_for_who_imports_there() -> None:
    place = make_place()
    _batch(place)
    for by in (
        make_user(role=SOCIAL_WORKER, territory=place.comune),
        make_user(role=AMBITO_OFFICER, territory=make_place().ambito),
    ):
        with pytest.raises(NotAllowedError):
            undo_batch(by=by, at=NOW, batch=5)
    assert Person.objects.current().count() == 3


def test_undone_family_unit_goes_with_its_members() -> None:
    place = make_place()
    family = BulkFamily(
        composition_id=code(ListKey.COMPOSITION, "registry").pk,
        valid_from=date(2020, 1, 1),
        members=((0, code(ListKey.RELATION, "child").pk),),
    )
    bulk_load([BulkCase(person=_person(place))], [family], by=SYSTEM, at=NOW, import_batch=5)
    undo_batch(by=SYSTEM, at=NOW, batch=5)
    assert not FamilyUnit.objects.filter(annulled_at__isnull=True).exists()

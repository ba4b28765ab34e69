# SPDX-License-Identifier: EUPL-1.2
"""What an undo leaves: whatever somebody worked on, in any part of the record, and what they need to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.models import CaseFile, Intervention, Person, TakingInCharge
from ordito.cases.queries.batches import touched_rows
from ordito.core.models import writing
from tests.cases.importing import brought_in, checked, taken_back
from tests.factories.accounts import make_user
from tests.factories.cases import Place, make_codes, make_diary_entry, make_place
from tests.factories.circumstances import make_situation
from tests.factories.protection import make_report
from tests.factories.territory import make_organisation, make_service_type, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.imports.models import ImportBatch

pytestmark = pytest.mark.django_db
ROWS = (
    "Cognome;Nome;Nato il;Residenza;Data apertura;Servizio",
    "Provamonti;Ada;1/1/2010;Roccainventata;3/2/24;ADE",
    "Fintaneri;Ugo;1/1/2011;Roccainventata;3/2/24;ADE",
)


@pytest.fixture
def place() -> Place:
    make_codes()
    make_service_type("ADE", "Assistenza domiciliare educativa")
    ambito = make_place().ambito
    comune = make_territory("Roccainventata", parent=ambito)
    return Place(ambito, comune, make_organisation(seat=comune))


@pytest.fixture
def officer(place: Place) -> User:
    return make_user(role=AMBITO_OFFICER, territory=place.ambito)


@pytest.fixture
def batch(place: Place, officer: User) -> ImportBatch:
    """Two people, each with a taking in charge and a service."""
    return brought_in(officer, checked(officer, place, *ROWS))


def left(officer: User, batch: ImportBatch) -> tuple[int, int, int, int]:
    """How many persons, records, takings in charge and interventions stand after the undo."""
    taken_back(officer, batch)
    models = (Person, CaseFile, TakingInCharge, Intervention)
    return tuple(model.objects.current().count() for model in models)  # type: ignore[return-value] # four of them


def test_nothing_stays_where_nobody_worked(officer: User, batch: ImportBatch) -> None:
    assert left(officer, batch) == (0, 0, 0, 0)


def test_record_that_somebody_wrote_in_stays_whole(officer: User, batch: ImportBatch) -> None:
    make_diary_entry(CaseFile.objects.order_by("pk")[0])
    assert left(officer, batch) == (1, 1, 1, 1)


def test_part_of_another_app_keeps_the_record(officer: User, batch: ImportBatch) -> None:
    make_report(CaseFile.objects.order_by("pk")[0])
    assert left(officer, batch) == (1, 1, 1, 1)


def test_fact_about_the_person_keeps_the_person(officer: User, batch: ImportBatch) -> None:
    make_situation(Person.objects.order_by("pk")[0])
    assert left(officer, batch)[0] == 1


def test_changed_intervention_keeps_what_it_stands_in(officer: User, batch: ImportBatch) -> None:
    with writing():
        Intervention.objects.filter(pk=Intervention.objects.order_by("pk")[0].pk).update(version=2)
    assert left(officer, batch) == (1, 1, 1, 1)


def test_asked_about_some_rows_the_answer_is_that_about_all(officer: User, batch: ImportBatch) -> None:
    record = CaseFile.objects.order_by("pk")[0]
    make_diary_entry(record)
    everything = touched_rows(batch.pk)
    assert everything["cases.casefile"] == {record.pk}
    service = Intervention.objects.get(taking__case_file=record)
    for kind, pk in (
        ("cases.intervention", service.pk),
        ("cases.takingincharge", service.taking_id),
        ("cases.casefile", record.pk),
        ("cases.person", record.person_id),
    ):
        assert touched_rows(batch.pk, {kind: {pk}})[kind] == everything[kind] == {pk}

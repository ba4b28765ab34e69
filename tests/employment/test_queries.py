# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.cases.queries.record_header import record_header
from ordito.core.models import writing
from ordito.employment.engine.months import add_months, months_of
from ordito.employment.enums import ListKey
from ordito.employment.models import JobPlacement, PlacementOutcome, WorkPath
from ordito.employment.queries import due
from ordito.employment.queries.overview import hours_in, path_view
from ordito.employment.queries.story import moments_of, printed_of
from ordito.employment.queries.words import day_text
from tests.factories.cases import code
from tests.factories.employment import fill_path, make_adult, make_path, make_placement

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from tests.records import House

TODAY = date(2026, 4, 1)


def header(house: House) -> Any:
    case_file = CaseFile.objects.select_related("person", "comune", "body").get(pk=house.record.pk)
    return record_header(house.worker, case_file, today=date(2026, 9, 21))


def what_is_due(house: House, today: date = TODAY) -> list[tuple[str, date, bool]]:
    return [(one.title, one.on, one.late) for one in due.due_of(house.worker, house.record, today)]


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_later_is_the_same_day_or_the_last(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


@pytest.mark.parametrize(
    ("text", "months"), [("6", 6), ("own_dopo_24_mesi", 24), ("mai", None), ("0", None), ("999", None)]
)
def test_months_are_read_in_the_code(text: str, months: int | None) -> None:
    assert months_of(text) == months


def test_due_are_visits_outcomes_and_ends_that_come(job: House) -> None:
    make_placement(make_path(job.taking), planned_end_on=date(2026, 4, 15))
    assert what_is_due(job) == [
        ("Monitoraggio", date(2026, 3, 30), True),
        ("Esito a 1 mese da rilevare", date(2026, 4, 2), False),
        ("Fine prevista", date(2026, 4, 15), False),
    ]


def test_nothing_is_due_of_what_is_over(job: House) -> None:
    placement = make_placement(make_path(job.taking))
    assert len(what_is_due(job)) == 2
    with writing():
        JobPlacement.objects.filter(pk=placement.pk).update(
            ends_on=date(2026, 3, 20), end_reason=code(ListKey.PLACEMENT_END, "health")
        )
    assert what_is_due(job) == [("Esito a 1 mese da rilevare", date(2026, 4, 2), False)]
    with writing():
        PlacementOutcome.objects.filter(months=1).update(checked_on=TODAY, state=code(ListKey.OUTCOME_STATE, "looking"))
    assert what_is_due(job) == []


@pytest.mark.parametrize("how", ["path", "record", "death", "placement"])
def test_nothing_is_due_in_a_path_or_record_that_is_over(job: House, how: str) -> None:
    make_placement(make_path(job.taking))
    with writing():
        if how == "path":
            WorkPath.objects.update(ended_on=TODAY, outcome=code(ListKey.PATH_OUTCOME, "gave_up"))
        elif how == "record":
            CaseFile.objects.filter(pk=job.record.pk).update(state=CaseFileState.CLOSED)
        elif how == "death":
            type(job.record.person).objects.filter(pk=job.record.person.pk).update(deceased_on=TODAY)
        else:
            JobPlacement.objects.update(annulled_at=job.record.created_at)
    assert what_is_due(job) == []


def test_signs_tell_of_each_record_what_has_waited_longest(
    job: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_adult(job.place, job.worker, surname="Secondi")
    make_placement(make_path(job.taking))
    make_placement(make_path(other), starts_on=date(2026, 3, 10))
    ids = [job.record.pk, other.case_file_id]
    with django_assert_num_queries(1):
        found = due.visit_signs(ids, TODAY)
    assert set(found) == {job.record.pk}, "what is to come is no sign"
    assert (found[job.record.pk].text, found[job.record.pk].detail, found[job.record.pk].late) == (
        "Monitoraggio",
        "in ritardo di 2 giorni",
        True,
    )
    with django_assert_num_queries(1):
        assert set(due.visit_signs(ids, date(2026, 4, 10))) == set(ids)
    with django_assert_num_queries(1):
        assert {sign.text for sign in due.outcome_signs(ids, date(2026, 4, 10)).values()} == {
            "Esito a 1 mese da rilevare"
        }


def test_card_is_for_who_reads_the_part(job: House, colleague: User, outsider: User) -> None:
    make_placement(make_path(job.taking))
    content = due.card(job.worker, TODAY)
    assert content is not None
    assert content.count == len(content.items) == 2
    assert "Lavoratori" in str(content.items[0].text)
    assert job.record in content.named
    assert due.card(colleague, TODAY) is None
    assert due.card(outsider, TODAY) is None
    assert due.card(job.worker, date(2026, 3, 3)) is None


def test_hours_are_counted_only_of_days_in_common(job: House) -> None:
    path = make_path(job.taking)
    make_placement(path, weekly_hours=30, planned_end_on=date(2026, 6, 30))
    later = make_placement(path, weekly_hours=30, starts_on=date(2026, 7, 1))
    assert hours_in(job.worker, path, date(2026, 5, 1)) == ""
    assert hours_in(job.worker, path, date(2026, 7, 2)) == "60", "the planned end passed and nobody wrote the end"
    with writing():
        later.starts_on = date(2026, 6, 30)
        later.save()
    assert hours_in(job.worker, path, date(2026, 5, 1)) == "60"


def test_view_shows_the_stages_of_the_list_with_those_come_to(job: House) -> None:
    path = make_path(job.taking, stage="placement")
    states = [(stage.label, stage.state) for stage in path_view(job.worker, path, TODAY).stages]
    assert states == [
        ("Accoglienza", "done"),
        ("Occupabilità", "done"),
        ("Inserimento", "current"),
        ("Consolidamento", "later"),
        ("Concluso", "later"),
    ]


def test_story_tells_stages_placements_visits_and_outcomes(job: House) -> None:
    fill_path(job.taking)
    with writing():
        PlacementOutcome.objects.filter(months=1, placement__ends_on=None).update(
            checked_on=date(2026, 7, 1), state=code(ListKey.OUTCOME_STATE, "same_place")
        )
    titles = sorted((moment.on, moment.title) for moment in moments_of(job.worker, header(job)))
    assert titles == [
        (date(2026, 2, 1), "Percorso di lavoro: inserimento"),
        (date(2026, 3, 2), "Inizia l’inserimento lavorativo: Vivaio Inventato"),
        (date(2026, 5, 29), "Finisce l’inserimento lavorativo: Vivaio Inventato"),
        (date(2026, 6, 1), "Inizia l’inserimento lavorativo: Forno Fittizio"),
        (date(2026, 6, 29), "Monitoraggio sul lavoro"),
        (date(2026, 7, 1), "Esito del lavoro a 1 mese"),
        (date(2026, 7, 27), "Monitoraggio sul lavoro"),
    ]


def test_paper_has_all_that_was_written(job: House) -> None:
    fill_path(job.taking)
    printed = repr(printed_of(job.worker, header(job)))
    for words in (
        "Lavorare al mattino",
        "Fa con molto aiuto",
        "Con pause brevi.",
        "Migliora.",
        "Vivaio Inventato",
        "Banco e pulizie.",
        "Inizio alle 9 per il treno.",
        "Arriva puntuale",
        "a 12 mesi",
    ):
        assert words in printed, words


def test_paper_and_story_of_who_does_not_read_the_part_are_empty(job: House, outsider: User) -> None:
    fill_path(job.taking)
    assert list(moments_of(outsider, header(job))) == []
    assert printed_of(outsider, header(job)) == []


def test_tomorrow_is_not_late() -> None:
    assert [day_text(TODAY + timedelta(days=days), TODAY) for days in (-2, -1, 0, 1, 3)] == [
        "in ritardo di 2 giorni",
        "in ritardo di 1 giorno",
        "oggi",
        "tra 1 giorno",
        "tra 3 giorni",
    ]

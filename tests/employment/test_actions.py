# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ordito.audit.models import Entry
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import ListKey as CasesKey
from ordito.cases.models import Person
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.employment import actions
from ordito.employment.enums import AppraisalKind, ListKey
from ordito.employment.models import JobPlacement, StageStep, WorkPath
from tests.factories.cases import code, make_place, make_taking
from tests.factories.employment import (
    make_accreditation,
    make_appraisal,
    make_monitoring,
    make_path,
    make_placement,
)

if TYPE_CHECKING:
    from tests.records import House

AT = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


def stage(name: str) -> Any:
    return code(ListKey.STAGE, name)


def path_values(house: House, **changes: Any) -> actions.PathValues:
    given: dict[str, Any] = {"taking": house.taking, "started_on": date(2026, 2, 1), "stage": stage("reception")}
    return actions.PathValues(**(given | changes))


def add_path(house: House, **changes: Any) -> WorkPath:
    values = path_values(house, **changes)
    path: WorkPath = actions.add_row(values, by=house.worker, at=AT, parent=house.record, form_key=uuid4())
    return path


def placement_values(**changes: Any) -> actions.PlacementValues:
    given: dict[str, Any] = {
        "kind": code(ListKey.PLACEMENT_KIND, "work_grant"),
        "employer_kind": code(ListKey.EMPLOYER_KIND, "company"),
        "employer_name": "Forno Fittizio",
        "starts_on": date(2026, 3, 2),
        "weekly_hours": Decimal(20),
    }
    return actions.PlacementValues(**(given | changes))


def add(house: House, parent: Any, values: actions.RowValues) -> Any:
    return actions.add_row(values, by=house.worker, at=AT, parent=parent, form_key=uuid4())


def edit(house: House, row: Any, values: actions.RowValues) -> Any:
    return actions.edit_row(values, by=house.worker, at=AT, row=row, version=row.version)


def move(house: House, path: WorkPath, to: str, on: date, **more: Any) -> WorkPath:
    return actions.move_path(by=house.worker, at=AT, work_path=path, version=path.version, to=stage(to), on=on, **more)


def refused(field: str, match: str | None = None) -> Any:
    """The action fails at a field of its form."""

    def at_field(error: BaseException) -> bool:
        return isinstance(error, CaseError) and error.field == field

    return pytest.raises(CaseError, match=match, check=at_field)


def test_path_opens_with_its_first_step_and_a_trace(job: House) -> None:
    path = add_path(job, aims="Fare il pane.")
    step = StageStep.objects.get(work_path=path)
    assert (step.stage, step.on, step.by_name) == (stage("reception"), date(2026, 2, 1), "Anna Prova")
    assert open_text(path, "aims") == "Fare il pane."
    entry = Entry.objects.get(action="employment.add_path")
    assert set(entry.objects_touched) == {"employment.workpath", "employment.stagestep", "cases.casefile"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_on": date(2026, 10, 1)}, "started_on"),
        ({"started_on": date(2007, 5, 19)}, "started_on"),
        ({"listed_on": date(2026, 10, 1)}, "listed_on"),
        ({"stage": None}, "stage"),
    ],
)
def test_path_is_refused_before_its_time(job: House, changes: dict[str, Any], field: str) -> None:
    with refused(field):
        add_path(job, **changes)
    assert not WorkPath.objects.exists()


def test_path_does_not_start_from_its_end(job: House) -> None:
    with refused("stage"):
        add_path(job, stage=stage("concluded"))


def test_second_open_path_is_refused(job: House) -> None:
    make_path(job.taking)
    with refused("", "già un percorso aperto"):
        add_path(job)


def test_path_after_one_that_is_concluded(job: House) -> None:
    make_path(job.taking, stage="concluded", ended_on=date(2026, 5, 1), outcome="gave_up")
    assert add_path(job, started_on=date(2026, 6, 1)).ended_on is None


def test_path_of_somebody_who_died_is_refused(job: House) -> None:
    person = job.record.person
    person.deceased_on = date(2026, 8, 1)
    with writing():
        person.save()
    with refused("", "deceduta"):
        add_path(job)


def test_path_is_followed_in_an_open_taking_of_its_areas(job: House, house: House) -> None:
    with refused("taking"):
        add_path(job, taking=house.taking)  # of another record
    family = make_taking(job.record, worker=job.worker.professional, area="violence")
    with refused("taking", "aree disabilità"):
        add_path(job, taking=family)
    with writing():
        type(job.taking).objects.filter(pk=job.taking.pk).update(
            closed_on=date(2026, 8, 1), outcome=code(CasesKey.OUTCOME, "improved")
        )
    job.taking.refresh_from_db()
    with refused("taking", "chiusa"):
        add_path(job)


def test_who_does_not_write_this_part_is_refused(job: House, colleague: Any) -> None:
    with pytest.raises(NotAllowedError):
        actions.add_row(path_values(job), by=colleague, at=AT, parent=job.record, form_key=uuid4())


def test_start_of_a_path_moves_with_its_first_step_but_not_past_the_rest(job: House) -> None:
    path = make_path(job.taking)
    make_appraisal(path, held_on=date(2026, 2, 10))
    edit(job, path, path_values(job, started_on=date(2026, 2, 5), stage=None))
    assert StageStep.objects.get().on == date(2026, 2, 5)
    path.refresh_from_db()
    assert path.stage == stage("reception")
    with refused("started_on", "10/02/2026"):
        edit(job, path, path_values(job, started_on=date(2026, 2, 11), stage=None))


def test_stages_go_forward_even_past_some_and_back_with_a_reason(job: House) -> None:
    path = move(job, make_path(job.taking), "consolidation", date(2026, 3, 1))
    with refused("reason"):
        move(job, path, "employability", date(2026, 4, 1))
    path = move(job, path, "employability", date(2026, 4, 1), reason="Perso il posto.")
    assert path.stage == stage("employability")
    assert [open_text(step, "reason") for step in path.steps.order_by("pk")] == ["", "", "Perso il posto."]


@pytest.mark.parametrize(
    ("to", "on", "more", "field"),
    [
        ("reception", date(2026, 3, 1), {}, "to"),
        ("employability", date(2026, 1, 31), {}, "on"),
        ("employability", date(2026, 10, 1), {}, "on"),
        ("employability", date(2026, 3, 1), {"outcome": True}, "outcome"),
        ("concluded", date(2026, 3, 1), {}, "outcome"),
        ("concluded", date(2026, 2, 9), {"outcome": True}, "on"),
    ],
)
def test_step_that_cannot_be_is_refused(job: House, to: str, on: date, more: dict[str, Any], field: str) -> None:
    path = make_path(job.taking)
    make_appraisal(path, held_on=date(2026, 2, 10))
    outcome = {"outcome": code(ListKey.PATH_OUTCOME, "gave_up")} if more else {}
    with refused(field):
        move(job, path, to, on, **outcome)
    assert path.steps.count() == 1


def test_order_of_the_list_decides_what_is_back(job: House) -> None:
    first, last = stage("reception"), stage("placement")
    with writing():
        first.position, last.position = last.position, first.position
        first.save()
        last.save()
    path = make_path(job.taking)
    with refused("reason"):
        move(job, path, "placement", date(2026, 3, 1))


def test_out_of_a_conclusion_even_a_later_stage_wants_a_reason(job: House) -> None:
    last = stage("consolidation")
    with writing():
        last.position = stage("concluded").position + 1
        last.save()
    path = make_path(job.taking, stage="concluded", ended_on=date(2026, 5, 1), outcome="gave_up")
    with refused("reason"):
        move(job, path, "consolidation", date(2026, 6, 1))


def test_concluded_path_opens_again_only_by_going_back(job: House) -> None:
    path = make_path(job.taking)
    outcome = code(ListKey.PATH_OUTCOME, "permanent_job")
    path = move(job, path, "concluded", date(2026, 5, 1), outcome=outcome)
    assert (path.ended_on, path.outcome) == (date(2026, 5, 1), outcome)
    with refused("", "concluso"):
        add(job, path, placement_values())
    path = move(job, path, "placement", date(2026, 6, 1), reason="Ha perso il lavoro.")
    assert (path.ended_on, path.outcome) == (None, None)
    assert add(job, path, placement_values(starts_on=date(2026, 6, 2))).pk


def test_concluded_path_does_not_open_beside_another(job: House) -> None:
    old = make_path(job.taking, stage="concluded", ended_on=date(2026, 5, 1), outcome="gave_up")
    make_path(job.taking, started_on=date(2026, 6, 1))
    with refused("", "altro percorso"):
        move(job, old, "placement", date(2026, 7, 1), reason="Torna.")


def test_in_a_closed_taking_or_after_death_a_path_can_only_be_concluded(job: House) -> None:
    path = make_path(job.taking)
    with writing():
        type(job.taking).objects.filter(pk=job.taking.pk).update(
            closed_on=date(2026, 8, 1), outcome=code(CasesKey.OUTCOME, "improved")
        )
    for act in (
        lambda: add(job, path, placement_values()),
        lambda: move(job, path, "placement", date(2026, 8, 2)),
    ):
        with refused("", "presa in carico"):
            act()
    ended = move(job, path, "concluded", date(2026, 8, 2), outcome=code(ListKey.PATH_OUTCOME, "other"))
    assert ended.ended_on == date(2026, 8, 2)


def test_placement_begins_within_the_path_and_after_it_nobody_dies(job: House) -> None:
    path = make_path(job.taking)
    with refused("starts_on"):
        add(job, path, placement_values(starts_on=date(2026, 1, 31)))
    person = job.record.person
    person.deceased_on = date(2026, 8, 1)
    with writing():
        person.save()
    with refused("starts_on", "deceduta"):
        add(job, path, placement_values(starts_on=date(2026, 8, 2)))


def test_accompanied_by_who_was_accredited_on_the_first_day(job: House) -> None:
    path = make_path(job.taking)
    over = make_accreditation(job.place, valid_to=date(2026, 3, 1))
    with refused("accreditation", "02/03/2026"):
        add(job, path, placement_values(accreditation=over))
    row = add(job, path, placement_values(accreditation=over, starts_on=date(2026, 3, 1)))
    assert row.accreditation == over
    elsewhere = make_accreditation(make_place())
    with refused("accreditation"):
        add(job, path, placement_values(accreditation=elsewhere))


def test_outcomes_follow_the_first_day_and_the_list(job: House) -> None:
    months = code(ListKey.OUTCOME_MONTHS, "12")
    with writing():
        months.code, months.label = "own_dopo_3_mesi", "Dopo 3 mesi"
        months.save()
    row = add(job, make_path(job.taking), placement_values(starts_on=date(2026, 8, 31)))
    assert list(row.outcomes.order_by("months").values_list("months", "due_on")) == [
        (1, date(2026, 9, 30)),
        (3, date(2026, 11, 30)),
        (6, date(2027, 2, 28)),
    ]
    edit(job, row, placement_values(starts_on=date(2026, 8, 1)))
    assert row.outcomes.get(months=1).due_on == date(2026, 9, 1)


def test_outcome_is_looked_at_when_its_months_are_over(job: House) -> None:
    placement = make_placement(make_path(job.taking))
    outcome, state = placement.outcomes.get(months=6), code(ListKey.OUTCOME_STATE, "looking")

    def check(day: date) -> Any:
        return actions.check_outcome(
            by=job.worker,
            at=AT,
            outcome=outcome,
            version=outcome.version,
            checked_on=day,
            state=state,
            note="Al telefono.",
        )

    for day in (date(2026, 8, 17), date(2026, 9, 22)):
        with refused("checked_on"):
            check(day)
    row = check(date(2026, 8, 18))
    assert (row.state, row.by_name, open_text(row, "note")) == (state, "Anna Prova", "Al telefono.")
    with pytest.raises(ConflictError):
        check(date(2026, 9, 1))


def test_next_visit_is_counted_from_the_latest_one(job: House) -> None:
    placement = add(job, make_path(job.taking), placement_values(every_weeks=4))
    assert placement.monitor_by == date(2026, 3, 30)
    visit: dict[str, Any] = {
        "mode": code(ListKey.MONITORING_MODE, "phone"),
        "trend": code(ListKey.MONITORING_TREND, "well"),
    }

    def by() -> Any:
        placement.refresh_from_db()
        return placement.monitor_by

    first = add(job, placement, actions.MonitoringValues(held_on=date(2026, 3, 20), **visit))
    assert by() == date(2026, 4, 17)
    agreed = actions.MonitoringValues(held_on=date(2026, 4, 10), next_on=date(2026, 4, 20), **visit)
    second = add(job, placement, agreed)
    assert by() == date(2026, 4, 20)
    edit(job, second, actions.MonitoringValues(held_on=date(2026, 4, 10), **visit))
    assert by() == date(2026, 5, 8)
    second.refresh_from_db()
    actions.annul_row(by=job.worker, at=AT, row=second, version=second.version)
    assert by() == date(2026, 4, 17)
    edit(job, placement, placement_values(every_weeks=None))
    assert by() is None
    assert first.held_on == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": date(2026, 3, 1)}, "held_on"),
        ({"held_on": date(2026, 5, 30)}, "held_on"),
        ({"held_on": date(2026, 9, 22)}, "held_on"),
        ({"held_on": date(2026, 4, 1), "next_on": date(2026, 4, 1)}, "next_on"),
    ],
)
def test_visit_lies_within_the_placement(job: House, changes: dict[str, Any], field: str) -> None:
    placement = make_placement(make_path(job.taking), ends_on=date(2026, 5, 29), end_reason="planned")
    visit: dict[str, Any] = {
        "mode": code(ListKey.MONITORING_MODE, "phone"),
        "trend": code(ListKey.MONITORING_TREND, "well"),
    }
    with refused(field):
        add(job, placement, actions.MonitoringValues(**visit, **changes))


def test_nobody_is_visited_at_work_after_their_death(job: House) -> None:
    placement = make_placement(make_path(job.taking))
    with writing():
        Person.objects.filter(pk=job.record.person_id).update(deceased_on=date(2026, 4, 1))
    placement = JobPlacement.objects.get(pk=placement.pk)
    visit: dict[str, Any] = {
        "mode": code(ListKey.MONITORING_MODE, "phone"),
        "trend": code(ListKey.MONITORING_TREND, "well"),
    }
    with refused("held_on", "deceduta il 01/04/2026"):
        add(job, placement, actions.MonitoringValues(held_on=date(2026, 4, 2), **visit))
    assert add(job, placement, actions.MonitoringValues(held_on=date(2026, 4, 1), **visit)).pk


def test_placement_ends_once_and_not_before_a_visit(job: House) -> None:
    placement, reason = make_placement(make_path(job.taking)), code(ListKey.PLACEMENT_END, "health")
    make_monitoring(placement, held_on=date(2026, 4, 1))

    def end(day: date) -> JobPlacement:
        return actions.end_placement(
            by=job.worker, at=AT, placement=placement, version=placement.version, ends_on=day, end_reason=reason
        )

    for day in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 9, 22)):
        with refused("ends_on"):
            end(day)
    ended = end(date(2026, 4, 1))
    with refused(""):
        actions.end_placement(
            by=job.worker, at=AT, placement=ended, version=ended.version, ends_on=date(2026, 4, 2), end_reason=reason
        )


def test_accommodation_is_asked_then_in_place_then_over(job: House) -> None:
    placement, kind = make_placement(make_path(job.taking)), code(ListKey.ACCOMMODATION_KIND, "place")
    asked = date(2026, 4, 1)
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("asked_on", {"asked_on": date(2026, 9, 22)}),
        ("in_place_on", {"asked_on": asked, "in_place_on": date(2026, 3, 31)}),
        ("ended_on", {"asked_on": asked, "in_place_on": date(2026, 4, 5), "ended_on": date(2026, 4, 4)}),
    )
    for field, days in cases:
        with refused(field):
            add(job, placement, actions.AccommodationValues(kind=kind, **days))


def test_code_of_another_list_or_no_longer_in_force_is_refused(job: House) -> None:
    path, kind = make_path(job.taking), code(ListKey.PLACEMENT_KIND, "trial")
    with refused("kind"):
        add(job, path, placement_values(kind=code(ListKey.EMPLOYER_KIND, "company")))
    row = add(job, path, placement_values(kind=kind))
    with writing():
        kind.valid_to = date(2026, 1, 1)
        kind.save()
    with refused("kind"):
        add(job, path, placement_values(kind=kind))
    assert edit(job, row, placement_values(kind=kind, tasks="Pulizie.")).kind == kind


def test_appraisal_says_something_of_its_own_areas(job: House) -> None:
    path = make_path(job.taking)
    level = actions.AreaValue(code(ListKey.PROFILE_AREA, "hands"), code(ListKey.SKILL_LEVEL, "started"))
    given: dict[str, Any] = {"kind": AppraisalKind.PROFILE, "held_on": date(2026, 3, 1)}
    with refused(f"level_{level.area.pk}"):
        add(job, path, actions.AppraisalValues(**given, levels=[level]))
    with refused(""):
        add(job, path, actions.AppraisalValues(**given, levels=[]))
    with refused("held_on"):
        add(
            job,
            path,
            actions.AppraisalValues(kind=AppraisalKind.PROFILE, held_on=date(2026, 1, 1), levels=[], summary="x"),
        )
    row = add(job, path, actions.AppraisalValues(**given, levels=[], summary="Ha lavorato in bottega."))
    assert open_text(row, "summary") == "Ha lavorato in bottega."


def test_path_with_something_in_it_is_not_taken_away(job: House) -> None:
    path = make_path(job.taking)
    make_placement(path)
    with refused("", "già qualcosa"):
        actions.annul_row(by=job.worker, at=AT, row=path, version=path.version)


def test_two_people_at_one_row(job: House) -> None:
    row = make_placement(make_path(job.taking))
    edit(job, row, placement_values(tasks="Uno."))
    with pytest.raises(ConflictError):
        edit(job, row, placement_values(tasks="Due."))


def test_the_house_itself_may_write(job: House) -> None:
    path = actions.add_row(path_values(job), by=SystemActor("prova"), at=AT, parent=job.record, form_key=uuid4())
    assert path.written_by_name == "prova"

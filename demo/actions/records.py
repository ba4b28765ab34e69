# SPDX-License-Identifier: EUPL-1.2
"""Some records filled as a year of work fills them, each by who would do it and through the actions of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo.actions import (
    appointments,
    assessments,
    daily_work,
    documents,
    employment,
    keeping,
    kin,
    passages,
    plans,
    protection,
    rights,
    situations,
)
from demo.actions.cast import ROLES, read_cast

if TYPE_CHECKING:
    from datetime import datetime

    from demo.actions.cast import Cast
    from demo.actions.region import Scene

COORDINATED = 3
"""So many records of colleagues in which the coordinator wrote an assessment and a plan."""


def load_records(scene: Scene, *, seed: int, at: datetime) -> None:
    """Fill the records of the social worker of the demonstration; nothing when the worker follows too few people."""
    cast = read_cast(scene, at=at)
    if len(cast.roles) < len(ROLES):
        return
    for number, taking in enumerate(cast.roles.values()):
        situations.write_situation(cast, taking, number)
        daily_work.write_diary(cast, taking, entries=2 + number % 3 if number else 9, last=2 + 5 * number)
    _write_whole(cast, seed=seed)
    _write_supported(cast)
    _write_protected(cast)
    _write_coordinated(cast)
    _write_passages(cast)
    _write_waiting_for_others(cast)
    appointments.write_appointments(cast)
    for number, taking in enumerate(cast.rest[::2]):
        daily_work.write_contact(cast, taking, day=-4 - 6 * number)
    rights.ask_for_a_copy(cast, cast.record("whole"))
    rights.write_version(cast, cast.record("planned"))
    rights.look_at_the_log(cast)
    keeping.write_plan(cast)
    keeping.hold_record(cast)
    keeping.write_old_records(cast)
    keeping.hand_out_for_study(cast)
    for number, taking in enumerate(reversed(cast.roles.values())):
        daily_work.write_review_day(cast, taking, day=5 + 13 * number)


def _write_whole(cast: Cast, *, seed: int) -> None:
    """The record in which every part has something in it."""
    taking = cast.roles["whole"]
    kin.write_family(cast, taking, seed=seed)
    situations.write_health(cast, taking)
    first, *_later = assessments.write_assessments(cast, taking, (-300, -150, -20), views=True)
    assessments.write_decision(cast, first, assessments.write_rule(cast))
    plan = plans.write_plan(cast, taking, day=-270, review=6, reviewed=-120)
    plans.write_child_words(cast, taking.case_file, plan)
    protection.write_proceeding(cast, taking)
    daily_work.write_interventions(cast, taking)
    daily_work.write_private_note(cast, taking.case_file)
    daily_work.write_team(cast, taking)
    documents.write_documents(cast, taking)
    passages.refer_to_health(cast, taking)


def _write_supported(cast: Cast) -> None:
    planned = cast.roles["planned"]
    assessments.write_assessments(cast, planned, (-210, -30))
    plans.write_plan(cast, planned, day=-180, review=-4)
    kin.write_ties(cast, planned, 4)
    plans.write_draft(cast, cast.roles["assessed"], day=-5, review=60)
    kin.write_ties(cast, cast.roles["fostered"], 3)
    employment.write_path(cast, cast.roles["adult"])


def _write_protected(cast: Cast) -> None:
    protection.write_removal(cast, cast.roles["removed"])
    daily_work.write_removal_entry(cast, cast.record("removed"))
    protection.write_foster(cast, cast.roles["fostered"])
    protection.write_shelter(cast, cast.roles["sheltered"])
    protection.write_leaver(cast, cast.roles["leaver"])


def _write_waiting_for_others(cast: Cast) -> None:
    assessed = assessments.write_assessments(cast, cast.roles["assessed"], (-15,))
    assessments.ask_supervisor(cast, assessed[0])
    daily_work.write_waiting(cast, [cast.roles[name] for name in ("waiting", "assessed", "planned")])
    daily_work.write_closure(cast, cast.roles["of_age"])
    daily_work.write_concern(cast, cast.roles["waiting"])


def _write_coordinated(cast: Cast) -> None:
    """Records of colleagues in which the coordinator wrote: they are hers to show."""
    old_enough = [row for row in cast.others if (cast.today - row.opened_on).days > 200 and cast.age(row) < 16]  # noqa: PLR2004 - for two assessments of a minor
    for taking in old_enough[:COORDINATED]:
        assessments.write_assessments(cast, taking, (-170, -25), by=cast.coordinator)
        plans.write_plan(cast, taking, day=-140, review=8, by=cast.coordinator)


def _write_passages(cast: Cast) -> None:
    if cast.others:
        passages.open_in_emergency(cast, cast.others[-1])
    passages.write_twice(cast, cast.roles["twice_written"])
    if cast.elsewhere:
        passages.offer_from_elsewhere(cast, cast.elsewhere[0])
        passages.ask_from_elsewhere(cast, cast.roles["asked_about"], cast.elsewhere[-1])

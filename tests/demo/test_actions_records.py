# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from demo.actions.accounts import ELSEWHERE, HOME, load_accounts
from demo.actions.cast import ROLES, Cast, read_cast
from demo.actions.people import load_people
from demo.actions.records import load_records
from demo.actions.region import load_bodies, load_places, read_ambiti, read_scene
from demo.engine.families import UNITS, YEARS
from demo.engine.region import make_region
from demo.management.commands.load_demo import SEED
from ordito.agenda.models import Appointment
from ordito.assessments.models import Assessment, Screening
from ordito.audit.models import Entry
from ordito.cases.enums import ApprovalState, InterventionState
from ordito.cases.models import (
    Approval,
    BlindDelivery,
    CaseFile,
    ConcernReport,
    DiaryEntry,
    DocumentVersion,
    EmergencyAccess,
    Intervention,
)
from ordito.cases.queries.duplicates import look_alikes
from ordito.circumstances.models import Address, Isee, SchoolYear
from ordito.core.access import SystemActor
from ordito.handovers.models import Handover, Referral
from ordito.kinship.models import Kin, ParentalResponsibility, Tie
from ordito.plans.enums import PlanState
from ordito.plans.models import PlanReview, SupportPlan, Words
from ordito.protection.models import CareLeaverProject, EmergencyStep, FosterCare, ReportDue, SemestralCard
from tests.factories.protection import make_clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
TABS = (
    "cases:record",
    "circumstances:situation",
    "circumstances:health",
    "kinship:ties",
    "assessments:assessments",
    "assessments:comparison",
    "plans:plans",
    "protection:protection",
    "handovers:record",
)


@pytest.fixture
def cast(settings: Settings, tmp_path: Path) -> Cast:
    """The two Ambiti of the demonstration with the filled records in them."""
    settings.STATE = tmp_path
    at, by = timezone.now(), SystemActor("test")
    today = timezone.localdate(at)
    for command in ("load_code_lists", "load_schemes", "load_record_defaults"):
        call_command(command, verbosity=0)
    make_clock()
    load_places(by=by, at=at)
    ambiti, since = read_ambiti(today), today - timedelta(days=366 * YEARS)
    load_bodies(make_region(Random(SEED), ambiti), by=by, at=at, since=since)
    scene = read_scene()
    load_accounts(scene, by=by, at=at, since=since)
    load_people(ambiti, scene, seed=SEED, total=UNITS, only={HOME, ELSEWHERE}, by=by, at=at)
    cast = read_cast(scene, at=at)
    load_records(scene, seed=SEED, at=at)
    return cast


def test_load_records_every_part_of_the_work_is_there_by_who_does_it(
    cast: Cast, enter: Callable[[User], Client]
) -> None:
    """One load for all of it, because loading is what takes long."""
    assert list(cast.roles) == [role.name for role in ROLES]
    assert len({taking.case_file_id for taking in cast.roles.values()}) == len(ROLES)
    mine = CaseFile.objects.followed_by(cast.worker)
    assert {taking.case_file_id for taking in cast.roles.values()} <= set(mine.values_list("pk", flat=True))
    _check_people(cast)
    _check_work(cast)
    _check_protection(cast)
    _check_between_services(cast)
    _check_pages(cast, enter(cast.worker))
    writers = set(Entry.objects.values_list("actor_name", flat=True))
    assert {user.full_name for user in (cast.worker, cast.coordinator, cast.officer, cast.colleague)} <= writers


def _check_people(cast: Cast) -> None:
    people = [taking.case_file.person_id for taking in cast.roles.values()]
    assert Address.objects.filter(person__in=people).count() == len(ROLES)
    assert Isee.objects.filter(person__in=people).exists() or cast.today.month == 1
    minors = [row.case_file.person_id for row in cast.roles.values() if 6 <= cast.age(row) < 18]
    assert SchoolYear.objects.filter(person__in=minors).count() == len(minors)
    whole = cast.record("whole")
    assert Kin.objects.filter(case_file=whole).count() == 9
    assert ParentalResponsibility.objects.filter(case_file=whole).count() == 2
    assert Tie.objects.filter(case_file=whole).count() == 7


def _check_work(cast: Cast) -> None:
    report = DocumentVersion.objects.get(protocol_direction="out")
    assert (report.document.case_file_id, report.number) == (cast.record("whole").pk, 2)
    whole = cast.record("whole")
    times = Assessment.objects.filter(case_file=whole).order_by("held_on").values_list("time__code", flat=True)
    assert list(times) == ["t0", "t1", "t2"]
    assert Screening.objects.filter(assessment__case_file=whole).count() == 1
    plan = SupportPlan.objects.get(case_file=whole)
    assert (plan.state, plan.next_review_on) == (PlanState.AGREED, cast.day(6))
    assert PlanReview.objects.filter(plan=plan).count() == 1
    assert Words.objects.filter(case_file=whole).count() == 2
    assert set(Intervention.objects.filter(taking__case_file__in=_ids(cast)).values_list("state", flat=True)) >= {
        InterventionState.REQUESTED,
        InterventionState.AUTHORISED,
        InterventionState.ACTIVE,
        InterventionState.SUSPENDED,
        InterventionState.CLOSED,
        InterventionState.REFUSED,
    }
    assert DiaryEntry.objects.filter(case_file=whole, private=True).count() == 1
    assert DiaryEntry.objects.filter(case_file__in=_ids(cast), minutes__gt=0).count() > len(ROLES)
    days = {timezone.localdate(row.starts_at) for row in Appointment.objects.visible_to(cast.worker)}
    assert {cast.today, cast.day(1)} <= days
    by_coordinator = SupportPlan.objects.filter(created_by_name=cast.coordinator.full_name)
    assert by_coordinator.count() == 3


def _check_protection(cast: Cast) -> None:
    removed = EmergencyStep.objects.filter(placement__case_file=cast.record("removed"))
    assert set(removed.exclude(done_at=None).values_list("rule__step", flat=True)) == {"oral_notice", "act_sent"}
    assert removed.filter(done_at=None).exists()
    fostered = FosterCare.objects.get(case_file=cast.record("fostered"))
    assert fostered.started_on == cast.day(-175)
    card = SemestralCard.objects.get(placement__case_file=cast.record("sheltered"))
    assert cast.today < card.due_on < cast.day(16)
    due = ReportDue.objects.get(case_file=cast.record("whole"), sent_on=None)
    assert due.due_on == cast.day(5)
    assert CareLeaverProject.objects.filter(case_file=cast.record("leaver")).exists()


def _check_between_services(cast: Cast) -> None:
    offer = Handover.objects.get()
    assert (offer.body, offer.case_file.ambito.code) == (cast.record("whole").body, ELSEWHERE)
    assert Referral.objects.get().case_file == cast.record("whole")
    assert BlindDelivery.objects.get().case_file == cast.record("asked_about")
    waiting = Approval.objects.filter(state=ApprovalState.ASKED)
    assert set(waiting.values_list("kind", flat=True)) == {"assessment", "closure"}
    opened = EmergencyAccess.objects.get()
    assert opened.reader_id == cast.worker.pk
    assert opened.ends_at < cast.at
    assert len(look_alikes(cast.worker, cast.record("twice_written").person)) == 1
    assert ConcernReport.objects.filter(person=cast.record("waiting").person).exists()


def _ids(cast: Cast) -> list[int]:
    return [taking.case_file_id for taking in cast.roles.values()]


def _check_pages(cast: Cast, client: Client) -> None:
    for name in TABS:
        assert client.get(reverse(name, args=[cast.record("whole").pk])).status_code == 200, name
    assert cast.record("removed").person.full_name() in client.get(reverse("portal:home")).content.decode()

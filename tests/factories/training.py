# SPDX-License-Identifier: EUPL-1.2
"""A training office with its people, and a chain from a need to an edition with lessons, made by the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.apps import apps

from ordito.accounts.roles import CLASSROOM_TUTOR, PROVIDER, REGIONAL_OFFICER, SOCIAL_WORKER, TRAINING_MANAGER
from ordito.core.access import SystemActor
from ordito.core.fields import uuid7
from ordito.core.models import writing
from ordito.meetings.actions import record_minutes_attended
from ordito.meetings.models import Participation, Venue
from ordito.territory.enums import OrganisationKind, TerritoryKind
from ordito.training.actions import courses, editions, enrolments, needs, plans
from ordito.training.actions.enrolments import Applicant
from ordito.training.enums import AccreditationState, CourseState, NeedOrigin
from ordito.training.models import CertificateType, Edition, Track
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.territory.models import Organisation, Professional, Territory
    from ordito.training.models import Course, Enrolment, Lesson, PlanLine, TrainingNeed, TrainingPlan

HOUSE = SystemActor("prova")
ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
STARTS = date(2026, 10, 6)
_numbers = count(1)


@dataclass
class School:
    """A region with an Ambito and a training office; who manages, adopts, tutors, takes part and sends staff."""

    region: Territory
    ambito: Territory
    comune: Territory
    office: Organisation
    cooperative: Organisation
    venue: Venue
    manager: User
    adopter: User
    tutor: User
    worker: User
    provider: User
    now: datetime = NOW
    starts: date = STARTS

    def need(self, text: str = "Ascoltare i ragazzi in affidamento", *, by: User | None = None) -> TrainingNeed:
        """A need raised by the worker."""
        values = {"text": text, "area": "tutela", "profile": "", "origin": NeedOrigin.TYPED, "origin_text": ""}
        return needs.raise_need(values=values, form_key=uuid7(), by=by or self.worker, at=self.now)

    def plan(self, *, lines: int = 1, **values: Any) -> TrainingPlan:
        """A draft with lines, each of two editions."""
        head = {"title": "Piano di prova", "year": 2027, "organiser": self.office, "territory": self.region, "aims": ""}
        plan = plans.create_plan(values=head | values, by=self.manager, at=self.now)
        for number in range(lines):
            self.line(plan, title=f"Linea {number + 1}")
        return plan

    def line(self, plan: TrainingPlan, *, needs: tuple[TrainingNeed, ...] = (), **values: Any) -> PlanLine:
        """A line of sixteen hours, in two editions in the Ambito."""
        usual: dict[str, Any] = {
            "title": "Linea",
            "theme": None,
            "profiles": [],
            "track": None,
            "hours": 16,
            "budget": None,
        }
        return plans.save_line(
            plan=plan,
            values=usual | values,
            needs=needs,
            spread={self.ambito.pk: 2},
            form_key=uuid7(),
            by=self.manager,
            at=self.now,
        )

    def course(self, *, offered: bool = True, **values: Any) -> Course:
        """A course of sixteen hours for everybody, in the catalogue."""
        usual: dict[str, Any] = {
            "title": f"Corso di prova {next(_numbers)}",
            "organiser": self.office,
            "territory": self.region,
            "hours": 16,
            "certificate_type": CertificateType.objects.get(code="frequenza"),
        }
        course = courses.create_course(values=usual | values, form_key=uuid7(), by=self.manager, at=self.now)
        if offered:
            course = courses.move_course(course=course, state=CourseState.OFFERED, by=self.manager, at=self.now)
        return course

    def edition(self, course: Course | None = None, *, opened: bool = True, **values: Any) -> Edition:
        """An edition of 25 seats over eight days in October, open to enrolments."""
        chosen = course or self.course()
        usual = {
            "course": chosen,
            "name": f"Edizione di prova {next(_numbers)}",
            "organiser": self.office,
            "territory": self.ambito,
            "venue": self.venue,
            "seats": 25,
            "starts_on": self.starts,
            "ends_on": self.starts + timedelta(days=7),
            "tutor": self.tutor.professional,
            "threshold": 80,
        }
        edition = editions.create_edition(values=usual | values, form_key=uuid7(), by=self.manager, at=self.now)
        return editions.open_edition(edition=edition, by=self.manager, at=self.now) if opened else edition

    def lesson(self, edition: Edition, *, days: int = 0, hour: int = 9, length: int = 4, **values: Any) -> Lesson:
        """A lesson of so many hours, so many days after the edition begins."""
        start = datetime.combine(edition.starts_on, datetime.min.time(), ROME) + timedelta(days=days, hours=hour)
        plan = editions.LessonPlan(start, start + timedelta(hours=length), **values)
        return editions.add_lesson(
            edition=edition, plan=plan, form_key=uuid7(), anyway=True, by=self.manager, at=self.now
        )

    def colleague(self, surname: str = "", *, since: date = date(2020, 1, 1), **values: Any) -> Professional:
        """Somebody who works for the cooperative."""
        email = values.pop("email", f"operatrice{next(_numbers)}@example.org")
        return make_professional(surname, organisation=self.cooperative, valid_from=since, email=email, **values)

    def enrol(self, edition: Edition, person: Professional | Applicant | None = None, **values: Any) -> Enrolment:
        """Somebody enrolled by the office, by default a new colleague."""
        who = person or self.colleague()
        return enrolments.enrol_by_office(edition=edition, person=who, by=self.manager, at=self.now, **values)

    def attend(self, lesson: Lesson, minutes: int) -> None:
        """Everybody of a lesson was there so long, in its first block."""
        people = Participation.objects.filter(meeting=lesson.meeting, role="participant")
        cells: dict[tuple[int, int], int | None] = {(pk, 0): minutes for pk in people.values_list("pk", flat=True)}
        record_minutes_attended(by=HOUSE, at=lesson.meeting.ends_at, cells=cells)


def make_school(*, now: datetime = NOW, starts: date = STARTS) -> School:
    """The scene of the tests."""
    _install()
    region = make_territory(kind=TerritoryKind.REGION)
    ambito = make_ambito(parent=region)
    comune = make_territory(parent=ambito)
    office = make_organisation(
        f"Ufficio formazione di prova {next(_numbers)}", kind=OrganisationKind.REGION, seat=comune
    )
    cooperative = make_organisation(kind=OrganisationKind.COOPERATIVE_A, seat=comune)
    with writing():
        venue = Venue.objects.create(name=f"Sala di prova {next(_numbers)}", municipality=comune)
    return School(
        region,
        ambito,
        comune,
        office,
        cooperative,
        venue,
        manager=make_user(role=TRAINING_MANAGER, territory=region, professional=True, full_name="Rita Formazione"),
        adopter=make_user(role=REGIONAL_OFFICER, territory=region, full_name="Fulvio Funzionario"),
        tutor=make_user(role=CLASSROOM_TUTOR, territory=region, professional=True, full_name="Tina Tutor"),
        worker=make_user(
            role=SOCIAL_WORKER, territory=ambito, organisation=None, professional=True, full_name="Anna Prova"
        ),
        provider=make_user(role=PROVIDER, organisation=cooperative, professional=True, full_name="Gino Gestore"),
        now=now,
        starts=starts,
    )


def _install() -> None:
    """What every installation begins with, where a test has emptied the tables."""
    if not Track.objects.exists():
        with writing():
            import_module("ordito.training.migrations.0002_tracks").load(apps, None)
            import_module("ordito.training.migrations.0007_credit_rules_and_terms").load(apps, None)


def applicant(surname: str = "Zanzotti", **values: Any) -> Applicant:
    """Somebody who names themselves on the public page."""
    usual = {"surname": surname, "name": "Ezechiele", "email": f"{surname.lower()}@example.org"}
    return Applicant(**(usual | values))


def track(code: str) -> Track:
    """One of the tracks that every installation begins with."""
    return Track.objects.get(code=code)


def teach(school: School, *, people: int = 3, lessons: int = 4) -> Edition:
    """The whole chain: needs in a theme, a plan, a course with modules and credits, an edition with people, lessons."""
    raised = [school.need(f"Fabbisogno di prova numero {number}") for number in range(3)]
    theme = needs.name_theme(name=f"Ascolto {next(_numbers)}", by=school.manager, at=school.now)
    needs.gather_needs(ids=[one.pk for one in raised[:2]], theme=theme, by=school.manager, at=school.now)
    needs.vote_on_need(need=raised[0], priority=3, by=school.provider, at=school.now)
    plan = school.plan(lines=0, title=f"Piano {next(_numbers)}")
    line = school.line(plan, title="Ascoltare i ragazzi", theme=theme, needs=(raised[0],), track=track("miglioramento"))
    course = school.course(title="Ascoltare i ragazzi", plan_line=line, aims="Sapere ascoltare.")
    modules = [("Principi", "Che cosa dice la legge.", Decimal(8)), ("Pratica", "Casi inventati.", Decimal(8))]
    courses.set_modules(course=course, modules=modules, version=course.version, by=school.manager, at=school.now)
    courses.save_accreditation(course=course, values=accreditation(), by=school.manager, at=school.now)
    edition = school.edition(course)
    for number in range(lessons):
        school.lesson(edition, days=number)
    for _person in range(people):
        school.enrol(edition)
    return edition


def accreditation(**values: Any) -> dict[str, Any]:
    """A request for credits."""
    usual = {
        "body": "social_workers",
        "body_text": "",
        "kind": "event",
        "mode": "presence",
        "requested_on": date(2026, 8, 1),
        "state": AccreditationState.REQUESTED,
        "decided_on": None,
        "code": "",
        "credits": 0,
        "deontological": 0,
    }
    return usual | values

# SPDX-License-Identifier: EUPL-1.2
"""The training of the demonstration: a programme that is over, what comes next, and the needs it starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.text import slugify

from demo.actions.accounts import ELSEWHERE, HOME
from demo.engine import programme
from demo.engine.programme import CO_DESIGN, LESSON_HOURS, PATHS, SEMINAR, Path
from ordito.accounts.models import User
from ordito.meetings.actions.attendance import record_minutes_attended
from ordito.meetings.actions.meetings import hold_meeting
from ordito.meetings.actions.venues import save_venue
from ordito.meetings.enums import ParticipantRole
from ordito.meetings.models import Meeting, Participation
from ordito.territory.enums import OrganisationKind, Profile, TerritoryKind
from ordito.territory.models import Organisation, Professional, Territory
from ordito.training.actions import courses, editions, enrolments, needs, plans
from ordito.training.enums import CourseState, DeliveryMode, NeedOrigin, Priority
from ordito.training.models import CertificateType, Course, Edition, TrainingPlan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from demo.actions.region import Scene
    from demo.engine.region import Ambito
    from ordito.meetings.models import Venue

FORMS = UUID("6b0c2c0e-3a61-5f0e-9a55-0d3f0a1b7c11")
"""The name space of the forms of the demonstration: the same edition is the same form at every loading."""


@dataclass(frozen=True)
class Office:
    """Who runs the training, for whom, from which day: what every step needs."""

    by: User
    at: datetime
    region: Territory
    organiser: Organisation
    year: int
    venues: list[tuple[Ambito, Venue]]
    scene: Scene

    @property
    def written(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"by": self.by, "at": self.at}


Person = Professional | enrolments.Applicant


def load_training(scene: Scene, ambiti: Sequence[Ambito], *, seed: int, at: datetime) -> None:
    """A year of training that is over and one that begins; nothing when it is already there."""
    if Course.objects.exists():
        return
    random = Random(f"{seed}/training")  # noqa: S311 - invented data
    office = _office(scene, ambiti, at=at)
    people = _people(random, scene)
    places = cycle(office.venues)
    queue, turn = iter(people), 0
    plan = _plan(office)
    for path in PATHS:
        course = _course(office, path, _line(office, plan, path))
        for size in path.sizes:
            first = programme.first_day(office.year, turn)
            edition = _edition(office, course, turn=turn, seats=size, where=next(places), first=first)
            _hold(office, edition, list(islice(queue, size)), random=random, turn=turn)
            turn += 1
    _adopt(office, plan)
    _seminar(office, people, random)
    _next_year(office, people)


def _office(scene: Scene, ambiti: Sequence[Ambito], *, at: datetime) -> Office:
    by = User.objects.get(username="formazione")
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    step = max(len(ambiti) // programme.VENUES, 1)
    seats = [row for row in ambiti if row.code in scene.places][::step][: programme.VENUES]
    venues = [(row, _venue(scene, row, by=by, at=at)) for row in seats]
    year = timezone.localdate(at).year - 1
    return Office(by, at, region, scene.office_of[HOME], year, venues, scene)


def _venue(scene: Scene, ambito: Ambito, *, by: User, at: datetime) -> Venue:
    comune = scene.places[ambito.lead]
    values = {
        "name": f"Centro polifunzionale dimostrativo di {comune.name}",
        "municipality": comune,
        "address": "Piazza dei Telai 1",
        "access_notes": "Ingresso senza gradini; sala al piano terra.",
    }
    return save_venue(by=by, at=at, values=values, rooms=[("Sala grande", 60), ("Aula 1", 25)])


def _people(random: Random, scene: Scene) -> list[Person]:
    """Everybody who is taught in the paths, the social worker of the demonstration first."""
    first = scene.workers[HOME][0]
    everybody = list(Professional.objects.exclude(pk=first.pk).order_by("pk"))
    taken = {(one.surname, one.name) for one in (first, *everybody)}
    known = [one for one in everybody if random.random() < programme.REACHED]
    wanted = sum(path.people for path in PATHS)
    mixed: list[Person] = [*known, *_applicants(random, scene, wanted - len(known) - 1, taken)]
    random.shuffle(mixed)
    people = [first, *mixed][:wanted]
    asked = PATHS[0].people  # they are written to months later, see `demo.actions.evaluation`
    return [*map(_reached, people[:asked]), *people[asked:]]


def _reached(person: Person) -> Person:
    """Who is of no network gave an address to be written to."""
    if isinstance(person, Professional):
        return person
    return replace(person, email=f"{slugify(person.name)}.{slugify(person.surname)}@example.org")


def _applicants(random: Random, scene: Scene, number: int, taken: set[tuple[str, str]]) -> list[enrolments.Applicant]:
    bodies = cycle(body for body in scene.bodies.values() if body.kind == OrganisationKind.COOPERATIVE_A)
    return [
        enrolments.Applicant(
            surname=one.surname, name=one.name, email="", profile=Profile.EDUCATOR, body=body.name, organisation=body
        )
        for one, body in zip(programme.outsiders(random, max(number, 0), taken), bodies, strict=False)
    ]


def _plan(office: Office) -> TrainingPlan:
    values = {
        "title": "Piano dell’offerta formativa",
        "year": office.year,
        "organiser": office.organiser,
        "territory": office.region,
        "aims": "Un alfabeto comune tra servizi pubblici ed enti gestori, in tutta la Regione.",
        "declared_people": programme.DECLARED_PEOPLE,
    }
    return plans.create_plan(values=values, **office.written)


def _line(office: Office, plan: TrainingPlan, path: Path) -> Any:
    places = cycle(Territory.objects.filter(kind=TerritoryKind.PROVINCE).order_by("code"))
    spread: dict[int, int] = {}
    for place in islice(places, path.editions):
        spread[place.pk] = spread.get(place.pk, 0) + 1
    values = {"title": path.title, "hours": Decimal(path.hours), "budget": Decimal(path.hours * path.editions * 120)}
    return plans.save_line(
        plan=plan, values=values, needs=(), spread=spread, form_key=_form("line", path.title), **office.written
    )


def _adopt(office: Office, plan: TrainingPlan) -> None:
    plans.share_plan(plan=plan, comments_until=None, **office.written)
    act = f"Deliberazione dimostrativa n. 1 del {office.year}"
    plans.adopt_plan(plan=plan, act=act, adopted_on=date(office.year, 1, 2), **office.written)


def _course(office: Office, path: Path, line: Any = None) -> Course:
    values = {
        "title": path.title,
        "organiser": office.organiser,
        "territory": office.region,
        "plan_line": line,
        "aims": path.aims,
        "methods": "Lezioni brevi, casi inventati, lavoro in piccoli gruppi.",
        "mode": DeliveryMode.PRESENCE,
        "hours": Decimal(path.hours),
        "certificate_type": CertificateType.objects.order_by("pk")[0],
    }
    course = courses.create_course(values=values, form_key=_form("course", path.title), **office.written)
    hours = Decimal(path.hours) / max(len(path.modules), 1)
    modules = [(title, "", hours) for title in path.modules]
    if modules:
        courses.set_modules(course=course, modules=modules, version=course.version, **office.written)
    course.refresh_from_db()
    return courses.move_course(course=course, state=CourseState.OFFERED, **office.written)


def _edition(
    office: Office, course: Course, *, turn: int, seats: int, where: tuple[Ambito, Venue], first: date
) -> Edition:
    ambito, venue = where
    number = course.editions.count() + 1
    values = {
        "course": course,
        "name": f"Edizione {number}, {venue.municipality.name}",
        "organiser": office.organiser,
        "territory": office.scene.places[ambito.code],
        "venue": venue,
        "seats": seats,
        "starts_on": first,
        "ends_on": first + timedelta(weeks=int(course.hours) // LESSON_HOURS - 1),
        "tutor": office.scene.coordinators[ELSEWHERE] if turn == 0 else None,
        "enrol_from": first - timedelta(days=60),
        "enrol_until": first,
    }
    edition = editions.create_edition(values=values, form_key=_form("edition", course.title, number), **office.written)
    return editions.open_edition(edition=edition, **office.written)


def _enrol(office: Office, edition: Edition, people: Iterable[Person]) -> None:
    for person in people:
        enrolments.enrol_by_office(edition=edition, person=person, **office.written)


def _lessons(office: Office, edition: Edition, hour: time) -> list[Meeting]:
    modules = cycle(edition.course.modules.order_by("position") or [None])
    made = []
    for number, (start, end) in enumerate(programme.lesson_moments(edition.starts_on, int(edition.course.hours), hour)):
        lesson = editions.LessonPlan(
            starts_at=timezone.make_aware(start),
            ends_at=timezone.make_aware(end),
            module=next(modules),
            venue=edition.venue,
        )
        form = _form("lesson", edition.pk, number)
        made.append(
            editions.add_lesson(edition=edition, plan=lesson, form_key=form, anyway=True, **office.written).meeting
        )
    return made


def _hold(office: Office, edition: Edition, people: list[Person], *, random: Random, turn: int) -> None:
    """Enrol, teach, write the register."""
    _enrol(office, edition, people)
    hour = programme.MORNING if turn % 2 == 0 else programme.AFTERNOON
    meetings = _lessons(office, edition, hour)
    _register(office, meetings, random, turn)
    for meeting in meetings:
        hold_meeting(meeting=meeting, **office.written)


def _register(office: Office, meetings: list[Meeting], random: Random, turn: int) -> None:
    seats = Participation.objects.filter(meeting__in=meetings, role=ParticipantRole.PARTICIPANT).order_by("pk")
    by_person: dict[tuple[int | None, int | None], list[Participation]] = {}
    for seat in seats:
        by_person.setdefault((seat.professional_id, seat.contact_id), []).append(seat)
    cells: dict[tuple[int, int], int | None] = {}
    for place, mine in enumerate(by_person.values()):
        there = programme.minutes_present(random, turn, place) or []
        for seat, minutes in zip(mine, [*there, *[LESSON_HOURS * 60] * len(mine)], strict=False):
            if minutes:
                cells[seat.pk, 0] = minutes
    record_minutes_attended(cells=cells, **office.written)


def _seminar(office: Office, people: list[Person], random: Random) -> None:
    course = _course(office, SEMINAR)
    day = date(office.year, 12, 3)
    edition = _edition(office, course, turn=-1, seats=SEMINAR.people, where=office.venues[0], first=day)
    _hold(office, edition, people[: SEMINAR.people], random=random, turn=-1)


def _next_year(office: Office, people: list[Person]) -> None:
    """Needs, the plan that is being discussed, and a course that takes enrolments."""
    plan = plans.create_plan(
        values={
            "title": "Piano dell’offerta formativa",
            "year": office.year + 1,
            "organiser": office.organiser,
            "territory": office.region,
            "aims": "Dai fabbisogni segnalati dagli operatori.",
        },
        **office.written,
    )
    _needs(office, plan)
    course = _course(office, CO_DESIGN)
    today = timezone.localdate(office.at)
    first, second = (
        _edition(
            office, course, turn=0, seats=programme.CO_DESIGN_SEATS, where=where, first=today + timedelta(days=days)
        )
        for where, days in ((office.venues[1], 21), (office.venues[2], 49))
    )
    _enrol(office, first, people[1 : programme.CO_DESIGN_SEATS])
    _enrol(office, second, people[programme.CO_DESIGN_SEATS : CO_DESIGN.people])
    for edition in (first, second):
        _lessons(office, edition, programme.MORNING)


def _needs(office: Office, plan: TrainingPlan) -> None:
    raisers = list(User.objects.filter(username__in=("assistente", "coordinatrice", "ambito")).order_by("pk"))
    referent = User.objects.get(username="ambito")
    turn = cycle(raisers)
    for place, (name, texts) in enumerate(programme.THEMES):
        theme = needs.name_theme(name=name, **office.written)
        raised = [_need(text, next(turn), office.at) for text in texts]
        needs.gather_needs(ids=[need.pk for need in raised], theme=theme, **office.written)
        for need in raised[:1]:
            needs.vote_on_need(need=need, priority=list(Priority)[-1 - place % 2], by=referent, at=office.at)
        values = {"title": name, "theme": theme, "hours": Decimal(16)}
        form = _form("line", office.year + 1, name)
        plans.save_line(plan=plan, values=values, needs=raised, spread={}, form_key=form, **office.written)
    for text in programme.LOOSE_NEEDS:
        _need(text, next(turn), office.at)
    plans.share_plan(plan=plan, comments_until=timezone.localdate(office.at) + timedelta(days=30), **office.written)


def _need(text: str, by: User, at: datetime) -> Any:
    values = {"text": text, "origin": NeedOrigin.TYPED, "area": "Minori e famiglie"}
    return needs.raise_need(values=values, form_key=_form("need", text), by=by, at=at)


def _form(*words: object) -> UUID:
    return uuid5(FORMS, "/".join(str(word) for word in words))

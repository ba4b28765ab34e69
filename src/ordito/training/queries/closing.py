# SPDX-License-Identifier: EUPL-1.2
"""What stands between an edition and its end, and how it ended for whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.accounts.models import Membership
from ordito.accounts.roles import ROLES
from ordito.core.access import Verb
from ordito.meetings.enums import MeetingState
from ordito.meetings.models import Participation
from ordito.training.models import EditionClosing, EditionOutcome
from ordito.training.queries.register import Register, register_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation
    from ordito.training.models import Edition, Enrolment, Lesson


@dataclass(frozen=True)
class Unwritten:
    """A lesson whose register says nothing of some people, not even that they were away."""

    lesson: Lesson
    people: tuple[str, ...]


@dataclass(frozen=True)
class Readiness:
    """The register of an edition, and what of it is not ready to be closed."""

    register: Register
    to_hold: tuple[Lesson, ...]  # lessons of which nobody has said that they were held
    unwritten: tuple[Unwritten, ...]

    @property
    def ready(self) -> bool:
        """Whether it may be closed: some lesson, all held, everybody written."""
        return bool(self.register.lessons) and not self.to_hold and not self.unwritten

    @property
    def short(self) -> int:
        """Minutes by which the lessons fall short of the course; said, not refused."""
        return max(0, self.register.due - self.register.planned)

    @property
    def not_enough(self) -> int:
        """How many do not reach the threshold."""
        return len(self.register.lines) - self.register.enough


@dataclass(frozen=True)
class BodyResult:
    """How an edition ended for the staff of one body."""

    organisation: Organisation
    people: int
    enough: int
    minutes: int


def readiness_of(edition: Edition) -> Readiness:
    """What is left to do before an edition is closed; who was not called to a lesson was not there. Four queries."""
    register = register_of(edition)
    called = _called([lesson.meeting_id for lesson in register.lessons])
    to_hold = tuple(lesson for lesson in register.lessons if lesson.meeting.state != MeetingState.HELD)
    unwritten = []
    for number, lesson in enumerate(register.lessons):
        silent = [line.enrolment for line in register.lines if line.minutes[number] is None]
        people = [one.person.filed_name for one in silent if (lesson.meeting_id, *_who(one)) in called]
        if people and lesson not in to_hold:
            unwritten.append(Unwritten(lesson, tuple(people)))
    return Readiness(register, to_hold, tuple(unwritten))


def _called(meetings: Sequence[int]) -> set[tuple[int, int | None, int | None]]:
    """Who takes part in which meeting: its id, and of the person the id as a professional or as a contact."""
    rows = Participation.objects.filter(meeting__in=meetings).named()
    return set(rows.values_list("meeting_id", "professional_id", "contact_id"))


def _who(enrolment: Enrolment) -> tuple[int | None, int | None]:
    return enrolment.professional_id, enrolment.learner.contact_id if enrolment.learner else None


def outcomes_for(closing: EditionClosing, actor: Actor) -> list[EditionOutcome]:
    """How it ended for those whom the reader may see, by surname; one query."""
    rows = EditionOutcome.objects.visible_to(actor).filter(closing=closing)
    named = rows.select_related("enrolment__professional", "enrolment__learner__contact", "enrolment__organisation")
    return sorted(named, key=lambda row: (row.enrolment.person.filed_name.casefold(), row.pk))


def results_by_body(outcomes: Sequence[EditionOutcome]) -> list[BodyResult]:
    """The outcomes added up by the body for which people work, by name; who has none is left out."""
    bodies: dict[int, Organisation] = {}
    people: Counter[int] = Counter()
    enough: Counter[int] = Counter()
    minutes: Counter[int] = Counter()
    for row in outcomes:
        body = row.enrolment.organisation
        if body is None:
            continue
        bodies[body.pk] = body
        people[body.pk] += 1
        enough[body.pk] += row.enough
        minutes[body.pk] += row.minutes
    found = (BodyResult(body, people[pk], enough[pk], minutes[pk]) for pk, body in bodies.items())
    return sorted(found, key=lambda result: (result.organisation.name, result.organisation.pk))


def who_enrols_for(organisations: Sequence[int], day: date) -> dict[int, list[int]]:
    """Ids of the accounts that enrol the staff of each body, by a membership on that very body; one query."""
    roles = [role.code for role in ROLES.values() if Verb.ENROL_STAFF in role.verbs]
    rows = Membership.objects.at(day).filter(role__in=roles, organisation__in=organisations, user__is_active=True)
    found: dict[int, list[int]] = {}
    for body, user in rows.order_by("pk").values_list("organisation_id", "user_id"):
        if user not in found.setdefault(body, []):
            found[body].append(user)
    return found

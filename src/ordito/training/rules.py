# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with needs, plans, courses, editions and enrolments, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from ordito.core.access import SystemActor, Verb, can
from ordito.imports.models import granted_places
from ordito.meetings.models.reach import reach_of
from ordito.meetings.rules import can_organise_for
from ordito.territory.models import Organisation, Professional
from ordito.training.enums import CourseState, EditionState, EnrolmentState, PlanState
from ordito.training.models import Edition

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.training.models import (
        Course,
        Enrolment,
        Learner,
        SupervisionCycle,
        TrainingNeed,
        TrainingPlan,
        TrainingStandard,
    )

LETTER_SALT = "ordito.training.enrolment"
ENDED = frozenset({EnrolmentState.WITHDRAWN, EnrolmentState.REFUSED})


def can_raise(actor: Actor) -> bool:
    """Say what one needs to learn."""
    return actor.holds(Verb.RAISE_TRAINING_NEED)


def can_vote(actor: Actor) -> bool:
    """Say how much a need presses: the referents, who raise needs and enrol the staff of a body or place."""
    return actor.actor_id is not None and can_raise(actor) and actor.holds(Verb.ENROL_STAFF)


def can_edit_need(actor: Actor, need: TrainingNeed) -> bool:
    """Correct a need: who raised it until it has a theme, and who manages training."""
    mine = actor.actor_id is not None and actor.actor_id == need.by_id
    return actor.holds(Verb.MANAGE_TRAINING) or (mine and can_raise(actor) and need.theme_id is None)


def can_write_plan(actor: Actor, plan: TrainingPlan) -> bool:
    """Change a plan and its lines; not once it is adopted: it is opened again first, as its next version."""
    return plan.state != PlanState.ADOPTED and can(actor, Verb.MANAGE_TRAINING, plan)


def can_comment(actor: Actor, plan: TrainingPlan, today: date) -> bool:
    """Say something of a plan that was shared, until the day it says."""
    in_time = plan.comments_until is None or today <= plan.comments_until
    return plan.state == PlanState.SHARED and in_time and actor.holds(Verb.VIEW_TRAINING)


def can_adopt(actor: Actor, plan: TrainingPlan) -> bool:
    """Adopt a plan that has been shared."""
    return plan.state == PlanState.SHARED and can(actor, Verb.ADOPT_TRAINING_PLAN, plan)


def can_reopen(actor: Actor, plan: TrainingPlan) -> bool:
    """Begin the next version of an adopted plan: who may adopt it."""
    return can(actor, Verb.ADOPT_TRAINING_PLAN, plan)


def can_manage_in(actor: Actor, *, organiser_id: int, territory_id: int) -> bool:
    """Make a plan, a course or an edition for a body in a place."""
    probe = Edition(organiser_id=organiser_id, territory_id=territory_id)
    return can(actor, Verb.MANAGE_TRAINING, probe)


def can_manage_course(actor: Actor, course: Course) -> bool:
    """Change a course."""
    return can(actor, Verb.MANAGE_TRAINING, course)


def can_manage(actor: Actor, edition: Edition) -> bool:
    """Change an edition, its lessons and who is enrolled."""
    return can(actor, Verb.MANAGE_TRAINING, edition)


def can_decide(actor: Actor, edition: Edition) -> bool:
    """Let people in and refuse them: not once it is over, when its outcomes stand."""
    return can_manage(actor, edition) and edition.state not in _OVER


def can_schedule(actor: Actor, edition: Edition) -> bool:
    """Put its lessons in the calendar."""
    ids = {"organiser_id": edition.organiser_id, "territory_id": edition.territory_id}
    return can_manage(actor, edition) and can_organise_for(actor, **ids) and edition.state not in _OVER


def can_see_people(actor: Actor, edition: Edition) -> bool:
    """Read the list of who is enrolled and the whole register: who manages or tutors.

    Who teaches a lesson keeps the register of that lesson, and reads no more than it.
    """
    return can_manage(actor, edition) or is_tutor(actor, edition)


def is_tutor(actor: Actor, edition: Edition) -> bool:
    """Whether somebody is the tutor of an edition."""
    return actor.professional_id is not None and actor.professional_id == edition.tutor_id


_OVER = (EditionState.CLOSED, EditionState.CANCELLED)


def takes_enrolments(edition: Edition, today: date) -> bool:
    """Whether people may enrol by themselves or be enrolled by their body today."""
    opened = edition.enrol_from is None or edition.enrol_from <= today
    last = edition.enrol_until if edition.enrol_until is not None else edition.starts_on
    return edition.state == EditionState.OPEN and opened and today <= last


def is_public(edition: Edition) -> bool:
    """Whether the edition has a page that anybody may read."""
    return edition.public and edition.state == EditionState.OPEN and edition.course.state == CourseState.OFFERED


def can_enrol_staff(actor: Actor, organisation_id: int) -> bool:
    """Enrol the staff of a body: who holds the verb on that body, or on a place around its seat."""
    if isinstance(actor, SystemActor):
        return True
    body = Organisation.objects.filter(pk=organisation_id).first()
    grants = (grant for grant in actor.grants if Verb.ENROL_STAFF in grant.verbs)
    return body is not None and any(body.reached_by(grant) for grant in grants)


def may_load(actor: Actor) -> bool:
    """Enrol people from a spreadsheet: who enrols the staff of a place."""
    return bool(granted_places(actor, Verb.ENROL_STAFF))


def can_bring(actor: Actor, edition: Edition, person: Professional | Learner, today: date) -> bool:
    """Enrol somebody from a file: who is of the network, only of a body whose staff one enrols, or by the office."""
    if not isinstance(person, Professional) or can_manage(actor, edition):
        return True
    bodies = person.roles.at(today).order_by().values_list("organisation_id", flat=True).distinct()
    return any(can_enrol_staff(actor, body) for body in bodies)


def can_withdraw(actor: Actor, enrolment: Enrolment) -> bool:
    """Give a seat back: oneself, who enrolled them for a body, the office."""
    if enrolment.state in ENDED or enrolment.edition.state in _OVER:
        return False
    own = actor.professional_id is not None and enrolment.professional_id == actor.professional_id
    if own or can_manage(actor, enrolment.edition):
        return True
    body = enrolment.sent_by_id or enrolment.organisation_id
    return body is not None and can_enrol_staff(actor, body)


def token_of(enrolment_id: int) -> str:
    """The secret by which somebody without an account reaches their own enrolment; nowhere kept."""
    return salted_hmac(LETTER_SALT, str(enrolment_id), algorithm="sha256").hexdigest()


def is_token(enrolment_id: int, token: str) -> bool:
    """Whether a secret is the one of an enrolment."""
    return constant_time_compare(token_of(enrolment_id), token)


def address_holds(edition: Edition, days: int, today: date) -> bool:
    """Whether the personal address of an enrolment still opens: until so many days after the end, or the closing."""
    closing = getattr(edition, "closing", None)
    closed_on = timezone.localdate(closing.closed_at) if closing is not None else edition.ends_on
    return today <= max(edition.ends_on, closed_on) + timedelta(days=days)


def today_of(at: datetime) -> date:
    """The day in Rome."""
    return timezone.localdate(at)


def can_organise_supervision(actor: Actor, *, organiser_id: int, territory_id: int) -> bool:
    """Begin a cycle of supervision: who enrols the staff of a body or place and gathers people there."""
    where = {"organiser_id": organiser_id, "territory_id": territory_id}
    return can_organise_for(actor, **where) and reach_of(actor, Verb.ENROL_STAFF).covers(**where)


def can_organise_cycle(actor: Actor, cycle: SupervisionCycle) -> bool:
    """Change a cycle, its group and its meetings, and read everybody's hours."""
    return can_organise_supervision(actor, organiser_id=cycle.organiser_id, territory_id=cycle.territory_id)


def can_write_standard(actor: Actor, standard: TrainingStandard) -> bool:
    """Write the versions of a training standard, and what supports it."""
    return can(actor, Verb.MANAGE_TRAINING, standard)


def can_close(actor: Actor, edition: Edition) -> bool:
    """Close an edition that was open: who manages it, and its tutor."""
    return edition.state == EditionState.OPEN and can_see_people(actor, edition)


def can_open_again(actor: Actor, edition: Edition) -> bool:
    """Take back the closing of an edition: who manages it."""
    return edition.state == EditionState.CLOSED and can_manage(actor, edition)

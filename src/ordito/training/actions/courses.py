# SPDX-License-Identifier: EUPL-1.2
"""Courses with their modules and credits, and the limits of tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, permit
from ordito.training import rules
from ordito.training.actions.errors import ConflictError, TrainingError, lock, put
from ordito.training.enums import AccreditationState, CourseState
from ordito.training.models import Accreditation, Course, CourseModule, Lesson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.training.models import Track


def create_course(*, values: Mapping[str, Any], form_key: UUID, by: Actor, at: datetime) -> Course:
    """Begin a course; one form, one course.

    Raises:
        NotAllowedError: `by` manages no training for that body or place.
    """
    permit(_may_make(by, values))
    with recorded("training.create_course", by=by, at=at) as trace:
        course, _made = Course.objects.get_or_create(form_key=form_key, defaults=dict(values))
        trace.touches(course)
    return course


def edit_course(*, course: Course, values: Mapping[str, Any], version: int, by: Actor, at: datetime) -> Course:
    """Change a course.

    Raises:
        NotAllowedError: not theirs.
        ConflictError: somebody saved first.
    """
    with recorded("training.edit_course", by=by, at=at) as trace:
        row = lock(course)
        permit(rules.can_manage_course(by, row) and _may_make(by, values))
        trace.touches(row, fields=put(row, values, version))
    return row


def move_course(*, course: Course, state: CourseState, by: Actor, at: datetime) -> Course:
    """Put a course in the catalogue, or end it.

    Raises:
        NotAllowedError: not theirs.
    """
    with recorded("training.move_course", by=by, at=at) as trace:
        row = lock(course)
        permit(rules.can_manage_course(by, row))
        if row.state != state:
            row.state, row.version = state, row.version + 1
            row.save()
        trace.touches(row, fields=["state"])
    return row


def set_modules(
    *, course: Course, modules: Sequence[tuple[str, str, Decimal]], version: int, by: Actor, at: datetime
) -> list[CourseModule]:
    """Write the modules of a course in order, each with title, contents and hours.

    Raises:
        NotAllowedError: not theirs.
        ConflictError: somebody saved the course first.
        TrainingError: more hours than the course has, or a lesson was given on one that goes.
    """
    with recorded("training.set_modules", by=by, at=at) as trace:
        row = lock(course)
        permit(rules.can_manage_course(by, row))
        known = list(row.modules.order_by("position"))
        if [(one.title, one.contents, one.hours) for one in known] == list(modules):
            return known
        if row.version != version:
            raise ConflictError(row)
        if sum(hours for _title, _contents, hours in modules) > row.hours:
            raise TrainingError(_("I moduli hanno più ore del corso (%(hours)s).") % {"hours": row.hours})
        gone = known[len(modules) :]
        if Lesson.objects.filter(module__in=gone).exists():
            raise TrainingError(_("Non si può togliere un modulo su cui c’è già una lezione."))
        for one in gone:
            one.delete()
        for place, (title, contents, hours) in enumerate(modules, start=1):
            row.modules.update_or_create(
                position=place, defaults={"title": title, "contents": contents, "hours": hours}
            )
        row.version += 1
        row.save()
        trace.touches(row, fields=["modules"])
    return list(row.modules.order_by("position"))


def save_accreditation(
    *,
    course: Course,
    values: Mapping[str, Any],
    accreditation: Accreditation | None = None,
    version: int = 1,
    by: Actor,
    at: datetime,
) -> Accreditation:
    """Write a request for credits, or its outcome; credits only with a grant.

    Raises:
        NotAllowedError: not theirs.
        ConflictError: somebody saved first.
        TrainingError: credits without a grant, an outcome without a day, more deontological credits than credits.
    """
    _check_credits(values)
    with recorded("training.save_accreditation", by=by, at=at) as trace:
        owner = lock(course)
        permit(rules.can_manage_course(by, owner))
        if accreditation is None:
            row, _made = Accreditation.objects.get_or_create(course=owner, **values)  # the same form twice is one
        else:
            row = lock(accreditation)
            put(row, values, version)
        trace.touches(owner, row, fields=values)
    return row


def _check_credits(values: Mapping[str, Any]) -> None:
    if values["state"] != AccreditationState.GRANTED and (values["credits"] or values["deontological"]):
        raise TrainingError(_("I crediti si scrivono solo quando sono stati concessi."), field="credits")
    if values["state"] == AccreditationState.GRANTED and not values["credits"]:
        raise TrainingError(_("Scrivi quanti crediti sono stati concessi."), field="credits")
    if values["deontological"] > values["credits"]:
        raise TrainingError(
            _("I deontologici sono parte dei crediti: non possono essere di più."), field="deontological"
        )
    if values["state"] != AccreditationState.REQUESTED and values["decided_on"] is None:
        raise TrainingError(_("Scrivi il giorno dell’esito."), field="decided_on")
    if values["decided_on"] is not None and values["decided_on"] < values["requested_on"]:
        raise TrainingError(_("L’esito non può venire prima della richiesta."), field="decided_on")


def edit_track(*, track: Track, values: Mapping[str, Any], version: int, by: Actor, at: datetime) -> Track:
    """Change the limits or the words of a track.

    Raises:
        NotAllowedError: the verb is missing.
        ConflictError: somebody saved first.
        TrainingError: it would end before it begins.
    """
    permit(by.holds(Verb.MANAGE_TRAINING))
    start, end = values["from_years"], values["to_years"]
    if start is not None and end is not None and end < start:
        raise TrainingError(_("La fine non può venire prima dell’inizio."), field="to_years")
    with recorded("training.edit_track", by=by, at=at) as trace:
        row = lock(track)
        trace.touches(row, fields=put(row, values, version))
    return row


def _may_make(by: Actor, values: Mapping[str, Any]) -> bool:
    return rules.can_manage_in(by, organiser_id=values["organiser"].pk, territory_id=values["territory"].pk)

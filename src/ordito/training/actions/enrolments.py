# SPDX-License-Identifier: EUPL-1.2
"""Into an edition and out of it: by oneself, by one's body, by the office; seats, waiting list, tracks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.dates import format_date
from ordito.core.repeats import once_more
from ordito.meetings.models import ContactPerson
from ordito.territory.models import Professional
from ordito.training import rules
from ordito.training.actions.errors import TrainingError, lock
from ordito.training.actions.letters import write_letters
from ordito.training.actions.seats import fill_seats, leave_lessons, seat_in_lessons, seat_or_line
from ordito.training.enums import EnrolmentSource, EnrolmentState, MessageKey
from ordito.training.models import Edition, Enrolment, Learner
from ordito.training.queries.people import learner_key, professional_like, service_of, standing_of
from ordito.training.queries.words import seniority_words, track_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Territory

LETTERS = {
    EnrolmentState.REQUESTED: MessageKey.REQUESTED,
    EnrolmentState.ENROLLED: MessageKey.ENROLLED,
    EnrolmentState.WAITING: MessageKey.WAITING,
    EnrolmentState.REFUSED: MessageKey.REFUSED,
}


@dataclass(frozen=True)
class Applicant:
    """Somebody as they name themselves."""

    surname: str
    name: str
    email: str
    profile: str = ""
    body: str = ""
    organisation: Organisation | None = None
    territory: Territory | None = None


def person_of(applicant: Applicant) -> Professional | Learner:
    """Who this is: the one professional with this name and e-mail, or a learner, made when new; inside an action."""
    known = professional_like(applicant.surname, applicant.name, applicant.email)
    if known is not None:
        return known
    key = learner_key(applicant.surname, applicant.name, applicant.email)
    learner = Learner.objects.select_related("contact").filter(key=key).first()
    if learner is None:
        contact = ContactPerson.objects.create(
            surname=applicant.surname.strip(),
            name=applicant.name.strip(),
            email=applicant.email.strip().lower(),
            body=applicant.body.strip(),
        )
        learner = Learner.objects.create(
            contact=contact,
            key=key,
            profile=applicant.profile,
            organisation=applicant.organisation,
            territory=applicant.territory,
        )
    return learner


@once_more
def request_enrolment(*, edition: Edition, applicant: Applicant, by: Actor, at: datetime) -> None:
    """Ask for a seat from the public page: nothing is taken until the person confirms from their e-mail.

    Who asks again gets the letter of where they stand again; the page says the same to everybody.

    Raises:
        TrainingError: the edition takes no enrolments today.
    """
    with recorded("training.request_enrolment", by=by, at=at) as trace:
        row = lock(edition)
        check_open(row, at)
        person = person_of(applicant)
        enrolment = _known(row, person)
        if enrolment is None or enrolment.state == EnrolmentState.WITHDRAWN:
            enrolment = enrolment or _new(row, person, EnrolmentSource.PUBLIC, by=by, at=at)
            _write(enrolment, EnrolmentState.REQUESTED, at=at, email=applicant.email.strip().lower())
        elif enrolment.state == EnrolmentState.REQUESTED:  # the time to confirm begins again
            enrolment.queued_at = at
            enrolment.save(update_fields=["queued_at"])
        _tell(enrolment, by=by, at=at)
        trace.touches(row, enrolment)


def confirm_enrolment(*, enrolment: Enrolment, by: Actor, at: datetime) -> Enrolment:
    """The person confirms what they asked for; a second time changes nothing.

    Raises:
        TrainingError: the edition takes no enrolments any more.
    """
    with recorded("training.confirm_enrolment", by=by, at=at) as trace:
        edition = lock(enrolment.edition)
        row = lock(enrolment)
        if row.state != EnrolmentState.REQUESTED:
            return row
        check_open(edition, at)
        _enter(edition, row, by=by, at=at)
        trace.touches(edition, row, fields=["state"])
    return row


def enrol_oneself(*, edition: Edition, by: Actor, at: datetime) -> Enrolment:
    """Somebody who has entered Ordito enrols; a second time changes nothing.

    Raises:
        TrainingError: no professional behind the account, or no enrolments today.
    """
    person = Professional.objects.filter(pk=by.professional_id or 0).first()
    if person is None:
        raise TrainingError(_("Il tuo accesso non è collegato a un operatore: chiedi all’ufficio formazione."))
    permit(Edition.objects.visible_to(by).filter(pk=edition.pk).exists())
    with recorded("training.enrol_oneself", by=by, at=at) as trace:
        row = lock(edition)
        check_open(row, at)
        enrolment = put_in(row, person, EnrolmentSource.PERSON, by=by, at=at)
        trace.touches(row, enrolment)
    return enrolment


def enrol_staff(
    *, edition: Edition, organisation: Organisation, people: Sequence[Professional], by: Actor, at: datetime
) -> list[Enrolment]:
    """A body enrols those who work for it today; who is in already stays as they are.

    Raises:
        NotAllowedError: `by` does not enrol the staff of that body.
        TrainingError: no enrolments today, or somebody who does not work there.
    """
    permit(rules.can_enrol_staff(by, organisation.pk))
    staff = set(organisation.staff.at(rules.today_of(at)).values_list("professional_id", flat=True))
    if stranger := next((one for one in people if one.pk not in staff), None):
        raise TrainingError(_("%(name)s oggi non lavora per questo ente.") % {"name": stranger}, field="people")
    with recorded("training.enrol_staff", by=by, at=at) as trace:
        row = lock(edition)
        check_open(row, at)
        done = [put_in(row, one, EnrolmentSource.BODY, sent_by=organisation, by=by, at=at) for one in people]
        trace.touches(row, *done)
    return done


@once_more
def enrol_by_office(
    *,
    edition: Edition,
    person: Professional | Applicant,
    because: str = "",
    source: EnrolmentSource = EnrolmentSource.OFFICE,
    by: Actor,
    at: datetime,
) -> Enrolment:
    """The office enrols somebody, also out of time; with a reason, also somebody of another track.

    Raises:
        NotAllowedError: not their edition.
    """
    permit(rules.can_manage(by, edition))
    with recorded("training.enrol_by_office", by=by, at=at) as trace:
        row = lock(edition)
        found = person if isinstance(person, Professional) else person_of(person)
        enrolment = put_in(row, found, source, because=because, by=by, at=at)
        trace.touches(row, enrolment)
    return enrolment


def admit(*, enrolment: Enrolment, because: str, by: Actor, at: datetime) -> Enrolment:
    """Let somebody in whom their track kept out, with the reason; a second time changes nothing.

    Raises:
        NotAllowedError: not their edition, or over.
        TrainingError: no reason.
    """
    permit(rules.can_decide(by, enrolment.edition))
    if not because.strip():
        raise TrainingError(_("Scrivi perché la persona è ammessa."), field="because")
    with recorded("training.admit", by=by, at=at) as trace:
        edition = lock(enrolment.edition)
        row = lock(enrolment)
        if row.state in {EnrolmentState.ENROLLED, EnrolmentState.WAITING}:
            return row
        _enter(edition, row, because=because, by=by, at=at)
        trace.touches(edition, row, fields=["state", "override_because"])
    return row


def refuse(*, enrolment: Enrolment, reason: str, by: Actor, at: datetime) -> Enrolment:
    """Refuse somebody, with the reason that they are told; a seat they had goes to who waits.

    Raises:
        NotAllowedError: not their edition.
    """
    permit(rules.can_decide(by, enrolment.edition))
    return leave(enrolment, EnrolmentState.REFUSED, MessageKey.REFUSED, reason, by=by, at=at)


def withdraw(*, enrolment: Enrolment, reason: str = "", by: Actor, at: datetime) -> Enrolment:
    """Give the seat back: it goes to who has waited longest. A second time changes nothing.

    Raises:
        NotAllowedError: neither oneself, nor one's body, nor the office.
    """
    if enrolment.state == EnrolmentState.WITHDRAWN:
        return enrolment
    permit(rules.can_withdraw(by, enrolment))
    return leave(enrolment, EnrolmentState.WITHDRAWN, MessageKey.WITHDRAWN, reason, by=by, at=at)


def leave(
    enrolment: Enrolment, state: EnrolmentState, letter: MessageKey, reason: str, *, by: Actor, at: datetime
) -> Enrolment:
    """Take somebody out, tell them by that letter, and give their seat to who waits; the caller asked its rule."""
    with recorded("training.leave_edition", by=by, at=at) as trace:
        edition = lock(enrolment.edition)
        row = lock(enrolment)
        if row.state in rules.ENDED:
            return row
        leave_lessons(row, at=at)
        _write(row, state, at=at, reason=reason.strip())
        write_letters(letter, Enrolment.objects.filter(pk=row.pk), by=by, at=at)
        trace.touches(edition, row, fields=["state"])
        trace.notes(state=state.value)
        fill_seats(edition, by=by, at=at, trace=trace)
    return row


def put_in(
    edition: Edition,
    person: Professional | Learner,
    source: EnrolmentSource,
    *,
    sent_by: Organisation | None = None,
    because: str = "",
    by: Actor,
    at: datetime,
) -> Enrolment:
    """The person's one enrolment in a locked edition: as it is when it stands, made or taken up again otherwise.

    Who was refused is let in by the office alone.
    """
    row = _known(edition, person)
    if row is not None and row.state in {EnrolmentState.ENROLLED, EnrolmentState.WAITING}:
        return row
    if row is not None and row.state == EnrolmentState.REFUSED and source != EnrolmentSource.OFFICE:
        return row
    if row is None:
        row = _new(edition, person, source, sent_by=sent_by, by=by, at=at)
    _enter(edition, row, because=because, by=by, at=at)
    return row


def _enter(edition: Edition, row: Enrolment, *, because: str = "", by: Actor, at: datetime) -> None:
    """A seat or the waiting list; without a reason, a refusal for who is of another track. They are told."""
    why_not = "" if because.strip() else why_other_track(edition, row.person)
    if why_not:
        _write(row, EnrolmentState.REFUSED, at=at, reason=why_not[:300])
    else:
        if because.strip() and why_other_track(edition, row.person):
            row.override_because, row.override_by_name = because.strip(), by.actor_name[:160]
        _write(row, seat_or_line(edition), at=at)
        if row.state == EnrolmentState.ENROLLED:
            seat_in_lessons([row], edition, at=at)
    _tell(row, by=by, at=at)


def why_other_track(edition: Edition, person: Professional | Learner) -> str:
    """Why the track that the course asks for is not the person's, "" when it is or none is asked for."""
    track = edition.course.track
    if track is None:
        return ""
    service = service_of(person, edition.starts_on, edition.course.service_type)
    if service.track is not None and service.track.pk == track.pk:
        return ""
    return _("Il corso è per il percorso %(track)s (%(limits)s). Al %(day)s risultano %(seniority)s.") % {
        "track": track.name,
        "limits": track_words(track),
        "day": format_date(edition.starts_on),
        "seniority": seniority_words(service.counted.total),
    }


def _known(edition: Edition, person: Professional | Learner) -> Enrolment | None:
    column = "professional" if isinstance(person, Professional) else "learner"
    return Enrolment.objects.select_for_update(of=("self",)).filter(edition=edition, **{column: person}).first()


def _new(
    edition: Edition,
    person: Professional | Learner,
    source: EnrolmentSource,
    *,
    sent_by: Organisation | None = None,
    by: Actor,
    at: datetime,
) -> Enrolment:
    standing = standing_of(person, rules.today_of(at))
    return Enrolment(
        edition=edition,
        professional=person if isinstance(person, Professional) else None,
        learner=person if isinstance(person, Learner) else None,
        email=person.email,
        source=source,
        profile=standing.profile,
        organisation=standing.organisation,
        territory=standing.territory,
        sent_by=sent_by,
        asked_at=at,
        by_id=by.actor_id,
        by_name=by.actor_name[:160],
        version=0,
    )


def _write(row: Enrolment, state: EnrolmentState, *, at: datetime, reason: str = "", email: str = "") -> None:
    """Save the enrolment in another state; who comes back stands at the end of the line."""
    row.state, row.reason, row.queued_at = state, reason, at
    row.decided_at = None if state == EnrolmentState.REQUESTED else at
    row.email = email or row.email
    row.version += 1
    row.save()


def _tell(row: Enrolment, *, by: Actor, at: datetime) -> None:
    key = LETTERS[EnrolmentState(row.state)]
    write_letters(key, Enrolment.objects.filter(pk=row.pk), by=by, at=at)


def check_open(edition: Edition, at: datetime) -> None:
    """Whether people may enrol today.

    Raises:
        TrainingError: not today.
    """
    if not rules.takes_enrolments(edition, rules.today_of(at)):
        raise TrainingError(_("Le iscrizioni a questa edizione non sono aperte."))

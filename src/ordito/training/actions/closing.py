# SPDX-License-Identifier: EUPL-1.2
"""The end of an edition: who was there long enough, written once and told to people and to their bodies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind
from ordito.training import rules
from ordito.training.actions.errors import ConflictError, TrainingError, lock
from ordito.training.engine.durations import in_words
from ordito.training.enums import EditionState, MessageKey
from ordito.training.models import Certificate, EditionClosing, EditionOutcome
from ordito.training.queries.closing import readiness_of, results_by_body, who_enrols_for
from ordito.training.queries.letters import account_of, filled, text_of, values_of_edition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.training.models import Edition
    from ordito.training.queries.closing import BodyResult
    from ordito.training.queries.letters import LetterText
    from ordito.training.queries.register import Register

ABOUT = "training.edition"


def close_edition(
    *, by: Actor, at: datetime, edition: Edition, summary: str = "", version: int | None = None
) -> EditionClosing:
    """Close an edition: write for whom it was enough, tell each person and each body. Twice is once.

    `summary` is what is told of activities and results, beside the figures.

    Raises:
        NotAllowedError: the actor neither manages nor tutors it, or it is not open.
        ConflictError: somebody changed it meanwhile.
        TrainingError: a lesson was not held, or the register says nothing of somebody.
    """
    if known := EditionClosing.objects.filter(edition=edition).first():
        permit(rules.can_see_people(by, edition))
        return known
    permit(rules.can_close(by, edition))
    with recorded("training.close_edition", by=by, at=at) as trace:
        row = lock(edition)
        if row.state != EditionState.OPEN or version not in {None, row.version}:
            raise ConflictError(row)
        found = readiness_of(row)
        if not found.ready:
            raise TrainingError(_("Il registro non è completo: guarda qui sopra che cosa manca."))
        closing = _written(row, found.register, summary, by=by, at=at)
        row.state = EditionState.CLOSED
        row.version += 1
        row.save()
        told = _tell(closing, by=by, at=at)
        trace.touches(row, closing, fields=["state"])
        trace.notes(people=len(found.register.lines), enough=found.register.enough, letters=told)
    return closing


def open_edition_again(*, by: Actor, at: datetime, edition: Edition, reason: str) -> Edition:
    """Take back a closing, as to correct the register; what was told stays told, the next closing tells anew.

    Raises:
        NotAllowedError: the actor does not manage it, or it is not closed.
        TrainingError: no reason, or certificates stand that say how it ended.
    """
    permit(rules.can_open_again(by, edition))
    if not reason.strip():
        raise TrainingError(_("Scrivi perché la riapri."), field="reason")
    with recorded("training.open_edition_again", by=by, at=at, purpose=reason.strip()[:200]) as trace:
        row = lock(edition)
        if Certificate.objects.filter(edition=row).standing().exists():
            raise TrainingError(_("Ci sono attestati già rilasciati: prima vanno revocati."))
        EditionClosing.objects.filter(edition=row).delete()
        row.state = EditionState.OPEN
        row.version += 1
        row.save()
        trace.touches(row, fields=["state"])
    return row


def _written(row: Edition, register: Register, summary: str, *, by: Actor, at: datetime) -> EditionClosing:
    closing = EditionClosing.objects.create(
        edition=row,
        lessons=len(register.lessons),
        minutes=register.planned,
        threshold=row.threshold,
        summary=summary.strip(),
        closed_at=at,
        closed_by_id=by.actor_id,
        closed_by_name=by.actor_name[:160],
    )
    EditionOutcome.objects.bulk_create(
        EditionOutcome(
            closing=closing,
            enrolment=line.enrolment,
            minutes_due=register.due,
            minutes=line.total,
            enough=line.enough,
        )
        for line in register.lines
    )
    return closing


@dataclass(frozen=True)
class _Telling:
    """What all letters about a closing say, and in which words."""

    closing: EditionClosing
    values: dict[str, str]
    to_person: LetterText
    to_body: LetterText


def _tell(closing: EditionClosing, *, by: Actor, at: datetime) -> int:
    """Write to everybody, in the language of the house; returns how many letters."""
    names = ("enrolment__professional__user", "enrolment__learner__contact", "enrolment__organisation")
    outcomes = list(closing.outcomes.select_related(*names).order_by("pk"))
    with translation.override(settings.LANGUAGE_CODE):
        values = values_of_edition(closing.edition) | {"attività": _about(closing)}
        telling = _Telling(closing, values, text_of(MessageKey.CLOSED), text_of(MessageKey.CLOSED_BODY))
        letters = [letter for outcome in outcomes for letter in _to_person(telling, outcome)]
        results = results_by_body(outcomes)
        accounts = who_enrols_for([result.organisation.pk for result in results], timezone.localdate(at))
        for result in results:
            letters += _to_body(telling, result, accounts.get(result.organisation.pk, ()))
    send(letters, by=by, at=at)
    if any(letter.kind == MessageKind.EMAIL for letter in letters):
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))
    return len(letters)


def _about(closing: EditionClosing) -> str:
    """What was done and how it ended, without names."""
    outcomes = list(closing.outcomes.values_list("enough", flat=True))
    words = {
        "course": closing.edition.course.title,
        "edition": closing.edition.name,
        "lessons": closing.lessons,
        "hours": in_words(closing.minutes),
        "people": len(outcomes),
        "enough": sum(outcomes),
        "threshold": closing.threshold,
    }
    said = _(
        "«%(course)s», %(edition)s: %(lessons)s lezioni, %(hours)s. Persone iscritte: %(people)s; con almeno il "
        "%(threshold)s%% delle ore: %(enough)s."
    )
    return "\n\n".join(filter(None, (said % words, closing.summary)))


def _to_person(telling: _Telling, outcome: EditionOutcome) -> Iterator[Letter]:
    enrolment, least = outcome.enrolment, telling.closing.threshold
    words = {"done": in_words(outcome.minutes), "due": in_words(outcome.minutes_due), "least": least}
    if outcome.enough:
        own = _("Hai frequentato %(done)s su %(due)s: basta per l’attestato.") % words
    else:
        own = _("Hai frequentato %(done)s su %(due)s: per l’attestato serve almeno il %(least)s%%.") % words
    name = str(enrolment.person)
    letter = partial(_letter, telling, telling.to_person, {"nome": name, "esito": own}, name)
    user = account_of(enrolment)
    if user is not None:
        yield letter(MessageKind.NOTICE, user_id=user.pk)
    if address := enrolment.email or enrolment.person.email:
        theirs = reverse("training:own_enrolment", args=[enrolment.pk, rules.token_of(enrolment.pk)])
        yield letter(MessageKind.EMAIL, address=address, url=theirs if user is None else "")


def _to_body(telling: _Telling, result: BodyResult, accounts: Sequence[int]) -> Iterator[Letter]:
    """Counts alone: the names are in the reserved area, for who may see them."""
    words = {"body": result.organisation, "people": result.people, "enough": result.enough}
    own = ngettext(
        "Di %(body)s ha partecipato %(people)s persona; con frequenza sufficiente: %(enough)s.",
        "Di %(body)s hanno partecipato %(people)s persone; con frequenza sufficiente: %(enough)s.",
        result.people,
    )
    name = result.organisation.name
    letter = partial(_letter, telling, telling.to_body, {"ente": name, "esito": own % words}, name)
    for user_id in accounts:
        yield letter(MessageKind.NOTICE, user_id=user_id)
    if result.organisation.email:
        yield letter(MessageKind.EMAIL, address=result.organisation.email)


def _letter(
    telling: _Telling,
    text: LetterText,
    own: dict[str, str],
    name: str,
    kind: MessageKind,
    *,
    user_id: int | None = None,
    address: str = "",
    url: str = "",
) -> Letter:
    """A letter about a closing, which leads to it unless it says where else."""
    edition_id, values = telling.closing.edition_id, telling.values | own
    return Letter(
        kind,
        filled(text.subject, values),
        filled(text.body, values),
        recipient_id=user_id,
        recipient_name=name,
        address=address,
        url=url or reverse("training:closing", args=[edition_id]),
        about_kind=ABOUT,
        about_id=edition_id,
    )

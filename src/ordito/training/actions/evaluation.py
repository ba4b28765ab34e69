# SPDX-License-Identifier: EUPL-1.2
"""Planning how an edition is evaluated: which questionnaires, when, by which doors, and indicators of the place."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.core.access import Verb, can, permit
from ordito.core.crypto import blind_index
from ordito.questionnaires.enums import VersionState
from ordito.training.actions.errors import TrainingError, lock, put
from ordito.training.engine.secret import digest_of
from ordito.training.enums import EditionState, EvaluationLevel
from ordito.training.models import LEARNING, Edition, Evaluation, EvaluationIndicator, EvaluationToken
from ordito.training.models.evaluation import MOST_CODES
from ordito.training.queries.evaluation_results import BY_BODY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.indicators.models import Indicator
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Organisation
    from ordito.training.models.evaluation import Window

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another: no I, O, 0, 1
CODE_LENGTH = 12  # 60 bits
KEY_LENGTH = 8  # of an address that a whole class types: it opens an empty sheet


def plan_evaluation(*, edition: Edition, level: EvaluationLevel, window: Window, by: Actor, at: datetime) -> Evaluation:
    """Give an edition a questionnaire. The same asked twice is one.

    Raises:
        NotAllowedError: `by` does not manage the edition.
        TrainingError: the level is there already with something else, a version not in use, days that make no sense,
            or an end test that asks other questions than the one at the beginning.
    """
    permit(can(by, Verb.MANAGE_TRAINING, edition))
    try:
        with recorded("training.plan_evaluation", by=by, at=at) as trace:
            locked = lock(edition)
            if locked.state == EditionState.CANCELLED:
                raise TrainingError(_("L’edizione è stata annullata: non si valuta."))
            same = Evaluation.objects.filter(edition=locked, level=level).first()
            if same is not None:
                return _same_or_refused(same, window)
            _check_days(window.opens_on, window.closes_on, at)
            _check_questionnaire(locked, level, window.questionnaire)
            row = Evaluation.objects.create(
                edition=locked,
                level=level,
                questionnaire=window.questionnaire,
                opens_on=window.opens_on,
                closes_on=window.closes_on,
                reminders=window.reminders,
                remind_after=window.remind_after,
                key="".join(secrets.choice(CODE_LETTERS) for _letter in range(KEY_LENGTH)).lower(),
            )
            trace.touches(row, locked)
            trace.notes(level=str(level))
    except IntegrityError:  # the same form, sent twice at once
        return _same_or_refused(Evaluation.objects.get(edition=edition, level=level), window)
    return row


def plan_for_course(
    *, edition: Edition, level: EvaluationLevel, window_of: Callable[[Edition], Window], by: Actor, at: datetime
) -> tuple[int, int]:
    """Give the other editions of the same course a questionnaire of the same level, each in its own days.

    Returns how many of those that `by` manages got it, and how many did not: they have another, or their days are over.
    """
    others = Edition.objects.filter(course=edition.course_id).exclude(pk=edition.pk).order_by("starts_on", "pk")
    managed = [one for one in others.exclude(state=EditionState.CANCELLED) if can(by, Verb.MANAGE_TRAINING, one)]
    given = 0
    for other in managed:
        with suppress(TrainingError):
            plan_evaluation(edition=other, level=level, window=window_of(other), by=by, at=at)
            given += 1
    return given, len(managed) - given


def _same_or_refused(row: Evaluation, window: Window) -> Evaluation:
    if (row.questionnaire_id, row.opens_on, row.closes_on, row.reminders, row.remind_after) != (
        window.questionnaire.pk, window.opens_on, window.closes_on, window.reminders, window.remind_after,
    ):  # fmt: skip
        raise TrainingError(_("Questa edizione ha già un questionario per questo momento: correggi quello."))
    return row


def _check_days(opens_on: date, closes_on: date, at: datetime) -> None:
    if closes_on < opens_on:
        raise TrainingError(_("L’ultimo giorno viene prima del primo."), field="closes_on")
    if closes_on < timezone.localdate(at):
        raise TrainingError(_("L’ultimo giorno è già passato: nessuno potrebbe rispondere."), field="closes_on")


def _check_questionnaire(edition: Edition, level: EvaluationLevel, version: QuestionnaireVersion) -> None:
    if version.state != VersionState.PUBLISHED:
        raise TrainingError(_("Scegli una versione pubblicata."), field="questionnaire")
    if level not in LEARNING:
        return
    (other,) = LEARNING - {level}
    twin = Evaluation.objects.filter(edition=edition, level=other).first()
    if twin is not None and twin.questionnaire_id != version.pk:
        message = _("Prima e dopo si fanno le stesse domande: scegli lo stesso questionario dell’altra prova.")
        raise TrainingError(message, field="questionnaire")


def change_window(
    *, evaluation: Evaluation, opens_on: date, closes_on: date, version: int, by: Actor, at: datetime, **reminding: int
) -> Evaluation:
    """Open a questionnaire earlier or later, for longer or shorter; never again once it was closed.

    Of a follow-up `reminding` says how many reminders there are at most (`reminders`) and after how many days each
    leaves (`remind_after`).

    Figures are read from the day after the last: answers that came later would tell, by difference, who gave them.

    Raises:
        NotAllowedError: `by` does not manage the edition.
        TrainingError: it is closed, or the days make no sense.
        ConflictError: somebody saved first.
    """
    with recorded("training.change_evaluation", by=by, at=at) as trace:
        row = lock(evaluation)
        permit(can(by, Verb.MANAGE_TRAINING, row))
        asked = {"opens_on": opens_on, "closes_on": closes_on, **reminding}
        if all(getattr(row, name) == value for name, value in asked.items()):  # the same form, sent twice
            return row
        if row.is_closed(timezone.localdate(at)):
            raise TrainingError(_("Il questionario è chiuso e le sue cifre si leggono: i giorni non cambiano più."))
        _check_days(opens_on, closes_on, at)
        if row.invited_at is not None and opens_on != row.opens_on:
            raise TrainingError(_("Gli inviti sono già partiti: il primo giorno non cambia più."), field="opens_on")
        changed = put(row, asked, version)
        trace.touches(row, fields=changed)
    return row


def drop_evaluation(*, evaluation: Evaluation, by: Actor, at: datetime) -> None:
    """Take a questionnaire away, as long as nobody began to answer and no invitation left.

    Raises:
        NotAllowedError: `by` does not manage the edition.
        TrainingError: it has answers or invitations.
    """
    with recorded("training.drop_evaluation", by=by, at=at) as trace:
        row = Evaluation.objects.select_for_update(of=("self",)).filter(pk=evaluation.pk).first()
        if row is None:  # pressed twice
            return
        permit(can(by, Verb.MANAGE_TRAINING, row))
        if row.invited_at is not None or row.responses.exists():
            raise TrainingError(_("Qualcuno ha già cominciato a rispondere, o è stato invitato: non si può togliere."))
        EvaluationToken.objects.filter(evaluation=row).delete()
        trace.touches(row, row.edition)
        row.delete()


def make_codes(*, evaluation: Evaluation, number: int, by: Actor, at: datetime) -> list[str]:
    """Single-use codes to print and hand out at random; only their digests are kept, so they are shown once.

    From the first code on, whoever answers must type one: an answer a code. Who manages or tutors the edition.

    Raises:
        NotAllowedError: neither.
        TrainingError: too many, or a questionnaire that goes out by e-mail, or is closed.
    """
    codes = ["".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)) for _one in range(number)]
    with recorded("training.make_evaluation_codes", by=by, at=at) as trace:
        row = lock(evaluation)
        permit(can(by, Verb.KEEP_REGISTER, row))
        if row.is_follow_up or row.is_closed(timezone.localdate(at)):
            raise TrainingError(_("Per questo questionario non servono codici."))
        if not 1 <= number <= MOST_CODES - row.codes:
            left = MOST_CODES - row.codes
            message = _("Se ne possono preparare ancora %(left)s.") % {"left": left}
            raise TrainingError(message, field="number")
        EvaluationToken.objects.bulk_create(
            EvaluationToken(evaluation=row, digest=digest_of(secret_of(code))) for code in codes
        )
        row.codes += number
        row.save(update_fields=["codes"])
        trace.touches(row)
        trace.notes(codes=number)
    return codes


def secret_of(code: str) -> str:
    """The secret behind a printed code, which stands in addresses in its place."""
    plain = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    first, second = (blind_index(f"{half}{plain}", field="training.evaluation.code") for half in "ab")
    return (first + second).hex()


# --- the fourth level -------------------------------------------------------------------------------------------------


def choose_indicator(
    *,
    edition: Edition,
    indicator: Indicator,
    year_before: int,
    year_after: int,
    body: Organisation | None = None,
    by: Actor,
    at: datetime,
) -> EvaluationIndicator:
    """Read an indicator of the edition's place in a year before it and in one after; chosen again, the rest changes.

    With `body` only of what that body answers for, where the indicator may be told apart by body.

    Raises:
        NotAllowedError: `by` does not manage the edition.
        TrainingError: the second year does not follow the first, or the indicator is not told apart by body.
    """
    permit(can(by, Verb.MANAGE_TRAINING, edition))
    if year_after <= year_before:
        raise TrainingError(_("L’anno dopo deve seguire l’anno prima."), field="year_after")
    if body is not None and BY_BODY not in indicator.recipe.breakdowns:
        raise TrainingError(_("Questo indicatore non si divide per ente: lascia vuoto."), field="body")
    with recorded("training.choose_evaluation_indicator", by=by, at=at) as trace:
        row, _made = EvaluationIndicator.objects.update_or_create(
            edition=lock(edition),
            indicator=indicator,
            defaults={"year_before": year_before, "year_after": year_after, "body": body},
        )
        trace.touches(row, edition, fields=["year_before", "year_after", "body"])
    return row


def drop_indicator(*, chosen: EvaluationIndicator, by: Actor, at: datetime) -> None:
    """No longer read an indicator for the edition."""
    permit(can(by, Verb.MANAGE_TRAINING, chosen.edition))
    with recorded("training.drop_evaluation_indicator", by=by, at=at) as trace, transaction.atomic():
        trace.touches(chosen, chosen.edition)
        EvaluationIndicator.objects.filter(pk=chosen.pk).delete()


# --- reading ----------------------------------------------------------------------------------------------------------


def log_texts(*, editions: Sequence[Edition], question: str, number: int, by: Actor, at: datetime) -> None:
    """Write that somebody read the open answers to a question: people may have named others in them."""
    log_access(
        "training.read_evaluation_texts",
        by=by,
        at=at,
        kind=Kind.READ,
        rows=editions,
        detail={"question": question, "answers": number},
    )


def log_export(*, editions: Sequence[Edition], kind: str, by: Actor, at: datetime) -> None:
    """Write that somebody took a report away as a file."""
    log_access("training.export_evaluation", by=by, at=at, kind=Kind.EXPORT, rows=editions, detail={"file": kind})
